use std::collections::HashSet;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, KeysAndAttributes, Put, PutRequest,
    ScalarAttributeType, TransactWriteItem, WriteRequest,
};

use super::{Fault, Faults, Plan, Step, Withhold};
use crate::embedded::{EmbeddedConnector, sdk_config};

fn text(value: &impl ToString) -> AttributeValue {
    AttributeValue::S(value.to_string())
}

/// A table `notes`, created past the faults, and a client that makes so many attempts.
async fn notes(attempts: u32) -> (Faults, Client) {
    let database = EmbeddedConnector::in_memory().unwrap();
    let id = AttributeDefinition::builder().attribute_name("id").attribute_type(ScalarAttributeType::S);
    let key = KeySchemaElement::builder().attribute_name("id").key_type(KeyType::Hash);
    Client::from_conf(database.sdk_config())
        .create_table()
        .table_name("notes")
        .attribute_definitions(id.build().unwrap())
        .key_schema(key.build().unwrap())
        .billing_mode(BillingMode::PayPerRequest)
        .send()
        .await
        .unwrap();

    let faults = Faults::new(database);
    let config = sdk_config(faults.clone());
    let retries = config.retry_config().cloned().unwrap_or_else(RetryConfig::standard).with_max_attempts(attempts);
    (faults, Client::from_conf(config.to_builder().retry_config(retries).build()))
}

/// The ids in the table, the faults notwithstanding.
async fn stored(faults: &Faults, client: &Client) -> HashSet<String> {
    faults.clear();
    let page = client.scan().table_name("notes").send().await.unwrap();
    page.items().iter().map(|item| item["id"].as_s().unwrap().clone()).collect()
}

fn ids<Id: ToString>(ids: impl IntoIterator<Item = Id>) -> HashSet<String> {
    ids.into_iter().map(|id| id.to_string()).collect()
}

fn batch_of_puts(count: usize) -> Vec<WriteRequest> {
    let put = |id| PutRequest::builder().item("id", text(&id)).build().unwrap();
    (0..count).map(|id| WriteRequest::builder().put_request(put(id)).build()).collect()
}

async fn put(client: &Client, id: impl ToString) -> Result<(), SdkError<PutItemError>> {
    client.put_item().table_name("notes").item("id", text(&id)).send().await.map(|_| ())
}

#[tokio::test]
async fn everything_passes_until_told_otherwise() {
    let (faults, client) = notes(3).await;
    put(&client, 1).await.unwrap();
    let requests = faults.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].operation, "PutItem");
    assert!(requests[0].passed() && requests[0].reached_backend);
    assert_eq!(requests[0].json()["Item"]["id"]["S"], "1");
}

#[tokio::test]
async fn a_script_is_followed_in_order() {
    let (faults, client) = notes(1).await;
    faults.push(Fault::Throttling).push(Step::pass()).push(Fault::AccessDenied);
    assert_eq!(faults.pending(), 3);

    assert_eq!(put(&client, 1).await.unwrap_err().code(), Some("ThrottlingException"));
    put(&client, 2).await.unwrap();
    assert_eq!(put(&client, 3).await.unwrap_err().code(), Some("AccessDeniedException"));
    put(&client, 4).await.unwrap();

    assert_eq!(faults.pending(), 0);
    let reached: Vec<bool> = faults.requests().iter().map(|request| request.reached_backend).collect();
    assert_eq!(reached, [false, true, false, true]);
    assert_eq!(stored(&faults, &client).await, ids([2, 4]));
}

#[tokio::test]
async fn a_step_waits_for_its_operation() {
    let (faults, client) = notes(1).await;
    faults.extend([Fault::Throttling.on("Scan"), Fault::InternalServerError.on("PutItem")]);
    assert_eq!(put(&client, 1).await.unwrap_err().code(), Some("InternalServerError"));
    put(&client, 2).await.unwrap();
    assert_eq!(faults.pending(), 1);
    let error = client.scan().table_name("notes").send().await.unwrap_err();
    assert_eq!(error.code(), Some("ThrottlingException"));
    assert_eq!(faults.requests_for("PutItem").len(), 2);
}

#[tokio::test]
async fn a_step_can_be_for_several_requests_or_for_all() {
    let (faults, client) = notes(1).await;
    faults.push(Fault::Throttling.times(2)).push(Fault::Timeout.times(0)).push(Fault::AccessDenied.always());
    for expected in ["ThrottlingException", "ThrottlingException", "AccessDeniedException", "AccessDeniedException"] {
        assert_eq!(put(&client, 1).await.unwrap_err().code(), Some(expected));
    }
    assert_eq!(faults.pending(), 0);
    // Of these nothing comes: one is of no operation, the other never happens to this one.
    faults.clear();
    faults.push(Fault::Throttling.on("PutItems").always());
    faults.push(Fault::TransactionConflict.on("BatchWriteItem").always());
    put(&client, 1).await.unwrap();
    assert_eq!(faults.pending(), 2);
}

#[tokio::test]
async fn errors_arrive_as_the_typed_ones_of_the_sdk() {
    type Is = fn(&PutItemError) -> bool;

    let (faults, client) = notes(1).await;
    let cases: [(Fault, Is); 5] = [
        (Fault::ProvisionedThroughputExceeded, PutItemError::is_provisioned_throughput_exceeded_exception),
        (Fault::RequestLimitExceeded, PutItemError::is_request_limit_exceeded),
        (Fault::TransactionConflict, PutItemError::is_transaction_conflict_exception),
        (Fault::InternalServerError, PutItemError::is_internal_server_error),
        (
            Fault::error(400, "ItemCollectionSizeLimitExceededException", "too much"),
            PutItemError::is_item_collection_size_limit_exceeded_exception,
        ),
    ];
    for (fault, is_expected) in cases {
        faults.push(fault.clone());
        let error = put(&client, 1).await.unwrap_err().into_service_error();
        assert!(is_expected(&error), "{fault:?} gave {error:?}");
    }

    faults.push(Fault::error(9, "NoSuchStatus", ""));
    assert!(matches!(put(&client, 1).await.unwrap_err(), SdkError::DispatchFailure(_)));
    assert_eq!(stored(&faults, &client).await, ids::<u8>([]));
}

#[tokio::test]
async fn a_transaction_is_canceled_with_its_reasons() {
    let (faults, client) = notes(1).await;
    // Neither is for a single put.
    faults
        .push(Fault::canceled(["None", "TransactionConflict"]))
        .push(Fault::TransactionConflict.on("TransactWriteItems"));
    put(&client, "single").await.unwrap();

    for expected in [["None", "TransactionConflict"], ["TransactionConflict", "None"]] {
        let mut transaction = client.transact_write_items();
        for id in ["1", "2"] {
            let put = Put::builder().table_name("notes").item("id", text(&id)).build().unwrap();
            transaction = transaction.transact_items(TransactWriteItem::builder().put(put).build());
        }
        let error = transaction.send().await.unwrap_err().into_service_error();
        let TransactWriteItemsError::TransactionCanceledException(canceled) = error else { panic!("{error:?}") };
        let codes: Vec<_> = canceled.cancellation_reasons().iter().filter_map(|reason| reason.code()).collect();
        assert_eq!(codes, expected);
    }
    assert_eq!(stored(&faults, &client).await, ids(["single"]));
}

#[tokio::test]
async fn what_is_withheld_from_a_batch_write_comes_back_unprocessed() {
    let (faults, client) = notes(1).await;
    faults.push(Fault::Unprocessed(Withhold::Last(2)));
    put(&client, "single").await.unwrap();

    let written = client.batch_write_item().request_items("notes", batch_of_puts(5)).send().await.unwrap();
    assert_eq!(written.unprocessed_items().unwrap()["notes"], batch_of_puts(5)[3..]);
    assert_eq!(faults.requests()[1].json()["RequestItems"]["notes"].as_array().unwrap().len(), 5);
    assert_eq!(stored(&faults, &client).await, ids(["single", "0", "1", "2"]));

    faults.push(Fault::Unprocessed(Withhold::All));
    let written = client.batch_write_item().request_items("notes", batch_of_puts(5)).send().await.unwrap();
    assert_eq!(written.unprocessed_items().unwrap()["notes"].len(), 5);
    assert!(!faults.requests().last().unwrap().reached_backend);
}

#[tokio::test]
async fn what_is_withheld_from_a_batch_get_comes_back_unprocessed() {
    let (faults, client) = notes(1).await;
    client.batch_write_item().request_items("notes", batch_of_puts(4)).send().await.unwrap();

    let mut keys = KeysAndAttributes::builder().consistent_read(true);
    for id in 0..4 {
        keys = keys.keys([("id".to_owned(), text(&id))].into());
    }
    let keys = keys.build().unwrap();
    for (withhold, found) in [(Withhold::EveryOther, 2), (Withhold::All, 0)] {
        faults.push(Fault::Unprocessed(withhold));
        let page = client.batch_get_item().request_items("notes", keys.clone()).send().await.unwrap();
        assert_eq!(page.responses().unwrap().get("notes").map_or(0, Vec::len), found);
        let unprocessed = &page.unprocessed_keys().unwrap()["notes"];
        assert_eq!(unprocessed.keys().len(), 4 - found);
        assert_eq!(unprocessed.consistent_read(), Some(true));
    }
}

#[tokio::test]
async fn an_error_of_the_backend_is_not_hidden_by_unprocessed_items() {
    let (faults, client) = notes(1).await;
    faults.push(Fault::Unprocessed(Withhold::First(1)));
    let error = client.batch_write_item().request_items("absent", batch_of_puts(2)).send().await.unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
}

#[tokio::test]
async fn a_lost_answer_was_performed_and_a_timeout_was_not() {
    let (faults, client) = notes(1).await;
    faults.extend([Fault::AnswerLost, Fault::Timeout, Fault::ConnectionReset]);

    let lost = put(&client, "lost").await.unwrap_err();
    assert!(matches!(&lost, SdkError::DispatchFailure(failure) if failure.is_timeout()), "{lost:?}");
    let timeout = put(&client, "timeout").await.unwrap_err();
    assert!(matches!(&timeout, SdkError::DispatchFailure(failure) if failure.is_timeout()), "{timeout:?}");
    let reset = put(&client, "reset").await.unwrap_err();
    assert!(matches!(&reset, SdkError::DispatchFailure(failure) if failure.is_io()), "{reset:?}");

    let reached: Vec<bool> = faults.requests().iter().map(|request| request.reached_backend).collect();
    assert_eq!(reached, [true, false, false]);
    assert_eq!(stored(&faults, &client).await, ids(["lost"]));
}

#[tokio::test]
async fn a_spoiled_body_is_an_error_of_no_kind() {
    let (faults, client) = notes(1).await;
    put(&client, 1).await.unwrap();
    for fault in [Fault::CutBody, Fault::MalformedBody] {
        faults.push(fault);
        let error = client.get_item().table_name("notes").key("id", text(&1)).send().await.unwrap_err();
        assert_eq!(error.raw_response().unwrap().status().as_u16(), 200);
        assert_eq!(error.code(), None, "{error:?}");
    }
    let reached: Vec<bool> = faults.requests().iter().map(|request| request.reached_backend).collect();
    assert_eq!(reached, [true, true, false]);
}

#[tokio::test]
async fn a_cut_answer_keeps_its_status() {
    let (backend, _) = notes(1).await;
    backend.push(Fault::InternalServerError.always());
    let faults = Faults::new(backend);
    let client = Client::from_conf(sdk_config(faults.clone()));
    faults.push(Fault::CutBody.always());
    let error = put(&client, 1).await.unwrap_err();
    assert_eq!(error.raw_response().unwrap().status().as_u16(), 500);
    assert_eq!(faults.request_count(), 3, "it is tried again for its status");
}

/// The table in the documentation of `Fault`.
#[tokio::test]
async fn the_sdk_tries_again_after_the_documented_faults() {
    let cases = [
        (Fault::ProvisionedThroughputExceeded, 3),
        (Fault::Throttling, 3),
        (Fault::RequestLimitExceeded, 3),
        (Fault::InternalServerError, 3),
        (Fault::TransactionConflict, 1),
        (Fault::AccessDenied, 1),
        (Fault::error(400, "ValidationException", "no"), 1),
        (Fault::Timeout, 3),
        (Fault::ConnectionReset, 3),
        (Fault::AnswerLost, 3),
        (Fault::CutBody, 1),
        (Fault::MalformedBody, 1),
    ];
    let mut wrong = Vec::new();
    for (fault, attempts) in cases {
        let (faults, client) = notes(3).await;
        faults.push(fault.clone().always());
        put(&client, 1).await.unwrap_err();
        let seen = faults.request_count();
        if seen != attempts {
            wrong.push((fault, seen));
        }
    }
    assert_eq!(wrong, []);

    let (faults, client) = notes(3).await;
    faults.push(Fault::TransactionConflict.always());
    let put = Put::builder().table_name("notes").item("id", text(&1)).build().unwrap();
    let transaction = client.transact_write_items().transact_items(TransactWriteItem::builder().put(put).build());
    transaction.send().await.unwrap_err();
    assert_eq!(faults.request_count(), 1);
}

#[tokio::test]
async fn the_same_seed_brings_the_same_faults() {
    async fn run(seed: u64) -> Vec<Option<Fault>> {
        let (faults, client) = notes(1).await;
        faults.plan(Plan::seeded(seed).with(0.3, Fault::Throttling).with_on("PutItem", 0.2, Fault::Timeout));
        for id in 0..40 {
            let _ = put(&client, id).await;
        }
        faults.requests().into_iter().map(|request| request.fault).collect()
    }
    let first = run(7).await;
    assert_eq!(first, run(7).await);
    assert_ne!(first, run(8).await);
    assert!(first.contains(&None) && first.contains(&Some(Fault::Throttling)) && first.contains(&Some(Fault::Timeout)));
}

#[tokio::test]
async fn a_script_goes_before_the_plan() {
    let (faults, client) = notes(1).await;
    faults.plan(Plan::seeded(3).with(1.0, Fault::AccessDenied)).push(Step::pass());
    put(&client, 1).await.unwrap();
    assert_eq!(put(&client, 2).await.unwrap_err().code(), Some("AccessDeniedException"));
    assert!(format!("{faults:?}").contains("seed: 3"));
}

#[tokio::test]
async fn leftovers_sent_again_all_arrive() {
    let (faults, client) = notes(1).await;
    faults.plan(Plan::seeded(11).with(0.9, Fault::Unprocessed(Withhold::Random)));
    let mut left = batch_of_puts(25);
    while !left.is_empty() {
        let written = client.batch_write_item().request_items("notes", left).send().await.unwrap();
        left = written.unprocessed_items.unwrap_or_default().remove("notes").unwrap_or_default();
    }
    assert!(faults.request_count() > 1);
    assert_eq!(stored(&faults, &client).await, ids(0..25));
}

#[tokio::test]
async fn a_panic_elsewhere_does_not_spoil_the_handle() {
    let (faults, client) = notes(1).await;
    let handle = faults.clone();
    let panicked = std::thread::spawn(move || {
        handle.extend(std::iter::once_with(|| -> Fault { panic!("in a test") }));
    });
    assert!(panicked.join().is_err());
    put(&client, 1).await.unwrap();
    assert_eq!(faults.request_count(), 1);
}
