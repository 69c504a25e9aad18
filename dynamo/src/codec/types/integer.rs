use std::str::FromStr;

use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, Number, SetElement},
    error::{DecodeError, EncodeError},
    schema::{ComponentValue, KeyComponent, Shaped, shape},
};

/// Reads an integer from a number (N).
fn decode_integer<'de, T, D>(decoder: &mut D, kind: Kind) -> Result<T, DecodeError>
where
    T: FromStr + TryFrom<u32> + TryFrom<Number>,
    D: Decoder<'de>,
{
    if kind != Kind::Number {
        return Err(kind.instead_of::<T>(Kind::Number.describe()));
    }
    decoder.read_text(|text| match few_digits(text.as_bytes()).and_then(|integer| T::try_from(integer).ok()) {
        Some(integer) => Ok(integer),
        None => text.parse().or_else(|_| parse_number(text)),
    })
}

/// An integer of up to eight digits, which are read all at once: how many they are is hard to foretell for a processor.
#[inline]
fn few_digits(text: &[u8]) -> Option<u32> {
    const ZEROS: u64 = u64::from_le_bytes([b'0'; 8]);
    const ABOVE_NINE: u64 = u64::from_le_bytes([0x80 - 10; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    const PAIR: u64 = 0x0000_00ff_0000_00ff;
    let word = match (text, text.first_chunk(), text.last_chunk()) {
        // The ends overlap, and are the same there.
        (_, Some(first), Some(last)) if text.len() <= 8 => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << (8 * (text.len() - 4))
        }
        ([one], ..) => u64::from(*one),
        ([one, two], ..) => u64::from(u16::from_le_bytes([*one, *two])),
        ([one, two, three], ..) => u64::from(u32::from_le_bytes([*one, *two, *three, 0])),
        _ => return None,
    };
    // The last digit is the highest byte; below the first one are zeros.
    let missing = 8 * (8 - text.len());
    let digits = (word << missing) ^ (ZEROS << missing);
    if (digits.wrapping_add(ABOVE_NINE) | digits) & HIGH != 0 {
        return None;
    }
    // Two digits each, then four, then eight.
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let fours = (pairs & PAIR).wrapping_mul(100 + (1_000_000 << 32));
    let rest = (pairs >> 16 & PAIR).wrapping_mul(1 + (10_000 << 32));
    u32::try_from(fours.wrapping_add(rest) >> 32).ok()
}

/// Another writer may have stored 1E2 or 5.0.
#[cold]
fn parse_number<T: TryFrom<Number>>(text: &str) -> Result<T, DecodeError> {
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
            if kind != Kind::List {
                return Err(kind.instead_of::<Vec<u8>>(Kind::Binary.describe()));
            }
            let mut bytes = Vec::new();
            crate::codec::decode::decode_elements::<Vec<u8>, D>(decoder, kind, |decoder, kind| {
                bytes.push(u8::decode(decoder, kind)?);
                Ok(())
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

#[cfg(test)]
mod tests {
    use super::few_digits;

    #[test]
    fn few_digits_are_read_as_by_the_standard_library() {
        for length in 0..=9_usize {
            for digits in ["123456789", "000000000", "999999999", "900000001", "012345678"] {
                let text = &digits[..length];
                let expected = if length <= 8 { text.parse().ok() } else { None };
                assert_eq!(few_digits(text.as_bytes()), expected, "{text}");
                // Anything else at any place is no digit.
                for at in 0..length {
                    for other in (0..=255).filter(|byte: &u8| !byte.is_ascii_digit()) {
                        let mut bytes = text.as_bytes().to_vec();
                        bytes[at] = other;
                        assert_eq!(few_digits(&bytes), None, "{bytes:?}");
                    }
                }
            }
        }
    }
}
