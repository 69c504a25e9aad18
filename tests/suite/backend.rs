//! The database of a test: a fresh embedded one, or the one at `DYNAMODB_ENDPOINT` with tables of the test's own.

use std::sync::atomic::{AtomicU64, Ordering};

use dynamo::Dynamo;

/// A database that no other test sees.
pub(crate) fn database() -> Dynamo {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    match std::env::var("DYNAMODB_ENDPOINT") {
        Err(_) => Dynamo::embedded(),
        Ok(endpoint) => {
            let test = NEXT.fetch_add(1, Ordering::Relaxed);
            Dynamo::local(endpoint).table_prefix(format!("t{}-{test}-", std::process::id()))
        }
    }
}
