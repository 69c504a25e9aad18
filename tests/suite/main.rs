//! The library as its users see it, on the embedded database, or on a real one under `tests/dynamodb-local cargo test`.

mod backend;
mod derive;
mod law_sort_keys;
mod query;
mod scan;
mod smoke;
