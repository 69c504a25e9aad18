//! `serde` and `json`: types of serde as native documents and as text.

use std::collections::BTreeMap;

use dynamo::{Item, Json, With, sdk::types::AttributeValue};

use super::{attributes, m, n, s, stored_as};
use crate::backend::database;

#[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq, Clone)]
struct Theme {
    dark: bool,
    #[serde(rename = "fontSize")]
    size: u32,
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
    #[dynamo(serde)]
    theme: Theme,
    #[dynamo(json, rename = "t")]
    text: Theme,
    #[dynamo(serde)]
    maybe: Option<Theme>,
    #[dynamo(json)]
    maybe_text: Option<BTreeMap<String, u8>>,
    #[dynamo(serde, default = Theme { dark: true, size: 1 })]
    fallback: Theme,
}

fn theme() -> Theme {
    Theme { dark: false, size: 12 }
}

#[test]
fn serde_is_a_document_and_json_a_string() {
    let user = User {
        id: "1".into(),
        theme: theme(),
        text: theme(),
        maybe: Some(theme()),
        maybe_text: Some([("a".to_owned(), 1)].into()),
        fallback: theme(),
    };
    let document = || m([("dark", AttributeValue::Bool(false)), ("fontSize", n("12"))]);
    stored_as(
        &user,
        [
            ("pk", s("id#1#user")),
            ("id", s("1")),
            ("theme", document()),
            ("t", s(r#"{"dark":false,"fontSize":12}"#)),
            ("maybe", document()),
            ("maybe_text", s(r#"{"a":1}"#)),
            ("fallback", document()),
        ],
    );
}

#[test]
fn none_is_absent_and_null_is_none() {
    let user = User { id: "1".into(), theme: theme(), text: theme(), maybe: None, maybe_text: None, fallback: theme() };
    let mut item = dynamo::to_item(&user).unwrap();
    assert!(!item.contains_key("maybe") && !item.contains_key("maybe_text"));
    item.insert("maybe".into(), AttributeValue::Null(true));
    item.insert("maybe_text".into(), AttributeValue::Null(true));
    item.remove("fallback");
    let back = dynamo::from_item::<User>(item).unwrap();
    assert_eq!(back, User { fallback: Theme { dark: true, size: 1 }, ..user });
}

#[tokio::test]
async fn none_means_the_same_in_conditions_and_updates() {
    let user = User { id: "1".into(), theme: theme(), text: theme(), maybe: None, maybe_text: None, fallback: theme() };
    let db = database();
    let users = db.table::<User>();
    users.create_table().await.unwrap();
    users.put(&user).await.unwrap();
    let key = || User::key("1");
    let has_none = async || users.scan().filter(|u| u.maybe.eq(None) & u.maybe_text.eq(None)).count().await.unwrap();
    let has_some = async || users.scan().filter(|u| u.maybe.ne(None) & u.maybe_text.ne(None)).count().await.unwrap();
    assert_eq!((has_none().await, has_some().await), (1, 0));

    let text = BTreeMap::from([("a".to_owned(), 1)]);
    let fill = users.update(key()).set(|u| u.maybe, Some(theme())).set(|u| u.maybe_text, Some(text));
    fill.assume(|u| u.maybe, None).assume(|u| u.maybe_text, None).await.unwrap();
    assert_eq!((has_none().await, has_some().await), (0, 1));

    users.update(key()).set(|u| u.maybe, None).set(|u| u.maybe_text, With::<_, Json>::new(None)).await.unwrap();
    let get = db.client().get_item().table_name(users.name().unwrap());
    let stored = get.set_key(users.get(key()).into_input().unwrap().key).send().await.unwrap().item.unwrap();
    assert_eq!(stored, dynamo::to_item(&user).unwrap());

    let none = users.update(key()).set_if_not_exists(|u| u.maybe, None).into_input().unwrap_err();
    assert!(none.to_string().contains("set_if_not_exists was given None"), "{none}");
    let listed = users.scan().filter(|u| u.maybe_text.in_list([None])).into_input().unwrap_err();
    assert!(listed.to_string().contains("in_list was given None"), "{listed}");
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let error = dynamo::from_item::<User>(attributes([("id", s("1"))])).unwrap_err();
    assert_eq!(error.path(), "theme");
    let error = dynamo::from_item::<User>(attributes([("id", s("1")), ("t", n("1"))])).unwrap_err();
    assert_eq!(error.path(), "t");
}
