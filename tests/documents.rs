//! The README and the guides, one module for each: `cargo test` compiles and runs the code in them.
//!
//! A module's name is its file's name. Nothing here is for use from Rust: an example that no longer compiles, or no
//! longer does what it says, fails the tests.

#![allow(clippy::doc_markdown, reason = "a heading needs no backticks")]

#[doc = include_str!("../README.md")]
pub mod readme {}

#[doc = include_str!("../guides/getting-started.md")]
pub mod getting_started {}

#[doc = include_str!("../guides/modelling-keys.md")]
pub mod modelling_keys {}

#[doc = include_str!("../guides/attributes-and-types.md")]
pub mod attributes_and_types {}

#[doc = include_str!("../guides/conditions-and-updates.md")]
pub mod conditions_and_updates {}

#[doc = include_str!("../guides/queries.md")]
pub mod queries {}

#[doc = include_str!("../guides/indexes.md")]
pub mod indexes {}

#[doc = include_str!("../guides/streaming-scans.md")]
pub mod streaming_scans {}

#[doc = include_str!("../guides/performance.md")]
pub mod performance {}

#[doc = include_str!("../guides/batches.md")]
pub mod batches {}

#[doc = include_str!("../guides/transactions.md")]
pub mod transactions {}

#[doc = include_str!("../guides/errors-and-retries.md")]
pub mod errors_and_retries {}

#[doc = include_str!("../guides/capacity-and-cost.md")]
pub mod capacity_and_cost {}

#[doc = include_str!("../guides/configuration.md")]
pub mod configuration {}

#[doc = include_str!("../guides/testing.md")]
pub mod testing {}
