//! The keys of an item's indexes: what a write must store for them, and what it must not.

use super::{ComponentValue, IndexKey, IndexSchema, KeyShape, KeyValue, Piece, PrimaryKey, Schema, layout::KeyBuilder};
use crate::{
    config::Settings,
    error::{KeyError, KeyProblem, KeyRole},
};

/// Gives the component at a position of [`Schema::index_components`], if the item has it.
pub(crate) type IndexComponents<'a> = &'a (dyn Fn(usize) -> Option<ComponentValue<'a>> + 'a);

/// A generated attribute of an index key.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GeneratedKey {
    pub(crate) name: &'static str,
    role: KeyRole,
    pieces: &'static [Piece],
}

impl IndexSchema {
    fn keys(&self) -> impl Iterator<Item = (KeyRole, &IndexKey)> {
        let sort = self.sort.as_ref().map(|key| (KeyRole::Sort, key));
        std::iter::once((KeyRole::Partition, &self.partition)).chain(sort)
    }

    /// The attributes that the library writes for this index.
    pub(crate) fn generated_keys(&self) -> impl Iterator<Item = GeneratedKey> {
        self.keys().filter_map(|(role, key)| match *key {
            IndexKey::Template { name, pieces } => Some(GeneratedKey { name, role, pieces }),
            IndexKey::Attributes(_) | IndexKey::TablePartition | IndexKey::TableSort => None,
        })
    }

    /// The components of the generated attributes, each once.
    pub(crate) fn generated_components(&self) -> Vec<usize> {
        let mut components = Vec::new();
        for key in self.generated_keys() {
            for piece in key.pieces {
                if let Piece::Component { index, .. } = *piece
                    && !components.contains(&index)
                {
                    components.push(index);
                }
            }
        }
        components
    }

    /// The values of the generated attributes; none of them if a component is absent, which keeps the item out of the index.
    pub(crate) fn generate(
        &self,
        schema: &'static Schema,
        settings: &Settings,
        components: IndexComponents<'_>,
    ) -> Result<Option<Vec<(&'static str, KeyValue)>>, KeyError> {
        if self.generated_components().into_iter().any(|index| components(index).is_none()) {
            return Ok(None);
        }
        let value = |index| components(index).unwrap_or(ComponentValue::Flag(false));
        self.generated_keys()
            .map(|key| {
                Ok((key.name, self.builder(schema, settings, key.role, &value).build(&KeyShape::Template(key.pieces))?))
            })
            .collect::<Result<_, _>>()
            .map(Some)
    }

    fn builder<'a>(
        &self,
        schema: &'static Schema,
        settings: &'a Settings,
        role: KeyRole,
        values: super::layout::Components<'a>,
    ) -> KeyBuilder<'a> {
        let (entity, components) = (schema.entity, schema.index_components);
        KeyBuilder { entity, index: Some(self.name), components, settings, role, layout: role, values }
    }

    /// Refuses what DynamoDB would refuse: a value of a field that cannot be a key.
    pub(crate) fn check_fields(
        &self,
        schema: &'static Schema,
        settings: &Settings,
        components: IndexComponents<'_>,
    ) -> Result<(), KeyError> {
        for (role, key) in self.keys() {
            let IndexKey::Attributes(indices) = key else { continue };
            for &index in *indices {
                if let Some(value) = components(index) {
                    self.builder(schema, settings, role, &|_| ComponentValue::Flag(false))
                        .native_value(index, value)?;
                }
            }
        }
        Ok(())
    }

    /// The table's partition key may be longer than a sort key may.
    fn check_inverted(&self, schema: &'static Schema, settings: &Settings, key: &PrimaryKey) -> Result<(), KeyError> {
        let bytes = match key.partition() {
            KeyValue::S(text) | KeyValue::N(text) => text.len(),
            KeyValue::B(bytes) => bytes.len(),
        };
        let max = KeyRole::Sort.max_bytes();
        if self.sort == Some(IndexKey::TablePartition) && bytes > max {
            let builder = self.builder(schema, settings, KeyRole::Sort, &|_| ComponentValue::Flag(false));
            // Of several components it takes all of them to be too long.
            let field = match schema.key.partition.components().as_slice() {
                [index] => Some(schema.key.components[*index].field),
                _ => None,
            };
            return Err(builder.error(field, KeyProblem::TooLong { bytes, max }));
        }
        Ok(())
    }
}

/// Refuses the key of an item that its indexes could not take.
pub(crate) fn check_index_keys(schema: &'static Schema, settings: &Settings, key: &PrimaryKey) -> Result<(), KeyError> {
    schema.indexes.iter().try_for_each(|index| index.check_inverted(schema, settings, key))
}

/// The generated index attributes of an item with this key and these components.
pub(crate) fn resolve_index_keys(
    schema: &'static Schema,
    settings: &Settings,
    key: &PrimaryKey,
    components: IndexComponents<'_>,
) -> Result<Vec<(&'static str, KeyValue)>, KeyError> {
    check_index_keys(schema, settings, key)?;
    let mut attributes = Vec::new();
    for index in schema.indexes {
        index.check_fields(schema, settings, components)?;
        attributes.extend(index.generate(schema, settings, components)?.into_iter().flatten());
    }
    Ok(attributes)
}
