//! The faults that can be injected.

use super::step::Step;

/// Something that goes wrong with one request.
///
/// A fault only ever meets a request that it can happen to: one of a batch's faults waits for a batch.
///
/// | fault | reaches the backend | the SDK tries again by itself |
/// |---|---|---|
/// | `ProvisionedThroughputExceeded`, `Throttling`, `RequestLimitExceeded`, `InternalServerError` | no | yes |
/// | `TransactionConflict`, `TransactionCanceled`, `AccessDenied` | no | no |
/// | `Error` | no | as the service's error of that name and status |
/// | `Unprocessed` | the rest of the batch does | no |
/// | `Timeout`, `ConnectionReset` | no | yes |
/// | `AnswerLost` | yes | yes |
/// | `CutBody` | yes | no; where the backend answers with a status of 500 and above, yes: the status is not cut |
/// | `MalformedBody` | no | no |
///
/// ```
/// # use dynamo::{Dynamo, ErrorKind, Item, embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
/// use dynamo::testing::{Fault, Faults};
///
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
/// # let users = Dynamo::new(Client::from_conf(sdk_config(faults.clone()))).table::<User>();
/// # users.create_table().await?;
/// users.put(&User { id: "1".into(), visits: 0 }).await?;
/// faults.push(Fault::AnswerLost.on("UpdateItem"));
/// let error = users.update(User::key("1")).increment(|user| user.visits, 1).await.unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Timeout | ErrorKind::Dispatch));
/// assert_eq!(users.get(User::key("1")).consistent().await?.unwrap().visits, 1, "it was done all the same");
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The table's throughput is used up: `ProvisionedThroughputExceededException`.
    ProvisionedThroughputExceeded,
    /// The service asks to slow down: `ThrottlingException`.
    Throttling,
    /// The account's throughput is used up: `RequestLimitExceeded`.
    RequestLimitExceeded,
    /// Part of a `BatchWriteItem` or `BatchGetItem` is left undone: it never reaches the backend and comes back as
    /// `UnprocessedItems` or `UnprocessedKeys`.
    ///
    /// The request that is passed on keeps its signature, which was made for the whole of it. Emulators do not look at
    /// signatures; AWS does.
    Unprocessed(Withhold),
    /// Another transaction is at work on the item: `TransactionConflictException` for a single write, and for a
    /// transaction `TransactionCanceledException` with the reason `TransactionConflict` for its first action.
    TransactionConflict,
    /// `TransactionCanceledException` with these reason codes, one per action of the transaction. Missing ones are
    /// `None`, extra ones are left out. See [`Fault::canceled`].
    TransactionCanceled(Vec<String>),
    /// The service failed: `InternalServerError`, status 500.
    InternalServerError,
    /// The caller may not do this: `AccessDeniedException`.
    AccessDenied,
    /// Any other error response. See [`Fault::error`].
    Error {
        /// The HTTP status: 400 for an error of the caller, 500 and up for one of the service.
        status: u16,
        /// The error's name, such as `ItemCollectionSizeLimitExceededException`.
        code: String,
        /// The error's message.
        message: String,
    },
    /// The request times out on its way: the backend never sees it.
    Timeout,
    /// The connection breaks before the request is sent: the backend never sees it.
    ConnectionReset,
    /// The backend performs the request, and its answer is lost to a timeout.
    ///
    /// This is the fault that shows whether a write may be repeated.
    AnswerLost,
    /// The backend performs the request, and only the first half of its answer arrives, as if that were all of it.
    ///
    /// The SDK reports a body that it cannot read, this one and the next, as an unhandled service error.
    CutBody,
    /// Status 200 with a body that is not JSON, as from a proxy: the backend never sees the request.
    MalformedBody,
}

/// Which requests of a batch are left undone.
///
/// Positions are counted over the whole batch: the tables by name, and the requests for a table in the order in which
/// they were sent.
///
/// ```
/// # use dynamo::{Dynamo, Item, embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
/// use dynamo::testing::{Fault, Faults, Withhold};
///
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
/// # let users = Dynamo::new(Client::from_conf(sdk_config(faults.clone()))).table::<User>();
/// # users.create_table().await?;
/// faults.push(Fault::Unprocessed(Withhold::Last(5)));
/// let many: Vec<User> = (0..25).map(|id| User { id: id.to_string() }).collect();
/// let written = users.batch_put(&many).await?;
/// assert_eq!((written.done, written.requests), (25, 2));
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Withhold {
    /// All of them. The service itself then gives a throttling error; a client has to stand both.
    All,
    /// The first so many.
    First(usize),
    /// The last so many.
    Last(usize),
    /// The first, the third, the fifth and so on.
    EveryOther,
    /// About half of them and never none, drawn from the plan's seed (0 without a plan) and the request's number.
    Random,
}

impl Fault {
    /// A canceled transaction, with the reason for each of its actions.
    ///
    /// ```
    /// use dynamo::testing::Fault;
    ///
    /// let second_conflicts = Fault::canceled(["None", "TransactionConflict"]);
    /// # let _ = second_conflicts;
    /// ```
    pub fn canceled<Code: Into<String>>(codes: impl IntoIterator<Item = Code>) -> Self {
        Self::TransactionCanceled(codes.into_iter().map(Into::into).collect())
    }

    /// An error response of any name: `error(400, "LimitExceededException", "Too many tables")`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, ErrorKind, Item, embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults};
    ///
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let users = Dynamo::new(Client::from_conf(sdk_config(faults.clone()))).table::<User>();
    /// # users.create_table().await?;
    /// faults.push(Fault::error(400, "ItemCollectionSizeLimitExceededException", "Too much for one partition"));
    /// let error = users.put(&User { id: "1".into() }).await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::ItemCollectionSizeLimitExceeded);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn error(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Error { status, code: code.into(), message: message.into() }
    }

    /// This fault, only for requests of one operation, such as `"PutItem"`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, ErrorKind, Item, embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults};
    ///
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let users = Dynamo::new(Client::from_conf(sdk_config(faults.clone()))).table::<User>();
    /// faults.push(Fault::AccessDenied.on("PutItem"));
    /// users.create_table().await?;
    /// let error = users.put(&User { id: "1".into() }).await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::AccessDenied);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn on(self, operation: impl Into<String>) -> Step {
        Step::from(self).on(operation)
    }

    /// This fault, for so many requests.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.push(Fault::Throttling.times(3));
    /// assert!(client.list_tables().send().await.is_err(), "the SDK tries three times");
    /// client.list_tables().send().await?;
    /// assert_eq!(faults.request_count(), 4);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn times(self, times: usize) -> Step {
        Step::from(self).times(times)
    }

    /// This fault, for every request from now on.
    ///
    /// ```
    /// # use dynamo::{Dynamo, ErrorKind, Item, embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults};
    ///
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let users = Dynamo::new(Client::from_conf(sdk_config(faults.clone()))).table::<User>();
    /// # users.create_table().await?;
    /// faults.push(Fault::Throttling.on("PutItem").always());
    /// let error = users.put(&User { id: "1".into() }).await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Throttling);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn always(self) -> Step {
        Step::from(self).always()
    }

    /// Whether a request of `operation` can end this way.
    pub(super) fn happens_to(&self, operation: &str) -> bool {
        match self {
            Self::Unprocessed(_) => matches!(operation, "BatchWriteItem" | "BatchGetItem"),
            Self::TransactionConflict => is_single_write(operation) || is_transaction(operation),
            Self::TransactionCanceled(_) => is_transaction(operation),
            Self::ProvisionedThroughputExceeded
            | Self::Throttling
            | Self::RequestLimitExceeded
            | Self::InternalServerError
            | Self::AccessDenied
            | Self::Error { .. }
            | Self::Timeout
            | Self::ConnectionReset
            | Self::AnswerLost
            | Self::CutBody
            | Self::MalformedBody => true,
        }
    }
}

fn is_single_write(operation: &str) -> bool {
    matches!(operation, "PutItem" | "UpdateItem" | "DeleteItem")
}

pub(super) fn is_transaction(operation: &str) -> bool {
    matches!(operation, "TransactWriteItems" | "TransactGetItems" | "ExecuteTransaction")
}
