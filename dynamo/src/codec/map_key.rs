use std::{borrow::Cow, sync::Arc};

use super::Number;
use crate::{error::DecodeError, schema::Newtype};

/// A type that can be the key of a map (M): what a string names exactly, so it comes back as it was.
///
/// ```
/// use std::collections::BTreeMap;
///
/// let stock: BTreeMap<u32, u64> = [(4711, 3)].into();
/// let value = dynamo::to_attribute_value(&stock)?;
/// assert_eq!(value.as_m().unwrap()["4711"].as_n().unwrap(), "3");
/// # Ok::<(), dynamo::EncodeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the key of a map attribute",
    label = "no `MapKey` for this type",
    note = "map keys are strings, integers, char, bool, UUIDs, unit enums and newtypes of these"
)]
pub trait MapKey: Sized {
    /// Whether a key is its text: two that are equal have the same text.
    #[doc(hidden)]
    const IS_TEXT: bool = false;

    /// The key's text.
    fn name(&self) -> Cow<'_, str>;

    /// The key of that text.
    ///
    /// # Errors
    ///
    /// When the text is no such key.
    fn from_name(name: &str) -> Result<Self, DecodeError>;
}

macro_rules! text_keys {
    ($($string:ty),*) => {$(
        impl MapKey for $string {
            const IS_TEXT: bool = true;

            fn name(&self) -> Cow<'_, str> {
                Cow::Borrowed(self)
            }

            fn from_name(name: &str) -> Result<Self, DecodeError> {
                Ok(Self::from(name.to_owned()))
            }
        }
    )*};
}

text_keys!(String, Box<str>, Arc<str>, Cow<'_, str>);

macro_rules! parsed_keys {
    ($($parsed:ty),*) => {$(
        impl MapKey for $parsed {
            fn name(&self) -> Cow<'_, str> {
                Cow::Owned(self.to_string())
            }

            fn from_name(name: &str) -> Result<Self, DecodeError> {
                // The cause may show the key: left out.
                name.parse().map_err(|_| {
                    DecodeError::new::<Self>(concat!("the map's key is not a valid ", stringify!($parsed)))
                })
            }
        }
    )*};
}

parsed_keys!(i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize, bool, char, Number);
#[cfg(feature = "uuid")]
parsed_keys!(uuid::Uuid);

#[diagnostic::do_not_recommend]
impl<W: Newtype<Inner: MapKey>> MapKey for W {
    fn name(&self) -> Cow<'_, str> {
        self.inner().name()
    }

    fn from_name(name: &str) -> Result<Self, DecodeError> {
        W::Inner::from_name(name).map(Self::from_inner)
    }
}
