//! The writes of a batch, ready to be sent.

use std::{any::TypeId, borrow::Cow, sync::Arc};

use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, WriteRequest};

use super::{
    batch_superseded::last_of_each,
    batch_write::MAX_WRITES,
    bulk::{Input, Origin, Unfinished},
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
    /// The items' type.
    item: TypeId,
}

impl WriteTable {
    /// The table, and what is wrong with its name: its writes are told apart all the same, to be handed back.
    fn new<T: Item>(target: &Target, settings: &Settings) -> (Arc<Self>, Option<Error>) {
        let (name, error) = match target.table_name(T::SCHEMA, settings) {
            Ok(name) => (name, None),
            Err(error) => (target.unchecked_table_name(T::SCHEMA, settings), Some(error)),
        };
        let key = QueryKey::table(T::SCHEMA).names(settings);
        (Arc::new(Self { name, key, item: TypeId::of::<T>() }), error)
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
        Origin::of_type(self.table.item, self.position, input)
    }

    /// What it was made from, where `later` takes its place and is not done either. The two are handed back in one list, in
    /// their order; where they would be in two, only its position is: nobody is to do it after the later one.
    pub(super) fn into_origin_before(self, later: &Self) -> Origin {
        let is_put = |entry: &Self| matches!(entry.write, Write::Put(_));
        if self.table.item == later.table.item && is_put(&self) == is_put(later) {
            self.into_origin()
        } else {
            Origin::bare(self.position)
        }
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

/// What a batch write is given.
#[derive(Default)]
pub(super) struct Inputs {
    entries: Vec<WriteEntry>,
    /// What cannot be written.
    refused: Unfinished,
}

impl Inputs {
    fn count(&self) -> usize {
        self.entries.len() + self.refused.count()
    }

    /// The writes; or an error with all inputs if one of them cannot be written.
    pub(super) fn entries(self, operation: &str) -> Result<Vec<WriteEntry>> {
        let Self { entries, mut refused } = self;
        if refused.is_empty() {
            return Ok(entries);
        }
        let (entries, mut superseded) = last_of_each(entries);
        refused.add(entries.into_iter().flat_map(|entry| superseded.origins(entry)), None);
        Err(refused.into_error(operation, 0))
    }
}

/// Writes to one table, which become entries when they are sent.
pub(super) trait Group {
    fn add_to(&self, inputs: &mut Inputs, direct: bool);
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
    fn add_to(&self, inputs: &mut Inputs, direct: bool) {
        let settings = T::SCHEMA.settings();
        let first = inputs.count();
        let (table, error) = PutTable::new::<T>(&self.target, &settings, direct);
        let Inputs { entries, refused } = inputs;
        refused.add([], error);
        entries.reserve(self.items.len());
        for (number, items) in self.items.chunks(MAX_WRITES).enumerate() {
            let items = (first + number * MAX_WRITES..).zip(items.iter().copied());
            table.entries(items, entries, |position, error| refused.refuse(Origin::bare(position), error));
        }
    }
}

/// The table that items are put to.
pub(super) struct PutTable<'a> {
    settings: &'a Settings,
    direct: bool,
    table: Arc<WriteTable>,
}

impl<'a> PutTable<'a> {
    /// The table, and what is wrong with its name.
    pub(super) fn new<T: Item>(target: &Target, settings: &'a Settings, direct: bool) -> (Self, Option<Error>) {
        let (table, error) = WriteTable::new::<T>(target, settings);
        (Self { settings, direct, table }, error)
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
            Err(error) => failed(position, error),
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
    fn add_to(&self, inputs: &mut Inputs, direct: bool) {
        let settings = T::SCHEMA.settings();
        let first = inputs.count();
        let origin =
            |position: usize, key: &Key<T>| Origin::of::<T>(position, Input::Key(key.clone().into_components()));
        let (table, error) = WriteTable::new::<T>(&self.target, &settings);
        let Inputs { entries, refused } = inputs;
        refused.add([], error);
        entries.reserve(self.keys.len());
        for (number, keys) in self.keys.chunks(MAX_WRITES).enumerate() {
            let keys = (first + number * MAX_WRITES..).zip(keys);
            let resolved: Vec<Result<PrimaryKey>> =
                keys.clone().map(|(_, key)| Ok(key.resolve_with(&settings)?)).collect();
            let deletes = if direct { framed_keys(resolved, &table.name) } else { plain_keys(resolved) };
            for ((position, key), delete) in keys.zip(deletes) {
                match delete {
                    Ok((resolved, delete)) => {
                        let (identity, bytes) = (KeyIdentity::of_key(&resolved), delete.bytes());
                        let write = Write::Delete(delete, key.clone().into_components());
                        entries.push(WriteEntry { table: table.clone(), identity, bytes, position, write });
                    }
                    Err(error) => refused.refuse(origin(position, key), error),
                }
            }
        }
    }
}

fn plain_keys(keys: Vec<Result<PrimaryKey>>) -> Vec<Result<(PrimaryKey, ItemData)>> {
    keys.into_iter().map(|key| key.map(|key| (key.clone(), ItemData::Map(key_attributes(key))))).collect()
}

/// Keys as they go over the wire: they share their bytes.
fn framed_keys(keys: Vec<Result<PrimaryKey>>, table: &str) -> Vec<Result<(PrimaryKey, ItemData)>> {
    const FRAME: &Frame = &Frame::BATCH_DELETE;
    let mut encoder = WireEncoder::new();
    FRAME.begin(table, &mut encoder);
    let mut places = Vec::with_capacity(keys.len());
    for key in keys {
        places.push(key.and_then(|key| {
            let place = FRAME.item(&mut encoder, |encoder| encoder.key_item(&key))?;
            Ok((key, place))
        }));
    }
    FRAME.end(&mut encoder);
    let json = SharedBytes::from(encoder.finish());
    let with_bytes = |(key, place)| (key, ItemData::Wire(WireItem::new(json.clone(), place)));
    places.into_iter().map(|place| place.map(with_bytes)).collect()
}
