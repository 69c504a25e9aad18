use std::{borrow::Cow, cmp::Ordering, fmt, hash, marker::PhantomData};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use smallvec::SmallVec;

use super::{Item, Number, wire::fingerprint};
use crate::{
    config::Settings,
    error::{AttributeMap, KeyError},
    schema::{ComponentValue, KeyShape, KeyValue, PrimaryKey, resolve_partition, resolve_primary_key},
};

/// The key of one item of type `T`: the values of all its key components.
///
/// `Order::key(..)` makes one, and [`Item::primary_key`] gives an item's. The text of the key is built when an operation
/// is sent, with the configuration in force there; [`resolve`](Key::resolve) builds it here and now.
///
/// ```
/// use dynamo::Item;
///
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(customer_id), sort_key(order_id))]
/// struct Order {
///     customer_id: String,
///     order_id: u64,
/// }
///
/// let key = Order::key("C123", 456);
/// assert_eq!(key.resolve()?.to_string(), "customer_id#C123#order / 456");
/// # Ok::<(), dynamo::KeyError>(())
/// ```
#[must_use = "a key does nothing by itself: give it to an operation"]
pub struct Key<T> {
    components: Vec<ComponentValue<'static>>,
    item: PhantomData<fn() -> T>,
}

impl<T> Key<T> {
    /// For generated code: the components in the order of the schema.
    #[doc(hidden)]
    pub fn from_components(components: Vec<ComponentValue<'static>>) -> Self {
        Self { components, item: PhantomData }
    }
}

impl<T: Item> Key<T> {
    pub(super) fn of(item: &T) -> Self {
        Self::from_components(
            (0..T::SCHEMA.key.components.len()).map(|index| item.component(index).into_owned()).collect(),
        )
    }

    /// Builds the key with the configuration in force here.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert_eq!(User::key("123").resolve()?.partition().to_string(), "id#123#user");
    /// # Ok::<(), dynamo::KeyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When a component is empty, contains the separator where something follows it, or the key is too long.
    pub fn resolve(&self) -> Result<PrimaryKey, KeyError> {
        self.resolve_with(&T::SCHEMA.settings())
    }

    pub(crate) fn resolve_with(&self, settings: &Settings) -> Result<PrimaryKey, KeyError> {
        resolve_primary_key(T::SCHEMA, settings, &|index| self.components[index].borrowed())
    }

    pub(crate) fn into_components(self) -> Vec<ComponentValue<'static>> {
        self.components
    }

    /// The component at a position of the schema's.
    pub(crate) fn component(&self, index: usize) -> Option<ComponentValue<'_>> {
        self.components.get(index).map(ComponentValue::borrowed)
    }

    /// The attributes that store the key's components as fields; native keys store them already.
    pub(crate) fn component_attributes(&self) -> impl Iterator<Item = (&'static str, AttributeValue)> {
        let key = &T::SCHEMA.key;
        let is_key =
            |index: usize| key.partition == KeyShape::Native(index) || key.sort == Some(KeyShape::Native(index));
        key.components.iter().zip(&self.components).enumerate().filter(move |(index, _)| !is_key(*index)).map(
            |(_, (component, value))| {
                let value = match value {
                    ComponentValue::Text(text) => AttributeValue::S(text.to_string()),
                    ComponentValue::Number(number) => AttributeValue::N(number.to_string()),
                    ComponentValue::Binary(bytes) => AttributeValue::B(Blob::new(bytes.to_vec())),
                    ComponentValue::Flag(flag) => AttributeValue::Bool(*flag),
                };
                (component.attribute, value)
            },
        )
    }
}

/// The partition of items of type `T`: the values of the partition key's components.
///
/// [`resolve`](Partition::resolve) gives the key attribute's name and value, for requests of the SDK's own. Queries
/// take the values themselves: [`Table::query`](crate::Table::query).
///
/// ```
/// # use dynamo::Item;
/// # #[derive(Item)] #[dynamo(table = "orders", partition_key(customer_id), sort_key(order_id))]
/// # struct Order { customer_id: String, order_id: u64 }
/// let (name, value) = Order::partition("C123").resolve()?;
/// assert_eq!((name.as_ref(), value.to_string().as_str()), ("pk", "customer_id#C123#order"));
/// # Ok::<(), dynamo::KeyError>(())
/// ```
#[must_use = "a partition does nothing by itself: `resolve` gives its attribute's name and value"]
pub struct Partition<T> {
    components: Vec<ComponentValue<'static>>,
    item: PhantomData<fn() -> T>,
}

impl<T> Partition<T> {
    /// For generated code: the components in the order of the schema.
    #[doc(hidden)]
    pub fn from_components(components: Vec<ComponentValue<'static>>) -> Self {
        Self { components, item: PhantomData }
    }
}

impl<T: Item> Partition<T> {
    /// Builds the partition key with the configuration in force here: the attribute's name and value.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert!(User::partition("").resolve().is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// When a component is empty, contains the separator where something follows it, or the key is too long.
    pub fn resolve(&self) -> Result<(std::borrow::Cow<'static, str>, KeyValue), KeyError> {
        resolve_partition(T::SCHEMA, &T::SCHEMA.settings(), &|index| self.components[index].borrowed())
    }
}

/// The key of an item, so that an item can stand where a key is asked for.
///
/// ```
/// # use dynamo::{Item, Key};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// let user = User { id: "1".into() };
/// assert_eq!(Key::from(&user), User::key("1"));
/// ```
impl<T: Item> From<&T> for Key<T> {
    fn from(item: &T) -> Self {
        Self::of(item)
    }
}

impl<T> From<&Self> for Key<T> {
    fn from(key: &Self) -> Self {
        key.clone()
    }
}

// By hand: a derive would ask the same of `T`, which is not stored.
macro_rules! value_semantics {
    ($name:ident) => {
        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                Self::from_components(self.components.clone())
            }
        }

        impl<T> PartialEq for $name<T> {
            fn eq(&self, other: &Self) -> bool {
                self.components == other.components
            }
        }

        impl<T> Eq for $name<T> {}

        impl<T> hash::Hash for $name<T> {
            fn hash<H: hash::Hasher>(&self, state: &mut H) {
                self.components.hash(state);
            }
        }

        /// Shows the types of the components, not their values: keys may be private.
        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_list().entries(&self.components).finish()
            }
        }
    };
}

value_semantics!(Key);
value_semantics!(Partition);

/// The key of an item, straight from its fields.
pub(super) fn resolve_item_key<T: Item>(item: &T, settings: &Settings) -> Result<PrimaryKey, KeyError> {
    resolve_primary_key(T::SCHEMA, settings, &|index| item.component(index))
}

pub(crate) fn into_attribute_value(value: KeyValue) -> AttributeValue {
    match value {
        KeyValue::S(text) => AttributeValue::S(text),
        KeyValue::N(number) => AttributeValue::N(number),
        KeyValue::B(bytes) => AttributeValue::B(Blob::new(bytes)),
    }
}

/// What tells the items of one table apart: type, length and bytes of each key attribute.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct KeyIdentity(SmallVec<[u8; USUAL_IDENTITY]>);

/// Most keys' identities are no longer.
const USUAL_IDENTITY: usize = 56;

impl KeyIdentity {
    /// Of an item or a key, by the names of the table's key attributes.
    pub(crate) fn of(item: &AttributeMap, key: &[Cow<'static, str>]) -> Self {
        Self::of_values(key.iter().map(|name| match item.get(name.as_ref()) {
            Some(AttributeValue::S(text)) => (b'S', text.as_bytes().into()),
            Some(AttributeValue::N(number)) => (b'N', canonical(number)),
            Some(AttributeValue::B(blob)) => (b'B', blob.as_ref().into()),
            _ => (0, Cow::default()),
        }))
    }

    /// Of an item's whole key.
    pub(crate) fn of_key(key: &PrimaryKey) -> Self {
        Self::of_values(key.attributes().map(|(_, value)| match value {
            KeyValue::S(text) => (b'S', text.as_bytes().into()),
            KeyValue::N(number) => (b'N', canonical(number)),
            KeyValue::B(bytes) => (b'B', bytes.into()),
        }))
    }

    fn of_values<'a>(values: impl Iterator<Item = (u8, Cow<'a, [u8]>)>) -> Self {
        // Put together in place, and on the heap only what does not fit.
        let (mut identity, mut few, mut count) = (SmallVec::new(), [0; USUAL_IDENTITY], 0);
        for (kind, bytes) in values {
            let [a, b, c, d] = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes();
            let head = [kind, a, b, c, d];
            let end = count + head.len() + bytes.len();
            match few.get_mut(count..end) {
                Some(place) if identity.is_empty() => {
                    let (head_place, bytes_place) = place.split_at_mut(head.len());
                    head_place.copy_from_slice(&head);
                    bytes_place.copy_from_slice(&bytes);
                    count = end;
                }
                _ => {
                    if identity.is_empty() {
                        identity.extend_from_slice(&few[..count]);
                    }
                    identity.extend_from_slice(&head);
                    identity.extend_from_slice(&bytes);
                }
            }
        }
        Self(if identity.is_empty() { SmallVec::from_buf_and_len(few, count) } else { identity })
    }

    /// Equal for equal identities, and hardly for others, unless their bytes differ in the middle alone.
    pub(crate) fn fingerprint(&self) -> u64 {
        fingerprint(&self.0)
    }
}

/// DynamoDB may write a number otherwise than it was given: 1.50 as 1.5.
fn canonical(number: &str) -> Cow<'_, [u8]> {
    if is_canonical_integer(number) {
        return number.as_bytes().into();
    }
    Number::parse(number).map_or(number.as_bytes().into(), |number| number.to_string().into_bytes().into())
}

/// Whether a number is written as [`Number`] writes it: most keys that are numbers are such integers.
fn is_canonical_integer(text: &str) -> bool {
    const FEW_DIGITS: usize = 20;
    let digits = text.as_bytes();
    digits.len() <= FEW_DIGITS && matches!(digits, [b'1'..=b'9', rest @ ..] if rest.iter().all(u8::is_ascii_digit))
}

/// How DynamoDB orders two values, if it does: of one type, S, N or B.
pub(crate) fn compare_scalars(left: &AttributeValue, right: &AttributeValue) -> Option<Ordering> {
    match (left, right) {
        (AttributeValue::S(left), AttributeValue::S(right)) => Some(left.cmp(right)),
        (AttributeValue::N(left), AttributeValue::N(right)) => {
            Some(Number::parse(left).ok()?.cmp(&Number::parse(right).ok()?))
        }
        (AttributeValue::B(left), AttributeValue::B(right)) => Some(left.as_ref().cmp(right.as_ref())),
        _ => None,
    }
}

/// What a stored value contributes to a key, if it can be part of one.
pub(crate) fn component_of(value: &AttributeValue) -> Option<ComponentValue<'_>> {
    Some(match value {
        AttributeValue::S(text) => ComponentValue::Text(text.into()),
        AttributeValue::N(number) => ComponentValue::Number(number.into()),
        AttributeValue::B(blob) => ComponentValue::Binary(blob.as_ref().into()),
        AttributeValue::Bool(flag) => ComponentValue::Flag(*flag),
        _ => return None,
    })
}

/// The key as the SDK's inputs take it.
pub(crate) fn key_attributes(key: PrimaryKey) -> AttributeMap {
    // A partition key and a sort key, at most.
    let mut attributes = AttributeMap::with_capacity(2);
    attributes.extend(key.into_attributes().map(|(name, value)| (name.into_owned(), into_attribute_value(value))));
    attributes
}

#[cfg(test)]
mod tests {
    use super::{KeyIdentity, Number, USUAL_IDENTITY, is_canonical_integer};

    #[test]
    fn identities_have_all_bytes_whatever_their_lengths() {
        let lengths = [0, 1, 20, USUAL_IDENTITY - 10, USUAL_IDENTITY - 6, USUAL_IDENTITY - 5, USUAL_IDENTITY, 300];
        for first in lengths {
            for second in lengths {
                let values = [(b'S', vec![1; first]), (b'B', vec![2; second])];
                let mut expected = Vec::new();
                for (kind, bytes) in &values {
                    expected.push(*kind);
                    expected.extend_from_slice(&u32::try_from(bytes.len()).unwrap().to_le_bytes());
                    expected.extend_from_slice(bytes);
                }
                let identity = KeyIdentity::of_values(values.iter().map(|(kind, bytes)| (*kind, bytes.into())));
                assert_eq!(identity.0[..], expected);
            }
        }
    }

    #[test]
    fn canonical_integers_are_written_as_numbers_are() {
        for text in ["1", "10", "18446744073709551615", "90000000000000000000"] {
            assert!(is_canonical_integer(text));
            assert_eq!(Number::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "0", "01", "-1", "+1", "1.0", "1e2", "1E2", "1234567890123456789012"] {
            assert!(!is_canonical_integer(text), "{text}");
        }
    }
}
