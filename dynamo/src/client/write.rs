//! `.await` on put, update and delete: each is done at most once, and known for its own.
//!
//! The SDK tries again where an answer was lost, and the first attempt may have been applied. Then a condition may fail
//! because of the write itself. So a write with a condition asks for the item that is there; where an earlier attempt may
//! have been applied and that item is as the write leaves it, the write was done. An update whose result depends on what
//! was there before (increment, append, a raw expression) is not tried again where it may have been applied.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
    sync::Arc,
};

use aws_sdk_dynamodb::{
    operation::{
        delete_item::builders::DeleteItemInputBuilder, put_item::builders::PutItemInputBuilder,
        update_item::builders::UpdateItemInputBuilder,
    },
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};

use super::{
    attempts::Attempts,
    send::traced,
    wire::{AnswerReader, Exchange, KeptItems, Layout, Operation, Splice},
};
use crate::{
    codec::{Item, ItemData, encode_item, is_same_item},
    config::Settings,
    error::{Error, ErrorKind, Result},
    operation::{CapacityMeter, Connection, Delete, EncodedItem, GuardSummary, Put, Returning, Update},
};

/// A failed condition brings the item that is there.
const OLD: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

type WriteFuture<'a, O> = Pin<Box<dyn Future<Output = Result<O>> + Send + 'a>>;

/// Sends one of the three: their inputs and outputs have most members in common, and no type. The attributes that come back
/// are given beside the output.
macro_rules! send {
    ($connection:ident, $input:ident, $exchange:expr, $meter:ident) => {{
        let table = $input.get_table_name().clone();
        let old = $input.get_condition_expression().is_some().then_some(OLD);
        let returns = $connection.is_direct && $input.get_return_values().is_some();
        let kept = returns.then(|| Arc::new(KeptItems::new(Layout::One)));
        let exchange = $exchange.answer(kept.clone().map(|kept| kept as Arc<dyn AnswerReader>)).shared();
        let sent = exchange.send($connection, $input.set_return_values_on_condition_check_failure(old));
        let output = traced(exchange.operation.name, table.as_deref(), sent).await?;
        exchange.check_sent()?;
        if let (Some(meter), Some(consumed)) = ($meter, output.consumed_capacity()) {
            meter.add(consumed);
        }
        let kept = kept.and_then(|kept| kept.take()?.into_iter().next()?.item).map(ItemData::Wire);
        Ok(kept.or(output.attributes.map(ItemData::Map)))
    }};
}

impl<'a, T: Item, R: Returning<T> + 'a> IntoFuture for Put<'a, T, R> {
    type Output = Result<R::Output>;
    type IntoFuture = WriteFuture<'a, R::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let settings = T::SCHEMA.settings();
            let (connection, meter) = (self.target.connection.clone(), self.guard.meter.clone());
            let guard = self.guard.summary();
            let attempts = Attempts::watched();
            let item = self.item;
            let (input, encoded) = if connection.is_direct {
                let (input, encoded) = self.build_direct(&settings)?;
                (input, Some(encoded))
            } else {
                (self.build(&settings)?, None)
            };
            match put(&connection, input, encoded, &attempts, meter.as_ref()).await {
                Ok(attributes) => R::decode(attributes, &settings),
                Err(error) if is_doubtful(&error, &attempts) => {
                    let own = encode_item(item, &settings)?;
                    match error.old_attributes() {
                        Some(there) if is_same_item(there, &own) => settled::<T, R>(None, guard.is_create, &settings),
                        _ => Err(failed(error, &attempts, guard)),
                    }
                }
                Err(error) => Err(failed(error, &attempts, guard)),
            }
        })
    }
}

impl<T: Item, M: 'static, R: Returning<T> + 'static> IntoFuture for Update<T, M, R> {
    type Output = Result<R::Output>;
    type IntoFuture = WriteFuture<'static, R::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let settings = T::SCHEMA.settings();
            let (connection, meter) = (self.target.connection.clone(), self.guard.meter.clone());
            let guard = self.guard.summary();
            let (input, result) = self.build_with_result(&settings)?;
            let attempts = if result.is_some() { Attempts::watched() } else { Attempts::at_most_once() };
            match update(&connection, input, &attempts, meter.as_ref()).await {
                Ok(attributes) => R::decode(attributes, &settings),
                Err(error) if is_doubtful(&error, &attempts) => match (result, error.old_attributes()) {
                    (Some(result), Some(there)) if result.holds(there) => {
                        settled::<T, R>(Some(ItemData::Map(there.clone())), false, &settings)
                    }
                    _ => Err(failed(error, &attempts, guard)),
                },
                Err(error) => Err(failed(error, &attempts, guard)),
            }
        })
    }
}

impl<T: Item, R: Returning<T> + 'static> IntoFuture for Delete<T, R> {
    type Output = Result<R::Output>;
    type IntoFuture = WriteFuture<'static, R::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let settings = T::SCHEMA.settings();
            let (connection, meter) = (self.target.connection.clone(), self.guard.meter.clone());
            let guard = self.guard.summary();
            let attempts = Attempts::watched();
            let input = self.build(&settings)?;
            match delete(&connection, input, &attempts, meter.as_ref()).await {
                Ok(attributes) => R::decode(attributes, &settings),
                Err(error) if is_doubtful(&error, &attempts) && error.old_attributes().is_none() => {
                    settled::<T, R>(None, false, &settings)
                }
                Err(error) => Err(failed(error, &attempts, guard)),
            }
        })
    }
}

/// Whether a condition may have failed because of the write itself.
fn is_doubtful(error: &Error, attempts: &Attempts) -> bool {
    error.kind() == ErrorKind::ConditionalCheckFailed && attempts.may_be_applied()
}

/// The error, with what is known of the attempts before.
fn failed(error: Error, attempts: &Attempts, guard: GuardSummary) -> Error {
    error.keep_old(guard.old_on_failure).after_attempts(attempts.may_be_applied())
}

/// What a write gives whose answer was lost, and which was done.
fn settled<T, R: Returning<T>>(now: Option<ItemData>, was_new: bool, settings: &Settings) -> Result<R::Output> {
    match R::RETURN_VALUES {
        Some(ReturnValue::AllNew) => R::decode(now, settings),
        Some(_) if !was_new => Err(Error::new(
            ErrorKind::InvalidResponse,
            "the write was done, but the answer with the item as it was before is lost",
        )),
        _ => R::decode(None, settings),
    }
}

async fn put(
    connection: &Connection,
    input: PutItemInputBuilder,
    item: Option<EncodedItem>,
    attempts: &Attempts,
    meter: Option<&CapacityMeter>,
) -> Result<Option<ItemData>> {
    let splice = item.and_then(|item| Splice::new(vec![Splice::item(item.json)]));
    let exchange = Exchange::new(Operation::put()).attempts(attempts).splice(splice);
    send!(connection, input, exchange, meter)
}

async fn update(
    connection: &Connection,
    input: UpdateItemInputBuilder,
    attempts: &Attempts,
    meter: Option<&CapacityMeter>,
) -> Result<Option<ItemData>> {
    let exchange = Exchange::new(Operation::update()).attempts(attempts);
    send!(connection, input, exchange, meter)
}

async fn delete(
    connection: &Connection,
    input: DeleteItemInputBuilder,
    attempts: &Attempts,
    meter: Option<&CapacityMeter>,
) -> Result<Option<ItemData>> {
    let exchange = Exchange::new(Operation::delete()).attempts(attempts);
    send!(connection, input, exchange, meter)
}
