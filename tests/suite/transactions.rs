//! Transactions: all or nothing, reasons in order, what is refused before sending, conflicts tried again.

use dynamo::{Dynamo, ErrorKind, Item, Table, testing::Fault};

use crate::backend::{database, faulty};

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
    amount: i64,
}

async fn filled(db: &Dynamo) -> (Table<Account>, Table<Transfer>) {
    let (accounts, transfers) = (db.table(), db.table());
    accounts.create_table().await.unwrap();
    transfers.create_table().await.unwrap();
    for (id, balance) in [("A", 150), ("B", 0)] {
        accounts.put(&Account { id: id.into(), balance }).await.unwrap();
    }
    (accounts, transfers)
}

async fn balance(accounts: &Table<Account>, id: &str) -> i64 {
    accounts.get(Account::key(id)).consistent().await.unwrap().unwrap().balance
}

#[tokio::test]
async fn all_operations_are_done_or_none() {
    let db = database();
    let (accounts, transfers) = filled(&db).await;
    let transfer = Transfer { id: "T".into(), part: 1, amount: 100 };
    let pay = || {
        db.transaction()
            .check(accounts.check(Account::key("A")))
            .update(accounts.update(Account::key("B")).increment(|a| a.balance, 100))
            .upsert(accounts.upsert(Account::key("C")).increment(|a| a.balance, 1))
            .delete(accounts.delete(Account::key("D")))
            .put(transfers.create(&transfer))
    };
    pay().await.unwrap();
    assert_eq!((balance(&accounts, "B").await, balance(&accounts, "C").await), (100, 1));
    let error = pay().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TransactionCanceled);
    assert!(!error.is_retryable());
    let kinds: Vec<_> = error.cancellation_reasons().iter().map(dynamo::CancellationReason::kind).collect();
    assert_eq!(kinds, [None, None, None, None, Some(ErrorKind::ConditionalCheckFailed)]);
    assert!(error.to_string().contains("operation 4, Put of `transfer`: ConditionalCheckFailed"), "{error}");
    assert_eq!((balance(&accounts, "B").await, balance(&accounts, "C").await), (100, 1));
}

#[tokio::test]
async fn insufficient_funds_are_told_with_the_account() {
    let db = database();
    let (accounts, _) = filled(&db).await;
    // So long that it stands in no request id by chance.
    let (there, wanted) = (150_150_150_150_150, 500_000_000_000_000);
    accounts.put(&Account { id: "A".into(), balance: there }).await.unwrap();
    let error = db
        .transaction()
        .update(accounts.update(Account::key("B")).increment(|a| a.balance, wanted))
        .update(
            accounts
                .update(Account::key("A"))
                .decrement(|a| a.balance, wanted)
                .when(|a| a.balance.ge(wanted))
                .return_old_on_condition_failure(),
        )
        .await
        .unwrap_err();
    let reasons = error.cancellation_reasons();
    assert_eq!(reasons[1].old_item::<Account>().unwrap().unwrap().balance, there);
    assert_eq!(reasons[0].old_item::<Account>().unwrap(), None);
    assert!(!format!("{error:?} {reasons:?}").contains(&there.to_string()), "values stay out of messages");
}

#[tokio::test]
async fn what_a_transaction_cannot_be_is_refused_before_sending() {
    let (db, faults) = faulty();
    let (accounts, transfers) = filled(&db).await;
    let before = faults.request_count();
    let validation = |error: dynamo::Error| assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
    validation(db.transaction().await.unwrap_err());
    let many: Vec<Transfer> = (0..101).map(|part| Transfer { id: "T".into(), part, amount: 1 }).collect();
    let puts = many.iter().fold(db.transaction(), |transaction, item| transaction.put(transfers.put(item)));
    validation(puts.await.unwrap_err());
    let twice = db
        .transaction()
        .check(accounts.check(Account::key("A")))
        .update(accounts.update(Account::key("A")).increment(|a| a.balance, 1));
    let error = twice.await.unwrap_err();
    assert!(error.to_string().contains("operation 1"), "{error}");
    validation(error);
    validation(db.transaction().check(accounts.check(Account::key("A"))).token("x".repeat(37)).await.unwrap_err());
    let key = db.transaction().put(transfers.put(&many[0])).check(accounts.check(Account::key(""))).await.unwrap_err();
    assert_eq!(key.kind(), ErrorKind::InvalidKey);
    assert!(key.to_string().contains("input 1"), "{key}");
    assert_eq!(faults.request_count(), before);
}

#[tokio::test]
async fn conflicts_are_tried_again_with_the_same_token() {
    let (db, faults) = faulty();
    let (accounts, _) = filled(&db).await;
    faults.push(Fault::TransactionCanceled(vec!["TransactionConflict".into()]));
    faults.push(Fault::TransactionConflict);
    db.transaction().update(accounts.update(Account::key("A")).increment(|a| a.balance, 1)).await.unwrap();
    assert_eq!(balance(&accounts, "A").await, 151);
    let tokens: Vec<String> = faults
        .requests_for("TransactWriteItems")
        .iter()
        .map(|request| request.json()["ClientRequestToken"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(tokens.len(), 3);
    assert!(tokens.iter().all(|token| *token == tokens[0] && !token.is_empty()));
}

#[tokio::test]
async fn a_transaction_whose_answer_is_lost_is_done_once() {
    let (db, faults) = faulty();
    let (accounts, _) = filled(&db).await;
    for fault in [Fault::AnswerLost, Fault::CutBody, Fault::AnswerLost] {
        faults.push(fault);
    }
    db.transaction().update(accounts.update(Account::key("A")).increment(|a| a.balance, 1)).await.unwrap();
    assert_eq!(balance(&accounts, "A").await, 151);
}

#[tokio::test]
async fn items_are_read_at_one_moment() {
    let db = database();
    let (accounts, transfers) = filled(&db).await;
    let (a, none, balance) = db
        .transact_get((
            accounts.get(Account::key("A")),
            transfers.get(Transfer::key("T", 1)),
            accounts.get(Account::key("B")).select(|account| account.balance),
        ))
        .await
        .unwrap();
    assert_eq!((a.unwrap().balance, none, balance), (150, None, Some(0)));
    let many = ["A", "Z", "B"].map(|id| accounts.get(Account::key(id))).into();
    let many: Vec<Option<Account>> = db.transact_get::<Vec<_>>(many).await.unwrap();
    assert_eq!(many.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
    assert!(db.transact_get(Vec::<dynamo::Get<Account>>::new()).await.unwrap().is_empty());
    let meter = dynamo::CapacityMeter::new();
    let gets = ["A", "B"].map(|id| accounts.get(Account::key(id)).metered(&meter)).into();
    db.transact_get::<Vec<_>>(gets).await.unwrap();
    assert!((meter.consumed().total - 4.0).abs() < 1e-9, "two units for each: {meter:?}");
}

#[tokio::test]
async fn a_token_is_the_systems_randomness() {
    let db = database();
    let (accounts, _) = filled(&db).await;
    for expected in [151, 152] {
        // Whoever seeds the generators of this thread does not make two transactions one.
        fastrand::seed(1);
        db.transaction().update(accounts.update(Account::key("A")).increment(|a| a.balance, 1)).await.unwrap();
        assert_eq!(balance(&accounts, "A").await, expected);
    }
}

#[tokio::test]
async fn a_conflict_that_does_not_pass_is_retryable() {
    let (db, faults) = faulty();
    let (accounts, _) = filled(&db).await;
    let pay = || {
        let update = accounts.update(Account::key("A")).increment(|a| a.balance, 1);
        db.transaction().update(update).give_up_after(std::time::Duration::ZERO)
    };
    faults.push(Fault::TransactionCanceled(vec!["TransactionConflict".into()]).always());
    let conflict = pay().await.unwrap_err();
    assert!(conflict.is_retryable() && !conflict.may_be_applied());
    faults.clear();
    faults.push(Fault::AnswerLost);
    faults.push(Fault::Throttling.always());
    let lost = pay().await.unwrap_err();
    assert_eq!((lost.kind(), lost.may_be_applied()), (ErrorKind::Throttling, true));
    assert_eq!(balance_after(&faults, &accounts).await, 151);
}

async fn balance_after(faults: &dynamo::testing::Faults, accounts: &Table<Account>) -> i64 {
    faults.clear();
    balance(accounts, "A").await
}

#[tokio::test]
async fn explain_says_what_each_operation_says() {
    #[derive(Item)]
    #[dynamo(table = "accounts", partition_key(id))]
    struct Account {
        id: String,
        balance: u64,
    }
    let db = dynamo::Dynamo::embedded();
    let accounts = db.table::<Account>();
    let account = Account { id: "new".into(), balance: 7 };
    let put = || accounts.create(&account);
    let update = || accounts.update(Account::key("1")).decrement(|a| a.balance, 5).when(|a| a.balance.ge(5));
    let delete = || accounts.delete(Account::key("2")).must_exist();
    let check = || accounts.check(Account::key("3")).when(|a| a.balance.gt(0));
    let text = db.transaction().put(put()).update(update()).delete(delete()).check(check()).explain().unwrap();
    let own = [put().explain(), update().explain(), delete().explain(), check().explain()].map(Result::unwrap);
    let names = ["Put", "Update", "Delete", "ConditionCheck"];
    let mut expected = vec!["TransactWriteItems".to_owned()];
    for (number, (own, name)) in own.iter().zip(names).enumerate() {
        expected.push(format!("  {number}: {name} of `account` on `accounts`"));
        expected.extend(own.lines().skip(1).map(|line| format!("  {line}")));
    }
    assert_eq!(text.lines().collect::<Vec<_>>(), expected);
    assert!(text.contains("    update: ") && text.contains("balance >= 5"), "{text}");
}
