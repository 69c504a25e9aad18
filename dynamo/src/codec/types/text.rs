use std::{borrow::Cow, rc::Rc, sync::Arc};

use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, SetElement},
    error::{DecodeError, EncodeError},
    schema::{ComponentValue, KeyComponent, Shaped, shape},
};

/// The text of a string (S), for a value of type `T`.
pub(super) fn decode_text<'de, T, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Cow<'de, str>, DecodeError> {
    if kind == Kind::String { decoder.text() } else { Err(kind.instead_of::<T>(Kind::String.describe())) }
}

impl Encode for str {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        encoder.string(self)
    }
}

macro_rules! encode_strings {
    ($($string:ty),*) => {$(
        impl Encode for $string {
            fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                encoder.string(self)
            }
        }
    )*};
}

encode_strings!(String, Box<str>, Arc<str>, Rc<str>, Cow<'_, str>);

macro_rules! strings {
    ($($string:ty),*) => {$(
        impl Shaped for $string {
            type Shape = shape::Text;
        }

        impl KeyComponent for $string {
            fn component(&self) -> ComponentValue<'_> {
                ComponentValue::Text(Cow::Borrowed(self))
            }
        }

        impl SetElement for $string {
            const KIND: Kind = Kind::StringSet;
        }
    )*};
}

strings!(String, Box<str>, Arc<str>, Rc<str>, Cow<'_, str>, &str);

macro_rules! owned_strings {
    ($($string:ty),*) => {$(
        impl<'de> Decode<'de> for $string {
            fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
                if kind == Kind::String {
                    decoder.string().map(Into::into)
                } else {
                    Err(kind.instead_of::<Self>(Kind::String.describe()))
                }
            }
        }
    )*};
}

owned_strings!(String, Box<str>, Arc<str>, Rc<str>);

/// Borrows from the item where the item is borrowed.
impl<'de: 'a, 'a> Decode<'de> for Cow<'a, str> {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        decode_text::<Self, D>(decoder, kind)
    }
}

impl<'de: 'a, 'a> Decode<'de> for &'a str {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        if kind != Kind::String {
            return Err(kind.instead_of::<Self>(Kind::String.describe()));
        }
        decoder.borrowed_text()?.ok_or_else(not_borrowed::<Self>)
    }
}

#[cold]
fn not_borrowed<T>() -> DecodeError {
    DecodeError::new::<T>("the item is not borrowed, so neither can its text be; use String or Cow<str>")
}

impl Encode for char {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        encoder.string(self.encode_utf8(&mut [0; 4]))
    }
}

impl<'de> Decode<'de> for char {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        let text = decode_text::<Self, D>(decoder, kind)?;
        text.parse().map_err(|error| DecodeError::new::<Self>("the string is not one character").with_source(error))
    }
}

impl Shaped for char {
    type Shape = shape::Text;
}

impl KeyComponent for char {
    fn component(&self) -> ComponentValue<'_> {
        ComponentValue::Text(Cow::Owned(self.to_string()))
    }
}

impl SetElement for char {
    const KIND: Kind = Kind::StringSet;
}
