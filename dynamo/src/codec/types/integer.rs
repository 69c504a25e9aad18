use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, Number, SetElement},
    error::{DecodeError, EncodeError},
    schema::{ComponentValue, KeyComponent, Shaped, shape},
};

/// Reads an integer from a number (N).
fn decode_integer<'de, T, D>(decoder: &mut D, kind: Kind) -> Result<T, DecodeError>
where
    T: std::str::FromStr + TryFrom<Number>,
    D: Decoder<'de>,
{
    if kind != Kind::Number {
        return Err(kind.instead_of::<T>(Kind::Number.describe()));
    }
    let text = decoder.text()?;
    if let Ok(integer) = text.parse() {
        return Ok(integer);
    }
    // Another writer may have stored 1E2 or 5.0.
    let number: Number =
        text.parse().map_err(|error| DecodeError::new::<T>("the number is malformed").with_source(error))?;
    T::try_from(number).map_err(|_| DecodeError::new::<T>("the number does not fit the integer type"))
}

macro_rules! integers {
    ($($integer:ty => $encode:ident, $shape:ident $(, $slices:ident)?;)*) => {$(
        impl Encode for $integer {
            fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                $encode(*self, encoder)
            }

            $($slices!(encode);)?
        }

        impl<'de> Decode<'de> for $integer {
            fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
                decode_integer(decoder, kind)
            }

            $($slices!(decode);)?
        }

        impl Shaped for $integer {
            type Shape = shape::$shape;
        }

        impl KeyComponent for $integer {
            fn component(&self) -> ComponentValue<'_> {
                ComponentValue::Number(itoa::Buffer::new().format(*self).to_owned().into())
            }
        }

        impl SetElement for $integer {
            const KIND: Kind = Kind::NumberSet;
        }
    )*};
}

/// Slices of bytes are binary.
macro_rules! as_binary {
    (encode) => {
        fn encode_slices<E: Encoder>(head: &[Self], tail: &[Self], encoder: &mut E) -> Result<(), EncodeError> {
            if tail.is_empty() { encoder.binary(head) } else { encoder.binary(&[head, tail].concat()) }
        }
    };
    (decode) => {
        fn decode_vec<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Vec<Self>, DecodeError> {
            if kind == Kind::Binary {
                return decoder.binary().map(std::borrow::Cow::into_owned);
            }
            // serde writes a Vec<u8> as a list of numbers.
            let mut bytes = Vec::new();
            crate::codec::decode::decode_elements::<Vec<u8>, D>(decoder, kind, |decoder, kind| {
                bytes.push(u8::decode(decoder, kind)?);
                Ok(())
            })
            .map_err(|error| {
                if kind == Kind::List { error } else { kind.instead_of::<Vec<u8>>(Kind::Binary.describe()) }
            })?;
            Ok(bytes)
        }
    };
}

integers! {
    i8 => encode_integer, Number;
    i16 => encode_integer, Number;
    i32 => encode_integer, Number;
    i64 => encode_integer, Number;
    isize => encode_integer, Number;
    u8 => encode_integer, Byte, as_binary;
    u16 => encode_integer, Number;
    u32 => encode_integer, Number;
    u64 => encode_integer, Number;
    usize => encode_integer, Number;
    i128 => encode_wide_integer, Number;
    u128 => encode_wide_integer, Number;
}

fn encode_integer<I: itoa::Integer, E: Encoder>(integer: I, encoder: &mut E) -> Result<(), EncodeError> {
    encoder.number(itoa::Buffer::new().format(integer))
}

/// 128 bits hold 39 digits, one more than DynamoDB does.
fn encode_wide_integer<I, E>(integer: I, encoder: &mut E) -> Result<(), EncodeError>
where
    I: itoa::Integer + Copy,
    Number: TryFrom<I, Error: std::error::Error + Send + Sync + 'static>,
    E: Encoder,
{
    Number::try_from(integer).map_err(|error| EncodeError::new::<I>(error.to_string()).with_source(error))?;
    encode_integer(integer, encoder)
}

impl Encode for bool {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        encoder.boolean(*self)
    }
}

impl<'de> Decode<'de> for bool {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        if kind == Kind::Bool { decoder.boolean() } else { Err(kind.instead_of::<Self>(Kind::Bool.describe())) }
    }
}

impl Shaped for bool {
    type Shape = shape::Flag;
}

impl KeyComponent for bool {
    fn component(&self) -> ComponentValue<'_> {
        ComponentValue::Flag(*self)
    }
}
