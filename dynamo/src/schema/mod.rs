//! What an item looks like in the database: static data that the derive macro writes, and how keys are built from it.
//!
//! Layer 2: strings in, strings out; nothing here knows how values are encoded or sent.

mod component;
mod frame;
mod index;
mod index_component;
mod index_keys;
mod into_component;
mod layout;
mod partition_value;
mod primary_key;
mod query_key;
mod range;
pub mod shape;
mod text_key;
mod text_order;
mod walk;

use std::borrow::Cow;

use crate::config::{Config, Settings};

pub use self::{
    component::{ComponentValue, KeyComponent, Newtype, Paddable},
    index::{AllAttributes, Index, IndexKey, IndexKind, IndexSchema, ProjectedAttributes, SomeAttributes},
    index_component::IndexComponent,
    into_component::IntoComponent,
    partition_value::PartitionValue,
    primary_key::{KeyValue, PrimaryKey},
    shape::{ScalarType, Shaped},
    walk::{
        Head, NativePart, OrderedAsText, OrderedPart, PaddedPart, PrefixAsText, PrefixPart, SortKey, SortKeyCondition,
        SortPart, SortParts, TextPart,
    },
};
pub(crate) use self::{
    frame::{KeyFrame, key_frames},
    index_keys::{IndexComponents, check_index_keys, resolve_index_keys},
    layout::{resolve_partition, resolve_primary_key},
    query_key::{KeyPart, QueryKey},
    range::{SortCondition, SortOperator},
    text_order::{after_all, greatest},
};

/// The schema of an item type: plain static data, written by `#[derive(Item)]`.
///
/// ```
/// use dynamo::Item;
///
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(customer_id), sort_key(order_id))]
/// struct Order {
///     customer_id: String,
///     order_id: String,
///     #[dynamo(rename = "sum")]
///     total: u64,
/// }
///
/// assert_eq!(Order::SCHEMA.table, "orders");
/// assert_eq!(Order::SCHEMA.entity, "order");
/// assert_eq!(Order::SCHEMA.attributes[2].name, "sum");
/// assert_eq!(Order::SCHEMA.key.components[1].field, "order_id");
/// ```
#[derive(Debug)]
pub struct Schema {
    /// The table's name, before any prefix.
    pub table: &'static str,
    /// The entity's name: in keys, and in the type attribute.
    pub entity: &'static str,
    /// The fields that are stored under a name of their own, in declaration order.
    pub attributes: &'static [Attribute],
    /// How the primary key is built.
    pub key: KeySchema,
    /// The fields that index keys are built from.
    pub index_components: &'static [Component],
    /// The secondary indexes.
    pub indexes: &'static [IndexSchema],
    /// The schema's own level of the configuration.
    pub config: Config,
}

impl Schema {
    /// The settings in force for this schema, here and now.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert_eq!(User::SCHEMA.settings(), User::config());
    /// ```
    pub fn settings(&self) -> Settings {
        Settings::for_schema(&self.config)
    }

    /// The name of the partition key's attribute.
    pub(crate) fn partition_name(&self, settings: &Settings) -> Cow<'static, str> {
        self.key_name(&self.key.partition, &settings.partition_key_name)
    }

    /// The name of the sort key's attribute, if the item has a sort key.
    pub(crate) fn sort_name(&self, settings: &Settings) -> Option<Cow<'static, str>> {
        self.key.sort.as_ref().map(|sort| self.key_name(sort, &settings.sort_key_name))
    }

    #[allow(clippy::ptr_arg, reason = "a borrowed name stays borrowed")]
    fn key_name(&self, shape: &KeyShape, generated: &Cow<'static, str>) -> Cow<'static, str> {
        match shape {
            KeyShape::Native(index) => Cow::Borrowed(self.key.components[*index].attribute),
            KeyShape::Named(_) | KeyShape::Template(_) => generated.clone(),
        }
    }
}

/// A field of an item and the attribute it is stored in.
///
/// ```
/// # use dynamo::Item;
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id), rename_all = "camelCase")]
/// # struct User { id: String, full_name: String }
/// assert_eq!((User::SCHEMA.attributes[1].field, User::SCHEMA.attributes[1].name), ("full_name", "fullName"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attribute {
    /// The field's name in Rust.
    pub field: &'static str,
    /// The attribute's name in DynamoDB.
    pub name: &'static str,
}

/// How an item's primary key is built from its fields.
///
/// ```
/// # use dynamo::Item;
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// assert!(User::SCHEMA.key.sort.is_none());
/// ```
#[derive(Debug)]
pub struct KeySchema {
    /// The fields that the keys are built from, each once, those of the partition key first.
    pub components: &'static [Component],
    /// The partition key.
    pub partition: KeyShape,
    /// The sort key, if the item has one.
    pub sort: Option<KeyShape>,
}

/// A field that is part of a key.
///
/// ```
/// # use dynamo::{Item, ScalarType};
/// # #[derive(Item)] #[dynamo(table = "t", partition_key(id), keys = "native")] struct Counter { id: u64 }
/// assert_eq!(Counter::SCHEMA.key.components[0].scalar, ScalarType::N);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// The field's name in Rust.
    pub field: &'static str,
    /// The name of the attribute that stores the field.
    pub attribute: &'static str,
    /// The type of the attribute where the field is a key by itself; S where it is part of a text key.
    pub scalar: ScalarType,
    /// Whether the field has a default, so that an item may lack its attribute and have a value all the same.
    pub has_default: bool,
    /// Whether an item may lack it in the index's key, and so not be in the index.
    pub may_be_absent: bool,
}

/// How one key is built; the numbers are positions in [`KeySchema::components`].
///
/// ```
/// # use dynamo::{Item, schema::KeyShape};
/// # #[derive(Item)] #[dynamo(table = "t", partition_key(id), keys = "native")] struct Counter { id: u64 }
/// assert!(matches!(Counter::SCHEMA.key.partition, KeyShape::Native(0)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyShape {
    /// The values joined with the separator, with or without their names, as the settings say.
    Named(&'static [usize]),
    /// An explicit template.
    Template(&'static [Piece]),
    /// The field's own attribute is the key.
    Native(usize),
}

impl KeyShape {
    /// The positions of its components, each once.
    pub(crate) fn components(&self) -> Vec<usize> {
        let mut components = match self {
            Self::Named(indices) => indices.to_vec(),
            Self::Native(index) => vec![*index],
            Self::Template(pieces) => pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Component { index, .. } => Some(*index),
                    Piece::Literal(_) => None,
                })
                .collect(),
        };
        components.sort_unstable();
        components.dedup();
        components
    }
}

/// A piece of a key template.
///
/// ```
/// # use dynamo::{Item, schema::{KeyShape, Piece}};
/// # #[derive(Item)] #[dynamo(table = "t", pk = "USER#{id}")] struct User { id: String }
/// let pieces = [Piece::Literal("USER#"), Piece::Component { index: 0, width: 0 }];
/// assert!(matches!(User::SCHEMA.key.partition, KeyShape::Template(template) if template == pieces));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// Text that stands in every key.
    Literal(&'static str),
    /// A component's text.
    Component {
        /// Position in [`KeySchema::components`].
        index: usize,
        /// How many digits a number is padded to with zeros; 0 for none.
        width: usize,
    },
}
