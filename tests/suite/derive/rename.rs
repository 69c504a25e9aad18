use dynamo::{Item, Kind};

use super::{s, stored_as};

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "users", partition_key(id), rename_all = "camelCase")]
struct User {
    id: String,
    #[dynamo(rename = "a.b c#d")]
    full_name: String,
    last_seen: String,
}

#[test]
fn any_text_is_a_name_and_wins_over_rename_all() {
    let user = User { id: "1".into(), full_name: "Ada".into(), last_seen: "now".into() };
    stored_as(&user, [("pk", s("id#1#user")), ("id", s("1")), ("a.b c#d", s("Ada")), ("lastSeen", s("now"))]);
    assert_eq!(User::FIELDS.full_name.name(), "a.b c#d");
    let _ = User::FIELDS.full_name.attribute_type(Kind::String);
}

#[test]
fn names_may_be_exchanged() {
    #[derive(Item, Debug, PartialEq)]
    #[dynamo(table = "t", partition_key(a))]
    struct Swap {
        #[dynamo(rename = "b")]
        a: String,
        #[dynamo(rename = "a")]
        b: String,
    }
    let swap = Swap { a: "1".into(), b: "2".into() };
    stored_as(&swap, [("pk", s("b#1#swap")), ("b", s("1")), ("a", s("2"))]);
}
