//! The database of a test: a fresh embedded one, or the one at `DYNAMODB_ENDPOINT` with tables of the test's own.

use std::{
    future::Future,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use dynamo::{
    Dynamo, Item, Table,
    sdk::{
        Client,
        config::retry::{RetryConfig, RetryPartition},
    },
    testing::Faults,
};
use proptest::test_runner::Config;

/// A database that no other test sees.
pub(crate) fn database() -> Dynamo {
    match endpoint() {
        None => Dynamo::embedded(),
        Some(endpoint) => Dynamo::local(endpoint).table_prefix(prefix()),
    }
}

/// A database that no other test sees, whose requests are counted and can be made to fail.
///
/// The SDK's retries wait for milliseconds only, and have a budget of their own.
pub(crate) fn faulty() -> (Dynamo, Faults) {
    let plain = database();
    let config = plain.client().config();
    let faults = Faults::new(config.http_client().expect("both backends have an HTTP client"));
    let retries = RetryConfig::standard()
        .with_initial_backoff(Duration::from_millis(1))
        .with_max_backoff(Duration::from_millis(5));
    let config = config
        .to_builder()
        .retry_config(retries)
        .retry_partition(RetryPartition::custom(prefix()).build())
        .http_client(faults.clone())
        .build();
    (Dynamo::new(Client::from_conf(config)).table_prefix(prefix()), faults)
}

/// An empty table that no other test sees.
pub(crate) async fn table<T: Item + 'static>() -> Table<T> {
    let table = database().table();
    table.create_table().await.expect("a new table");
    table
}

/// An empty table that no other test sees, whose requests are counted and can be made to fail.
pub(crate) async fn faulty_table<T: Item + 'static>() -> (Table<T>, Faults) {
    let (database, faults) = faulty();
    let table = database.table();
    table.create_table().await.expect("a new table");
    (table, faults)
}

/// Runs a future to its end, for property tests, which are not async.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

/// So many cases of a property, without files of past failures: a failure's seed is worth a test of its own.
pub(crate) fn cases(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// Whether the tests run on a real DynamoDB (Local), and where.
pub(crate) fn endpoint() -> Option<String> {
    std::env::var("DYNAMODB_ENDPOINT").ok()
}

pub(crate) fn prefix() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("t{}-{}-", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
