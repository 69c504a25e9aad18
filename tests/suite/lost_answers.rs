//! Writes whose answer was lost: done once, and not taken for failed because of themselves.

use dynamo::{
    Error, ErrorKind, ExpressionValues, Item, Table,
    testing::{Fault, Faults},
};

use crate::backend::faulty_table;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
    name: String,
    visits: u32,
    tags: Option<std::collections::BTreeSet<String>>,
}

fn user(name: &str, visits: u32) -> User {
    let tags = Some(["a".to_owned(), "b".to_owned()].into());
    User { id: "1".into(), name: name.into(), visits, tags }
}

async fn stored(users: &Table<User>) -> Option<User> {
    users.get(User::key("1")).consistent().await.unwrap()
}

/// The faults that leave it open whether a write was applied, each after applying it.
const LOST: [Fault; 2] = [Fault::AnswerLost, Fault::CutBody];

async fn with(fault: &Fault) -> (Table<User>, Faults) {
    let (users, faults) = faulty_table::<User>().await;
    faults.push(fault.clone());
    (users, faults)
}

#[tokio::test]
async fn a_create_finds_its_own_item() {
    let (users, _faults) = with(&Fault::AnswerLost).await;
    users.create(&user("Ada", 1)).await.unwrap();
    assert_eq!(stored(&users).await, Some(user("Ada", 1)));
    let (users, _faults) = with(&Fault::AnswerLost).await;
    assert_eq!(users.create(&user("Ada", 1)).return_old().await.unwrap(), None);
}

#[tokio::test]
async fn a_create_finds_the_item_of_another() {
    let (users, faults) = faulty_table::<User>().await;
    users.put(&user("Eve", 1)).await.unwrap();
    faults.push(Fault::Timeout);
    let error = users.create(&user("Ada", 1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConditionalCheckFailed);
    assert!(error.old_attributes().is_none(), "nobody asked for the item");
    faults.push(Fault::Timeout);
    let asked = users.create(&user("Ada", 1)).return_old_on_condition_failure().await.unwrap_err();
    assert_eq!(asked.old_item::<User>().unwrap(), Some(user("Eve", 1)));
    // Without a lost answer even the same item is another's.
    let same = users.create(&user("Eve", 1)).await.unwrap_err();
    assert_eq!(same.kind(), ErrorKind::ConditionalCheckFailed);
}

#[tokio::test]
async fn a_conditional_put_finds_its_own_item() {
    let (users, faults) = faulty_table::<User>().await;
    users.put(&user("Ada", 1)).await.unwrap();
    faults.push(Fault::AnswerLost);
    users.put(&user("Ada", 2)).when(|u| u.visits.eq(1)).await.unwrap();
    assert_eq!(stored(&users).await, Some(user("Ada", 2)));
    faults.push(Fault::AnswerLost);
    let lost = users.put(&user("Ada", 3)).when(|u| u.visits.eq(2)).return_old().await.unwrap_err();
    assert_eq!(lost.kind(), ErrorKind::InvalidResponse);
    assert!(lost.to_string().contains("was done"), "{lost}");
    assert_eq!(stored(&users).await, Some(user("Ada", 3)));
}

#[tokio::test]
async fn an_update_that_sets_finds_its_own_result() {
    let (users, faults) = faulty_table::<User>().await;
    users.put(&user("Ada", 1)).await.unwrap();
    let rename = || users.update(User::key("1")).set(|u| u.name, "Bea").remove(|u| u.tags).when(|u| u.name.eq("Ada"));
    faults.push(Fault::AnswerLost);
    let after = rename().return_new().await.unwrap();
    assert_eq!((after.name.as_str(), after.tags), ("Bea", None));
    users.put(&user("Cy", 1)).await.unwrap();
    faults.push(Fault::Timeout);
    assert_eq!(rename().await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
}

#[tokio::test]
async fn what_gives_the_same_when_done_twice_is_tried_again() {
    let (users, faults) = faulty_table::<User>().await;
    users.put(&user("Ada", 1)).await.unwrap();
    faults.push(Fault::AnswerLost);
    let grow = users.update(User::key("1")).add_to_set(|u| u.tags, ["c", "a"]).when(|u| !u.tags.contains("c"));
    let after = grow.return_new().await.unwrap();
    assert_eq!(after.tags.unwrap(), ["a", "b", "c"].map(str::to_owned).into());
    faults.push(Fault::AnswerLost);
    let shrink = users.update(User::key("1")).remove_from_set(|u| u.tags, ["a", "b"]).when(|u| u.tags.contains("a"));
    shrink.await.unwrap();
    assert_eq!(stored(&users).await.unwrap().tags.unwrap(), ["c".to_owned()].into());
    faults.push(Fault::AnswerLost);
    let fill = users.upsert(User::key("2")).set_if_not_exists(|u| u.name, "Bob").set(|u| u.visits, 1);
    assert_eq!(fill.return_new().await.unwrap().name, "Bob");
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "jobs", partition_key(id))]
struct Job {
    id: String,
    owner: Option<String>,
}

#[tokio::test]
async fn a_claim_of_another_is_not_taken_for_its_own() {
    let (jobs, faults) = faulty_table::<Job>().await;
    let claim =
        || jobs.update(Job::key("1")).set_if_not_exists(|job| job.owner, "me").when(|job| job.owner.not_exists());
    jobs.put(&Job { id: "1".into(), owner: None }).await.unwrap();
    faults.push(Fault::AnswerLost);
    claim().await.unwrap();

    jobs.put(&Job { id: "1".into(), owner: Some("other".into()) }).await.unwrap();
    faults.push(Fault::Timeout);
    let error = claim().await.unwrap_err();
    assert_eq!((error.kind(), error.may_be_applied()), (ErrorKind::ConditionalCheckFailed, true));
}

#[tokio::test]
async fn a_delete_finds_what_it_deleted_gone() {
    let (users, faults) = faulty_table::<User>().await;
    users.put(&user("Ada", 1)).await.unwrap();
    faults.push(Fault::AnswerLost);
    users.delete(User::key("1")).must_exist().await.unwrap();
    assert_eq!(stored(&users).await, None);
    let gone = users.delete(User::key("1")).must_exist().await.unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::ConditionalCheckFailed);
    users.put(&user("Ada", 1)).await.unwrap();
    faults.push(Fault::Timeout);
    let wrong = users.delete(User::key("1")).when(|u| u.visits.eq(9)).await.unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::ConditionalCheckFailed);
}

#[tokio::test]
async fn an_old_item_that_is_lost_is_not_made_up() {
    let is_lost = |error: Error| {
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::InvalidResponse, false), "{error}");
        assert!(error.may_be_applied());
        assert_eq!(error.to_string().matches("was done").count(), 1, "{error}");
    };
    let (users, faults) = with(&Fault::AnswerLost).await;
    is_lost(users.put(&user("Ada", 1)).return_old().await.unwrap_err());
    assert_eq!(stored(&users).await, Some(user("Ada", 1)));
    faults.push(Fault::AnswerLost);
    is_lost(users.put(&user("Bea", 1)).return_old().await.unwrap_err());
    faults.push(Fault::AnswerLost);
    is_lost(users.update(User::key("1")).set(|u| u.name, "Cy").return_old().await.unwrap_err());
    faults.push(Fault::AnswerLost);
    is_lost(users.upsert(User::key("1")).set(|u| u.name, "Dee").return_old().await.unwrap_err());
    // Another's value is left as it is: the item is as the upsert leaves it.
    faults.push(Fault::AnswerLost);
    let fill = users.upsert(User::key("1")).set_if_not_exists(|u| u.name, "Eve").set(|u| u.visits, 7);
    is_lost(fill.return_old().await.unwrap_err());
    assert_eq!(stored(&users).await, Some(user("Dee", 7)));
    faults.push(Fault::AnswerLost);
    is_lost(users.delete(User::key("1")).return_old().await.unwrap_err());
    assert_eq!(stored(&users).await, None);
}

#[tokio::test]
async fn an_old_item_that_no_attempt_has_left_is_given() {
    for fault in [Fault::Timeout, Fault::InternalServerError, Fault::ConnectionReset] {
        let (users, faults) = with(&fault).await;
        assert_eq!(users.put(&user("Ada", 1)).return_old().await.unwrap(), None);
        faults.push(fault.clone());
        assert_eq!(users.put(&user("Bea", 1)).return_old().await.unwrap(), Some(user("Ada", 1)));
        faults.push(fault.clone());
        let old = users.update(User::key("1")).set(|u| u.name, "Cy").return_old().await.unwrap();
        assert_eq!(old, user("Bea", 1));
        faults.push(fault.clone());
        let old = users.upsert(User::key("2")).set(|u| u.name, "Dee").set(|u| u.visits, 1).return_old().await.unwrap();
        assert_eq!(old, None);
        faults.push(fault.clone());
        // No attempt has left these visits, whoever gave the name.
        let fill = users.upsert(User::key("1")).set_if_not_exists(|u| u.name, "Eve").set(|u| u.visits, 2);
        assert_eq!(fill.return_old().await.unwrap(), Some(user("Cy", 1)));
        faults.push(fault.clone());
        assert_eq!(users.delete(User::key("1")).return_old().await.unwrap(), Some(user("Cy", 2)));
    }
}

#[tokio::test]
async fn what_depends_on_the_old_value_is_done_once() {
    for fault in LOST {
        let (users, faults) = faulty_table::<User>().await;
        users.put(&user("Ada", 1)).await.unwrap();
        let check = async |result: Result<(), Error>, visits: u32| {
            let error = result.unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::Timeout | ErrorKind::Dispatch | ErrorKind::InvalidResponse),
                "{error}"
            );
            assert_eq!(stored(&users).await.unwrap().visits, visits, "{fault:?}");
        };
        faults.push(fault.clone());
        check(users.update(User::key("1")).increment(|u| u.visits, 1).await, 2).await;
        faults.push(fault.clone());
        check(users.upsert(User::key("1")).increment(|u| u.visits, 1).await, 3).await;
        faults.push(fault.clone());
        let raw = ExpressionValues::new().value(":one", 1);
        check(users.update(User::key("1")).update_expression("SET visits = visits + :one", raw).await, 4).await;
    }
}

#[tokio::test]
async fn an_error_says_whether_an_attempt_may_have_been_applied() {
    let (users, faults) = faulty_table::<User>().await;
    let fault = |lost: bool| {
        faults.clear();
        faults.extend(lost.then_some(Fault::AnswerLost));
        faults.push(Fault::Throttling.always());
    };
    for lost in [true, false] {
        fault(lost);
        let put = users.put(&user("Ada", 1)).await.unwrap_err();
        fault(lost);
        let create = users.create(&user("Ada", 1)).await.unwrap_err();
        fault(lost);
        let update = users.update(User::key("1")).set(|u| u.visits, 2).await.unwrap_err();
        for error in [put, create, update] {
            assert_eq!((error.kind(), error.may_be_applied()), (ErrorKind::Throttling, lost));
        }
    }
}

#[tokio::test]
async fn what_was_certainly_not_done_is_tried_again() {
    let (users, faults) = faulty_table::<User>().await;
    users.put(&user("Ada", 1)).await.unwrap();
    faults.extend([Fault::Throttling, Fault::ProvisionedThroughputExceeded]);
    users.update(User::key("1")).increment(|u| u.visits, 1).await.unwrap();
    assert_eq!(stored(&users).await.unwrap().visits, 2);
    let writes = faults.requests_for("UpdateItem").len();
    faults.push(Fault::InternalServerError);
    let error = users.update(User::key("1")).increment(|u| u.visits, 1).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InternalServerError, "it may have been applied");
    assert_eq!(faults.requests_for("UpdateItem").len(), writes + 1);
}
