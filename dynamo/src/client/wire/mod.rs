//! Items on the wire: straight between types and the bytes of requests and answers, past the SDK's own values.
//!
//! Everything else stays with the SDK: endpoints, signing, retries, timeouts, errors, and the other members of requests and
//! answers. An interceptor, the [`Hook`], gives a request the serializer and the deserializer of this module, which call the
//! SDK's own for what is not an item. Where an answer is no JSON that they know or comes from a mock, the SDK reads the whole
//! of it, and items come as maps.
//!
//! Requests that have a table, a key or items and nothing else are written here as a whole: the SDK takes a good part of
//! their time to do so, and the same comes of it.

mod answer;
mod decoded;
mod exchange;
mod hook;
mod identity;
mod kept;
mod operations;
mod plain_input;
mod request;
mod splice;

use std::pin::Pin;

pub(super) use self::{
    answer::AnswerReader,
    decoded::{DecodedItem, DecodedItems, DecodedPage, Keeps},
    exchange::{Exchange, Sent},
    hook::Hook,
    identity::Identified,
    kept::{KeptItems, KeyNames, Layout},
    operations::Operation,
    splice::{Element, Splice},
};

/// A future on the heap, made where it stays: so that its kilobytes are not copied there.
pub(super) fn boxed<F>(future: impl FnOnce() -> F) -> Pin<Box<F>> {
    // What a function returns that is not inlined is written straight to where it is wanted.
    #[inline(never)]
    fn call<F>(future: impl FnOnce() -> F) -> F {
        future()
    }
    let place = Box::new_uninit();
    Box::into_pin(Box::write(place, call(future)))
}
