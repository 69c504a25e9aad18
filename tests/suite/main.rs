//! The library as its users see it, on the embedded database, or on a real one under `tests/dynamodb-local cargo test`.

mod attribute_names;
mod backend;
mod capabilities;
mod condition_algebra;
mod conditions;
mod configuration;
mod create_table;
mod delete;
mod derive;
mod errors;
mod get;
mod hostile;
mod index;
mod keys;
mod law_keys;
mod law_round_trip;
mod law_sort_keys;
mod put;
mod query;
mod refused_values;
mod round_trip_live;
mod scan;
mod serde_dynamo;
mod smoke;
mod update;
mod upsert;
