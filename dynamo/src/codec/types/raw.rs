use std::collections::HashMap;

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};

use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, Number},
    error::{DecodeError, EncodeError},
};

/// The SDK's own value, as it is.
impl Encode for AttributeValue {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        match self {
            Self::S(text) => encoder.string(text),
            Self::N(number) => encode_number(number, encoder),
            Self::B(blob) => encoder.binary(blob.as_ref()),
            Self::Bool(flag) => encoder.boolean(*flag),
            Self::Null(_) => encoder.null(),
            Self::M(map) => map.encode(encoder),
            Self::L(list) => list.encode(encoder),
            Self::Ss(texts) => encode_set(Kind::StringSet, texts, encoder, |text, encoder| encoder.string(text)),
            Self::Ns(numbers) => {
                encode_set(Kind::NumberSet, numbers, encoder, |number, encoder| encode_number(number, encoder))
            }
            Self::Bs(blobs) => {
                encode_set(Kind::BinarySet, blobs, encoder, |blob, encoder| encoder.binary(blob.as_ref()))
            }
            _ => Err(EncodeError::new::<Self>("the value is of a type that this version does not know")),
        }
    }
}

/// As it is, if DynamoDB can hold it: the SDK takes any text, and serde's numbers come through here too.
fn encode_number<E: Encoder>(number: &str, encoder: &mut E) -> Result<(), EncodeError> {
    number
        .parse::<Number>()
        .map_err(|error| EncodeError::new::<AttributeValue>(error.to_string()).with_source(error))?;
    encoder.number(number)
}

fn encode_set<T, E: Encoder>(
    kind: Kind,
    elements: &[T],
    encoder: &mut E,
    encode: impl Fn(&T, &mut E) -> Result<(), EncodeError>,
) -> Result<(), EncodeError> {
    encoder.begin_set(kind, elements.len())?;
    elements.iter().try_for_each(|element| encode(element, encoder))?;
    encoder.end_set()
}

impl<'de> Decode<'de> for AttributeValue {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        Ok(match kind {
            Kind::String => Self::S(decoder.text()?.into_owned()),
            Kind::Number => Self::N(decoder.text()?.into_owned()),
            Kind::Binary => Self::B(Blob::new(decoder.binary()?.into_owned())),
            Kind::Bool => Self::Bool(decoder.boolean()?),
            Kind::Null => {
                decoder.skip()?;
                Self::Null(true)
            }
            Kind::Map => Self::M(HashMap::decode(decoder, kind)?),
            Kind::List => Self::L(Vec::decode(decoder, kind)?),
            Kind::StringSet => Self::Ss(Vec::decode(decoder, kind)?),
            Kind::NumberSet => {
                let mut numbers = Vec::new();
                decoder.elements(|decoder, _| {
                    numbers.push(decoder.text()?.into_owned());
                    Ok(())
                })?;
                Self::Ns(numbers)
            }
            Kind::BinarySet => {
                let mut blobs = Vec::new();
                decoder.elements(|decoder, _| {
                    blobs.push(Blob::new(decoder.binary()?.into_owned()));
                    Ok(())
                })?;
                Self::Bs(blobs)
            }
        })
    }
}
