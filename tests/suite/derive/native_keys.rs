use dynamo::{Item, ScalarType, sdk::types::AttributeValue};

use super::{n, s, stored_as, text};

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "readings", partition_key(sensor), sort_key(at), keys = "native")]
struct Reading {
    sensor: String,
    #[dynamo(rename = "timestamp")]
    at: u64,
    value: f64,
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "blobs", keys = "native")]
struct Blob {
    #[dynamo(partition_key)]
    hash: Vec<u8>,
    #[dynamo(sort_key)]
    part: [u8; 2],
}

#[test]
fn the_fields_are_the_key_attributes() {
    stored_as(
        &Reading { sensor: "a".into(), at: 9, value: 1.5 },
        [("sensor", s("a")), ("timestamp", n("9")), ("value", n("1.5"))],
    );
    let key = Reading::key("a", 9).resolve().unwrap();
    assert_eq!((key.partition_name(), key.sort_name()), ("sensor", Some("timestamp")));
    let scalars: Vec<_> = Reading::SCHEMA.key.components.iter().map(|component| component.scalar).collect();
    assert_eq!(scalars, [ScalarType::S, ScalarType::N]);
}

#[test]
fn binary_is_a_key_too() {
    stored_as(
        &Blob { hash: vec![1], part: [2, 3] },
        [("hash", AttributeValue::B(vec![1u8].into())), ("part", AttributeValue::B(vec![2u8, 3].into()))],
    );
    assert_eq!(text(Blob::key(&[0xca, 0xfe][..], [0, 1])), "cafe / 0001");
}
