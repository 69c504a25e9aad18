//! Types that come out of macros, whose tokens have other names in sight than the derive's own.

use std::collections::BTreeMap;

use dynamo::{Attribute, Item, Projection};

use super::{m, n, s, stored_as};
use crate::backend::database;

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

macro_rules! flattened {
    ($type:ty, $map:ty) => {
        #[derive(Attribute, Debug, PartialEq)]
        struct Row<'a, T> {
            fields: &'a str,
            #[dynamo(flatten)]
            names: T,
            #[dynamo(flatten)]
            nested: $type,
            #[dynamo(flatten)]
            rest: $map,
        }

        #[derive(Attribute, Debug, PartialEq)]
        enum Choice<'a, T> {
            Of {
                fields: &'a str,
                #[dynamo(flatten)]
                encoder: T,
                #[dynamo(flatten)]
                name: $type,
                #[dynamo(flatten)]
                rest: $map,
            },
        }
    };
}

macro_rules! hooked {
    ($name:ident, $hook:ident, $size:ident: $type:ident = $default:expr) => {
        #[derive(Item, Clone, Debug, PartialEq)]
        #[dynamo(table = "hooked", partition_key(id), before_write = $hook, new)]
        struct $name {
            id: String,
            $size: $type,
            #[dynamo(default = $default)]
            twice: $type,
        }
    };
}

macro_rules! projections {
    ($item:ident, $by_ident:ident, $by_type:ident, $ident:ident, $type:ty) => {
        #[derive(Projection, Debug, PartialEq)]
        #[dynamo(item = $item)]
        struct $by_ident {
            size: $ident,
        }

        #[derive(Projection, Debug, PartialEq)]
        #[dynamo(item = $item)]
        struct $by_type {
            id: $type,
            size: u32,
        }
    };
}

item!(Thing { slots: String, kind: Newtype = Newtype(7) });
values!(u8);
flattened!(Nested, BTreeMap<String, u8>);
hooked!(Hooked, grow, size: u32 = size() * 2);
projections!(Hooked, Size, Whole, u32, String);

fn grow(hooked: &mut Hooked) {
    hooked.size += 1;
}

fn size() -> u32 {
    21
}

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

#[derive(Attribute, Debug, PartialEq)]
struct OneSize {
    size: u8,
}

#[test]
fn flattened_fields_of_macros() {
    let rest = BTreeMap::from([("rest".to_owned(), 3)]);
    let stored = m([("fields", s("a")), ("size", n("1")), ("encoder", n("2")), ("rest", n("3"))]);
    let row = Row { fields: "a", names: OneSize { size: 1 }, nested: Nested { encoder: 2 }, rest: rest.clone() };
    assert_eq!(dynamo::to_attribute_value(&row).unwrap(), stored);
    assert_eq!(dynamo::from_attribute_value_ref::<Row<'_, OneSize>>(&stored).unwrap(), row);
    let choice = Choice::Of { fields: "a", encoder: OneSize { size: 1 }, name: Nested { encoder: 2 }, rest };
    let stored = m([("Of", stored)]);
    assert_eq!(dynamo::to_attribute_value(&choice).unwrap(), stored);
    assert_eq!(dynamo::from_attribute_value_ref::<Choice<'_, OneSize>>(&stored).unwrap(), choice);
}

#[tokio::test]
async fn hooks_and_projections_of_macros() {
    let hooked = database().table::<Hooked>();
    hooked.create_table().await.unwrap();
    let new = Hooked::new("1".into(), 4);
    assert_eq!(new, Hooked { id: "1".into(), size: 4, twice: 42 });
    hooked.put(&new).await.unwrap();
    let size = hooked.get(Hooked::key("1")).project::<Size>().await.unwrap();
    assert_eq!(size, Some(Size { size: 5 }));
    let whole = hooked.get(Hooked::key("1")).project::<Whole>().await.unwrap();
    assert_eq!(whole, Some(Whole { id: "1".into(), size: 5 }));
}
