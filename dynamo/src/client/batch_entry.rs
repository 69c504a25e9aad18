//! The writes of a batch, ready to be sent.

use std::{any::type_name, borrow::Cow, ops::Range, sync::Arc};

use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, WriteRequest};

use super::{
    batch_write::MAX_WRITES,
    bulk::{Input, Origin},
    wire::{Element, json_string},
};
use crate::{
    codec::{
        Item, ItemData, Key, KeyIdentity, SharedBytes, WireEncoder, WireItem, encode_item, item_size, key_attributes,
    },
    config::Settings,
    error::{Error, Result},
    operation::{Target, check_item_size, encode_item_checked},
    schema::{ComponentValue, QueryKey},
};

/// One write of a batch.
pub(super) struct WriteEntry {
    pub(super) table: Arc<WriteTable>,
    pub(super) identity: KeyIdentity,
    /// At most so many bytes go over the wire.
    pub(super) bytes: usize,
    /// Among the inputs.
    position: usize,
    write: Write,
}

enum Write {
    Put(ItemData),
    /// The key as it goes out, and as it is handed back.
    Delete(ItemData, Vec<ComponentValue<'static>>),
}

/// What the writes have in common that were given for one table and are of one type.
pub(super) struct WriteTable {
    pub(super) name: String,
    /// The names of the key attributes.
    pub(super) key: Vec<Cow<'static, str>>,
    /// The name of the items' type.
    item: &'static str,
}

impl WriteTable {
    fn new<T: Item>(target: &Target, settings: &Settings) -> Result<Arc<Self>> {
        let name = target.table_name(T::SCHEMA, settings)?;
        let key = QueryKey::table(T::SCHEMA).names(settings);
        Ok(Arc::new(Self { name, key, item: type_name::<T>() }))
    }
}

/// What stands before the item of a put, in a batch.
const BEFORE_PUT: &str = "{\"PutRequest\":{\"Item\":";

/// What stands after the item or key of a write.
const AFTER: &str = "}}";

/// At most so many bytes are taken for items that are not encoded yet.
const MAX_GUESS: usize = 64 * 1024;

impl WriteEntry {
    /// Differs from those of most writes to other items; those of writes to one item are equal.
    pub(super) fn fingerprint(&self) -> u64 {
        self.identity.fingerprint()
    }

    /// What it was made from.
    pub(super) fn into_origin(self) -> Origin {
        let input = match self.write {
            Write::Put(item) => Input::Item(item),
            Write::Delete(_, key) => Input::Key(key),
        };
        Origin { item: self.table.item, position: self.position, input }
    }

    /// The write as the SDK takes it; none for one that goes over the wire as it is.
    pub(super) fn request(&self) -> Result<Option<WriteRequest>> {
        let incomplete = |error: aws_sdk_dynamodb::error::BuildError| Error::validation(error.to_string());
        Ok(match &self.write {
            Write::Put(ItemData::Map(item)) => {
                let put = PutRequest::builder().set_item(Some(item.clone())).build().map_err(incomplete)?;
                Some(WriteRequest::builder().put_request(put).build())
            }
            Write::Delete(ItemData::Map(key), _) => {
                let delete = DeleteRequest::builder().set_key(Some(key.clone())).build().map_err(incomplete)?;
                Some(WriteRequest::builder().delete_request(delete).build())
            }
            _ => None,
        })
    }

    /// The same as the service reads it; none for one that goes through the SDK.
    pub(super) fn element(&self) -> Option<Element> {
        let (before, item) = match &self.write {
            Write::Put(ItemData::Wire(item)) => (BEFORE_PUT, item),
            Write::Delete(ItemData::Wire(key), _) => ("{\"DeleteRequest\":{\"Key\":", key),
            _ => return None,
        };
        Some(Element { before, item: item.clone(), after: AFTER })
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
            let mut failed = None;
            table.entries((entries.len()..).zip(items.iter().copied()), |_, entry| match entry {
                Ok(entry) => entries.push(entry),
                Err(error) => {
                    failed.get_or_insert(error);
                }
            });
            if let Some(error) = failed {
                return Err(error);
            }
        }
        Ok(())
    }
}

/// The table that items are put to.
pub(super) struct PutTable<'a> {
    settings: &'a Settings,
    direct: bool,
    table: Arc<WriteTable>,
}

impl<'a> PutTable<'a> {
    pub(super) fn new<T: Item>(target: &Target, settings: &'a Settings, direct: bool) -> Result<Self> {
        Ok(Self { settings, direct, table: WriteTable::new::<T>(target, settings)? })
    }

    /// Gives `each` the items at these positions, a few of them: those that go over the wire share their bytes.
    pub(super) fn entries<'i, T: Item>(
        &self,
        items: impl Iterator<Item = (usize, &'i T)>,
        mut each: impl FnMut(usize, Result<WriteEntry>),
    ) {
        if !self.direct {
            return items.for_each(|(position, item)| each(position, self.map_entry(item, position)));
        }
        // Written as the body of their request has them: where they go out together, it is there already.
        let mut encoder = WireEncoder::new();
        encoder.write_around("{\"RequestItems\":{");
        encoder.write_around(&json_string(&self.table.name));
        encoder.write_around(":[");
        let count = items.size_hint().0;
        let mut others = count.saturating_sub(1);
        let mut written: Vec<(usize, Result<(KeyIdentity, Range<usize>)>)> = Vec::with_capacity(count);
        for (position, item) in items {
            encoder.write_around(BEFORE_PUT);
            let result = encode_item_checked(item, self.settings, &mut encoder);
            encoder.write_around(AFTER);
            encoder.write_around(",");
            // The others are likely as long as the first, or a little longer.
            if let Ok((first, _)) = &result
                && others > 0
            {
                let one = first.len() + BEFORE_PUT.len() + AFTER.len() + 1;
                encoder.reserve((one * 9 / 8 * others).min(MAX_GUESS));
                others = 0;
            }
            written.push((position, result.map(|(place, key)| (KeyIdentity::of_key(&key), place))));
        }
        encoder.write_after("]}}");
        let json = SharedBytes::from(encoder.finish());
        for (position, written) in written {
            let entry = written.map(|(identity, place)| {
                let bytes = place.len();
                let write = Write::Put(ItemData::Wire(WireItem::new(json.clone(), place)));
                WriteEntry { table: self.table.clone(), identity, bytes, position, write }
            });
            each(position, entry.map_err(|error| error.at_position(position)));
        }
    }

    fn map_entry<T: Item>(&self, item: &T, position: usize) -> Result<WriteEntry> {
        let encode = || {
            let item = encode_item(item, self.settings)?;
            check_item_size(&item)?;
            Ok(item)
        };
        let item = encode().map_err(|error: Error| error.at_position(position))?;
        let (identity, bytes) = (KeyIdentity::of(&item, &self.table.key), item_size(&item));
        let write = Write::Put(ItemData::Map(item));
        Ok(WriteEntry { table: self.table.clone(), identity, bytes, position, write })
    }
}

impl<T: Item> Group for Deletes<T> {
    fn entries(&self, direct: bool, entries: &mut Vec<WriteEntry>) -> Result<()> {
        let settings = T::SCHEMA.settings();
        let table = WriteTable::new::<T>(&self.target, &settings)?;
        for key in &self.keys {
            let position = entries.len();
            let resolved = key.resolve_with(&settings).map_err(|error| Error::from(error).at_position(position))?;
            let identity = KeyIdentity::of_key(&resolved);
            let delete = if direct {
                ItemData::Wire(WireItem::of_key(&resolved).map_err(|error| Error::from(error).at_position(position))?)
            } else {
                ItemData::Map(key_attributes(resolved))
            };
            let bytes = delete.bytes();
            let write = Write::Delete(delete, key.clone().into_components());
            entries.push(WriteEntry { table: table.clone(), identity, bytes, position, write });
        }
        Ok(())
    }
}
