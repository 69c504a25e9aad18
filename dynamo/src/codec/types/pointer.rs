use std::{rc::Rc, sync::Arc};

use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind},
    error::{DecodeError, EncodeError},
    schema::Shaped,
};

/// `None` is an absent attribute; inside a list, where nothing can be absent, it is NULL.
impl<T: Encode> Encode for Option<T> {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        match self {
            Some(value) => value.encode(encoder),
            None => encoder.null(),
        }
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(Encode::is_absent)
    }
}

impl<'de, T: Decode<'de>> Decode<'de> for Option<T> {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        if kind == Kind::Null { decoder.skip().map(|()| None) } else { T::decode(decoder, kind).map(Some) }
    }

    fn missing() -> Result<Self, DecodeError> {
        Ok(None)
    }
}

impl<T: Shaped> Shaped for Option<T> {
    type Shape = T::Shape;
}

impl<T: Encode + ?Sized> Encode for &T {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        (**self).encode(encoder)
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

macro_rules! pointers {
    ($($pointer:ident),*) => {$(
        impl<T: Encode> Encode for $pointer<T> {
            fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                (**self).encode(encoder)
            }

            fn is_absent(&self) -> bool {
                (**self).is_absent()
            }
        }

        impl<'de, T: Decode<'de>> Decode<'de> for $pointer<T> {
            fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
                T::decode(decoder, kind).map(Self::new)
            }

            fn missing() -> Result<Self, DecodeError> {
                T::missing().map(Self::new)
            }
        }

        impl<T: Shaped> Shaped for $pointer<T> {
            type Shape = T::Shape;
        }
    )*};
}

pointers!(Box, Arc, Rc);
