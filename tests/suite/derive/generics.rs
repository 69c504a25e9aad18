use std::{
    collections::{BTreeMap, BTreeSet},
    marker::PhantomData,
};

use dynamo::{Attribute, Item, sdk::types::AttributeValue};

use super::{m, n, s, stored_as, text};

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "boxes", partition_key(id), sort_key(part), new)]
struct Parcel<K, T, const N: usize = 2>
where
    K: PartialEq,
{
    id: K,
    part: u32,
    value: T,
    list: Vec<T>,
    cells: [u32; N],
    maybe: Option<T>,
    #[dynamo(skip)]
    marker: PhantomData<fn() -> K>,
}

#[test]
fn items_have_type_and_const_parameters() {
    let parcel = Parcel::<String, bool>::new("a".into(), 7, true, vec![false], [1, 2]);
    stored_as(
        &parcel,
        [
            ("pk", s("id#a#parcel")),
            ("sk", s("7")),
            ("id", s("a")),
            ("part", n("7")),
            ("value", AttributeValue::Bool(true)),
            ("list", AttributeValue::L(vec![AttributeValue::Bool(false)])),
            ("cells", AttributeValue::L(vec![n("1"), n("2")])),
        ],
    );
    assert_eq!(text(Parcel::<u64, String, 0>::key(5, 6)), "id#5#parcel / 6");
    let _ = Parcel::<u64, u8, 0>::FIELDS.value.gt(5);
}

/// Sets and map keys ask more of their elements than `Encode`; phantom parameters ask nothing.
#[derive(Attribute, Debug, PartialEq)]
struct Collections<T: Ord, M, E, D> {
    set: BTreeSet<T>,
    map: BTreeMap<T, E>,
    nested: Vec<Option<D>>,
    #[dynamo(skip)]
    marker: PhantomData<fn() -> M>,
}

#[derive(Debug, PartialEq)]
struct NoCodec;

#[test]
fn bounds_are_those_of_the_fields() {
    let value = Collections::<String, NoCodec, u32, bool> {
        set: ["a".to_owned()].into(),
        map: [("k".to_owned(), 1)].into(),
        nested: vec![Some(true), None],
        marker: PhantomData,
    };
    let stored = dynamo::to_attribute_value(&value).unwrap();
    assert_eq!(stored.as_m().unwrap()["set"], AttributeValue::Ss(vec!["a".into()]));
    assert_eq!(dynamo::from_attribute_value::<Collections<String, NoCodec, u32, bool>>(stored).unwrap(), value);
}

trait Kind {
    type Id;
}

#[derive(Debug, PartialEq)]
struct Users;

impl Kind for Users {
    type Id = u64;
}

#[derive(Attribute, Debug, PartialEq)]
struct Reference<K: Kind> {
    id: K::Id,
    ids: Vec<K::Id>,
}

#[test]
fn associated_types_are_bounded_and_not_their_owner() {
    let stored = dynamo::to_attribute_value(&Reference::<Users> { id: 1, ids: vec![2] }).unwrap();
    assert_eq!(stored, m([("id", n("1")), ("ids", AttributeValue::L(vec![n("2")]))]));
    let back: Reference<Users> = dynamo::from_attribute_value(stored).unwrap();
    assert_eq!((back.id, back.ids), (1, vec![2]));
}

/// Parameters that a field flattens, or stores with a codec.
#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "t", partition_key(id))]
struct Wrapper<F, J, W> {
    id: String,
    #[dynamo(flatten)]
    flat: F,
    #[dynamo(json)]
    json: J,
    #[dynamo(with = shout)]
    with: Vec<W>,
}

mod shout {
    use dynamo::{Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, Kind};

    pub(super) fn encode<T, E: Encoder>(value: &[T], encoder: &mut E) -> Result<(), EncodeError> {
        u64::try_from(value.len()).unwrap_or_default().encode(encoder)
    }

    pub(super) fn decode<'de, T, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Vec<T>, DecodeError> {
        u64::decode(decoder, kind).map(|_| Vec::new())
    }
}

#[derive(Attribute, Debug, PartialEq)]
struct Flat {
    a: u8,
}

#[test]
fn flattened_and_coded_parameters() {
    let value = Wrapper::<Flat, Vec<u8>, NoCodec> { id: "1".into(), flat: Flat { a: 1 }, json: vec![2], with: vec![] };
    stored_as(&value, [("pk", s("id#1#wrapper")), ("id", s("1")), ("a", n("1")), ("json", s("[2]")), ("with", n("0"))]);
}

#[derive(Attribute, Debug, PartialEq, Clone)]
struct Tagged<T>(Vec<T>);

#[test]
fn newtypes_are_generic() {
    let stored = dynamo::to_attribute_value(&Tagged(vec![1u8, 2])).unwrap();
    assert_eq!(stored, AttributeValue::B(vec![1u8, 2].into()));
    assert_eq!(dynamo::from_attribute_value::<Tagged<u8>>(stored).unwrap(), Tagged(vec![1, 2]));
}
