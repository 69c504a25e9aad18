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
    operation::{Get, Output},
};

/// Gets that are read at one moment, as [`Dynamo::transact_get`](crate::Dynamo::transact_get) takes them: a tuple of up to
/// ten, or a `Vec`.
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
        for (position, get) in self.into_iter().enumerate() {
            let (get, output) = get.build_transact(&settings).map_err(|error| error.at_position(position))?;
            gets.push(get);
            outputs.push(output);
        }
        let answers = read(client, gets).await?.into_iter().zip(outputs);
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
                let mut answers = read(client, vec![$(gets.$index.0),*]).await?.into_iter();
                Ok(($({
                    let item = answers.next().flatten();
                    item.map(|item| gets.$index.1.decode(item, &settings.$index)).transpose()?
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

/// The answers, one for each get, in order.
async fn read(client: &Client, gets: Vec<TransactGetItem>) -> Result<Vec<Option<AttributeMap>>> {
    let count = gets.len();
    let options = BulkOptions { give_up_after: Duration::from_secs(30), ..BulkOptions::default() };
    let mut patience = Patience::until(deadline(&options));
    let output = loop {
        let request = client.transact_get_items().set_transact_items(Some(gets.clone())).send();
        match traced("TransactGetItems", None, Box::pin(request)).await {
            Ok(output) => break output,
            Err(error) if error.is_retryable() && patience.wait(false).await => {}
            Err(error) => return Err(error),
        }
    };
    let answers = output.responses.unwrap_or_default();
    if answers.len() != count {
        let message = format!("DynamoDB gave {} answers to {count} gets of a transaction", answers.len());
        return Err(Error::new(ErrorKind::InvalidResponse, message));
    }
    Ok(answers.into_iter().map(|answer| answer.item.filter(|item| !item.is_empty())).collect())
}
