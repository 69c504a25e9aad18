//! `serde` and `json`: types of serde as native documents and as text.

use std::collections::BTreeMap;

use dynamo::{Item, sdk::types::AttributeValue};

use super::{attributes, m, n, s, stored_as};

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

#[test]
fn what_is_missing_or_wrong_is_named() {
    let error = dynamo::from_item::<User>(attributes([("id", s("1"))])).unwrap_err();
    assert_eq!(error.path(), "theme");
    let error = dynamo::from_item::<User>(attributes([("id", s("1")), ("t", n("1"))])).unwrap_err();
    assert_eq!(error.path(), "t");
}
