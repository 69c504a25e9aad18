//! Whatever a server sends, reading it gives a value or an error, never a panic.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dynamo::{
    Attribute, Item, Number,
    sdk::{primitives::Blob, types::AttributeValue},
};
use proptest::prelude::*;

use crate::backend::cases;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "anything", partition_key(id), type_attribute = "_type")]
struct Anything {
    id: String,
    integer: Option<i16>,
    wide: Option<u128>,
    float: Option<f32>,
    number: Option<Number>,
    flag: Option<bool>,
    letter: Option<char>,
    bytes: Option<Vec<u8>>,
    four: Option<[u8; 4]>,
    list: Option<Vec<Option<String>>>,
    pair: Option<(u8, String)>,
    map: Option<BTreeMap<u8, Nested>>,
    set: Option<BTreeSet<i32>>,
    choice: Option<Choice>,
    json: Option<serde_json::Value>,
    day: Option<chrono::NaiveDate>,
    instant: Option<chrono::DateTime<chrono::Utc>>,
    unique: Option<uuid::Uuid>,
    amount: Option<rust_decimal::Decimal>,
    #[dynamo(flatten)]
    rest: HashMap<String, AttributeValue>,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
struct Nested {
    inner: Option<Box<Nested>>,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
enum Choice {
    Nothing,
    One(u8),
    Many { values: Vec<u8> },
}

fn value() -> impl Strategy<Value = AttributeValue> {
    let text = prop_oneof![
        ".{0,6}",
        Just("NaN".to_owned()),
        Just("1e999999999".to_owned()),
        Just("-0".to_owned()),
        Just("9".repeat(500)),
        Just("2026-02-30".to_owned()),
        Just("2026-01-15T25:61:61Z".to_owned()),
        Just("Nothing".to_owned()),
    ];
    let bytes = prop::collection::vec(any::<u8>(), 0..6).prop_map(Blob::new);
    let leaf = prop_oneof![
        text.clone().prop_map(AttributeValue::S),
        text.clone().prop_map(AttributeValue::N),
        any::<i64>().prop_map(|number| AttributeValue::N(number.to_string())),
        bytes.clone().prop_map(AttributeValue::B),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null(true)),
        prop::collection::vec(text.clone(), 0..3).prop_map(AttributeValue::Ss),
        prop::collection::vec(text, 0..3).prop_map(AttributeValue::Ns),
        prop::collection::vec(bytes, 0..3).prop_map(AttributeValue::Bs),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let name = prop_oneof!["[a-z]{0,3}", Just("inner".to_owned()), Just("One".to_owned()), Just("Many".to_owned())];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
            prop::collection::hash_map(name, inner, 0..4).prop_map(AttributeValue::M),
        ]
    })
}

fn item() -> impl Strategy<Value = HashMap<String, AttributeValue>> {
    let names: Vec<&str> = Anything::SCHEMA.attributes.iter().map(|attribute| attribute.name).collect();
    let name = prop_oneof![
        8 => prop::sample::select(names).prop_map(str::to_owned),
        1 => Just("_type".to_owned()),
        1 => Just("pk".to_owned()),
        1 => ".{0,4}",
    ];
    prop::collection::hash_map(name, value(), 0..12)
}

#[test]
fn any_item_is_read_or_refused_the_same_owned_and_borrowed() {
    let mut runner = proptest::test_runner::TestRunner::new(cases(2000));
    runner
        .run(&item(), |item| {
            let borrowed = dynamo::from_item_ref::<Anything>(&item).map_err(|error| error.to_string().len() > 10);
            let owned = dynamo::from_item::<Anything>(item).map_err(|error| error.to_string().len() > 10);
            // What NaN there was has been refused, so equal items are equal.
            prop_assert_eq!(&owned, &borrowed);
            if let Ok(read) = owned {
                // What could be read can be written again, save what the flattened rest holds.
                let mut again = read.clone();
                again.rest.clear();
                again.id.push('x');
                let _ = dynamo::to_item(&again);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn deep_values_are_refused_not_followed() {
    let mut deep = AttributeValue::Null(true);
    for _ in 0..5_000 {
        deep = AttributeValue::M([("inner".to_owned(), deep)].into());
    }
    let error = dynamo::from_attribute_value_ref::<Nested>(&deep).unwrap_err();
    assert!(error.to_string().contains("32 levels"), "{error}");
    let error = dynamo::from_attribute_value_ref::<serde_json::Value>(&deep).unwrap_err();
    assert!(error.to_string().contains("32 levels"), "{error}");
    assert!(dynamo::to_attribute_value(&deep).is_err());
    // Dropping it one by one: the value itself would be dropped recursively.
    while let AttributeValue::M(mut map) = deep {
        deep = map.remove("inner").unwrap_or(AttributeValue::Null(true));
    }
}
