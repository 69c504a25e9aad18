use std::{collections::HashMap, fmt};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::{
    codec::{Encode, to_attribute_value},
    error::Error,
};

/// Your own names (`#n`) and values (`:v`) of a raw expression.
///
/// The library's placeholders keep out of their way, so raw and typed expressions can stand in one request.
///
/// ```
/// use dynamo::ExpressionValues;
///
/// let values = ExpressionValues::new().name("#s", "status").value(":open", "open").value(":min", 5);
/// ```
#[derive(Default)]
pub struct ExpressionValues {
    pub(super) names: HashMap<String, String>,
    pub(super) values: HashMap<String, AttributeValue>,
    pub(super) error: Option<Error>,
}

impl ExpressionValues {
    /// No names and no values; the same as `()`.
    ///
    /// ```
    /// let none = dynamo::ExpressionValues::new();
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Says which attribute the placeholder stands for.
    ///
    /// ```
    /// let values = dynamo::ExpressionValues::new().name("#s", "status");
    /// ```
    #[must_use]
    pub fn name(mut self, placeholder: impl Into<String>, attribute: impl Into<String>) -> Self {
        let placeholder = self.check(placeholder.into(), '#');
        let attribute = attribute.into();
        if self.names.get(&placeholder).is_some_and(|before| *before != attribute) {
            self.fail(given_twice(&placeholder));
        }
        self.names.insert(placeholder, attribute);
        self
    }

    /// Says which value the placeholder stands for.
    ///
    /// ```
    /// let values = dynamo::ExpressionValues::new().value(":min", 5);
    /// ```
    #[must_use]
    pub fn value(mut self, placeholder: impl Into<String>, value: impl Encode) -> Self {
        let placeholder = self.check(placeholder.into(), ':');
        match to_attribute_value(&value) {
            Ok(value) => {
                if self.values.get(&placeholder).is_some_and(|before| *before != value) {
                    self.fail(given_twice(&placeholder));
                }
                self.values.insert(placeholder, value);
            }
            Err(error) => self.fail(error.in_attribute(placeholder).into()),
        }
        self
    }

    /// Whether an expression with these names names the attribute, or a place inside it.
    pub(crate) fn mentions(&self, expression: &str, attribute: &str) -> bool {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | ':' | '-');
        let mut rest = expression;
        while let Some(start) = rest.find(is_word) {
            let is_nested = rest[..start].ends_with('.');
            rest = &rest[start..];
            let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
            let name = self.names.get(word).map_or(word, String::as_str);
            if !is_nested && name == attribute {
                return true;
            }
            rest = after;
        }
        false
    }

    /// Has the request fail; of several errors it is the first.
    pub(super) fn fail(&mut self, error: Error) {
        self.error.get_or_insert(error);
    }

    fn check(&mut self, placeholder: String, first: char) -> String {
        if !placeholder.starts_with(first) {
            self.fail(Error::validation(format!(
                "the placeholder `{placeholder}` of a raw expression must begin with `{first}`"
            )));
        }
        placeholder
    }
}

impl From<()> for ExpressionValues {
    fn from((): ()) -> Self {
        Self::new()
    }
}

/// Shows the placeholders, not the values: data may be private.
impl fmt::Debug for ExpressionValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names.keys().chain(self.values.keys())).finish()
    }
}

pub(super) fn given_twice(placeholder: &str) -> Error {
    Error::validation(format!("the placeholder `{placeholder}` is given twice with different meanings"))
}

/// Refuses parentheses that do not match: they would close those that the library puts around the expression, and so
/// reach the conditions beside it.
pub(super) fn check_parentheses(expression: &str) -> Result<(), Error> {
    let mut depth = 0_usize;
    for c in expression.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.checked_sub(1).ok_or_else(unmatched)?,
            _ => {}
        }
    }
    if depth == 0 { Ok(()) } else { Err(unmatched()) }
}

fn unmatched() -> Error {
    Error::validation("the parentheses of a raw expression do not match")
}

/// Whether one pair of parentheses encloses the whole expression.
pub(super) fn is_parenthesized(expression: &str) -> bool {
    let expression = expression.trim();
    if !(expression.starts_with('(') && expression.ends_with(')')) {
        return false;
    }
    let mut depth = 0_usize;
    for (position, c) in expression.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return position + 1 == expression.len();
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{check_parentheses, is_parenthesized};

    #[test]
    fn only_one_enclosing_pair_counts() {
        assert!(is_parenthesized(" (a = :b) "));
        assert!(is_parenthesized("((a) OR (b))"));
        assert!(!is_parenthesized("(a) OR (b)"));
        assert!(!is_parenthesized("size(a)"));
        assert!(!is_parenthesized("(a"));
        assert!(!is_parenthesized(""));
    }

    #[test]
    fn parentheses_must_match() {
        for fine in ["", "a = :a", "(a)", "size(a) > :b AND (c OR (d))"] {
            assert!(check_parentheses(fine).is_ok(), "{fine}");
        }
        for wrong in ["(", ")", "a)", "v = :a) OR (v <> :a", "((a)", ")("] {
            assert!(check_parentheses(wrong).is_err(), "{wrong}");
        }
    }
}
