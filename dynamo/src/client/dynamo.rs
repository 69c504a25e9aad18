use std::sync::Arc;

use aws_sdk_dynamodb::{Client, config::SharedInterceptor};

use super::{BatchGets, BatchWrite, Table, TransactGets, Transaction, wire::Hook};
use crate::{
    codec::Item,
    error::Result,
    operation::{Connection, Target},
};

/// A connection to DynamoDB: makes [`Table`]s. It is a handle, cheap to clone.
///
/// ```
/// use dynamo::{Dynamo, Item};
///
/// #[derive(Item)]
/// #[dynamo(table = "users", partition_key(id))]
/// struct User {
///     id: String,
/// }
///
/// let db = Dynamo::embedded().table_prefix("dev-");
/// let users = db.table::<User>();
/// assert_eq!(users.name()?, "dev-users");
/// # Ok::<(), dynamo::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Dynamo {
    connection: Connection,
    prefix: Option<Arc<str>>,
}

impl Dynamo {
    /// Writes and deletes many items, of several types and tables.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let db = Dynamo::embedded();
    /// # let users = db.table::<User>();
    /// # users.create_table().await?;
    /// db.batch_write().put(&users, &User { id: "1".into() }).delete(&users, User::key("2")).await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn batch_write<'a>(&self) -> BatchWrite<'a> {
        BatchWrite::new(self.connection.clone())
    }

    /// Several writes that are done all or not at all: [`Transaction`] says how.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "accounts", partition_key(id))] struct Account { id: String, balance: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let db = Dynamo::embedded();
    /// # let accounts = db.table::<Account>();
    /// # accounts.create_table().await?;
    /// let (a, b) = (Account { id: "A".into(), balance: 10 }, Account { id: "B".into(), balance: 0 });
    /// db.transaction().put(accounts.create(&a)).put(accounts.create(&b)).await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn transaction<'a>(&self) -> Transaction<'a> {
        Transaction::new(self.connection.clone())
    }

    /// Reads items of several types and tables at one moment: a tuple of gets gives a tuple of `Option`s, a `Vec` a `Vec`.
    /// They are sent through this `Dynamo`, whatever their tables were made with.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(id))] struct Order { id: u32, total: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let db = Dynamo::embedded();
    /// # let (users, orders) = (db.table::<User>(), db.table::<Order>());
    /// # users.create_table().await?;
    /// # orders.create_table().await?;
    /// # orders.put(&Order { id: 7, total: 9 }).await?;
    /// let (user, total): (Option<User>, Option<u64>) =
    ///     db.transact_get((users.get(User::key(1)), orders.get(Order::key(7)).select(|order| order.total))).await?;
    /// assert_eq!((user.is_none(), total), (true, Some(9)));
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What is known to be wrong before sending, what DynamoDB answers, and
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) for an item that does not fit its type.
    pub async fn transact_get<G: TransactGets>(&self, gets: G) -> Result<G::Output> {
        gets.get(&self.connection).await
    }

    /// Reads items of several types and tables at once: a tuple of batch gets gives a tuple of what each would give. They are
    /// sent as the first one would be, through its connection; each counts on its own meter.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: u32 }
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(id))] struct Order { id: u32, total: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let db = Dynamo::embedded();
    /// # let (users, orders) = (db.table::<User>(), db.table::<Order>());
    /// # users.create_table().await?;
    /// # orders.create_table().await?;
    /// let (found, totals): (Vec<User>, Vec<Option<u64>>) = db
    ///     .batch_get((
    ///         users.batch_get([1, 2].map(User::key)),
    ///         orders.batch_get([7, 8].map(Order::key)).select(|order| order.total).in_order(),
    ///     ))
    ///     .await?;
    /// assert_eq!((found.len(), totals.len()), (0, 2));
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`BatchGet`](crate::BatchGet).
    pub async fn batch_get<G: BatchGets>(&self, gets: G) -> Result<G::Output> {
        gets.get().await
    }

    /// Uses an SDK client of your own, with whatever region, credentials, retries and interceptors it has.
    ///
    /// ```
    /// use dynamo::{Dynamo, sdk};
    ///
    /// let config = sdk::Config::builder().behavior_version(sdk::config::BehaviorVersion::latest()).build();
    /// let db = Dynamo::new(sdk::Client::from_conf(config));
    /// ```
    ///
    /// The library adds an interceptor of its own, to a copy of the client: [`client`](Dynamo::client) gives it. Without an
    /// HTTP client in its configuration the copy has connections of its own, so make a `Dynamo` once and clone it.
    #[allow(clippy::needless_pass_by_value, reason = "what is made of it takes its place")]
    pub fn new(client: Client) -> Self {
        let mut config = client.config().to_builder();
        config.push_interceptor(SharedInterceptor::permanent(Hook::of_client()));
        let client = Client::from_conf(config.build());
        Self { connection: Connection { client, is_hooked: true, is_direct: true }, prefix: None }
    }

    /// Has items pass through the SDK's own values, as those who call the SDK themselves have them.
    ///
    /// The library encodes and decodes items past the SDK, straight to and from the bytes on the wire. A client's interceptors
    /// then see requests and answers whole, as HTTP, but inputs and outputs without their items. Where interceptors or mocks
    /// read or change items there, this is for them; it is slower, and nothing else is different.
    ///
    /// ```
    /// let db = dynamo::Dynamo::embedded().sdk_values();
    /// ```
    #[must_use]
    pub fn sdk_values(mut self) -> Self {
        self.connection.is_direct = false;
        self
    }

    /// Takes region and credentials from where AWS's tools take them: environment, profile files, instance roles.
    ///
    /// `AWS_ENDPOINT_URL_DYNAMODB` names another endpoint. IAM Identity Center profiles need the feature `sso`; sessions
    /// of `aws login` are not taken.
    ///
    /// ```no_run
    /// # async fn run() {
    /// let db = dynamo::Dynamo::from_env().await;
    /// # }
    /// ```
    #[cfg(feature = "aws-config")]
    pub async fn from_env() -> Self {
        let config = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
        Self::new(Client::new(&config))
    }

    /// Connects to DynamoDB Local, or anything else that speaks DynamoDB without asking who you are, with made-up
    /// credentials.
    ///
    /// ```
    /// let db = dynamo::Dynamo::local("http://localhost:8000");
    /// ```
    #[cfg(feature = "http")]
    pub fn local(endpoint: impl Into<String>) -> Self {
        use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("local", "local", None, None, "dynamo"))
            .endpoint_url(endpoint)
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build();
        Self::new(Client::from_conf(config))
    }

    /// A fresh embedded database in memory, gone with its last handle: for tests and examples.
    ///
    /// ```
    /// let db = dynamo::Dynamo::embedded();
    /// ```
    ///
    /// If the database cannot be opened, every request fails and says why.
    #[cfg(feature = "embedded")]
    pub fn embedded() -> Self {
        Self::new(Client::from_conf(crate::embedded::in_memory_config()))
    }

    /// An embedded database in a file, which is created if it does not exist.
    ///
    /// ```no_run
    /// let db = dynamo::Dynamo::embedded_file("shop.db")?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Other`](crate::ErrorKind::Other) if the file cannot be opened or is no such database.
    #[cfg(feature = "embedded")]
    pub fn embedded_file(path: impl AsRef<std::path::Path>) -> crate::Result<Self> {
        let path = path.as_ref();
        let connector = crate::embedded::EmbeddedConnector::open(path).map_err(|error| {
            let message = format!("the embedded database {} cannot be opened", path.display());
            crate::Error::new(crate::ErrorKind::Other, message).with_source(error)
        })?;
        Ok(Self::new(Client::from_conf(connector.sdk_config())))
    }

    /// What all table names start with, in place of the configuration's `table_prefix`.
    ///
    /// ```
    /// let db = dynamo::Dynamo::embedded().table_prefix("prod-");
    /// ```
    #[must_use]
    pub fn table_prefix(mut self, prefix: impl Into<Arc<str>>) -> Self {
        self.prefix = Some(prefix.into());
        self
    }

    /// The table of items of type `T`, under the schema's name.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// let users = Dynamo::embedded().table::<User>();
    /// ```
    pub fn table<T: Item>(&self) -> Table<T> {
        Table::at(Target { connection: self.connection.clone(), name: None, prefix: self.prefix.clone() })
    }

    /// The SDK's client, for what the library does not wrap.
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let db = dynamo::Dynamo::embedded();
    /// let tables = db.client().list_tables().send().await.unwrap();
    /// assert!(tables.table_names().is_empty());
    /// # });
    /// ```
    pub fn client(&self) -> &Client {
        &self.connection.client
    }
}
