use serde_json::{Map, Value};

use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, Number},
    error::{DecodeError, EncodeError},
};

/// JSON as native attributes; null is NULL.
impl Encode for Value {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        match self {
            Self::Null => encoder.null(),
            Self::Bool(flag) => encoder.boolean(*flag),
            Self::Number(number) => {
                let text = number.to_string();
                // Checks the range: JSON numbers can be larger than DynamoDB's.
                text.parse::<Number>()
                    .map_err(|error| EncodeError::new::<Self>(error.to_string()).with_source(error))?;
                encoder.number(&text)
            }
            Self::String(text) => encoder.string(text),
            Self::Array(elements) => elements.encode(encoder),
            Self::Object(entries) => {
                encoder.begin_map(entries.len())?;
                for (name, value) in entries {
                    encoder.name(name)?;
                    value.encode(encoder).map_err(|error| error.in_entry(name))?;
                }
                encoder.end_map()
            }
        }
    }
}

/// Sets become arrays. Binary, and numbers that JSON's number type would change, are errors.
impl<'de> Decode<'de> for Value {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        Ok(match kind {
            Kind::Null => {
                decoder.skip()?;
                Self::Null
            }
            Kind::Bool => Self::Bool(decoder.boolean()?),
            Kind::Number => Self::Number(decode_number(&decoder.text()?)?),
            Kind::String => Self::String(decoder.text()?.into_owned()),
            Kind::List | Kind::StringSet | Kind::NumberSet | Kind::BinarySet => {
                Self::Array(Vec::decode(decoder, kind)?)
            }
            Kind::Map => {
                let mut entries = Map::new();
                decoder.entries(|decoder, name, kind| {
                    let value = Self::decode(decoder, kind).map_err(|error| error.in_entry(name))?;
                    entries.insert(name.to_owned(), value);
                    Ok(())
                })?;
                Self::Object(entries)
            }
            Kind::Binary => {
                return Err(DecodeError::new::<Self>("JSON has no binary; use dynamo::sdk's AttributeValue"));
            }
        })
    }
}

fn decode_number(text: &str) -> Result<serde_json::Number, DecodeError> {
    if let Ok(number) = text.parse::<u64>() {
        return Ok(number.into());
    }
    if let Ok(number) = text.parse::<i64>() {
        return Ok(number.into());
    }
    let exact: Number =
        text.parse().map_err(|error| DecodeError::new::<Value>("the number is malformed").with_source(error))?;
    let nearest = exact.to_f64();
    // Where two shortest texts are equally near a float, serde_json and the standard library choose differently.
    if let Some(number) = serde_json::Number::from_f64(nearest)
        && (Number::try_from(nearest) == Ok(exact) || number.to_string().parse() == Ok(exact))
    {
        return Ok(number);
    }
    Err(DecodeError::new::<Value>("the number has more digits than a JSON number keeps; use dynamo::Number"))
}
