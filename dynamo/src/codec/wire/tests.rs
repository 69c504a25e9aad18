//! The wire and the map carrier read the same bytes alike.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use proptest::{prelude::*, sample::select};
use serde_json::{Map, Value, json};

use super::*;
use crate::{
    Attribute,
    codec::{Decoder as _, KeyIdentity, from_item},
    error::AttributeMap,
};

#[derive(crate::Item, Debug, Clone, PartialEq)]
#[dynamo(table = "wires", partition_key(id))]
struct Wire {
    id: String,
    number: i64,
    ratio: f64,
    flag: bool,
    bytes: Vec<u8>,
    note: Option<String>,
    #[dynamo(default = 7)]
    level: u8,
    inner: Inner,
    list: Vec<Inner>,
    texts: BTreeSet<String>,
    numbers: BTreeSet<u32>,
    map: BTreeMap<String, Vec<u8>>,
    raw: AttributeValue,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
enum Inner {
    Plain,
    Text { text: String },
}

/// As the service writes it.
fn to_json(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::B(blob) => json!({ "B": STANDARD.encode(blob) }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::Null(flag) => json!({ "NULL": flag }),
        AttributeValue::M(map) => json!({ "M": item_json(map) }),
        AttributeValue::L(list) => json!({ "L": list.iter().map(to_json).collect::<Vec<_>>() }),
        AttributeValue::Ss(texts) => json!({ "SS": texts }),
        AttributeValue::Ns(numbers) => json!({ "NS": numbers }),
        AttributeValue::Bs(blobs) => {
            json!({ "BS": blobs.iter().map(|blob| STANDARD.encode(blob)).collect::<Vec<_>>() })
        }
        _ => Value::Null,
    }
}

fn item_json(item: &AttributeMap) -> Value {
    Value::Object(item.iter().map(|(name, value)| (name.clone(), to_json(value))).collect::<Map<_, _>>())
}

/// The same, read by a JSON parser and made into the SDK's values: none for what is not DynamoDB JSON.
fn parse(value: &Value) -> Option<AttributeValue> {
    let mut members = value.as_object()?.iter();
    let (tag, value) = members.next()?;
    if members.next().is_some() {
        return None;
    }
    let strings = || value.as_array()?.iter().map(|text| Some(text.as_str()?.to_owned())).collect::<Option<Vec<_>>>();
    let blob = |text: &str| STANDARD.decode(text).ok().map(Blob::new);
    Some(match tag.as_str() {
        "S" => AttributeValue::S(value.as_str()?.to_owned()),
        "N" => AttributeValue::N(value.as_str()?.to_owned()),
        "B" => AttributeValue::B(blob(value.as_str()?)?),
        "BOOL" => AttributeValue::Bool(value.as_bool()?),
        "NULL" => AttributeValue::Null(true),
        "M" => AttributeValue::M(parse_item(value)?),
        "L" => AttributeValue::L(value.as_array()?.iter().map(parse).collect::<Option<_>>()?),
        "SS" => AttributeValue::Ss(strings()?),
        "NS" => AttributeValue::Ns(strings()?),
        "BS" => AttributeValue::Bs(strings()?.iter().map(|text| blob(text)).collect::<Option<_>>()?),
        _ => return None,
    })
}

fn parse_item(value: &Value) -> Option<AttributeMap> {
    value.as_object()?.iter().map(|(name, value)| Some((name.clone(), parse(value)?))).collect()
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(vec!['a', '"', '\\', '/', '\n', '\u{1}', 'é', '𐍈', '\u{2028}', '{', ' ']), 0..8)
        .prop_map(String::from_iter)
}

fn inner() -> impl Strategy<Value = Inner> {
    prop_oneof![Just(Inner::Plain), text().prop_map(|text| Inner::Text { text })]
}

fn wire() -> impl Strategy<Value = Wire> {
    let scalars = ("[a-z]{1,4}", any::<i64>(), -1e30..1e30, any::<bool>(), any::<Vec<u8>>(), any::<u8>());
    let texts = (prop::option::of(text()), inner(), prop::collection::vec(inner(), 0..3));
    let sets = (prop::collection::btree_set("[a-zé]{1,3}", 1..3), prop::collection::btree_set(0u32..99, 1..3));
    let map = prop::collection::btree_map(
        text().prop_map(|key| format!("k{key}")),
        prop::collection::vec(any::<u8>(), 0..4),
        0..3,
    );
    (scalars, texts, sets, map).prop_map(|(scalars, (note, inner, list), (texts, numbers), map)| {
        let (id, number, ratio, flag, bytes, level) = scalars;
        let raw = AttributeValue::L(vec![AttributeValue::Null(true), AttributeValue::N("1.50".into())]);
        Wire { id, number, ratio, flag, bytes, note, level, inner, list, texts, numbers, map, raw }
    })
}

/// What both carriers make of the same bytes.
fn both(bytes: &[u8]) -> (Result<Wire, DecodeError>, Option<Result<Wire, DecodeError>>) {
    let map = serde_json::from_slice::<Value>(bytes).ok().as_ref().and_then(parse_item).map(from_item::<Wire>);
    (from_json::<Wire>(bytes), map)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(wire in wire(), pretty: bool) {
        let item = crate::to_item(&wire).unwrap();
        let json = item_json(&item);
        let bytes = if pretty { serde_json::to_vec_pretty(&json) } else { serde_json::to_vec(&json) }.unwrap();
        prop_assert_eq!(from_json::<Wire>(&bytes).unwrap(), wire);
        let mut scanner = Scanner::new(std::str::from_utf8(&bytes).unwrap());
        WireDecoder::item(&mut scanner, WireDecoder::skip_item).unwrap();
        scanner.end().unwrap();
        // By its outline alone it ends there, too, wherever it stands and whatever follows.
        for before in 0..70 {
            let page = [&b" ".repeat(before), &bytes[..], b",", &bytes, b"]"].concat();
            let mut scanner = Scanner::new(std::str::from_utf8(&page).unwrap());
            WireDecoder::item(&mut scanner, WireDecoder::leave_item).unwrap();
            prop_assert_eq!(scanner.position(), before + bytes.len());

            let array = [&b" ".repeat(before), &b"["[..], &bytes, b",", &bytes, b"],"].concat();
            let mut scanner = Scanner::new(std::str::from_utf8(&array).unwrap());
            scanner.skip_array_outline().unwrap();
            prop_assert_eq!(scanner.position(), array.len() - 1);
        }
    }

    #[test]
    fn both_encoders_write_the_same(wire in wire()) {
        let mut encoder = WireEncoder::new();
        let (_, key) = crate::codec::encode_item_json(&wire, &Wire::SCHEMA.settings(), &mut encoder).unwrap();
        let json = encoder.finish();
        let map = crate::to_item(&wire).unwrap();
        prop_assert_eq!(&parse_item(&serde_json::from_slice(&json).unwrap()).unwrap(), &map);
        prop_assert!(json.len() >= crate::item_size(&map));
        prop_assert_eq!(WireEncoder::length_of(&map).unwrap(), json.len());
        let names = [key.partition_name().to_owned().into()];
        prop_assert_eq!(KeyIdentity::of_key(&key), KeyIdentity::of(&map, &names));
    }

    /// Nothing panics, and what is read is what the map carrier reads.
    #[test]
    fn damage_is_told_or_harmless(
        wire in wire(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..4), 1..4),
    ) {
        let mut bytes = serde_json::to_vec(&item_json(&crate::to_item(&wire).unwrap())).unwrap();
        for (at, byte, how) in changes {
            let at = at.index(bytes.len().max(1));
            match how {
                0 if at < bytes.len() => bytes[at] = byte,
                1 => bytes.insert(at.min(bytes.len()), byte),
                2 if at < bytes.len() => { bytes.remove(at); }
                _ => bytes.truncate(at),
            }
            if bytes.is_empty() { break; }
        }
        if let Ok(text) = std::str::from_utf8(&bytes) {
            drop(WireDecoder::item(&mut Scanner::new(text), WireDecoder::leave_item));
            let (mut plain, mut strict) = (Scanner::new(text), Scanner::new(text));
            if plain.skip_plain_item().is_some() {
                prop_assert!(WireDecoder::item(&mut strict, WireDecoder::skip).is_ok());
                prop_assert_eq!(plain.position(), strict.position());
            }
        }
        match both(&bytes) {
            (Ok(wire), Some(Ok(map))) => prop_assert_eq!(wire, map),
            (Ok(wire), Some(Err(error))) => prop_assert!(false, "{wire:?} although {error}"),
            // Where an attribute that is passed over is not DynamoDB JSON, only the parser of everything minds.
            (Ok(_), None) | (Err(_), _) => {}
        }
    }
}

#[test]
fn the_text_is_read_strictly() {
    let wire = |members: &str| from_json::<Small>(format!("{{{members}}}").as_bytes());
    assert_eq!(wire(r#""id":{"S":"a\u00e9\ud800\udf48\n\/"}"#).unwrap().id, "aé𐍈\n/");
    for broken in [
        "",
        r#""id":{"S":"a"},"#,
        r#""id":{"S":"a"}} "#,
        r#""id":{"S":"a""#,
        r#""id":{"S":a}"#,
        r#""id":"a""#,
        r#""id":{"S":"a","N":"1"}"#,
        r#""id":{}"#,
        r#""id":{"X":"a"}"#,
        r#""id":{"S":"\x"}"#,
        r#""id":{"S":"\ud800"}"#,
        r#""id":{"S":"\ud800\u0041"}"#,
        r#""id":{"S":"\udc00"}"#,
        r#""id":{"S":"\u12"}"#,
        r#""id":{"S":null}"#,
        "\"id\":{\"S\":\"a\nb\"}",
        r#""id":{"S":"a"},"x":{"N":1e}"#,
        r#""id":{"S":"a"},"x":{"S":tru}"#,
        r#"id:{"S":"a"}"#,
        r#""id" {"S":"a"}"#,
    ] {
        assert!(wire(broken).is_err(), "{broken}");
    }
    assert!(from_json::<Small>(b"\xff\xfe").is_err() && from_json::<Small>(b"[]").is_err());
    let deep = format!(r#"{{"id":{{"S":"a"}},"x":{}{}}}"#, r#"{"L":["#.repeat(100_000), "]}".repeat(100_000));
    assert!(from_json::<Small>(deep.as_bytes()).is_err());
    let secret = from_json::<Small>(br#"{"id":{"S":"secret"},}"#).unwrap_err().to_string();
    assert!(!secret.contains("secret"), "{secret}");
}

#[test]
fn the_outline_of_an_item_ends_with_it() {
    let end = |text: &str| {
        let mut scanner = Scanner::new(text);
        WireDecoder::item(&mut scanner, WireDecoder::leave_item).ok().map(|()| scanner.position())
    };
    for (text, expected) in [
        ("{}", Some(2)),
        ("{ } ]", Some(3)),
        (r#"{"a":{"S":"}}"}}"#, Some(16)),
        (r#"{"a":{"S":"\\\\"}}{"#, Some(18)),
        (r#"{"a":{"S":"\\\""}}{"#, Some(18)),
        (r#"{"a":{"S":"\\\"}}"#, None),
        (r#"{"a":{"S":"x" } } }"#, Some(17)),
        ("", None),
        ("[]", None),
        ("{", None),
        (r#"{"a":{"S":"x"}"#, None),
        (r#"{"a":{"S":"x}}"#, None),
        // No item: it is closed after a quote, and seems to go on.
        (r#"{"a":"x"}"#, None),
    ] {
        assert_eq!(end(text), expected, "{text}");
    }
}

#[test]
fn the_outline_of_an_array_ends_with_it() {
    let end = |text: &str| {
        let mut scanner = Scanner::new(text);
        scanner.skip_array_outline().ok().map(|()| scanner.position())
    };
    for (text, expected) in [
        ("[]", Some(2)),
        (" [ ] ]", Some(4)),
        (r#"[{"a":{"S":"]"}}],"#, Some(17)),
        (r#"[{"a":{"S":"\\]"}}],"#, Some(19)),
        (r#"[{"a":{"S":"\"]"}}],"#, Some(19)),
        (r#"[{"a":{"L":[{"SS":["[[",""]}]}},{}]]"#, Some(35)),
        ("", None),
        ("{}", None),
        ("[", None),
        (r#"[{"a":{"S":"]\"]}}],"#, None),
        (r#"[{"a":{"L":[}}],"#, None),
    ] {
        assert_eq!(end(text), expected, "{text}");
    }
    // A backslash, an escaped quote or a bracket at every place of a block.
    for length in 0..130 {
        for text in [r#"[{"a":{"S":"~\\"}}],"#, r#"[{"a":{"S":"~\"]"}}],"#, r#"[{"a":{"L":[],"b":"~]["}}],"#] {
            let text = text.replace('~', &"x".repeat(length));
            assert_eq!(end(&text), Some(text.len() - 1), "{text}");
        }
    }
}

#[test]
fn special_bytes_are_found_wherever_they_are() {
    let is_special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    for length in 0..150 {
        for at in 0..length {
            for byte in if length == 16 { 0..=255 } else { b'"'..=b'"' } {
                let mut bytes = vec![b'x'; length];
                bytes[at] = byte;
                assert_eq!(
                    special::next_special(&bytes, 0),
                    is_special(byte).then_some(at),
                    "{byte} at {at} of {length}"
                );
                if let Some(bytes) = bytes.first_chunk() {
                    let expected = if at < 16 { u32::from(is_special(byte)) << at } else { 0 };
                    assert_eq!(special::specials_of_16(bytes), expected);
                }
                if let Some(bytes) = bytes.first_chunk() {
                    let expected = if at < 32 { u32::from(is_special(byte)) << at } else { 0 };
                    assert_eq!(special::specials_of_32(bytes), expected);
                }
            }
        }
        assert_eq!(special::next_special(&vec![b'x'; length], length / 2), None);
    }
}

#[test]
fn an_empty_item_is_empty_however_it_is_written() {
    for (json, is_empty) in [("{}", true), ("{ }", true), ("{\n\t}", true), (r#"{"id":{"S":""}}"#, false), ("", false)]
    {
        assert_eq!(WireItem::whole(json.into()).is_empty(), is_empty, "{json}");
    }
}

/// A set is no level of nesting: what is written can be read, up to DynamoDB's 32 levels of lists and maps.
#[test]
fn a_set_stands_below_the_deepest_list() {
    #[derive(crate::Item, Debug, PartialEq)]
    #[dynamo(table = "deeps", partition_key(id))]
    struct Deep {
        id: String,
        raw: AttributeValue,
    }
    let deep = |lists: usize| {
        let set = AttributeValue::Ss(vec!["a".into()]);
        Deep { id: "1".into(), raw: (0..lists).fold(set, |inner, _| AttributeValue::L(vec![inner])) }
    };
    let item = crate::to_item(&deep(32)).unwrap();
    assert_eq!(from_json::<Deep>(&serde_json::to_vec(&item_json(&item)).unwrap()).unwrap(), deep(32));
    assert_eq!(crate::from_item_ref::<Deep>(&item).unwrap(), deep(32));
    assert_eq!(from_item::<Deep>(item).unwrap(), deep(32));
    assert!(crate::to_item(&deep(33)).is_err());
    let raw = format!("{}{}{}", r#"{"L":["#.repeat(33), r#"{"SS":["a"]}"#, "]}".repeat(33));
    assert!(from_json::<Deep>(format!(r#"{{"id":{{"S":"1"}},"raw":{raw}}}"#).as_bytes()).is_err());
}

#[derive(crate::Item, Debug)]
#[dynamo(table = "smalls", partition_key(id))]
struct Small {
    id: String,
}

/// What both carriers write, or that both refuse it with the same words.
pub(super) fn written<T: Item>(item: &T) -> Result<Value, String> {
    let mut encoder = WireEncoder::new();
    let json = crate::codec::encode_item_json(item, &T::SCHEMA.settings(), &mut encoder);
    let map = crate::to_item(item);
    match (json, map) {
        (Ok((place, _)), Ok(map)) => {
            let json: Value = serde_json::from_slice(&encoder.finish()[place]).unwrap();
            assert_eq!(json, item_json(&map));
            Ok(json)
        }
        (Err(json), Err(map)) => {
            assert_eq!(json.to_string(), map.to_string());
            Err(json.to_string())
        }
        (json, map) => panic!("{:?} and {:?}", json.is_ok(), map.is_ok()),
    }
}

#[test]
fn an_item_that_fails_leaves_nothing_to_the_next() {
    let mut encoder = WireEncoder::new();
    encoder.begin_item();
    crate::Encoder::name(&mut encoder, "list").unwrap();
    crate::Encoder::begin_list(&mut encoder, 1).unwrap();
    let start = encoder.begin_item();
    crate::Encoder::name(&mut encoder, "list").unwrap();
    crate::Encoder::null(&mut encoder).unwrap();
    let end = encoder.end_item().unwrap();
    assert_eq!(encoder.finish()[start..end], *br#"{"list":{"NULL":true}}"#);
}
