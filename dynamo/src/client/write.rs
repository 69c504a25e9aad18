//! `.await` on put, update and delete: each is done at most once, and known for its own.
//!
//! The SDK tries again where an answer was lost, and the first attempt may have been applied. Then a condition may fail
//! because of the write itself. So a write with a condition asks for the item that is there; where an earlier attempt may
//! have been applied and that item is as the write leaves it, the write was done. An update whose result depends on what
//! was there before (increment, append, a raw expression) is not tried again where it may have been applied.
//!
//! For the same reason what is returned as the item before may be the item as an earlier attempt has left it. Then it is not
//! given: the write was done, and the answer with the old item is lost.
//!
//! `set_if_not_exists` counts as done only where its own value is there: another value may be another writer's. Where the
//! item had another value before, an update that was done may so be reported as failed, with `Error::may_be_applied`.

use std::{
    future::{Future, IntoFuture},
    pin::Pin,
};

use aws_sdk_dynamodb::{
    operation::{
        delete_item::builders::DeleteItemInputBuilder, put_item::builders::PutItemInputBuilder,
        update_item::builders::UpdateItemInputBuilder,
    },
    types::ReturnValue,
};

use super::{
    attempts::Attempts,
    write_request::{Returned, SentWrite, write_request},
};
use crate::{
    codec::{Item, ItemData, encode_item, is_same_item},
    config::Settings,
    error::{AttributeMap, Error, ErrorKind, Result},
    expression::UpdateResult,
    operation::{Delete, GuardSummary, Put, Returning, Update},
};

type WriteFuture<'a, O> = Pin<Box<dyn Future<Output = Result<O>> + Send + 'a>>;

impl<'a, T: Item, R: Returning<T> + 'a> IntoFuture for Put<'a, T, R> {
    type Output = Result<R::Output>;
    type IntoFuture = WriteFuture<'a, R::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let item = self.item;
            let (watch, (mut sent, returned)) = begin_put(self)?;
            let error = match (&mut sent).await {
                Ok(output) => {
                    // An attempt that was done has left the item of the write.
                    let is_own = |there: Option<&AttributeMap>| match there {
                        Some(there) => Ok(is_same_item(there, &encode_item(item, &watch.settings)?)),
                        None => Ok(false),
                    };
                    return watch.given::<T, R>(returned.attributes(output), is_own).map_err(|error| sent.told(error));
                }
                Err(error) => error,
            };
            if watch.doubts(&error)
                && let Some(there) = error.old_attributes()
                && is_same_item(there, &encode_item(item, &watch.settings)?)
            {
                return settled::<T, R>(None, watch.guard.is_create, &watch.settings);
            }
            Err(watch.failed(error))
        })
    }
}

impl<T: Item, M: 'static, R: Returning<T> + 'static> IntoFuture for Update<T, M, R> {
    type Output = Result<R::Output>;
    type IntoFuture = WriteFuture<'static, R::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (watch, (mut sent, returned), result) = begin_update(self)?;
            let error = match (&mut sent).await {
                Ok(output) => {
                    let is_own = |there: Option<&AttributeMap>| {
                        Ok(there.is_some_and(|there| result.is_none_or(|result| result.may_hold(there))))
                    };
                    return watch.given::<T, R>(returned.attributes(output), is_own).map_err(|error| sent.told(error));
                }
                Err(error) => error,
            };
            if watch.doubts(&error)
                && let (Some(result), Some(there)) = (result, error.old_attributes())
                && result.holds(there)
            {
                let now = Some(ItemData::Map(there.clone()));
                return settled::<T, R>(now, false, &watch.settings).map_err(|error| sent.told(error));
            }
            Err(watch.failed(error))
        })
    }
}

impl<T: Item, R: Returning<T> + 'static> IntoFuture for Delete<T, R> {
    type Output = Result<R::Output>;
    type IntoFuture = WriteFuture<'static, R::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (watch, (mut sent, returned)) = begin_delete(self)?;
            let error = match (&mut sent).await {
                Ok(output) => {
                    let given = watch.given::<T, R>(returned.attributes(output), |there| Ok(there.is_none()));
                    return given.map_err(|error| sent.told(error));
                }
                Err(error) => error,
            };
            if watch.doubts(&error) && error.old_attributes().is_none() {
                return settled::<T, R>(None, false, &watch.settings);
            }
            Err(watch.failed(error))
        })
    }
}

type Begun<I> = (SentWrite<I>, Returned);

// What it takes to build a request does not stay in the operation's future: three functions of their own.

fn begin_put<T: Item, R: Returning<T>>(put: Put<'_, T, R>) -> Result<(Watch, Begun<PutItemInputBuilder>)> {
    let watch = Watch::new(T::SCHEMA.settings(), put.guard.summary(), Attempts::watched());
    let (connection, meter) = (put.target.connection.clone(), put.guard.meter.clone());
    let (input, item) = if connection.is_direct {
        let (input, item) = put.build_direct(&watch.settings)?;
        (input, Some(item))
    } else {
        (put.build(&watch.settings)?, None)
    };
    let request = write_request(&connection, input, item, &watch.attempts, meter);
    Ok((watch, request))
}

type BegunUpdate = (Watch, Begun<UpdateItemInputBuilder>, Option<UpdateResult>);

fn begin_update<T: Item, M, R: Returning<T>>(update: Update<T, M, R>) -> Result<BegunUpdate> {
    let (settings, guard) = (T::SCHEMA.settings(), update.guard.summary());
    let (connection, meter) = (update.target.connection.clone(), update.guard.meter.clone());
    let (input, result) = update.build_with_result(&settings)?;
    let attempts = if result.is_some() { Attempts::watched() } else { Attempts::at_most_once() };
    let watch = Watch::new(settings, guard, attempts);
    let request = write_request(&connection, input, None, &watch.attempts, meter);
    Ok((watch, request, result))
}

fn begin_delete<T: Item, R: Returning<T>>(delete: Delete<T, R>) -> Result<(Watch, Begun<DeleteItemInputBuilder>)> {
    let watch = Watch::new(T::SCHEMA.settings(), delete.guard.summary(), Attempts::watched());
    let (connection, meter) = (delete.target.connection.clone(), delete.guard.meter.clone());
    let input = delete.build(&watch.settings)?;
    let request = write_request(&connection, input, None, &watch.attempts, meter);
    Ok((watch, request))
}

/// What must be known of a write to understand how it ends.
struct Watch {
    settings: Settings,
    guard: GuardSummary,
    attempts: Attempts,
}

impl Watch {
    fn new(settings: Settings, guard: GuardSummary, attempts: Attempts) -> Self {
        Self { settings, guard, attempts }
    }

    /// Whether a condition may have failed because of the write itself.
    fn doubts(&self, error: &Error) -> bool {
        error.kind() == ErrorKind::ConditionalCheckFailed && self.attempts.may_be_applied()
    }

    /// What a write gives that was done. `is_own` says of the item that was there, if one was, whether it may be as an earlier
    /// attempt has left it.
    fn given<T, R: Returning<T>>(
        &self,
        attributes: Option<ItemData>,
        is_own: impl FnOnce(Option<&AttributeMap>) -> Result<bool>,
    ) -> Result<R::Output> {
        if R::RETURN_VALUES == Some(ReturnValue::AllOld) && !self.guard.is_create && self.attempts.may_be_applied() {
            let there = attributes.clone().map(ItemData::into_map).transpose().map_err(of_done_write)?;
            if is_own(there.as_ref().filter(|there| !there.is_empty())).map_err(of_done_write)? {
                return Err(lost());
            }
        }
        given::<T, R>(attributes, &self.settings)
    }

    /// The error, with what is known of the attempts before.
    fn failed(&self, error: Error) -> Error {
        error.keep_old(self.guard.old_on_failure).after_attempts(self.attempts.may_be_applied())
    }
}

/// What a write gives that was done: also where what came back does not fit the type.
fn given<T, R: Returning<T>>(attributes: Option<ItemData>, settings: &Settings) -> Result<R::Output> {
    let old = if R::RETURN_VALUES == Some(ReturnValue::AllOld) { attributes.clone() } else { None };
    R::decode(attributes, settings).map_err(|error| {
        // What was there is nowhere else by now.
        let old = old.and_then(|item| item.into_map().ok()).filter(|item| !item.is_empty());
        of_done_write(error).with_old(old)
    })
}

/// What went wrong after a write that was done.
fn of_done_write(error: impl Into<Error>) -> Error {
    error.into().with_outcome("the write was done").of_done_write()
}

/// What a write gives whose answer was lost, and which was done.
fn settled<T, R: Returning<T>>(now: Option<ItemData>, was_new: bool, settings: &Settings) -> Result<R::Output> {
    match R::RETURN_VALUES {
        Some(ReturnValue::AllNew) => given::<T, R>(now, settings),
        Some(_) if !was_new => Err(lost()),
        _ => given::<T, R>(None, settings),
    }
}

fn lost() -> Error {
    let message = "the write was done, but the answer with the item as it was before is lost";
    Error::new(ErrorKind::InvalidResponse, message).of_done_write()
}
