//! `bytes`: shared bytes are binary, as a `Vec<u8>` is.

use std::borrow::Cow;

use bytes::Bytes;

use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, SetElement},
    error::{DecodeError, EncodeError},
    schema::{ComponentValue, KeyComponent, Shaped, shape},
};

/// Binary (B).
impl Encode for Bytes {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        encoder.binary(self)
    }
}

/// From binary (B), or from a list (L) of numbers, as serde writes bytes that it takes for a sequence.
impl<'de> Decode<'de> for Bytes {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        match kind {
            Kind::Binary | Kind::List => u8::decode_vec(decoder, kind).map(Self::from),
            _ => Err(kind.instead_of::<Self>(Kind::Binary.describe())),
        }
    }
}

/// Binary, whose order is that of the unsigned bytes, here as in DynamoDB.
impl Shaped for Bytes {
    type Shape = shape::Binary;
}

/// The bytes, as a binary (B) key attribute.
impl KeyComponent for Bytes {
    fn component(&self) -> ComponentValue<'_> {
        ComponentValue::Binary(Cow::Borrowed(self))
    }
}

/// A set of these is a binary set (BS).
impl SetElement for Bytes {
    const KIND: Kind = Kind::BinarySet;
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
    use proptest::prelude::*;

    use super::*;
    use crate::codec::{from_attribute_value, to_attribute_value};

    fn numbers(numbers: &[&str]) -> AttributeValue {
        AttributeValue::L(numbers.iter().map(|&number| AttributeValue::N(number.to_owned())).collect())
    }

    #[test]
    fn empty_is_binary_too() {
        let value = to_attribute_value(&Bytes::new()).unwrap();
        assert_eq!(value, AttributeValue::B(Blob::new([])));
        assert_eq!(from_attribute_value::<Bytes>(value).unwrap(), Bytes::new());
    }

    #[test]
    fn a_list_of_numbers_is_read() {
        assert_eq!(from_attribute_value::<Bytes>(numbers(&["0", "255"])).unwrap(), Bytes::from_static(&[0, 255]));
        assert_eq!(from_attribute_value::<Bytes>(numbers(&["0", "256"])).unwrap_err().path(), "[1]");
        assert_eq!(from_attribute_value::<Bytes>(numbers(&[])).unwrap(), Bytes::new());
    }

    #[test]
    fn anything_else_is_an_error() {
        for (value, found) in [
            (AttributeValue::S("AQI=".to_owned()), "a string (S)"),
            (AttributeValue::N("1".to_owned()), "a number (N)"),
            (AttributeValue::Ns(vec!["1".to_owned()]), "a number set (NS)"),
            (AttributeValue::Bs(vec![Blob::new([1])]), "a binary set (BS)"),
        ] {
            let error = from_attribute_value::<Bytes>(value).unwrap_err();
            assert_eq!(error.to_string(), format!("cannot decode `Bytes`: expected binary (B), found {found}"));
        }
    }

    #[test]
    fn many_are_a_list_and_a_set_is_binary() {
        let bytes = vec![Bytes::from_static(b"a"), Bytes::from_static(b"b")];
        let value = to_attribute_value(&bytes).unwrap();
        assert!(value.as_l().unwrap().iter().all(AttributeValue::is_b));
        assert_eq!(from_attribute_value::<Vec<Bytes>>(value).unwrap(), bytes);

        let set: BTreeSet<_> = bytes.into_iter().collect();
        let value = to_attribute_value(&set).unwrap();
        assert!(value.is_bs());
        assert_eq!(from_attribute_value::<BTreeSet<Bytes>>(value.clone()).unwrap(), set);
        assert_eq!(from_attribute_value::<HashSet<Bytes>>(value).unwrap().len(), 2);
    }

    proptest! {
        #[test]
        fn round_trip(bytes: Vec<u8>) {
            let shared = Bytes::from(bytes.clone());
            let value = to_attribute_value(&shared).unwrap();
            prop_assert_eq!(&value, &to_attribute_value(&bytes).unwrap());
            prop_assert_eq!(shared.component(), bytes.component());
            prop_assert_eq!(from_attribute_value::<Bytes>(value).unwrap(), shared);
        }
    }
}
