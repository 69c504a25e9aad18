//! Transactions under random faults, at their limits, and under hostile answers.

use std::{collections::HashSet, time::Duration};

use dynamo::{
    Dynamo, Error, ErrorKind, Item, Table, item_size,
    testing::{Fault, Plan, Request},
    to_item,
};
use serde_json::{Value, json};

use crate::{
    backend::{database, faulty},
    canned::Canned,
};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "accounts", partition_key(id))]
struct Account {
    id: String,
    balance: i64,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "transfers", partition_key(id), sort_key(part))]
struct Transfer {
    id: String,
    part: u32,
    note: String,
}

/// The SDK's own attempts for one of the library's, and the library's.
const ATTEMPTS: usize = 3 * 10;

async fn both(db: &Dynamo) -> (Table<Account>, Table<Transfer>) {
    let (accounts, transfers) = (db.table(), db.table());
    accounts.create_table().await.unwrap();
    transfers.create_table().await.unwrap();
    for id in ["A", "B"] {
        accounts.put(&Account { id: id.into(), balance: 0 }).await.unwrap();
    }
    (accounts, transfers)
}

fn transfer(part: u32) -> Transfer {
    Transfer { id: "T".into(), part, note: "n".into() }
}

fn plan(seed: u64) -> Plan {
    Plan::seeded(seed)
        .with(0.15, Fault::TransactionConflict)
        .with(0.05, Fault::canceled(["None", "ThrottlingError", "TransactionConflict"]))
        .with(0.05, Fault::canceled(["ProvisionedThroughputExceeded"]))
        .with(0.08, Fault::Throttling)
        .with(0.08, Fault::InternalServerError)
        .with(0.08, Fault::Timeout)
        .with(0.05, Fault::ConnectionReset)
        .with(0.14, Fault::AnswerLost)
        .with(0.08, Fault::CutBody)
        .with(0.04, Fault::MalformedBody)
        .with(0.02, Fault::AccessDenied)
}

/// All three operations, or none: how often they were done.
async fn times_done(accounts: &Table<Account>, transfers: &Table<Transfer>) -> i64 {
    let balance = async |id: &str| accounts.get(Account::key(id)).consistent().await.unwrap().unwrap().balance;
    let done = balance("B").await;
    assert_eq!(balance("A").await, -done, "half a transaction");
    let transfers = transfers.query("T").consistent().count().await.unwrap();
    assert_eq!(i64::try_from(transfers).unwrap(), done, "half a transaction");
    done
}

fn token(request: &Request) -> String {
    request.json()["ClientRequestToken"].as_str().unwrap().to_owned()
}

/// Some transactions under a plan: how many were done, how many failed and were not, how many failed and were.
async fn run(seed: u64) -> [usize; 3] {
    let (db, faults) = faulty();
    let (accounts, transfers) = both(&db).await;
    let patience = if seed.is_multiple_of(2) { Duration::ZERO } else { Duration::from_secs(1) };
    let (mut tokens, mut outcomes) = (HashSet::new(), [0; 3]);
    for part in 0..6 {
        let context = format!("seed {seed}, transaction {part}");
        let before = times_done(&accounts, &transfers).await;
        let earlier = faults.request_count();
        faults.plan(plan(seed));
        let transfer = transfer(part);
        let result = db
            .transaction()
            .update(accounts.update(Account::key("A")).decrement(|account| account.balance, 1))
            .update(accounts.update(Account::key("B")).increment(|account| account.balance, 1))
            .put(transfers.create(&transfer))
            .give_up_after(patience)
            .await;
        faults.clear();

        let requests = faults.requests().split_off(earlier);
        assert!((1..=ATTEMPTS).contains(&requests.len()), "{context}: {} requests", requests.len());
        let own = token(&requests[0]);
        assert!((1..=36).contains(&own.len()) && requests.iter().all(|request| token(request) == own), "{context}");
        assert!(tokens.insert(own), "{context}: a token of another transaction");

        let done = times_done(&accounts, &transfers).await - before;
        // The first that arrives is done; those after it have the same token.
        let reached = requests.iter().any(|request| request.reached_backend);
        assert_eq!(done, i64::from(reached), "{context}: {result:?}");
        match &result {
            Ok(_) => assert_eq!(done, 1, "{context}"),
            Err(error) => check_error(error, &requests, &context),
        }
        outcomes[if result.is_ok() { 0 } else { 1 + usize::from(done == 1) }] += 1;
    }
    outcomes
}

/// The error is that of the last attempt, and an answer that came is a success.
fn check_error(error: &Error, requests: &[Request], context: &str) {
    let expected = match requests.last().unwrap().fault.as_ref() {
        Some(Fault::TransactionConflict | Fault::TransactionCanceled(_)) => ErrorKind::TransactionCanceled,
        Some(Fault::Throttling) => ErrorKind::Throttling,
        Some(Fault::InternalServerError) => ErrorKind::InternalServerError,
        Some(Fault::Timeout | Fault::AnswerLost) => ErrorKind::Timeout,
        Some(Fault::ConnectionReset) => ErrorKind::Dispatch,
        Some(Fault::CutBody | Fault::MalformedBody) => ErrorKind::InvalidResponse,
        Some(Fault::AccessDenied) => ErrorKind::AccessDenied,
        fault => panic!("{context}: {error} after {fault:?}"),
    };
    assert_eq!(error.kind(), expected, "{context}");
    // Only an answer that was lost leaves a failed transaction done.
    let unclear = |request: &&Request| matches!(request.fault, Some(Fault::AnswerLost | Fault::CutBody));
    let reached = requests.iter().filter(|request| request.reached_backend).count();
    assert_eq!(reached, requests.iter().filter(unclear).count(), "{context}");
}

#[tokio::test]
async fn a_transaction_is_done_once_or_not_at_all_whatever_goes_wrong() {
    let mut outcomes = [0; 3];
    let runs: Vec<_> = (0..40).map(|seed| tokio::spawn(run(seed))).collect();
    for run in runs {
        let more = run.await.unwrap();
        for (sum, count) in outcomes.iter_mut().zip(more) {
            *sum += count;
        }
    }
    assert!(outcomes.iter().all(|count| *count >= 5), "too few of some outcome to mean much: {outcomes:?}");
}

#[tokio::test]
async fn a_timeout_to_the_end_may_have_done_all_of_it() {
    for (fault, expected) in [(Fault::AnswerLost, 1), (Fault::Timeout, 0)] {
        let (db, faults) = faulty();
        let (accounts, transfers) = both(&db).await;
        faults.push(fault.always());
        let transfer = transfer(1);
        let error = db
            .transaction()
            .update(accounts.update(Account::key("A")).decrement(|account| account.balance, 1))
            .update(accounts.update(Account::key("B")).increment(|account| account.balance, 1))
            .put(transfers.create(&transfer))
            .give_up_after(Duration::from_millis(100))
            .await
            .unwrap_err();
        faults.clear();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert!(error.is_retryable());
        assert_eq!(times_done(&accounts, &transfers).await, expected);
    }
}

#[tokio::test]
async fn a_hundred_reasons_come_in_the_order_of_the_operations() {
    let db = database();
    let (_, transfers) = both(&db).await;
    let many: Vec<Transfer> = (0..100).rev().map(transfer).collect();
    let there: Vec<Transfer> = many.iter().filter(|transfer| transfer.part % 7 == 3).cloned().collect();
    transfers.batch_put(&there).await.unwrap();
    let create = |many: &[Transfer]| {
        let many = many.to_vec();
        let (db, transfers) = (db.clone(), transfers.clone());
        async move { many.iter().fold(db.transaction(), |all, item| all.put(transfers.create(item))).await }
    };
    let error = create(&many).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionCanceled);
    let kinds: Vec<_> = error.cancellation_reasons().iter().map(dynamo::CancellationReason::kind).collect();
    let expected = |transfer: &Transfer| (transfer.part % 7 == 3).then_some(ErrorKind::ConditionalCheckFailed);
    assert_eq!(kinds, many.iter().map(expected).collect::<Vec<_>>());
    assert_eq!(transfers.scan().consistent().count().await.unwrap(), there.len());

    transfers.batch_delete(there.iter().map(Transfer::primary_key)).await.unwrap();
    create(&many).await.unwrap();
    assert_eq!(transfers.scan().consistent().count().await.unwrap(), 100);
    let checks = |count: u32| {
        (0..count).fold(db.transaction(), |all, part| all.check(transfers.check(Transfer::key("T", part))))
    };
    checks(100).await.unwrap();
    assert_eq!(checks(101).await.unwrap_err().kind(), ErrorKind::Validation);

    let gets = |count: u32| (0..count).map(|part| transfers.get(Transfer::key("T", part))).collect::<Vec<_>>();
    let found = db.transact_get(gets(100)).await.unwrap();
    assert_eq!(found, (0..100).map(|part| Some(transfer(part))).collect::<Vec<_>>());
    assert_eq!(db.transact_get(gets(101)).await.unwrap_err().kind(), ErrorKind::Validation);
}

/// Items of so many bytes in all, as DynamoDB counts them.
fn of_size(bytes: usize) -> Vec<Transfer> {
    const EACH: usize = 400_000;
    let mut left = bytes;
    let mut items = Vec::new();
    while left > 0 {
        let mut item = transfer(u32::try_from(items.len()).unwrap() + 10);
        item.note.clear();
        let empty = item_size(&to_item(&item).unwrap());
        item.note = "x".repeat(left.min(EACH) - empty);
        left -= item_size(&to_item(&item).unwrap());
        items.push(item);
    }
    items
}

#[tokio::test]
async fn four_megabytes_are_taken_and_not_a_byte_more() {
    const LIMIT: usize = 4 * 1024 * 1024;
    let (db, faults) = faulty();
    let (_, transfers) = both(&db).await;
    for bytes in [LIMIT - 1, LIMIT] {
        let items = of_size(bytes);
        items.iter().fold(db.transaction(), |all, item| all.put(transfers.put(item))).await.unwrap();
        assert!(transfers.query("T").consistent().collect().await.unwrap() == items);
    }
    let (items, earlier) = (of_size(LIMIT + 1), faults.request_count());
    let error = items.iter().fold(db.transaction(), |all, item| all.put(transfers.put(item))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.to_string().contains("4194305 bytes"), "{error}");
    assert_eq!(faults.request_count(), earlier);
}

/// What reading two accounts gives under this answer.
async fn read_under(answer: &Value) -> (usize, Result<Vec<Option<Account>>, Error>) {
    let answer = answer.to_string();
    let service = Canned::new(move |_| answer.clone());
    let db = service.database();
    let accounts = db.table::<Account>();
    let result = db.transact_get(Vec::from(["A", "B"].map(|id| accounts.get(Account::key(id))))).await;
    (service.requests().len(), result)
}

#[tokio::test]
async fn hostile_answers_to_transact_get_are_errors() {
    let item = |id: &str| {
        let pk = format!("id#{id}#account");
        json!({ "Item": { "pk": { "S": pk }, "id": { "S": id }, "balance": { "N": "7" } } })
    };
    let account = |id: &str| Some(Account { id: id.into(), balance: 7 });
    for none in [json!({}), json!({ "Item": {} }), json!({ "Item": null })] {
        let (_, each) = read_under(&json!({ "Responses": [none, item("B")] })).await;
        assert_eq!(each.unwrap(), [None, account("B")]);
    }
    let wrong_count = [
        json!({}),
        json!({ "Responses": null }),
        json!({ "Responses": [] }),
        json!({ "Responses": [item("A")] }),
        json!({ "Responses": [item("A"), item("B"), item("B")] }),
    ];
    for answer in wrong_count {
        let (requests, each) = read_under(&answer).await;
        assert_eq!((each.unwrap_err().kind(), requests), (ErrorKind::InvalidResponse, 1), "{answer}");
    }
    let wrong = json!({ "Responses": [{ "Item": { "id": { "S": "A" }, "balance": { "S": "many" } } }, item("B")] });
    let (requests, each) = read_under(&wrong).await;
    assert_eq!((each.unwrap_err().kind(), requests), (ErrorKind::Decode, 1));

    // What is no answer at all is asked again, a bounded number of times.
    let unreadable = [
        json!({ "Responses": 7 }),
        json!({ "Responses": [7, 8] }),
        json!({ "Responses": [{ "Item": 7 }, {}] }),
        json!({ "Responses": [{ "Item": { "id": { "S": 7 } } }, {}] }),
    ];
    let reads = unreadable.map(|answer| tokio::spawn(async move { read_under(&answer).await }));
    for read in reads {
        let (requests, each) = read.await.unwrap();
        assert_eq!(each.unwrap_err().kind(), ErrorKind::InvalidResponse);
        assert!((1..=10).contains(&requests), "{requests}");
    }
}
