use std::{borrow::Cow, collections::VecDeque, rc::Rc, sync::Arc};

use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, SetElement, decode::refuse_set},
    error::{DecodeError, EncodeError},
    schema::{ComponentValue, KeyComponent, Shaped, shape::SequenceOf},
};

impl<T: Encode> Encode for [T] {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        T::encode_slices(self, &[], encoder)
    }
}

macro_rules! slices {
    ($($slice:ty),*) => {$(
        impl<T: Encode> Encode for $slice {
            fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                T::encode_slices(self, &[], encoder)
            }
        }

        impl<'de, T: Decode<'de>> Decode<'de> for $slice {
            fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
                T::decode_vec(decoder, kind).map(Into::into)
            }
        }

        impl<T: Shaped<Shape: SequenceOf<T>>> Shaped for $slice {
            type Shape = <T::Shape as SequenceOf<T>>::Sequence;
        }
    )*};
}

slices!(Vec<T>, Box<[T]>, Arc<[T]>, Rc<[T]>);

impl<T: Encode, const N: usize> Encode for [T; N] {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        T::encode_slices(self, &[], encoder)
    }
}

impl<'de, T: Decode<'de>, const N: usize> Decode<'de> for [T; N] {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        refuse_set::<Self>(kind)?;
        let elements = T::decode_vec(decoder, kind)?;
        let found = elements.len();
        elements.try_into().map_err(|_| DecodeError::new::<Self>(format!("expected {N} elements, found {found}")))
    }
}

impl<T: Shaped<Shape: SequenceOf<T>>, const N: usize> Shaped for [T; N] {
    type Shape = <T::Shape as SequenceOf<T>>::Sequence;
}

impl<T: Encode + Clone> Encode for Cow<'_, [T]> {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        T::encode_slices(self, &[], encoder)
    }
}

impl<'de, T: Decode<'de> + Clone> Decode<'de> for Cow<'_, [T]> {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        T::decode_vec(decoder, kind).map(Cow::Owned)
    }
}

impl<T: Shaped<Shape: SequenceOf<T>> + Clone> Shaped for Cow<'_, [T]> {
    type Shape = <T::Shape as SequenceOf<T>>::Sequence;
}

/// Borrowed from a page, or from an item of the SDK's values.
impl<'de: 'a, 'a> Decode<'de> for &'a [u8] {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        if kind != Kind::Binary {
            return Err(kind.instead_of::<Self>(Kind::Binary.describe()));
        }
        match decoder.binary()? {
            Cow::Borrowed(bytes) => Ok(bytes),
            Cow::Owned(_) => {
                Err(DecodeError::new::<Self>("the item is not borrowed, so neither can its bytes be; use Vec<u8>"))
            }
        }
    }
}

impl Shaped for &[u8] {
    type Shape = <<u8 as Shaped>::Shape as SequenceOf<u8>>::Sequence;
}

impl<T: Encode> Encode for VecDeque<T> {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        let (head, tail) = self.as_slices();
        T::encode_slices(head, tail, encoder)
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for VecDeque<T> {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        T::decode_vec(decoder, kind).map(Into::into)
    }
}

impl<T: Shaped<Shape: SequenceOf<T>>> Shaped for VecDeque<T> {
    type Shape = <T::Shape as SequenceOf<T>>::Sequence;
}

macro_rules! binary_components {
    ($([$($generics:tt)*] $binary:ty),*) => {$(
        impl<$($generics)*> KeyComponent for $binary {
            fn component(&self) -> ComponentValue<'_> {
                ComponentValue::Binary(Cow::Borrowed(&self[..]))
            }
        }

        impl<$($generics)*> SetElement for $binary {
            const KIND: Kind = Kind::BinarySet;
        }
    )*};
}

binary_components!([] Vec<u8>, [] Box<[u8]>, [const N: usize] [u8; N]);
