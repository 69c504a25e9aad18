use std::{borrow::Cow, fmt};

use super::ScalarType;

/// The value of a key attribute, as it is stored.
///
/// `Display` shows the value (binary in hexadecimal); `Debug` shows its type only, because keys may be private.
///
/// ```
/// use dynamo::KeyValue;
///
/// assert_eq!(KeyValue::S("id#123#user".to_owned()).to_string(), "id#123#user");
/// assert_eq!(KeyValue::B(vec![0xca, 0xfe]).to_string(), "cafe");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum KeyValue {
    /// A string.
    S(String),
    /// A number, in decimal.
    N(String),
    /// Bytes.
    B(Vec<u8>),
}

impl KeyValue {
    /// The type of the key attribute.
    ///
    /// ```
    /// assert_eq!(dynamo::KeyValue::N("7".to_owned()).scalar(), dynamo::ScalarType::N);
    /// ```
    pub fn scalar(&self) -> ScalarType {
        match self {
            Self::S(_) => ScalarType::S,
            Self::N(_) => ScalarType::N,
            Self::B(_) => ScalarType::B,
        }
    }
}

impl fmt::Display for KeyValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::S(text) | Self::N(text) => f.write_str(text),
            Self::B(bytes) => bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
        }
    }
}

impl fmt::Debug for KeyValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}(..)", self.scalar().as_str())
    }
}

/// The key of an item as DynamoDB knows it: the attributes' names and values.
///
/// ```
/// use dynamo::Item;
///
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(customer_id), sort_key(placed_on, order_id))]
/// struct Order {
///     customer_id: String,
///     placed_on: String,
///     order_id: String,
/// }
///
/// # fn main() -> Result<(), dynamo::KeyError> {
/// let key = Order::key("C123", "2026-01-15", "ORD-456").resolve()?;
/// assert_eq!(key.partition_name(), "pk");
/// assert_eq!(key.partition().to_string(), "customer_id#C123#order");
/// assert_eq!(key.sort().unwrap().to_string(), "2026-01-15#ORD-456");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PrimaryKey {
    pub(super) partition: (Cow<'static, str>, KeyValue),
    pub(super) sort: Option<(Cow<'static, str>, KeyValue)>,
}

impl PrimaryKey {
    /// The name of the partition key's attribute.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert_eq!(User::key("1").resolve().unwrap().partition_name(), "pk");
    /// ```
    pub fn partition_name(&self) -> &str {
        &self.partition.0
    }

    /// The partition key's value.
    ///
    /// ```
    /// # use dynamo::{Item, KeyValue};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert_eq!(*User::key("1").resolve().unwrap().partition(), KeyValue::S("id#1#user".into()));
    /// ```
    pub fn partition(&self) -> &KeyValue {
        &self.partition.1
    }

    /// The name of the sort key's attribute, if the item has a sort key.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert_eq!(User::key("1").resolve().unwrap().sort_name(), None);
    /// ```
    pub fn sort_name(&self) -> Option<&str> {
        self.sort.as_ref().map(|(name, _)| name.as_ref())
    }

    /// The sort key's value, if the item has a sort key.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert_eq!(User::key("1").resolve().unwrap().sort(), None);
    /// ```
    pub fn sort(&self) -> Option<&KeyValue> {
        self.sort.as_ref().map(|(_, value)| value)
    }

    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, &KeyValue)> {
        std::iter::once(&self.partition).chain(&self.sort).map(|(name, value)| (name.as_ref(), value))
    }

    pub(crate) fn into_attributes(self) -> impl Iterator<Item = (Cow<'static, str>, KeyValue)> {
        std::iter::once(self.partition).chain(self.sort)
    }
}

/// The key's values: the partition key, and the sort key after a slash.
impl fmt::Display for PrimaryKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.partition().fmt(f)?;
        match self.sort() {
            Some(sort) => write!(f, " / {sort}"),
            None => Ok(()),
        }
    }
}
