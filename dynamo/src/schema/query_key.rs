//! The key that a query goes by: the table's own, or an index's.

use std::borrow::Cow;

use super::{
    Component, ComponentValue, IndexKey, IndexKind, IndexSchema, KeyShape, KeyValue, ProjectedAttributes, ScalarType,
    Schema, SortCondition, SortOperator,
    layout::{Components, KeyBuilder, Part},
    range,
};
use crate::{
    config::Settings,
    error::{KeyError, KeyRole},
};

/// The table's key, or an index's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QueryKey {
    pub(crate) schema: &'static Schema,
    pub(crate) index: Option<&'static IndexSchema>,
}

/// One attribute of a key, and how its value is built.
#[derive(Debug, Clone)]
pub(crate) struct QueryKeyAttribute {
    pub(crate) name: Cow<'static, str>,
    shape: KeyShape,
    /// What the shape's numbers are positions in.
    components: &'static [Component],
    /// The settings that lay the key out are those of this key of the table.
    layout: KeyRole,
}

/// A component of a key, as a condition on its attribute sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyPart {
    pub(crate) component: &'static Component,
    /// How many digits a number is padded to; 0 for none.
    pub(crate) width: usize,
    /// Whether the attribute is itself a key.
    pub(crate) is_native: bool,
    /// Whether an item may lack it, and so not be in the index.
    pub(crate) may_be_absent: bool,
    /// What follows it in a text key, up to the next component or the end of the key.
    pub(crate) end: String,
    /// The part of that which the component must not contain.
    pub(crate) separator: Option<String>,
}

impl KeyPart {
    /// Whether the order of the keys is that of the values: nothing follows that a longer value would be compared with.
    pub(crate) fn keeps_order(&self) -> bool {
        self.is_native || self.width > 0 || self.end.is_empty()
    }

    /// The longest beginning of a prefix that a value can have, and that only keys of values with it begin with.
    pub(crate) fn distinct_prefix<'a>(&self, prefix: &'a str) -> &'a str {
        let separator = self.separator.as_deref();
        let mut distinct = separator.and_then(|separator| prefix.split(separator).next()).unwrap_or(prefix);
        while let Some(shorter) = range::without_end(distinct, &self.end) {
            distinct = shorter;
        }
        distinct
    }
}

impl QueryKeyAttribute {
    pub(crate) fn scalar(&self) -> ScalarType {
        match self.shape {
            KeyShape::Native(index) => self.components[index].scalar,
            KeyShape::Named(_) | KeyShape::Template(_) => ScalarType::S,
        }
    }
}

impl QueryKey {
    pub(crate) fn table(schema: &'static Schema) -> Self {
        Self { schema, index: None }
    }

    pub(crate) fn index(schema: &'static Schema, index: &'static IndexSchema) -> Self {
        Self { schema, index: Some(index) }
    }

    /// The attributes of the partition key: several in a multi-attribute key.
    pub(crate) fn partition(&self, settings: &Settings) -> Vec<QueryKeyAttribute> {
        match self.index {
            None => vec![table_partition(self.schema, settings)],
            Some(index) => attributes(self.schema, &index.partition, settings),
        }
    }

    /// The attributes of the sort key: none without one, several in a multi-attribute key.
    pub(crate) fn sort(&self, settings: &Settings) -> Vec<QueryKeyAttribute> {
        match self.index {
            None => table_sort(self.schema, settings).into_iter().collect(),
            Some(index) => index.sort.as_ref().map(|key| attributes(self.schema, key, settings)).unwrap_or_default(),
        }
    }

    /// The names of the key's attributes.
    pub(crate) fn names(&self, settings: &Settings) -> Vec<Cow<'static, str>> {
        self.partition(settings).into_iter().chain(self.sort(settings)).map(|attribute| attribute.name).collect()
    }

    /// The names of the attributes that say where a query goes on: the key's, and the table's own.
    pub(crate) fn position_names(&self, settings: &Settings) -> Vec<Cow<'static, str>> {
        let mut names = self.names(settings);
        let table = Self::table(self.schema).names(settings);
        names.extend(table.into_iter().filter(|_| self.index.is_some()));
        names.sort();
        names.dedup();
        names
    }

    /// Whether an item read by this key has the attribute: by its name. A local index fetches from the table what it lacks.
    pub(crate) fn projects(&self, attribute: &str, settings: &Settings) -> bool {
        self.index.is_some_and(|index| index.kind == IndexKind::Local) || self.holds(attribute, settings)
    }

    /// Whether the attribute stands where the key does: a filter on another is refused by DynamoDB, on local indexes, too.
    pub(crate) fn holds(&self, attribute: &str, settings: &Settings) -> bool {
        let Some(index) = self.index else { return true };
        match &index.projection {
            ProjectedAttributes::All => true,
            ProjectedAttributes::Include(names) if names.contains(&attribute) => true,
            _ => self.position_names(settings).iter().any(|name| name == attribute),
        }
    }

    /// The same, unless it is not known: the type is no field, and an index that this library made holds it.
    pub(crate) fn may_hold(&self, attribute: &str, settings: &Settings) -> bool {
        settings.type_attribute.as_deref() == Some(attribute) || self.holds(attribute, settings)
    }

    /// Whether whatever an item has is read by this key.
    pub(crate) fn holds_all(&self) -> bool {
        self.index.is_none_or(|index| index.kind == IndexKind::Local || index.projection == ProjectedAttributes::All)
    }

    /// Whether the partition key ends with the entity's name.
    pub(crate) fn partition_ends_with_the_entity(&self, settings: &Settings) -> bool {
        let is_the_tables = self.index.is_none_or(|index| index.partition == IndexKey::TablePartition);
        is_the_tables && settings.suffix_partition_key && matches!(self.schema.key.partition, KeyShape::Named(_))
    }

    /// Whether the partition key with these components tells by its end which entity an item is of. With `_line` and
    /// `_order_line` at their ends, keys of two types can be the same: of two such names one contains the separator.
    /// Of several components each is looked at alone, so that most queries go without a filter, and keep their limit.
    pub(crate) fn partition_names_the_entity(
        &self,
        settings: &Settings,
        components: &[ComponentValue<'static>],
    ) -> bool {
        let separator = settings.key_separator.as_ref();
        // As in the names that entities have where they are given none: those of types.
        let may_be_in_a_name = separator.chars().all(|c| c.is_alphanumeric() || c == '_');
        self.partition_ends_with_the_entity(settings)
            && !may_be_in_a_name
            && !contains_again(separator, self.schema.entity)
            && !components.iter().any(|component| match component {
                ComponentValue::Text(text) | ComponentValue::Number(text) => separates_earlier(separator, text),
                ComponentValue::Binary(_) | ComponentValue::Flag(_) => false,
            })
    }

    /// The values of the partition key, from its components in order.
    pub(crate) fn partition_values(
        &self,
        settings: &Settings,
        components: &[ComponentValue<'static>],
    ) -> Result<Vec<(Cow<'static, str>, KeyValue)>, KeyError> {
        let attributes = self.partition(settings);
        // By field: one that is padded here and plain there is two components, and one value.
        let mut order: Vec<&str> = Vec::new();
        for attribute in &attributes {
            self.walk(settings, KeyRole::Partition, attribute, &mut |index, _, _, _| {
                let field = attribute.components[index].field;
                if !order.contains(&field) {
                    order.push(field);
                }
            })?;
        }
        attributes
            .into_iter()
            .map(|attribute| {
                let value = |index: usize| {
                    let position = order.iter().position(|known| *known == attribute.components[index].field);
                    // The number of components is checked by the type of the partition's values.
                    position.and_then(|position| components.get(position)).map_or(ABSENT, ComponentValue::borrowed)
                };
                let built = self.builder(settings, KeyRole::Partition, &attribute, &value).build(&attribute.shape)?;
                Ok((attribute.name, built))
            })
            .collect()
    }

    /// The components of the partition key, each once, in the order of their values.
    pub(crate) fn partition_parts(&self, settings: &Settings) -> Result<Vec<KeyPart>, KeyError> {
        let mut parts = self.parts(settings, KeyRole::Partition, &self.partition(settings))?;
        let mut seen: Vec<&str> = Vec::new();
        parts.retain(|part| {
            let is_new = !seen.contains(&part.component.field);
            seen.push(part.component.field);
            is_new
        });
        Ok(parts)
    }

    /// The components of the sort key, in the order of a walk.
    pub(crate) fn sort_parts(&self, settings: &Settings) -> Result<Vec<KeyPart>, KeyError> {
        self.parts(settings, KeyRole::Sort, &self.sort(settings))
    }

    fn parts(
        &self,
        settings: &Settings,
        role: KeyRole,
        attributes: &[QueryKeyAttribute],
    ) -> Result<Vec<KeyPart>, KeyError> {
        let mut parts = Vec::new();
        for attribute in attributes {
            let is_native = matches!(attribute.shape, KeyShape::Native(_));
            self.walk(settings, role, attribute, &mut |index, width, end, separator| {
                let component = &attribute.components[index];
                // What is in the table's key, too, every item has.
                let is_in_table_key = self.schema.key.components.iter().any(|own| own.field == component.field);
                let may_be_absent = component.may_be_absent && !is_in_table_key;
                let (end, separator) = (end.to_owned(), separator.map(str::to_owned));
                parts.push(KeyPart { component, width, is_native, may_be_absent, end, separator });
            })?;
        }
        Ok(parts)
    }

    /// Visits the components of one attribute: the position, the padding, the text that follows it, and the part of that which
    /// it must not contain.
    fn walk(
        &self,
        settings: &Settings,
        role: KeyRole,
        attribute: &QueryKeyAttribute,
        visit: &mut dyn FnMut(usize, usize, &str, Option<&str>),
    ) -> Result<(), KeyError> {
        let mut open: Option<(usize, usize, String, Option<&str>)> = None;
        self.builder(settings, role, attribute, &|_| ABSENT).walk(&attribute.shape, &mut |part| {
            match part {
                Part::Literal(text) => {
                    if let Some((.., end, _)) = &mut open {
                        end.push_str(text);
                    }
                }
                Part::Separator(text) => {
                    if let Some((.., end, separator)) = &mut open {
                        end.push_str(text);
                        separator.get_or_insert(text);
                    }
                }
                Part::Component { index, width } => {
                    if let Some((before, width, end, separator)) = open.replace((index, width, String::new(), None)) {
                        visit(before, width, &end, separator);
                    }
                }
            }
            Ok(())
        })?;
        if let Some((index, width, end, separator)) = open {
            visit(index, width, &end, separator);
        }
        Ok(())
    }

    /// The conditions on the sort key for these fixed components and this operator: none if every key satisfies them, one
    /// for each attribute that is compared in a multi-attribute key.
    pub(crate) fn sort_conditions(
        &self,
        settings: &Settings,
        fixed: &[ComponentValue<'static>],
        operator: &SortOperator,
    ) -> Result<Vec<(Cow<'static, str>, SortCondition)>, KeyError> {
        let attributes = self.sort(settings);
        if let [attribute] = attributes.as_slice()
            && !matches!(attribute.shape, KeyShape::Native(_))
        {
            let builder = self.builder(settings, KeyRole::Sort, attribute, &|_| ABSENT);
            let condition = range::text(&builder, &attribute.shape, fixed, operator)?;
            return Ok(condition.map(|condition| (attribute.name.clone(), condition)).into_iter().collect());
        }
        let mut conditions = Vec::new();
        for (position, attribute) in attributes.into_iter().enumerate() {
            // Keys of several attributes are all made of fields' own.
            let KeyShape::Native(index) = attribute.shape else { continue };
            let builder = self.builder(settings, KeyRole::Sort, &attribute, &|_| ABSENT);
            if let Some(value) = fixed.get(position) {
                let value = builder.native_value(index, value.borrowed())?;
                conditions.push((attribute.name, SortCondition::Eq(value)));
                continue;
            }
            conditions.extend(range::native(&builder, index, operator)?.map(|condition| (attribute.name, condition)));
            break;
        }
        Ok(conditions)
    }

    fn builder<'a>(
        &self,
        settings: &'a Settings,
        role: KeyRole,
        attribute: &QueryKeyAttribute,
        values: Components<'a>,
    ) -> KeyBuilder<'a> {
        KeyBuilder {
            entity: self.schema.entity,
            index: self.index.map(|index| index.name),
            components: attribute.components,
            settings,
            role,
            layout: attribute.layout,
            values,
        }
    }
}

fn table_partition(schema: &'static Schema, settings: &Settings) -> QueryKeyAttribute {
    QueryKeyAttribute {
        name: schema.partition_name(settings),
        shape: schema.key.partition,
        components: schema.key.components,
        layout: KeyRole::Partition,
    }
}

fn table_sort(schema: &'static Schema, settings: &Settings) -> Option<QueryKeyAttribute> {
    let (shape, name) = schema.key.sort.zip(schema.sort_name(settings))?;
    Some(QueryKeyAttribute { name, shape, components: schema.key.components, layout: KeyRole::Sort })
}

fn attributes(schema: &'static Schema, key: &IndexKey, settings: &Settings) -> Vec<QueryKeyAttribute> {
    // Templates and fields' own attributes have no layout settings: either role will do.
    let of_index = |name: &'static str, shape| QueryKeyAttribute {
        name: Cow::Borrowed(name),
        shape,
        components: schema.index_components,
        layout: KeyRole::Partition,
    };
    match *key {
        IndexKey::Attributes(indices) => indices
            .iter()
            .map(|&index| of_index(schema.index_components[index].attribute, KeyShape::Native(index)))
            .collect(),
        IndexKey::Template { name, pieces } => vec![of_index(name, KeyShape::Template(pieces))],
        IndexKey::TablePartition => vec![table_partition(schema, settings)],
        IndexKey::TableSort => table_sort(schema, settings).into_iter().collect(),
    }
}

const ABSENT: ComponentValue<'static> = ComponentValue::Text(Cow::Borrowed(""));

/// Whether the text before a separator contains it, or goes on to it in the separator that follows.
fn separates_earlier(separator: &str, text: &str) -> bool {
    let (whole, before) = (separator.as_bytes(), text.as_bytes());
    let overlaps = |length: usize| before.ends_with(&whole[..length]) && whole.starts_with(&whole[length..]);
    text.contains(separator) || (1..whole.len()).any(overlaps)
}

/// Whether the separator, with the text after it, contains the separator once more.
fn contains_again(separator: &str, text: &str) -> bool {
    let whole = || separator.bytes().chain(text.bytes());
    (1..=text.len()).any(|start| separator.bytes().eq(whole().skip(start).take(separator.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_separator_may_begin_in_the_text_before_it() {
        for (separator, text) in
            [("#", "a#b"), ("#", "#"), ("::", "a:"), ("abab", "xab"), ("aab", "aab"), ("ä#ä", "ä#")]
        {
            assert!(separates_earlier(separator, text), "{separator} after {text}");
            assert_ne!([text, separator].concat().find(separator), Some(text.len()));
        }
        for (separator, text) in [("#", "ab"), ("#~", "a#"), ("abab", "xa"), ("aab", "a"), ("::", "")] {
            assert!(!separates_earlier(separator, text), "{separator} after {text}");
            assert_eq!([text, separator].concat().find(separator), Some(text.len()));
        }
    }
}
