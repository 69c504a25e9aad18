use std::{future::Future, sync::Arc, time::Duration};

use aws_sdk_dynamodb::{operation::transact_get_items::builders::TransactGetItemsInputBuilder, types::TransactGetItem};

use super::{
    bulk::{BulkOptions, Patience, deadline},
    transaction::check_count,
    wire::{AnswerReader, Exchange, KeptItems, Layout, Operation},
};
use crate::{
    codec::{Item, ItemData},
    config::Settings,
    error::{Error, ErrorKind, Result},
    operation::{CapacityMeter, Connection, Get, Output, decode_data},
};

/// Gets that are read at one moment, as [`Dynamo::transact_get`](crate::Dynamo::transact_get) takes them: a tuple of up to
/// ten, or a `Vec`. What they consume is added to the meter of the first that has one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a tuple of gets nor a `Vec` of gets",
    label = "up to ten of `table.get(key)`, in a tuple, or up to 100 of one table in a `Vec`",
    note = "await a single get itself, with .consistent(), or write `(users.get(key),)`"
)]
pub trait TransactGets {
    /// An `Option` for each get, in a tuple or a `Vec`.
    type Output;

    /// For the library: reads them all.
    #[doc(hidden)]
    fn get(self, connection: &Connection) -> impl Future<Output = Result<Self::Output>> + Send;
}

impl<T: Item, O: Output<T>> TransactGets for Vec<Get<T, O>> {
    type Output = Vec<Option<O::Item>>;

    async fn get(self, connection: &Connection) -> Result<Self::Output> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        check_count(self.len())?;
        let settings = T::SCHEMA.settings();
        let (mut gets, mut outputs) = (Vec::with_capacity(self.len()), Vec::with_capacity(self.len()));
        let mut meter = None;
        for (position, get) in self.into_iter().enumerate() {
            let get = get.build_transact(&settings).map_err(|error| error.at_position(position))?;
            gets.push(get.item);
            outputs.push(get.output);
            meter = meter.or(get.meter);
        }
        let answers = read(connection, gets, meter).await?.into_iter().zip(outputs).enumerate();
        answers.map(|(position, (item, output))| decode(position, &output, item, &settings)).collect()
    }
}

macro_rules! tuples {
    ($($($item:ident $output:ident $index:tt),*;)*) => {$(
        impl<$($item, $output),*> TransactGets for ($(Get<$item, $output>,)*)
        where
            $($item: Item, $output: Output<$item>,)*
        {
            type Output = ($(Option<$output::Item>,)*);

            async fn get(self, connection: &Connection) -> Result<Self::Output> {
                let settings = ($($item::SCHEMA.settings(),)*);
                let gets = ($(
                    self.$index.build_transact(&settings.$index).map_err(|error| error.at_position($index))?,
                )*);
                let meter = None$(.or(gets.$index.meter))*;
                let mut answers = read(connection, vec![$(gets.$index.item),*], meter).await?.into_iter();
                Ok(($({
                    decode($index, &gets.$index.output, answers.next().flatten(), &settings.$index)?
                },)*))
            }
        }
    )*};
}

tuples! {
    A OA 0;
    A OA 0, B OB 1;
    A OA 0, B OB 1, C OC 2;
    A OA 0, B OB 1, C OC 2, D OD 3;
    A OA 0, B OB 1, C OC 2, D OD 3, E OE 4;
    A OA 0, B OB 1, C OC 2, D OD 3, E OE 4, F OF 5;
    A OA 0, B OB 1, C OC 2, D OD 3, E OE 4, F OF 5, G OG 6;
    A OA 0, B OB 1, C OC 2, D OD 3, E OE 4, F OF 5, G OG 6, H OH 7;
    A OA 0, B OB 1, C OC 2, D OD 3, E OE 4, F OF 5, G OG 6, H OH 7, I OI 8;
    A OA 0, B OB 1, C OC 2, D OD 3, E OE 4, F OF 5, G OG 6, H OH 7, I OI 8, J OJ 9;
}

/// The value of the item that came for the get at this position.
fn decode<T: Item, O: Output<T>>(
    position: usize,
    output: &O,
    item: Option<ItemData>,
    settings: &Settings,
) -> Result<Option<O::Item>> {
    let value = item.map(|item| decode_data(output, item, settings)).transpose();
    value.map_err(|error| Error::from(error).at_position(position).of_request(Operation::transact_get().name, None))
}

/// The answers, one for each get, in order. What they consume is of one request: it goes to one meter.
async fn read(
    connection: &Connection,
    gets: Vec<TransactGetItem>,
    meter: Option<CapacityMeter>,
) -> Result<Vec<Option<ItemData>>> {
    let count = gets.len();
    let options = BulkOptions { give_up_after: Duration::from_secs(30), meter, ..BulkOptions::default() };
    let mut patience = Patience::until(deadline(&options));
    let kept = Arc::new(KeptItems::new(Layout::Responses));
    let output = loop {
        let reader = connection.is_direct.then(|| kept.clone() as Arc<dyn AnswerReader>);
        let exchange = Exchange::new(Operation::transact_get(), None).answer(reader);
        let input = TransactGetItemsInputBuilder::default().set_transact_items(Some(gets.clone()));
        let input = input.set_return_consumed_capacity(options.requested());
        match exchange.send(connection, input).await {
            Ok(output) => break output,
            Err(error) if error.is_retryable() && patience.wait(false).await => {}
            Err(error) => return Err(error),
        }
    };
    options.add_capacity(&mut None, output.consumed_capacity.as_deref());
    // The SDK has the items where the library has not found them, or an interceptor has put others in their place.
    let answers: Vec<Option<ItemData>> = match output.responses {
        Some(answers) => answers.into_iter().map(|answer| answer.item.map(ItemData::Map)).collect(),
        None => kept.take().into_iter().flatten().map(|kept| kept.item.map(ItemData::Wire)).collect(),
    };
    if answers.len() != count {
        let message = format!("DynamoDB gave {} answers to {count} gets of a transaction", answers.len());
        return Err(Error::new(ErrorKind::InvalidResponse, message));
    }
    Ok(answers.into_iter().map(|item| item.filter(|item| !item.is_empty())).collect())
}
