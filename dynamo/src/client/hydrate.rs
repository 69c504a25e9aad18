//! Whole items for what an index holds only in part.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use super::{
    bulk::{BulkOptions, Origin},
    bulk_get::get_all,
    get_request::{GetEntry, Group},
};
use crate::{
    codec::{ItemData, KeyIdentity},
    config::Settings,
    error::{Error, ErrorKind, Result},
    operation::{Connection, ConsumedCapacity, OwnType, Read, position_of},
    schema::QueryKey,
};

/// How an index's entries become items.
pub(super) struct Hydration {
    group: [Group; 1],
    /// The attributes of the table's key.
    table_key: Arc<[Cow<'static, str>]>,
    /// The attributes of the index's key.
    index_key: Vec<Cow<'static, str>>,
    /// The type of the items that are wanted: the index may not hold it.
    own_type: Option<OwnType>,
    /// What is looked at of an item: the index's key and the type.
    looked_at: Vec<Cow<'static, str>>,
}

impl Hydration {
    /// How many items are got at once.
    pub(super) const CHUNK: usize = 100;

    pub(super) fn new(read: &Read, settings: &Settings) -> Result<Self> {
        let schema = read.key.schema;
        let table_key: Arc<[_]> = QueryKey::table(schema).names(settings).into();
        let (table, index_key) = (read.target.table_name(schema, settings)?, read.key.names(settings));
        // What is selected is asked for as elsewhere: the elements of a list are told apart by what was asked for.
        let own_type = OwnType::of(schema, settings);
        let looked_at: Vec<_> = index_key.iter().chain(own_type.iter().map(|own| &own.attribute)).cloned().collect();
        let group = Group::new(table, &table_key, false, read.selected(), &looked_at)?.metered(read.meter.as_ref());
        Ok(Self { group: [group], table_key, index_key, own_type, looked_at })
    }

    /// The items of these entries, in their order. Left out: what has been deleted, what has another index key
    /// since, and other entities, which the index may not tell apart.
    pub(super) async fn items(
        &self,
        connection: &Connection,
        entries: impl Iterator<Item = &ItemData>,
        capacity: Option<&mut ConsumedCapacity>,
    ) -> Result<Vec<ItemData>> {
        let names: Vec<_> = self.table_key.iter().chain(&self.index_key).cloned().collect();
        let entries = entries.map(|entry| entry.attributes(&names)).collect::<Result<Vec<_>, _>>()?;
        let mut gets = Vec::with_capacity(entries.len());
        for (position, entry) in entries.iter().enumerate() {
            let key = position_of(entry, &self.table_key).ok_or_else(|| {
                Error::new(ErrorKind::InvalidResponse, "DynamoDB gave an index entry without its key")
            })?;
            let identity = KeyIdentity::of(&key, &self.table_key);
            let origin = Origin::bare(position);
            gets.push(GetEntry { group: 0, identity, key, origin });
        }
        let options = BulkOptions { capacity: capacity.is_some(), ..BulkOptions::default() };
        let got = get_all(connection, &self.group, gets, &options).await.map_err(Error::without_attachment)?;
        if let (Some(sum), Some(consumed)) = (capacity, &got.consumed) {
            sum.merge(consumed);
        }
        let mut items: HashMap<KeyIdentity, ItemData> =
            got.items.into_iter().map(|((_, identity), item)| (identity, item)).collect();
        let mut whole = Vec::with_capacity(entries.len());
        for entry in entries {
            let identity = KeyIdentity::of(&entry, &self.table_key);
            let Some(item) = items.get(&identity) else { continue };
            let now = item.attributes(&self.looked_at)?;
            // An item that has another index key by now would not be found there. It may be there twice: where it was, and
            // where it is.
            let is_there = self.index_key.iter().all(|name| now.get(name.as_ref()) == entry.get(name.as_ref()));
            if is_there && self.own_type.as_ref().is_none_or(|own| own.may_be_of(&now)) {
                whole.extend(items.remove(&identity));
            }
        }
        Ok(whole)
    }
}
