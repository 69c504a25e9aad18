use std::{borrow::Cow, fmt};

use super::shape::{Shaped, TextKeyShape};

/// The value of one key component: what it contributes to a key.
///
/// In a text key every kind but binary is written as text; as a key of its own ("native") it is an S, N or B attribute.
///
/// ```
/// use dynamo::{ComponentValue, KeyComponent};
///
/// assert_eq!(42u32.component(), ComponentValue::Number("42".into()));
/// assert_eq!("C123".to_owned().component(), ComponentValue::Text("C123".into()));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ComponentValue<'a> {
    /// A string (S).
    Text(Cow<'a, str>),
    /// A number (N), in decimal.
    Number(Cow<'a, str>),
    /// Bytes (B).
    Binary(Cow<'a, [u8]>),
    /// A boolean (BOOL): in text keys only.
    Flag(bool),
}

impl ComponentValue<'_> {
    /// The same value without a borrow.
    ///
    /// ```
    /// use dynamo::ComponentValue;
    ///
    /// let owned: ComponentValue<'static> = ComponentValue::Text("a".to_owned().as_str().into()).into_owned();
    /// assert_eq!(owned, ComponentValue::Text("a".into()));
    /// ```
    pub fn into_owned(self) -> ComponentValue<'static> {
        match self {
            Self::Text(text) => ComponentValue::Text(Cow::Owned(text.into_owned())),
            Self::Number(number) => ComponentValue::Number(Cow::Owned(number.into_owned())),
            Self::Binary(bytes) => ComponentValue::Binary(Cow::Owned(bytes.into_owned())),
            Self::Flag(flag) => ComponentValue::Flag(flag),
        }
    }

    /// The same value, borrowed from this one.
    ///
    /// ```
    /// use dynamo::ComponentValue;
    ///
    /// let value = ComponentValue::Text("a".into());
    /// assert_eq!(value.borrowed(), value);
    /// ```
    pub fn borrowed(&self) -> ComponentValue<'_> {
        match self {
            Self::Text(text) => ComponentValue::Text(Cow::Borrowed(text)),
            Self::Number(number) => ComponentValue::Number(Cow::Borrowed(number)),
            Self::Binary(bytes) => ComponentValue::Binary(Cow::Borrowed(bytes)),
            Self::Flag(flag) => ComponentValue::Flag(*flag),
        }
    }
}

/// Shows the kind, not the value: keys may be private.
impl fmt::Debug for ComponentValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(..)",
            Self::Number(_) => "Number(..)",
            Self::Binary(_) => "Binary(..)",
            Self::Flag(_) => "Flag(..)",
        })
    }
}

/// A type that can be part of a key.
///
/// The library implements it for strings, integers, `bool`, binary, dates, UUIDs; `#[derive(Attribute)]` for unit enums
/// and for newtypes of components. For a type of your own, say what shape it has and what it contributes:
///
/// ```
/// use dynamo::{ComponentValue, Item, KeyComponent, Shaped, shape};
///
/// /// A month such as 2026-01: text order is time order.
/// struct Month { year: u16, month: u8 }
///
/// impl Shaped for Month {
///     type Shape = shape::Text;
/// }
/// impl KeyComponent for Month {
///     fn component(&self) -> ComponentValue<'_> {
///         ComponentValue::Text(format!("{:04}-{:02}", self.year, self.month).into())
///     }
/// }
/// ```
///
/// The type's own `Encode` must write the same scalar as `component` gives: a string for `Text`, a number for `Number`.
/// The text must be the same for equal values and different for different ones, or items overwrite each other.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of a key",
    label = "not a key component",
    note = "key components are strings, integers, booleans, binary, dates, UUIDs, unit enums and newtypes of these; \
            an Option cannot be one, as every item has a whole key",
    note = "for a type of your own implement `dynamo::KeyComponent` and `dynamo::Shaped`"
)]
pub trait KeyComponent: Shaped {
    /// What this value contributes to a key.
    fn component(&self) -> ComponentValue<'_>;

    /// For generated code: what it contributes to a text key.
    #[doc(hidden)]
    fn text_component(&self) -> ComponentValue<'_>
    where
        Self: Sized,
        Self::Shape: TextKeyShape,
    {
        self.component()
    }

    /// For generated code: what it contributes to a text key whose template pads it with zeros.
    #[doc(hidden)]
    fn padded_component(&self) -> ComponentValue<'_>
    where
        Self: Sized + Paddable,
    {
        self.component()
    }
}

/// A struct with one unnamed field that is stored as that field is; implemented by `#[derive(Attribute)]`.
///
/// What the field's type can do as an attribute, a key component or a set element, the newtype can do too.
///
/// ```
/// use dynamo::{Attribute, KeyComponent};
///
/// #[derive(Attribute)]
/// struct CustomerId(String);
///
/// assert_eq!(CustomerId("C1".into()).component(), "C1".to_owned().component());
/// ```
pub trait Newtype: Sized {
    /// The field's type.
    type Inner;

    /// The field.
    fn inner(&self) -> &Self::Inner;

    /// The newtype round a value.
    fn from_inner(inner: Self::Inner) -> Self;
}

#[diagnostic::do_not_recommend]
impl<W: Newtype<Inner: KeyComponent> + Shaped> KeyComponent for W {
    fn component(&self) -> ComponentValue<'_> {
        self.inner().component()
    }
}

/// An unsigned integer, which a key template can pad with zeros: `{number:010}`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be padded with zeros in a key template",
    label = "not an unsigned integer",
    note = "padding is for unsigned integers, whose text order it makes their value order"
)]
pub trait Paddable {}

macro_rules! paddable {
    ($($unsigned:ty),*) => {
        $(impl Paddable for $unsigned {})*
    };
}

paddable!(u8, u16, u32, u64, u128, usize);

#[diagnostic::do_not_recommend]
impl<W: Newtype<Inner: Paddable>> Paddable for W {}
