//! Which of the items that a query or scan comes upon are of the entity that is asked for.

use std::borrow::Cow;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{Read, Wanted};
use crate::{
    config::Settings,
    error::{AttributeMap, Result},
    expression::{Node, PathData, SelectedPath},
    schema::{ComponentValue, KeyFrame, Schema, key_frames},
};

/// The type attribute, and what it says of an entity's items.
#[derive(Debug, Clone)]
pub(crate) struct OwnType {
    pub(crate) attribute: Cow<'static, str>,
    entity: &'static str,
}

impl OwnType {
    pub(crate) fn of(schema: &Schema, settings: &Settings) -> Option<Self> {
        settings.type_attribute.clone().map(|attribute| Self { attribute, entity: schema.entity })
    }

    fn filter(&self) -> Node {
        Node::compare(self.path(), "=", AttributeValue::S(self.entity.to_owned()))
    }

    /// The same, unless the item has no type.
    fn filter_if_there(&self) -> Node {
        Node::existence("attribute_not_exists", self.path()).or(self.filter())
    }

    fn path(&self) -> PathData {
        PathData::attribute(self.attribute.clone())
    }

    /// Whether what is there of an item does not say that it is of another type.
    pub(crate) fn may_be_of(&self, item: &AttributeMap) -> bool {
        match item.get(self.attribute.as_ref()) {
            Some(AttributeValue::S(of)) => of == self.entity,
            _ => true,
        }
    }
}

/// What a filter does not say of an entity's items: looked at in those that come back.
#[derive(Debug, Clone, Default)]
pub(crate) struct OwnItems {
    /// What the keys are like: a filter can ask for their beginning, not for their end.
    frames: Vec<KeyFrame>,
    /// What the type is, if it is there.
    own_type: Option<OwnType>,
}

impl OwnItems {
    /// Whether all that come back are the entity's.
    pub(crate) fn are_all(&self) -> bool {
        self.frames.is_empty() && self.own_type.is_none()
    }

    /// The attributes that are looked at.
    pub(crate) fn names(&self) -> Vec<Cow<'static, str>> {
        let own_type = self.own_type.iter().map(|own| own.attribute.clone());
        self.frames.iter().map(|frame| frame.name.clone()).chain(own_type).collect()
    }

    /// Whether an item that came back is one of them.
    pub(crate) fn contain(&self, item: &AttributeMap) -> bool {
        let fits = |frame: &KeyFrame| match item.get(frame.name.as_ref()) {
            Some(AttributeValue::S(text)) => frame.fits(text),
            _ => false,
        };
        self.frames.iter().all(fits) && self.own_type.as_ref().is_none_or(|own| own.may_be_of(item))
    }
}

impl Read {
    /// What leaves other entities out: a condition, as far as DynamoDB can check one, and what is looked at afterwards.
    /// `partition` is what a query is given.
    pub(super) fn own_items(
        &self,
        settings: &Settings,
        partition: Option<&[ComponentValue<'static>]>,
    ) -> Result<(Option<Node>, OwnItems)> {
        let (schema, is_query) = (self.key.schema, partition.is_some());
        if partition.is_some_and(|components| self.key.partition_names_the_entity(settings, components)) {
            return Ok((None, OwnItems::default()));
        }
        let mut own_type = OwnType::of(schema, settings);
        if let Some(own) = &own_type {
            if self.key.holds(&own.attribute, settings) {
                // What has no type, and a key of this type, is most likely older than the type attribute.
                let ends_alike = is_query && self.key.partition_ends_with_the_entity(settings);
                let filter = if ends_alike { own.filter_if_there() } else { own.filter() };
                return Ok((Some(filter), OwnItems::default()));
            }
            // An index that this library made holds the type, one that others made may not, and DynamoDB refuses a request
            // that names what an index does not hold. So it is looked at in what comes back; of a list's elements, only what
            // was asked for must come back.
            let selects_elements =
                self.selected().is_some_and(|paths| paths.iter().any(SelectedPath::is_of_an_element));
            let cannot_be_seen = selects_elements && !self.key.projects(&own.attribute, settings);
            if self.wanted == Wanted::HydratedItems || cannot_be_seen {
                own_type = None;
            }
        }
        // What a query's key condition names, it says already, and a filter must not.
        let queried = if is_query { self.key.names(settings) } else { Vec::new() };
        let partition = queried.first().cloned();
        let mut frames = key_frames(schema, settings)?;
        frames.retain(|frame| Some(&frame.name) != partition.as_ref());
        let filter = frames
            .iter()
            .filter(|frame| !frame.head.is_empty() && !queried.contains(&frame.name))
            .map(|frame| {
                let head = AttributeValue::S(frame.head.clone());
                Node::begins_with(PathData::attribute(frame.name.clone()), head)
            })
            .reduce(Node::and);
        frames.retain(|frame| !frame.is_told_by_its_head());
        Ok((filter, OwnItems { frames, own_type }))
    }
}
