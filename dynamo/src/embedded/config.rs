//! The SDK configuration of a client that never leaves the process.

use std::time::Duration;

use aws_sdk_dynamodb::config::retry::{RetryConfig, RetryPartition};
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, HttpClient, Region};

/// A complete SDK configuration round `http_client`, with nothing read from the environment.
///
/// [`EmbeddedConnector::sdk_config`](super::EmbeddedConnector::sdk_config) is this function with the connector itself;
/// call it directly to put a wrapper, such as a fault injector, between the SDK and the database.
///
/// Region and credentials are dummies, and the endpoint is a name that never resolves: no request can reach AWS, even
/// through a client of another kind. Retries are the SDK's standard ones, except that they wait for milliseconds (there
/// is no service to spare) and that their budget is this configuration's own: the SDK would share one among all
/// clients of the process, so that tests running side by side could use up each other's retries.
///
/// ```
/// use dynamo::embedded::{EmbeddedConnector, sdk_config};
/// use dynamo::sdk::Client;
/// use dynamo::testing::{Fault, Faults};
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let faults = Faults::new(EmbeddedConnector::in_memory()?);
/// let client = Client::from_conf(sdk_config(faults.clone()));
///
/// faults.push(Fault::Throttling);
/// client.list_tables().send().await?;
/// assert_eq!(faults.request_count(), 2, "the SDK tried again");
/// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
/// # }).unwrap();
/// ```
#[must_use]
pub fn sdk_config(http_client: impl HttpClient + 'static) -> Config {
    Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .endpoint_url("http://dynamodb.invalid")
        .credentials_provider(Credentials::new("embedded", "embedded", None, None, "embedded"))
        .retry_config(
            RetryConfig::standard()
                .with_initial_backoff(Duration::from_millis(5))
                .with_max_backoff(Duration::from_millis(50)),
        )
        .retry_partition(RetryPartition::custom("embedded").build())
        .http_client(http_client)
        .build()
}
