//! Tables: created from the schema, seen, deleted; and what the operations say of one that is not there.

use std::time::Duration;

use dynamo::{
    Error, ErrorKind, Item,
    sdk::types::{BillingMode, KeyType, ScalarAttributeType},
    testing::Fault,
};

use crate::backend::{database, faulty};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
    visits: u32,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "readings", partition_key(sensor), sort_key(hash), keys = "native")]
struct Reading {
    sensor: u64,
    #[dynamo(rename = "the hash")]
    hash: Vec<u8>,
}

fn user() -> User {
    User { id: "1".into(), visits: 0 }
}

#[tokio::test]
async fn a_table_is_created_seen_and_deleted() {
    let users = database().table::<User>();
    assert!(!users.exists().await.unwrap());
    users.create_table().await.unwrap();
    assert!(users.exists().await.unwrap());
    let error = users.create_table().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceInUse);
    assert!(!error.is_retryable());
    users.put(&user()).await.unwrap();
    users.delete_table().await.unwrap();
    assert!(!users.exists().await.unwrap());
    users.create_table().await.unwrap();
    assert_eq!(users.get(User::key("1")).await.unwrap(), None, "the items went with the table");
}

#[tokio::test]
async fn keys_have_the_names_and_types_of_the_schema() {
    let database = database();
    let (users, readings) = (database.table::<User>(), database.table::<Reading>());
    users.create_table().provisioned(5, 7).await.unwrap();
    readings.create_table().await.unwrap();
    let describe =
        async |name: String| database.client().describe_table().table_name(name).send().await.unwrap().table.unwrap();

    let table = describe(users.name().unwrap()).await;
    let throughput = table.provisioned_throughput().unwrap();
    assert_eq!((throughput.read_capacity_units(), throughput.write_capacity_units()), (Some(5), Some(7)));
    let keys: Vec<_> = table.key_schema().iter().map(|key| (key.attribute_name(), key.key_type().clone())).collect();
    assert_eq!(keys, [("pk", KeyType::Hash)]);

    let table = describe(readings.name().unwrap()).await;
    assert_eq!(
        table.billing_mode_summary().and_then(|billing| billing.billing_mode()),
        Some(&BillingMode::PayPerRequest)
    );
    let keys: Vec<_> = table.key_schema().iter().map(|key| (key.attribute_name(), key.key_type().clone())).collect();
    assert_eq!(keys, [("sensor", KeyType::Hash), ("the hash", KeyType::Range)]);
    let mut types: Vec<_> = table
        .attribute_definitions()
        .iter()
        .map(|definition| (definition.attribute_name(), definition.attribute_type().clone()))
        .collect();
    types.sort_by_key(|(name, _)| (*name).to_owned());
    assert_eq!(types, [("sensor", ScalarAttributeType::N), ("the hash", ScalarAttributeType::B)]);
}

#[tokio::test]
async fn a_missing_table_is_an_error_of_its_own_for_every_operation() {
    let users = database().table::<User>();
    let key = || User::key("1");
    let errors: Vec<Error> = vec![
        users.get(key()).await.unwrap_err(),
        users.put(&user()).await.unwrap_err(),
        users.create(&user()).await.unwrap_err(),
        users.update(key()).set(|user| user.visits, 1).await.unwrap_err(),
        users.upsert(key()).set(|user| user.visits, 1).await.unwrap_err(),
        users.delete(key()).await.unwrap_err(),
        users.delete_table().await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::ResourceNotFound, "{error}");
        assert!(error.request_id().is_some() && !error.is_retryable());
    }
    assert!(!users.exists().await.unwrap(), "to ask is no error");
}

#[tokio::test]
async fn a_table_name_that_dynamodb_does_not_take_is_not_sent() {
    let (database, faults) = faulty();
    for name in ["", "ab", "with space", "slash/", &"x".repeat(256)] {
        let users = database.table::<User>().named(name);
        let errors = [
            users.create_table().await.unwrap_err(),
            users.delete_table().await.unwrap_err(),
            users.exists().await.unwrap_err(),
            users.get(User::key("1")).await.unwrap_err(),
            users.put(&user()).await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
        }
    }
    assert_eq!(faults.request_count(), 0);
}

#[tokio::test]
async fn waiting_can_be_left_out() {
    let (database, faults) = faulty();
    let users = database.table::<User>();
    users.create_table().wait_at_most(Duration::ZERO).await.unwrap();
    assert!(faults.requests_for("DescribeTable").is_empty());
}

/// The table may not be known at once where the next request lands.
#[tokio::test]
async fn a_table_not_known_yet_is_waited_for() {
    let (database, faults) = faulty();
    faults.extend((0..2).map(|_| Fault::error(400, "ResourceNotFoundException", "not yet").on("DescribeTable")));
    let users = database.table::<User>();
    users.create_table().await.unwrap();
    assert_eq!(faults.requests_for("DescribeTable").len(), 3);
}

#[tokio::test]
async fn waiting_ends_when_it_was_said_to() {
    let (database, faults) = faulty();
    faults.push(Fault::error(400, "ResourceNotFoundException", "never").on("DescribeTable").always());
    let started = std::time::Instant::now();
    let create = database.table::<User>().create_table().wait_at_most(Duration::from_millis(200));
    let error = create.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    // Five minutes if nothing is said; a busy machine may take its time.
    assert!(started.elapsed() < Duration::from_mins(1), "{:?}", started.elapsed());
    assert!(started.elapsed() >= Duration::from_millis(200), "{:?}", started.elapsed());
}

/// The answer is lost, the SDK sends the request again, and DynamoDB refuses what is done already.
#[tokio::test]
async fn a_table_is_not_taken_for_failed_because_of_the_first_attempt() {
    let (database, faults) = faulty();
    let users = database.table::<User>();
    faults.push(Fault::AnswerLost.on("CreateTable"));
    users.create_table().await.unwrap();
    assert_eq!(faults.requests_for("CreateTable").len(), 2);
    users.put(&user()).await.unwrap();
    assert_eq!(users.create_table().await.unwrap_err().kind(), ErrorKind::ResourceInUse);

    faults.push(Fault::AnswerLost.on("DeleteTable"));
    users.delete_table().await.unwrap();
    assert_eq!(faults.requests_for("DeleteTable").len(), 2);
    assert!(!users.exists().await.unwrap());
    assert_eq!(users.delete_table().await.unwrap_err().kind(), ErrorKind::ResourceNotFound);

    // A refusal after throttling is one all the same.
    users.create_table().await.unwrap();
    faults.push(Fault::Throttling.on("CreateTable"));
    let error = users.create_table().await.unwrap_err();
    assert_eq!((error.kind(), error.may_be_applied()), (ErrorKind::ResourceInUse, false));
}

/// Another table of the name is not what was asked for.
#[tokio::test]
async fn a_table_with_other_keys_is_not_taken_for_ones_own() {
    #[derive(Item, Debug)]
    #[dynamo(table = "users", partition_key(id), sort_key(visits))]
    struct Other {
        id: String,
        visits: u32,
    }

    let (database, faults) = faulty();
    database.table::<Other>().create_table().await.unwrap();
    faults.push(Fault::InternalServerError.on("CreateTable"));
    let error = database.table::<User>().create_table().await.unwrap_err();
    assert_eq!((error.kind(), error.may_be_applied()), (ErrorKind::ResourceInUse, true));
    // This one is as it would have been made.
    faults.push(Fault::InternalServerError.on("CreateTable"));
    database.table::<Other>().create_table().await.unwrap();
}

#[tokio::test]
async fn waiting_goes_on_though_the_table_cannot_be_looked_at_for_a_while() {
    let (db, faults) = faulty();
    let users = db.table::<User>();
    faults.push(Fault::Throttling.on("DescribeTable").times(7));
    users.create_table().await.unwrap();
    faults.push(Fault::InternalServerError.on("DescribeTable").times(4));
    users.delete_table().await.unwrap();
    assert!(!users.exists().await.unwrap());
}

#[tokio::test]
async fn an_error_while_waiting_says_that_the_request_was_accepted() {
    let (db, faults) = faulty();
    let users = db.table::<User>();
    let check = |error: Error, kind: ErrorKind| {
        assert_eq!((error.kind(), error.may_be_applied(), error.is_retryable()), (kind, true, false), "{error}");
        assert!(error.to_string().starts_with("the request was accepted, but "), "{error}");
    };
    faults.push(Fault::AccessDenied.on("DescribeTable").always());
    check(users.create_table().await.unwrap_err(), ErrorKind::AccessDenied);
    check(users.delete_table().await.unwrap_err(), ErrorKind::AccessDenied);
    faults.clear().push(Fault::Throttling.on("DescribeTable").always());
    let late = users.create_table().wait_at_most(Duration::from_millis(100)).await.unwrap_err();
    assert!(late.to_string().contains("Throttling"), "{late}");
    check(late, ErrorKind::Timeout);
    faults.clear();
    assert!(users.exists().await.unwrap());
}
