use aws_sdk_dynamodb::types::AttributeValue;

use super::{DecodeOwned, FieldCodec, With, map::MapDecoder};
use crate::error::DecodeError;

/// The type of an attribute that can be selected: what can be decoded, and fields with a codec of their own.
///
/// ```
/// fn assert_selectable<V: dynamo::Selectable<Output = V>>() {}
/// assert_selectable::<Option<String>>();
/// ```
#[diagnostic::on_unimplemented(
    message = "an attribute of type `{Self}` cannot be selected",
    label = "no `Decode` for this type"
)]
pub trait Selectable: Sized {
    /// The type that a selection gives.
    type Output: Send + 'static;

    /// For the library: the value that is there; `null` is what stands for NULL.
    #[doc(hidden)]
    fn read(value: &AttributeValue, null: Option<Self>) -> Result<Self::Output, DecodeError>;

    /// For the library: the value where there is none.
    #[doc(hidden)]
    fn absent(fallback: Option<Self>) -> Result<Self::Output, DecodeError>;
}

impl<V: DecodeOwned + Send + 'static> Selectable for V {
    type Output = V;

    fn read(value: &AttributeValue, null: Option<V>) -> Result<V, DecodeError> {
        match (value, null) {
            (AttributeValue::Null(true), Some(null)) => Ok(null),
            _ => super::from_attribute_value_ref(value),
        }
    }

    fn absent(fallback: Option<V>) -> Result<V, DecodeError> {
        fallback.map_or_else(V::missing, Ok)
    }
}

#[diagnostic::do_not_recommend]
impl<V: Send + 'static, C: FieldCodec<V>> Selectable for With<V, C> {
    type Output = V;

    fn read(value: &AttributeValue, null: Option<Self>) -> Result<V, DecodeError> {
        match (value, null) {
            (AttributeValue::Null(true), Some(null)) => Ok(null.into_inner()),
            _ => {
                let (mut decoder, kind) = MapDecoder::borrowed(value)?;
                C::decode(&mut decoder, kind)
            }
        }
    }

    fn absent(fallback: Option<Self>) -> Result<V, DecodeError> {
        fallback.map(Self::into_inner).ok_or_else(DecodeError::missing::<V>)
    }
}
