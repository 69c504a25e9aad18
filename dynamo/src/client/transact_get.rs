use std::{future::Future, time::Duration};

use aws_sdk_dynamodb::{Client, types::TransactGetItem};

use super::{
    bulk::{BulkOptions, Patience, deadline},
    send::traced,
    transaction::check_count,
};
use crate::{
    codec::Item,
    error::{AttributeMap, Error, ErrorKind, Result},
    operation::{CapacityMeter, Get, Output},
};

/// Gets that are read at one moment, as [`Dynamo::transact_get`](crate::Dynamo::transact_get) takes them: a tuple of up to
/// ten, or a `Vec`. What they consume is added to the meter of the first that has one.
pub trait TransactGets {
    /// An `Option` for each get, in a tuple or a `Vec`.
    type Output;

    /// For the library: reads them all.
    #[doc(hidden)]
    fn get(self, client: &Client) -> impl Future<Output = Result<Self::Output>> + Send;
}

impl<T: Item, O: Output<T>> TransactGets for Vec<Get<T, O>>
where
    O::Item: Send,
{
    type Output = Vec<Option<O::Item>>;

    async fn get(self, client: &Client) -> Result<Self::Output> {
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
        let answers = read(client, gets, meter).await?.into_iter().zip(outputs);
        let decode =
            |(item, output): (Option<AttributeMap>, O)| item.map(|item| output.decode(item, &settings)).transpose();
        Ok(answers.map(decode).collect::<std::result::Result<_, _>>()?)
    }
}

macro_rules! tuples {
    ($($($item:ident $output:ident $index:tt),*;)*) => {$(
        impl<$($item, $output),*> TransactGets for ($(Get<$item, $output>,)*)
        where
            $($item: Item, $output: Output<$item>, $output::Item: Send,)*
        {
            type Output = ($(Option<$output::Item>,)*);

            async fn get(self, client: &Client) -> Result<Self::Output> {
                let settings = ($($item::SCHEMA.settings(),)*);
                let gets = ($(
                    self.$index.build_transact(&settings.$index).map_err(|error| error.at_position($index))?,
                )*);
                let meter = None$(.or(gets.$index.meter))*;
                let mut answers = read(client, vec![$(gets.$index.item),*], meter).await?.into_iter();
                Ok(($({
                    let item = answers.next().flatten();
                    item.map(|item| gets.$index.output.decode(item, &settings.$index)).transpose()?
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

/// The answers, one for each get, in order. What they consume is of one request: it goes to one meter.
async fn read(
    client: &Client,
    gets: Vec<TransactGetItem>,
    meter: Option<CapacityMeter>,
) -> Result<Vec<Option<AttributeMap>>> {
    let count = gets.len();
    let options = BulkOptions { give_up_after: Duration::from_secs(30), meter, ..BulkOptions::default() };
    let mut patience = Patience::until(deadline(&options));
    let output = loop {
        let request = client.transact_get_items().set_transact_items(Some(gets.clone()));
        let request = request.set_return_consumed_capacity(options.requested()).send();
        match traced("TransactGetItems", None, Box::pin(request)).await {
            Ok(output) => break output,
            Err(error) if error.is_retryable() && patience.wait(false).await => {}
            Err(error) => return Err(error),
        }
    };
    options.add_capacity(&mut None, output.consumed_capacity.as_deref());
    let answers = output.responses.unwrap_or_default();
    if answers.len() != count {
        let message = format!("DynamoDB gave {} answers to {count} gets of a transaction", answers.len());
        return Err(Error::new(ErrorKind::InvalidResponse, message));
    }
    Ok(answers.into_iter().map(|answer| answer.item.filter(|item| !item.is_empty())).collect())
}
