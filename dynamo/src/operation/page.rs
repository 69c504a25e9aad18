use super::{ConsumedCapacity, Cursor};

/// Some of the items that a query gives, and where it goes on.
///
/// ```
/// # use dynamo::{Dynamo, Item, Page};
/// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let events = Dynamo::embedded().table::<Event>();
/// # events.create_table().await?;
/// let page: Page<Event> = events.query("1").page().await?;
/// assert!(page.items.is_empty() && page.cursor.is_none());
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items, in order. There may be none although there is a cursor: a filter may have left out all that was read.
    pub items: Vec<T>,
    /// Where to go on; `None` at the end.
    pub cursor: Option<Cursor>,
    /// How many items there are on this page.
    pub count: usize,
    /// How many items DynamoDB looked at for this page, before the filter.
    pub scanned_count: usize,
    /// What the requests for this page consumed, where `return_consumed_capacity` asked for it.
    pub consumed_capacity: Option<ConsumedCapacity>,
}
