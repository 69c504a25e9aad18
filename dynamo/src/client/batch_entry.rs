//! The writes of a batch, ready to be sent.

use std::{borrow::Cow, sync::Arc};

use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, WriteRequest};

use super::bulk::{Input, Origin};
use crate::{
    codec::{Item, ItemData, Key, KeyIdentity, WireItem, encode_item, item_size, key_attributes},
    config::Settings,
    error::{Error, Result},
    operation::{EncodedItem, Target, check_item_size},
    schema::QueryKey,
};

/// One write of a batch.
pub(super) struct WriteEntry {
    pub(super) table: Arc<str>,
    pub(super) identity: KeyIdentity,
    /// The names of the key attributes.
    pub(super) key: Arc<[Cow<'static, str>]>,
    /// At most so many bytes go over the wire.
    pub(super) bytes: usize,
    pub(super) origin: Origin,
    /// The key of a delete; a put's item is in its origin.
    pub(super) delete: Option<ItemData>,
}

impl WriteEntry {
    /// What stands around an item or a key in a request.
    pub(super) const AROUND_JSON: usize = 32;

    pub(super) fn identity(&self) -> &KeyIdentity {
        &self.identity
    }

    pub(super) fn into_origin(self) -> Origin {
        self.origin
    }

    /// The write as the SDK takes it; none for one that goes over the wire as it is.
    pub(super) fn request(&self) -> Result<Option<WriteRequest>> {
        let incomplete = |error: aws_sdk_dynamodb::error::BuildError| Error::validation(error.to_string());
        Ok(match (&self.origin.input, &self.delete) {
            (Input::Item(ItemData::Map(item)), _) => {
                let put = PutRequest::builder().set_item(Some(item.clone())).build().map_err(incomplete)?;
                Some(WriteRequest::builder().put_request(put).build())
            }
            (_, Some(ItemData::Map(key))) => {
                let delete = DeleteRequest::builder().set_key(Some(key.clone())).build().map_err(incomplete)?;
                Some(WriteRequest::builder().delete_request(delete).build())
            }
            _ => None,
        })
    }

    /// The same as the service reads it.
    pub(super) fn write_json(&self, json: &mut Vec<u8>) {
        let (before, item): (&[u8], _) = match (&self.origin.input, &self.delete) {
            (Input::Item(ItemData::Wire(item)), _) => (b"{\"PutRequest\":{\"Item\":", item),
            (_, Some(ItemData::Wire(key))) => (b"{\"DeleteRequest\":{\"Key\":", key),
            _ => return,
        };
        json.extend_from_slice(before);
        json.extend_from_slice(item.json());
        json.extend_from_slice(b"}}");
    }
}

/// Writes to one table, which become entries when they are sent.
pub(super) trait Group {
    fn entries(&self, direct: bool, entries: &mut Vec<WriteEntry>) -> Result<()>;
}

pub(super) struct Puts<'a, T> {
    pub(super) target: Target,
    pub(super) items: Vec<&'a T>,
}

pub(super) struct Deletes<T> {
    pub(super) target: Target,
    pub(super) keys: Vec<Key<T>>,
}

impl<T: Item> Group for Puts<'_, T> {
    fn entries(&self, direct: bool, entries: &mut Vec<WriteEntry>) -> Result<()> {
        let settings = T::SCHEMA.settings();
        let table = self.target.table_name(T::SCHEMA, &settings)?;
        let table: Arc<str> = table.into();
        let key = QueryKey::table(T::SCHEMA).names(&settings).into();
        for &item in &self.items {
            let position = entries.len();
            entries.push(put_entry(item, &settings, direct, &table, &key, position)?);
        }
        Ok(())
    }
}

pub(super) fn put_entry<T: Item>(
    item: &T,
    settings: &Settings,
    direct: bool,
    table: &Arc<str>,
    key: &Arc<[Cow<'static, str>]>,
    position: usize,
) -> Result<WriteEntry> {
    let encode = || {
        if direct {
            let item = EncodedItem::new(item, settings)?;
            let (identity, bytes) = (KeyIdentity::of_key(&item.key), item.json.len());
            return Ok((identity, bytes, ItemData::Wire(WireItem::whole(item.json))));
        }
        let item = encode_item(item, settings)?;
        check_item_size(&item)?;
        Ok((KeyIdentity::of(&item, key), item_size(&item), ItemData::Map(item)))
    };
    let (identity, bytes, item) = encode().map_err(|error: Error| error.at_position(position))?;
    let origin = Origin::of::<T>(position, Input::Item(item));
    Ok(WriteEntry { table: table.clone(), identity, key: key.clone(), bytes, origin, delete: None })
}

impl<T: Item> Group for Deletes<T> {
    fn entries(&self, direct: bool, entries: &mut Vec<WriteEntry>) -> Result<()> {
        let settings = T::SCHEMA.settings();
        let table: Arc<str> = self.target.table_name(T::SCHEMA, &settings)?.into();
        let names: Arc<[_]> = QueryKey::table(T::SCHEMA).names(&settings).into();
        for key in &self.keys {
            let position = entries.len();
            let resolved = key.resolve_with(&settings).map_err(|error| Error::from(error).at_position(position))?;
            let identity = KeyIdentity::of_key(&resolved);
            let delete = if direct {
                ItemData::Wire(WireItem::of_key(&resolved).map_err(|error| Error::from(error).at_position(position))?)
            } else {
                ItemData::Map(key_attributes(resolved))
            };
            let origin = Origin::of::<T>(position, Input::Key(key.clone().into_components()));
            let (table, key, bytes) = (table.clone(), names.clone(), delete.bytes());
            entries.push(WriteEntry { table, identity, key, bytes, origin, delete: Some(delete) });
        }
        Ok(())
    }
}
