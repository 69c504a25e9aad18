//! `.await` on creating and deleting a table: each is not taken for failed because of its own first attempt.

use std::{
    collections::BTreeMap,
    future::{Future, IntoFuture},
    pin::Pin,
};

use aws_sdk_dynamodb::{
    operation::create_table::builders::CreateTableInputBuilder,
    types::{KeySchemaElement, TableDescription, TableStatus},
};

use super::{
    attempts::Attempts,
    sendable::Sendable,
    wait,
    wire::{Exchange, Operation},
};
use crate::{
    codec::Item,
    error::{ErrorKind, Result},
    operation::{Connection, CreateTable, DeleteTable},
};

type TableFuture = Pin<Box<dyn Future<Output = Result<()>> + Send>>;

impl<T: Item> IntoFuture for CreateTable<T> {
    type Output = Result<()>;
    type IntoFuture = TableFuture;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (connection, wait) = (self.target.connection.clone(), self.wait);
            let input = self.build(&T::SCHEMA.settings())?;
            let table = input.get_table_name().clone().unwrap_or_default();
            let asked = input.clone();
            send(Operation::create_table(), &connection, input, &table, |there| {
                there.is_some_and(|there| is_as_asked(there, &asked))
            })
            .await?;
            wait::until_active(&connection.client, &table, wait).await
        })
    }
}

impl<T: Item> IntoFuture for DeleteTable<T> {
    type Output = Result<()>;
    type IntoFuture = TableFuture;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (connection, wait) = (self.target.connection.clone(), self.wait);
            let input = self.build(&T::SCHEMA.settings())?;
            let table = input.get_table_name().clone().unwrap_or_default();
            send(Operation::delete_table(), &connection, input, &table, |there| {
                there.is_none_or(|there| there.table_status() == Some(&TableStatus::Deleting))
            })
            .await?;
            wait::until_gone(&connection.client, &table, wait).await
        })
    }
}

/// Sends the request. That there is a table, or none, is no error where an earlier attempt, whose answer was lost, may be
/// why, and `is_done` says so of what is there.
async fn send<I: Sendable>(
    operation: &'static Operation,
    connection: &Connection,
    input: I,
    table: &str,
    is_done: impl FnOnce(Option<&TableDescription>) -> bool,
) -> Result<()> {
    let attempts = Attempts::watched();
    let exchange = Exchange::new(operation, Some(table.to_owned())).attempts(&attempts);
    let Err(error) = exchange.send(connection, input).await else { return Ok(()) };
    let may_be_done = matches!(error.kind(), ErrorKind::ResourceInUse | ErrorKind::ResourceNotFound);
    // Where that cannot be found out, what went wrong with the request is what the caller is to know.
    if attempts.may_be_applied()
        && may_be_done
        && let Ok(there) = wait::describe(&connection.client, table).await
        && is_done(there.as_ref())
    {
        return Ok(());
    }
    Err(error.after_attempts(attempts.may_be_applied()))
}

/// Whether the table has the keys and indexes of this request.
fn is_as_asked(there: &TableDescription, asked: &CreateTableInputBuilder) -> bool {
    fn same<V: PartialEq>(there: &[V], asked: Option<&Vec<V>>) -> bool {
        let asked = asked.map_or(&[][..], Vec::as_slice);
        there.len() == asked.len() && there.iter().all(|one| asked.contains(one))
    }
    type Indexes<'a> = BTreeMap<&'a str, &'a [KeySchemaElement]>;
    let there_global = there.global_secondary_indexes().iter().map(|index| (index.index_name(), index.key_schema()));
    let there_local = there.local_secondary_indexes().iter().map(|index| (index.index_name(), index.key_schema()));
    let there_indexes = there_global.chain(there_local).map(|(name, keys)| (name.unwrap_or_default(), keys));
    let asked_global = asked.get_global_secondary_indexes().iter().flatten();
    let asked_local = asked.get_local_secondary_indexes().iter().flatten();
    let asked_indexes = asked_global
        .map(|index| (index.index_name(), index.key_schema()))
        .chain(asked_local.map(|index| (index.index_name(), index.key_schema())));
    same(there.key_schema(), asked.get_key_schema().as_ref())
        && same(there.attribute_definitions(), asked.get_attribute_definitions().as_ref())
        && there_indexes.collect::<Indexes<'_>>() == asked_indexes.collect::<Indexes<'_>>()
}
