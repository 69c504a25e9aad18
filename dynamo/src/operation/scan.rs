use std::{fmt, marker::PhantomData, ops::Range, sync::Arc};

use aws_sdk_dynamodb::operation::scan::{ScanInput, builders::ScanInputBuilder};

use super::{
    Projected, ScanCheckpoint, ScanProgress, Selected, Target, explain::Explanation, read::read_methods,
    scan_progress::ProgressCallback, scan_request::ScanRequest,
};
use crate::{
    codec::{Document, Item},
    error::Result,
    expression::{Projection, Selection},
    schema::{AllAttributes, QueryKey},
};

/// Reads a whole table, in no order: `Scan`. It reads, and is charged for, every item of the table, whatever the filter
/// leaves out; where a partition is known, a query is better.
///
/// Of a table that other entities share, only the items of type `T` come.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, active: bool }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// # for id in 0..10 { users.put(&User { id: id.to_string(), active: id % 2 == 0 }).await?; }
/// let active: Vec<User> = users.scan().filter(|user| user.active.eq(true)).parallel(4).collect().await?;
/// assert_eq!(active.len(), 5);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a scan does nothing until it is read from"]
pub struct Scan<T, O = AllAttributes> {
    pub(crate) request: ScanRequest,
    pub(crate) output: O,
    item: PhantomData<fn() -> T>,
}

impl<T: Item, O> Scan<T, O> {
    pub(crate) fn new(target: Target, key: QueryKey, output: O) -> Self {
        Self { request: ScanRequest::new(target, key), output, item: PhantomData }
    }

    read_methods!(request.read, "events.scan()");

    /// Fetches only some attributes: each item gives a value, or a tuple of values.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, name: String, photo: Vec<u8> }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let names = users.scan().select(|user| (user.id, user.name));
    /// ```
    pub fn select<P: Selection<T>>(mut self, selection: impl FnOnce(T::Fields) -> P) -> Scan<T, Selected<P>> {
        let output = Selected::new(selection(<T as Document>::FIELDS));
        self.request.read.paths = Some(output.paths());
        Scan { request: self.request, output, item: PhantomData }
    }

    /// Fetches only the attributes of a struct that derives [`Projection`](macro@crate::Projection).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item, Projection};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, name: String, photo: Vec<u8> }
    /// # let users = Dynamo::embedded().table::<User>();
    /// #[derive(Projection)]
    /// #[dynamo(item = User)]
    /// struct Name {
    ///     name: String,
    /// }
    ///
    /// let names = users.scan().project::<Name>();
    /// ```
    pub fn project<V: Projection<Item = T>>(mut self) -> Scan<T, Projected<V>> {
        let output = Projected::new();
        self.request.read.paths = Some(output.paths());
        Scan { request: self.request, output, item: PhantomData }
    }

    /// Reads that many segments of the table side by side, as one stream; 0 counts as 1, and DynamoDB takes up to
    /// 1,000,000.
    ///
    /// A stream works only while it is polled, and so do the requests of its segments: work between two items that takes
    /// as long as a request's timeout makes requests fail. For that there is `send_to`, or a task of its own for the work.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let stream = users.scan().parallel(8).stream();
    /// ```
    pub fn parallel(self, segments: u32) -> Self {
        self.segments(0..segments.max(1), segments.max(1))
    }

    /// Reads some segments of the table's so many, side by side: each of several machines takes its own.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let first_machine = users.scan().segments(0..4, 8).stream();
    /// let second_machine = users.scan().segments(4..8, 8).stream();
    /// ```
    pub fn segments(mut self, segments: Range<u32>, total: u32) -> Self {
        self.request.segments = segments;
        self.request.total = total;
        self
    }

    /// Goes on where a scan of the same table, filter and number of segments has stopped. A checkpoint is never sealed: it
    /// is for the one who scans, not for strangers.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let checkpoint = users.scan().parallel(4).resumable().checkpoint();
    /// let stream = users.scan().parallel(4).resume(checkpoint).resumable();
    /// ```
    pub fn resume(mut self, checkpoint: ScanCheckpoint) -> Self {
        self.request.resume = Some(checkpoint);
        self
    }

    /// Consumes at most that many read capacity units per second, over all segments of this scan: it waits between
    /// requests. So a scan can leave a table's capacity to those who need it. A single request may take more; smaller
    /// pages make it smoother. Where the server does not say what a request has consumed, each item that it has looked at
    /// counts as 4 KB.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let export = users.scan().parallel(4).page_size(100).read_units_per_second(50.0);
    /// ```
    pub fn read_units_per_second(mut self, units: f64) -> Self {
        self.request.budget = Some(units);
        self
    }

    /// Calls the function after every request, with how far the scan has come. It should be quick.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let scan = users.scan().on_progress(|progress| eprintln!("{} items", progress.items));
    /// ```
    pub fn on_progress(mut self, callback: impl Fn(&ScanProgress) + Send + Sync + 'static) -> Self {
        self.request.progress = Some(ProgressCallback(Arc::new(callback)));
        self
    }

    /// The SDK's input of the first request: of one segment, and from where a checkpoint says.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert_eq!(users.scan().into_input()?.filter_expression(), Some("begins_with(#n0, :v0)"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What is known to be wrong before sending: a filter that cannot be expressed, a limit of 0. And a scan of several
    /// segments, which has no one first request, or of one that the checkpoint says is done.
    pub fn into_input(self) -> Result<ScanInput> {
        super::built(self.into_builder()?.build())
    }

    /// The SDK's builder of the first request: set any option of it, then send it with `send_with`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let builder = users.scan().into_builder()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Scan::into_input).
    pub fn into_builder(mut self) -> Result<ScanInputBuilder> {
        self.request.first(&T::SCHEMA.settings())
    }

    /// The first request in words, with the values: for development, not for logs.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert_eq!(users.scan().explain()?, "Scan on `users`\n  filter: begins_with(pk, \"id#\")\n");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Scan::into_input), but for several segments: they are said.
    pub fn explain(mut self) -> Result<String> {
        let (segments, total) = (self.request.segments.clone(), self.request.total);
        let settings = T::SCHEMA.settings();
        // What the requests of all segments have in common.
        let input =
            if segments.len() > 1 { self.request.prepare(&settings)?.input } else { self.request.first(&settings)? };
        let input = super::built(input.build())?;
        let mut text = explain_scan(&input);
        text.attributes("after", input.exclusive_start_key());
        if total > 1 && segments == (0..total) {
            text.line("segments", &total.to_string());
        } else if total > 1 {
            text.line("segments", &format!("{segments:?} of {total}"));
        }
        Ok(text.finish())
    }
}

/// A scan in words.
pub(super) fn explain_scan(input: &ScanInput) -> Explanation {
    let (names, values) = (input.expression_attribute_names(), input.expression_attribute_values());
    let mut text = Explanation::new("Scan", input.table_name());
    if let Some(index) = input.index_name() {
        text.line("index", index);
    }
    text.expression("filter", input.filter_expression(), names, values);
    text.expression("projection", input.projection_expression(), names, values);
    if input.consistent_read() == Some(true) {
        text.line("read", "strongly consistent");
    }
    text
}

impl<T, O> fmt::Debug for Scan<T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan")
            .field("filter", &self.request.read.filter)
            .field("limit", &self.request.read.limit)
            .field("segments", &self.request.segments)
            .field("total_segments", &self.request.total)
            .finish_non_exhaustive()
    }
}
