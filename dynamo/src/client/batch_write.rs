use std::{
    collections::{HashMap, HashSet},
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use aws_sdk_dynamodb::{operation::batch_write_item::builders::BatchWriteItemInputBuilder, types::WriteRequest};
use futures::{StreamExt as _, stream};

use super::{
    batch_entry::{Deletes, Group, Inputs, Puts, WriteEntry, framed_body},
    batch_superseded::{Superseded, last_of_each},
    bulk::{BulkOptions, Patience, Unfinished, deadline},
    table::Table,
    wire::{Element, Exchange, Operation, Splice},
};
use crate::{
    codec::{Item, Key, KeyIdentity},
    error::{Error, Result},
    operation::{Connection, ConsumedCapacity, metered_method},
};

pub(super) const OPERATION: &str = "BatchWriteItem";

/// The most writes that one request takes, and the most bytes; from AWS's page "`BatchWriteItem`" of the API reference.
pub(super) const MAX_WRITES: usize = 25;
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// Room for what a request has besides its items and keys: 26 bytes and the table's name, of up to 1024, for each.
const FRAME_BYTES: usize = 32 * 1024;

/// Writes and deletes many items, of several types and tables: `BatchWriteItem`, as often as it takes.
///
/// The writes are sent 25 at a time, several requests side by side. What DynamoDB leaves unprocessed, and what it throttles,
/// is sent again after a while, longer each time, as long as something gets done and there is time. What is left then is in
/// the error, with the number that was done: [`Error::unprocessed_items`], [`Error::unprocessed_keys`],
/// [`Error::unprocessed_positions`]. Nothing is sent if an item cannot be written; the error then hands back all, and
/// [`Error::refused_positions`] says which it is.
///
/// They are sent through the [`Dynamo`](crate::Dynamo) or table that makes it, whatever the tables of `put` were made with.
///
/// It is no transaction: others see the writes one by one, and there are no conditions. Of several writes to one item the
/// last counts.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// # #[derive(Item)] #[dynamo(table = "orders", partition_key(id))] struct Order { id: u64 }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let db = Dynamo::embedded();
/// let (users, orders) = (db.table::<User>(), db.table::<Order>());
/// # users.create_table().await?;
/// # orders.create_table().await?;
/// let many: Vec<Order> = (0..60).map(|id| Order { id }).collect();
/// let written = db
///     .batch_write()
///     .put(&users, &User { id: "1".into() })
///     .puts(&orders, &many)
///     .delete(&users, User::key("2"))
///     .await?;
/// assert_eq!((written.done, written.requests), (62, 3));
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "an operation does nothing until it is awaited"]
pub struct BatchWrite<'a> {
    connection: Connection,
    groups: Vec<Box<dyn Group + Send + 'a>>,
    options: BulkOptions,
}

/// What a bulk write has done.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// let many: Vec<User> = (0..30).map(|id| User { id: id.to_string() }).collect();
/// let written = users.batch_put(&many).return_consumed_capacity().await?;
/// assert_eq!(written.consumed_capacity.unwrap().total, 30.0);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct BatchWritten {
    /// How many of the inputs are done: all of them. One that a later one of the same key takes the place of is
    /// done when that is.
    pub done: usize,
    /// How many requests have been answered.
    pub requests: usize,
    /// What the requests consumed, where `return_consumed_capacity` asked for it.
    pub consumed_capacity: Option<ConsumedCapacity>,
}

impl<'a> BatchWrite<'a> {
    pub(super) fn new(connection: Connection) -> Self {
        Self { connection, groups: Vec::new(), options: BulkOptions::default() }
    }

    /// Writes an item, creating or replacing it.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// let user = User { id: "1".into() };
    /// let write = db.batch_write().put(&users, &user);
    /// ```
    pub fn put<T: Item>(self, table: &Table<T>, item: &'a T) -> Self {
        self.puts(table, std::iter::once(item))
    }

    /// Writes items, creating or replacing them.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// let many = [User { id: "1".into() }, User { id: "2".into() }];
    /// let write = db.batch_write().puts(&users, &many);
    /// ```
    pub fn puts<T: Item>(mut self, table: &Table<T>, items: impl IntoIterator<Item = &'a T>) -> Self {
        let (target, items) = (table.target().clone(), items.into_iter().collect());
        self.groups.push(Box::new(Puts { target, items }));
        self
    }

    /// Deletes an item; one that is not there is no error.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// let write = db.batch_write().delete(&users, User::key("1"));
    /// ```
    pub fn delete<T: Item + 'a>(self, table: &Table<T>, key: impl Into<Key<T>>) -> Self {
        self.deletes(table, std::iter::once(key))
    }

    /// Deletes items; those that are not there are no error.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// let write = db.batch_write().deletes(&users, ["1", "2"].map(User::key));
    /// ```
    pub fn deletes<T, K>(mut self, table: &Table<T>, keys: impl IntoIterator<Item = K>) -> Self
    where
        T: Item + 'a,
        K: Into<Key<T>>,
    {
        let (target, keys) = (table.target().clone(), keys.into_iter().map(Into::into).collect());
        self.groups.push(Box::new(Deletes { target, keys }));
        self
    }

    /// How many requests are under way at once; 4 if not given, 0 counts as 1.
    ///
    /// ```
    /// # let db = dynamo::Dynamo::embedded();
    /// let write = db.batch_write().concurrency(16);
    /// ```
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.options.concurrency = requests.max(1);
        self
    }

    /// How long it goes on trying what DynamoDB does not process, for each 25 writes; one minute if not given.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # let db = dynamo::Dynamo::embedded();
    /// let write = db.batch_write().give_up_after(Duration::from_secs(10));
    /// ```
    pub fn give_up_after(mut self, wait: Duration) -> Self {
        self.options.give_up_after = wait;
        self
    }

    metered_method!(options.meter, "users.batch_delete([User::key(\"1\")])");

    /// Has DynamoDB say what the requests consumed: [`BatchWritten::consumed_capacity`].
    ///
    /// ```
    /// # let db = dynamo::Dynamo::embedded();
    /// let write = db.batch_write().return_consumed_capacity();
    /// ```
    pub fn return_consumed_capacity(mut self) -> Self {
        self.options.capacity = true;
        self
    }
}

impl<'a> IntoFuture for BatchWrite<'a> {
    type Output = Result<BatchWritten>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<BatchWritten>> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut inputs = Inputs::default();
            for group in &self.groups {
                group.add_to(&mut inputs, self.connection.is_direct);
            }
            let connection = self.connection.clone();
            let options = self.options.clone();
            drop(self);
            write_all(&connection, inputs.entries(OPERATION)?, &options).await
        })
    }
}

impl fmt::Debug for BatchWrite<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchWrite").field("options", &self.options).finish_non_exhaustive()
    }
}

/// Writes all entries, or hands back what is left.
async fn write_all(connection: &Connection, entries: Vec<WriteEntry>, options: &BulkOptions) -> Result<BatchWritten> {
    let inputs = entries.len();
    let (entries, superseded) = last_of_each(entries);
    let chunks = chunks(entries);
    let failed = AtomicBool::new(false);
    let write = |chunk| write_chunk(connection, chunk, options, &failed);
    let mut all = Outcomes::new(options, superseded);
    match <[_; 1]>::try_from(chunks) {
        // As most are: nothing is to be kept under way beside it.
        Ok([chunk]) => all.add(write(chunk).await),
        Err(chunks) => {
            let mut outcomes = stream::iter(chunks.into_iter().map(write)).buffer_unordered(options.concurrency);
            while let Some(outcome) = outcomes.next().await {
                all.add(outcome);
            }
        }
    }
    let Outcomes { mut written, unfinished, .. } = all;
    written.done = inputs - unfinished.count();
    if unfinished.count() == 0 {
        return Ok(written);
    }
    Err(unfinished.into_error(OPERATION, written.done))
}

/// What became of all chunks.
struct Outcomes {
    written: BatchWritten,
    superseded: Superseded,
    unfinished: Unfinished,
}

impl Outcomes {
    fn new(options: &BulkOptions, superseded: Superseded) -> Self {
        let consumed_capacity = options.capacity.then(ConsumedCapacity::default);
        let written = BatchWritten { consumed_capacity, ..BatchWritten::default() };
        Self { written, superseded, unfinished: Unfinished::default() }
    }

    fn add(&mut self, outcome: Outcome) {
        let left = outcome.left.into_iter().flat_map(|entry| self.superseded.origins(entry));
        self.unfinished.add(left, outcome.cause);
        self.written.requests += outcome.requests;
        if let (Some(sum), Some(consumed)) = (&mut self.written.consumed_capacity, &outcome.consumed) {
            sum.merge(consumed);
        }
    }
}

/// As many writes at a time as one request takes.
pub(super) fn chunks(entries: Vec<WriteEntry>) -> Vec<Vec<WriteEntry>> {
    const MAX_ITEM_BYTES: usize = MAX_BYTES - FRAME_BYTES;
    if entries.len() <= MAX_WRITES && entries.iter().map(|entry| entry.bytes).sum::<usize>() <= MAX_ITEM_BYTES {
        return if entries.is_empty() { Vec::new() } else { vec![entries] };
    }
    let mut chunks: Vec<Vec<WriteEntry>> = Vec::with_capacity(entries.len().div_ceil(MAX_WRITES));
    let mut bytes = 0;
    let mut entries = entries.into_iter();
    while let Some(entry) = entries.next() {
        match chunks.last_mut() {
            Some(chunk) if chunk.len() < MAX_WRITES && bytes + entry.bytes <= MAX_ITEM_BYTES => {
                bytes += entry.bytes;
                chunk.push(entry);
            }
            _ => {
                bytes = entry.bytes;
                let mut chunk = Vec::with_capacity(MAX_WRITES.min(entries.len() + 1));
                chunk.push(entry);
                chunks.push(chunk);
            }
        }
    }
    chunks
}

/// What became of a chunk.
pub(super) struct Outcome {
    pub(super) left: Vec<WriteEntry>,
    pub(super) cause: Option<Error>,
    pub(super) requests: usize,
    pub(super) consumed: Option<ConsumedCapacity>,
}

/// Writes one chunk, again and again what is left of it.
pub(super) async fn write_chunk(
    connection: &Connection,
    chunk: Vec<WriteEntry>,
    options: &BulkOptions,
    failed: &AtomicBool,
) -> Outcome {
    let consumed = options.capacity.then(ConsumedCapacity::default);
    let mut outcome = Outcome { left: chunk, cause: None, requests: 0, consumed };
    let mut patience = Patience::until(deadline(options));
    // After a failure that trying again does not mend, or has not mended, no further request is begun.
    while !outcome.left.is_empty() && !failed.load(Ordering::Relaxed) {
        let before = outcome.left.len();
        match write_once(connection, options, &mut outcome).await {
            Ok(()) => outcome.cause = None,
            Err(error) if error.is_retryable() => outcome.cause = Some(error),
            Err(error) => {
                failed.store(true, Ordering::Relaxed);
                outcome.cause = Some(error);
                break;
            }
        }
        if outcome.left.is_empty() {
            break;
        }
        if !patience.wait(outcome.left.len() < before).await {
            failed.store(true, Ordering::Relaxed);
            break;
        }
    }
    outcome
}

/// The writes as the SDK takes them, by table, and those that are put into its request.
fn request_items(entries: &[WriteEntry]) -> Result<(HashMap<String, Vec<WriteRequest>>, Option<Splice>)> {
    if let (Some(body), Some(first)) = (framed_body(entries), entries.first()) {
        let tables = HashMap::from([(first.table.name.clone(), Vec::new())]);
        return Ok((tables, Some(Splice::Body(body))));
    }
    let mut tables: HashMap<String, Vec<WriteRequest>> = HashMap::new();
    let mut arrays: Vec<(&str, Vec<Element>)> = Vec::new();
    for entry in entries {
        if let Some(request) = entry.request()? {
            tables.entry(entry.table.name.clone()).or_default().push(request);
        }
        let Some(element) = entry.element() else { continue };
        match arrays.iter_mut().find(|(table, _)| *table == entry.table.name) {
            Some((_, array)) => array.push(element),
            None => arrays.push((&entry.table.name, vec![element])),
        }
    }
    // The SDK wants to know the tables, and gives each its place.
    tables.extend(arrays.iter().map(|(table, _)| ((*table).to_owned(), Vec::new())));
    let parts = arrays.into_iter().map(|(table, elements)| Splice::array(table, elements)).collect();
    Ok((tables, Splice::parts(parts)))
}

/// One request; what is unprocessed stays in `left`.
async fn write_once(connection: &Connection, options: &BulkOptions, outcome: &mut Outcome) -> Result<()> {
    let (tables, splice) = request_items(&outcome.left)?;
    let table = if tables.len() == 1 { tables.keys().next().cloned() } else { None };
    let input = BatchWriteItemInputBuilder::default().set_request_items(Some(tables));
    let input = input.set_return_consumed_capacity(options.requested());
    let exchange = Exchange::new(Operation::batch_write(), table).splice(splice);
    let output = exchange.send(connection, input).await?;
    outcome.requests += 1;
    options.add_capacity(&mut outcome.consumed, output.consumed_capacity.as_deref());
    if output.unprocessed_items.as_ref().is_none_or(HashMap::is_empty) {
        outcome.left.clear();
        return Ok(());
    }
    let mut unprocessed: HashSet<(String, KeyIdentity)> = HashSet::new();
    for (table, requests) in output.unprocessed_items.into_iter().flatten() {
        let Some(names) = outcome.left.iter().find(|entry| entry.table.name == *table).map(|entry| &entry.table.key)
        else {
            // Not what was sent: nothing can be said to be done.
            return Ok(());
        };
        for request in requests {
            let put = request.put_request.map(|put| put.item);
            let Some(key) = put.or(request.delete_request.map(|delete| delete.key)) else { return Ok(()) };
            unprocessed.insert((table.clone(), KeyIdentity::of(&key, names)));
        }
    }
    let is_left = |entry: &WriteEntry| unprocessed.contains(&(entry.table.name.clone(), entry.identity.clone()));
    if outcome.left.iter().filter(|entry| is_left(entry)).count() == unprocessed.len() {
        outcome.left.retain(is_left);
    }
    Ok(())
}
