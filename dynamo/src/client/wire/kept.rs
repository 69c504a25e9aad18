//! Answers whose items are found as their bytes are read, and decoded later.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex},
};

use aws_smithy_types::body::SdkBody;

use super::answer::{AnswerReader, lock, shared};
use crate::{
    codec::{Scanner, SharedBytes, WireDecoder, WireItem},
    error::{AttributeMap, DecodeError},
};

/// The names of a table's key attributes.
pub(in crate::client) type KeyNames = Arc<[Cow<'static, str>]>;

/// Where the items stand in their member.
#[derive(Debug, Clone, Copy)]
pub(in crate::client) enum Layout {
    /// It is an item.
    One,
    /// It is an array of items.
    List,
    /// It is an object: for each table an array of items.
    Tables,
    /// It is an array of objects, each with an item or without.
    Responses,
}

/// An item that was found.
#[derive(Debug)]
pub(in crate::client) struct Kept {
    /// Its table, where the answer says so.
    pub(in crate::client) table: Option<String>,
    /// None where there is none in a place that could have one.
    pub(in crate::client) item: Option<WireItem>,
    /// Its key, as far as it has one, where that was to be looked for.
    pub(in crate::client) key: Option<AttributeMap>,
}

/// The items of an answer, in their bytes.
#[derive(Debug)]
pub(in crate::client) struct KeptItems {
    layout: Layout,
    /// Of the tables whose items' keys are looked for.
    keys: Vec<(String, KeyNames)>,
    items: Mutex<Option<Vec<Kept>>>,
}

impl KeptItems {
    pub(in crate::client) fn new(layout: Layout) -> Self {
        Self { layout, keys: Vec::new(), items: Mutex::default() }
    }

    /// Items by table, with the keys of these tables' items.
    pub(in crate::client) fn of_tables(keys: Vec<(String, KeyNames)>) -> Self {
        Self { keys, ..Self::new(Layout::Tables) }
    }

    /// The items of the last answer, if they came in bytes.
    pub(in crate::client) fn take(&self) -> Option<Vec<Kept>> {
        lock(&self.items).take()
    }
}

impl AnswerReader for KeptItems {
    fn clear(&self) {
        lock(&self.items).take();
    }

    fn read(&self, scanner: &mut Scanner<'_>, body: &SdkBody) -> Result<(), DecodeError> {
        let body = shared(body).ok_or_else(|| DecodeError::new::<WireItem>("the answer's body is not in memory"))?;
        let mut items = Vec::new();
        let item = |scanner: &mut Scanner<'_>| item_in(&body, scanner, WireDecoder::skip_item);
        match self.layout {
            Layout::One => items.push(Kept { table: None, item: Some(item(scanner)?), key: None }),
            Layout::List => scanner.members(b'[', b']', |scanner| {
                items.push(Kept { table: None, item: Some(item(scanner)?), key: None });
                Ok(())
            })?,
            Layout::Tables => scanner.object(|scanner, table| {
                let names = self.keys.iter().find(|(known, _)| *known == table).map(|(_, names)| names);
                scanner.members(b'[', b']', |scanner| {
                    let mut key = None;
                    let item = item_in(&body, scanner, |decoder| match names {
                        Some(names) => decoder.attributes(names).map(|attributes| key = Some(attributes)),
                        None => decoder.skip_item(),
                    })?;
                    items.push(Kept { table: Some(table.clone().into_owned()), item: Some(item), key });
                    Ok(())
                })
            })?,
            Layout::Responses => scanner.members(b'[', b']', |scanner| {
                let mut kept = Kept { table: None, item: None, key: None };
                scanner.object(|scanner, name| {
                    if name != "Item" {
                        return scanner.skip();
                    }
                    // As the SDK takes it: the last one counts, and null is none.
                    kept.item = None;
                    if scanner.peek() == Some(b'n') {
                        return scanner.skip();
                    }
                    kept.item = Some(item(scanner)?);
                    Ok(())
                })?;
                items.push(kept);
                Ok(())
            })?,
        }
        *lock(&self.items) = Some(items);
        Ok(())
    }
}

/// The item that comes next, once a function has passed over it. What is no item at all is for the SDK to refuse.
fn item_in<'de>(
    body: &SharedBytes,
    scanner: &mut Scanner<'de>,
    pass: impl FnOnce(&mut WireDecoder<'de>) -> Result<(), DecodeError>,
) -> Result<WireItem, DecodeError> {
    scanner.peek();
    let start = scanner.position();
    WireDecoder::item(scanner, pass)?;
    Ok(WireItem::new(body.clone(), start..scanner.position()))
}
