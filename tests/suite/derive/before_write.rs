//! `before_write`: called by whatever writes whole items, before keys are built.

use dynamo::Item;

use crate::backend::database;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "users", partition_key(mail), before_write = hooks::normalize)]
#[dynamo(gsi(name = "ByName", partition_key(name)))]
struct User {
    mail: String,
    name: String,
}

mod hooks {
    pub(super) fn normalize(user: &mut super::User) {
        user.mail = user.mail.to_lowercase();
        user.name.truncate(3);
    }
}

fn user(mail: &str) -> User {
    User { mail: mail.to_owned(), name: "Adaline".to_owned() }
}

#[tokio::test]
async fn every_write_of_a_whole_item_calls_it() {
    let db = database();
    let users = db.table::<User>();
    users.create_table().await.unwrap();
    users.put(&user("A@x")).await.unwrap();
    users.create(&user("B@x")).await.unwrap();
    users.batch_put(&[user("C@x")]).await.unwrap();
    users.batch_put_stream(futures::stream::iter([user("D@x")])).await.unwrap();
    db.transaction().put(users.create(&user("E@x"))).await.unwrap();
    for mail in ["a@x", "b@x", "c@x", "d@x", "e@x"] {
        let stored = users.get(User::key(mail)).await.unwrap();
        assert_eq!(stored, Some(User { mail: mail.into(), name: "Ada".into() }));
    }
    assert_eq!(users.index(User::BY_NAME).query("Ada").count().await.unwrap(), 5);
    let taken = users.create(&user("A@X")).await.unwrap_err();
    assert_eq!(taken.kind(), dynamo::ErrorKind::ConditionalCheckFailed);
}

/// Called as a variable in the generated code might be.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "t", partition_key(id), before_write = item)]
struct Named {
    id: String,
}

fn item(named: &mut Named) {
    named.id.push('!');
}

#[test]
fn the_function_may_have_any_name() {
    let stored = dynamo::to_item(&Named { id: "1".into() }).unwrap();
    assert_eq!(stored["id"].as_s().unwrap(), "1!");
}
