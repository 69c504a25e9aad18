//! The operations as values: builders that become the SDK's inputs, without any IO. One operation per file.
//!
//! Layer 5. Only the `client` layer sends them.

mod capacity;
mod checkpoint;
mod condition_check;
mod connection;
mod create_table;
mod cursor;
mod cursor_key;
mod delete;
mod delete_table;
mod explain;
mod find;
mod get;
mod guard;
mod nearest;
mod output;
mod own_items;
mod page;
mod planner;
mod put;
mod query;
mod query_operators;
mod query_request;
mod read;
mod returning;
mod scan;
mod scan_progress;
mod scan_request;
mod target;
mod transact;
mod update;
mod update_actions;
mod update_indexes;

pub(crate) use self::{
    capacity::metered_method,
    checkpoint::SegmentState,
    cursor::Fingerprint,
    guard::GuardSummary,
    output::{NoItems, decode_data},
    own_items::{OwnItems, OwnType},
    planner::Plan,
    put::{EncodedItem, check_item_size, encode_item_checked},
    query_request::{Prepared, QueryRequest},
    read::{Read, Wanted, position_of},
    scan_progress::ProgressCallback,
    scan_request::ScanRequest,
    target::Target,
    transact::{BuiltWrite, TransactWrite},
};
pub use self::{
    capacity::{CapacityMeter, ConsumedCapacity},
    checkpoint::ScanCheckpoint,
    condition_check::ConditionCheck,
    connection::Connection,
    create_table::CreateTable,
    cursor::Cursor,
    cursor_key::CursorKey,
    delete::Delete,
    delete_table::DeleteTable,
    find::Find,
    get::Get,
    output::{Output, Projected, Selected},
    page::Page,
    put::Put,
    query::Query,
    returning::{ReturnMaybeOld, ReturnNew, ReturnNothing, ReturnOld, Returning},
    scan::Scan,
    scan_progress::ScanProgress,
    update::{MayExist, MustExist, Update, Upsert},
};

/// The SDK's input from its builder, whose required fields are set.
pub(crate) fn built<I, E: std::error::Error + Send + Sync + 'static>(input: Result<I, E>) -> crate::Result<I> {
    input.map_err(|error| crate::Error::validation(format!("the request is incomplete: {error}")).with_source(error))
}
