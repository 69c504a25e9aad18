use dynamo::{Attribute, Item};

use super::{attributes, m, s, stored_as};

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
    #[dynamo(alias = "full_name", alias = "fullName")]
    name: String,
    #[dynamo(rename = "mail", alias = "email")]
    email: Option<String>,
}

fn user(name: &str) -> User {
    User { id: "1".into(), name: name.into(), email: None }
}

#[test]
fn it_is_written_under_its_own_name() {
    stored_as(&user("Ada"), [("pk", s("id#1#user")), ("id", s("1")), ("name", s("Ada"))]);
}

#[test]
fn an_old_name_is_read() {
    for old in ["name", "full_name", "fullName"] {
        let item = attributes([("id", s("1")), (old, s("Ada"))]);
        assert_eq!(dynamo::from_item::<User>(item).unwrap(), user("Ada"));
    }
    let item = attributes([("id", s("1")), ("name", s("Ada")), ("email", s("a@b"))]);
    assert_eq!(dynamo::from_item::<User>(item).unwrap().email.as_deref(), Some("a@b"));
}

#[test]
fn the_own_name_wins_whatever_the_order() {
    // A map's order is random, and another one for every map.
    for _ in 0..50 {
        let item =
            attributes([("id", s("1")), ("fullName", s("oldest")), ("name", s("new")), ("full_name", s("older"))]);
        assert_eq!(dynamo::from_item::<User>(item).unwrap(), user("new"));
        let item = attributes([("id", s("1")), ("fullName", s("oldest")), ("full_name", s("older"))]);
        assert_eq!(dynamo::from_item::<User>(item).unwrap(), user("older"));
    }
}

#[test]
fn without_any_name_the_own_one_is_missed() {
    let error = dynamo::from_item::<User>(attributes([("id", s("1"))])).unwrap_err();
    assert_eq!(error.path(), "name");
}

#[derive(Attribute, Debug, PartialEq)]
enum Event {
    Moved {
        #[dynamo(alias = "place")]
        to: String,
    },
    #[dynamo(alias = "Deleted", alias = "Erased")]
    Removed,
    #[dynamo(alias = "Labelled")]
    Tagged(String),
}

#[test]
fn variants_and_their_fields_have_aliases() {
    let read = |value| dynamo::from_attribute_value::<Event>(value).unwrap();
    assert_eq!(read(s("Erased")), Event::Removed);
    assert_eq!(read(s("Deleted")), Event::Removed);
    assert_eq!(read(m([("Labelled", s("x"))])), Event::Tagged("x".into()));
    assert_eq!(read(m([("Moved", m([("place", s("Rome"))]))])), Event::Moved { to: "Rome".into() });
    assert_eq!(dynamo::to_attribute_value(&Event::Removed).unwrap(), s("Removed"));
}
