//! Answers as DynamoDB sends them.

use std::{collections::HashMap, fmt::Write as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use dynamo::sdk::types::AttributeValue;
use fastrand::Rng;

use super::shapes::Shape;

/// The answer to a query.
pub(crate) fn page<T: Shape>(items: &[T]) -> String {
    let count = items.len();
    format!(r#"{{"Count":{count},"ScannedCount":{count},"Items":[{}]}}"#, list(items))
}

/// The answer to a `GetItem`.
pub(crate) fn got<T: Shape>(item: &T) -> String {
    format!(r#"{{"Item":{}}}"#, list(std::slice::from_ref(item)))
}

/// The answer to a `BatchGetItem`.
pub(crate) fn batch_got<T: Shape>(table: &str, items: &[T]) -> String {
    format!(r#"{{"Responses":{{"{table}":[{}]}},"UnprocessedKeys":{{}}}}"#, list(items))
}

/// Items with commas between them. The attributes of each are in an order of its own, as DynamoDB promises none; it is
/// the same in every run.
fn list<T: Shape>(items: &[T]) -> String {
    let mut random = Rng::with_seed(7);
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push(',');
        }
        let attributes = serde_dynamo::to_item(item).expect("an item");
        write_map(&mut text, &attributes, &mut random);
    }
    text
}

fn write_map(text: &mut String, map: &HashMap<String, AttributeValue>, random: &mut Rng) {
    let mut attributes: Vec<_> = map.iter().collect();
    attributes.sort_by_key(|&(name, _)| name); // a hash map's order differs from run to run
    random.shuffle(&mut attributes);
    text.push('{');
    for (position, (name, value)) in attributes.into_iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        write_string(text, name);
        text.push(':');
        write_value(text, value, random);
    }
    text.push('}');
}

fn write_value(text: &mut String, value: &AttributeValue, random: &mut Rng) {
    match value {
        AttributeValue::S(string) => wrap(text, "S", |text| write_string(text, string)),
        AttributeValue::N(number) => wrap(text, "N", |text| write_string(text, number)),
        AttributeValue::B(bytes) => wrap(text, "B", |text| write_string(text, &STANDARD.encode(bytes))),
        AttributeValue::Bool(truth) => wrap(text, "BOOL", |text| write!(text, "{truth}").expect("a string")),
        AttributeValue::Ss(strings) => wrap(text, "SS", |text| write_list(text, strings, |t, s| write_string(t, s))),
        AttributeValue::Ns(numbers) => wrap(text, "NS", |text| write_list(text, numbers, |t, n| write_string(t, n))),
        AttributeValue::L(values) => wrap(text, "L", |text| write_list(text, values, |t, v| write_value(t, v, random))),
        AttributeValue::M(map) => wrap(text, "M", |text| write_map(text, map, random)),
        other => panic!("no shape has {other:?}"),
    }
}

fn wrap(text: &mut String, kind: &str, write: impl FnOnce(&mut String)) {
    let _ = write!(text, r#"{{"{kind}":"#);
    write(text);
    text.push('}');
}

fn write_list<V>(text: &mut String, values: &[V], mut write: impl FnMut(&mut String, &V)) {
    text.push('[');
    for (position, value) in values.iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        write(text, value);
    }
    text.push(']');
}

fn write_string(text: &mut String, string: &str) {
    text.push_str(&serde_json::to_string(string).expect("a string"));
}
