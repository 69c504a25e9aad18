//! The writes of a batch, ready to be sent.

use std::{borrow::Cow, ops::Range, sync::Arc};

use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, WriteRequest};

use super::{
    batch_write::MAX_WRITES,
    bulk::{Input, Origin},
    wire::Element,
};
use crate::{
    codec::{
        Item, ItemData, Key, KeyIdentity, SharedBytes, WireEncoder, WireItem, encode_item, item_size, key_attributes,
    },
    config::Settings,
    error::{Error, Result},
    operation::{Target, check_item_size, encode_item_checked},
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

/// At most so many bytes are taken for items that are not encoded yet.
const MAX_GUESS: usize = 64 * 1024;

impl WriteEntry {
    pub(super) fn identity(&self) -> &KeyIdentity {
        &self.identity
    }

    /// Differs from those of most writes to other items; those of writes to one item are equal.
    pub(super) fn fingerprint(&self) -> u64 {
        self.identity.fingerprint()
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

    /// The same as the service reads it; none for one that goes through the SDK.
    pub(super) fn element(&self) -> Option<Element> {
        let (before, item) = match (&self.origin.input, &self.delete) {
            (Input::Item(ItemData::Wire(item)), _) => ("{\"PutRequest\":{\"Item\":", item),
            (_, Some(ItemData::Wire(key))) => ("{\"DeleteRequest\":{\"Key\":", key),
            _ => return None,
        };
        Some(Element { before, item: item.clone(), after: "}}" })
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
        let table = PutTable::new::<T>(&self.target, &settings, direct)?;
        entries.reserve(self.items.len());
        for items in self.items.chunks(MAX_WRITES) {
            let first = entries.len();
            for (_, entry) in table.entries((first..).zip(items.iter().copied())) {
                entries.push(entry?);
            }
        }
        Ok(())
    }
}

/// The table that items are put to.
pub(super) struct PutTable<'a> {
    settings: &'a Settings,
    direct: bool,
    name: Arc<str>,
    key: Arc<[Cow<'static, str>]>,
}

impl<'a> PutTable<'a> {
    pub(super) fn new<T: Item>(target: &Target, settings: &'a Settings, direct: bool) -> Result<Self> {
        let name = target.table_name(T::SCHEMA, settings)?.into();
        Ok(Self { settings, direct, name, key: QueryKey::table(T::SCHEMA).names(settings).into() })
    }

    /// The items at these positions, a few of them: those that go over the wire share their bytes.
    pub(super) fn entries<'i, T: Item>(
        &'i self,
        items: impl Iterator<Item = (usize, &'i T)> + 'i,
    ) -> Box<dyn Iterator<Item = (usize, Result<WriteEntry>)> + 'i> {
        if !self.direct {
            return Box::new(items.map(|(position, item)| (position, self.map_entry(item, position))));
        }
        let mut encoder = WireEncoder::new();
        let count = items.size_hint().0;
        let mut others = count.saturating_sub(1);
        let mut written: Vec<(usize, Result<(KeyIdentity, Range<usize>)>)> = Vec::with_capacity(count);
        for (position, item) in items {
            let result = encode_item_checked(item, self.settings, &mut encoder);
            // The others are likely as long as the first, or a little longer.
            if let Ok((first, _)) = &result
                && others > 0
            {
                encoder.reserve((first.len() * 9 / 8 * others).min(MAX_GUESS));
                others = 0;
            }
            written.push((position, result.map(|(place, key)| (KeyIdentity::of_key(&key), place))));
        }
        let bytes = SharedBytes::new(encoder.finish());
        Box::new(written.into_iter().map(move |(position, written)| {
            let entry = written.map(|(identity, place)| {
                let length = place.len();
                let item = ItemData::Wire(WireItem::new(bytes.clone(), place));
                self.entry::<T>(identity, length, item, position)
            });
            (position, entry.map_err(|error| error.at_position(position)))
        }))
    }

    fn map_entry<T: Item>(&self, item: &T, position: usize) -> Result<WriteEntry> {
        let encode = || {
            let item = encode_item(item, self.settings)?;
            check_item_size(&item)?;
            Ok(item)
        };
        let item = encode().map_err(|error: Error| error.at_position(position))?;
        let (identity, bytes) = (KeyIdentity::of(&item, &self.key), item_size(&item));
        Ok(self.entry::<T>(identity, bytes, ItemData::Map(item), position))
    }

    fn entry<T: Item>(&self, identity: KeyIdentity, bytes: usize, item: ItemData, position: usize) -> WriteEntry {
        let (table, key) = (self.name.clone(), self.key.clone());
        WriteEntry { table, identity, key, bytes, origin: Origin::of::<T>(position, Input::Item(item)), delete: None }
    }
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
