use std::{borrow::Cow, fmt, ops::Range};

use aws_sdk_dynamodb::types::AttributeValue;

use super::{Scanner, WireDecoder};
use crate::{
    codec::{Decode as _, Decoder as _, Kind, SharedBytes},
    error::{AttributeMap, DecodeError},
};

/// An item in the bytes it came in, or goes out in.
#[derive(Clone)]
pub struct WireItem {
    bytes: SharedBytes,
    range: Range<usize>,
}

impl WireItem {
    pub(crate) fn new(bytes: SharedBytes, range: Range<usize>) -> Self {
        Self { bytes, range }
    }

    /// Says what it stands in, once that is there.
    pub(crate) fn set_bytes(&mut self, bytes: SharedBytes) {
        self.bytes = bytes;
    }

    /// An item that takes all of the bytes.
    #[cfg(test)]
    pub(crate) fn whole(json: Vec<u8>) -> Self {
        let range = 0..json.len();
        Self { bytes: json.into(), range }
    }

    /// What it stands in.
    pub(crate) fn bytes(&self) -> &SharedBytes {
        &self.bytes
    }

    /// Where it ends, if it stands there in these bytes.
    pub(crate) fn end_in(&self, bytes: &SharedBytes, start: usize) -> Option<usize> {
        (self.range.start == start && self.bytes.is(bytes)).then_some(self.range.end)
    }

    pub(crate) fn json(&self) -> &[u8] {
        self.bytes.get(self.range.clone())
    }

    /// Whether it has no attributes, with white space or without.
    pub(crate) fn is_empty(&self) -> bool {
        let inside = self.json().strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}"));
        inside.is_some_and(|inside| inside.trim_ascii().is_empty())
    }

    /// Reads the item.
    pub(crate) fn read<V>(
        &self,
        read: impl FnOnce(&mut WireDecoder<'_>) -> Result<V, DecodeError>,
    ) -> Result<V, DecodeError> {
        let mut scanner = Scanner::of_bytes(self.json())?;
        let value = WireDecoder::item(&mut scanner, read)?;
        scanner.end()?;
        Ok(value)
    }

    /// The attributes of these names, those that are there.
    pub(crate) fn attributes(&self, names: &[Cow<'static, str>]) -> Result<AttributeMap, DecodeError> {
        self.read(|decoder| decoder.attributes(names))
    }
}

impl WireDecoder<'_> {
    /// The attributes of these names in the item at hand, those that are there.
    pub(crate) fn attributes(&mut self, names: &[Cow<'static, str>]) -> Result<AttributeMap, DecodeError> {
        let mut attributes = AttributeMap::with_capacity(names.len());
        self.entries(|decoder, name, kind| {
            if names.iter().any(|wanted| wanted == name) {
                attributes.insert(name.to_owned(), AttributeValue::decode(decoder, kind)?);
                Ok(())
            } else {
                decoder.skip()
            }
        })?;
        Ok(attributes)
    }

    /// All attributes of the item at hand.
    pub(crate) fn all_attributes(&mut self) -> Result<AttributeMap, DecodeError> {
        AttributeMap::decode(self, Kind::Map)
    }
}

/// Without the values, which may be private.
impl fmt::Debug for WireItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WireItem").field("bytes", &self.range.len()).finish_non_exhaustive()
    }
}
