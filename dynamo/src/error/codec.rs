use std::{borrow::Cow, error::Error as StdError, fmt};

/// One step of the way from an item to a value inside it.
///
/// ```
/// use dynamo::PathSegment;
///
/// assert_eq!(PathSegment::Index(2).to_string(), "[2]");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathSegment {
    /// An attribute of an item or of a nested struct: a name of the schema.
    Attribute(Cow<'static, str>),
    /// An entry of a map: its key is data.
    Entry(String),
    /// A position in a list.
    Index(usize),
}

impl fmt::Display for PathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Attribute(name) => f.write_str(name),
            Self::Entry(key) => f.write_str(key),
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}

/// What both codec errors are made of. The path is kept from the inside out: it grows while the error travels up.
struct Inner {
    rust_type: &'static str,
    path: Vec<PathSegment>,
    problem: Cow<'static, str>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Inner {
    fn new(rust_type: &'static str, problem: Cow<'static, str>) -> Self {
        Self { rust_type, path: Vec::new(), problem, source: None }
    }

    /// The way to the value; without the keys of maps, which are data, unless they are asked for.
    fn path(&self, with_keys: bool) -> String {
        let mut path = String::new();
        for segment in self.path.iter().rev() {
            if !path.is_empty() && !matches!(segment, PathSegment::Index(_)) {
                path.push('.');
            }
            match segment {
                PathSegment::Entry(_) if !with_keys => path.push('*'),
                segment => path.push_str(&segment.to_string()),
            }
        }
        path
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, verb: &str) -> fmt::Result {
        if self.path.is_empty() {
            write!(f, "cannot {verb} `{}`: {}", short(self.rust_type), self.problem)
        } else {
            write!(f, "cannot {verb} attribute `{}` (`{}`): {}", self.path(false), short(self.rust_type), self.problem)
        }
    }
}

/// A type's name without its module paths: `Vec<Line>`, not `alloc::vec::Vec<shop::Line>`.
fn short(rust_type: &str) -> String {
    let mut out = String::with_capacity(rust_type.len());
    let mut word = String::new();
    for c in rust_type.chars() {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '#' => word.push(c),
            ':' => word.clear(),
            _ => {
                out.push_str(&word);
                word.clear();
                out.push(c);
            }
        }
    }
    out + &word
}

macro_rules! codec_error {
    ($(#[$doc:meta])* $name:ident, $verb:literal) => {
        $(#[$doc])*
        pub struct $name(Box<Inner>);

        impl $name {
            /// An error about a value of type `T`; `problem` must not contain the value itself.
            ///
            /// ```
            #[doc = concat!("let error = dynamo::", stringify!($name), "::new::<u8>(\"the colour is unknown\");")]
            #[doc = concat!("assert_eq!(error.to_string(), \"cannot ", $verb, " `u8`: the colour is unknown\");")]
            /// ```
            pub fn new<T: ?Sized>(problem: impl Into<Cow<'static, str>>) -> Self {
                Self(Box::new(Inner::new(std::any::type_name::<T>(), problem.into())))
            }

            /// Adds the cause. Its own message must not contain values if it is to be logged.
            ///
            /// ```
            /// let cause = "x".parse::<u8>().unwrap_err();
            #[doc = concat!("let error = dynamo::", stringify!($name), "::new::<u8>(\"not a number\").with_source(cause);")]
            /// assert!(std::error::Error::source(&error).is_some());
            /// ```
            #[must_use]
            pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
                self.0.source = Some(source.into());
                self
            }

            /// Says that the value is the attribute `name` of what encloses it.
            ///
            /// ```
            #[doc = concat!("let error = dynamo::", stringify!($name), "::new::<u8>(\"too large\").in_attribute(\"age\");")]
            /// assert_eq!(error.path(), "age");
            /// ```
            #[must_use]
            pub fn in_attribute(mut self, name: impl Into<Cow<'static, str>>) -> Self {
                self.0.path.push(PathSegment::Attribute(name.into()));
                self
            }

            /// Says that the value is the entry under `key` of the map that encloses it. Messages leave the key out.
            ///
            /// ```
            #[doc = concat!("let error = dynamo::", stringify!($name), "::new::<u8>(\"too large\").in_entry(\"ada@example.com\");")]
            /// assert!(!error.to_string().contains("ada"));
            /// assert_eq!(error.path(), "ada@example.com");
            /// ```
            #[must_use]
            pub fn in_entry(mut self, key: impl Into<String>) -> Self {
                self.0.path.push(PathSegment::Entry(key.into()));
                self
            }

            /// Says that the value is at `index` of the list that encloses it.
            ///
            /// ```
            #[doc = concat!("let error = dynamo::", stringify!($name), "::new::<u8>(\"too large\").at_index(3);")]
            /// assert_eq!(error.in_attribute("ages").path(), "ages[3]");
            /// ```
            #[must_use]
            pub fn at_index(mut self, index: usize) -> Self {
                self.0.path.push(PathSegment::Index(index));
                self
            }

            /// Where in the item the value is, such as `lines[2].price`; empty for the item itself. Keys of maps are part
            /// of it: they may be private.
            ///
            /// ```
            #[doc = concat!("assert_eq!(dynamo::", stringify!($name), "::new::<u8>(\"\").path(), \"\");")]
            /// ```
            pub fn path(&self) -> String {
                self.0.path(true)
            }

            /// The name of the Rust type that did not fit, as [`std::any::type_name`] gives it.
            ///
            /// ```
            #[doc = concat!("assert_eq!(dynamo::", stringify!($name), "::new::<u8>(\"\").rust_type(), \"u8\");")]
            /// ```
            pub fn rust_type(&self) -> &'static str {
                self.0.rust_type
            }

            /// The problem in words.
            ///
            /// ```
            #[doc = concat!("assert_eq!(dynamo::", stringify!($name), "::new::<u8>(\"too large\").problem(), \"too large\");")]
            /// ```
            pub fn problem(&self) -> &str {
                &self.0.problem
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.write(f, $verb)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({:?})", stringify!($name), self.to_string())
            }
        }

        impl StdError for $name {
            fn source(&self) -> Option<&(dyn StdError + 'static)> {
                self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
            }
        }
    };
}

codec_error! {
    /// A value from the database that does not fit the Rust type: says which attribute, which type, and why.
    ///
    /// ```
    /// use dynamo::DecodeError;
    ///
    /// let error = DecodeError::wrong_type::<String>("a string (S)", "a number (N)").in_attribute("name");
    /// assert_eq!(error.to_string(), "cannot decode attribute `name` (`String`): expected a string (S), found a number (N)");
    /// ```
    DecodeError, "decode"
}

codec_error! {
    /// A value that DynamoDB cannot store: says which attribute, which type, and why.
    ///
    /// ```
    /// use dynamo::EncodeError;
    ///
    /// let error = EncodeError::new::<f64>("NaN and the infinities are not DynamoDB numbers").in_attribute("price");
    /// assert_eq!(error.path(), "price");
    /// ```
    EncodeError, "encode"
}

impl DecodeError {
    /// The attribute has another DynamoDB type than `T` is stored as.
    ///
    /// ```
    /// let error = dynamo::DecodeError::wrong_type::<bool>("a boolean (BOOL)", "a list (L)");
    /// assert_eq!(error.problem(), "expected a boolean (BOOL), found a list (L)");
    /// ```
    pub fn wrong_type<T: ?Sized>(expected: &'static str, found: &'static str) -> Self {
        Self::new::<T>(format!("expected {expected}, found {found}"))
    }

    /// The attribute is not there, and `T` has no value for that.
    ///
    /// ```
    /// let error = dynamo::DecodeError::missing::<u64>().in_attribute("total");
    /// assert!(error.to_string().contains("`total`") && error.to_string().contains("missing"));
    /// ```
    pub fn missing<T: ?Sized>() -> Self {
        Self::new::<T>(
            "the attribute is missing; make the field an Option or give it #[dynamo(default)] if that may be",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_from_the_outside_in() {
        let error = DecodeError::new::<u8>("x").in_attribute("price").at_index(2).in_attribute("lines");
        assert_eq!(error.path(), "lines[2].price");
    }

    #[test]
    fn type_names_lose_their_modules() {
        assert_eq!(short("alloc::vec::Vec<core::option::Option<shop::Line>>"), "Vec<Option<Line>>");
        assert_eq!(short("(u8, &str, [i32; 4])"), "(u8, &str, [i32; 4])");
    }
}
