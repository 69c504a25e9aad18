//! One step of a script.

use super::fault::Fault;

/// What happens to the next request, or the next of one operation.
///
/// A [`Fault`] is a step by itself: `faults.push(Fault::Timeout)`.
///
/// ```
/// use dynamo::testing::{Fault, Step};
///
/// let steps = [
///     Fault::Throttling.times(2),
///     Step::pass(),
///     Fault::AnswerLost.on("PutItem"),
///     Fault::AccessDenied.on("DeleteTable").always(),
/// ];
/// # let _ = steps;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a step does nothing until it is pushed to `Faults`"]
pub struct Step {
    fault: Option<Fault>,
    operation: Option<String>,
    /// How many more requests it is for; `None` is all of them.
    left: Option<usize>,
    /// Whether it has met a request.
    is_met: bool,
}

impl Step {
    /// A request that goes through unharmed, whatever the [`Plan`](super::Plan).
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults, Plan, Step};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.plan(Plan::seeded(42).with(1.0, Fault::AccessDenied)).push(Step::pass());
    /// client.list_tables().send().await?;
    /// assert!(client.list_tables().send().await.is_err());
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn pass() -> Self {
        Self { fault: None, operation: None, left: Some(1), is_met: false }
    }

    /// Only for requests of one operation, such as `"PutItem"`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, ErrorKind, Item, embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults, Step};
    ///
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let users = Dynamo::new(Client::from_conf(sdk_config(faults.clone()))).table::<User>();
    /// faults.push(Step::pass().on("PutItem")).push(Fault::AccessDenied);
    /// let denied = users.create_table().await.unwrap_err();
    /// assert_eq!(denied.kind(), ErrorKind::AccessDenied);
    /// assert_eq!(faults.pending(), 1, "one step waits for a put");
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn on(self, operation: impl Into<String>) -> Self {
        Self { operation: Some(operation.into()), ..self }
    }

    /// For so many requests instead of one.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults, Step};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.push(Step::pass().times(2)).push(Fault::AccessDenied);
    /// client.list_tables().send().await?;
    /// client.list_tables().send().await?;
    /// assert!(client.list_tables().send().await.is_err());
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn times(self, times: usize) -> Self {
        Self { left: Some(times), ..self }
    }

    /// For every request from now on. Later steps for the same requests are never reached.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.push(Fault::AccessDenied.on("ListTables").always());
    /// for _ in 0..5 {
    ///     assert!(client.list_tables().send().await.is_err());
    /// }
    /// assert_eq!(faults.pending(), 0, "it has met a request");
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn always(self) -> Self {
        Self { left: None, ..self }
    }

    pub(super) fn matches(&self, operation: &str) -> bool {
        !self.is_spent()
            && self.operation.as_deref().is_none_or(|only| only == operation)
            && self.fault.as_ref().is_none_or(|fault| fault.happens_to(operation))
    }

    /// What this step does to a request, one of those it is for being used up.
    pub(super) fn take(&mut self) -> Option<Fault> {
        self.left = self.left.map(|left| left.saturating_sub(1));
        self.is_met = true;
        self.fault.clone()
    }

    pub(super) fn is_spent(&self) -> bool {
        self.left == Some(0)
    }

    /// Whether it still waits for a request: one that is for always waits for its first.
    pub(super) fn is_pending(&self) -> bool {
        self.left.map_or(!self.is_met, |left| left > 0)
    }
}

impl From<Fault> for Step {
    fn from(fault: Fault) -> Self {
        Self { fault: Some(fault), ..Self::pass() }
    }
}
