//! Law 1, in memory: what is decoded is what was encoded, for every supported type; bytes are B; `""` is not `None`.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque},
    fmt::Debug,
    rc::Rc,
    sync::Arc,
};

use dynamo::{Attribute, DecodeOwned, Encode, Item, Number, sdk::types::AttributeValue};
use proptest::{collection, prelude::*};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::backend::cases;

/// There and back, owned and borrowed.
fn round_trip<T: Encode + DecodeOwned + PartialEq + Debug>(value: &T) {
    let encoded = dynamo::to_attribute_value(value).unwrap();
    assert_eq!(&dynamo::from_attribute_value_ref::<T>(&encoded).unwrap(), value, "{encoded:?}");
    assert_eq!(&dynamo::from_attribute_value::<T>(encoded).unwrap(), value);
}

/// Numbers that DynamoDB can hold, written in many ways.
pub(crate) fn number() -> impl Strategy<Value = Number> {
    ("-?[0-9]{1,38}", -120..85_i32)
        .prop_filter_map("in range", |(digits, power)| format!("{digits}e{power}").parse().ok())
}

/// Floats that DynamoDB can hold.
pub(crate) fn float() -> impl Strategy<Value = f64> {
    let in_range = |float: &f64| *float == 0.0 || (1e-130..1e126).contains(&float.abs());
    prop_oneof![any::<f64>().prop_filter("in range", in_range), any::<i32>().prop_map(f64::from), Just(0.1), Just(1e21)]
}

/// JSON whose numbers DynamoDB can hold; a float with an integer's value comes back as that integer.
pub(crate) fn json() -> impl Strategy<Value = Value> {
    let fraction = float().prop_filter("a fraction", |float| float.fract() != 0.0);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        fraction.prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            collection::hash_map("[a-z.#é ]{1,6}", inner, 0..5).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

#[derive(Attribute, Debug, Clone, PartialEq)]
pub(crate) struct Nested {
    name: String,
    #[dynamo(rename = "the number")]
    number: Option<Number>,
    deeper: Option<Box<Nested>>,
}

pub(crate) fn nested() -> impl Strategy<Value = Nested> {
    let leaf =
        (any::<String>(), prop::option::of(number())).prop_map(|(name, number)| Nested { name, number, deeper: None });
    leaf.prop_recursive(6, 6, 1, |inner| {
        (any::<String>(), inner).prop_map(|(name, inner)| Nested { name, number: None, deeper: Some(Box::new(inner)) })
    })
}

#[derive(Attribute, Debug, Clone, PartialEq)]
pub(crate) enum Choice {
    Nothing,
    One(i32),
    Maybe(Option<String>),
    Pair(String, Option<u8>),
    Fields {
        a: Option<u8>,
        #[dynamo(default = 7)]
        b: u16,
    },
    Nested(Nested),
}

pub(crate) fn choice() -> impl Strategy<Value = Choice> {
    prop_oneof![
        Just(Choice::Nothing),
        any::<i32>().prop_map(Choice::One),
        any::<Option<String>>().prop_map(Choice::Maybe),
        any::<(String, Option<u8>)>().prop_map(|(a, b)| Choice::Pair(a, b)),
        any::<(Option<u8>, u16)>().prop_map(|(a, b)| Choice::Fields { a, b }),
        nested().prop_map(Choice::Nested),
    ]
}

#[derive(Attribute, Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Colour {
    Red,
    #[dynamo(rename = "dark green")]
    Green,
}

#[derive(Attribute, Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Name(String);

fn colour() -> impl Strategy<Value = Colour> {
    prop_oneof![Just(Colour::Red), Just(Colour::Green)]
}

#[derive(Serialize, Deserialize, Debug, Clone, PartialEq)]
struct Plain {
    float: f64,
    bytes: Vec<u8>,
    maybe: Option<BTreeMap<u32, String>>,
    choice: PlainChoice,
}

#[derive(Serialize, Deserialize, Debug, Clone, PartialEq)]
enum PlainChoice {
    Unit,
    One(i64),
    Two { a: String, b: (u8, char) },
}

fn plain() -> impl Strategy<Value = Plain> {
    let choice = prop_oneof![
        Just(PlainChoice::Unit),
        any::<i64>().prop_map(PlainChoice::One),
        any::<(String, u8, char)>().prop_map(|(a, b, c)| PlainChoice::Two { a, b: (b, c) }),
    ];
    (float(), any::<Vec<u8>>(), any::<Option<BTreeMap<u32, String>>>(), choice)
        .prop_map(|(float, bytes, maybe, choice)| Plain { float, bytes, maybe, choice })
}

/// Stored back to front.
mod reversed {
    use dynamo::{Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, Kind};

    pub(super) fn encode<E: Encoder>(value: &str, encoder: &mut E) -> Result<(), EncodeError> {
        value.chars().rev().collect::<String>().encode(encoder)
    }

    pub(super) fn decode<'de, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<String, DecodeError> {
        String::decode(decoder, kind).map(|value| value.chars().rev().collect())
    }
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "codecs", partition_key(id))]
struct Codecs {
    id: u8,
    #[dynamo(serde)]
    native: Plain,
    #[dynamo(serde)]
    maybe_native: Option<Plain>,
    #[dynamo(json)]
    json: Plain,
    #[dynamo(json)]
    maybe_json: Option<Plain>,
    #[dynamo(with = reversed)]
    reversed: String,
    #[dynamo(null)]
    null: Option<u8>,
    #[dynamo(default)]
    defaulted: Vec<u8>,
    #[dynamo(skip)]
    skipped: u8,
    #[dynamo(flatten)]
    beside: Beside,
    #[dynamo(flatten)]
    rest: HashMap<String, Number>,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
struct Beside {
    created_by: Option<String>,
    tags: Option<BTreeSet<String>>,
}

macro_rules! laws {
    ($($name:ident: $strategy:expr;)*) => {
        proptest! {
            #![proptest_config(cases(256))]
            $(#[test] fn $name(value in $strategy) { round_trip(&value); })*
        }
    };
}

const LIMIT: i128 = 10_i128.pow(38) - 1;

laws! {
    small_integers: any::<(u8, i8, u16, i16)>();
    integers: any::<(u32, i32, u64, i64, usize, isize)>();
    wide_integers: (-LIMIT..=LIMIT, 0..=LIMIT.unsigned_abs());
    doubles: float();
    singles: any::<f32>().prop_filter("finite", |float| float.is_finite());
    numbers: number();
    flags: any::<(bool, Option<bool>)>();
    strings: any::<(String, char, Box<str>)>();
    shared_strings: any::<String>().prop_map(|text| (Arc::<str>::from(text.as_str()), Rc::<str>::from(text)));
    bytes: any::<Vec<u8>>();
    boxed_bytes: any::<Vec<u8>>().prop_map(|bytes| (bytes.clone().into_boxed_slice(), Arc::<[u8]>::from(bytes)));
    options: any::<(Option<String>, Option<u8>, Option<Vec<Option<i32>>>)>();
    pointers: any::<(u8, String)>().prop_map(|(a, b)| (Box::new(a), Arc::new(b.clone()), Rc::new(b)));
    sequences: any::<(Vec<String>, VecDeque<i8>, [u16; 3], Vec<Vec<bool>>)>();
    tuples: any::<(u8, (String, Option<bool>), ((i8,),))>();
    maps: any::<(HashMap<u64, String>, BTreeMap<i8, Vec<u8>>, BTreeMap<bool, u8>)>();
    text_maps: collection::btree_map(any::<char>(), any::<Option<String>>(), 0..8);
    number_maps: collection::btree_map(number(), any::<u8>(), 0..8);
    named_maps: collection::hash_map("[a-z.]{1,9}".prop_map(Name), colour(), 0..8);
    string_sets: collection::hash_set(any::<String>(), 1..9);
    character_sets: collection::btree_set(any::<char>(), 1..9);
    number_sets: (collection::btree_set(number(), 1..9), collection::hash_set(any::<i64>(), 1..9));
    binary_sets: (collection::hash_set(any::<Vec<u8>>(), 1..9), collection::btree_set(any::<[u8; 2]>(), 1..9));
    label_sets: collection::btree_set(colour(), 1..3);
    named_sets: collection::hash_set(any::<String>().prop_map(Name), 1..9);
    structs: nested();
    enums: (choice(), colour());
    newtypes: any::<String>().prop_map(Name);
    json_values: json();
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn codecs_of_fields(
        (native, json) in (plain(), plain()),
        (maybe_native, maybe_json) in (prop::option::of(plain()), prop::option::of(plain())),
        (reversed, null, defaulted, created_by) in any::<(String, Option<u8>, Vec<u8>, Option<String>)>(),
        tags in prop::option::of(collection::btree_set(any::<String>(), 1..4)),
        rest in collection::hash_map("[A-Z]{1,4}", number(), 0..4),
    ) {
        let beside = Beside { created_by, tags };
        let item =
            Codecs { id: 1, native, maybe_native, json, maybe_json, reversed, null, defaulted, skipped: 0, beside, rest };
        let encoded = dynamo::to_item(&item).unwrap();
        prop_assert_eq!(&dynamo::from_item_ref::<Codecs>(&encoded).unwrap(), &item);
        prop_assert_eq!(&dynamo::from_item::<Codecs>(encoded).unwrap(), &item);
    }

    #[test]
    fn a_set_read_as_a_list_has_its_elements(set in collection::btree_set(any::<String>(), 1..9)) {
        let encoded = dynamo::to_attribute_value(&set).unwrap();
        let list: Vec<String> = dynamo::from_attribute_value(encoded).unwrap();
        prop_assert_eq!(list, Vec::from_iter(set));
    }

    /// Wrapped round the end of its buffer.
    #[test]
    fn a_wrapped_deque_of_bytes_is_binary(front in any::<Vec<u8>>(), back in any::<Vec<u8>>()) {
        let mut deque = VecDeque::from(back.clone());
        front.iter().rev().for_each(|byte| deque.push_front(*byte));
        let encoded = dynamo::to_attribute_value(&deque).unwrap();
        prop_assert_eq!(encoded.as_b().unwrap().as_ref(), [front, back].concat());
        prop_assert_eq!(dynamo::from_attribute_value::<VecDeque<u8>>(encoded).unwrap(), deque);
    }
}

fn encoded<T: Encode>(value: T) -> AttributeValue {
    dynamo::to_attribute_value(&value).unwrap()
}

#[test]
fn bytes_are_binary_always() {
    assert!(encoded(vec![1_u8]).is_b());
    assert!(encoded([1_u8, 2]).is_b());
    assert!(encoded(Vec::<u8>::new().into_boxed_slice()).is_b());
    assert!(encoded(Some(Arc::<[u8]>::from([1_u8]))).is_b());
    assert!(encoded(Cow::Borrowed(&[1_u8][..])).is_b());
    assert!(encoded(BTreeSet::from([vec![1_u8]])).is_bs());
    assert!(encoded(HashSet::from([[1_u8]])).is_bs());
    assert!(encoded(vec![vec![1_u8]]).as_l().unwrap()[0].is_b());
    assert!(encoded(BTreeMap::from([(7, vec![1_u8])])).as_m().unwrap()["7"].is_b());
    assert!(encoded((vec![1_u8],)).as_l().unwrap()[0].is_b());
    assert!(encoded(vec![1_i8]).is_l());
}

#[test]
fn nothing_and_the_empty_are_different() {
    for value in [None, Some(String::new())] {
        round_trip(&value);
        let nested = Nested { name: String::new(), number: None, deeper: None };
        round_trip(&(nested, value));
    }
    round_trip(&Some(Vec::<u8>::new()));
    round_trip(&Some(Vec::<String>::new()));
    let item = Nested { name: String::new(), number: None, deeper: None };
    let encoded = encoded(item);
    assert_eq!(encoded.as_m().unwrap().len(), 1, "None is an absent attribute, the empty string is not");
}

#[test]
fn the_widest_numbers_keep_every_digit() {
    round_trip(&LIMIT);
    round_trip(&-LIMIT);
    round_trip(&10_u128.pow(38));
    for text in ["9.9999999999999999999999999999999999999E+125", "-1E-130", "0.1234567890123456789012345678901234567"] {
        round_trip(&text.parse::<Number>().unwrap());
    }
    for float in [f64::MIN_POSITIVE.powf(0.4), 1e125, -9.99e125, 1e-130, 0.1 + 0.2] {
        round_trip(&float);
    }
    for float in [f32::MAX, f32::MIN_POSITIVE, f32::from_bits(1), 16_777_217.0] {
        round_trip(&float);
    }
}
