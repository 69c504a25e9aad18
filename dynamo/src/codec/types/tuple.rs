use crate::{
    codec::{
        Decode, Decoder, Encode, Encoder, Kind,
        decode::{decode_elements, refuse_set},
    },
    error::{DecodeError, EncodeError},
};

macro_rules! tuples {
    ($($len:literal: $($name:ident $index:tt),*;)*) => {$(
        /// A list (L) of that many elements.
        impl<$($name: Encode),*> Encode for ($($name,)*) {
            fn encode<Enc: Encoder>(&self, encoder: &mut Enc) -> Result<(), EncodeError> {
                encoder.begin_list($len)?;
                $(self.$index.encode(encoder).map_err(|error| error.at_index($index))?;)*
                encoder.end_list()
            }
        }

        impl<'de, $($name: Decode<'de>),*> Decode<'de> for ($($name,)*) {
            fn decode<Dec: Decoder<'de>>(decoder: &mut Dec, kind: Kind) -> Result<Self, DecodeError> {
                refuse_set::<Self>(kind)?;
                let mut slots = ($(None::<$name>,)*);
                let mut position = 0;
                decode_elements::<Self, Dec>(decoder, kind, |decoder, kind| {
                    match position {
                        $($index => slots.$index = Some($name::decode(decoder, kind)?),)*
                        _ => decoder.skip()?,
                    }
                    position += 1;
                    Ok(())
                })?;
                match slots {
                    ($(Some($name),)*) if position == $len => Ok(($($name,)*)),
                    _ => Err(DecodeError::new::<Self>(format!("expected {} elements, found {position}", $len))),
                }
            }
        }
    )*};
}

#[allow(non_snake_case, reason = "the type parameters' names serve as the elements' names")]
mod implementations {
    use super::{Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, Kind, decode_elements, refuse_set};

    tuples! {
        1: A 0;
        2: A 0, B 1;
        3: A 0, B 1, C 2;
        4: A 0, B 1, C 2, D 3;
        5: A 0, B 1, C 2, D 3, E 4;
        6: A 0, B 1, C 2, D 3, E 4, F 5;
        7: A 0, B 1, C 2, D 3, E 4, F 5, G 6;
        8: A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7;
    }
}

/// The unit is NULL, as serde writes it.
impl Encode for () {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        encoder.null()
    }
}

impl<'de> Decode<'de> for () {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        if kind == Kind::Null { decoder.skip() } else { Err(kind.instead_of::<Self>(Kind::Null.describe())) }
    }
}
