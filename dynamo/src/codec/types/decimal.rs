//! `rust_decimal`: a decimal is a number, exactly.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, Number, SetElement},
    error::{DecodeError, EncodeError},
    schema::{ComponentValue, KeyComponent, Shaped, shape},
};

/// Equal decimals have one text: DynamoDB would drop the trailing zeros, and has no negative zero.
fn text(decimal: &Decimal) -> String {
    decimal.normalize().to_string()
}

/// A number (N) without trailing zeros: `1.10` is stored as `1.1`, which is equal to it.
impl Encode for Decimal {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        encoder.number(&text(self))
    }
}

/// From a number (N), or from a string (S) with one, as serde writes decimals. A number that the type cannot hold
/// exactly is an error, never rounded.
impl<'de> Decode<'de> for Decimal {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        if !matches!(kind, Kind::Number | Kind::String) {
            return Err(kind.instead_of::<Self>(Kind::Number.describe()));
        }
        // Number reads all that DynamoDB writes, exponents too, and its text is plain; Decimal's own parser would also
        // take the underscores of 1_000.
        let number = Number::parse(&decoder.text()?)
            .map_err(|error| DecodeError::new::<Self>(error.to_string()).with_source(error))?;
        Self::from_str_exact(&number.to_string())
            .map_err(|_| DecodeError::new::<Self>("the number has more digits than the type holds; use dynamo::Number"))
    }
}

/// A number.
impl Shaped for Decimal {
    type Shape = shape::Number;
}

/// The text that is stored, so the same for `1.10` and `1.1`.
impl KeyComponent for Decimal {
    fn component(&self) -> ComponentValue<'_> {
        ComponentValue::Number(Cow::Owned(text(self)))
    }
}

/// A set of decimals is a number set (NS).
impl SetElement for Decimal {
    const KIND: Kind = Kind::NumberSet;
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashSet};

    use aws_sdk_dynamodb::types::AttributeValue;
    use proptest::prelude::*;

    use super::*;
    use crate::codec::{from_attribute_value, to_attribute_value};

    fn encode(decimal: Decimal) -> String {
        to_attribute_value(&decimal).unwrap().as_n().unwrap().clone()
    }

    fn decode(text: &str) -> Result<Decimal, DecodeError> {
        from_attribute_value(AttributeValue::N(text.to_owned()))
    }

    #[test]
    fn stored_without_trailing_zeros() {
        for (decimal, stored) in [
            (Decimal::new(110, 2), "1.1"),
            (Decimal::new(-110, 2), "-1.1"),
            (Decimal::new(100, 0), "100"),
            (Decimal::new(100, 2), "1"),
            (Decimal::ZERO, "0"),
            (-Decimal::ZERO, "0"),
            (Decimal::new(0, 28), "0"),
            (-Decimal::new(0, 5), "0"),
            (Decimal::new(1, 28), "0.0000000000000000000000000001"),
            (Decimal::MAX, "79228162514264337593543950335"),
            (Decimal::MIN, "-79228162514264337593543950335"),
        ] {
            assert_eq!(encode(decimal), stored);
            assert_eq!(decimal.component(), ComponentValue::Number(stored.into()), "{stored}");
            assert_eq!(decode(stored).unwrap(), decimal, "{stored}");
        }
    }

    #[test]
    fn every_way_to_write_a_number_is_read() {
        for (text, decimal) in [
            ("1E2", Decimal::new(100, 0)),
            ("1e+2", Decimal::new(100, 0)),
            ("-1.5e-3", Decimal::new(-15, 4)),
            ("+0.50", Decimal::new(5, 1)),
            (".5", Decimal::new(5, 1)),
            ("1.0000000000000000000000000000000000000000000", Decimal::ONE),
            ("0.0000000000000000000000000000000000000000000", Decimal::ZERO),
            ("0e300", Decimal::ZERO),
            ("7.9228162514264337593543950335E28", Decimal::MAX),
            ("1e28", Decimal::from_i128_with_scale(10_i128.pow(28), 0)),
            ("1e-28", Decimal::new(1, 28)),
        ] {
            assert_eq!(decode(text).unwrap(), decimal, "{text}");
        }
    }

    #[test]
    fn nothing_is_rounded() {
        for text in [
            "79228162514264337593543950336",
            "-79228162514264337593543950336",
            "7.9228162514264337593543950336",
            "7922816251426433759354395033.55",
            "0.00000000000000000000000000001",
            "1e29",
            "1e125",
            "-1e-130",
            "1.0000000000000000000000000001e-1",
            "1.2345678901234567890123456789012345678",
        ] {
            let error = decode(text).unwrap_err();
            assert!(error.problem().contains("more digits"), "{text}: {error}");
        }
    }

    #[test]
    fn what_is_no_number_is_an_error_that_does_not_repeat_it() {
        for text in ["", "NaN", "1_000", "0x10", "1,5", " 1"] {
            assert!(decode(text).unwrap_err().to_string().starts_with("cannot decode `Decimal`: not a number"));
        }
        let error = decode("12345678901234567890123456789012345678901").unwrap_err();
        assert!(error.problem().starts_with("too precise"));
        let error = from_attribute_value::<Decimal>(AttributeValue::Bool(true)).unwrap_err();
        assert_eq!(error.problem(), "expected a number (N), found a boolean (BOOL)");
    }

    #[test]
    fn a_string_is_read_as_serde_writes_it() {
        let value = AttributeValue::S("1.10".to_owned());
        assert_eq!(from_attribute_value::<Decimal>(value).unwrap(), Decimal::new(11, 1));
        assert!(from_attribute_value::<Decimal>(AttributeValue::S("dear".to_owned())).is_err());
    }

    #[test]
    fn a_set_is_of_numbers() {
        let set = BTreeSet::from([Decimal::new(110, 2), Decimal::new(11, 1), Decimal::NEGATIVE_ONE]);
        let value = to_attribute_value(&set).unwrap();
        assert_eq!(value, AttributeValue::Ns(vec!["-1".to_owned(), "1.1".to_owned()]));
        assert_eq!(from_attribute_value::<BTreeSet<Decimal>>(value.clone()).unwrap(), set);
        assert_eq!(from_attribute_value::<HashSet<Decimal>>(value).unwrap().len(), 2);
    }

    fn decimals() -> impl Strategy<Value = Decimal> {
        let mantissa = prop_oneof![
            any::<i64>().prop_map(i128::from),
            -999_i128..=999,
            -79_228_162_514_264_337_593_543_950_335_i128..=79_228_162_514_264_337_593_543_950_335,
        ];
        (mantissa, 0..=28_u32).prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale))
    }

    proptest! {
        #[test]
        fn round_trip(decimal in decimals(), zeros in 0..=28_u32) {
            let text = encode(decimal);
            prop_assert_eq!(decimal.component(), ComponentValue::Number(text.as_str().into()));
            prop_assert_eq!(text.parse::<Number>().unwrap().to_string(), text.as_str(), "as DynamoDB writes it");
            prop_assert_eq!(decode(&text).unwrap(), decimal);

            // Another scale of the same value gives the same text.
            let mut same = decimal;
            same.rescale(zeros);
            if same == decimal {
                prop_assert_eq!(encode(same), text);
            }
        }

        #[test]
        fn what_is_decoded_is_exact(digits in 1..10_i128.pow(38), exponent in -70..30_i32) {
            let text = format!("{digits}e{exponent}");
            if let Ok(decimal) = decode(&text) {
                prop_assert_eq!(encode(decimal).parse::<Number>(), text.parse::<Number>());
            }
        }

        #[test]
        fn what_fits_is_decoded(decimal in decimals()) {
            let scientific = format!("{}e-{}", decimal.mantissa(), decimal.scale());
            prop_assert_eq!(decode(&scientific).unwrap(), decimal);
        }
    }
}
