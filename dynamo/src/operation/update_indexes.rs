//! Index keys never go stale: an update of what one is built from writes the key anew, or is refused.

use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;

use super::update::Update;
use crate::{
    codec::{Item, component_of, into_attribute_value},
    config::Settings,
    error::{Error, KeyError, Result},
    expression::{Action, Operand, Outcome, PathData},
    schema::{ComponentValue, IndexSchema, QueryKey, Schema},
};

/// What an attribute is said to be, `None` if it is said to be absent.
pub(super) struct Assumption {
    pub(super) path: PathData,
    pub(super) value: Option<AttributeValue>,
}

/// Shows the attribute, not its value: data may be private.
impl fmt::Debug for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.path.fmt(f)
    }
}

/// What a component of an index key will be after the update.
enum After<'a> {
    Value(ComponentValue<'a>),
    /// The attribute will not be there.
    Absent,
    Unknown,
}

/// What becomes of the keys of an index.
struct IndexAfter<'a> {
    index: &'static IndexSchema,
    /// Whether the update changes one of their components.
    is_touched: bool,
    keys: KeysAfter<'a>,
}

enum KeysAfter<'a> {
    /// All the components are known.
    Known(Vec<(usize, ComponentValue<'a>)>),
    /// The item will not be in the index.
    Absent,
    /// The fields that are not known.
    Unknown(Vec<&'static str>),
}

impl IndexAfter<'_> {
    fn generates(&self, name: &str) -> bool {
        self.index.generated_keys().any(|key| key.name == name)
    }

    fn unknown(&self) -> Option<(&'static IndexSchema, &[&'static str])> {
        match &self.keys {
            KeysAfter::Unknown(fields) => Some((self.index, fields)),
            KeysAfter::Known(_) | KeysAfter::Absent => None,
        }
    }
}

impl<T: Item, M, R> Update<T, M, R> {
    /// Adds the actions that keep the generated index keys true.
    pub(super) fn keep_indexes(&mut self, settings: &Settings) -> Result<()> {
        let schema = T::SCHEMA;
        if schema.indexes.is_empty() {
            return Ok(());
        }
        self.check_raw(schema)?;
        let mut indexes = Vec::with_capacity(schema.indexes.len());
        for index in schema.indexes {
            self.check_fields(index, settings)?;
            indexes.push(self.index_after(index)?);
        }
        let actions = self.index_actions(&indexes, settings)?;
        self.actions.actions.extend(actions);
        Ok(())
    }

    /// What becomes of an index's generated keys; refuses an update that makes them stale.
    fn index_after(&self, index: &'static IndexSchema) -> Result<IndexAfter<'_>> {
        let components = index.generated_components();
        let attribute = |component: &usize| T::SCHEMA.index_components[*component].attribute;
        let is_touched = components.iter().any(|component| self.touches(attribute(component)));
        let (mut values, mut unknown, mut is_absent) = (Vec::new(), Vec::new(), false);
        for component in &components {
            match self.after(*component) {
                After::Value(value) => values.push((*component, value)),
                After::Absent => is_absent = true,
                After::Unknown => unknown.push(T::SCHEMA.index_components[*component].field),
            }
        }
        let keys = if is_absent {
            KeysAfter::Absent
        } else if unknown.is_empty() {
            KeysAfter::Known(values)
        } else if is_touched || self.lacks_a_default(&components) {
            let why = format!(
                "the update changes what the key of the index `{}` is built of, or may create the item",
                index.name
            );
            return Err(stale(&why, &unknown));
        } else {
            KeysAfter::Unknown(unknown)
        };
        Ok(IndexAfter { index, is_touched, keys })
    }

    /// Indexes may share a generated attribute: it goes only where every index that generates it goes.
    fn index_actions(&self, indexes: &[IndexAfter<'_>], settings: &Settings) -> Result<Vec<Action>> {
        let table_key = QueryKey::table(T::SCHEMA).names(settings);
        let mut actions: Vec<Action> = Vec::new();
        let mut write = |action: Action| {
            let is_new = actions.iter().all(|known| known.path() != action.path());
            if is_new && table_key.iter().all(|name| name != action.path().root()) {
                actions.push(action);
            }
        };
        for IndexAfter { index, is_touched, keys } in indexes {
            match keys {
                KeysAfter::Known(values) if *is_touched || self.creates => {
                    let value = |component: usize| {
                        let known = values.iter().find(|(known, _)| *known == component);
                        known.map(|(_, value)| value.borrowed())
                    };
                    for (name, value) in index.generate(T::SCHEMA, settings, &value)?.into_iter().flatten() {
                        let value = Operand::value(&into_attribute_value(value));
                        write(Action::set(PathData::attribute(name), value, false));
                    }
                }
                KeysAfter::Absent if *is_touched => {
                    for key in index.generated_keys() {
                        let sharing = || indexes.iter().filter(|other| other.generates(key.name));
                        if sharing().any(|other| matches!(other.keys, KeysAfter::Known(_))) {
                            continue;
                        }
                        // Whether that index still has the item is not known, so neither is whether the attribute may go.
                        if let Some((other, fields)) = sharing().find_map(IndexAfter::unknown) {
                            let why = format!(
                                "the update takes the item out of the index `{}`, of which `{}` has the attribute `{}` too",
                                index.name, other.name, key.name
                            );
                            return Err(stale(&why, fields));
                        }
                        write(Action::Remove(PathData::attribute(key.name)));
                    }
                }
                KeysAfter::Known(_) | KeysAfter::Absent | KeysAfter::Unknown(_) => {}
            }
        }
        Ok(actions)
    }

    fn touches(&self, attribute: &str) -> bool {
        self.actions.actions.iter().any(|action| !matches!(action.outcome(attribute), Outcome::Untouched))
    }

    /// Whether an upsert may create an item that has a component by default, and so belongs into the index.
    fn lacks_a_default(&self, components: &[usize]) -> bool {
        let has_default = |component: &usize| T::SCHEMA.index_components[*component].has_default;
        self.creates
            && components
                .iter()
                .any(|component| has_default(component) && matches!(self.after(*component), After::Unknown))
    }

    fn after(&self, component: usize) -> After<'_> {
        let schema = T::SCHEMA;
        let attribute = schema.index_components[component].attribute;
        if let Some(position) = schema.key.components.iter().position(|known| known.attribute == attribute) {
            return self.key.component(position).map_or(After::Unknown, After::Value);
        }
        for action in &self.actions.actions {
            match action.outcome(attribute) {
                Outcome::Untouched => {}
                Outcome::Value(new) => return after_value(new),
                // Without its attribute the field has its default, which is in the key, too.
                Outcome::Removed if schema.index_components[component].has_default => return After::Unknown,
                Outcome::Removed => return After::Absent,
                Outcome::Unknown => return After::Unknown,
            }
        }
        match self.assumed.iter().find(|assumption| assumption.path.root() == attribute) {
            Some(Assumption { value: Some(value), .. }) => after_value(value),
            Some(Assumption { value: None, .. }) => After::Absent,
            None => After::Unknown,
        }
    }

    /// What is set in an attribute that is itself an index key must be able to be one.
    fn check_fields(&self, index: &IndexSchema, settings: &Settings) -> Result<(), KeyError> {
        let value = |component: usize| {
            let attribute = T::SCHEMA.index_components[component].attribute;
            self.actions.actions.iter().find_map(|action| match action.outcome(attribute) {
                Outcome::Value(value) => component_of(value),
                Outcome::Untouched | Outcome::Removed | Outcome::Unknown => None,
            })
        };
        index.check_fields(T::SCHEMA, settings, &value)
    }

    /// What a raw update expression does to a component is not known.
    fn check_raw(&self, schema: &'static Schema) -> Result<()> {
        let Some((expression, values)) = &self.actions.raw else { return Ok(()) };
        for index in schema.indexes {
            let components = index.generated_components();
            let parts = components.into_iter().map(|component| schema.index_components[component].attribute);
            if let Some(attribute) = parts.into_iter().find(|attribute| values.mentions(expression, attribute)) {
                return Err(Error::validation(format!(
                    "the update expression names `{attribute}`, of which the key of the index `{}` is built; use set(..), \
                     which keeps the index key true",
                    index.name
                )));
            }
        }
        Ok(())
    }
}

fn after_value(value: &AttributeValue) -> After<'_> {
    match value {
        AttributeValue::Null(_) => After::Absent,
        value => component_of(value).map_or(After::Unknown, After::Value),
    }
}

fn stale(why: &str, fields: &[&str]) -> Error {
    let assume: Vec<String> = fields.iter().map(|field| format!(".assume(|item| item.{field}, ..)")).collect();
    Error::validation(format!(
        "{why}, and the key needs {} too: set it to a value in the same update, or say what it is with {}",
        fields.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(", "),
        assume.join("")
    ))
}
