//! `BatchGetItem` on one table, asked again until everything has been answered.

use aws_sdk_dynamodb::{
    Client,
    types::{self, KeysAndAttributes, ReturnConsumedCapacity},
};
use tokio::time::sleep;

use super::{backoff::Backoff, send::traced};
use crate::error::{AttributeMap, Error, ErrorKind, Result};

/// The most keys that one request takes; from AWS's page "`BatchGetItem`" of the API reference.
pub(super) const MAX_KEYS: usize = 100;

/// The items with these keys, at most [`MAX_KEYS`], in any order; what the table does not have is left out.
pub(super) async fn get_all(
    client: &Client,
    table: &str,
    mut keys: Vec<AttributeMap>,
    mut consumed: Option<&mut (dyn FnMut(&types::ConsumedCapacity) + Send)>,
) -> Result<Vec<AttributeMap>> {
    let mut items = Vec::with_capacity(keys.len());
    let mut backoff = Backoff::new();
    loop {
        let asked = keys.len();
        let request = KeysAndAttributes::builder()
            .set_keys(Some(keys))
            .build()
            .map_err(|error| Error::validation(format!("the request is incomplete: {error}")).with_source(error))?;
        let capacity = consumed.is_some().then_some(ReturnConsumedCapacity::Indexes);
        let request =
            client.batch_get_item().request_items(table, request).set_return_consumed_capacity(capacity).send();
        let output = traced("BatchGetItem", Some(table), Box::pin(request)).await?;
        if let Some(consumed) = &mut consumed {
            output.consumed_capacity.iter().flatten().for_each(consumed);
        }
        items.extend(output.responses.into_iter().flatten().flat_map(|(_, items)| items));
        let unprocessed = output.unprocessed_keys.and_then(|mut tables| tables.remove(table));
        keys = unprocessed.map(|left| left.keys).unwrap_or_default();
        if keys.is_empty() {
            return Ok(items);
        }
        if keys.len() < asked {
            backoff.reset();
        }
        match backoff.next() {
            Some(wait) => sleep(wait).await,
            None => {
                return Err(Error::new(
                    ErrorKind::Throttling,
                    format!("DynamoDB left {} keys of `{table}` unread, again and again; try later", keys.len()),
                ));
            }
        }
    }
}
