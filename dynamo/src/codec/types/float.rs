use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, Number},
    error::{DecodeError, EncodeError},
    schema::{Shaped, shape},
};

macro_rules! floats {
    ($($float:ty),*) => {$(
        /// The shortest text that reads back as the same value.
        impl Encode for $float {
            fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                if !is_storable(f64::from(*self)) {
                    Number::try_from(*self)
                        .map_err(|error| EncodeError::new::<Self>(error.to_string()).with_source(error))?;
                }
                // DynamoDB has no negative zero.
                let value = if *self == 0.0 { 0.0 } else { *self };
                let mut buffer = zmij::Buffer::new();
                let text = buffer.format_finite(value);
                encoder.number(text.strip_suffix(".0").unwrap_or(text))
            }
        }

        /// The nearest value: of a number with more digits than the type holds, the rest is rounded away. Use
        /// [`Number`] to keep all 38.
        impl<'de> Decode<'de> for $float {
            fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
                if kind != Kind::Number {
                    return Err(kind.instead_of::<Self>(Kind::Number.describe()));
                }
                decoder.read_text(|text| match text.parse::<$float>() {
                    Ok(value) if value.is_finite() => Ok(value),
                    Ok(_) => Err(DecodeError::new::<Self>("the number is beyond the range of the type")),
                    Err(error) => Err(DecodeError::new::<Self>("the number is malformed").with_source(error)),
                })
            }
        }

        impl Shaped for $float {
            type Shape = shape::Number;
        }
    )*};
}

floats!(f32, f64);

/// Whether DynamoDB holds it: it is finite and in range, and its shortest text has 17 digits at most.
fn is_storable(value: f64) -> bool {
    value == 0.0 || (1e-130..1e126).contains(&value.abs())
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;

    use super::is_storable;
    use crate::codec::{Encode, Number, to_attribute_value};

    /// What is written for a value, if it can be stored.
    fn written(value: &impl Encode) -> Option<String> {
        match to_attribute_value(value) {
            Ok(AttributeValue::N(text)) => Some(text),
            _ => None,
        }
    }

    fn significant_digits(text: &str) -> usize {
        let (mantissa, _) = text.split_once('e').unwrap_or((text, ""));
        mantissa.replace(['-', '.'], "").trim_matches('0').len()
    }

    #[test]
    fn floats_are_written_as_short_as_the_standard_library_writes_them() {
        let edges = [0.0, 1.0, 1e-7, 1e-5, 1e15, 1e16, 1e17, 1e20, 1e21, 0.1, 2.5e-5, 123_456_789.125];
        // Between two decimals of 17 digits that both read back.
        let ties = [2_f64.powi(50) + 0.25, 3_386_026.25];
        let edges = edges.into_iter().chain(ties).flat_map(|edge: f64| [edge.next_down(), edge, edge.next_up()]);
        let mut random = fastrand::Rng::with_seed(7);
        let digits = (0..20_000).map(|_| f64::from_bits(random.u64(..)));
        let ordinary = (0..20_000).map(|number| f64::from(number) * 0.37);
        for value in edges.chain(digits).chain(ordinary).flat_map(|value| [value, -value]) {
            #[allow(clippy::cast_possible_truncation, reason = "any will do")]
            let single = value as f32;
            for (text, of, shortest, number) in [
                (written(&value), value, format!("{value:e}"), Number::try_from(value)),
                (written(&single), single.into(), format!("{single:e}"), Number::try_from(single)),
            ] {
                assert_eq!(text.is_some(), is_storable(of), "{of:e}");
                let Some(text) = text else { continue };
                assert_eq!(significant_digits(&text), significant_digits(&shortest), "{text} {shortest}");
                assert!(!text.ends_with(".0") && text != "-0", "{text}");
                assert_eq!(Number::parse(&text), number, "{text}");
            }
            assert!(written(&value).is_none_or(|text| text.parse() == Ok(value)), "{value:e}");
            assert!(written(&single).is_none_or(|text| text.parse() == Ok(single)), "{single:e}");
        }
    }

    #[test]
    fn floats_are_storable_where_a_number_is_made_of_them() {
        let bounds = [0.0, 1e-130, 1e126, f64::MIN_POSITIVE, f64::MAX, f64::INFINITY, f64::NAN, 1.0, 9.999e125];
        for value in bounds.into_iter().flat_map(|bound| [bound.next_down(), bound, bound.next_up()]) {
            assert_eq!(is_storable(value), Number::try_from(value).is_ok(), "{value:e}");
            assert_eq!(is_storable(-value), Number::try_from(-value).is_ok(), "-{value:e}");
        }
    }
}
