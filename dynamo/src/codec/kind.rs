use std::fmt;

use crate::error::DecodeError;

/// The type of an attribute in DynamoDB; in conditions, what `attribute_type` tests.
///
/// From AWS's page "Supported data types and naming rules in Amazon DynamoDB".
///
/// ```
/// use dynamo::Kind;
///
/// assert_eq!(Kind::StringSet.as_str(), "SS");
/// assert_eq!(Kind::Number.to_string(), "a number (N)");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// S
    String,
    /// N
    Number,
    /// B
    Binary,
    /// BOOL
    Bool,
    /// NULL
    Null,
    /// M
    Map,
    /// L
    List,
    /// SS
    StringSet,
    /// NS
    NumberSet,
    /// BS
    BinarySet,
}

impl Kind {
    /// The name that DynamoDB gives the type.
    ///
    /// ```
    /// assert_eq!(dynamo::Kind::Bool.as_str(), "BOOL");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::String => "S",
            Self::Number => "N",
            Self::Binary => "B",
            Self::Bool => "BOOL",
            Self::Null => "NULL",
            Self::Map => "M",
            Self::List => "L",
            Self::StringSet => "SS",
            Self::NumberSet => "NS",
            Self::BinarySet => "BS",
        }
    }

    /// The type in words, for messages.
    ///
    /// ```
    /// assert_eq!(dynamo::Kind::Map.describe(), "a map (M)");
    /// ```
    pub const fn describe(self) -> &'static str {
        match self {
            Self::String => "a string (S)",
            Self::Number => "a number (N)",
            Self::Binary => "binary (B)",
            Self::Bool => "a boolean (BOOL)",
            Self::Null => "null (NULL)",
            Self::Map => "a map (M)",
            Self::List => "a list (L)",
            Self::StringSet => "a string set (SS)",
            Self::NumberSet => "a number set (NS)",
            Self::BinarySet => "a binary set (BS)",
        }
    }

    /// The error of a value of this type where another is expected.
    #[cold]
    #[inline(never)]
    pub(crate) fn instead_of<T: ?Sized>(self, expected: &'static str) -> DecodeError {
        DecodeError::wrong_type::<T>(expected, self.describe())
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.describe())
    }
}
