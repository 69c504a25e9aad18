//! What came by.

use super::fault::Fault;

/// A request as [`Faults`](super::Faults) saw it.
///
/// ```
/// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
/// use dynamo::testing::{Fault, Faults};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
/// # let client = Client::from_conf(sdk_config(faults.clone()));
/// faults.push(Fault::Timeout);
/// client.list_tables().send().await?;
/// let requests = faults.requests();
/// assert_eq!(requests[0].operation, "ListTables");
/// assert!(!requests[0].reached_backend, "it timed out on its way");
/// assert!(requests[1].reached_backend, "the SDK's second attempt");
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// Its place among all requests, from 0. An attempt that the SDK repeats is a request of its own.
    pub number: usize,
    /// Its operation, such as `"PutItem"`.
    pub operation: String,
    /// The fault that it met; `None` when it passed.
    pub fault: Option<Fault>,
    /// Whether the backend was given it, or the part of it that a fault left over.
    pub reached_backend: bool,
    /// Its body, as the client sent it.
    pub body: Vec<u8>,
}

impl Request {
    /// Its body as JSON; null when it is not JSON.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::Faults;
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// client.list_tables().limit(10).send().await?;
    /// assert_eq!(faults.requests()[0].json()["Limit"], 10);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Whether it went through unharmed.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.push(Fault::Throttling);
    /// client.list_tables().send().await?;
    /// let passed: Vec<bool> = faults.requests().iter().map(|request| request.passed()).collect();
    /// assert_eq!(passed, [false, true]);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn passed(&self) -> bool {
        self.fault.is_none()
    }
}
