use dynamo::{Attribute, Item, sdk::types::AttributeValue};

use super::{attributes, n, s, stored_as};
use crate::backend::table;

#[derive(Debug, PartialEq, Clone, Copy)]
struct Celsius(i32);

/// Degrees as text: `21°C`.
mod celsius {
    use dynamo::{Decode, DecodeError, Decoder, EncodeError, Encoder, Kind};

    use super::Celsius;

    pub(super) fn encode<E: Encoder>(value: &Celsius, encoder: &mut E) -> Result<(), EncodeError> {
        encoder.string(&format!("{}°C", value.0))
    }

    pub(super) fn decode<'de, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Celsius, DecodeError> {
        let text = String::decode(decoder, kind)?;
        let degrees = text.strip_suffix("°C").and_then(|degrees| degrees.parse().ok());
        degrees.map(Celsius).ok_or_else(|| DecodeError::new::<Celsius>("not degrees"))
    }

    pub(super) mod optional {
        use super::*;

        pub(in super::super) fn encode<E: Encoder>(
            value: &Option<Celsius>,
            encoder: &mut E,
        ) -> Result<(), EncodeError> {
            match value {
                Some(value) => super::encode(value, encoder),
                None => encoder.string("never asked"),
            }
        }

        pub(in super::super) fn decode<'de, D: Decoder<'de>>(
            decoder: &mut D,
            kind: Kind,
        ) -> Result<Option<Celsius>, DecodeError> {
            super::decode(decoder, kind).map(Some)
        }
    }
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "rooms", partition_key(id))]
struct Room {
    id: String,
    #[dynamo(with = celsius)]
    now: Celsius,
    #[dynamo(with = self::celsius::optional, rename = "then", alias = "before")]
    earlier: Option<Celsius>,
    #[dynamo(with = crate::derive::with::celsius, default = Celsius(20))]
    target: Celsius,
    nested: Nested,
}

#[derive(Attribute, Debug, PartialEq)]
struct Nested {
    #[dynamo(with = celsius)]
    now: Celsius,
}

fn room(earlier: Option<Celsius>) -> Room {
    Room { id: "1".into(), now: Celsius(21), earlier, target: Celsius(20), nested: Nested { now: Celsius(1) } }
}

#[test]
fn the_module_writes_and_reads() {
    let nested = || super::m([("now", s("1°C"))]);
    stored_as(
        &room(Some(Celsius(-3))),
        [
            ("pk", s("id#1#room")),
            ("id", s("1")),
            ("now", s("21°C")),
            ("then", s("-3°C")),
            ("target", s("20°C")),
            ("nested", nested()),
        ],
    );
    stored_as(
        &room(None),
        [("pk", s("id#1#room")), ("id", s("1")), ("now", s("21°C")), ("target", s("20°C")), ("nested", nested())],
    );
}

#[test]
fn null_is_none_and_missing_is_the_default() {
    let nested = super::m([("now", s("1°C"))]);
    let item =
        attributes([("id", s("1")), ("now", s("21°C")), ("before", AttributeValue::Null(true)), ("nested", nested)]);
    assert_eq!(dynamo::from_item::<Room>(item).unwrap(), room(None));
}

#[test]
fn errors_name_the_attribute() {
    let error = dynamo::from_item::<Room>(attributes([("id", s("1")), ("now", s("warm"))])).unwrap_err();
    assert_eq!((error.path().as_str(), error.problem()), ("now", "not degrees"));
    let error = dynamo::from_item::<Room>(attributes([("id", s("1"))])).unwrap_err();
    assert_eq!(error.path(), "now");
    assert!(dynamo::from_item::<Room>(attributes([("id", s("1")), ("then", n("1"))])).is_err());
}

#[tokio::test]
async fn none_is_none_whatever_the_module_makes_of_it() {
    let rooms = table::<Room>().await;
    rooms.put(&room(Some(Celsius(3)))).await.unwrap();
    let key = || Room::key("1");
    rooms.update(key()).set(|r| r.earlier, None).when(|r| r.earlier.ne(None)).await.unwrap();
    assert_eq!(rooms.get(key()).await.unwrap(), Some(room(None)));
    rooms.update(key()).set(|r| r.earlier, Some(Celsius(4))).when(|r| r.earlier.eq(None)).await.unwrap();
    assert_eq!(rooms.get(key()).await.unwrap(), Some(room(Some(Celsius(4)))));
}

#[test]
fn coded_fields_have_conditions() {
    let _ = Room::FIELDS.now.eq(Celsius(3)) & Room::FIELDS.earlier.exists();
}
