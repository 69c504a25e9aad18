use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, Number, SetElement},
    error::{DecodeError, EncodeError},
    schema::{ComponentValue, KeyComponent, Shaped, shape},
};

impl Encode for Number {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        encoder.number(&self.to_string())
    }
}

impl<'de> Decode<'de> for Number {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        if kind != Kind::Number {
            return Err(kind.instead_of::<Self>(Kind::Number.describe()));
        }
        decoder.text()?.parse().map_err(|error| DecodeError::new::<Self>("the number is malformed").with_source(error))
    }
}

impl Shaped for Number {
    type Shape = shape::Number;
}

impl KeyComponent for Number {
    fn component(&self) -> ComponentValue<'_> {
        ComponentValue::Number(self.to_string().into())
    }
}

impl SetElement for Number {
    const KIND: Kind = Kind::NumberSet;
}
