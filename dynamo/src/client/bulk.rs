//! What all bulk operations have in common: how long they try, and what they hand back.

use std::{any::TypeId, collections::BTreeMap, time::Duration};

use aws_sdk_dynamodb::types;
use tokio::time::{Instant, sleep};

use super::backoff::Backoff;
use crate::{
    codec::{Item, ItemData, Key},
    error::{Error, ErrorKind, Result},
    operation::{CapacityMeter, ConsumedCapacity},
    schema::ComponentValue,
};

/// How a bulk operation is done.
#[derive(Debug, Clone)]
pub(super) struct BulkOptions {
    pub(super) concurrency: usize,
    pub(super) give_up_after: Duration,
    pub(super) capacity: bool,
    pub(super) meter: Option<CapacityMeter>,
}

impl BulkOptions {
    /// What to ask DynamoDB to say about capacity.
    pub(super) fn requested(&self) -> Option<types::ReturnConsumedCapacity> {
        (self.capacity || self.meter.is_some()).then_some(types::ReturnConsumedCapacity::Indexes)
    }

    /// Adds up the capacity of all tables.
    pub(super) fn add_capacity(
        &self,
        sum: &mut Option<ConsumedCapacity>,
        consumed: Option<&[types::ConsumedCapacity]>,
    ) {
        for consumed in consumed.unwrap_or_default() {
            if let Some(sum) = sum {
                sum.add(consumed);
            }
            if let Some(meter) = &self.meter {
                meter.add(consumed);
            }
        }
    }
}

impl Default for BulkOptions {
    fn default() -> Self {
        Self { concurrency: 4, give_up_after: Duration::from_mins(1), capacity: false, meter: None }
    }
}

/// How long a chunk goes on trying: as long as something gets done, and until a moment.
pub(super) struct Patience {
    backoff: Backoff,
    deadline: Option<Instant>,
}

impl Patience {
    pub(super) fn until(deadline: Option<Instant>) -> Self {
        Self { backoff: Backoff::new(), deadline }
    }

    /// Waits before the next attempt; false if there is to be none.
    pub(super) async fn wait(&mut self, progress: bool) -> bool {
        if progress {
            self.backoff.reset();
        }
        let Some(wait) = self.backoff.next() else { return false };
        if self.deadline.is_some_and(|deadline| Instant::now() + wait > deadline) {
            return false;
        }
        sleep(wait).await;
        true
    }
}

/// The moment at which a bulk operation gives up; none if that is too far away to be told.
pub(super) fn deadline(options: &BulkOptions) -> Option<Instant> {
    Instant::now().checked_add(options.give_up_after)
}

/// An input of a bulk operation, to be handed back if it is not done.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    /// The item's type. Not its name: two types that functions declare in themselves may share it.
    item: Option<TypeId>,
    /// Its position among the inputs.
    pub(super) position: usize,
    input: Input,
}

impl Origin {
    pub(super) fn of<T: Item>(position: usize, input: Input) -> Self {
        Self::of_type(TypeId::of::<T>(), position, input)
    }

    pub(super) fn of_type(item: TypeId, position: usize, input: Input) -> Self {
        Self { item: Some(item), position, input }
    }

    /// Of no type that anyone asks for: only its position is handed back.
    pub(super) fn bare(position: usize) -> Self {
        Self { item: None, position, input: Input::Key(Vec::new()) }
    }
}

#[derive(Debug, Clone)]
pub(super) enum Input {
    /// An item to be written, as it would have been.
    Item(ItemData),
    /// A key to delete or to read.
    Key(Vec<ComponentValue<'static>>),
}

/// What an error of a bulk operation holds.
#[derive(Debug)]
struct Leftovers {
    done: usize,
    left: BTreeMap<usize, Origin>,
    /// The positions of those that cannot be done as they are.
    refused: Vec<usize>,
}

/// Of two failures the one that trying again does not mend; the first of equals.
fn graver(first: Option<Error>, second: Option<Error>) -> Option<Error> {
    match (first, second) {
        (Some(first), Some(second)) if first.is_retryable() && !second.is_retryable() => Some(second),
        (first, second) => first.or(second),
    }
}

/// What of a bulk operation is not done, and why.
#[derive(Default)]
pub(super) struct Unfinished {
    left: Vec<Origin>,
    refused: Vec<usize>,
    /// None if nothing else went wrong than that DynamoDB did not process what is left.
    cause: Option<Error>,
}

impl Unfinished {
    /// What is handed back because of `cause`, which is no fault of its own.
    pub(super) fn add(&mut self, left: impl IntoIterator<Item = Origin>, cause: Option<Error>) {
        self.left.extend(left);
        self.cause = graver(self.cause.take(), cause);
    }

    /// An input that cannot be done as it is.
    pub(super) fn refuse(&mut self, origin: Origin, error: Error) {
        self.refused.push(origin.position);
        if self.cause.as_ref().is_none_or(Error::is_retryable) {
            self.cause = Some(error.at_position(origin.position));
        }
        self.left.push(origin);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.refused.extend(other.refused);
        self.add(other.left, other.cause);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty() && self.cause.is_none()
    }

    /// How many are handed back.
    pub(super) fn count(&self) -> usize {
        self.left.len()
    }

    /// The error of the operation, of which so many inputs are done.
    pub(super) fn into_error(self, operation: &str, done: usize) -> Error {
        let Self { left, mut refused, cause } = self;
        let outcome = format!("{done} done, {} handed back", left.len());
        let error = match cause {
            Some(cause) => cause.with_outcome(&outcome),
            None => Error::new(
                ErrorKind::Unprocessed,
                format!(
                    "{operation}: DynamoDB left some unprocessed, again and again ({outcome}); try these later, or slower"
                ),
            ),
        };
        let left = left.into_iter().map(|origin| (origin.position, origin)).collect();
        refused.sort_unstable();
        error.with_attachment(Leftovers { done, left, refused })
    }
}

impl Error {
    fn leftovers(&self) -> Option<&Leftovers> {
        self.attachment()
    }

    /// How many inputs of a bulk operation were done before it failed; `None` if this is no error of one.
    ///
    /// ```
    /// # let error = dynamo::Error::validation("");
    /// assert_eq!(error.done(), None);
    /// ```
    pub fn done(&self) -> Option<usize> {
        self.leftovers().map(|leftovers| leftovers.done)
    }

    /// The positions, among the inputs of a bulk operation, of those that were not done, in order.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let users = Dynamo::embedded().table::<User>(); // a table that does not exist
    /// let error = users.batch_put(&[User { id: "1".into() }]).await.unwrap_err();
    /// assert_eq!(error.unprocessed_positions(), [0]);
    /// # });
    /// ```
    pub fn unprocessed_positions(&self) -> Vec<usize> {
        self.leftovers().map(|leftovers| leftovers.left.keys().copied().collect()).unwrap_or_default()
    }

    /// The positions of those among them that cannot be done as they are, in order: an item that is too large, a key with an
    /// empty component, a key whose item does not fit the type. [`Display`](std::fmt::Display) says what is wrong with the
    /// first. Leave them out before you send what was handed back again.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// let many = ["1", "", "3", ""].map(|id| User { id: id.into() });
    /// let error = users.batch_put(&many).await.unwrap_err();
    /// assert_eq!(error.unprocessed_positions(), [0, 1, 2, 3]);
    /// assert_eq!(error.refused_positions(), [1, 3]);
    /// # });
    /// ```
    pub fn refused_positions(&self) -> &[usize] {
        self.leftovers().map(|leftovers| leftovers.refused.as_slice()).unwrap_or_default()
    }

    /// The items of type `T` that a bulk write was given and did not write, in the order they were given.
    ///
    /// They are what would have been written, read back: a field that is not stored has its default. Not among them are those
    /// that cannot be written ([`refused_positions`](Error::refused_positions)), and those that a delete, or an item of another
    /// type, takes the place of in the same batch: only [`unprocessed_positions`](Error::unprocessed_positions) names these.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item, Debug, PartialEq)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let users = Dynamo::embedded().table::<User>(); // a table that does not exist
    /// let error = users.batch_put(&[User { id: "1".into() }]).await.unwrap_err();
    /// assert_eq!(error.unprocessed_items::<User>()?, [User { id: "1".into() }]);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Decode`] if an item cannot be read back; [`unprocessed_items_by_position`](Self::unprocessed_items_by_position)
    /// gives the others.
    pub fn unprocessed_items<T: Item>(&self) -> Result<Vec<T>> {
        self.read_back().map(|(_, item)| item).collect()
    }

    /// The same items, each with its position among the inputs, and each for itself: one that cannot be read back does not
    /// hide the others.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item, Debug, PartialEq)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let users = Dynamo::embedded().table::<User>(); // a table that does not exist
    /// let error = users.batch_put(&[User { id: "1".into() }]).await.unwrap_err();
    /// for (position, item) in error.unprocessed_items_by_position::<User>() {
    ///     assert_eq!((position, item?), (0, User { id: "1".into() }));
    /// }
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn unprocessed_items_by_position<T: Item>(&self) -> Vec<(usize, Result<T>)> {
        self.read_back().collect()
    }

    fn read_back<T: Item>(&self) -> impl Iterator<Item = (usize, Result<T>)> {
        let settings = T::SCHEMA.settings();
        self.left_of::<T>().filter_map(move |origin| match &origin.input {
            Input::Item(item) => Some((origin.position, item.clone().decode(&settings).map_err(Error::from))),
            Input::Key(_) => None,
        })
    }

    /// The keys of items of type `T` that a bulk operation was given and did not delete or read, in the order they were
    /// given: also those of [`refused_positions`](Error::refused_positions).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let users = Dynamo::embedded().table::<User>(); // a table that does not exist
    /// let error = users.batch_delete([User::key("1")]).await.unwrap_err();
    /// assert_eq!(error.unprocessed_keys::<User>(), [User::key("1")]);
    /// # });
    /// ```
    pub fn unprocessed_keys<T: Item>(&self) -> Vec<Key<T>> {
        let keys = self.left_of::<T>().filter_map(|origin| match &origin.input {
            Input::Key(components) => Some(Key::from_components(components.clone())),
            Input::Item(_) => None,
        });
        keys.collect()
    }

    fn left_of<T: Item>(&self) -> impl Iterator<Item = &Origin> {
        let left = self.leftovers().into_iter().flat_map(|leftovers| leftovers.left.values());
        left.filter(|origin| origin.item == Some(TypeId::of::<T>()))
    }
}
