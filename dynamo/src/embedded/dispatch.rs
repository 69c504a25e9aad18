//! From an operation's name and the bytes of its request to a status and the bytes of its response.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dynoxide::actions::get_item::GetItemRequest;
use dynoxide::actions::update_item::{UpdateItemRequest, UpdateItemResponse};
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::refusal;

/// What goes back to the SDK.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// The operation that an `X-Amz-Target` header names: `DynamoDB_20120810.PutItem` is `PutItem`.
pub(super) fn operation_name(target: &str) -> Option<&str> {
    target.strip_prefix("DynamoDB_20120810.").or_else(|| target.strip_prefix("DynamoDBStreams_20120810."))
}

/// Performs one request. Whatever the bytes are, the answer is one that the service could give.
pub(super) fn answer(database: &Database, operation: Option<&str>, body: &[u8]) -> Answer {
    let operation = operation.unwrap_or_default();
    // The emulator is not ours: should it panic on some request, the caller gets a server's answer to that, a 500.
    let result = catch_unwind(AssertUnwindSafe(|| perform(database, operation, body)))
        .unwrap_or_else(|_| Err(DynoxideError::InternalServerError("The embedded database panicked.".to_owned())));
    match result {
        Ok(Some(body)) => Answer { status: 200, body },
        Ok(None) => Answer { status: 400, body: refusal::UNKNOWN_OPERATION.to_vec() },
        Err(error) => {
            let error = refusal::for_operation(operation, error);
            Answer { status: error.status_code(), body: error.to_json().into_bytes() }
        }
    }
}

/// The response of `operation`, or `None` when the database has no such operation.
fn perform(db: &Database, operation: &str, body: &[u8]) -> dynoxide::Result<Option<Vec<u8>>> {
    match operation {
        "GetItem" => run(body, |request| db.get_item(request)),
        "PutItem" => run(body, |request| db.put_item(request)),
        "UpdateItem" => run(body, |request| update_item(db, request)),
        "DeleteItem" => run(body, |request| db.delete_item(request)),
        "Query" => run(body, |request| db.query(request)),
        "Scan" => run(body, |request| db.scan(request)),
        "BatchGetItem" => run(body, |request| db.batch_get_item(request)),
        "BatchWriteItem" => run(body, |request| db.batch_write_item(request)),
        "TransactGetItems" => run(body, |request| db.transact_get_items(request)),
        "TransactWriteItems" => run(body, |request| db.transact_write_items(request)),
        "CreateTable" => run(body, |request| db.create_table(request)),
        "DescribeTable" => run(body, |request| db.describe_table(request)),
        "UpdateTable" => run(body, |request| db.update_table(request)),
        "DeleteTable" => run(body, |request| db.delete_table(request)),
        "ListTables" => run(body, |request| db.list_tables(request)),
        "UpdateTimeToLive" => run(body, |request| db.update_time_to_live(request)),
        "DescribeTimeToLive" => run(body, |request| db.describe_time_to_live(request)),
        "TagResource" => run(body, |request| db.tag_resource(request)),
        "UntagResource" => run(body, |request| db.untag_resource(request)),
        "ListTagsOfResource" => run(body, |request| db.list_tags_of_resource(request)),
        "ExecuteStatement" => run(body, |request| db.execute_statement(request)),
        "BatchExecuteStatement" => run(body, |request| db.batch_execute_statement(request)),
        "ExecuteTransaction" => run(body, |request| db.execute_transaction(request)),
        "ListStreams" => run(body, |request| db.list_streams(request)),
        "DescribeStream" => run(body, |request| db.describe_stream(request)),
        "GetShardIterator" => run(body, |request| db.get_shard_iterator(request)),
        "GetRecords" => run(body, |request| db.get_records(request)),
        "SearchVectors" => run(body, |request| db.search_vectors(request)),
        _ => Ok(None),
    }
}

/// Updates an item. Where none was there, the service returns no old item; the emulator returns the key.
fn update_item(db: &Database, request: UpdateItemRequest) -> dynoxide::Result<UpdateItemResponse> {
    let asks_for_old = matches!(request.return_values.as_deref(), Some("ALL_OLD" | "UPDATED_OLD"));
    let was_there = !asks_for_old || {
        let before = GetItemRequest {
            table_name: request.table_name.clone(),
            key: request.key.clone(),
            ..GetItemRequest::default()
        };
        // What is wrong with the request, the update itself says.
        db.get_item(before).map_or(true, |response| response.item.is_some())
    };
    let key_len = request.key.len();
    let mut response = db.update_item(request)?;
    // Another writer may have created the item in between: then there is more than the key.
    if !was_there && response.attributes.as_ref().is_some_and(|attributes| attributes.len() == key_len) {
        response.attributes = None;
    }
    Ok(response)
}

fn run<Request: DeserializeOwned, Response: Serialize>(
    body: &[u8],
    operation: impl FnOnce(Request) -> dynoxide::Result<Response>,
) -> dynoxide::Result<Option<Vec<u8>>> {
    let request = serde_json::from_slice(body).map_err(|error| refusal::of_request(&error))?;
    let response = operation(request)?;
    serde_json::to_vec(&response).map(Some).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}
