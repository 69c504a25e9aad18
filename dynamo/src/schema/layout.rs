//! How components become keys. Keys are injective: two different tuples of components never give one key.
//!
//! A text key is read back, in thought, from the left: a component ends where the text that follows it first occurs.
//! So a component must not contain that text; the last one ends where the key's fixed tail begins and may contain anything.

use std::{borrow::Cow, fmt::Write as _};

use super::{Component, ComponentValue, KeyShape, KeyValue, Piece, PrimaryKey, ScalarType, Schema};
use crate::{
    config::Settings,
    error::{KeyError, KeyProblem, KeyRole},
};

/// The upper end of key ranges, so no component may contain it.
const MAXIMUM: char = '\u{10FFFF}';

/// Gives the component at a position of [`super::KeySchema::components`].
pub(crate) type Components<'a> = &'a (dyn Fn(usize) -> ComponentValue<'a> + 'a);

/// The whole key of an item.
pub(crate) fn resolve_primary_key<'a>(
    schema: &'static Schema,
    settings: &'a Settings,
    components: Components<'a>,
) -> Result<PrimaryKey, KeyError> {
    let partition = resolve_partition(schema, settings, components)?;
    let Some(shape) = &schema.key.sort else {
        return Ok(PrimaryKey { partition, sort: None });
    };
    let builder = KeyBuilder { schema, settings, role: KeyRole::Sort, components };
    if !settings.table_has_sort_key {
        return Err(builder.error(None, KeyProblem::NoSortKeyInTable));
    }
    let sort = schema.sort_name(settings).zip(Some(builder.build(shape)?));
    Ok(PrimaryKey { partition, sort })
}

/// The partition key alone.
pub(crate) fn resolve_partition<'a>(
    schema: &'static Schema,
    settings: &'a Settings,
    components: Components<'a>,
) -> Result<(Cow<'static, str>, KeyValue), KeyError> {
    let builder = KeyBuilder { schema, settings, role: KeyRole::Partition, components };
    Ok((schema.partition_name(settings), builder.build(&schema.key.partition)?))
}

struct KeyBuilder<'a> {
    schema: &'static Schema,
    settings: &'a Settings,
    role: KeyRole,
    components: Components<'a>,
}

impl KeyBuilder<'_> {
    fn build(&self, shape: &KeyShape) -> Result<KeyValue, KeyError> {
        match shape {
            KeyShape::Named(indices) => self.named(indices),
            KeyShape::Template(pieces) => self.template(pieces),
            KeyShape::Native(index) => self.native(*index),
        }
    }

    fn named(&self, indices: &[usize]) -> Result<KeyValue, KeyError> {
        let separator = self.settings.key_separator.as_ref();
        let (names, suffix) = match self.role {
            KeyRole::Partition => (self.settings.prefix_partition_key, self.settings.suffix_partition_key),
            KeyRole::Sort => (self.settings.prefix_sort_key, false),
        };
        if separator.is_empty() && (names || suffix || indices.len() > 1) {
            return Err(self.error(None, KeyProblem::EmptySeparator));
        }
        let mut text = TextKey::new(self);
        for (position, &index) in indices.iter().enumerate() {
            if position > 0 {
                text.end_component(separator)?;
            }
            if names {
                text.literal(self.component(index).attribute);
                text.literal(separator);
            }
            text.component(index, 0)?;
        }
        if suffix {
            text.literal(separator);
            text.literal(self.schema.entity);
        }
        text.finish()
    }

    fn template(&self, pieces: &[Piece]) -> Result<KeyValue, KeyError> {
        let last_component = pieces.iter().rposition(|piece| matches!(piece, Piece::Component { .. }));
        let mut text = TextKey::new(self);
        for (position, piece) in pieces.iter().enumerate() {
            match *piece {
                Piece::Component { index, width } => text.component(index, width)?,
                Piece::Literal(literal) if last_component.is_some_and(|last| position < last) => {
                    text.end_component(literal)?;
                }
                Piece::Literal(literal) => text.literal(literal),
            }
        }
        text.finish()
    }

    fn native(&self, index: usize) -> Result<KeyValue, KeyError> {
        let field = self.component(index).field;
        let (value, bytes) = match (self.components)(index) {
            ComponentValue::Text(text) => (KeyValue::S(text.into_owned()), None),
            ComponentValue::Flag(flag) => (KeyValue::S(flag.to_string()), None),
            ComponentValue::Number(number) => (KeyValue::N(number.into_owned()), Some(0)),
            ComponentValue::Binary(bytes) => (KeyValue::B(bytes.into_owned()), None),
        };
        let bytes = bytes.unwrap_or(match &value {
            KeyValue::S(text) | KeyValue::N(text) => text.len(),
            KeyValue::B(bytes) => bytes.len(),
        });
        if bytes == 0 && value.scalar() != ScalarType::N {
            return Err(self.error(Some(field), KeyProblem::Empty));
        }
        if bytes > self.role.max_bytes() {
            return Err(self.error(Some(field), KeyProblem::TooLong { bytes, max: self.role.max_bytes() }));
        }
        Ok(value)
    }

    fn component(&self, index: usize) -> &'static Component {
        &self.schema.key.components[index]
    }

    fn error(&self, field: Option<&'static str>, problem: KeyProblem) -> KeyError {
        KeyError::new(self.schema.entity, self.role, field, problem)
    }
}

/// A text key that is being written.
struct TextKey<'a, 'b> {
    builder: &'a KeyBuilder<'b>,
    text: String,
    /// The component written last, if nothing follows it yet: its field, and where it starts.
    open: Option<(&'static str, usize)>,
    /// The longest component: its field, and its length in bytes.
    longest: Option<(&'static str, usize)>,
}

impl<'a, 'b> TextKey<'a, 'b> {
    fn new(builder: &'a KeyBuilder<'b>) -> Self {
        Self { builder, text: String::with_capacity(64), open: None, longest: None }
    }

    /// Text that cannot be confused with a component: it precedes all of them, or follows the last.
    fn literal(&mut self, literal: &str) {
        self.text.push_str(literal);
    }

    /// Text that says where the component before it ends.
    fn end_component(&mut self, literal: &str) -> Result<(), KeyError> {
        self.text.push_str(literal);
        if let Some((field, start)) = self.open.take() {
            let end = self.text.len() - literal.len();
            // Also finds an occurrence that begins inside the component and ends inside the literal.
            let first = self.text[start..].find(literal).map(|position| position + start);
            if first != Some(end) {
                let separator = literal.to_owned();
                return Err(self.builder.error(Some(field), KeyProblem::ContainsSeparator { separator }));
            }
        }
        Ok(())
    }

    fn component(&mut self, index: usize, width: usize) -> Result<(), KeyError> {
        let field = self.builder.component(index).field;
        let start = self.text.len();
        let fail = |problem| Err(self.builder.error(Some(field), problem));
        match (self.builder.components)(index) {
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

    fn finish(self) -> Result<KeyValue, KeyError> {
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
