//! Faults on demand: what a service does when DynamoDB throttles, conflicts, times out or answers nonsense.
//!
//! No emulator ever does these. [`Faults`] is an HTTP client for the SDK that stands in front of another one, of an
//! embedded database or a real endpoint, and spoils some of the requests. Which ones is said by a script, a queue of
//! [`Step`]s, or by a [`Plan`], chances drawn from a seed. It records every request it sees.
//!
//! ```
//! # #[cfg(feature = "embedded")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! use aws_sdk_dynamodb::Client;
//! use dynamo::embedded::{EmbeddedConnector, sdk_config};
//! use dynamo::testing::{Fault, Faults};
//!
//! let faults = Faults::new(EmbeddedConnector::in_memory()?);
//! let client = Client::from_conf(sdk_config(faults.clone()));
//!
//! faults.push(Fault::Throttling).push(Fault::Timeout);
//! client.list_tables().send().await?; // the SDK tries three times
//! assert_eq!(faults.request_count(), 3);
//! assert_eq!(faults.requests()[1].fault, Some(Fault::Timeout));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "embedded"))]
//! # fn main() {}
//! ```
//!
//! The SDK repeats a request by itself after many of these faults ([`Fault`] says which). To see one come out of the
//! client, push as many of it as the SDK makes attempts ([`Step::times`]), or turn retries off in its configuration.

mod answer;
mod batch;
mod connector;
mod fault;
mod faults;
mod plan;
mod random;
mod record;
mod step;
#[cfg(all(test, feature = "embedded"))]
mod tests;

pub use fault::{Fault, Withhold};
pub use faults::Faults;
pub use plan::Plan;
pub use record::Request;
pub use step::Step;
