//! `.await` on put, update and delete: each is done at most once, and known for its own.
//!
//! The SDK tries again where an answer was lost, and the first attempt may have been applied. Then a condition may fail
//! because of the write itself. So a write with a condition asks for the item that is there; where an earlier attempt may
//! have been applied and that item is as the write leaves it, the write was done. An update whose result depends on what
//! was there before (increment, append, a raw expression) is not tried again where it may have been applied.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
};

use aws_sdk_dynamodb::{
    Client,
    operation::{
        delete_item::{DeleteItemOutput, builders::DeleteItemInputBuilder},
        put_item::{PutItemOutput, builders::PutItemInputBuilder},
        update_item::{UpdateItemOutput, builders::UpdateItemInputBuilder},
    },
    types::{ReturnValue, ReturnValuesOnConditionCheckFailure},
};

use super::{attempts::Attempts, send::traced};
use crate::{
    codec::{Item, encode_item, is_same_item},
    config::Settings,
    error::{AttributeMap, Error, ErrorKind, Result},
    operation::{CapacityMeter, Delete, GuardSummary, Put, Returning, Update, built},
};

/// A failed condition brings the item that is there.
const OLD: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

type WriteFuture<'a, O> = Pin<Box<dyn Future<Output = Result<O>> + Send + 'a>>;

/// Sends one of the three: their inputs and outputs have most fields in common, and no type. `own` are the setters of what
/// only this one has.
macro_rules! send {
    ($name:literal, $request:expr, $input:ident, $attempts:ident, $meter:ident, own: [$($field:ident $set:ident),*]) => {{
        let input = built($input.build())?;
        let table = input.table_name.clone();
        let old = input.condition_expression.is_some().then_some(OLD);
        let request = $request
            .set_table_name(input.table_name)
            $(.$set(input.$field))*
            .set_condition_expression(input.condition_expression)
            .set_expression_attribute_names(input.expression_attribute_names)
            .set_expression_attribute_values(input.expression_attribute_values)
            .set_return_values(input.return_values)
            .set_return_consumed_capacity(input.return_consumed_capacity)
            .set_return_values_on_condition_check_failure(old)
            .customize()
            .config_override($attempts.config());
        let output = traced($name, table.as_deref(), Box::pin(request.send())).await?;
        if let (Some(meter), Some(consumed)) = ($meter, output.consumed_capacity()) {
            meter.add(consumed);
        }
        Ok(output)
    }};
}

impl<'a, T: Item + Sync, R: Returning<T> + 'a> IntoFuture for Put<'a, T, R> {
    type Output = Result<R::Output>;
    type IntoFuture = WriteFuture<'a, R::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let settings = T::SCHEMA.settings();
            let (client, meter, guard) = (self.target.client.clone(), self.guard.meter.clone(), self.guard.summary());
            let attempts = Attempts::watched();
            let item = self.item;
            let input = self.build(&settings)?;
            match put(&client, input, &attempts, meter.as_ref()).await {
                Ok(output) => R::decode(output.attributes, &settings),
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

impl<T: Item + 'static, M: 'static, R: Returning<T> + 'static> IntoFuture for Update<T, M, R> {
    type Output = Result<R::Output>;
    type IntoFuture = WriteFuture<'static, R::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let settings = T::SCHEMA.settings();
            let (client, meter, guard) = (self.target.client.clone(), self.guard.meter.clone(), self.guard.summary());
            let (input, result) = self.build_with_result(&settings)?;
            let attempts = if result.is_some() { Attempts::watched() } else { Attempts::at_most_once() };
            match update(&client, input, &attempts, meter.as_ref()).await {
                Ok(output) => R::decode(output.attributes, &settings),
                Err(error) if is_doubtful(&error, &attempts) => match (result, error.old_attributes()) {
                    (Some(result), Some(there)) if result.holds(there) => {
                        settled::<T, R>(Some(there.clone()), false, &settings)
                    }
                    _ => Err(failed(error, &attempts, guard)),
                },
                Err(error) => Err(failed(error, &attempts, guard)),
            }
        })
    }
}

impl<T: Item + 'static, R: Returning<T> + 'static> IntoFuture for Delete<T, R> {
    type Output = Result<R::Output>;
    type IntoFuture = WriteFuture<'static, R::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let settings = T::SCHEMA.settings();
            let (client, meter, guard) = (self.target.client.clone(), self.guard.meter.clone(), self.guard.summary());
            let attempts = Attempts::watched();
            let input = self.build(&settings)?;
            match delete(&client, input, &attempts, meter.as_ref()).await {
                Ok(output) => R::decode(output.attributes, &settings),
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
fn settled<T, R: Returning<T>>(now: Option<AttributeMap>, was_new: bool, settings: &Settings) -> Result<R::Output> {
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
    client: &Client,
    input: PutItemInputBuilder,
    attempts: &Attempts,
    meter: Option<&CapacityMeter>,
) -> Result<PutItemOutput> {
    send!("PutItem", client.put_item(), input, attempts, meter, own: [item set_item])
}

async fn update(
    client: &Client,
    input: UpdateItemInputBuilder,
    attempts: &Attempts,
    meter: Option<&CapacityMeter>,
) -> Result<UpdateItemOutput> {
    let request = client.update_item();
    send!("UpdateItem", request, input, attempts, meter, own: [key set_key, update_expression set_update_expression])
}

async fn delete(
    client: &Client,
    input: DeleteItemInputBuilder,
    attempts: &Attempts,
    meter: Option<&CapacityMeter>,
) -> Result<DeleteItemOutput> {
    send!("DeleteItem", client.delete_item(), input, attempts, meter, own: [key set_key])
}
