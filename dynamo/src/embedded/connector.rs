//! The SDK's HTTP client, answered by a database in this process.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_sdk_dynamodb::Config;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use dynoxide::Database;

use super::dispatch::{self, Answer};

/// An HTTP client for the SDK that answers from an embedded database.
///
/// Clones share the database; [`in_memory`](Self::in_memory) starts a fresh one in a millisecond or two, so that each
/// test can have its own.
///
/// A request runs to its end on the thread that polls it, and one at a time: the database is synchronous SQLite behind
/// a lock. A single operation takes well under a millisecond, so a current-thread runtime is fine; what would block for
/// long (thousands of large items in one call) is best sent from a multi-threaded one.
///
/// ```
/// use aws_sdk_dynamodb::Client;
/// use dynamo::embedded::EmbeddedConnector;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
/// let database = EmbeddedConnector::in_memory()?;
/// let client = Client::from_conf(database.sdk_config());
/// let another = Client::from_conf(database.sdk_config()); // the same tables
/// # let _ = (client, another);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct EmbeddedConnector {
    // A handle: the database's own clones share one connection and one lock.
    database: Database,
}

impl EmbeddedConnector {
    /// An empty database in memory, gone with the last clone of this connector.
    ///
    /// ```
    /// # use dynamo::Item;
    /// use dynamo::{Dynamo, embedded::EmbeddedConnector, sdk::Client};
    ///
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let (one, another) = (EmbeddedConnector::in_memory()?, EmbeddedConnector::in_memory()?);
    /// Dynamo::new(Client::from_conf(one.sdk_config())).table::<User>().create_table().await?;
    ///
    /// let client = Client::from_conf(another.sdk_config());
    /// assert!(client.list_tables().send().await?.table_names().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// When SQLite cannot be initialised.
    pub fn in_memory() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self { database: Database::memory()? })
    }

    /// The database in the file at `path`, which is created when it does not exist.
    ///
    /// Open a file once per process and clone the connector: two databases on one file work, but a write of one makes
    /// the other wait, and fail with an internal server error when the wait is too long.
    ///
    /// ```
    /// # use dynamo::Item;
    /// use dynamo::{Dynamo, embedded::EmbeddedConnector, sdk::Client};
    ///
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let folder = std::env::temp_dir().join(format!("dynamo-open-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let path = folder.join("shop.db");
    /// let client = Client::from_conf(EmbeddedConnector::open(&path)?.sdk_config());
    /// Dynamo::new(client).table::<User>().create_table().await?;
    ///
    /// let later = Client::from_conf(EmbeddedConnector::open(&path)?.sdk_config());
    /// assert_eq!(later.list_tables().send().await?.table_names(), ["users"]);
    /// # drop(later);
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// When the path is not valid UTF-8, its folder does not exist, or the file is not such a database.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let path = path.as_ref();
        let path = path.to_str().ok_or_else(|| format!("the path {} is not valid UTF-8", path.display()))?;
        Ok(Self { database: Database::new(path)? })
    }

    /// A complete SDK configuration for this database: [`sdk_config`](super::sdk_config) with this connector.
    ///
    /// ```
    /// # use dynamo::Item;
    /// use dynamo::{Dynamo, embedded::EmbeddedConnector, sdk::Client};
    ///
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let database = EmbeddedConnector::in_memory()?;
    /// Dynamo::new(Client::from_conf(database.sdk_config())).table::<User>().create_table().await?;
    ///
    /// let client = Client::from_conf(database.sdk_config()); // the same tables
    /// assert_eq!(client.list_tables().send().await?.table_names(), ["users"]);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    #[must_use]
    pub fn sdk_config(&self) -> Config {
        super::sdk_config(self.clone())
    }

    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let operation = request.headers().get("x-amz-target").and_then(dispatch::operation_name);
        // The SDK sends every DynamoDB request from memory: a body that is a stream counts as an empty one.
        let body = request.body().bytes().unwrap_or_default();
        let Answer { status, body } = dispatch::answer(&self.database, operation, body);

        let status = StatusCode::try_from(status).map_err(|error| ConnectorError::other(error.into(), None))?;
        let mut response = HttpResponse::new(status, SdkBody::from(body));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        response.headers_mut().insert("x-amzn-requestid", request_id());
        Ok(response)
    }
}

impl HttpConnector for EmbeddedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let this = self.clone();
        // Not before the first poll: a request whose future is dropped unpolled was never sent.
        HttpConnectorFuture::new(async move { this.answer(&request) })
    }
}

impl HttpClient for EmbeddedConnector {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl fmt::Debug for EmbeddedConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedConnector").finish_non_exhaustive()
    }
}

/// A request id in the shape of a UUID, different for every response of the process and from process to process.
fn request_id() -> String {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().build_hasher().finish());
    static NEXT: AtomicU64 = AtomicU64::new(1);

    let process = format!("{:016x}", *PROCESS);
    let number = format!("{:016x}", NEXT.fetch_add(1, Ordering::Relaxed));
    format!("{}-{}-{}-{}-{}", &process[..8], &process[8..12], &process[12..], &number[..4], &number[4..])
}
