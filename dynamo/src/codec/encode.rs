use super::{FieldName, Kind};
use crate::error::EncodeError;

/// A type that can be stored in an attribute.
///
/// The library implements it for the types of the guide "attributes and types"; derive it with
/// `#[derive(Attribute)]`. By hand it is one call on the [`Encoder`], or a few between a `begin` and an `end`:
///
/// ```
/// use dynamo::{Encode, EncodeError, Encoder};
///
/// struct Celsius(f64);
///
/// impl Encode for Celsius {
///     fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
///         self.0.encode(encoder)
///     }
/// }
///
/// # fn main() -> Result<(), EncodeError> {
/// assert_eq!(dynamo::to_attribute_value(&Celsius(21.5))?.as_n().unwrap(), "21.5");
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a DynamoDB attribute",
    label = "no `Encode` for this type",
    note = "derive Attribute for a type of your own; for a serde type put #[dynamo(serde)] or #[dynamo(json)] on the field",
    note = "dates, UUIDs and decimals need the feature of their crate's name: chrono, time, jiff, uuid, rust_decimal, bytes"
)]
pub trait Encode {
    /// Writes the value: exactly one call for a scalar, or a matching pair of `begin_..` and `end_..`.
    ///
    /// # Errors
    ///
    /// When DynamoDB could not store the value: NaN, more than 38 digits, an empty set.
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError>;

    /// Whether the attribute is left out of the item altogether, as for `None`.
    fn is_absent(&self) -> bool {
        false
    }

    /// For the library: whether the value is the `None` of a field with a codec of its own, where `none` is one.
    #[doc(hidden)]
    fn is_none_as(&self, _none: &Self) -> bool
    where
        Self: Sized,
    {
        self.is_absent()
    }

    /// Writes a sequence of these, given in two parts: a list, save for bytes, which are binary.
    ///
    /// # Errors
    ///
    /// As [`encode`](Encode::encode).
    #[doc(hidden)]
    fn encode_slices<E: Encoder>(head: &[Self], tail: &[Self], encoder: &mut E) -> Result<(), EncodeError>
    where
        Self: Sized,
    {
        encoder.begin_list(head.len() + tail.len())?;
        for (index, element) in head.iter().chain(tail).enumerate() {
            element.encode(encoder).map_err(|error| error.at_index(index))?;
        }
        encoder.end_list()
    }

    /// For generated code: writes the field of that name, unless it is absent.
    #[doc(hidden)]
    fn encode_field<E: Encoder>(&self, encoder: &mut E, name: &'static FieldName) -> Result<(), EncodeError> {
        if self.is_absent() { Ok(()) } else { self.encode_nullable_field(encoder, name) }
    }

    /// For generated code: writes the field of that name, NULL if it is absent.
    #[doc(hidden)]
    fn encode_nullable_field<E: Encoder>(&self, encoder: &mut E, name: &'static FieldName) -> Result<(), EncodeError> {
        encoder.field_name(name)?;
        self.encode(encoder).map_err(|error| error.in_attribute(name.text()))
    }

    /// For generated code: writes the field of that name, which has this default; NULL if it is absent and the default is
    /// not, as which a missing attribute would be read.
    #[doc(hidden)]
    fn encode_defaulted_field<E: Encoder>(
        &self,
        encoder: &mut E,
        name: &'static FieldName,
        default: impl FnOnce() -> Self,
    ) -> Result<(), EncodeError>
    where
        Self: Sized,
    {
        if self.is_absent() && default().is_absent() { Ok(()) } else { self.encode_nullable_field(encoder, name) }
    }

    /// For generated code: writes the variant of that name that holds the value.
    #[doc(hidden)]
    fn encode_variant<E: Encoder>(&self, encoder: &mut E, name: &'static str) -> Result<(), EncodeError> {
        encoder.begin_map(1)?;
        encoder.name(name)?;
        self.encode(encoder).map_err(|error| error.in_attribute(name))?;
        encoder.end_map()
    }
}

/// Where encoded values go: a carrier of items.
///
/// A value is one call of a scalar's method, or a `begin` and its `end` with values between them. In a map every value
/// follows a call of [`name`](Encoder::name). In a set the values are strings, numbers or binary, as the set's kind says.
///
/// Implementations are the library's; the trait is public so that types can implement [`Encode`].
pub trait Encoder {
    /// Writes a string (S).
    ///
    /// # Errors
    ///
    /// When the carrier cannot take it here.
    fn string(&mut self, value: &str) -> Result<(), EncodeError>;

    /// Writes a number (N), given as decimal text that DynamoDB accepts.
    ///
    /// # Errors
    ///
    /// When the carrier cannot take it here.
    fn number(&mut self, value: &str) -> Result<(), EncodeError>;

    /// Writes bytes (B).
    ///
    /// # Errors
    ///
    /// When the carrier cannot take it here.
    fn binary(&mut self, value: &[u8]) -> Result<(), EncodeError>;

    /// Writes a boolean (BOOL).
    ///
    /// # Errors
    ///
    /// When the carrier cannot take it here.
    fn boolean(&mut self, value: bool) -> Result<(), EncodeError>;

    /// Writes NULL.
    ///
    /// # Errors
    ///
    /// When the carrier cannot take it here.
    fn null(&mut self) -> Result<(), EncodeError>;

    /// Begins a map (M) of about `len` entries.
    ///
    /// # Errors
    ///
    /// When the value would be nested deeper than DynamoDB's 32 levels.
    fn begin_map(&mut self, len: usize) -> Result<(), EncodeError>;

    /// For generated code: the same for a map whose names are fields' names, each of them once, which the carrier may
    /// take on trust.
    #[doc(hidden)]
    fn begin_fields(&mut self, len: usize) -> Result<(), EncodeError> {
        self.begin_map(len)
    }

    /// Says the name of the map's next value.
    ///
    /// # Errors
    ///
    /// When the carrier cannot take it here.
    fn name(&mut self, name: &str) -> Result<(), EncodeError>;

    /// For generated code: the same for a field's name.
    #[doc(hidden)]
    fn field_name(&mut self, name: &'static FieldName) -> Result<(), EncodeError> {
        self.name(name.text())
    }

    /// Ends the map that was begun last.
    ///
    /// # Errors
    ///
    /// When the carrier cannot take it here.
    fn end_map(&mut self) -> Result<(), EncodeError>;

    /// Begins a list (L) of about `len` elements.
    ///
    /// # Errors
    ///
    /// When the value would be nested deeper than DynamoDB's 32 levels.
    fn begin_list(&mut self, len: usize) -> Result<(), EncodeError>;

    /// Ends the list that was begun last.
    ///
    /// # Errors
    ///
    /// When the carrier cannot take it here.
    fn end_list(&mut self) -> Result<(), EncodeError>;

    /// Begins a set of `len` elements; `kind` is [`Kind::StringSet`], [`Kind::NumberSet`] or [`Kind::BinarySet`].
    ///
    /// # Errors
    ///
    /// When the set is empty: DynamoDB has no empty sets.
    fn begin_set(&mut self, kind: Kind, len: usize) -> Result<(), EncodeError>;

    /// Ends the set that was begun last.
    ///
    /// # Errors
    ///
    /// When the carrier cannot take it here.
    fn end_set(&mut self) -> Result<(), EncodeError>;
}
