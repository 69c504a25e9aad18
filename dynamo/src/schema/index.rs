use std::{fmt, marker::PhantomData};

use super::Piece;

/// A secondary index of an item's table: plain static data, written by `#[derive(Item)]`.
///
/// ```
/// use dynamo::{Item, schema::IndexKind};
///
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(id))]
/// #[dynamo(gsi(name = "StatusIndex", partition_key(status), projection = "keys_only"))]
/// struct Order {
///     id: String,
///     status: String,
/// }
///
/// let index = &Order::SCHEMA.indexes[0];
/// assert_eq!((index.name, index.kind), ("StatusIndex", IndexKind::Global));
/// assert!(index.sort.is_none());
/// ```
#[derive(Debug)]
pub struct IndexSchema {
    /// The index's name.
    pub name: &'static str,
    /// Global or local.
    pub kind: IndexKind,
    /// The partition key.
    pub partition: IndexKey,
    /// The sort key, if the index has one.
    pub sort: Option<IndexKey>,
    /// The attributes that the index holds beside its own keys and the table's.
    pub projection: ProjectedAttributes,
}

/// The two kinds of secondary index.
///
/// ```
/// # use dynamo::{Item, schema::IndexKind};
/// # #[derive(Item)] #[dynamo(table = "t", partition_key(id), sort_key(at), lsi(name = "ByRank", sort_key(rank)))]
/// # struct Player { id: String, at: String, rank: u32 }
/// assert_eq!(Player::SCHEMA.indexes[0].kind, IndexKind::Local);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// With keys of its own; its reads are eventually consistent.
    Global,
    /// With the table's partition key and another sort key.
    Local,
}

/// One key of an index; the numbers are positions in [`Schema::index_components`](super::Schema::index_components).
///
/// ```
/// # use dynamo::{Item, schema::IndexKey};
/// # #[derive(Item)] #[dynamo(table = "t", partition_key(id), gsi(name = "ByRank", partition_key(rank)))]
/// # struct Player { id: String, rank: u32 }
/// assert!(matches!(Player::SCHEMA.indexes[0].partition, IndexKey::Attributes([0])));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKey {
    /// The fields' own attributes: one, or up to four for a multi-attribute key.
    Attributes(&'static [usize]),
    /// A generated attribute of this name, built from a template.
    Template {
        /// The attribute's name.
        name: &'static str,
        /// The template.
        pieces: &'static [Piece],
    },
    /// The table's own partition key.
    TablePartition,
    /// The table's own sort key.
    TableSort,
}

/// What an index holds beside its own keys and the table's.
///
/// ```
/// # use dynamo::{Item, schema::ProjectedAttributes};
/// # #[derive(Item)]
/// # #[dynamo(table = "t", partition_key(id), gsi(name = "ByRank", partition_key(rank), projection = include(name)))]
/// # struct Player { id: String, rank: u32, name: String }
/// assert_eq!(Player::SCHEMA.indexes[0].projection, ProjectedAttributes::Include(&["name"]));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectedAttributes {
    /// Every attribute.
    All,
    /// Nothing more.
    KeysOnly,
    /// The attributes of these names.
    Include(&'static [&'static str]),
}

/// Every attribute is at hand, so whole items can be read: from a table, from an index that holds all of them, or from a
/// local index, which fetches what it lacks.
#[derive(Debug, Clone, Copy, Default)]
pub struct AllAttributes;

/// An index lacks attributes of its items: read what it has with `select` or `project`, or whole items with `hydrate`.
#[derive(Debug, Clone, Copy, Default)]
pub struct SomeAttributes;

/// A secondary index of items of type `T`, with the types of its keys' components; the derive makes one constant for each.
///
/// `P` is a tuple of the partition key's components, `S` one of the sort key's parts, and `J` says whether the index holds
/// whole items. Queries on it have the same operators as those on the table.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// #[derive(Item, Debug, PartialEq)]
/// #[dynamo(table = "orders", partition_key(id))]
/// #[dynamo(gsi(name = "StatusIndex", partition_key(status), sort_key(placed_on)))]
/// struct Order {
///     id: String,
///     status: String,
///     placed_on: String,
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let orders = Dynamo::embedded().table::<Order>();
/// # orders.create_table().await?;
/// # orders.put(&Order { id: "1".into(), status: "paid".into(), placed_on: "2026-01-15".into() }).await?;
/// let paid = orders.index(Order::STATUS_INDEX).query("paid").begins_with("2026-01").collect().await?;
/// assert_eq!(paid[0].id, "1");
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
pub struct Index<T, P, S, J = AllAttributes> {
    pub(crate) position: usize,
    types: PhantomData<fn() -> (T, P, S, J)>,
}

impl<T, P, S, J> Index<T, P, S, J> {
    /// For generated code: the index at this position in [`Schema::indexes`](super::Schema::indexes).
    #[doc(hidden)]
    pub const fn new(position: usize) -> Self {
        Self { position, types: PhantomData }
    }
}

impl<T, P, S, J> Clone for Index<T, P, S, J> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, P, S, J> Copy for Index<T, P, S, J> {}

impl<T, P, S, J> fmt::Debug for Index<T, P, S, J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Index({})", self.position)
    }
}
