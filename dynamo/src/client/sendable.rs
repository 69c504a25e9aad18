//! The SDK's requests from its inputs, which have no common type.

use std::{
    future::{Future, ready},
    pin::Pin,
};

use aws_sdk_dynamodb::{
    Client,
    config::{Builder, http::HttpResponse},
    error::SdkError,
    operation::{
        batch_get_item::{BatchGetItemError, BatchGetItemOutput, builders::BatchGetItemInputBuilder},
        batch_write_item::{BatchWriteItemError, BatchWriteItemOutput, builders::BatchWriteItemInputBuilder},
        create_table::{CreateTableError, CreateTableOutput, builders::CreateTableInputBuilder},
        delete_item::{DeleteItemError, DeleteItemOutput, builders::DeleteItemInputBuilder},
        delete_table::{DeleteTableError, DeleteTableOutput, builders::DeleteTableInputBuilder},
        get_item::{GetItemError, GetItemOutput, builders::GetItemInputBuilder},
        put_item::{PutItemError, PutItemOutput, builders::PutItemInputBuilder},
        query::{QueryError, QueryOutput, builders::QueryInputBuilder},
        scan::{ScanError, ScanOutput, builders::ScanInputBuilder},
        transact_get_items::{TransactGetItemsError, TransactGetItemsOutput, builders::TransactGetItemsInputBuilder},
        transact_write_items::{
            TransactWriteItemsError, TransactWriteItemsOutput, builders::TransactWriteItemsInputBuilder,
        },
        update_item::{UpdateItemError, UpdateItemOutput, builders::UpdateItemInputBuilder},
    },
};

use super::wire::{Hook, Identified, boxed};
use crate::error::ServiceError;

/// What the SDK does with an input.
pub(super) type Sending<O, E> = Pin<Box<dyn Future<Output = Result<O, SdkError<E, HttpResponse>>> + Send>>;

/// An input that is ready to be sent.
pub(super) trait Sendable: Identified + Sized {
    type Output: 'static;
    type Error: ServiceError;

    /// Sends it as it is.
    fn send(self, client: Client) -> Sending<Self::Output, Self::Error>;

    /// Sends it with an interceptor or a configuration of its own, which takes the SDK longer.
    fn send_customized(
        self,
        client: &Client,
        hook: Option<Hook>,
        config: Option<Builder>,
    ) -> Sending<Self::Output, Self::Error>;
}

/// Each with the members that the library's operations set: only a request can be customized, and it takes no whole input.
macro_rules! sendable {
    ($($builder:ident => $name:ident $output:ident $error:ident { $($member:ident $set:ident,)* })*) => {$(
        impl Sendable for $builder {
            type Output = $output;
            type Error = $error;

            fn send(self, client: Client) -> Sending<$output, $error> {
                boxed(|| async move { self.send_with(&client).await })
            }

            fn send_customized(
                self,
                client: &Client,
                hook: Option<Hook>,
                config: Option<Builder>,
            ) -> Sending<$output, $error> {
                let input = match self.build() {
                    Ok(input) => input,
                    Err(error) => return Box::pin(ready(Err(SdkError::construction_failure(error)))),
                };
                let mut request = client.$name()$(.$set(input.$member))*.customize();
                if let Some(hook) = hook {
                    request = request.interceptor(hook);
                }
                if let Some(config) = config {
                    request = request.config_override(config);
                }
                boxed(|| request.send())
            }
        }
    )*};
}

sendable! {
    GetItemInputBuilder => get_item GetItemOutput GetItemError {
        table_name set_table_name,
        key set_key,
        consistent_read set_consistent_read,
        projection_expression set_projection_expression,
        expression_attribute_names set_expression_attribute_names,
        return_consumed_capacity set_return_consumed_capacity,
    }
    QueryInputBuilder => query QueryOutput QueryError {
        table_name set_table_name,
        index_name set_index_name,
        key_condition_expression set_key_condition_expression,
        filter_expression set_filter_expression,
        projection_expression set_projection_expression,
        expression_attribute_names set_expression_attribute_names,
        expression_attribute_values set_expression_attribute_values,
        select set_select,
        limit set_limit,
        consistent_read set_consistent_read,
        scan_index_forward set_scan_index_forward,
        exclusive_start_key set_exclusive_start_key,
        return_consumed_capacity set_return_consumed_capacity,
    }
    ScanInputBuilder => scan ScanOutput ScanError {
        table_name set_table_name,
        index_name set_index_name,
        filter_expression set_filter_expression,
        projection_expression set_projection_expression,
        expression_attribute_names set_expression_attribute_names,
        expression_attribute_values set_expression_attribute_values,
        select set_select,
        limit set_limit,
        consistent_read set_consistent_read,
        segment set_segment,
        total_segments set_total_segments,
        exclusive_start_key set_exclusive_start_key,
        return_consumed_capacity set_return_consumed_capacity,
    }
    PutItemInputBuilder => put_item PutItemOutput PutItemError {
        table_name set_table_name,
        item set_item,
        condition_expression set_condition_expression,
        expression_attribute_names set_expression_attribute_names,
        expression_attribute_values set_expression_attribute_values,
        return_values set_return_values,
        return_consumed_capacity set_return_consumed_capacity,
        return_values_on_condition_check_failure set_return_values_on_condition_check_failure,
    }
    UpdateItemInputBuilder => update_item UpdateItemOutput UpdateItemError {
        table_name set_table_name,
        key set_key,
        update_expression set_update_expression,
        condition_expression set_condition_expression,
        expression_attribute_names set_expression_attribute_names,
        expression_attribute_values set_expression_attribute_values,
        return_values set_return_values,
        return_consumed_capacity set_return_consumed_capacity,
        return_values_on_condition_check_failure set_return_values_on_condition_check_failure,
    }
    DeleteItemInputBuilder => delete_item DeleteItemOutput DeleteItemError {
        table_name set_table_name,
        key set_key,
        condition_expression set_condition_expression,
        expression_attribute_names set_expression_attribute_names,
        expression_attribute_values set_expression_attribute_values,
        return_values set_return_values,
        return_consumed_capacity set_return_consumed_capacity,
        return_values_on_condition_check_failure set_return_values_on_condition_check_failure,
    }
    CreateTableInputBuilder => create_table CreateTableOutput CreateTableError {
        table_name set_table_name,
        key_schema set_key_schema,
        attribute_definitions set_attribute_definitions,
        local_secondary_indexes set_local_secondary_indexes,
        global_secondary_indexes set_global_secondary_indexes,
        billing_mode set_billing_mode,
        provisioned_throughput set_provisioned_throughput,
        deletion_protection_enabled set_deletion_protection_enabled,
    }
    DeleteTableInputBuilder => delete_table DeleteTableOutput DeleteTableError {
        table_name set_table_name,
    }
    BatchGetItemInputBuilder => batch_get_item BatchGetItemOutput BatchGetItemError {
        request_items set_request_items,
        return_consumed_capacity set_return_consumed_capacity,
    }
    BatchWriteItemInputBuilder => batch_write_item BatchWriteItemOutput BatchWriteItemError {
        request_items set_request_items,
        return_consumed_capacity set_return_consumed_capacity,
    }
    TransactGetItemsInputBuilder => transact_get_items TransactGetItemsOutput TransactGetItemsError {
        transact_items set_transact_items,
        return_consumed_capacity set_return_consumed_capacity,
    }
    TransactWriteItemsInputBuilder => transact_write_items TransactWriteItemsOutput TransactWriteItemsError {
        transact_items set_transact_items,
        client_request_token set_client_request_token,
        return_consumed_capacity set_return_consumed_capacity,
    }
}
