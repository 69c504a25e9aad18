//! Whole items for what an index holds only in part.

use std::{borrow::Cow, collections::HashMap};

use aws_sdk_dynamodb::{Client, types::AttributeValue};

use super::batch_get::{MAX_KEYS, get_all};
use crate::{
    config::Settings,
    error::{AttributeMap, Error, ErrorKind, Result},
    operation::{ConsumedCapacity, Read, position_of},
    schema::QueryKey,
};

/// How an index's entries become items.
pub(super) struct Hydration {
    table: String,
    /// The attributes of the table's key.
    table_key: Vec<Cow<'static, str>>,
    /// The attributes of the index's key.
    index_key: Vec<Cow<'static, str>>,
}

impl Hydration {
    /// How many items are got at once.
    pub(super) const CHUNK: usize = MAX_KEYS;

    pub(super) fn new(read: &Read, settings: &Settings) -> Result<Self> {
        let schema = read.key.schema;
        Ok(Self {
            table: read.target.table_name(schema, settings)?,
            table_key: QueryKey::table(schema).names(settings),
            index_key: read.key.names(settings),
        })
    }

    /// The items of these entries, in their order. Left out: what has been deleted, and what has another index key since.
    pub(super) async fn items(
        &self,
        client: &Client,
        entries: impl Iterator<Item = &AttributeMap>,
        capacity: Option<&mut ConsumedCapacity>,
    ) -> Result<Vec<AttributeMap>> {
        let entries: Vec<&AttributeMap> = entries.collect();
        let keys: Option<Vec<AttributeMap>> = entries.iter().map(|entry| position_of(entry, &self.table_key)).collect();
        let keys =
            keys.ok_or_else(|| Error::new(ErrorKind::InvalidResponse, "DynamoDB gave an index entry without its key"))?;
        let mut capacity = capacity;
        let mut add = |consumed: &_| {
            if let Some(capacity) = &mut capacity {
                capacity.add(consumed);
            }
        };
        let items = get_all(client, &self.table, keys, Some(&mut add)).await?;
        let mut items: HashMap<_, _> = items.into_iter().map(|item| (identity(&item, &self.table_key), item)).collect();
        Ok(entries
            .into_iter()
            .filter_map(|entry| {
                let item = items.remove(&identity(entry, &self.table_key))?;
                let is_there = self.index_key.iter().all(|name| item.get(name.as_ref()) == entry.get(name.as_ref()));
                is_there.then_some(item)
            })
            .collect())
    }
}

/// What tells items of one table apart.
fn identity(item: &AttributeMap, key: &[Cow<'static, str>]) -> Vec<Option<(u8, Vec<u8>)>> {
    key.iter()
        .map(|name| match item.get(name.as_ref())? {
            AttributeValue::S(text) => Some((b'S', text.clone().into_bytes())),
            AttributeValue::N(number) => Some((b'N', number.clone().into_bytes())),
            AttributeValue::B(blob) => Some((b'B', blob.clone().into_inner())),
            _ => None,
        })
        .collect()
}
