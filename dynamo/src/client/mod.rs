//! Sending operations: the only layer that does IO.
//!
//! Layer 6.

mod dynamo;
mod old_item;
mod query;
mod reader;
mod scan;
mod send;
mod table;
mod wait;

pub use self::{dynamo::Dynamo, table::Table};
