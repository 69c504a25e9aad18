use std::{fmt, sync::LazyLock};

use aws_sdk_dynamodb::operation::{
    batch_get_item::{BatchGetItem, BatchGetItemInput},
    batch_write_item::{BatchWriteItem, BatchWriteItemInput},
    create_table::{CreateTable, CreateTableInput},
    delete_item::{DeleteItem, DeleteItemInput},
    delete_table::{DeleteTable, DeleteTableInput},
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

/// An operation of DynamoDB, most with items in their requests or answers.
pub(in crate::client) struct Operation {
    pub(in crate::client) name: &'static str,
    /// The member of the answer that has the items, if one has.
    pub(super) member: &'static str,
    /// The identity of an input, if it is one of this operation.
    pub(super) identity: fn(&Input) -> Option<usize>,
    /// Its inputs that the library writes itself, if it has such.
    pub(super) plain: Option<PlainInputs>,
    /// What the SDK configures for it.
    layer: LazyLock<Option<FrozenLayer>>,
    /// The layer's, wrapped so that it puts the items in.
    serializer: LazyLock<Option<SharedRequestSerializer>>,
    /// Of the layer, looked up once.
    deserializer: LazyLock<Option<&'static SharedResponseDeserializer>>,
}

/// The plain inputs of an operation that has them.
#[derive(Debug)]
pub(super) struct PlainInputs {
    /// Tells the operation from others that have them.
    pub(super) number: usize,
    /// Writes the body of one.
    pub(super) write_body: WriteBody,
    /// An input with nothing in it.
    pub(super) empty: fn() -> Option<Input>,
}

impl PlainInputs {
    /// So many operations have them.
    pub(super) const OPERATIONS: usize = 4;
}

macro_rules! plain_inputs {
    ($input:ident) => {
        None
    };
    ($input:ident $number:literal) => {
        Some(PlainInputs {
            number: const {
                assert!($number < PlainInputs::OPERATIONS);
                $number
            },
            write_body: |input, splice| input.downcast_mut::<$input>()?.write_body(splice),
            empty: || $input::builder().build().ok().map(Input::erase),
        })
    };
}

macro_rules! operations {
    ($($constant:ident: $operation:ident $input:ident, $member:literal $(plain $number:literal)?;)*) => {
        impl Operation {
            $(pub(in crate::client) fn $constant() -> &'static Self {
                static OPERATION: Operation = Operation {
                    name: stringify!($operation),
                    member: $member,
                    identity: |input| input.downcast_ref::<$input>().and_then(Identified::identity),
                    layer: LazyLock::new(|| $operation::new().config()),
                    plain: plain_inputs!($input $($number)?),
                    serializer: LazyLock::new(|| {
                        Some(SharedRequestSerializer::new(ItemsSerializer::new(OPERATION.sdk_serializer()?, None)))
                    }),
                    deserializer: LazyLock::new(|| OPERATION.layer.as_ref()?.load::<SharedResponseDeserializer>()),
                };
                &OPERATION
            })*
        }
    };
}

operations! {
    get: GetItem GetItemInput, "Item" plain 0;
    query: Query QueryInput, "Items";
    scan: Scan ScanInput, "Items";
    batch_get: BatchGetItem BatchGetItemInput, "Responses";
    transact_get: TransactGetItems TransactGetItemsInput, "Responses";
    put: PutItem PutItemInput, "Attributes" plain 1;
    update: UpdateItem UpdateItemInput, "Attributes";
    delete: DeleteItem DeleteItemInput, "Attributes" plain 2;
    batch_write: BatchWriteItem BatchWriteItemInput, "" plain 3;
    transact_write: TransactWriteItems TransactWriteItemsInput, "";
    create_table: CreateTable CreateTableInput, "";
    delete_table: DeleteTable DeleteTableInput, "";
}

impl Operation {
    /// Has the SDK write the operation's requests, and puts the items in.
    pub(super) fn serializer(&self) -> Option<SharedRequestSerializer> {
        self.serializer.clone()
    }

    /// A serializer that writes plain requests itself: for one client, whose requests are alike but for their bodies.
    pub(super) fn plain_serializer(&'static self) -> Option<SharedRequestSerializer> {
        let plain = self.plain.as_ref()?;
        Some(SharedRequestSerializer::new(ItemsSerializer::new(self.sdk_serializer()?, Some(plain))))
    }

    /// The SDK's own serializer of the operation's inputs.
    pub(super) fn sdk_serializer(&self) -> Option<SharedRequestSerializer> {
        self.layer.as_ref()?.load::<SharedRequestSerializer>().cloned()
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
