//! The operations as values: builders that become the SDK's inputs, without any IO. One operation per file.
//!
//! Layer 5. Only the `client` layer sends them.

mod create_table;
mod cursor;
mod delete;
mod delete_table;
mod explain;
mod get;
mod guard;
mod page;
mod put;
mod query;
mod query_operators;
mod returning;
mod scan;
mod target;
mod update;
mod update_actions;

pub use self::{
    create_table::CreateTable,
    cursor::Cursor,
    delete::Delete,
    delete_table::DeleteTable,
    get::Get,
    page::Page,
    put::Put,
    query::Query,
    returning::{ReturnMaybeOld, ReturnNew, ReturnNothing, ReturnOld, Returning},
    scan::Scan,
    update::{MayExist, MustExist, Update, Upsert},
};
pub(crate) use self::{cursor::Fingerprint, query::key_of, scan::belongs, target::Target};

/// The SDK's input from its builder, whose required fields are set.
fn built<I, E: std::error::Error + Send + Sync + 'static>(input: Result<I, E>) -> crate::Result<I> {
    input.map_err(|error| crate::Error::validation(format!("the request is incomplete: {error}")).with_source(error))
}
