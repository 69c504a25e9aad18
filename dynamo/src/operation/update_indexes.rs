//! Index keys never go stale: an update of what one is built from writes the key anew, or is refused.

use aws_sdk_dynamodb::types::AttributeValue;

use super::update::Update;
use crate::{
    codec::{Item, component_of, into_attribute_value},
    config::Settings,
    error::{Error, KeyError, Result},
    expression::{Action, Operand, Outcome, PathData},
    schema::{ComponentValue, IndexSchema, QueryKey, Schema},
};

/// What a component of an index key will be after the update.
enum After<'a> {
    Value(ComponentValue<'a>),
    /// The attribute will not be there.
    Absent,
    Unknown,
}

impl<T: Item, M, R> Update<T, M, R> {
    /// Adds the actions that keep the generated index keys true.
    pub(super) fn keep_indexes(&mut self, settings: &Settings) -> Result<()> {
        let schema = T::SCHEMA;
        if schema.indexes.is_empty() {
            return Ok(());
        }
        self.check_raw(schema)?;
        let table_key = QueryKey::table(schema).names(settings);
        let mut actions: Vec<Action> = Vec::new();
        for index in schema.indexes {
            self.check_fields(index, settings)?;
            let components = index.generated_components();
            let touched =
                components.iter().any(|component| self.touches(schema.index_components[*component].attribute));
            let after: Vec<(usize, After<'_>)> =
                components.iter().map(|component| (*component, self.after(*component))).collect();
            let unknown = || after.iter().filter(|(_, after)| matches!(after, After::Unknown));
            let absent = after.iter().any(|(_, after)| matches!(after, After::Absent));
            let names =
                || index.generated_keys().map(|key| key.name).filter(|name| table_key.iter().all(|key| key != name));
            if absent && touched {
                actions.extend(names().map(|name| Action::Remove(PathData::attribute(name))));
            } else if !absent && unknown().next().is_none() && (touched || self.creates) {
                let value = |component: usize| {
                    after.iter().find_map(|(known, after)| match after {
                        After::Value(value) if *known == component => Some(value.borrowed()),
                        _ => None,
                    })
                };
                let keys = index.generate(schema, settings, &value)?.into_iter().flatten();
                let keys = keys.filter(|(name, _)| table_key.iter().all(|key| key != name));
                actions.extend(keys.map(|(name, value)| {
                    Action::set(PathData::attribute(name), Operand::value(&into_attribute_value(value)), false)
                }));
            } else if !absent && (touched || self.lacks_a_default(&components)) {
                let fields = unknown().map(|(component, _)| schema.index_components[*component].field);
                return Err(stale(index, &fields.collect::<Vec<_>>()));
            }
        }
        // Two indexes may share an attribute.
        let mut written: Vec<PathData> = Vec::new();
        actions.retain(|action| {
            let is_new = !written.contains(action.path());
            written.push(action.path().clone());
            is_new
        });
        self.actions.actions.extend(actions);
        Ok(())
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
        match self.assumed.iter().find(|(path, _)| path.root() == attribute) {
            Some((_, Some(assumed))) => after_value(assumed),
            Some((_, None)) => After::Absent,
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

fn stale(index: &IndexSchema, fields: &[&str]) -> Error {
    let assume: Vec<String> = fields.iter().map(|field| format!(".assume(|item| item.{field}, ..)")).collect();
    Error::validation(format!(
        "the update changes what the key of the index `{}` is built of, or may create the item, and the key needs {} too: set \
         it to a value in the same update, or say what it is with {}",
        index.name,
        fields.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(", "),
        assume.join("")
    ))
}
