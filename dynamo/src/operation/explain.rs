//! Requests in words, for `.explain()`.

use std::{collections::HashMap, fmt::Write as _};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::error::AttributeMap;

/// A request in words: a heading, and an indented line for each part.
pub(super) struct Explanation(String);

impl Explanation {
    pub(super) fn new(operation: &str, table: Option<&str>) -> Self {
        Self(format!("{operation} on `{}`\n", table.unwrap_or_default()))
    }

    pub(super) fn line(&mut self, label: &str, text: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "  {label}: {text}");
    }

    pub(super) fn attributes(&mut self, label: &str, attributes: Option<&AttributeMap>) {
        if let Some(attributes) = attributes {
            let mut parts: Vec<String> =
                attributes.iter().map(|(name, value)| format!("{name} = {}", show(value))).collect();
            parts.sort();
            self.line(label, &parts.join(", "));
        }
    }

    pub(super) fn expression(
        &mut self,
        label: &str,
        expression: Option<&str>,
        names: Option<&HashMap<String, String>>,
        values: Option<&AttributeMap>,
    ) {
        if let Some(expression) = expression {
            self.line(label, &substitute(expression, names, values));
        }
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// The expression with names and values in place of their placeholders.
pub(super) fn substitute(
    expression: &str,
    names: Option<&HashMap<String, String>>,
    values: Option<&AttributeMap>,
) -> String {
    let mut out = String::with_capacity(expression.len());
    let mut rest = expression;
    while let Some(start) = rest.find(['#', ':']) {
        let (before, placeholder_on) = rest.split_at(start);
        out.push_str(before);
        let end = placeholder_on[1..]
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .map_or(placeholder_on.len(), |position| position + 1);
        let (placeholder, after) = placeholder_on.split_at(end);
        let name = names.and_then(|names| names.get(placeholder)).map(|name| show_name(name));
        let value = || values.and_then(|values| values.get(placeholder)).map(show);
        out.push_str(&name.or_else(value).unwrap_or_else(|| placeholder.to_owned()));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A name, in quotes where it could be taken for something else.
fn show_name(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.chars().all(is_plain) { name.to_owned() } else { format!("`{name:?}`") }
}

/// A value in words; binary as base64, so that different values look different.
pub(super) fn show(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) => format!("{text:?}"),
        AttributeValue::N(number) => number.clone(),
        AttributeValue::Bool(flag) => flag.to_string(),
        AttributeValue::Null(_) => "NULL".to_owned(),
        AttributeValue::B(blob) => show_binary(blob),
        AttributeValue::L(elements) => list('[', elements.iter().map(show), ']'),
        AttributeValue::Ss(elements) => unordered(elements.iter().map(|text| format!("{text:?}"))),
        AttributeValue::Ns(elements) => unordered(elements.iter().cloned()),
        AttributeValue::Bs(elements) => unordered(elements.iter().map(show_binary)),
        AttributeValue::M(map) => unordered(map.iter().map(|(name, value)| format!("{name}: {}", show(value)))),
        _ => "?".to_owned(),
    }
}

fn show_binary(blob: &Blob) -> String {
    format!("b64\"{}\"", STANDARD.encode(blob))
}

/// What has no order, always in the same: a hash set gives its elements in another order each time.
fn unordered(elements: impl Iterator<Item = String>) -> String {
    let mut elements: Vec<String> = elements.collect();
    elements.sort();
    list('{', elements.into_iter(), '}')
}

fn list(open: char, elements: impl Iterator<Item = String>, close: char) -> String {
    format!("{open}{}{close}", elements.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_what_they_stand_for() {
        let names = HashMap::from([("#n1".to_owned(), "status".to_owned())]);
        let values = AttributeMap::from([(":v10".to_owned(), AttributeValue::N("5".to_owned()))]);
        let text = substitute("#n1 = :v10 AND #n10 < :v1", Some(&names), Some(&values));
        assert_eq!(text, "status = 5 AND #n10 < :v1");
    }
}
