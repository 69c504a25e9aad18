//! What the examples share: where their database is.

use dynamo::Dynamo;

/// The database of the examples: embedded and in memory, or the one at `DYNAMODB_ENDPOINT` where that is set.
#[must_use]
pub fn connect() -> Dynamo {
    match std::env::var("DYNAMODB_ENDPOINT") {
        Ok(endpoint) => Dynamo::local(endpoint),
        Err(_) => Dynamo::embedded(),
    }
}
