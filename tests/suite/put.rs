//! Put and create: replace or refuse, under conditions, giving back what was there.

use dynamo::{ErrorKind, ExpressionValues, Item, sdk::types::ReturnValue};

use crate::{
    backend::{faulty_table, table},
    canned::Canned,
};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "accounts", partition_key(id))]
struct Account {
    id: String,
    balance: i64,
    #[dynamo(rename = "status")]
    state: Option<String>,
}

fn account(balance: i64) -> Account {
    Account { id: "1".into(), balance, state: None }
}

async fn balance(accounts: &dynamo::Table<Account>) -> Option<i64> {
    accounts.get(Account::key("1")).consistent().await.unwrap().map(|account| account.balance)
}

#[tokio::test]
async fn put_replaces_the_whole_item() {
    let accounts = table::<Account>().await;
    accounts.put(&Account { state: Some("open".into()), ..account(1) }).await.unwrap();
    accounts.put(&account(2)).await.unwrap();
    assert_eq!(accounts.get(Account::key("1")).await.unwrap(), Some(account(2)), "nothing is left of the old item");
}

#[tokio::test]
async fn put_gives_back_what_was_there() {
    let accounts = table::<Account>().await;
    assert_eq!(accounts.put(&account(1)).return_old().await.unwrap(), None);
    assert_eq!(accounts.put(&account(2)).return_old().await.unwrap(), Some(account(1)));
    let input = accounts.put(&account(1)).return_old().into_input().unwrap();
    assert_eq!(input.return_values(), Some(&ReturnValue::AllOld));
}

#[tokio::test]
async fn create_never_replaces() {
    let accounts = table::<Account>().await;
    accounts.create(&account(1)).await.unwrap();
    let error = accounts.create(&account(2)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConditionalCheckFailed);
    assert!(!error.is_retryable() && error.request_id().is_some());
    assert!(error.old_attributes().is_none() && error.old_item::<Account>().unwrap().is_none(), "not asked for");
    assert_eq!(balance(&accounts).await, Some(1));
    assert_eq!(accounts.create(&Account { id: "2".into(), ..account(2) }).return_old().await.unwrap(), None);
}

#[tokio::test]
async fn the_item_that_made_a_condition_fail_comes_back_typed() {
    let accounts = table::<Account>().await;
    accounts.create(&account(1)).await.unwrap();
    let two = account(2);
    let created = accounts.create(&two).return_old_on_condition_failure().await.unwrap_err();
    let put = accounts.put(&two).when(|account| account.balance.gt(1)).return_old_on_condition_failure();
    for error in [created, put.await.unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::ConditionalCheckFailed);
        assert_eq!(error.old_item::<Account>().unwrap(), Some(account(1)));
        assert_eq!(error.old_attributes().unwrap()["pk"].as_s().unwrap(), "id#1#account");
    }
    let error = accounts
        .put(&Account { id: "absent".into(), ..account(1) })
        .when(|account| account.id.exists())
        .return_old_on_condition_failure()
        .await
        .unwrap_err();
    assert_eq!(error.old_item::<Account>().unwrap(), None, "there was no item");
}

#[tokio::test]
async fn several_conditions_must_all_hold() {
    let accounts = table::<Account>().await;
    accounts.create(&account(5)).await.unwrap();
    let put = |low: i64, high: i64| {
        let replaced = account(low);
        let accounts = accounts.clone();
        async move {
            let outside = |high| ExpressionValues::new().value(":high", high).name("#b", "balance");
            accounts
                .put(&replaced)
                .when(|account| account.balance.ge(low) | account.balance.lt(-100))
                .when_expression("#b <= :high OR #b > :high AND #b < :high", outside(high))
                .when(|account| account.state.eq(None::<String>) | account.state.ne("closed"))
                .await
                .map_err(|error| error.kind())
        }
    };
    assert_eq!(put(6, 9).await, Err(ErrorKind::ConditionalCheckFailed));
    assert_eq!(put(1, 4).await, Err(ErrorKind::ConditionalCheckFailed));
    assert_eq!(put(5, 5).await, Ok(()));
}

#[tokio::test]
async fn a_condition_beside_create_does_not_weaken_it() {
    let accounts = table::<Account>().await;
    accounts.create(&account(5)).await.unwrap();
    let six = account(6);
    let typed = accounts.create(&six).when(|account| account.balance.eq(5) | account.balance.eq(6));
    assert_eq!(typed.await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
    let values = ExpressionValues::new().value(":five", 5);
    let raw = accounts.create(&six).when_expression("balance = :five OR balance <> :five", values);
    assert_eq!(raw.await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
    assert_eq!(balance(&accounts).await, Some(5));
}

/// The library's own placeholders are `#n0`, `:v0` and so on.
#[tokio::test]
async fn placeholders_of_raw_conditions_may_be_named_like_the_librarys() {
    let accounts = table::<Account>().await;
    accounts.create(&account(5)).await.unwrap();
    let values = || {
        let names = ExpressionValues::new().name("#n0", "balance").name("#n1", "status").name("#n10", "id");
        names.value(":v0", 5).value(":v1", "open").value(":v10", "1")
    };
    let expression = "#n0 = :v0 AND (attribute_not_exists(#n1) OR #n1 = :v1) AND #n10 = :v10";
    let (six, seven) = (account(6), account(7));
    let put = accounts
        .put(&six)
        .when(|account| account.balance.between(4, 5) & account.state.not_exists())
        .when_expression(expression, values())
        .when(|account| account.id.eq("1") & account.balance.ne(7));
    put.await.unwrap();
    assert_eq!(balance(&accounts).await, Some(6));
    let create = accounts.put(&seven).when_expression(expression, values()).when(|account| account.balance.eq(6));
    assert_eq!(create.await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
}

#[tokio::test]
async fn what_is_wrong_with_a_raw_condition_is_said_before_sending() {
    let (accounts, faults) = faulty_table::<Account>().await;
    let before = faults.request_count();
    let new = ExpressionValues::new;
    let wrong = [
        ("", new()),
        ("  ", new()),
        ("a = :v", new().value("v", 1)),
        ("#a = :v", new().name("a", "balance").value(":v", 1)),
    ];
    for (expression, values) in wrong {
        let error = accounts.put(&account(1)).when_expression(expression, values).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
    }
    let one = account(1);
    let twice = accounts
        .put(&one)
        .when_expression("balance = :v", new().value(":v", 1))
        .when_expression("balance = :v", new().value(":v", 2));
    assert_eq!(twice.await.unwrap_err().kind(), ErrorKind::Validation);
    let names = accounts
        .put(&one)
        .when_expression("attribute_exists(#a)", new().name("#a", "x"))
        .when_expression("attribute_exists(#a)", new().name("#a", "y"));
    assert_eq!(names.await.unwrap_err().kind(), ErrorKind::Validation);
    assert_eq!(faults.request_count(), before);
}

#[tokio::test]
async fn without_a_condition_nothing_is_asked_for_where_it_fails() {
    const OLD: &str = "ReturnValuesOnConditionCheckFailure";
    let service = Canned::new(|_| "{}".to_owned());
    let accounts = service.database().table::<Account>();
    accounts.put(&account(1)).return_old_on_condition_failure().await.unwrap();
    accounts.delete(Account::key("1")).return_old_on_condition_failure().await.unwrap();
    accounts
        .upsert(Account::key("1"))
        .set(|account| account.balance, 1)
        .return_old_on_condition_failure()
        .await
        .unwrap();
    accounts.create(&account(1)).await.unwrap();
    let asked: Vec<bool> = service.requests().iter().map(|request| request.get(OLD).is_some()).collect();
    assert_eq!(asked, [false, false, false, true]);
}
