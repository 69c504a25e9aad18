use std::borrow::Cow;

use super::Kind;
use crate::error::DecodeError;

/// A type that can be read from an attribute.
///
/// `'de` is the lifetime of what is read from, for types that borrow (`&'de str`, `Cow<'de, str>`); most types are
/// [`DecodeOwned`]. The attribute's type has been read already and comes as `kind`, so that no value is looked at twice.
///
/// ```
/// use dynamo::{Decode, DecodeError, Decoder, Kind};
///
/// struct Celsius(f64);
///
/// impl<'de> Decode<'de> for Celsius {
///     fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
///         f64::decode(decoder, kind).map(Self)
///     }
/// }
///
/// # fn main() -> Result<(), DecodeError> {
/// let value = dynamo::sdk::types::AttributeValue::N("21.5".to_owned());
/// assert_eq!(dynamo::from_attribute_value::<Celsius>(value)?.0, 21.5);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a DynamoDB attribute",
    label = "no `Decode` for this type",
    note = "derive Attribute for a type of your own; for a serde type put #[dynamo(serde)] or #[dynamo(json)] on the field",
    note = "dates, UUIDs and decimals need the feature of their crate's name: chrono, time, jiff, uuid, rust_decimal, bytes"
)]
pub trait Decode<'de>: Sized {
    /// Reads the value at hand, which is of the given kind; must consume it, with one call on the decoder.
    ///
    /// # Errors
    ///
    /// When the value does not fit the type.
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError>;

    /// What the value is when its attribute is missing.
    ///
    /// # Errors
    ///
    /// For all types but `Option`, unless the type says otherwise.
    fn missing() -> Result<Self, DecodeError> {
        Err(DecodeError::missing::<Self>())
    }

    /// Reads a sequence of these: from a list or set, save for bytes, which are binary.
    ///
    /// # Errors
    ///
    /// As [`decode`](Decode::decode).
    #[doc(hidden)]
    fn decode_vec<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Vec<Self>, DecodeError> {
        let mut elements = Vec::new();
        decode_elements::<Vec<Self>, D>(decoder, kind, |decoder, kind| {
            let element = Self::decode(decoder, kind)?;
            if elements.capacity() == 0 {
                elements.reserve_exact(first_room::<Self>());
            }
            elements.push(element);
            Ok(())
        })?;
        Ok(elements)
    }

    /// For generated code: reads the field of that name into its slot.
    #[doc(hidden)]
    fn decode_field<D: Decoder<'de>>(
        slot: &mut Option<Self>,
        decoder: &mut D,
        name: &'static str,
        kind: Kind,
    ) -> Result<bool, DecodeError> {
        *slot = Some(Self::decode(decoder, kind).map_err(|error| error.in_attribute(name))?);
        Ok(true)
    }

    /// For generated code: the field's value, or what it is when its attribute is missing.
    #[doc(hidden)]
    fn finish_field(slot: Option<Self>, name: &'static str) -> Result<Self, DecodeError> {
        match slot {
            Some(value) => Ok(value),
            None => Self::missing().map_err(|error| error.in_attribute(name)),
        }
    }
}

/// A type that can be read from an attribute without borrowing from it.
///
/// ```
/// fn assert_owned<T: dynamo::DecodeOwned>() {}
/// assert_owned::<Vec<String>>();
/// ```
pub trait DecodeOwned: for<'de> Decode<'de> {}
impl<T: for<'de> Decode<'de>> DecodeOwned for T {}

/// For how many elements a list makes room at first: most lists are short, and there are many of them on a page.
const fn first_room<V>() -> usize {
    const BYTES: usize = 128;
    match BYTES.checked_div(size_of::<V>()) {
        None | Some(4..) => 4,
        Some(0) => 1,
        Some(few) => few,
    }
}

/// Refuses a set where each place has a meaning of its own: a set has no order.
pub(crate) fn refuse_set<T>(kind: Kind) -> Result<(), DecodeError> {
    match kind {
        Kind::StringSet | Kind::NumberSet | Kind::BinarySet => Err(kind.instead_of::<T>("a list (L)")),
        _ => Ok(()),
    }
}

/// Reads the elements of a list or set, for a collection of type `T`.
pub(crate) fn decode_elements<'de, T, D: Decoder<'de>>(
    decoder: &mut D,
    kind: Kind,
    mut element: impl FnMut(&mut D, Kind) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    match kind {
        Kind::List | Kind::StringSet | Kind::NumberSet | Kind::BinarySet => {
            let mut index = 0;
            decoder.elements(|decoder, kind| {
                element(decoder, kind).map_err(|error| error.at_index(index))?;
                index += 1;
                Ok(())
            })
        }
        _ => Err(kind.instead_of::<T>("a list (L) or a set (SS, NS, BS)")),
    }
}

/// Where encoded values come from: a carrier of items.
///
/// The decoder stands before one value, whose [`Kind`] the caller was told. Exactly one call consumes it: the method for
/// that kind, or [`skip`](Decoder::skip). A call that does not suit the kind is an error, never a panic.
///
/// Implementations are the library's; the trait is public so that types can implement [`Decode`].
pub trait Decoder<'de> {
    /// The text of a string (S) or number (N).
    ///
    /// # Errors
    ///
    /// When the value is neither.
    fn text(&mut self) -> Result<Cow<'de, str>, DecodeError>;

    /// The same, if it can be borrowed.
    #[doc(hidden)]
    fn borrowed_text(&mut self) -> Result<Option<&'de str>, DecodeError> {
        match self.text()? {
            Cow::Borrowed(text) => Ok(Some(text)),
            Cow::Owned(_) => Ok(None),
        }
    }

    /// The same, owned.
    #[doc(hidden)]
    fn string(&mut self) -> Result<String, DecodeError> {
        self.text().map(Cow::into_owned)
    }

    /// What a function makes of the same text.
    #[doc(hidden)]
    fn read_text<V>(&mut self, read: impl FnOnce(&str) -> Result<V, DecodeError>) -> Result<V, DecodeError> {
        read(&self.text()?)
    }

    /// The bytes of a binary (B).
    ///
    /// # Errors
    ///
    /// When the value is not binary.
    fn binary(&mut self) -> Result<Cow<'de, [u8]>, DecodeError>;

    /// A boolean (BOOL).
    ///
    /// # Errors
    ///
    /// When the value is not a boolean.
    fn boolean(&mut self) -> Result<bool, DecodeError>;

    /// Passes over the value, whatever it is.
    ///
    /// # Errors
    ///
    /// When the carrier is malformed.
    fn skip(&mut self) -> Result<(), DecodeError>;

    /// Visits the entries of a map (M), in any order; the visitor must consume each value.
    ///
    /// # Errors
    ///
    /// When the value is not a map, or the visitor fails.
    fn entries<F>(&mut self, visit: F) -> Result<(), DecodeError>
    where
        F: FnMut(&mut Self, &str, Kind) -> Result<(), DecodeError>;

    /// Visits the elements of a list or set, in order; the visitor must consume each value.
    ///
    /// # Errors
    ///
    /// When the value is neither, or the visitor fails.
    fn elements<F>(&mut self, visit: F) -> Result<(), DecodeError>
    where
        F: FnMut(&mut Self, Kind) -> Result<(), DecodeError>;
}
