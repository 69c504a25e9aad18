//! Types whose hand-written `Encode` does not keep to the protocol, or passes over errors.

use serde_json::Value;

use super::WireEncoder;
use crate::codec::{Encoder, Kind};

const NAMES: [&str; 4] = ["a", "b", "a \"quoted\" name", ""];

/// Any call, whether it may be made here or not.
fn call(encoder: &mut WireEncoder, random: &mut fastrand::Rng) {
    // What comes of it is passed over.
    let _ = match random.u8(..20) {
        0..6 => encoder.name(NAMES[random.usize(..NAMES.len())]),
        6 => encoder.field_name(crate::__field_name!("a")),
        7 => encoder.field_name(crate::__field_name!("b")),
        8 => encoder.string("a string"),
        9 => encoder.number("7"),
        10 => encoder.binary(b"bytes"),
        11 => encoder.boolean(true),
        12 => encoder.null(),
        13 => encoder.begin_map(1),
        14 => encoder.begin_list(1),
        15 => {
            let kinds = [Kind::StringSet, Kind::NumberSet, Kind::BinarySet, Kind::String];
            encoder.begin_set(kinds[random.usize(..kinds.len())], random.usize(..2))
        }
        16 | 17 => encoder.end_map(),
        18 => encoder.end_list(),
        _ => encoder.end_set(),
    };
}

#[test]
fn whatever_is_called_an_item_that_ends_is_json_and_has_no_name_twice() {
    let mut random = fastrand::Rng::with_seed(7);
    let mut encoder = WireEncoder::new();
    let (mut places, mut ended, mut refused) = (Vec::new(), 0, 0);
    for _ in 0..100_000 {
        let start = encoder.begin_item();
        for _ in 0..random.usize(..25) {
            call(&mut encoder, &mut random);
        }
        match encoder.end_item() {
            Ok(end) => {
                ended += 1;
                places.push(start..end);
            }
            Err(_) => refused += 1,
        }
    }
    let json = encoder.finish();
    let (mut nested, mut longest) = (0, 0);
    for item in places.into_iter().map(|place| &json[place]) {
        let value: Value = serde_json::from_slice(item).unwrap();
        // What is there twice is not written again.
        assert_eq!(serde_json::to_vec(&value).unwrap().len(), item.len(), "{}", String::from_utf8_lossy(item));
        nested += usize::from(value.as_object().unwrap().values().any(|value| !value["M"].is_null()));
        longest = longest.max(item.len());
    }
    assert!(ended > 1000 && refused > 1000 && nested > 100 && longest > 60, "{ended} {refused} {nested} {longest}");
}

#[test]
fn a_map_that_has_a_name_twice_does_not_end_at_a_second_try() {
    let mut encoder = WireEncoder::new();
    encoder.begin_item();
    encoder.name("map").unwrap();
    encoder.begin_map(2).unwrap();
    for _ in 0..2 {
        encoder.name("same").unwrap();
        encoder.null().unwrap();
    }
    assert!(encoder.end_map().is_err() && encoder.end_map().is_err() && encoder.end_item().is_err());
}

#[test]
fn a_name_among_a_structs_fields_is_refused() {
    let mut encoder = WireEncoder::new();
    encoder.begin_item();
    encoder.name("struct").unwrap();
    encoder.begin_fields(2).unwrap();
    encoder.field_name(crate::__field_name!("a \"quoted\" field")).unwrap();
    encoder.null().unwrap();
    assert!(encoder.name("a").is_err());
    encoder.field_name(crate::__field_name!("a")).unwrap();
    assert!(encoder.name("b").is_err());
    encoder.null().unwrap();
    encoder.end_map().unwrap();
    let end = encoder.end_item().unwrap();
    let json = br#"{"struct":{"M":{"a \"quoted\" field":{"NULL":true},"a":{"NULL":true}}}}"#;
    assert_eq!(encoder.finish()[..end], *json);
}
