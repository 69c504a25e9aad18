use std::{fmt, sync::LazyLock};

use aws_sdk_dynamodb::operation::{
    batch_get_item::BatchGetItem, batch_write_item::BatchWriteItem, delete_item::DeleteItem, get_item::GetItem,
    put_item::PutItem, query::Query, scan::Scan, transact_get_items::TransactGetItems,
    transact_write_items::TransactWriteItems, update_item::UpdateItem,
};
use aws_smithy_runtime_api::client::{runtime_plugin::RuntimePlugin, ser_de::SharedResponseDeserializer};
use aws_smithy_types::config_bag::FrozenLayer;

/// An operation of DynamoDB that has items in its requests or answers.
pub(in crate::client) struct Operation {
    pub(in crate::client) name: &'static str,
    /// The member of the answer that has the items.
    pub(super) member: &'static str,
    layer: LazyLock<Option<FrozenLayer>>,
}

macro_rules! operations {
    ($($constant:ident: $operation:ident, $member:literal;)*) => {
        impl Operation {
            $(pub(in crate::client) fn $constant() -> &'static Self {
                static OPERATION: Operation = Operation {
                    name: stringify!($operation),
                    member: $member,
                    layer: LazyLock::new(|| $operation::new().config()),
                };
                &OPERATION
            })*

            /// All of them, for tests.
            #[cfg(test)]
            pub(super) fn all() -> Vec<&'static Self> {
                vec![$(Self::$constant()),*]
            }
        }
    };
}

operations! {
    get: GetItem, "Item";
    query: Query, "Items";
    scan: Scan, "Items";
    batch_get: BatchGetItem, "Responses";
    transact_get: TransactGetItems, "Responses";
    put: PutItem, "Attributes";
    update: UpdateItem, "Attributes";
    delete: DeleteItem, "Attributes";
    batch_write: BatchWriteItem, "";
    transact_write: TransactWriteItems, "";
}

impl Operation {
    /// The SDK's own deserializer of the operation's answers.
    pub(super) fn deserializer(&self) -> Option<&SharedResponseDeserializer> {
        self.layer.as_ref()?.load::<SharedResponseDeserializer>()
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
