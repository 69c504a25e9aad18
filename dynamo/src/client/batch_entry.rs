//! The writes of a batch, ready to be sent.

use std::{any::type_name, borrow::Cow, sync::Arc};

use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, WriteRequest};

use super::{
    batch_write::MAX_WRITES,
    bulk::{Input, Origin},
    wire::Element,
};
use crate::{
    codec::{
        Frame, FramedBody, Item, ItemData, Key, KeyIdentity, SharedBytes, WireEncoder, WireItem, encode_item,
        key_attributes,
    },
    config::Settings,
    error::{Error, Result},
    operation::{Target, check_item_size, encode_item_checked},
    schema::{ComponentValue, PrimaryKey, QueryKey},
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

    /// The item or key as the service reads it, and what stands round it; none for a write that goes through the SDK.
    fn encoded(&self) -> Option<(&WireItem, &'static Frame)> {
        match &self.write {
            Write::Put(ItemData::Wire(item)) => Some((item, &Frame::BATCH_PUT)),
            Write::Delete(ItemData::Wire(key), _) => Some((key, &Frame::BATCH_DELETE)),
            _ => None,
        }
    }

    /// The same as part of a request.
    pub(super) fn element(&self) -> Option<Element> {
        self.encoded().map(|(item, frame)| Element { item: item.clone(), frame })
    }
}

/// The body that has just these writes, if it is written already.
pub(super) fn framed_body(entries: &[WriteEntry]) -> Option<FramedBody> {
    let first = entries.first()?;
    let (_, frame) = first.encoded()?;
    frame.body(&first.table.name, entries.iter().map(|entry| entry.encoded().map(|(item, _)| item)))
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
            let items = (entries.len()..).zip(items.iter().copied());
            table.entries(items, entries, |_, error| {
                failed.get_or_insert(error);
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

    /// Adds the items at these positions, a few of them: those that go over the wire share their bytes. Gives `failed` those
    /// that cannot be written.
    pub(super) fn entries<'i, T: Item>(
        &self,
        items: impl Iterator<Item = (usize, &'i T)>,
        entries: &mut Vec<WriteEntry>,
        mut failed: impl FnMut(usize, Error),
    ) {
        const FRAME: &Frame = &Frame::BATCH_PUT;
        let first_entry = entries.len();
        let mut add = |position: usize, entry: Result<WriteEntry>| match entry {
            Ok(entry) => entries.push(entry),
            Err(error) => failed(position, error.at_position(position)),
        };
        if !self.direct {
            return items.for_each(|(position, item)| add(position, self.map_entry(item, position)));
        }
        let mut encoder = WireEncoder::new();
        FRAME.begin(&self.table.name, &mut encoder);
        let mut others = items.size_hint().0.saturating_sub(1);
        // Their bytes are there when all are encoded.
        let no_bytes = SharedBytes::default();
        for (position, item) in items {
            let result = FRAME.item(&mut encoder, |encoder| encode_item_checked(item, self.settings, encoder));
            // The others are likely as long as the first, or a little longer.
            if let Ok((first, _)) = &result
                && others > 0
            {
                let one = first.len() + FRAME.before_item.len() + FRAME.after_item.len();
                encoder.reserve((one * 9 / 8 * others).min(MAX_GUESS));
                others = 0;
            }
            let entry = result.map(|(place, key)| WriteEntry {
                table: self.table.clone(),
                identity: KeyIdentity::of_key(&key),
                bytes: place.len(),
                position,
                write: Write::Put(ItemData::Wire(WireItem::new(no_bytes.clone(), place))),
            });
            add(position, entry);
        }
        FRAME.end(&mut encoder);
        let json = SharedBytes::from(encoder.finish());
        for entry in &mut entries[first_entry..] {
            if let Write::Put(ItemData::Wire(item)) = &mut entry.write {
                item.set_bytes(json.clone());
            }
        }
    }

    fn map_entry<T: Item>(&self, item: &T, position: usize) -> Result<WriteEntry> {
        let item = encode_item(item, self.settings)?;
        check_item_size(&item)?;
        let (identity, bytes) = (KeyIdentity::of(&item, &self.table.key), WireEncoder::length_of(&item)?);
        let write = Write::Put(ItemData::Map(item));
        Ok(WriteEntry { table: self.table.clone(), identity, bytes, position, write })
    }
}

impl<T: Item> Group for Deletes<T> {
    fn entries(&self, direct: bool, entries: &mut Vec<WriteEntry>) -> Result<()> {
        let settings = T::SCHEMA.settings();
        let table = WriteTable::new::<T>(&self.target, &settings)?;
        for keys in self.keys.chunks(MAX_WRITES) {
            let first = entries.len();
            let resolve = |(index, key): (usize, &Key<T>)| {
                key.resolve_with(&settings).map_err(|error| Error::from(error).at_position(first + index))
            };
            let resolved = keys.iter().enumerate().map(resolve).collect::<Result<Vec<PrimaryKey>>>()?;
            let deletes = if direct {
                framed_keys(&resolved, &table.name).map_err(|(index, error)| error.at_position(first + index))?
            } else {
                resolved.iter().map(|key| ItemData::Map(key_attributes(key.clone()))).collect()
            };
            for ((key, resolved), delete) in keys.iter().zip(&resolved).zip(deletes) {
                let (identity, bytes, position) = (KeyIdentity::of_key(resolved), delete.bytes(), entries.len());
                let write = Write::Delete(delete, key.clone().into_components());
                entries.push(WriteEntry { table: table.clone(), identity, bytes, position, write });
            }
        }
        Ok(())
    }
}

/// Keys as they go over the wire: they share their bytes. An error comes with the number of its key.
fn framed_keys(keys: &[PrimaryKey], table: &str) -> Result<Vec<ItemData>, (usize, Error)> {
    const FRAME: &Frame = &Frame::BATCH_DELETE;
    let mut encoder = WireEncoder::new();
    FRAME.begin(table, &mut encoder);
    let mut places = Vec::with_capacity(keys.len());
    for (index, key) in keys.iter().enumerate() {
        let place = FRAME.item(&mut encoder, |encoder| encoder.key_item(key));
        places.push(place.map_err(|error| (index, error.into()))?);
    }
    FRAME.end(&mut encoder);
    let json = SharedBytes::from(encoder.finish());
    Ok(places.into_iter().map(|place| ItemData::Wire(WireItem::new(json.clone(), place))).collect())
}
