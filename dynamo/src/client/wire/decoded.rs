//! Answers whose items are decoded as their bytes are read.

use std::{borrow::Cow, fmt, marker::PhantomData, mem, ops::Range, sync::Mutex};

use aws_smithy_types::body::SdkBody;

use super::answer::{AnswerReader, lock, shared};
use crate::{
    client::item_array::ItemArray,
    codec::{ItemData, Scanner, SharedBytes, WireDecoder},
    config::Settings,
    error::{DecodeError, Error, Result},
    operation::{Output, OwnItems, decode_data},
};

/// The one item of a get.
pub(in crate::client) struct DecodedItem<T, O: Output<T>> {
    pub(in crate::client) output: O,
    pub(in crate::client) settings: Settings,
    item: Mutex<Option<O::Item>>,
    of: PhantomData<fn() -> T>,
}

impl<T, O: Output<T>> DecodedItem<T, O> {
    pub(in crate::client) fn new(output: O, settings: Settings) -> Self {
        Self { output, settings, item: Mutex::default(), of: PhantomData }
    }

    /// The item, if it came in bytes.
    pub(in crate::client) fn take(&self) -> Option<O::Item> {
        lock(&self.item).take()
    }
}

impl<T: 'static, O: Output<T>> AnswerReader for DecodedItem<T, O> {
    fn clear(&self) {
        lock(&self.item).take();
    }

    fn read(&self, scanner: &mut Scanner<'_>, _: &SdkBody) -> Result<(), DecodeError> {
        let item = WireDecoder::item(scanner, |decoder| self.output.decode_wire(decoder, &self.settings))?;
        *lock(&self.item) = Some(item);
        Ok(())
    }
}

/// What is known of items beside their values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::client) enum Keeps {
    Nothing,
    /// Where each item stands.
    EachPlace,
    /// Where all of them stand, and no values.
    Array,
}

/// The items of a query or scan.
pub(in crate::client) struct DecodedItems<T, O: Output<T>> {
    /// The operation and its table.
    of: (&'static str, Option<String>),
    output: O,
    settings: Settings,
    /// What tells the items that are wanted from those of other entities, and the attributes that it looks at.
    own: OwnItems,
    own_names: Vec<Cow<'static, str>>,
    keeps: Keeps,
    page: Mutex<Option<DecodedPage<O::Item>>>,
    array: Mutex<Option<ItemArray>>,
    item: PhantomData<fn() -> T>,
}

/// What came in one answer.
pub(in crate::client) struct DecodedPage<V> {
    pub(in crate::client) items: Vec<V>,
    /// Where each stands in the body, if that was to be kept.
    pub(in crate::client) places: Vec<Range<usize>>,
    pub(in crate::client) body: Option<SharedBytes>,
}

impl<T, O: Output<T>> DecodedItems<T, O> {
    pub(in crate::client) fn new(
        of: (&'static str, Option<String>),
        output: O,
        settings: Settings,
        own: OwnItems,
        keeps: Keeps,
    ) -> Self {
        let own_names = own.names();
        let (page, array) = (Mutex::default(), Mutex::default());
        Self { of, output, settings, own, own_names, keeps, page, array, item: PhantomData }
    }

    /// The value of an item that was kept.
    pub(in crate::client) fn decode(&self, item: ItemData) -> Result<O::Item> {
        decode_data(&self.output, item, &self.settings).map_err(|error| {
            let (operation, table) = &self.of;
            Error::from(error).of_request(operation, table.as_deref())
        })
    }

    /// The items of the last answer, if they came in bytes.
    pub(in crate::client) fn take(&self) -> Option<DecodedPage<O::Item>> {
        mem::take(&mut *lock(&self.page))
    }

    /// The items of the last answer, if they came in bytes and are left there.
    pub(in crate::client) fn take_array(&self) -> Option<ItemArray> {
        lock(&self.array).take()
    }

    pub(in crate::client) fn own(&self) -> &OwnItems {
        &self.own
    }

    /// Whether the item that comes next is one of this entity; the scanner stays before it.
    fn is_own(&self, scanner: &Scanner<'_>) -> Result<bool, DecodeError> {
        if self.own.are_all() {
            return Ok(true);
        }
        let keys = WireDecoder::item(&mut scanner.clone(), |decoder| decoder.attributes(&self.own_names))?;
        Ok(self.own.contain(&keys))
    }
}

impl<T: 'static, O: Output<T>> AnswerReader for DecodedItems<T, O> {
    fn clear(&self) {
        lock(&self.page).take();
        lock(&self.array).take();
    }

    fn read(&self, scanner: &mut Scanner<'_>, body: &SdkBody) -> Result<(), DecodeError> {
        let mut page = DecodedPage { items: Vec::new(), places: Vec::new(), body: None };
        let body_to_keep = || shared(body).ok_or_else(|| DecodeError::new::<T>("the answer's body is not in memory"));
        match self.keeps {
            Keeps::Nothing => {}
            Keeps::EachPlace => page.body = Some(body_to_keep()?),
            Keeps::Array => {
                let start = scanner.position();
                scanner.skip_array_outline()?;
                *lock(&self.array) = Some(ItemArray { body: body_to_keep()?, place: start..scanner.position() });
                return Ok(());
            }
        }
        let total = body.bytes().unwrap_or_default().len();
        let begin = scanner.position();
        scanner.members(b'[', b']', |scanner| {
            let start = scanner.position();
            if !self.is_own(scanner)? {
                return WireDecoder::item(scanner, WireDecoder::skip_item);
            }
            let item = WireDecoder::item(scanner, |decoder| self.output.decode_wire(decoder, &self.settings))?;
            if page.items.len() == page.items.capacity() {
                reserve(&mut page.items, scanner.position() - begin, total - scanner.position());
            }
            page.items.push(item);
            if self.keeps == Keeps::EachPlace {
                page.places.push(start..scanner.position());
            }
            Ok(())
        })?;
        *lock(&self.page) = Some(page);
        Ok(())
    }
}

/// Makes room for the items that the rest of an answer has, if they are as long as those before: growing by halves would
/// take up to twice the memory.
fn reserve<V>(items: &mut Vec<V>, read: usize, left: usize) {
    const FIRST: usize = 8;
    // So many say more or less how long the others are.
    const ENOUGH: usize = 64;
    if items.len() < FIRST {
        return items.reserve_exact(FIRST);
    }
    let expected = left / (read / items.len()).max(1);
    let room = expected + expected / 64 + 1;
    items.reserve_exact(if items.len() < ENOUGH { room.min(ENOUGH - items.len()) } else { room });
}

impl<T, O: Output<T>> fmt::Debug for DecodedItem<T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DecodedItem")
    }
}

impl<T, O: Output<T>> fmt::Debug for DecodedItems<T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DecodedItems")
    }
}
