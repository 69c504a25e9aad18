use std::io::Write as _;

use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, Number},
    error::{DecodeError, EncodeError},
    schema::{Shaped, shape},
};

/// 17 digits, a sign, a point and up to seven zeros, or an exponent.
const LONGEST_TEXT: usize = 32;

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
                // Outside these bounds the plain form is mostly zeros.
                let mut text = [0; LONGEST_TEXT];
                let mut rest = &mut text[..];
                let written = if value == 0.0 || (1e-7..1e21).contains(&value.abs()) {
                    write!(rest, "{value}")
                } else {
                    write!(rest, "{value:e}")
                };
                let length = LONGEST_TEXT - rest.len();
                match std::str::from_utf8(&text[..length]) {
                    Ok(text) if written.is_ok() => encoder.number(text),
                    _ => encoder.number(&value.to_string()),
                }
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
    use super::is_storable;
    use crate::codec::Number;

    #[test]
    fn floats_are_storable_where_a_number_is_made_of_them() {
        let bounds = [0.0, 1e-130, 1e126, f64::MIN_POSITIVE, f64::MAX, f64::INFINITY, f64::NAN, 1.0, 9.999e125];
        for value in bounds.into_iter().flat_map(|bound| [bound.next_down(), bound, bound.next_up()]) {
            assert_eq!(is_storable(value), Number::try_from(value).is_ok(), "{value:e}");
            assert_eq!(is_storable(-value), Number::try_from(-value).is_ok(), "-{value:e}");
        }
    }
}
