//! Delete: gone or not there, under conditions, giving back what was there.

use dynamo::{ErrorKind, ExpressionValues, Item};

use crate::backend::table;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "sessions", partition_key(user), sort_key(id))]
struct Session {
    user: String,
    id: u32,
    expired: bool,
}

fn session(id: u32) -> Session {
    Session { user: "ada".into(), id, expired: false }
}

fn key(id: u32) -> dynamo::Key<Session> {
    Session::key("ada", id)
}

#[tokio::test]
async fn an_item_that_is_not_there_is_no_error_unless_it_must_be() {
    let sessions = table::<Session>().await;
    sessions.delete(key(1)).await.unwrap();
    assert_eq!(sessions.delete(key(1)).return_old().await.unwrap(), None);
    let error = sessions.delete(key(1)).must_exist().return_old_on_condition_failure().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConditionalCheckFailed);
    assert_eq!(error.old_item::<Session>().unwrap(), None);
}

#[tokio::test]
async fn only_that_item_goes_and_comes_back() {
    let sessions = table::<Session>().await;
    for id in [1, 10, 2] {
        sessions.put(&session(id)).await.unwrap();
    }
    assert_eq!(sessions.delete(key(1)).must_exist().return_old().await.unwrap(), Some(session(1)));
    assert_eq!(sessions.get(key(1)).consistent().await.unwrap(), None);
    for id in [10, 2] {
        assert_eq!(sessions.get(key(id)).consistent().await.unwrap(), Some(session(id)));
    }
}

#[tokio::test]
async fn a_condition_protects_the_item() {
    let sessions = table::<Session>().await;
    sessions.put(&session(1)).await.unwrap();
    let typed = sessions.delete(key(1)).when(|session| session.expired.eq(true)).return_old_on_condition_failure();
    let values = ExpressionValues::new().value(":yes", true);
    let raw = sessions.delete(key(1)).when_expression("expired = :yes", values).return_old_on_condition_failure();
    for error in [typed.await.unwrap_err(), raw.await.unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::ConditionalCheckFailed);
        assert_eq!(error.old_item::<Session>().unwrap(), Some(session(1)));
    }
    let delete =
        sessions.delete(key(1)).when(|session| session.expired.eq(false) & session.user.eq("ada")).must_exist();
    assert_eq!(delete.return_old().await.unwrap(), Some(session(1)));
}

/// `must_exist` stands beside an `|` without changing it.
#[tokio::test]
async fn must_exist_holds_whatever_the_other_conditions() {
    let sessions = table::<Session>().await;
    let delete = sessions.delete(key(1)).when(|session| session.id.not_exists() | session.id.eq(1)).must_exist();
    assert_eq!(delete.await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
    let delete =
        sessions.delete(key(1)).when_expression("attribute_not_exists(id) OR attribute_exists(id)", ()).must_exist();
    assert_eq!(delete.await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
}
