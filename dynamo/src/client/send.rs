//! `.await` on the operations: each builds its input when it is first polled, with the configuration in force there, and
//! then sends it.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
};

use aws_sdk_dynamodb::{
    config::http::HttpResponse,
    error::SdkError,
    operation::get_item::{GetItemError, GetItemOutput},
};

use super::{
    wait,
    wire::{AnswerReader, DecodedItem, Exchange, Operation, Sent},
};
use crate::{
    codec::Item,
    error::{Error, Result, ServiceError},
    operation::{CapacityMeter, CreateTable, DeleteTable, Get, Output},
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

impl<T: Item, O: Output<T>> IntoFuture for Get<T, O> {
    type Output = Result<Option<O::Item>>;
    type IntoFuture = OperationFuture<'static, Option<O::Item>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (Asked { table, meter, decoded }, sent) = ask(self)?;
            let output = traced("GetItem", table.as_deref(), sent).await?;
            if let (Some(meter), Some(consumed)) = (&meter, output.consumed_capacity()) {
                meter.add(consumed);
            }
            // The SDK has the item where the library has not read it, or an interceptor has put another in its place.
            Ok(match output.item {
                Some(item) => Some(decoded.output.decode(item, &decoded.settings)?),
                None => decoded.take(),
            })
        })
    }
}

/// What is left of a get once it is on its way.
struct Asked<T, O: Output<T>> {
    table: Option<String>,
    meter: Option<CapacityMeter>,
    decoded: Arc<DecodedItem<T, O>>,
}

/// Sends a get. What it takes to build one does not stay in the operation's future.
fn ask<T: Item, O: Output<T>>(get: Get<T, O>) -> Result<(Asked<T, O>, Sent<GetItemOutput, GetItemError>)> {
    let settings = T::SCHEMA.settings();
    let (connection, meter) = (get.target.connection.clone(), get.meter.clone());
    let (input, output) = get.build(&settings)?;
    let table = input.get_table_name().clone();
    let decoded = Arc::new(DecodedItem::<T, O>::new(output, settings));
    let answer = connection.is_direct.then(|| decoded.clone() as Arc<dyn AnswerReader>);
    let exchange = Exchange::new(Operation::get(), &connection).answer(answer).shared();
    let sent = exchange.send(&connection, input);
    Ok((Asked { table, meter, decoded }, sent))
}

impl<T: Item> IntoFuture for CreateTable<T> {
    type Output = Result<()>;
    type IntoFuture = OperationFuture<'static, ()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (client, wait) = (self.target.connection.client.clone(), self.wait);
            let input = self.build(&T::SCHEMA.settings())?;
            let table = input.get_table_name().clone().unwrap_or_default();
            traced("CreateTable", Some(&table), input.send_with(&client)).await?;
            wait::until_active(&client, &table, wait).await
        })
    }
}

impl<T: Item> IntoFuture for DeleteTable<T> {
    type Output = Result<()>;
    type IntoFuture = OperationFuture<'static, ()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (client, wait) = (self.target.connection.client.clone(), self.wait);
            let input = self.build(&T::SCHEMA.settings())?;
            let table = input.get_table_name().clone().unwrap_or_default();
            traced("DeleteTable", Some(&table), input.send_with(&client)).await?;
            wait::until_gone(&client, &table, wait).await
        })
    }
}
