//! An embedded DynamoDB, for tests and examples: no server, no socket, no account.
//!
//! [`EmbeddedConnector`] takes the place of the SDK's HTTP client and answers every request from a database in this
//! process (SQLite, through the `dynoxide-rs` emulator), in memory or in a file. The rest of the SDK is as in
//! production: its serialisers, signing, retries, interceptors and error parsing all run.
//!
//! ```
//! use dynamo::embedded::EmbeddedConnector;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let database = EmbeddedConnector::in_memory()?;
//! let client = aws_sdk_dynamodb::Client::from_conf(database.sdk_config());
//! assert!(client.list_tables().send().await?.table_names().is_empty());
//! # Ok(())
//! # }
//! ```
//!
//! What the emulator does otherwise than the service is not hidden here. It never throttles, never conflicts and never
//! leaves part of a batch write undone: the `testing` feature injects those. It also brings its own SQLite
//! (`links = "sqlite3"`), which cannot be linked beside another crate that does the same; the feature is off by default
//! for that reason.

mod config;
mod connector;
mod dispatch;
mod refusal;
#[cfg(test)]
mod tests;
mod unopened;

pub use config::sdk_config;
pub use connector::EmbeddedConnector;

/// The configuration of a fresh database in memory; of one that answers with the reason if it cannot be opened.
pub(crate) fn in_memory_config() -> aws_sdk_dynamodb::Config {
    match EmbeddedConnector::in_memory() {
        Ok(connector) => connector.sdk_config(),
        Err(error) => sdk_config(unopened::Unopened(format!("the embedded database cannot be opened: {error}"))),
    }
}
