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
                // Checks that it is finite and within DynamoDB's range.
                Number::try_from(*self)
                    .map_err(|error| EncodeError::new::<Self>(error.to_string()).with_source(error))?;
                // DynamoDB has no negative zero.
                let value = if *self == 0.0 { 0.0 } else { *self };
                // Outside these bounds the plain form is mostly zeros.
                let text = if value == 0.0 || (1e-7..1e21).contains(&value.abs()) {
                    value.to_string()
                } else {
                    format!("{value:e}")
                };
                encoder.number(&text)
            }
        }

        /// The nearest value: of a number with more digits than the type holds, the rest is rounded away. Use
        /// [`Number`] to keep all 38.
        impl<'de> Decode<'de> for $float {
            fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
                if kind != Kind::Number {
                    return Err(kind.instead_of::<Self>(Kind::Number.describe()));
                }
                match decoder.text()?.parse::<$float>() {
                    Ok(value) if value.is_finite() => Ok(value),
                    Ok(_) => Err(DecodeError::new::<Self>("the number is beyond the range of the type")),
                    Err(error) => Err(DecodeError::new::<Self>("the number is malformed").with_source(error)),
                }
            }
        }

        impl Shaped for $float {
            type Shape = shape::Number;
        }
    )*};
}

floats!(f32, f64);
