use std::collections::{BTreeMap, BTreeSet};

use dynamo::{Attribute, Item, sdk::types::AttributeValue};

use super::{m, n, s, stored_as, text};

#[derive(Attribute, Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
#[dynamo(rename_all = "SCREAMING_SNAKE_CASE")]
enum Status {
    Open,
    InTransit,
    #[dynamo(rename = "done", alias = "CLOSED")]
    Closed,
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "parcels", partition_key(status), sort_key(id))]
struct Parcel {
    status: Status,
    id: u32,
    seen: BTreeSet<Status>,
    times: BTreeMap<Status, u32>,
}

#[test]
fn unit_enums_are_key_components_set_elements_and_map_keys() {
    let parcel = Parcel {
        status: Status::InTransit,
        id: 7,
        seen: [Status::Open, Status::InTransit].into(),
        times: [(Status::Open, 1), (Status::Closed, 2)].into(),
    };
    stored_as(
        &parcel,
        [
            ("pk", s("status#IN_TRANSIT#parcel")),
            ("sk", s("7")),
            ("status", s("IN_TRANSIT")),
            ("id", n("7")),
            ("seen", AttributeValue::Ss(vec!["OPEN".into(), "IN_TRANSIT".into()])),
            ("times", m([("OPEN", n("1")), ("done", n("2"))])),
        ],
    );
    assert_eq!(text(Parcel::key(Status::Closed, 1)), "status#done#parcel / 1");
    assert_eq!(text(Parcel::key(&Status::Closed, &1)), "status#done#parcel / 1");
}

#[test]
fn unknown_variants_are_refused_with_the_known_ones() {
    let error = dynamo::from_attribute_value::<Status>(s("LOST")).unwrap_err();
    assert_eq!(error.problem(), "the variant is not one of OPEN, IN_TRANSIT, done");
    assert!(dynamo::from_attribute_value::<Status>(n("1")).is_err());
    assert_eq!(dynamo::from_attribute_value::<Status>(s("CLOSED")).unwrap(), Status::Closed);
}

#[derive(Attribute, Debug, PartialEq, Clone)]
#[dynamo(rename_all = "snake_case")]
enum Event<T> {
    Created,
    Empty(),
    Noted(String),
    Pair(T, u32),
    Moved {
        #[dynamo(rename = "where")]
        place: String,
        encoder: Option<u8>,
        name: T,
        #[dynamo(default = 3)]
        times: u32,
        #[dynamo(skip)]
        cached: bool,
    },
    Nothing {},
}

#[test]
fn data_enums_are_maps_of_one_entry() {
    let moved = Event::Moved { place: "Rome".into(), encoder: None, name: 1i64, times: 2, cached: false };
    let cases = [
        (Event::Created, s("created")),
        (Event::Empty(), s("empty")),
        (Event::Noted("x".into()), m([("noted", s("x"))])),
        (Event::Pair(-1i64, 2), m([("pair", AttributeValue::L(vec![n("-1"), n("2")]))])),
        (moved, m([("moved", m([("where", s("Rome")), ("name", n("1")), ("times", n("2"))]))])),
        (Event::Nothing {}, m([("nothing", m([]))])),
    ];
    for (event, value) in cases {
        assert_eq!(dynamo::to_attribute_value(&event).unwrap(), value);
        assert_eq!(dynamo::from_attribute_value_ref::<Event<i64>>(&value).unwrap(), event);
        assert_eq!(dynamo::from_attribute_value::<Event<i64>>(value).unwrap(), event);
    }
}

#[test]
fn missing_fields_of_variants_are_defaults_or_errors() {
    let read = |fields| dynamo::from_attribute_value::<Event<i64>>(m([("moved", fields)]));
    let event = read(m([("where", s("Rome")), ("name", n("1"))])).unwrap();
    assert_eq!(event, Event::Moved { place: "Rome".into(), encoder: None, name: 1, times: 3, cached: false });
    assert_eq!(read(m([("name", n("1"))])).unwrap_err().path(), "moved.where");
}

#[test]
fn a_map_names_exactly_one_variant() {
    let read = dynamo::from_attribute_value::<Event<i64>>;
    assert!(read(m([])).is_err());
    assert!(read(m([("noted", s("x")), ("pair", s("y"))])).is_err());
    assert!(read(m([("created", s("x"))])).is_err());
    assert!(read(s("noted")).is_err());
}

#[derive(Attribute, Debug, PartialEq)]
enum Two {
    First {
        #[dynamo(with = hours)]
        at: u32,
    },
    Second {
        #[dynamo(with = hours)]
        at: u32,
        #[dynamo(json)]
        tags: Option<Vec<u8>>,
    },
}

mod hours {
    use dynamo::{Decode as _, DecodeError, Decoder, EncodeError, Encoder, Kind};

    pub(super) fn encode<E: Encoder>(value: &u32, encoder: &mut E) -> Result<(), EncodeError> {
        encoder.string(&format!("{value}h"))
    }

    pub(super) fn decode<'de, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<u32, DecodeError> {
        let text = String::decode(decoder, kind)?;
        text.trim_end_matches('h').parse().map_err(|_| DecodeError::new::<u32>("not hours"))
    }
}

#[test]
fn fields_of_variants_have_codecs() {
    for (value, stored) in [
        (Two::First { at: 3 }, m([("First", m([("at", s("3h"))]))])),
        (Two::Second { at: 4, tags: None }, m([("Second", m([("at", s("4h"))]))])),
        (Two::Second { at: 5, tags: Some(vec![1]) }, m([("Second", m([("at", s("5h")), ("tags", s("[1]"))]))])),
    ] {
        assert_eq!(dynamo::to_attribute_value(&value).unwrap(), stored);
        assert_eq!(dynamo::from_attribute_value::<Two>(stored).unwrap(), value);
    }
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "logs", partition_key(id))]
struct Log {
    id: String,
    events: Vec<Event<String>>,
    last: Event<u8>,
    maybe: Option<Two>,
}

#[test]
fn data_enums_in_items_have_conditions() {
    let log = Log {
        id: "1".into(),
        events: vec![Event::Created, Event::Noted("n".into())],
        last: Event::Pair(1, 2),
        maybe: None,
    };
    assert_eq!(dynamo::from_item::<Log>(dynamo::to_item(&log).unwrap()).unwrap(), log);
    let _ = Log::FIELDS.last.eq(Event::Created) & Log::FIELDS.events.size().gt(1) & Log::FIELDS.maybe.not_exists();
    let _ = Log::FIELDS.events.index(0).eq(Event::Created);
}

#[derive(Attribute, Debug, PartialEq)]
enum Signal<T> {
    Off,
    On {
        #[dynamo(default = Self::LOUD)]
        volume: u8,
        #[dynamo(skip, default = Self::quiet())]
        before: u8,
        #[dynamo(default = vec![Self::Off, Self::On { volume: 1, before: 2, then: Vec::<Self>::new() }])]
        then: Vec<Self>,
    },
    Of(T),
}

impl<T> Signal<T> {
    const LOUD: u8 = 9;

    fn quiet() -> u8 {
        1
    }
}

#[test]
fn defaults_in_variants_may_name_the_enum_as_self() {
    let signal = dynamo::from_attribute_value::<Signal<String>>(m([("On", m([]))])).unwrap();
    let then = vec![Signal::Off, Signal::On { volume: 1, before: 2, then: Vec::new() }];
    assert_eq!(signal, Signal::On { volume: 9, before: 1, then });
    assert_eq!(dynamo::to_attribute_value(&Signal::Of(1)).unwrap(), m([("Of", n("1"))]));
}
