use std::{fmt, sync::Arc};

/// How far a scan has come, after each of its requests.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// let scan = users.scan().parallel(4).on_progress(|progress| {
///     eprintln!("{} items, {} of {} segments done", progress.items, progress.segments_done, progress.segments);
/// });
/// scan.count().await?;
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ScanProgress {
    /// How many items of the type have come back.
    pub items: usize,
    /// How many items DynamoDB has looked at.
    pub scanned: usize,
    /// How many requests have been answered.
    pub requests: usize,
    /// How many segments have come to their end.
    pub segments_done: u32,
    /// How many segments this scan reads.
    pub segments: u32,
    /// What the requests have consumed, in capacity units; 0 unless `return_consumed_capacity` or a budget asks for it.
    pub consumed_capacity: f64,
}

/// What is called with the progress.
#[derive(Clone)]
pub(crate) struct ProgressCallback(pub(crate) Arc<dyn Fn(&ScanProgress) + Send + Sync>);

impl fmt::Debug for ProgressCallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProgressCallback")
    }
}
