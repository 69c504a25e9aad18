use std::{fmt, marker::PhantomData};

use crate::{
    codec::Item,
    operation::{Query, Scan, Target},
    schema::{Index, PartitionValue, QueryKey},
};

/// An index of a table of items of type `T`: where its queries and scans begin.
///
/// `P` and `S` are the types of its keys' components; `J` is [`AllAttributes`](crate::schema::AllAttributes) where it holds
/// whole items, and [`SomeAttributes`](crate::schema::SomeAttributes) where it does not: then `select`, `project` or
/// `hydrate` say what to read.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(id))]
/// #[dynamo(gsi(name = "StatusIndex", partition_key(status), sort_key(total), projection = "keys_only"))]
/// struct Order {
///     id: String,
///     status: String,
///     total: u64,
///     notes: String,
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let orders = Dynamo::embedded().table::<Order>();
/// # orders.create_table().await?;
/// # orders.put(&Order { id: "1".into(), status: "paid".into(), total: 7, notes: "..".into() }).await?;
/// let by_status = orders.index(Order::STATUS_INDEX);
/// assert_eq!(by_status.query("paid").count().await?, 1);
/// let totals: Vec<u64> = by_status.query("paid").ge(5).select(|o| o.total).collect().await?;
/// let orders: Vec<Order> = by_status.query("paid").ge(5).hydrate().collect().await?;
/// assert_eq!((totals[0], orders[0].notes.as_str()), (7, ".."));
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
pub struct TableIndex<T, P, S, J> {
    target: Target,
    index: Index<T, P, S, J>,
    item: PhantomData<fn() -> T>,
}

impl<T: Item, P, S, J> TableIndex<T, P, S, J> {
    pub(super) fn new(target: Target, index: Index<T, P, S, J>) -> Self {
        Self { target, index, item: PhantomData }
    }

    fn key(&self) -> QueryKey {
        // The derive makes indexes of positions that the schema has.
        QueryKey { schema: T::SCHEMA, index: T::SCHEMA.indexes.get(self.index.position) }
    }

    /// Reads the items of one partition of the index, with the same operators as on the table.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id), gsi(name = "ByMail", partition_key(mail)))]
    /// # struct User { id: String, mail: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let query = users.index(User::BY_MAIL).query("ada@example.com");
    /// assert_eq!(query.into_input()?.index_name(), Some("ByMail"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn query(&self, partition: impl PartitionValue<P>) -> Query<T, S, J>
    where
        J: Default,
    {
        Query::new(self.target.clone(), self.key(), partition.into_components(), J::default())
    }

    /// Reads the whole index, in no order: the items that have its keys, and of a sparse index only those.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id), gsi(name = "ByMail", partition_key(mail)))]
    /// # struct User { id: String, mail: Option<String> }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// # users.put(&User { id: "1".into(), mail: None }).await?;
    /// let with_mail = users.index(User::BY_MAIL).scan().count().await?;
    /// assert_eq!(with_mail, 0);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn scan(&self) -> Scan<T, J>
    where
        J: Default,
    {
        Scan::new(self.target.clone(), self.key(), J::default())
    }
}

impl<T, P, S, J> Clone for TableIndex<T, P, S, J> {
    fn clone(&self) -> Self {
        Self { target: self.target.clone(), index: self.index, item: PhantomData }
    }
}

impl<T: Item, P, S, J> fmt::Debug for TableIndex<T, P, S, J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.key().index.map(|index| index.name);
        f.debug_struct("TableIndex").field("entity", &T::SCHEMA.entity).field("index", &name).finish()
    }
}
