use dynamo::{Item, sdk::types::AttributeValue};

use super::{attributes, s, stored_as};

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
    #[dynamo(null)]
    nickname: Option<String>,
    #[dynamo(null, json)]
    tags: Option<Vec<u8>>,
    plain: Option<String>,
}

#[test]
fn none_is_written_as_null() {
    let null = || AttributeValue::Null(true);
    stored_as(
        &User { id: "1".into(), nickname: None, tags: None, plain: None },
        [("pk", s("id#1#user")), ("id", s("1")), ("nickname", null()), ("tags", null())],
    );
}

#[test]
fn missing_and_null_are_both_none() {
    let null = || AttributeValue::Null(true);
    let missing = dynamo::from_item::<User>(attributes([("id", s("1"))])).unwrap();
    let nulls = attributes([("id", s("1")), ("nickname", null()), ("tags", null()), ("plain", null())]);
    assert_eq!(dynamo::from_item::<User>(nulls).unwrap(), missing);
}
