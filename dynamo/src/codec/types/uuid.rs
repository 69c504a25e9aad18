//! `uuid`: a UUID is the hyphenated lower-case string that its `Display` writes.

use std::borrow::Cow;

use uuid::{Uuid, fmt::Hyphenated};

use super::text::decode_text;
use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, SetElement},
    error::{DecodeError, EncodeError},
    schema::{ComponentValue, KeyComponent, Shaped, shape},
};

/// A string (S), hyphenated and in lower case: of version 7 UUIDs, the order is by time.
impl Encode for Uuid {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        encoder.string(self.as_hyphenated().encode_lower(&mut [0; Hyphenated::LENGTH]))
    }
}

/// From a string (S) in any form that [`Uuid::parse_str`] takes, or from binary (B) of 16 bytes.
impl<'de> Decode<'de> for Uuid {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        if kind == Kind::Binary {
            let bytes = decoder.binary()?;
            return Self::from_slice(&bytes)
                .map_err(|_| DecodeError::new::<Self>(format!("expected 16 bytes, found {}", bytes.len())));
        }
        let text = decode_text::<Self, D>(decoder, kind)?;
        // No source: its message quotes a character of the value.
        Self::parse_str(&text).map_err(|_| DecodeError::new::<Self>("the string is not a UUID"))
    }
}

/// Text whose order is the order of the UUIDs.
impl Shaped for Uuid {
    type Shape = shape::Text;
}

/// The text that is stored.
impl KeyComponent for Uuid {
    fn component(&self) -> ComponentValue<'_> {
        ComponentValue::Text(Cow::Owned(self.to_string()))
    }
}

/// A set of UUIDs is a string set (SS).
impl SetElement for Uuid {
    const KIND: Kind = Kind::StringSet;
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
    use proptest::prelude::*;

    use super::*;
    use crate::codec::{from_attribute_value, to_attribute_value};

    const TEXT: &str = "67e55044-10b1-426f-9247-bb680e5fe0c8";

    fn decode(text: &str) -> Result<Uuid, DecodeError> {
        from_attribute_value(AttributeValue::S(text.to_owned()))
    }

    #[test]
    fn every_form_is_read_and_one_is_written() {
        for text in [
            TEXT,
            "67e5504410b1426f9247bb680e5fe0c8",
            "67E55044-10B1-426F-9247-BB680E5FE0C8",
            "{67e55044-10b1-426f-9247-bb680e5fe0c8}",
            "urn:uuid:67e55044-10b1-426f-9247-bb680e5fe0c8",
        ] {
            let uuid = decode(text).unwrap();
            assert_eq!(to_attribute_value(&uuid).unwrap(), AttributeValue::S(TEXT.to_owned()), "{text}");
        }
    }

    #[test]
    fn binary_of_sixteen_bytes_is_read() {
        let decode = |bytes: &[u8]| from_attribute_value::<Uuid>(AttributeValue::B(Blob::new(bytes)));
        assert_eq!(decode(&[7; 16]).unwrap(), Uuid::from_bytes([7; 16]));
        // The text as bytes is still not the UUID's bytes.
        for bytes in [&[7; 15][..], &[7; 17], &[], TEXT.as_bytes()] {
            let error = decode(bytes).unwrap_err();
            assert_eq!(error.problem(), format!("expected 16 bytes, found {}", bytes.len()));
        }
    }

    #[test]
    fn anything_else_is_an_error_that_does_not_repeat_it() {
        for text in ["", "67e55044", "67e55044-10b1-426f-9247-bb680e5fe0cZ", " 67e5504410b1426f9247bb680e5fe0c8"] {
            let error = decode(text).unwrap_err();
            assert_eq!(error.to_string(), "cannot decode `Uuid`: the string is not a UUID");
            assert!(std::error::Error::source(&error).is_none());
        }
        let error = from_attribute_value::<Uuid>(AttributeValue::N("1".to_owned())).unwrap_err();
        assert_eq!(error.problem(), "expected a string (S), found a number (N)");
    }

    #[test]
    fn sets_and_maps() {
        let uuid = decode(TEXT).unwrap();
        let set = BTreeSet::from([uuid, Uuid::nil(), Uuid::max()]);
        let value = to_attribute_value(&set).unwrap();
        assert!(value.is_ss());
        assert_eq!(from_attribute_value::<BTreeSet<Uuid>>(value).unwrap(), set);

        let map = BTreeMap::from([(uuid, 1)]);
        let value = to_attribute_value(&map).unwrap();
        assert_eq!(value.as_m().unwrap().keys().collect::<Vec<_>>(), [TEXT]);
        assert_eq!(from_attribute_value::<BTreeMap<Uuid, i32>>(value).unwrap(), map);
    }

    proptest! {
        #[test]
        fn round_trip_in_order(a: u128, b: u128) {
            let (a, b) = (Uuid::from_u128(a), Uuid::from_u128(b));
            let value = to_attribute_value(&a).unwrap();
            let text = value.as_s().unwrap().clone();
            prop_assert_eq!(a.component(), ComponentValue::Text(text.as_str().into()));
            prop_assert_eq!(text.cmp(to_attribute_value(&b).unwrap().as_s().unwrap()), a.cmp(&b));
            prop_assert_eq!(from_attribute_value::<Uuid>(value).unwrap(), a);
        }
    }
}
