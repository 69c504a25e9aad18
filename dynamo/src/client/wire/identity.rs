use aws_sdk_dynamodb::operation::{
    batch_get_item::{BatchGetItemInput, builders::BatchGetItemInputBuilder},
    batch_write_item::{BatchWriteItemInput, builders::BatchWriteItemInputBuilder},
    create_table::{CreateTableInput, builders::CreateTableInputBuilder},
    delete_item::{DeleteItemInput, builders::DeleteItemInputBuilder},
    delete_table::{DeleteTableInput, builders::DeleteTableInputBuilder},
    get_item::{GetItemInput, builders::GetItemInputBuilder},
    put_item::{PutItemInput, builders::PutItemInputBuilder},
    query::{QueryInput, builders::QueryInputBuilder},
    scan::{ScanInput, builders::ScanInputBuilder},
    transact_get_items::{TransactGetItemsInput, builders::TransactGetItemsInputBuilder},
    transact_write_items::{TransactWriteItemsInput, builders::TransactWriteItemsInputBuilder},
    update_item::{UpdateItemInput, builders::UpdateItemInputBuilder},
};

/// What tells an input from all others while it lives and nobody has changed it: where its first part is in memory, which
/// moves with it.
pub(in crate::client) trait Identified {
    fn identity(&self) -> Option<usize>;
}

macro_rules! identified {
    ($($member:ident $getter:ident |$part:ident| $address:expr, $($input:ident $builder:ident)*;)*) => {$($(
        impl Identified for $input {
            fn identity(&self) -> Option<usize> {
                self.$member.as_ref().and_then(|$part| $address)
            }
        }

        impl Identified for $builder {
            fn identity(&self) -> Option<usize> {
                self.$getter().as_ref().and_then(|$part| $address)
            }
        }
    )*)*};
}

identified! {
    table_name get_table_name |name| Some(name.as_ptr().addr()),
        GetItemInput GetItemInputBuilder
        QueryInput QueryInputBuilder
        ScanInput ScanInputBuilder
        PutItemInput PutItemInputBuilder
        UpdateItemInput UpdateItemInputBuilder
        DeleteItemInput DeleteItemInputBuilder
        CreateTableInput CreateTableInputBuilder
        DeleteTableInput DeleteTableInputBuilder;
    request_items get_request_items |tables| tables.keys().next().map(|name| name.as_ptr().addr()),
        BatchGetItemInput BatchGetItemInputBuilder
        BatchWriteItemInput BatchWriteItemInputBuilder;
    transact_items get_transact_items |items| Some(items.as_ptr().addr()),
        TransactGetItemsInput TransactGetItemsInputBuilder
        TransactWriteItemsInput TransactWriteItemsInputBuilder;
}
