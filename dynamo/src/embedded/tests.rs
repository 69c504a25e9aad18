use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, Delete, KeySchemaElement, KeyType, Put, PutRequest,
    ReturnValuesOnConditionCheckFailure, ScalarAttributeType, TransactWriteItem, WriteRequest,
};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use serde_json::Value;

use super::EmbeddedConnector;

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

async fn create_table(client: &Client) {
    let attribute = |name| {
        AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build().unwrap()
    };
    let key = |name, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap();
    client
        .create_table()
        .table_name("notes")
        .attribute_definitions(attribute("owner"))
        .attribute_definitions(attribute("id"))
        .key_schema(key("owner", KeyType::Hash))
        .key_schema(key("id", KeyType::Range))
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .unwrap();
}

async fn database() -> (EmbeddedConnector, Client) {
    let database = EmbeddedConnector::in_memory().unwrap();
    let client = Client::from_conf(database.sdk_config());
    create_table(&client).await;
    (database, client)
}

async fn put(client: &Client, owner: &str, id: &str) {
    client.put_item().table_name("notes").item("owner", text(owner)).item("id", text(id)).send().await.unwrap();
}

/// Status, `__type` and message of the answer to a request that the SDK would never send.
async fn raw(database: &EmbeddedConnector, target: &str, body: impl Into<SdkBody>) -> (u16, String, Option<String>) {
    let mut request = HttpRequest::new(body.into());
    request.headers_mut().insert("x-amz-target", target.to_owned());
    let response = database.call(request).await.unwrap();
    let body: Value = serde_json::from_slice(response.body().bytes().unwrap()).unwrap();
    let field = |name: &str| body[name].as_str().map(str::to_owned);
    (response.status().as_u16(), field("__type").unwrap_or_default(), field("message").or_else(|| field("Message")))
}

#[tokio::test]
async fn an_item_goes_in_and_comes_out() {
    let (_, client) = database().await;
    put(&client, "ann", "1").await;

    let found = client.get_item().table_name("notes").key("owner", text("ann")).key("id", text("1")).send().await;
    let found = found.unwrap();
    assert_eq!(found.item().unwrap()["id"], text("1"));

    let absent = client.get_item().table_name("notes").key("owner", text("ann")).key("id", text("2")).send().await;
    assert_eq!(absent.unwrap().item(), None);
}

#[tokio::test]
async fn every_response_has_a_request_id_of_its_own() {
    let (_, client) = database().await;
    let first = client.list_tables().send().await.unwrap().request_id().unwrap().to_owned();
    let second = client.list_tables().send().await.unwrap().request_id().unwrap().to_owned();
    assert_eq!(first.len(), 36);
    assert_ne!(first, second);

    let error = client.scan().table_name("absent").send().await.unwrap_err();
    assert!(error.request_id().is_some());
}

#[tokio::test]
async fn a_query_reads_in_key_order() {
    let (_, client) = database().await;
    for id in ["3", "1", "2"] {
        put(&client, "ann", id).await;
    }
    put(&client, "bob", "1").await;

    let page = client
        .query()
        .table_name("notes")
        .key_condition_expression("#owner = :owner AND id > :id")
        .expression_attribute_names("#owner", "owner")
        .expression_attribute_values(":owner", text("ann"))
        .expression_attribute_values(":id", text("1"))
        .send()
        .await
        .unwrap();
    let ids: Vec<_> = page.items().iter().map(|item| item["id"].as_s().unwrap().as_str()).collect();
    assert_eq!(ids, ["2", "3"]);
}

#[tokio::test]
async fn errors_are_the_typed_ones_of_the_sdk() {
    let (_, client) = database().await;
    put(&client, "ann", "1").await;

    let error = client.scan().table_name("absent").send().await.unwrap_err().into_service_error();
    assert!(error.is_resource_not_found_exception());

    let error = client
        .put_item()
        .table_name("notes")
        .item("owner", text("ann"))
        .item("id", text("1"))
        .condition_expression("attribute_not_exists(id)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    let aws_sdk_dynamodb::operation::put_item::PutItemError::ConditionalCheckFailedException(failed) = error else {
        panic!("{error:?}");
    };
    assert_eq!(failed.item().unwrap()["id"], text("1"));

    let error = client.put_item().table_name("notes").item("owner", text("ann")).send().await.unwrap_err();
    assert_eq!(error.code(), Some("ValidationException"));
}

#[tokio::test]
async fn a_failed_transaction_changes_nothing_and_says_why() {
    let (_, client) = database().await;
    let put = Put::builder().table_name("notes").item("owner", text("ann")).item("id", text("1")).build().unwrap();
    let delete = Delete::builder()
        .table_name("notes")
        .key("owner", text("ann"))
        .key("id", text("2"))
        .condition_expression("attribute_exists(id)")
        .build()
        .unwrap();
    let error = client
        .transact_write_items()
        .transact_items(TransactWriteItem::builder().put(put).build())
        .transact_items(TransactWriteItem::builder().delete(delete).build())
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    let aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError::TransactionCanceledException(
        canceled,
    ) = error
    else {
        panic!("{error:?}");
    };
    let codes: Vec<_> = canceled.cancellation_reasons().iter().map(|reason| reason.code().unwrap()).collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed"]);
    assert_eq!(client.scan().table_name("notes").send().await.unwrap().count(), 0);
}

#[tokio::test]
async fn batches_partiql_tags_and_time_to_live_work() {
    let (_, client) = database().await;
    let writes = ["1", "2"].map(|id| {
        let put = PutRequest::builder().item("owner", text("ann")).item("id", text(id)).build().unwrap();
        WriteRequest::builder().put_request(put).build()
    });
    let written = client.batch_write_item().request_items("notes", writes.to_vec()).send().await.unwrap();
    assert!(written.unprocessed_items().is_none_or(std::collections::HashMap::is_empty));

    let selected =
        client.execute_statement().statement(r#"SELECT id FROM "notes" WHERE owner = 'ann'"#).send().await.unwrap();
    assert_eq!(selected.items().len(), 2);

    let table = client.describe_table().table_name("notes").send().await.unwrap().table.unwrap();
    let tag = aws_sdk_dynamodb::types::Tag::builder().key("team").value("notes").build().unwrap();
    client.tag_resource().resource_arn(table.table_arn().unwrap()).tags(tag.clone()).send().await.unwrap();
    let tags = client.list_tags_of_resource().resource_arn(table.table_arn().unwrap()).send().await.unwrap();
    assert_eq!(tags.tags(), [tag]);

    let ttl = aws_sdk_dynamodb::types::TimeToLiveSpecification::builder().enabled(true).attribute_name("expires");
    let ttl = ttl.build().unwrap();
    client.update_time_to_live().table_name("notes").time_to_live_specification(ttl).send().await.unwrap();
    let ttl = client.describe_time_to_live().table_name("notes").send().await.unwrap();
    assert_eq!(ttl.time_to_live_description().unwrap().attribute_name(), Some("expires"));

    client.delete_table().table_name("notes").send().await.unwrap();
    assert!(client.list_tables().send().await.unwrap().table_names().is_empty());
}

#[tokio::test]
async fn an_operation_that_the_database_lacks_is_unknown() {
    let (database, client) = database().await;
    let error = client.list_backups().send().await.unwrap_err();
    assert_eq!(error.code(), Some("UnknownOperationException"));

    for target in ["DynamoDB_20120810.", "DynamoDB_20120810.Nonsense", "PutItem", ""] {
        let (status, kind, message) = raw(&database, target, "{}").await;
        assert_eq!((status, kind.as_str(), message), (400, "com.amazon.coral.service#UnknownOperationException", None));
    }
    let response = database.call(HttpRequest::new(SdkBody::empty())).await.unwrap();
    assert_eq!(response.status().as_u16(), 400);
}

#[tokio::test]
async fn bytes_that_are_no_request_are_refused() {
    let (database, _) = database().await;
    let deep = format!("{}1{}", r#"{"L":["#.repeat(10_000), "]}".repeat(10_000));
    let deep = format!(r#"{{"TableName":"notes","Item":{{"owner":{deep}}}}}"#);
    let hostile: [(&[u8], &str); 9] = [
        (b"", "SerializationException"),
        (b"\xff\xfe\x00", "SerializationException"),
        (b"{\"TableName\":\"no", "SerializationException"),
        (b"[1, 2]", "SerializationException"),
        (b"null", "ValidationException"),
        (br#"{"TableName": 7, "Item": {}}"#, "SerializationException"),
        (br#"{"TableName": "notes", "Item": {"owner": {"S": 7}}}"#, "SerializationException"),
        (br#"{"TableName": "notes", "Item": {"owner": {"N": "x"}, "id": {"S": "1"}}}"#, "ValidationException"),
        (deep.as_bytes(), "ValidationException"),
    ];
    for (body, expected) in hostile {
        let (status, kind, message) = raw(&database, "DynamoDB_20120810.PutItem", body.to_vec()).await;
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]);
        assert_eq!((status, kind.rsplit('#').next().unwrap()), (400, expected), "{shown}: {message:?}");
        let message = message.unwrap_or_default();
        assert!(!message.contains("VALIDATION:") && !message.contains("SERIALIZATION:"), "{shown}: {message}");
    }
}

#[tokio::test]
async fn a_single_write_puts_its_validation_errors_in_the_envelope() {
    let (database, _) = database().await;
    let item = r#"{"owner": {"S": "ann"}, "id": {"S": "1"}, "tags": {"SS": []}}"#;

    let put = format!(r#"{{"TableName": "notes", "Item": {item}}}"#);
    let (_, _, message) = raw(&database, "DynamoDB_20120810.PutItem", put).await;
    assert!(message.as_deref().unwrap().starts_with("1 validation error detected: "), "{message:?}");

    let batch = format!(r#"{{"RequestItems": {{"notes": [{{"PutRequest": {{"Item": {item}}}}}]}}}}"#);
    let (_, _, message) = raw(&database, "DynamoDB_20120810.BatchWriteItem", batch).await;
    assert!(!message.as_deref().unwrap().contains("validation error detected"), "{message:?}");
}

#[tokio::test]
async fn a_statement_returns_the_item_its_condition_failed_on() {
    let (_, client) = database().await;
    put(&client, "ann", "1").await;
    let error = client
        .execute_statement()
        .statement(r#"UPDATE "notes" SET body = 'x' WHERE owner = 'ann' AND id = '1' AND body = 'y'"#)
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    let aws_sdk_dynamodb::operation::execute_statement::ExecuteStatementError::ConditionalCheckFailedException(failed) =
        error
    else {
        panic!("{error:?}");
    };
    assert_eq!(failed.item().unwrap()["id"], text("1"));
    assert_eq!(failed.message(), Some("The conditional request failed"));
}

#[tokio::test]
async fn clones_share_a_database_and_fresh_ones_do_not() {
    let (database, _) = database().await;
    let clone = Client::from_conf(database.clone().sdk_config());
    assert_eq!(clone.list_tables().send().await.unwrap().table_names(), ["notes"]);

    let fresh = Client::from_conf(EmbeddedConnector::in_memory().unwrap().sdk_config());
    assert!(fresh.list_tables().send().await.unwrap().table_names().is_empty());
}

#[tokio::test]
async fn a_file_keeps_its_items() {
    let folder = std::env::temp_dir().join(format!("dynamo-embedded-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("notes.db");
    {
        let client = Client::from_conf(EmbeddedConnector::open(&file).unwrap().sdk_config());
        create_table(&client).await;
        put(&client, "ann", "1").await;
    }
    let client = Client::from_conf(EmbeddedConnector::open(&file).unwrap().sdk_config());
    assert_eq!(client.scan().table_name("notes").send().await.unwrap().count(), 1);
    drop(client);
    std::fs::remove_dir_all(&folder).unwrap();

    assert!(EmbeddedConnector::open(folder.join("absent").join("notes.db")).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_on_several_threads_lose_nothing() {
    let (_, client) = database().await;
    let writers = (0..4).map(|writer| {
        let client = client.clone();
        tokio::spawn(async move {
            for id in 0..10 {
                put(&client, &writer.to_string(), &id.to_string()).await;
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(client.scan().table_name("notes").send().await.unwrap().count(), 40);
}

#[test]
fn the_connector_does_not_show_its_data() {
    assert_eq!(format!("{:?}", EmbeddedConnector::in_memory().unwrap()), "EmbeddedConnector { .. }");
}

#[tokio::test]
async fn a_failure_is_a_service_error_not_a_dispatch_failure() {
    let (_, client) = database().await;
    let error = client.get_item().table_name("notes").key("owner", text("ann")).send().await.unwrap_err();
    assert!(matches!(error, SdkError::ServiceError(_)), "{error:?}");
}
