//! Sending operations: the only layer that does IO.
//!
//! Layer 6.

mod backoff;
mod batch_get;
mod budget;
mod dynamo;
mod find;
mod hydrate;
mod old_item;
mod progress;
mod query;
mod reader;
mod scan;
mod scan_stream;
mod send;
mod table;
mod table_index;
mod wait;

pub use self::{dynamo::Dynamo, scan_stream::ScanStream, table::Table, table_index::TableIndex};
