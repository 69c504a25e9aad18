//! How components become keys. Keys are injective: two different tuples of components never give one key.
//!
//! A text key is read back, in thought, from the left: a component ends where the text that follows it first occurs.
//! So a component must not contain that text; the last one ends where the key's fixed tail begins and may contain anything.

use std::borrow::Cow;

use super::{Component, ComponentValue, KeyShape, KeyValue, Piece, PrimaryKey, ScalarType, Schema, text_key::TextKey};
use crate::{
    config::Settings,
    error::{KeyError, KeyProblem, KeyRole},
};

/// The digits that a number of DynamoDB keeps: an integer of 128 bits can have one more.
const MAX_DIGITS: usize = 38;

fn significant_digits(number: &str) -> usize {
    let number = number.trim_start_matches(['-', '0', '.']).trim_end_matches('0');
    number.bytes().filter(u8::is_ascii_digit).count()
}

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
    let builder = KeyBuilder::of_table(schema, settings, KeyRole::Sort, components);
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
    let builder = KeyBuilder::of_table(schema, settings, KeyRole::Partition, components);
    Ok((schema.partition_name(settings), builder.build(&schema.key.partition)?))
}

/// Builds one attribute of a key, the table's or an index's.
pub(super) struct KeyBuilder<'a> {
    pub(super) entity: &'static str,
    /// The index that the key is of; none for the table's.
    pub(super) index: Option<&'static str>,
    /// What the shape's numbers are positions in.
    pub(super) components: &'static [Component],
    pub(super) settings: &'a Settings,
    /// Which key it is: says how long it may be.
    pub(super) role: KeyRole,
    /// Which of the table's keys its settings are those of.
    pub(super) layout: KeyRole,
    pub(super) values: Components<'a>,
}

/// One part of a text key, in order.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'a> {
    /// Text that cannot be confused with a component: it precedes all of them, or follows the last.
    Literal(&'a str),
    /// Text that says where the component before it ends.
    Separator(&'a str),
    /// A component, and how many digits it is padded to.
    Component { index: usize, width: usize },
}

impl<'a> KeyBuilder<'a> {
    /// Builds one of the table's own keys.
    pub(super) fn of_table(
        schema: &'static Schema,
        settings: &'a Settings,
        role: KeyRole,
        values: Components<'a>,
    ) -> Self {
        let (entity, components) = (schema.entity, schema.key.components);
        Self { entity, index: None, components, settings, role, layout: role, values }
    }

    pub(super) fn build(&self, shape: &KeyShape) -> Result<KeyValue, KeyError> {
        if let KeyShape::Native(index) = shape {
            return self.native_value(*index, (self.values)(*index));
        }
        let mut text = TextKey::new(self);
        self.walk(shape, &mut |part| match part {
            Part::Literal(literal) => {
                text.literal(literal);
                Ok(())
            }
            Part::Separator(separator) => text.separator(separator),
            Part::Component { index, width } => text.component(index, width, (self.values)(index)),
        })?;
        text.finish()
    }

    /// Visits the parts of a text key.
    pub(super) fn walk(
        &self,
        shape: &KeyShape,
        visit: &mut dyn FnMut(Part<'a>) -> Result<(), KeyError>,
    ) -> Result<(), KeyError> {
        match shape {
            KeyShape::Named(indices) => self.walk_named(indices, visit),
            KeyShape::Template(pieces) => Self::walk_template(pieces, visit),
            KeyShape::Native(index) => visit(Part::Component { index: *index, width: 0 }),
        }
    }

    fn walk_named(
        &self,
        indices: &[usize],
        visit: &mut dyn FnMut(Part<'a>) -> Result<(), KeyError>,
    ) -> Result<(), KeyError> {
        let separator = self.settings.key_separator.as_ref();
        let (names, suffix) = match self.layout {
            KeyRole::Partition => (self.settings.prefix_partition_key, self.settings.suffix_partition_key),
            KeyRole::Sort => (self.settings.prefix_sort_key, false),
        };
        if separator.is_empty() && (names || suffix || indices.len() > 1) {
            return Err(self.error(None, KeyProblem::EmptySeparator));
        }
        for (position, &index) in indices.iter().enumerate() {
            if position > 0 {
                visit(Part::Separator(separator))?;
            }
            if names {
                visit(Part::Literal(self.component(index).attribute))?;
                visit(Part::Literal(separator))?;
            }
            visit(Part::Component { index, width: 0 })?;
        }
        if suffix {
            visit(Part::Literal(separator))?;
            visit(Part::Literal(self.entity))?;
        }
        Ok(())
    }

    fn walk_template(
        pieces: &[Piece],
        visit: &mut dyn FnMut(Part<'a>) -> Result<(), KeyError>,
    ) -> Result<(), KeyError> {
        let is_component = |piece: &Piece| matches!(piece, Piece::Component { .. });
        let first = pieces.iter().position(is_component).unwrap_or(pieces.len());
        let last = pieces.iter().rposition(is_component).unwrap_or(0);
        for (position, piece) in pieces.iter().enumerate() {
            visit(match *piece {
                Piece::Component { index, width } => Part::Component { index, width },
                Piece::Literal(literal) if (first..last).contains(&position) => Part::Separator(literal),
                Piece::Literal(literal) => Part::Literal(literal),
            })?;
        }
        Ok(())
    }

    /// The value of a key that is one field's own attribute.
    pub(super) fn native_value(&self, index: usize, value: ComponentValue<'_>) -> Result<KeyValue, KeyError> {
        let field = self.component(index).field;
        let (value, bytes) = match value {
            ComponentValue::Text(text) => (KeyValue::S(text.into_owned()), None),
            ComponentValue::Flag(flag) => (KeyValue::S(flag.to_string()), None),
            ComponentValue::Number(number) if number.len() > MAX_DIGITS && significant_digits(&number) > MAX_DIGITS => {
                return Err(self.error(Some(field), KeyProblem::TooManyDigits));
            }
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

    pub(super) fn component(&self, index: usize) -> &'static Component {
        &self.components[index]
    }

    pub(super) fn error(&self, field: Option<&'static str>, problem: KeyProblem) -> KeyError {
        KeyError::new(self.entity, self.role, field, problem).of_index(self.index)
    }
}
