//! `.await` on a get. Like all operations it builds its input when it is first polled, with the configuration in force
//! there, and then sends it.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
};

use aws_sdk_dynamodb::operation::get_item::{GetItemError, GetItemOutput};

use super::wire::{AnswerReader, DecodedItem, Exchange, Operation, Sent};
use crate::{
    codec::Item,
    error::Result,
    operation::{CapacityMeter, Get, Output},
};

/// The future of an operation; `'a` is the lifetime of the item that it writes, if it does.
type OperationFuture<'a, O> = Pin<Box<dyn Future<Output = Result<O>> + Send + 'a>>;

impl<T: Item, O: Output<T>> IntoFuture for Get<T, O> {
    type Output = Result<Option<O::Item>>;
    type IntoFuture = OperationFuture<'static, Option<O::Item>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (asked, mut sent) = ask(self)?;
            let output = (&mut sent).await?;
            asked.item(output).map_err(|error| sent.told(error))
        })
    }
}

/// What is left of a get once it is on its way.
struct Asked<T, O: Output<T>> {
    meter: Option<CapacityMeter>,
    decoded: Arc<DecodedItem<T, O>>,
}

impl<T: Item, O: Output<T>> Asked<T, O> {
    fn item(&self, output: GetItemOutput) -> Result<Option<O::Item>> {
        if let (Some(meter), Some(consumed)) = (&self.meter, output.consumed_capacity()) {
            meter.add(consumed);
        }
        // The SDK has the item where the library has not read it, or an interceptor has put another in its place.
        Ok(match output.item {
            Some(item) => Some(self.decoded.output.decode(item, &self.decoded.settings)?),
            None => self.decoded.take(),
        })
    }
}

/// Sends a get. What it takes to build one does not stay in the operation's future.
fn ask<T: Item, O: Output<T>>(get: Get<T, O>) -> Result<(Asked<T, O>, Sent<GetItemOutput, GetItemError>)> {
    let settings = T::SCHEMA.settings();
    let (connection, meter) = (get.target.connection.clone(), get.meter.clone());
    let (input, output) = get.build(&settings)?;
    let table = input.get_table_name().clone();
    let decoded = Arc::new(DecodedItem::<T, O>::new(output, settings));
    let answer = connection.is_direct.then(|| decoded.clone() as Arc<dyn AnswerReader>);
    let sent = Exchange::new(Operation::get(), table).answer(answer).send(&connection, input);
    Ok((Asked { meter, decoded }, sent))
}
