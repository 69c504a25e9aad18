//! What all keys of a schema have in common: the text before the first component, and after the last.

use std::borrow::Cow;

use super::{
    KeyShape, Schema,
    layout::{KeyBuilder, Part},
};
use crate::{
    config::Settings,
    error::{KeyError, KeyRole},
};

/// The fixed text of one key of a schema, in a table that other entities may share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyFrame {
    /// The name of the key's attribute.
    pub(crate) name: Cow<'static, str>,
    /// What every key begins with.
    pub(crate) head: String,
    /// What every key ends with.
    tail: String,
    /// Whether there is anything between.
    has_components: bool,
}

impl KeyFrame {
    /// Whether a key can be one of the schema's.
    pub(crate) fn fits(&self, key: &str) -> bool {
        if !self.has_components {
            return *key == self.head;
        }
        key.strip_prefix(&self.head).and_then(|rest| rest.strip_suffix(&self.tail)).is_some_and(|rest| !rest.is_empty())
    }

    /// Whether all keys that begin as this schema's do are this schema's.
    pub(crate) fn is_told_by_its_head(&self) -> bool {
        self.has_components && self.tail.is_empty()
    }
}

/// The frames of the schema's text keys; native keys have none.
pub(crate) fn key_frames(schema: &'static Schema, settings: &Settings) -> Result<Vec<KeyFrame>, KeyError> {
    let partition = Some((KeyRole::Partition, &schema.key.partition, schema.partition_name(settings)));
    let sort = schema.key.sort.as_ref().zip(schema.sort_name(settings));
    let sort = sort.map(|(shape, name)| (KeyRole::Sort, shape, name));
    partition
        .into_iter()
        .chain(sort)
        .filter(|(_, shape, _)| !matches!(shape, KeyShape::Native(_)))
        .map(|(role, shape, name)| frame(schema, settings, role, shape, name))
        .collect()
}

fn frame(
    schema: &'static Schema,
    settings: &Settings,
    role: KeyRole,
    shape: &KeyShape,
    name: Cow<'static, str>,
) -> Result<KeyFrame, KeyError> {
    let builder = KeyBuilder::of_table(schema, settings, role, &|_| super::ComponentValue::Flag(false));
    let mut frame = KeyFrame { name, head: String::new(), tail: String::new(), has_components: false };
    builder.walk(shape, &mut |part| {
        match part {
            Part::Component { .. } => {
                frame.has_components = true;
                frame.tail.clear();
            }
            Part::Literal(text) | Part::Separator(text) if frame.has_components => frame.tail.push_str(text),
            Part::Literal(text) | Part::Separator(text) => frame.head.push_str(text),
        }
        Ok(())
    })?;
    Ok(frame)
}
