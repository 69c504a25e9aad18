use std::{fmt, marker::PhantomData, sync::Arc};

use aws_sdk_dynamodb::Client;
use futures::Stream;

use super::{
    batch_get::BatchGet, batch_put_stream::BatchPutStream, batch_write::BatchWrite, table_index::TableIndex, wait,
};
use crate::{
    codec::{Item, Key},
    error::Result,
    expression::Condition,
    operation::{
        ConditionCheck, Connection, CreateTable, Delete, DeleteTable, Find, Get, Put, Query, Scan, Target, Update,
        Upsert,
    },
    schema::{AllAttributes, Index, PartitionValue, QueryKey},
};

/// A table of items of type `T`: where the operations begin.
///
/// It is a handle, cheap to clone; several types can have tables of the same name (single-table design).
///
/// ```
/// use dynamo::{Dynamo, Item};
///
/// #[derive(Item, Debug, PartialEq)]
/// #[dynamo(table = "users", partition_key(id))]
/// struct User {
///     id: String,
///     name: String,
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let users = Dynamo::embedded().table::<User>();
/// users.create_table().await?;
///
/// let user = User { id: "123".into(), name: "Ada".into() };
/// users.create(&user).await?;
/// assert_eq!(users.get(User::key("123")).await?, Some(user));
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
pub struct Table<T> {
    target: Target,
    item: PhantomData<fn() -> T>,
}

impl<T> Clone for Table<T> {
    fn clone(&self) -> Self {
        Self { target: self.target.clone(), item: PhantomData }
    }
}

impl<T: Item> fmt::Debug for Table<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("entity", &T::SCHEMA.entity).field("name", &self.name().ok()).finish()
    }
}

impl<T: Item> Table<T> {
    /// The table of these items, reached through an SDK client of your own.
    ///
    /// With [`Dynamo::new`](crate::Dynamo::new), made once, requests are a little cheaper.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item, Table};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let client = Dynamo::embedded().client().clone();
    /// let users = Table::<User>::new(&client);
    /// ```
    pub fn new(client: &Client) -> Self {
        let connection = Connection { client: client.clone(), is_hooked: false, is_direct: true };
        Self::at(Target { connection, name: None, prefix: None })
    }

    pub(super) fn target(&self) -> &Target {
        &self.target
    }

    pub(super) fn at(target: Target) -> Self {
        Self { target, item: PhantomData }
    }

    /// The same table under another name: the whole name, or an ARN; no prefix is added.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// let users = Dynamo::embedded().table::<User>().named("prod-users");
    /// assert_eq!(users.name()?, "prod-users");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    #[must_use]
    pub fn named(mut self, name: impl Into<Arc<str>>) -> Self {
        self.target.name = Some(name.into());
        self
    }

    /// The table's whole name, with the configuration in force here.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// let users = Dynamo::embedded().table_prefix("dev-").table::<User>();
    /// assert_eq!(users.name()?, "dev-users");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) for a name that DynamoDB does not take.
    pub fn name(&self) -> Result<String> {
        self.target.table_name(T::SCHEMA, &T::SCHEMA.settings())
    }

    /// Reads one item by its key: awaiting gives `Option<T>`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// assert!(users.get(User::key("123")).await?.is_none());
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn get(&self, key: impl Into<Key<T>>) -> Get<T> {
        Get::new(self.target.clone(), key.into())
    }

    /// Writes an item, creating or replacing it whole.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// users.put(&User { id: "123".into() }).await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn put<'a>(&self, item: &'a T) -> Put<'a, T> {
        Put::new(self.target.clone(), item, false)
    }

    /// Writes a new item; fails with [`ErrorKind::ConditionalCheckFailed`](crate::ErrorKind::ConditionalCheckFailed) if
    /// there is one with its key.
    ///
    /// Where an answer is lost and the SDK tries again, the write does not fail because of itself: if the item that is there
    /// is exactly the one that was written, it was done. The same holds for every conditional put, for updates whose result
    /// does not depend on what was there before, and for deletes. Other updates (increment, append, a raw expression) are not
    /// tried again where they may have been applied: [`Error::may_be_applied`](crate::Error::may_be_applied) says so.
    ///
    /// ```
    /// # use dynamo::{Dynamo, ErrorKind, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let user = User { id: "123".into() };
    /// users.create(&user).await?;
    /// assert_eq!(users.create(&user).await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn create<'a>(&self, item: &'a T) -> Put<'a, T> {
        Put::new(self.target.clone(), item, true)
    }

    /// Changes attributes of an item; fails with
    /// [`ErrorKind::ConditionalCheckFailed`](crate::ErrorKind::ConditionalCheckFailed) if it is not there.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// # users.put(&User { id: "123".into(), visits: 0 }).await?;
    /// let user = users.update(User::key("123")).increment(|user| user.visits, 1).return_new().await?;
    /// assert_eq!(user.visits, 1);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn update(&self, key: impl Into<Key<T>>) -> Update<T> {
        Update::new(self.target.clone(), key.into())
    }

    /// Changes attributes of an item, creating it if it is not there; the key's components are filled in.
    ///
    /// What the type needs beyond that must be set: an item that lacks an attribute cannot be read back.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let user = users.upsert(User::key("123")).increment(|user| user.visits, 1).return_new().await?;
    /// assert_eq!((user.id.as_str(), user.visits), ("123", 1));
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn upsert(&self, key: impl Into<Key<T>>) -> Upsert<T> {
        Update::new_upsert(self.target.clone(), key.into())
    }

    /// Deletes an item by its key; one that is not there is no error.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// users.delete(User::key("123")).await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn delete(&self, key: impl Into<Key<T>>) -> Delete<T> {
        Delete::new(self.target.clone(), key.into())
    }

    /// Writes many items, creating or replacing them: [`BatchWrite`] says how, and what becomes of what cannot be written.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let many: Vec<User> = (0..100).map(|id| User { id: id.to_string() }).collect();
    /// users.batch_put(&many).await?;
    /// assert_eq!(users.scan().count().await?, 100);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn batch_put<'a>(&self, items: impl IntoIterator<Item = &'a T>) -> BatchWrite<'a> {
        BatchWrite::new(self.target.connection.clone()).puts(self, items)
    }

    /// Writes the items of a stream, creating or replacing them, with back-pressure: see [`BatchPutStream`].
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let source = futures::stream::iter((0..100).map(|id| User { id }));
    /// users.batch_put_stream(source).await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn batch_put_stream<'a, S: Stream<Item = T> + 'a>(&self, items: S) -> BatchPutStream<'a, S> {
        BatchPutStream::new(self, items)
    }

    /// Checks an item in a transaction: see [`ConditionCheck`].
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, active: bool }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let check = users.check(User::key("1")).when(|user| user.active.eq(true));
    /// ```
    pub fn check(&self, key: impl Into<Key<T>>) -> ConditionCheck<T> {
        ConditionCheck::new(self.target.clone(), key.into())
    }

    /// Reads many items by their keys: [`BatchGet`] says how.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let found: Vec<User> = users.batch_get((0..250).map(User::key)).await?;
    /// assert!(found.is_empty());
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn batch_get<K: Into<Key<T>>>(&self, keys: impl IntoIterator<Item = K>) -> BatchGet<T> {
        BatchGet::new(self, keys.into_iter().map(Into::into).collect())
    }

    /// Deletes many items by their keys; those that are not there are no error.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// users.batch_delete(["1", "2", "3"].map(User::key)).await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn batch_delete<'a, K: Into<Key<T>>>(&self, keys: impl IntoIterator<Item = K>) -> BatchWrite<'a>
    where
        T: 'a,
    {
        BatchWrite::new(self.target.connection.clone()).deletes(self, keys)
    }

    /// Reads the items of one partition: a bare value for a partition key of one component, a tuple for several.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// let january = events.query("1").begins_with("2026-01").collect().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn query(&self, partition: impl PartitionValue<T::Partition>) -> Query<T> {
        Query::new(self.target.clone(), QueryKey::table(T::SCHEMA), partition.into_components(), AllAttributes)
    }

    /// Reads the whole table, in no order: expensive, for exports and migrations.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// assert_eq!(users.scan().count().await?, 0);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn scan(&self) -> Scan<T> {
        Scan::new(self.target.clone(), QueryKey::table(T::SCHEMA), AllAttributes)
    }

    /// Reads the items for which a condition holds, by the best key there is, the table's or an index's: [`Find`] says how.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id), gsi(name = "ByMail", partition_key(mail)))]
    /// # struct User { id: String, mail: String, active: bool }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let found = users.find(|user| user.mail.eq("ada@example.com") & user.active.eq(true)).collect().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn find(&self, condition: impl FnOnce(T::Fields) -> Condition<T>) -> Find<T> {
        Find::new(self.target.clone(), condition(T::FIELDS).into_node())
    }

    /// One of the table's indexes, to query and scan: the derive makes a constant for each.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// #[derive(Item)]
    /// #[dynamo(table = "users", partition_key(id))]
    /// #[dynamo(gsi(name = "ByMail", partition_key(mail)))]
    /// struct User {
    ///     id: String,
    ///     mail: String,
    /// }
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// # users.put(&User { id: "1".into(), mail: "ada@example.com".into() }).await?;
    /// let ada = users.index(User::BY_MAIL).query("ada@example.com").one().await?;
    /// assert_eq!(ada.unwrap().id, "1");
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn index<P, S, J>(&self, index: Index<T, P, S, J>) -> TableIndex<T, P, S, J> {
        TableIndex::new(self.target.clone(), index)
    }

    /// Creates the table from the schema, and waits until it is ACTIVE.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// users.create_table().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn create_table(&self) -> CreateTable<T> {
        CreateTable::new(self.target.clone())
    }

    /// Deletes the table with everything in it, and waits until it is gone.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// users.delete_table().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn delete_table(&self) -> DeleteTable<T> {
        DeleteTable::new(self.target.clone())
    }

    /// Whether the table exists, in any state.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert!(!users.exists().await?);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// When DynamoDB cannot be asked: [`ErrorKind::AccessDenied`](crate::ErrorKind::AccessDenied), a network's fault, or a
    /// name that it does not take.
    pub async fn exists(&self) -> Result<bool> {
        Ok(wait::describe(&self.target.connection.client, &self.name()?).await?.is_some())
    }
}
