//! Sending operations: the only layer that does IO.
//!
//! Layer 6.

mod attempts;
mod backoff;
mod batch_entry;
mod batch_get;
mod batch_put_stream;
mod batch_source;
mod batch_superseded;
mod batch_write;
mod budget;
mod bulk;
mod bulk_get;
mod dynamo;
mod find;
mod get_request;
mod hydrate;
mod item_array;
mod old_item;
mod page_ref;
mod pending;
mod progress;
mod query;
mod reader;
mod scan;
mod scan_stream;
mod segments;
mod send;
mod sendable;
mod table;
mod table_index;
mod table_request;
mod trace;
mod transact_get;
mod transaction;
mod wait;
mod wire;
mod write;
mod write_request;

pub use self::{
    batch_get::{Answers, BatchGet, BatchGets, EachKey, Found},
    batch_put_stream::BatchPutStream,
    batch_write::{BatchWrite, BatchWritten},
    dynamo::Dynamo,
    page_ref::PageRef,
    scan_stream::ScanStream,
    table::Table,
    table_index::TableIndex,
    transact_get::TransactGets,
    transaction::{Committed, Transaction},
};
