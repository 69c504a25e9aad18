//! `.await` on creating and deleting a table: each is not taken for failed because of its own first attempt.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
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
            send(Operation::create_table(), &connection, input, &table, &[ErrorKind::ResourceInUse]).await?;
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
            let is_done = [ErrorKind::ResourceNotFound, ErrorKind::ResourceInUse];
            send(Operation::delete_table(), &connection, input, &table, &is_done).await?;
            wait::until_gone(&connection.client, &table, wait).await
        })
    }
}

/// Sends the request. An error of one of these kinds is none where an earlier attempt, whose answer was lost, may be why.
async fn send<I: Sendable>(
    operation: &'static Operation,
    connection: &Connection,
    input: I,
    table: &str,
    is_done: &[ErrorKind],
) -> Result<()> {
    let attempts = Attempts::watched();
    let exchange = Exchange::new(operation, Some(table.to_owned())).attempts(&attempts);
    match exchange.send(connection, input).await {
        Ok(_) => Ok(()),
        Err(error) if attempts.may_be_applied() && is_done.contains(&error.kind()) => Ok(()),
        Err(error) => Err(error.after_attempts(attempts.may_be_applied())),
    }
}
