//! What a write gives back: the type parameter of the write builders.

use aws_sdk_dynamodb::types::ReturnValue;

use crate::{
    codec::{Item, ItemData},
    config::Settings,
    error::{Error, ErrorKind},
};

/// What a write of an item of type `T` gives back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what a write of a `{T}` gives back",
    note = "it is `ReturnNothing`, or what .return_new() and .return_old() make it"
)]
pub trait Returning<T> {
    /// What awaiting the operation gives.
    type Output: Send;

    /// What DynamoDB is asked to return, if anything.
    #[doc(hidden)]
    const RETURN_VALUES: Option<ReturnValue>;

    /// For the library: the output from what came back.
    #[doc(hidden)]
    fn decode(attributes: Option<ItemData>, settings: &Settings) -> Result<Self::Output, Error>;
}

/// The write gives nothing back.
#[derive(Debug)]
pub enum ReturnNothing {}

/// The write gives the item back as it is afterwards.
#[derive(Debug)]
pub enum ReturnNew {}

/// The write gives the item back as it was before.
#[derive(Debug)]
pub enum ReturnOld {}

/// The write gives the item back as it was before, or `None` if there was none.
#[derive(Debug)]
pub enum ReturnMaybeOld {}

impl<T> Returning<T> for ReturnNothing {
    type Output = ();
    const RETURN_VALUES: Option<ReturnValue> = None;

    fn decode(_: Option<ItemData>, _: &Settings) -> Result<(), Error> {
        Ok(())
    }
}

impl<T: Item + Send> Returning<T> for ReturnNew {
    type Output = T;
    const RETURN_VALUES: Option<ReturnValue> = Some(ReturnValue::AllNew);

    fn decode(attributes: Option<ItemData>, settings: &Settings) -> Result<T, Error> {
        required(attributes, settings)
    }
}

impl<T: Item + Send> Returning<T> for ReturnOld {
    type Output = T;
    const RETURN_VALUES: Option<ReturnValue> = Some(ReturnValue::AllOld);

    fn decode(attributes: Option<ItemData>, settings: &Settings) -> Result<T, Error> {
        required(attributes, settings)
    }
}

impl<T: Item + Send> Returning<T> for ReturnMaybeOld {
    type Output = Option<T>;
    const RETURN_VALUES: Option<ReturnValue> = Some(ReturnValue::AllOld);

    fn decode(attributes: Option<ItemData>, settings: &Settings) -> Result<Option<T>, Error> {
        // The SDK gives an empty map for an item that was not there.
        attributes
            .filter(|attributes| !attributes.is_empty())
            .map(|attributes| attributes.decode(settings))
            .transpose()
            .map_err(Error::from)
    }
}

fn required<T: Item>(attributes: Option<ItemData>, settings: &Settings) -> Result<T, Error> {
    let attributes =
        attributes.ok_or_else(|| Error::new(ErrorKind::InvalidResponse, "DynamoDB did not return the item"))?;
    Ok(attributes.decode(settings)?)
}
