//! The SDK's requests from its inputs. The SDK sends an input alone, too (`send_with`), but only a request can be customized.

use aws_sdk_dynamodb::{
    Client,
    operation::{
        delete_item::{DeleteItemInput, builders::DeleteItemFluentBuilder},
        get_item::{GetItemInput, builders::GetItemFluentBuilder},
        put_item::{PutItemInput, builders::PutItemFluentBuilder},
        query::{QueryInput, builders::QueryFluentBuilder},
        scan::{ScanInput, builders::ScanFluentBuilder},
        update_item::{UpdateItemInput, builders::UpdateItemFluentBuilder},
    },
};

/// Each with the members that the library's operations set.
macro_rules! requests {
    ($($name:ident: $input:ident => $request:ident { $($field:ident $set:ident,)* })*) => {$(
        pub(super) fn $name(client: &Client, input: $input) -> $request {
            client.$name()$(.$set(input.$field))*
        }
    )*};
}

requests! {
    get_item: GetItemInput => GetItemFluentBuilder {
        table_name set_table_name,
        key set_key,
        consistent_read set_consistent_read,
        projection_expression set_projection_expression,
        expression_attribute_names set_expression_attribute_names,
        return_consumed_capacity set_return_consumed_capacity,
    }
    query: QueryInput => QueryFluentBuilder {
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
    scan: ScanInput => ScanFluentBuilder {
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
    put_item: PutItemInput => PutItemFluentBuilder {
        table_name set_table_name,
        item set_item,
        condition_expression set_condition_expression,
        expression_attribute_names set_expression_attribute_names,
        expression_attribute_values set_expression_attribute_values,
        return_values set_return_values,
        return_consumed_capacity set_return_consumed_capacity,
        return_values_on_condition_check_failure set_return_values_on_condition_check_failure,
    }
    update_item: UpdateItemInput => UpdateItemFluentBuilder {
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
    delete_item: DeleteItemInput => DeleteItemFluentBuilder {
        table_name set_table_name,
        key set_key,
        condition_expression set_condition_expression,
        expression_attribute_names set_expression_attribute_names,
        expression_attribute_values set_expression_attribute_values,
        return_values set_return_values,
        return_consumed_capacity set_return_consumed_capacity,
        return_values_on_condition_check_failure set_return_values_on_condition_check_failure,
    }
}
