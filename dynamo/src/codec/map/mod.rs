//! The carrier of the SDK's own `AttributeValue`.

mod decoder;
mod encoder;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{Decode, DecodeOwned, Encode};
use crate::error::{DecodeError, EncodeError};

pub(crate) use self::decoder::MapDecoder;
pub(super) use self::encoder::MapEncoder;

/// The levels of nesting that DynamoDB allows (AWS's page "Quotas in Amazon DynamoDB").
pub(in crate::codec) const MAX_DEPTH: usize = 32;

/// Encodes one value as an `AttributeValue`.
///
/// ```
/// let value = dynamo::to_attribute_value(&vec![1, 2])?;
/// assert_eq!(value.as_l().unwrap()[1].as_n().unwrap(), "2");
/// # Ok::<(), dynamo::EncodeError>(())
/// ```
///
/// # Errors
///
/// When DynamoDB could not store the value: NaN, more than 38 digits, an empty set.
pub fn to_attribute_value<T: Encode + ?Sized>(value: &T) -> Result<AttributeValue, EncodeError> {
    let mut encoder = MapEncoder::new();
    value.encode(&mut encoder)?;
    encoder.finish()
}

/// Decodes one value from an `AttributeValue`, moving what can be moved.
///
/// ```
/// use dynamo::sdk::types::AttributeValue;
///
/// let name: String = dynamo::from_attribute_value(AttributeValue::S("Ada".to_owned()))?;
/// assert_eq!(name, "Ada");
/// # Ok::<(), dynamo::DecodeError>(())
/// ```
///
/// # Errors
///
/// When the value does not fit the type.
pub fn from_attribute_value<T: DecodeOwned>(value: AttributeValue) -> Result<T, DecodeError> {
    let (mut decoder, kind) = MapDecoder::owned(value)?;
    T::decode(&mut decoder, kind)
}

/// Decodes one value from an `AttributeValue`, borrowing from it where the type does.
///
/// ```
/// use dynamo::sdk::types::AttributeValue;
///
/// let value = AttributeValue::S("Ada".to_owned());
/// let name: &str = dynamo::from_attribute_value_ref(&value)?;
/// assert_eq!(name, "Ada");
/// # Ok::<(), dynamo::DecodeError>(())
/// ```
///
/// # Errors
///
/// When the value does not fit the type.
pub fn from_attribute_value_ref<'de, T: Decode<'de>>(value: &'de AttributeValue) -> Result<T, DecodeError> {
    let (mut decoder, kind) = MapDecoder::borrowed(value)?;
    T::decode(&mut decoder, kind)
}
