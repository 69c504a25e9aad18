//! Fields that are stored otherwise than their type says: `#[dynamo(serde)]`, `#[dynamo(json)]`, `#[dynamo(with = ..)]`.

use std::{fmt, marker::PhantomData, mem};

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};

use super::{Decode, Decoder, Encode, Encoder, FieldName, Kind, finite::is_finite};
use crate::error::{DecodeError, EncodeError};

/// The codec of `#[dynamo(serde)]`: a serde type stored as a native document of maps, lists, strings and numbers, as the
/// crate `serde_dynamo` stores it.
///
/// ```
/// use dynamo::{Attribute, Serde, With};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Theme {
///     dark: bool,
/// }
///
/// let value = dynamo::to_attribute_value(&With::<_, Serde>::new(Theme { dark: true }))?;
/// assert!(value.as_m().unwrap()["dark"].as_bool().unwrap());
/// # Ok::<(), dynamo::EncodeError>(())
/// ```
#[derive(Debug)]
pub enum Serde {}

/// The codec of `#[dynamo(json)]`: a serde type stored as a string of JSON.
///
/// ```
/// use dynamo::{Json, With};
///
/// let value = dynamo::to_attribute_value(&With::<_, Json>::new(vec![1, 2]))?;
/// assert_eq!(value.as_s().unwrap(), "[1,2]");
/// # Ok::<(), dynamo::EncodeError>(())
/// ```
#[derive(Debug)]
pub enum Json {}

/// How a field of type `V` is stored; `#[dynamo(with = module)]` makes one from a module.
///
/// ```
/// use std::time::Duration;
///
/// use dynamo::{Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, FieldCodec, Kind, With};
///
/// enum Seconds {}
///
/// impl FieldCodec<Duration> for Seconds {
///     fn encode<E: Encoder>(value: &Duration, encoder: &mut E) -> Result<(), EncodeError> {
///         value.as_secs().encode(encoder)
///     }
///
///     fn decode<'de, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Duration, DecodeError> {
///         u64::decode(decoder, kind).map(Duration::from_secs)
///     }
/// }
///
/// let value = dynamo::to_attribute_value(&With::<_, Seconds>::new(Duration::from_secs(90)))?;
/// assert_eq!(value.as_n().unwrap(), "90");
/// # Ok::<(), EncodeError>(())
/// ```
pub trait FieldCodec<V> {
    /// Writes the value.
    ///
    /// # Errors
    ///
    /// When DynamoDB could not store the value.
    fn encode<E: Encoder>(value: &V, encoder: &mut E) -> Result<(), EncodeError>;

    /// Reads the value.
    ///
    /// # Errors
    ///
    /// When the attribute does not fit.
    fn decode<'de, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<V, DecodeError>;

    /// For generated code: writes the field of that name, unless it is absent.
    #[doc(hidden)]
    fn encode_field<E: Encoder>(
        value: &V,
        encoder: &mut E,
        name: &'static FieldName,
        absent: bool,
        nullable: bool,
    ) -> Result<(), EncodeError> {
        if absent && !nullable {
            return Ok(());
        }
        encoder.field_name(name)?;
        if absent {
            return encoder.null();
        }
        Self::encode(value, encoder).map_err(|error| error.in_attribute(name.text()))
    }

    /// For generated code: reads the field of that name into its slot.
    #[doc(hidden)]
    fn decode_field<'de, D: Decoder<'de>>(
        slot: &mut Option<V>,
        decoder: &mut D,
        name: &'static str,
        kind: Kind,
        null: Option<V>,
    ) -> Result<bool, DecodeError> {
        *slot = Some(match null {
            Some(value) if kind == Kind::Null => {
                decoder.skip()?;
                value
            }
            _ => Self::decode(decoder, kind).map_err(|error| error.in_attribute(name))?,
        });
        Ok(true)
    }
}

/// A value of type `V` stored as the codec `C` says: the type of a field with `#[dynamo(with = module)]` in expressions.
pub struct With<V, C> {
    value: V,
    codec: PhantomData<fn() -> C>,
}

impl<V, C> With<V, C> {
    /// The value with its codec.
    ///
    /// ```
    /// use dynamo::{Json, Serde, With, to_attribute_value};
    ///
    /// let text = to_attribute_value(&With::<_, Json>::new((1, true)))?;
    /// assert_eq!(text.as_s().unwrap(), "[1,true]");
    ///
    /// let document = to_attribute_value(&With::<_, Serde>::new((1, true)))?;
    /// assert_eq!(document.as_l().unwrap().len(), 2);
    /// # Ok::<(), dynamo::EncodeError>(())
    /// ```
    pub fn new(value: V) -> Self {
        Self { value, codec: PhantomData }
    }

    pub(super) fn into_inner(self) -> V {
        self.value
    }
}

impl<V: fmt::Debug, C> fmt::Debug for With<V, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

impl<V, C: FieldCodec<V>> Encode for With<V, C> {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        C::encode(&self.value, encoder)
    }

    fn is_none_as(&self, none: &Self) -> bool {
        // The codec is not asked: it may write a `None` as it writes another value, or not at all.
        mem::discriminant(&self.value) == mem::discriminant(&none.value)
    }
}

/// Through `serde_dynamo`, so that what it stored reads back unchanged. serde's own messages may show values: left out.
impl<V: Serialize + DeserializeOwned> FieldCodec<V> for Serde {
    fn encode<E: Encoder>(value: &V, encoder: &mut E) -> Result<(), EncodeError> {
        let value: AttributeValue = serde_dynamo::to_attribute_value(value)
            .map_err(|_| EncodeError::new::<V>("serde cannot write the value as DynamoDB attributes"))?;
        value.encode(encoder)
    }

    fn decode<'de, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<V, DecodeError> {
        serde_dynamo::from_attribute_value(AttributeValue::decode(decoder, kind)?)
            .map_err(|_| DecodeError::new::<V>("the attribute does not have the structure that the serde type expects"))
    }
}

impl<V: Serialize + DeserializeOwned> FieldCodec<V> for Json {
    fn encode<E: Encoder>(value: &V, encoder: &mut E) -> Result<(), EncodeError> {
        let json =
            serde_json::to_string(value).map_err(|_| EncodeError::new::<V>("serde cannot write the value as JSON"))?;
        // It writes null for NaN and infinities, which would be read as none, or not at all.
        if json.contains("null") && !is_finite(value) {
            return Err(EncodeError::new::<V>("JSON has no NaN and no infinite numbers"));
        }
        encoder.string(&json)
    }

    fn decode<'de, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<V, DecodeError> {
        if kind != Kind::String {
            return Err(kind.instead_of::<V>("a string (S) of JSON"));
        }
        serde_json::from_str(&decoder.text()?).map_err(|error| {
            // Only the place: serde's message may show values.
            let (what, line, column) = (error.classify(), error.line(), error.column());
            DecodeError::new::<V>(format!("the JSON does not fit ({what:?} error at line {line}, column {column})"))
        })
    }
}
