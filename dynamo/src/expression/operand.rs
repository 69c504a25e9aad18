use std::{borrow::Cow, cmp::Ordering, collections::HashSet, fmt, sync::Arc};

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    field::Field,
    path::{AttributePath, Path, PathData},
};
use crate::{
    codec::{Encode, FieldCodec, With, to_attribute_value},
    error::{EncodeError, Error},
};

/// One side of a comparison, or what an update sets: a value or an attribute.
pub struct Operand(pub(super) OperandKind);

pub(super) enum OperandKind {
    Path(PathData),
    Size(PathData),
    Value(AttributeValue),
    /// A `None`.
    Absent,
    /// Something that cannot be sent; found out when the request is built.
    Invalid(Refusal),
}

/// Why an operand cannot be sent.
pub(super) enum Refusal {
    Encode(EncodeError),
    /// In words, without the attribute.
    Validation(Cow<'static, str>),
}

impl Refusal {
    pub(super) const NONE: Self = Self::Validation(Cow::Borrowed("None has no value to compare with or to set"));

    /// The error, which names the place that the operand is for.
    pub(super) fn at(self, place: Option<&PathData>) -> Error {
        match (self, place) {
            (Self::Encode(error), Some(place)) => place.locate_value(error).into(),
            (Self::Encode(error), None) => error.into(),
            (Self::Validation(why), Some(place)) => Error::validation(format!("`{}`: {why}", place.without_keys())),
            (Self::Validation(why), None) => Error::validation(why),
        }
    }
}

impl Operand {
    /// A value, encoded; if that fails, the request that it becomes part of fails.
    ///
    /// ```
    /// use dynamo::Operand;
    ///
    /// let five = Operand::value(&5);
    /// ```
    pub fn value<V: Encode + ?Sized>(value: &V) -> Self {
        Self(if value.is_absent() {
            OperandKind::Absent
        } else {
            match to_attribute_value(value) {
                Ok(value) => OperandKind::Value(value),
                Err(error) => OperandKind::Invalid(Refusal::Encode(error)),
            }
        })
    }

    /// A value for a field with that `None`, if it has a codec of its own and can be `None`.
    fn value_or_none<V: Encode>(value: &V, none: Option<V>) -> Self {
        if is_none(value, none) { Self(OperandKind::Absent) } else { Self::value(value) }
    }

    /// An order of scalar values, always the same; others keep theirs.
    pub(super) fn cmp_values(&self, other: &Self) -> Ordering {
        fn bytes(operand: &Operand) -> Option<(u8, &[u8])> {
            match operand.as_value()? {
                AttributeValue::S(text) => Some((0, text.as_bytes())),
                AttributeValue::N(number) => Some((1, number.as_bytes())),
                AttributeValue::B(blob) => Some((2, blob.as_ref())),
                _ => None,
            }
        }
        bytes(self).cmp(&bytes(other))
    }

    /// A list of values, for `append` and `prepend`.
    pub(crate) fn list(elements: impl Iterator<Item = Self>) -> Self {
        let mut list = Vec::new();
        for (index, element) in elements.enumerate() {
            match element.0 {
                OperandKind::Value(value) => list.push(value),
                OperandKind::Absent => list.push(AttributeValue::Null(true)),
                OperandKind::Invalid(Refusal::Encode(error)) => {
                    return Self(OperandKind::Invalid(Refusal::Encode(error.at_index(index))));
                }
                OperandKind::Invalid(_) => return element,
                OperandKind::Path(_) | OperandKind::Size(_) => return Self::not_a_value(),
            }
        }
        Self(OperandKind::Value(AttributeValue::L(list)))
    }

    /// A set of values, for `add_to_set` and `remove_from_set`; DynamoDB refuses duplicates, so they are left out.
    pub(crate) fn set(elements: impl Iterator<Item = Self>) -> Self {
        let mut set = None;
        let (mut texts_seen, mut blobs_seen) = (HashSet::new(), HashSet::new());
        for element in elements {
            let value = match element.0 {
                OperandKind::Value(value) => value,
                OperandKind::Invalid(_) => return element,
                OperandKind::Absent | OperandKind::Path(_) | OperandKind::Size(_) => return Self::not_a_value(),
            };
            let is_new = match &value {
                AttributeValue::S(text) | AttributeValue::N(text) => texts_seen.insert(text.clone()),
                AttributeValue::B(blob) => blobs_seen.insert(blob.clone().into_inner()),
                _ => return Self::not_a_value(),
            };
            match (&mut set, value) {
                (None, AttributeValue::S(text)) => set = Some(AttributeValue::Ss(vec![text])),
                (None, AttributeValue::N(number)) => set = Some(AttributeValue::Ns(vec![number])),
                (None, AttributeValue::B(blob)) => set = Some(AttributeValue::Bs(vec![blob])),
                (Some(AttributeValue::Ss(all)), AttributeValue::S(text))
                | (Some(AttributeValue::Ns(all)), AttributeValue::N(text)) => all.extend(is_new.then_some(text)),
                (Some(AttributeValue::Bs(all)), AttributeValue::B(blob)) => all.extend(is_new.then_some(blob)),
                _ => return Self::not_a_value(),
            }
        }
        match set {
            Some(set) => Self(OperandKind::Value(set)),
            None => {
                Self::invalid("add_to_set and remove_from_set were given no elements, and DynamoDB has no empty sets")
            }
        }
    }

    /// The value, if the operand is one.
    pub(crate) fn as_value(&self) -> Option<&AttributeValue> {
        match &self.0 {
            OperandKind::Value(value) => Some(value),
            _ => None,
        }
    }

    /// A `None`.
    pub(crate) const fn none() -> Self {
        Self(OperandKind::Absent)
    }

    /// Whether the operand is `None`.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self.0, OperandKind::Absent)
    }

    /// The attribute, or the place inside one, that the operand is or measures.
    pub(crate) fn path(&self) -> Option<&PathData> {
        match &self.0 {
            OperandKind::Path(path) | OperandKind::Size(path) => Some(path),
            OperandKind::Value(_) | OperandKind::Absent | OperandKind::Invalid(_) => None,
        }
    }

    fn not_a_value() -> Self {
        Self::invalid("an element of a list or set must be a value, and those of a set of one type")
    }

    pub(super) fn invalid(why: impl Into<Cow<'static, str>>) -> Self {
        Self(OperandKind::Invalid(Refusal::Validation(why.into())))
    }

    /// The operand where a `None` makes no sense.
    pub(crate) fn present(self, what: &str) -> Self {
        match self.0 {
            OperandKind::Absent => Self::invalid(format!(
                "{what} was given None, which has no value to work with; use exists(), not_exists(), eq(None) or remove"
            )),
            _ => self,
        }
    }
}

/// Whether a value is a `None`, for a field with that `None`, if it has a codec of its own and can be `None`.
pub(super) fn is_none<V: Encode>(value: &V, none: Option<V>) -> bool {
    none.is_some_and(|none| value.is_none_as(&none)) || value.is_absent()
}

/// Shows what kind of operand it is, not its value: data may be private.
impl fmt::Debug for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            OperandKind::Path(path) => write!(f, "{path:?}"),
            OperandKind::Size(path) => write!(f, "size({path:?})"),
            OperandKind::Value(_) => f.write_str("value"),
            OperandKind::Absent => f.write_str("None"),
            OperandKind::Invalid(Refusal::Encode(error)) => write!(f, "invalid: {error}"),
            OperandKind::Invalid(Refusal::Validation(why)) => write!(f, "invalid: {why}"),
        }
    }
}

/// What an attribute of type `V`, of an item of type `T`, can be compared with or set to: a `V`, a reference to one,
/// another attribute of that type; a `&str` for strings, and a plain value for an `Option`.
///
/// Numbers are not converted: `5` for an integer, `5.0` for a float, so that literals keep one meaning.
///
/// ```
/// # use dynamo::Item;
/// #[derive(Item)]
/// #[dynamo(table = "accounts", partition_key(id))]
/// struct Account {
///     id: String,
///     balance: i64,
///     limit: i64,
///     nickname: Option<String>,
/// }
/// let fields = Account::FIELDS;
/// let condition = fields.balance.ge(100) & fields.balance.lt(fields.limit) & fields.nickname.eq("Ada");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit an attribute of type `{V}`",
    label = "expected `{V}`, a reference to one, or an attribute of that type",
    note = "numbers are not converted: write 5.0 for a float and 5 for an integer"
)]
pub trait IntoOperand<T, V> {
    /// The operand.
    fn into_operand(self) -> Operand;

    /// For the library: the operand for a field with a codec of its own, which has that `None`, if it has one.
    #[doc(hidden)]
    fn into_operand_or_none(self, _none: Option<V>) -> Operand
    where
        Self: Sized,
    {
        self.into_operand()
    }

    /// For the library: whether a field is `None` by that default; if it has a codec of its own, with that `None`.
    #[doc(hidden)]
    fn is_none(_default: V, _none: Option<V>) -> bool
    where
        Self: Sized,
    {
        false
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Encode> IntoOperand<T, V> for V {
    fn into_operand(self) -> Operand {
        Operand::value(&self)
    }

    fn into_operand_or_none(self, none: Option<V>) -> Operand {
        Operand::value_or_none(&self, none)
    }

    fn is_none(default: V, none: Option<V>) -> bool {
        is_none(&default, none)
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Encode> IntoOperand<T, V> for &V {
    fn into_operand(self) -> Operand {
        Operand::value(self)
    }

    fn into_operand_or_none(self, none: Option<V>) -> Operand {
        Operand::value_or_none(self, none)
    }

    fn is_none(default: V, none: Option<V>) -> bool {
        is_none(&default, none)
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Encode> IntoOperand<T, Option<V>> for V {
    fn into_operand(self) -> Operand {
        Operand::value(&self)
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: Encode> IntoOperand<T, Option<V>> for &V {
    fn into_operand(self) -> Operand {
        Operand::value(self)
    }
}

macro_rules! from_str {
    ($($string:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T> IntoOperand<T, $string> for &str {
            fn into_operand(self) -> Operand {
                Operand::value(self)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T> IntoOperand<T, Option<$string>> for &str {
            fn into_operand(self) -> Operand {
                Operand::value(self)
            }
        }
    )*};
}

from_str!(String, Box<str>, Arc<str>, Cow<'_, str>);

#[diagnostic::do_not_recommend]
impl<T, V, C: FieldCodec<V>> IntoOperand<T, With<V, C>> for V {
    fn into_operand(self) -> Operand {
        Operand::value(&With::<V, C>::new(self))
    }

    fn into_operand_or_none(self, none: Option<With<V, C>>) -> Operand {
        Operand::value_or_none(&With::new(self), none)
    }

    fn is_none(default: With<V, C>, none: Option<With<V, C>>) -> bool {
        is_none(&default, none)
    }
}

#[diagnostic::do_not_recommend]
impl<T, V, R> IntoOperand<T, V> for Field<T, V, R> {
    fn into_operand(self) -> Operand {
        Operand(OperandKind::Path(self.into_path()))
    }
}

#[diagnostic::do_not_recommend]
impl<T, V, R> IntoOperand<T, V> for Path<T, V, R> {
    fn into_operand(self) -> Operand {
        Operand(OperandKind::Path(self.into_path()))
    }
}
