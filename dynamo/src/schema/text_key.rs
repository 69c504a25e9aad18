//! Writing a text key, with the checks that keep it injective.

use std::fmt::Write as _;

use super::{ComponentValue, KeyValue, layout::KeyBuilder};
use crate::error::{KeyError, KeyProblem};

/// The upper end of key ranges, so no component may contain it.
pub(super) const MAXIMUM: char = '\u{10FFFF}';

/// A text key that is being written.
#[derive(Clone)]
pub(super) struct TextKey<'a, 'b> {
    builder: &'a KeyBuilder<'b>,
    text: String,
    /// The component written last, if nothing follows it yet: its field, and where it starts.
    open: Option<(&'static str, usize)>,
    /// The longest component: its field, and its length in bytes.
    longest: Option<(&'static str, usize)>,
}

impl<'a, 'b> TextKey<'a, 'b> {
    pub(super) fn new(builder: &'a KeyBuilder<'b>) -> Self {
        Self { builder, text: String::with_capacity(64), open: None, longest: None }
    }

    /// Text that cannot be confused with a component: it precedes all of them, or follows the last.
    pub(super) fn literal(&mut self, literal: &str) {
        self.text.push_str(literal);
    }

    /// Text that says where the component before it ends.
    pub(super) fn separator(&mut self, separator: &str) -> Result<(), KeyError> {
        self.text.push_str(separator);
        if let Some((field, start)) = self.open.take() {
            let end = self.text.len() - separator.len();
            // Also finds an occurrence that begins inside the component and ends inside the separator.
            let first = self.text[start..].find(separator).map(|position| position + start);
            if first != Some(end) {
                let separator = separator.to_owned();
                return Err(self.builder.error(Some(field), KeyProblem::ContainsSeparator { separator }));
            }
        }
        Ok(())
    }

    pub(super) fn component(&mut self, index: usize, width: usize, value: ComponentValue<'_>) -> Result<(), KeyError> {
        let field = self.builder.component(index).field;
        let start = self.text.len();
        let fail = |problem| Err(self.builder.error(Some(field), problem));
        match value {
            ComponentValue::Text(text) if text.contains(MAXIMUM) => return fail(KeyProblem::ContainsMaximum),
            ComponentValue::Binary(_) => return fail(KeyProblem::BinaryInText),
            ComponentValue::Number(number) if width > 0 => {
                if number.len() > width || number.starts_with('-') {
                    return fail(KeyProblem::WiderThanPadding { width });
                }
                // Writing to a String cannot fail.
                let _ = write!(self.text, "{number:0>width$}");
            }
            ComponentValue::Text(text) | ComponentValue::Number(text) => self.text.push_str(&text),
            ComponentValue::Flag(flag) => self.text.push_str(if flag { "true" } else { "false" }),
        }
        let bytes = self.text.len() - start;
        if bytes == 0 {
            return fail(KeyProblem::Empty);
        }
        if self.longest.is_none_or(|(_, longest)| bytes > longest) {
            self.longest = Some((field, bytes));
        }
        // A padded number has a fixed width: it ends by itself.
        self.open = (width == 0).then_some((field, start));
        Ok(())
    }

    /// What has been written so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn finish(self) -> Result<KeyValue, KeyError> {
        let (bytes, max) = (self.text.len(), self.builder.role.max_bytes());
        if bytes == 0 {
            return Err(self.builder.error(None, KeyProblem::Empty));
        }
        if bytes > max {
            let field = self.longest.map(|(field, _)| field);
            return Err(self.builder.error(field, KeyProblem::TooLong { bytes, max }));
        }
        Ok(KeyValue::S(self.text))
    }
}
