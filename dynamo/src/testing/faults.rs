//! The handle that a test holds.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_smithy_runtime_api::client::http::{HttpClient, SharedHttpClient};

use super::fault::Fault;
use super::plan::Plan;
use super::random::Draws;
use super::record::Request;
use super::step::Step;

/// An HTTP client for the SDK that injects faults in front of another one.
///
/// Clones are handles to the same: give one to the client and keep one to steer it and to see what came by. As built it
/// lets everything pass.
///
/// Each request meets the first step of the script that is for it; a step for another operation waits for its turn.
/// When the script has none, the plan decides.
///
/// ```
/// # #[cfg(feature = "embedded")]
/// # fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// use aws_sdk_dynamodb::Client;
/// use dynamo::embedded::{EmbeddedConnector, sdk_config};
/// use dynamo::testing::{Fault, Faults, Step, Withhold};
///
/// let faults = Faults::new(EmbeddedConnector::in_memory()?);
/// let client = Client::from_conf(sdk_config(faults.clone()));
///
/// faults
///     .push(Fault::Unprocessed(Withhold::Last(5)))
///     .push(Step::pass())
///     .push(Fault::AnswerLost.on("PutItem"));
/// // Now use the client; after that:
/// # faults.clear();
/// assert_eq!(faults.pending(), 0, "every step was used");
/// # let _ = client;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "embedded"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Faults {
    inner: SharedHttpClient,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    script: Vec<Step>,
    plan: Option<Plan>,
    requests: Vec<Request>,
}

impl Faults {
    /// Stands in front of `inner`.
    ///
    /// ```
    /// use dynamo::embedded::{EmbeddedConnector, sdk_config};
    /// use dynamo::sdk::Client;
    /// use dynamo::testing::Faults;
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// let client = Client::from_conf(sdk_config(faults.clone()));
    /// client.list_tables().send().await?;
    /// assert!(faults.requests()[0].passed());
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn new(inner: impl HttpClient + 'static) -> Self {
        Self { inner: SharedHttpClient::new(inner), state: Arc::default() }
    }

    /// Adds a step to the end of the script.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.push(Fault::Throttling);
    /// client.list_tables().send().await?; // the SDK tries again
    /// assert_eq!(faults.request_count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn push(&self, step: impl Into<Step>) -> &Self {
        let step = step.into();
        self.state().script.push(step);
        self
    }

    /// Adds these steps to the end of the script.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.extend([Fault::Throttling, Fault::Timeout]);
    /// client.list_tables().send().await?;
    /// assert_eq!(faults.request_count(), 3);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn extend<S: Into<Step>>(&self, steps: impl IntoIterator<Item = S>) -> &Self {
        // Collected first: the iterator may use this handle too.
        let steps: Vec<Step> = steps.into_iter().map(Into::into).collect();
        self.state().script.extend(steps);
        self
    }

    /// Lets a plan decide on the requests that the script has no step for, in place of any plan before.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults, Plan};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.plan(Plan::seeded(42).with(1.0, Fault::AccessDenied));
    /// assert!(client.list_tables().send().await.is_err());
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn plan(&self, plan: Plan) -> &Self {
        self.state().plan = Some(plan);
        self
    }

    /// Ends all faults: the script and the plan are dropped, the record stays.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.push(Fault::AccessDenied.always());
    /// assert!(client.list_tables().send().await.is_err());
    ///
    /// faults.clear();
    /// client.list_tables().send().await?;
    /// assert_eq!(faults.request_count(), 2);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn clear(&self) -> &Self {
        let mut state = self.state();
        state.script.clear();
        state.plan = None;
        drop(state);
        self
    }

    /// How many steps of the script are still waiting for a request, those that are for always only until their first: a test
    /// that ends with some has not seen what it was to see.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.push(Fault::Throttling).push(Fault::Timeout.on("PutItem"));
    /// client.list_tables().send().await?;
    /// assert_eq!(faults.pending(), 1, "nothing was put");
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn pending(&self) -> usize {
        self.state().script.iter().filter(|step| step.is_pending()).count()
    }

    /// Every request so far, in the order in which they were sent.
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
    /// let met: Vec<Option<Fault>> = faults.requests().into_iter().map(|request| request.fault).collect();
    /// assert_eq!(met, [Some(Fault::Timeout), None]);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn requests(&self) -> Vec<Request> {
        self.state().requests.clone()
    }

    /// The requests of one operation, such as `"PutItem"`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item, embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::Faults;
    ///
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let users = Dynamo::new(Client::from_conf(sdk_config(faults.clone()))).table::<User>();
    /// users.create_table().await?;
    /// users.put(&User { id: "1".into() }).await?;
    /// assert_eq!(faults.requests_for("PutItem").len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn requests_for(&self, operation: &str) -> Vec<Request> {
        self.state().requests.iter().filter(|request| request.operation == operation).cloned().collect()
    }

    /// How many requests there were, the SDK's own retries included.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.push(Fault::Throttling.times(2));
    /// client.list_tables().send().await?;
    /// assert_eq!(faults.request_count(), 3);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn request_count(&self) -> usize {
        self.state().requests.len()
    }

    pub(super) fn inner(&self) -> &SharedHttpClient {
        &self.inner
    }

    /// Decides on a request and records it, as one that has not reached the backend yet.
    pub(super) fn decide(&self, operation: &str, body: &[u8]) -> Verdict {
        let mut state = self.state();
        let number = state.requests.len();
        let fault = state.fate(number, operation);
        let seed = state.plan.as_ref().map_or(0, Plan::seed);
        state.requests.push(Request {
            number,
            operation: operation.to_owned(),
            fault: fault.clone(),
            reached_backend: false,
            body: body.to_vec(),
        });
        Verdict { number, fault, draws: Draws::of_request(seed, number) }
    }

    /// Records that the backend is given the request.
    pub(super) fn reaches_backend(&self, number: usize) {
        if let Some(request) = self.state().requests.get_mut(number) {
            request.reached_backend = true;
        }
    }

    /// A test that panicked elsewhere does not spoil the record.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is to happen to one request.
pub(super) struct Verdict {
    pub(super) number: usize,
    pub(super) fault: Option<Fault>,
    pub(super) draws: Draws,
}

impl State {
    /// The script goes before the plan.
    fn fate(&mut self, number: usize, operation: &str) -> Option<Fault> {
        if let Some(step) = self.script.iter_mut().find(|step| step.matches(operation)) {
            let fault = step.take();
            self.script.retain(|step| !step.is_spent());
            return fault;
        }
        self.plan.as_ref()?.draw(number, operation)
    }
}

impl fmt::Debug for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        // The requests hold items, and there can be many: their number has to do.
        f.debug_struct("Faults")
            .field("script", &state.script)
            .field("plan", &state.plan)
            .field("request_count", &state.requests.len())
            .finish_non_exhaustive()
    }
}
