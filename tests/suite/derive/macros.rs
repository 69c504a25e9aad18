//! Types that come out of macros, whose tokens have other names in sight than the derive's own.

use dynamo::{Attribute, Item};

use super::{m, n, s, stored_as};

macro_rules! item {
    ($name:ident { $key:ident: $key_type:ty, $($field:ident: $type:ty $(= $default:expr)?),* }) => {
        #[derive(Item, Debug, PartialEq)]
        #[dynamo(table = "t", partition_key($key))]
        struct $name {
            $key: $key_type,
            $(#[dynamo(alias = "old" $(, default = $default)?)] $field: $type,)*
            #[dynamo(json)]
            json: Vec<u8>,
            #[dynamo(flatten)]
            nested: Nested,
        }
    };
}

macro_rules! values {
    ($type:ty) => {
        #[derive(Attribute, Debug, PartialEq)]
        struct Nested {
            encoder: $type,
        }

        #[derive(Attribute, Debug, PartialEq)]
        struct Newtype($type);

        #[derive(Attribute, Debug, PartialEq)]
        enum Event {
            One($type),
            Two($type, $type),
            Named { name: $type },
        }
    };
}

item!(Thing { slots: String, kind: Newtype = Newtype(7) });
values!(u8);

#[test]
fn items_of_macros() {
    let thing = Thing { slots: "1".into(), kind: Newtype(2), json: vec![3], nested: Nested { encoder: 4 } };
    stored_as(
        &thing,
        [("pk", s("slots#1#thing")), ("slots", s("1")), ("kind", n("2")), ("json", s("[3]")), ("encoder", n("4"))],
    );
    assert_eq!(Thing::key("1").resolve().unwrap().to_string(), "slots#1#thing");
}

#[test]
fn enums_of_macros() {
    for (event, stored) in [
        (Event::One(1), m([("One", n("1"))])),
        (Event::Two(1, 2), m([("Two", dynamo::sdk::types::AttributeValue::L(vec![n("1"), n("2")]))])),
        (Event::Named { name: 3 }, m([("Named", m([("name", n("3"))]))])),
    ] {
        assert_eq!(dynamo::to_attribute_value(&event).unwrap(), stored);
        assert_eq!(dynamo::from_attribute_value::<Event>(stored).unwrap(), event);
    }
}
