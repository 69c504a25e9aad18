use std::{borrow::Cow, fmt, ops::Range};

use bytes::Bytes;

use super::{Item, WireDecoder, WireItem, item::decode_item, item_size, map::MapDecoder};
use crate::{
    config::Settings,
    error::{AttributeMap, DecodeError},
};

/// Bytes with several owners: an answer's body, or what was encoded.
#[derive(Clone, Default)]
pub(crate) struct SharedBytes(Bytes);

impl SharedBytes {
    /// The bytes of an owner that keeps them where they are.
    pub(crate) fn of(owner: impl AsRef<[u8]> + Send + 'static) -> Self {
        Self(Bytes::from_owner(owner))
    }

    pub(crate) fn all(&self) -> &[u8] {
        &self.0
    }

    /// Whether both are the same bytes in memory.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0.as_ptr_range() == other.0.as_ptr_range()
    }

    /// A part of the bytes; nothing where there is no such part.
    pub(crate) fn get(&self, range: Range<usize>) -> &[u8] {
        self.all().get(range).unwrap_or_default()
    }
}

impl From<Vec<u8>> for SharedBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<SharedBytes> for Bytes {
    fn from(bytes: SharedBytes) -> Self {
        bytes.0
    }
}

/// An item that came, by one carrier or the other, and is not decoded yet.
#[derive(Clone)]
pub enum ItemData {
    /// As the SDK's own values.
    Map(AttributeMap),
    /// As bytes.
    Wire(WireItem),
}

impl ItemData {
    /// The attributes of these names, those that are there.
    pub(crate) fn attributes(&self, names: &[Cow<'static, str>]) -> Result<AttributeMap, DecodeError> {
        match self {
            Self::Map(map) => Ok(names
                .iter()
                .filter_map(|name| Some((name.as_ref().to_owned(), map.get(name.as_ref())?.clone())))
                .collect()),
            Self::Wire(item) => item.attributes(names),
        }
    }

    /// Whether nothing is in it, as for an item that was not found.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Map(map) => map.is_empty(),
            Self::Wire(item) => item.is_empty(),
        }
    }

    pub(crate) fn decode<T: Item>(self, settings: &Settings) -> Result<T, DecodeError> {
        self.decode_with(
            |decoder| decode_item(decoder, settings),
            |map| decode_item(&mut MapDecoder::item(map), settings),
        )
    }

    /// Decodes bytes by `wire`. What does not fit is decoded again by `map`, which has the last word: of a member that
    /// stands there twice it sees the last alone.
    pub(crate) fn decode_with<V>(
        self,
        wire: impl FnOnce(&mut WireDecoder<'_>) -> Result<V, DecodeError>,
        map: impl FnOnce(AttributeMap) -> Result<V, DecodeError>,
    ) -> Result<V, DecodeError> {
        if let Self::Wire(item) = &self
            && let Ok(value) = item.read(wire)
        {
            return Ok(value);
        }
        map(self.into_map()?)
    }

    /// How many bytes it takes at most, as DynamoDB counts them.
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Self::Map(map) => item_size(map),
            Self::Wire(item) => item.json().len(),
        }
    }

    /// All attributes.
    #[allow(clippy::redundant_closure_for_method_calls, reason = "the method's lifetime is not general enough")]
    pub(crate) fn into_map(self) -> Result<AttributeMap, DecodeError> {
        match self {
            Self::Map(map) => Ok(map),
            Self::Wire(item) => item.read(|decoder| decoder.all_attributes()),
        }
    }
}

/// Without the values, which may be private.
impl fmt::Debug for ItemData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ItemData")
    }
}
