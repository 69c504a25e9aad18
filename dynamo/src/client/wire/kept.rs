//! Answers whose items are found as their bytes are read, and decoded later.

use std::sync::Mutex;

use aws_smithy_types::body::SdkBody;

use super::answer::{AnswerReader, lock, shared};
use crate::{
    codec::{Scanner, WireDecoder, WireItem},
    error::DecodeError,
};

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
}

/// The items of an answer, in their bytes.
#[derive(Debug)]
pub(in crate::client) struct KeptItems {
    layout: Layout,
    items: Mutex<Option<Vec<Kept>>>,
}

impl KeptItems {
    pub(in crate::client) fn new(layout: Layout) -> Self {
        Self { layout, items: Mutex::default() }
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
        let item = |scanner: &mut Scanner<'_>| {
            scanner.peek();
            let start = scanner.position();
            // What is no item at all is for the SDK to refuse.
            WireDecoder::item(scanner, WireDecoder::skip_item)?;
            Ok::<_, DecodeError>(WireItem::new(body.clone(), start..scanner.position()))
        };
        match self.layout {
            Layout::One => items.push(Kept { table: None, item: Some(item(scanner)?) }),
            Layout::List => scanner.members(b'[', b']', |scanner| {
                items.push(Kept { table: None, item: Some(item(scanner)?) });
                Ok(())
            })?,
            Layout::Tables => scanner.object(|scanner, table| {
                scanner.members(b'[', b']', |scanner| {
                    items.push(Kept { table: Some(table.clone().into_owned()), item: Some(item(scanner)?) });
                    Ok(())
                })
            })?,
            Layout::Responses => scanner.members(b'[', b']', |scanner| {
                let mut kept = Kept { table: None, item: None };
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
