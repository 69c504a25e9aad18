//! `.await` on the operations: each builds its input when it is first polled, with the configuration in force there, and
//! then sends it.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
};

use aws_sdk_dynamodb::{Client, config::http::HttpResponse, error::SdkError};

use super::wait;
use crate::{
    codec::Item,
    error::{Error, Result, ServiceError},
    operation::{CreateTable, DeleteTable, Get, Output},
};

/// The future of an operation; `'a` is the lifetime of the item that it writes, if it does.
type OperationFuture<'a, O> = Pin<Box<dyn Future<Output = Result<O>> + Send + 'a>>;

/// Sends one request, in a tracing span with OpenTelemetry's names for DynamoDB.
pub(super) async fn traced<O, E>(
    operation: &'static str,
    table: Option<&str>,
    request: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>,
) -> Result<O>
where
    E: ServiceError,
{
    #[cfg(feature = "tracing")]
    {
        use tracing::Instrument as _;
        let span = tracing::debug_span!(
            "dynamodb",
            otel.name = operation,
            db.system.name = "aws.dynamodb",
            db.operation.name = operation,
            db.collection.name = table,
            error.type = tracing::field::Empty,
        );
        let result = request.instrument(span.clone()).await;
        let result = result.map_err(|error| Error::from(error).of_request(operation, table));
        if let Err(error) = &result {
            span.record("error.type", tracing::field::debug(error.kind()));
        }
        result
    }
    #[cfg(not(feature = "tracing"))]
    {
        request.await.map_err(|error| Error::from(error).of_request(operation, table))
    }
}

impl<T: Item + 'static, O: Output<T> + 'static> IntoFuture for Get<T, O> {
    type Output = Result<Option<O::Item>>;
    type IntoFuture = OperationFuture<'static, Option<O::Item>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let settings = T::SCHEMA.settings();
            let client: Client = self.target.client.clone();
            let meter = self.meter.clone();
            let (input, output) = self.build(&settings)?;
            let table = input.get_table_name().clone();
            let answer = traced("GetItem", table.as_deref(), input.send_with(&client)).await?;
            if let (Some(meter), Some(consumed)) = (&meter, answer.consumed_capacity()) {
                meter.add(consumed);
            }
            Ok(answer.item.map(|item| output.decode(item, &settings)).transpose()?)
        })
    }
}

impl<T: Item + 'static> IntoFuture for CreateTable<T> {
    type Output = Result<()>;
    type IntoFuture = OperationFuture<'static, ()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (client, wait) = (self.target.client.clone(), self.wait);
            let input = self.build(&T::SCHEMA.settings())?;
            let table = input.get_table_name().clone().unwrap_or_default();
            traced("CreateTable", Some(&table), input.send_with(&client)).await?;
            wait::until_active(&client, &table, wait).await
        })
    }
}

impl<T: Item + 'static> IntoFuture for DeleteTable<T> {
    type Output = Result<()>;
    type IntoFuture = OperationFuture<'static, ()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (client, wait) = (self.target.client.clone(), self.wait);
            let input = self.build(&T::SCHEMA.settings())?;
            let table = input.get_table_name().clone().unwrap_or_default();
            traced("DeleteTable", Some(&table), input.send_with(&client)).await?;
            wait::until_gone(&client, &table, wait).await
        })
    }
}
