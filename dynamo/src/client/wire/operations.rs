use std::{fmt, sync::LazyLock};

use aws_sdk_dynamodb::operation::{
    batch_get_item::{BatchGetItem, BatchGetItemInput},
    batch_write_item::{BatchWriteItem, BatchWriteItemInput},
    delete_item::{DeleteItem, DeleteItemInput},
    get_item::{GetItem, GetItemInput},
    put_item::{PutItem, PutItemInput},
    query::{Query, QueryInput},
    scan::{Scan, ScanInput},
    transact_get_items::{TransactGetItems, TransactGetItemsInput},
    transact_write_items::{TransactWriteItems, TransactWriteItemsInput},
    update_item::{UpdateItem, UpdateItemInput},
};
use aws_smithy_runtime_api::client::{
    interceptors::context::Input,
    runtime_plugin::RuntimePlugin,
    ser_de::{SharedRequestSerializer, SharedResponseDeserializer},
};
use aws_smithy_types::config_bag::FrozenLayer;

use super::{
    identity::Identified,
    plain_input::{PlainInput as _, WriteBody},
    request::ItemsSerializer,
};

/// An operation of DynamoDB that has items in its requests or answers.
pub(in crate::client) struct Operation {
    pub(in crate::client) name: &'static str,
    /// The member of the answer that has the items.
    pub(super) member: &'static str,
    /// The identity of an input, if it is one of this operation.
    pub(super) identity: fn(&Input) -> Option<usize>,
    /// Writes the body of a plain input; none if the operation has no such inputs.
    pub(super) write_body: Option<WriteBody>,
    /// What the SDK configures for it.
    layer: LazyLock<Option<FrozenLayer>>,
    /// The layer's, wrapped so that it writes plain inputs and puts the items in.
    serializer: LazyLock<Option<SharedRequestSerializer>>,
    /// Of the layer, looked up once.
    deserializer: LazyLock<Option<&'static SharedResponseDeserializer>>,
}

/// Writes the body of a plain input of an operation that has them.
macro_rules! write_body {
    ($input:ident) => {
        None
    };
    ($input:ident plain) => {
        Some(|input, splice| input.downcast_mut::<$input>()?.write_body(splice))
    };
}

macro_rules! operations {
    ($($constant:ident: $operation:ident $input:ident, $member:literal $($plain:ident)?;)*) => {
        impl Operation {
            $(pub(in crate::client) fn $constant() -> &'static Self {
                static OPERATION: Operation = Operation {
                    name: stringify!($operation),
                    member: $member,
                    identity: |input| input.downcast_ref::<$input>().and_then(Identified::identity),
                    layer: LazyLock::new(|| $operation::new().config()),
                    write_body: write_body!($input $($plain)?),
                    serializer: LazyLock::new(|| {
                        let sdk = OPERATION.layer.as_ref()?.load::<SharedRequestSerializer>()?.clone();
                        let empty = $input::builder().build().ok().map(Input::erase);
                        Some(SharedRequestSerializer::new(ItemsSerializer::new(sdk, OPERATION.write_body, empty)))
                    }),
                    deserializer: LazyLock::new(|| OPERATION.layer.as_ref()?.load::<SharedResponseDeserializer>()),
                };
                &OPERATION
            })*
        }
    };
}

operations! {
    get: GetItem GetItemInput, "Item" plain;
    query: Query QueryInput, "Items";
    scan: Scan ScanInput, "Items";
    batch_get: BatchGetItem BatchGetItemInput, "Responses";
    transact_get: TransactGetItems TransactGetItemsInput, "Responses";
    put: PutItem PutItemInput, "Attributes" plain;
    update: UpdateItem UpdateItemInput, "Attributes";
    delete: DeleteItem DeleteItemInput, "Attributes" plain;
    batch_write: BatchWriteItem BatchWriteItemInput, "" plain;
    transact_write: TransactWriteItems TransactWriteItemsInput, "";
}

impl Operation {
    /// Writes the operation's requests, or has the SDK write them and puts the items in.
    pub(super) fn serializer(&self) -> Option<SharedRequestSerializer> {
        self.serializer.clone()
    }

    /// The SDK's own deserializer of the operation's answers.
    pub(super) fn deserializer(&self) -> Option<&'static SharedResponseDeserializer> {
        *self.deserializer
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
