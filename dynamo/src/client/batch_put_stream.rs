use std::{
    collections::HashMap,
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use futures::{Stream, StreamExt as _, stream};
use tokio::sync::watch;

use super::{
    batch_entry::{PutTable, WriteEntry},
    batch_source::portions,
    batch_superseded::{Superseded, last_of_each},
    batch_write::{BatchWritten, OPERATION, chunks, write_chunk},
    bulk::{BulkOptions, Origin, Unfinished},
    table::Table,
};
use crate::{
    codec::{Item, KeyIdentity},
    error::Result,
    operation::{Connection, ConsumedCapacity, Target, metered_method},
};

/// Writes the items of a stream, creating or replacing them: `BatchWriteItem`, with back-pressure. It takes as many items as
/// it can send, and the stream waits with it.
///
/// What holds for [`BatchWrite`](crate::BatchWrite) holds here, with one difference: an item that cannot be written is found
/// when it comes, after those before it have been sent. Then, and after any other failure, nothing more is taken from the
/// stream, and what was taken and not written is in the error. Give it a `&mut` stream to go on with the rest.
///
/// A stream that is slow does not fill its requests: what has come is sent after some milliseconds. So it may wait, before it
/// gives more, for what it gave to be written.
///
/// If the future is dropped, the items that were taken and not yet written are lost with it, and nobody is told which these
/// are: at most 25 for each request under way, and 25 more. [`on_progress`](Self::on_progress) says how many were written, not
/// which.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// use futures::stream;
///
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// let source = stream::iter((0..1000).map(|id| User { id }));
/// let written = users.batch_put_stream(source).concurrency(8).on_progress(|done| eprintln!("{done} written")).await?;
/// assert_eq!(written.done, 1000);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "an operation does nothing until it is awaited"]
pub struct BatchPutStream<'a, S> {
    target: Target,
    items: S,
    options: BulkOptions,
    progress: Option<Box<dyn FnMut(usize) + Send + 'a>>,
}

impl<'a, S> BatchPutStream<'a, S> {
    pub(super) fn new<T: Item>(table: &Table<T>, items: S) -> Self {
        Self { target: table.target().clone(), items, options: BulkOptions::default(), progress: None }
    }

    /// How many requests are under way at once; 4 if not given, 0 counts as 1.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let write = users.batch_put_stream(futures::stream::iter([User { id: 1 }])).concurrency(16);
    /// ```
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.options.concurrency = requests.max(1);
        self
    }

    /// How long it goes on trying what DynamoDB does not process, for each 25 items; one minute if not given.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let items = futures::stream::iter([User { id: 1 }]);
    /// let write = users.batch_put_stream(items).give_up_after(Duration::from_secs(10));
    /// ```
    pub fn give_up_after(mut self, wait: Duration) -> Self {
        self.options.give_up_after = wait;
        self
    }

    /// Calls the function with the number of items that are written, whenever it grows.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let items = futures::stream::iter([User { id: 1 }]);
    /// let write = users.batch_put_stream(items).on_progress(|done| eprintln!("{done} written"));
    /// ```
    pub fn on_progress(mut self, callback: impl FnMut(usize) + Send + 'a) -> Self {
        self.progress = Some(Box::new(callback));
        self
    }

    metered_method!(options.meter, "users.batch_put_stream(futures::stream::iter([user]))");

    /// Has DynamoDB say what the requests consumed: [`BatchWritten::consumed_capacity`].
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let write = users.batch_put_stream(futures::stream::iter([User { id: 1 }])).return_consumed_capacity();
    /// ```
    pub fn return_consumed_capacity(mut self) -> Self {
        self.options.capacity = true;
        self
    }
}

impl<'a, T, S> IntoFuture for BatchPutStream<'a, S>
where
    T: Item,
    S: Stream<Item = T> + Send + 'a,
{
    type Output = Result<BatchWritten>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<BatchWritten>> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(write_stream(self))
    }
}

async fn write_stream<T, S>(write: BatchPutStream<'_, S>) -> Result<BatchWritten>
where
    T: Item,
    S: Stream<Item = T> + Send,
{
    let BatchPutStream { target, items, options, mut progress } = write;
    let settings = T::SCHEMA.settings();
    let (table, error) = PutTable::new::<T>(&target, &settings, target.connection.is_direct);
    if let Some(error) = error {
        let mut nothing = Unfinished::default();
        nothing.add([], Some(error));
        return Err(nothing.into_error(OPERATION, 0));
    }
    let (failed, enough, under_way) = (AtomicBool::new(false), AtomicBool::new(false), UnderWay::default());
    let (connection, options, failed, enough, under_way) = (&target.connection, &options, &failed, &enough, &under_way);

    // After a failure nothing more is taken.
    let mut items = Box::pin(items.enumerate());
    let items = stream::poll_fn(move |context| {
        if enough.load(Ordering::Relaxed) { Poll::Ready(None) } else { items.poll_next_unpin(context) }
    });
    let outcomes = portions(items).map(|items| {
        let chunk = Chunk::new(&table, &items);
        if !chunk.refused.is_empty() {
            enough.store(true, Ordering::Relaxed);
        }
        // In the order of the stream: a later write of an item waits for the earlier one.
        let turn = under_way.enter(&chunk.entries);
        async move { chunk.write(connection, options, failed, turn).await }
    });
    let mut outcomes = std::pin::pin!(outcomes.buffer_unordered(options.concurrency));
    let consumed_capacity = options.capacity.then(ConsumedCapacity::default);
    let mut written = BatchWritten { consumed_capacity, ..BatchWritten::default() };
    let mut unfinished = Unfinished::default();
    while let Some(outcome) = outcomes.next().await {
        if !outcome.unfinished.is_empty() {
            enough.store(true, Ordering::Relaxed);
        }
        written.done += outcome.done;
        written.requests += outcome.requests;
        if let (Some(sum), Some(consumed)) = (&mut written.consumed_capacity, &outcome.consumed) {
            sum.merge(consumed);
        }
        unfinished.merge(outcome.unfinished);
        if let Some(progress) = progress.as_mut().filter(|_| outcome.done > 0) {
            progress(written.done);
        }
    }
    if unfinished.is_empty() {
        return Ok(written);
    }
    Err(unfinished.into_error(OPERATION, written.done))
}

/// Up to 25 items of the stream.
struct Chunk {
    /// How many items there were.
    count: usize,
    entries: Vec<WriteEntry>,
    /// Those that a later one of the same chunk takes the place of.
    superseded: Superseded,
    /// Those that cannot be written.
    refused: Unfinished,
}

/// What became of a chunk.
struct ChunkOutcome {
    done: usize,
    unfinished: Unfinished,
    requests: usize,
    consumed: Option<ConsumedCapacity>,
}

impl Chunk {
    fn new<T: Item>(table: &PutTable<'_>, items: &[(usize, T)]) -> Self {
        let (mut entries, mut refused) = (Vec::with_capacity(items.len()), Unfinished::default());
        let count = items.len();
        let items = items.iter().map(|(position, item)| (*position, item));
        table.entries(items, &mut entries, |position, error| refused.refuse(Origin::bare(position), error));
        let (entries, superseded) = last_of_each(entries);
        Self { count, entries, superseded, refused }
    }

    async fn write(
        mut self,
        connection: &Connection,
        options: &BulkOptions,
        failed: &AtomicBool,
        turn: Turn<'_>,
    ) -> ChunkOutcome {
        turn.come().await;
        let consumed = options.capacity.then(ConsumedCapacity::default);
        let mut all = ChunkOutcome { done: 0, unfinished: self.refused, requests: 0, consumed };
        // Almost always one: few items are so large that one request does not take 25.
        for part in chunks(self.entries) {
            let outcome = write_chunk(connection, part, options, failed).await;
            let left = outcome.left.into_iter().flat_map(|entry| self.superseded.origins(entry));
            all.unfinished.add(left, outcome.cause);
            all.requests += outcome.requests;
            if let (Some(sum), Some(consumed)) = (&mut all.consumed, &outcome.consumed) {
                sum.merge(consumed);
            }
        }
        drop(turn);
        all.done = self.count - all.unfinished.count();
        all
    }
}

/// The items that are being written, each with the number of its chunk and what tells its end.
#[derive(Default)]
struct UnderWay(Mutex<HashMap<KeyIdentity, (usize, watch::Receiver<()>)>>, AtomicUsize);

/// A chunk's place in the order of the stream: others wait for its end.
struct Turn<'a> {
    under_way: &'a UnderWay,
    number: usize,
    own: Vec<KeyIdentity>,
    before: Vec<watch::Receiver<()>>,
    /// Dropped at the end, which those that wait see.
    _end: watch::Sender<()>,
}

impl UnderWay {
    fn items(&self) -> MutexGuard<'_, HashMap<KeyIdentity, (usize, watch::Receiver<()>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, entries: &[WriteEntry]) -> Turn<'_> {
        let number = self.1.fetch_add(1, Ordering::Relaxed);
        let (end, ended) = watch::channel(());
        let mut items = self.items();
        let own: Vec<KeyIdentity> = entries.iter().map(|entry| entry.identity.clone()).collect();
        let before = own.iter().filter_map(|identity| items.insert(identity.clone(), (number, ended.clone())));
        let before = before.map(|(_, ended)| ended).collect();
        drop(items);
        Turn { under_way: self, number, own, before, _end: end }
    }
}

impl Turn<'_> {
    /// Waits for the writes of the same items that came before.
    async fn come(&self) {
        for before in &self.before {
            // An error says that the sender is gone: the end.
            while before.clone().changed().await.is_ok() {}
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut items = self.under_way.items();
        for identity in &self.own {
            if items.get(identity).is_some_and(|(number, _)| *number == self.number) {
                items.remove(identity);
            }
        }
    }
}

impl<S> fmt::Debug for BatchPutStream<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchPutStream").field("options", &self.options).finish_non_exhaustive()
    }
}
