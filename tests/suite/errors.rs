//! Errors: every kind that can be reached, what it says, and that no value of an item is in it.

use std::{collections::HashMap, error::Error as _};

use dynamo::{
    Attribute, DecodeError, Error, ErrorKind, Item, Key, MAX_ITEM_BYTES, Table, item_size,
    sdk::types::AttributeValue,
    testing::{Fault, Faults},
};

use crate::{
    backend::{database, faulty, faulty_table},
    canned::Canned,
};

const SECRET: &str = "4111-1111-secret";

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "accounts", partition_key(owner))]
struct Account {
    owner: String,
    balance: i64,
    address: Option<Address>,
    #[dynamo(default)]
    limits: HashMap<String, u32>,
    #[dynamo(default)]
    note: String,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
struct Address {
    street: String,
    floor: u8,
}

fn account(owner: &str) -> Account {
    Account { owner: owner.to_owned(), balance: 5, address: None, limits: HashMap::new(), note: String::new() }
}

/// What a put says when that fault happens to each of its requests.
async fn put_with(fault: Fault) -> (Error, Table<Account>, Faults) {
    let (accounts, faults) = faulty_table::<Account>().await;
    faults.push(dynamo::testing::Step::from(fault).on("PutItem").always());
    let error = accounts.put(&account("ada")).await.unwrap_err();
    (error, accounts, faults)
}

#[tokio::test]
async fn the_services_errors_have_their_kinds() {
    let cases = [
        (Fault::ProvisionedThroughputExceeded, ErrorKind::ProvisionedThroughputExceeded, true),
        (Fault::Throttling, ErrorKind::Throttling, true),
        (Fault::RequestLimitExceeded, ErrorKind::RequestLimitExceeded, true),
        (Fault::TransactionConflict, ErrorKind::TransactionConflict, true),
        (Fault::InternalServerError, ErrorKind::InternalServerError, true),
        (Fault::AccessDenied, ErrorKind::AccessDenied, false),
        (Fault::Timeout, ErrorKind::Timeout, true),
        (Fault::ConnectionReset, ErrorKind::Dispatch, true),
        (Fault::CutBody, ErrorKind::InvalidResponse, true),
        (Fault::MalformedBody, ErrorKind::InvalidResponse, true),
        (Fault::error(400, "SomethingNew", "never seen"), ErrorKind::Other, false),
        (
            Fault::error(400, "ItemCollectionSizeLimitExceededException", "10 GB"),
            ErrorKind::ItemCollectionSizeLimitExceeded,
            false,
        ),
    ];
    for (fault, kind, retryable) in cases {
        let name = format!("{fault:?}");
        let (error, ..) = put_with(fault).await;
        assert_eq!((error.kind(), error.is_retryable()), (kind, retryable), "{name}: {error:?}");
        assert!(error.source().is_some(), "{name}");
        assert!(error.to_string().contains("accounts"), "{name} names the table: {error}");
    }
    let (denied, ..) = put_with(Fault::AccessDenied).await;
    assert!(denied.to_string().contains("dynamodb:PutItem"), "{denied}");
}

#[tokio::test]
async fn a_lost_answer_is_a_timeout_of_a_write_that_was_done() {
    let (accounts, faults) = faulty_table::<Account>().await;
    faults.push(dynamo::testing::Step::from(Fault::AnswerLost).on("PutItem").always());
    let error = accounts.put(&account("ada")).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout | ErrorKind::Dispatch), "{error:?}");
    faults.clear();
    assert!(accounts.get(Account::key("ada")).await.unwrap().is_some());
}

#[tokio::test]
async fn a_missing_table_is_named_by_every_operation() {
    let accounts = database().table::<Account>();
    let key = || Account::key("ada");
    let errors = [
        accounts.get(key()).await.unwrap_err(),
        accounts.put(&account("ada")).await.unwrap_err(),
        accounts.create(&account("ada")).await.unwrap_err(),
        accounts.update(key()).increment(|a| a.balance, 1).await.unwrap_err(),
        accounts.upsert(key()).increment(|a| a.balance, 1).await.unwrap_err(),
        accounts.delete(key()).await.unwrap_err(),
        accounts.delete_table().await.unwrap_err(),
        accounts.query("ada").collect().await.unwrap_err(),
        accounts.scan().collect().await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::ResourceNotFound, "{error:?}");
        assert!(error.to_string().contains("accounts"), "{error}");
        assert!(error.to_string().contains("create_table()"), "{error}");
        assert!(error.request_id().is_some(), "{error:?}");
    }
    assert!(!accounts.exists().await.unwrap());
}

#[tokio::test]
async fn an_item_that_does_not_fit_says_which_attribute_and_why() {
    let db = database();
    let accounts = db.table::<Account>();
    accounts.create_table().await.unwrap();
    let broken: [(&str, AttributeValue, &str, &str); 4] = [
        ("balance", AttributeValue::S(SECRET.into()), "balance", "a string (S)"),
        ("balance", AttributeValue::N("1e30".into()), "balance", "does not fit"),
        (
            "address",
            AttributeValue::M([("street".into(), AttributeValue::Bool(true))].into()),
            "address.street",
            "(BOOL)",
        ),
        (
            "address",
            AttributeValue::M([("street".into(), AttributeValue::S(SECRET.into()))].into()),
            "address.floor",
            "missing",
        ),
    ];
    for (attribute, value, path, problem) in broken {
        let builder = accounts.put(&account("ada")).into_builder().unwrap();
        builder.item(attribute, value).send_with(db.client()).await.unwrap();

        let error = accounts.get(Account::key("ada")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        let source = error.source().unwrap().downcast_ref::<DecodeError>().unwrap();
        assert_eq!(source.path(), path);
        assert!(error.to_string().contains(&format!("`{path}`")) && error.to_string().contains(problem), "{error}");
        assert!(!format!("{error:?} {error}").contains(SECRET), "{error:?}");
    }
}

/// In a log there is only the message.
#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_operation_and_table() {
    let db = database();
    let accounts = db.table::<Account>();
    accounts.create_table().await.unwrap();
    let builder = accounts.put(&account("ada")).into_builder().unwrap();
    let text = AttributeValue::S(SECRET.to_owned());
    builder.item("balance", text).send_with(db.client()).await.unwrap();
    let key = || Account::key("ada");
    let told = [
        ("GetItem on table `", accounts.get(key()).await.unwrap_err()),
        ("Query on table `", accounts.query("ada").collect().await.unwrap_err()),
        ("Query on table `", accounts.query("ada").page().await.unwrap_err()),
        ("Scan on table `", accounts.scan().select(|a| a.balance).collect().await.unwrap_err()),
        ("input 0: BatchGetItem on table `", accounts.batch_get([key()]).await.unwrap_err()),
        ("TransactGetItems: input 0: ", db.transact_get((accounts.get(key()),)).await.unwrap_err()),
        ("PutItem on table `", accounts.put(&account("ada")).return_old().await.unwrap_err()),
    ];
    for (start, error) in told {
        let text = error.to_string();
        assert_eq!(error.kind(), ErrorKind::Decode, "{text}");
        assert!(text.contains(start) && text.contains("`balance`"), "{text}");
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn an_item_is_refused_where_the_backend_would_refuse_it() {
    let (db, faults) = faulty();
    let accounts = db.table::<Account>();
    accounts.create_table().await.unwrap();
    let empty = item_size(&dynamo::to_item(&account("ada")).unwrap());
    let sized = |bytes: usize| Account { note: "x".repeat(bytes - empty), ..account("ada") };

    // To the byte: the largest that fits is taken, one more is not even sent.
    accounts.put(&sized(MAX_ITEM_BYTES)).await.unwrap();
    let before = faults.request_count();
    let error = accounts.put(&sized(MAX_ITEM_BYTES + 1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ItemTooLarge);
    assert!(error.to_string().contains("`note`"), "{error}");
    assert_eq!(faults.request_count(), before);

    // What comes of an update only DynamoDB knows.
    let update = || accounts.update(Account::key("ada"));
    assert_eq!(update().set(|a| a.balance, i64::MAX).await.unwrap_err().kind(), ErrorKind::ItemTooLarge);
    let error = db.transaction().update(update().set(|a| a.balance, i64::MAX)).await.unwrap_err();
    assert_eq!(error.cancellation_reasons()[0].kind(), Some(ErrorKind::ItemTooLarge), "{error}");
    update().set(|a| a.balance, 6).await.unwrap();
}

#[tokio::test]
async fn no_value_is_in_an_error_or_a_debug_text() {
    let (accounts, faults) = faulty_table::<Account>().await;
    let secret = || Account { note: SECRET.to_owned(), ..account(SECRET) };
    accounts.create(&secret()).await.unwrap();

    let conflict = accounts.create(&secret()).return_old_on_condition_failure().await.unwrap_err();
    assert_eq!(conflict.old_item::<Account>().unwrap(), Some(secret()), "it is there when asked for");
    let mut errors = vec![
        conflict,
        accounts
            .update(Account::key(SECRET))
            .set(|a| a.note, SECRET)
            .when(|a| a.note.ne(SECRET))
            .return_old_on_condition_failure()
            .await
            .unwrap_err(),
        accounts.get(Account::key(format!("{SECRET}{}", "x".repeat(3000)))).await.unwrap_err(),
        accounts.put(&Account { note: SECRET.repeat(40_000), ..secret() }).await.unwrap_err(),
        accounts
            .update(Account::key(SECRET))
            .set(|a| a.limits.key(SECRET), 1)
            .remove(|a| a.limits.key(SECRET))
            .await
            .unwrap_err(),
        accounts.get(Account::key(SECRET)).select(|a| (a.limits, a.limits.key(SECRET))).await.unwrap_err(),
    ];
    assert!(errors[4].to_string().contains("`limits.*` and `limits.*`"), "{}", errors[4]);
    assert!(errors[5].to_string().contains("`limits` and `limits.*`"), "{}", errors[5]);
    faults.push(dynamo::testing::Step::from(Fault::MalformedBody).on("GetItem").always());
    errors.push(accounts.get(Account::key(SECRET)).await.unwrap_err());
    for error in &errors {
        let mut text = format!("{error:?} {error}");
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        assert!(!text.contains(SECRET), "{text}");
    }

    let key: Key<Account> = Account::key(SECRET);
    let item = secret();
    let debug = [
        format!("{key:?} {:?}", key.resolve().unwrap()),
        format!("{:?}", accounts.get(key.clone())),
        format!("{:?}", accounts.put(&item).when(|a| a.note.eq(SECRET))),
        format!("{:?}", accounts.update(&key).set(|a| a.note, SECRET).when(|a| a.note.eq(SECRET))),
        format!("{:?}", accounts.update(&key).set(|a| a.limits.key(SECRET), 1).assume(|a| a.note, SECRET)),
        format!("{:?}", accounts.upsert(&key).assume(|a| a.note, SECRET).when(|a| a.limits.key(SECRET).exists())),
        format!("{:?}", accounts.get(&key).select(|a| a.limits.key(SECRET))),
        format!("{:?}", accounts.scan().filter(|a| a.limits.key(SECRET).eq(1))),
        format!("{:?}", accounts.find(|a| a.owner.eq(SECRET))),
        format!("{:?}", accounts.check(&key).when(|a| a.note.eq(SECRET))),
        format!("{:?} {:?}", Account::FIELDS.limits.key(SECRET), Account::FIELDS.limits.key(SECRET).eq(1)),
        format!("{:?}", accounts.delete(&key).when(|a| a.note.contains(SECRET))),
        format!("{:?}", accounts.query(SECRET).filter(|a| a.note.begins_with(SECRET))),
        format!("{:?}", Account::FIELDS.note.in_list([SECRET])),
    ];
    for text in debug {
        assert!(!text.contains(SECRET), "{text}");
    }
}

#[tokio::test]
async fn retries_are_bounded() {
    let (_, accounts, faults) = put_with(Fault::Throttling).await;
    assert_eq!(faults.requests_for("PutItem").len(), 3, "the SDK's standard number of attempts");
    drop(accounts);
    let (db, faults) = faulty();
    faults.push(dynamo::testing::Step::from(Fault::AccessDenied).always());
    assert!(db.table::<Account>().get(Account::key("a")).await.is_err());
    assert_eq!(faults.request_count(), 1, "what cannot succeed is not retried");
}

#[tokio::test]
async fn what_the_service_calls_otherwise_is_known_by_its_status() {
    let (users, faults) = faulty_table::<Account>().await;
    let kind = async |status: u16, code: &str| {
        faults.clear();
        faults.push(Fault::error(status, code, "x").always());
        users.get(Account::key("1")).await.unwrap_err().kind()
    };
    assert_eq!(kind(503, "SomethingNew").await, ErrorKind::InternalServerError);
    assert_eq!(kind(502, "BadGateway").await, ErrorKind::InternalServerError);
    assert_eq!(kind(400, "TooManyRequestsException").await, ErrorKind::Throttling);
    assert_eq!(kind(400, "SomethingNew").await, ErrorKind::Other);
}

/// As of a load balancer in front of the service.
#[tokio::test]
async fn what_is_not_an_answer_of_dynamodb_is_known_by_its_status() {
    for (status, kind) in [
        (500, ErrorKind::InternalServerError),
        (503, ErrorKind::InternalServerError),
        (200, ErrorKind::InvalidResponse),
        (404, ErrorKind::InvalidResponse),
    ] {
        let canned = Canned::new(|_| "<html>Service Unavailable</html>".to_owned()).with_status(status);
        let error = canned.database().table::<Account>().get(Account::key("1")).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{status}: {error:?}");
        assert!(error.to_string().contains(&format!("status {status}")), "{error}");
        assert!(error.may_be_applied() && error.is_retryable(), "{error:?}");
    }
}
