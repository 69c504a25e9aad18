use std::{error::Error as StdError, fmt};

/// Which of the two keys of an item.
///
/// ```
/// assert_eq!(dynamo::KeyRole::Sort.to_string(), "sort key");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyRole {
    /// The partition key (also called hash key).
    Partition,
    /// The sort key (also called range key).
    Sort,
}

impl KeyRole {
    /// The longest value that DynamoDB takes for this key, in bytes: 2048 for a partition key, 1024 for a sort key.
    ///
    /// From AWS's page "Quotas in Amazon DynamoDB".
    ///
    /// ```
    /// assert_eq!(dynamo::KeyRole::Partition.max_bytes(), 2048);
    /// ```
    pub const fn max_bytes(self) -> usize {
        match self {
            Self::Partition => 2048,
            Self::Sort => 1024,
        }
    }
}

impl fmt::Display for KeyRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Partition => "partition key",
            Self::Sort => "sort key",
        })
    }
}

/// Why a key cannot be built.
///
/// ```
/// use dynamo::KeyProblem;
///
/// assert!(KeyProblem::Empty.to_string().contains("empty"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyProblem {
    /// The component is empty: two different keys could look the same, and DynamoDB takes no empty key value.
    Empty,
    /// The component contains the text that ends it, so that two different keys could look the same.
    ContainsSeparator {
        /// What stands between this component and the next.
        separator: String,
    },
    /// The prefix ends as the text begins that ends the component, so that it is not known whose text that is: the keys of
    /// shorter values begin with it, too.
    EndsLikeSeparator {
        /// What follows the component in the key.
        separator: String,
    },
    /// The component contains U+10FFFF, which marks the upper end of key ranges.
    ContainsMaximum,
    /// The number has more digits than the template pads it to.
    WiderThanPadding {
        /// How many digits the template gives it.
        width: usize,
    },
    /// The component is binary, which has no place in a text key.
    BinaryInText,
    /// The key is longer than DynamoDB takes.
    TooLong {
        /// The length of the key in bytes.
        bytes: usize,
        /// The longest that is allowed, in bytes.
        max: usize,
    },
    /// The number has more than the 38 significant digits that DynamoDB keeps.
    TooManyDigits,
    /// A range's lower end is above its upper end.
    InvertedRange,
    /// `key_separator` is empty, but the key has several parts.
    EmptySeparator,
    /// `table_has_sort_key` is false, but the item has a sort key.
    NoSortKeyInTable,
}

impl fmt::Display for KeyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the value is empty; give it a value, a key component cannot be left out"),
            Self::ContainsSeparator { separator } => write!(
                f,
                "the value contains {separator:?}, by itself or with the beginning of the one that follows it in the key; \
                 choose another key_separator, make it the last component, or encode the value"
            ),
            Self::EndsLikeSeparator { separator } => write!(
                f,
                "the prefix ends as {separator:?} begins, which follows the value in the key, so that the keys of shorter \
                 values begin with it, too; give a shorter prefix, or use find, which compares the value itself"
            ),
            Self::ContainsMaximum => {
                f.write_str("the value contains U+10FFFF, which marks the end of key ranges; remove that character")
            }
            Self::WiderThanPadding { width } => {
                write!(
                    f,
                    "the number has more than the {width} digits that the key template pads it to; widen the padding"
                )
            }
            Self::BinaryInText => {
                f.write_str("the value is binary, which a text key cannot hold; use #[dynamo(keys = \"native\")]")
            }
            Self::TooLong { bytes, max } => {
                write!(
                    f,
                    "the key is {bytes} bytes long, and DynamoDB takes {max}; shorten this value, the longest of the key"
                )
            }
            Self::TooManyDigits => f.write_str(
                "the number has more than the 38 digits that DynamoDB keeps; use a smaller one, or a string",
            ),
            Self::InvertedRange => f.write_str("between was given a lower end above its upper end; swap them"),
            Self::EmptySeparator => {
                f.write_str("key_separator is empty, so the parts of the key could be confused; configure a separator")
            }
            Self::NoSortKeyInTable => f.write_str(
                "the item has a sort key, but table_has_sort_key is false; set it to true or remove the sort key",
            ),
        }
    }
}

/// A key that cannot be built: says which item type, which key, which field, and why. It holds no value.
///
/// ```
/// use dynamo::{Item, KeyProblem};
///
/// #[derive(Item)]
/// #[dynamo(table = "users", partition_key(id))]
/// struct User {
///     id: String,
/// }
///
/// let error = User::key("").resolve().unwrap_err();
/// assert_eq!(error.field(), Some("id"));
/// assert_eq!(*error.problem(), KeyProblem::Empty);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError {
    item: &'static str,
    index: Option<&'static str>,
    role: KeyRole,
    field: Option<&'static str>,
    problem: KeyProblem,
}

impl KeyError {
    pub(crate) fn new(item: &'static str, role: KeyRole, field: Option<&'static str>, problem: KeyProblem) -> Self {
        Self { item, index: None, role, field, problem }
    }

    pub(crate) fn of_index(mut self, index: Option<&'static str>) -> Self {
        self.index = index;
        self
    }

    /// The index whose key could not be built; `None` for the table's own key.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id), gsi(name = "ByMail", partition_key(mail)))]
    /// # struct User { id: String, mail: String }
    /// let error = dynamo::to_item(&User { id: "1".into(), mail: String::new() }).unwrap_err();
    /// # use std::error::Error as _;
    /// let error: &dynamo::KeyError = error.source().unwrap().downcast_ref().unwrap();
    /// assert_eq!(error.index(), Some("ByMail"));
    /// ```
    pub fn index(&self) -> Option<&'static str> {
        self.index
    }

    /// The entity name of the item type.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert_eq!(User::key("").resolve().unwrap_err().entity(), "user");
    /// ```
    pub fn entity(&self) -> &'static str {
        self.item
    }

    /// Which key could not be built.
    ///
    /// ```
    /// # use dynamo::{Item, KeyRole};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert_eq!(User::key("").resolve().unwrap_err().role(), KeyRole::Partition);
    /// ```
    pub fn role(&self) -> KeyRole {
        self.role
    }

    /// The struct field whose value is the problem, if it is one field's.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert_eq!(User::key("").resolve().unwrap_err().field(), Some("id"));
    /// ```
    pub fn field(&self) -> Option<&'static str> {
        self.field
    }

    /// Why the key could not be built.
    ///
    /// ```
    /// # use dynamo::{Item, KeyProblem};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert_eq!(*User::key("").resolve().unwrap_err().problem(), KeyProblem::Empty);
    /// ```
    pub fn problem(&self) -> &KeyProblem {
        &self.problem
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot build the {} of ", self.role)?;
        if let Some(index) = self.index {
            write!(f, "the index `{index}` of ")?;
        }
        write!(f, "`{}`", self.item)?;
        if let Some(field) = self.field {
            write!(f, " from field `{field}`")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl StdError for KeyError {}
