//! A typed DynamoDB schema mapper over the official AWS SDK.
#![doc = ""]
//! `#[derive(Item)]` turns a struct into a schema: composite partition and sort keys, the attribute codec, typed
//! expressions. [`Table<T>`](Table) does the operations. What you would otherwise write by hand (key strings, expression
//! strings, placeholder maps) is generated or a typed method.
//!
//! ```
//! use dynamo::{Attribute, Dynamo, Item};
//!
//! #[derive(Item, Debug, Clone, PartialEq)]
//! #[dynamo(table = "orders", partition_key(customer_id), sort_key(placed_on, order_id))]
//! struct Order {
//!     customer_id: String,
//!     placed_on: String,
//!     order_id: String,
//!     #[dynamo(default = Status::Pending)]
//!     status: Status,
//!     total: u64,
//!     coupon: Option<String>,
//! }
//!
//! #[derive(Attribute, Debug, Clone, PartialEq)]
//! enum Status {
//!     Pending,
//!     Paid,
//! }
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let orders = Dynamo::embedded().table::<Order>();
//! orders.create_table().await?;
//!
//! let order = Order {
//!     customer_id: "C123".into(),
//!     placed_on: "2026-01-15".into(),
//!     order_id: "ORD-456".into(),
//!     status: Status::Pending,
//!     total: 100,
//!     coupon: None,
//! };
//! orders.create(&order).await?;
//!
//! let paid = orders
//!     .update(order.primary_key())
//!     .set(|o| o.status, Status::Paid)
//!     .increment(|o| o.total, 5)
//!     .when(|o| o.status.eq(Status::Pending) & o.total.lt(1000))
//!     .return_new()
//!     .await?;
//! assert_eq!(paid.total, 105);
//! # Ok::<(), dynamo::Error>(())
//! # }).unwrap();
//! ```
//!
//! # Where to go
//!
//! - [`Item`](macro@Item) and [`Attribute`](macro@Attribute): the derives and all their attributes.
//! - [`Dynamo`], [`Table`]: connecting, and the operations; builders that are awaited, or read by a verb.
//! - [`Key`], [`Config`]: how keys are built, and what changes it.
//! - [`Field`], [`Condition`]: typed expressions.
//! - [`Encode`], [`Decode`], [`Number`]: the codec.
//! - [`Error`], [`ErrorKind`]: what can go wrong.
//!
//! # Features
//!
//! | feature | default | what it brings |
//! |---|---|---|
//! | `tls` | yes | HTTPS to AWS, with rustls |
//! | `aws-config` | yes | [`Dynamo::from_env`] |
//! | `tracing` | yes | a span for every request, with OpenTelemetry's names |
//! | `http` | with `tls` | [`Dynamo::local`]: plain HTTP, for DynamoDB Local |
//! | `sso` | | IAM Identity Center profiles for `from_env` |
//! | `embedded` | | [`Dynamo::embedded`]: an embedded database, for tests and examples |
//! | `testing` | | [`testing`]: faults on demand |
//! | `bytes`, `chrono`, `jiff`, `rust_decimal`, `time`, `uuid` | | the types of the crate of that name |

#![cfg_attr(docsrs, feature(doc_cfg))]

// Generated code names the library `dynamo`, in here too.
#[allow(unused_extern_crates, reason = "only tests derive in here")]
extern crate self as dynamo;

mod client;
mod codec;
mod config;
mod error;
mod expression;
mod operation;
pub mod schema;

#[cfg(feature = "embedded")]
pub mod embedded;
#[cfg(feature = "testing")]
pub mod testing;

#[doc(hidden)]
pub mod __private;

pub use aws_sdk_dynamodb as sdk;

pub use crate::{
    client::{
        Answers, BatchGet, BatchGets, BatchPutStream, BatchWrite, BatchWritten, Committed, Dynamo, EachKey, Found,
        PageRef, ScanStream, Table, TableIndex, TransactGets, Transaction,
    },
    codec::{
        Decode, DecodeAttributes, DecodeOwned, Decoder, Document, Encode, EncodeAttributes, Encoder, FieldCodec, Item,
        Json, Key, Kind, MAX_ITEM_BYTES, MapKey, Number, NumberError, Partition, ReadConsistency, Selectable, Serde,
        SetElement, With, from_attribute_value, from_attribute_value_ref, from_item, from_item_ref, from_json,
        item_size, read_units, to_attribute_value, to_item, write_units,
    },
    config::{Config, Settings},
    error::{
        AttributeMap, CancellationReason, DecodeError, EncodeError, Error, ErrorKind, KeyError, KeyProblem, KeyRole,
        PathSegment, Result,
    },
    expression::{
        AttributePath, Condition, Defaulted, Element, ExpressionValues, Field, Flattened, IntoOperand, KeyAttribute,
        Nullable, Operand, Path, Projection, Removable, Required, Selection, Settable, SizeOf,
    },
    operation::{
        CapacityMeter, ConditionCheck, ConsumedCapacity, CreateTable, Cursor, CursorKey, Delete, DeleteTable, Find,
        Get, MayExist, MustExist, Output, Page, Projected, Put, Query, ReturnMaybeOld, ReturnNew, ReturnNothing,
        ReturnOld, Returning, Scan, ScanCheckpoint, ScanProgress, Selected, Update, Upsert,
    },
    schema::{
        ComponentValue, Index, IntoComponent, KeyComponent, KeyValue, Newtype, PartitionValue, PrimaryKey, ScalarType,
        Schema, Shaped, SortKey, SortKeyCondition, SortParts, shape,
    },
};
#[doc = include_str!("../docs/attribute.md")]
pub use dynamo_derive::Attribute;
#[doc = include_str!("../docs/item.md")]
pub use dynamo_derive::Item;
#[doc = include_str!("../docs/projection.md")]
pub use dynamo_derive::Projection;
