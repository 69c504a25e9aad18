use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::scanner::special_bytes;
use crate::{
    codec::{
        Encoder, Kind,
        item::{ItemEncoder, Stored},
        map::MAX_DEPTH,
    },
    error::EncodeError,
    schema::KeyValue,
};

/// Up to this many names are compared with each other; more are sorted.
const FEW_NAMES: usize = 16;

/// What an item is expected to take at first.
const USUAL_BYTES: usize = 1024;
const USUAL_NAMES: usize = 16;

/// Writes DynamoDB JSON, as compact as the SDK does.
pub(crate) struct WireEncoder {
    json: Vec<u8>,
    frames: Vec<Frame>,
    /// The names of the maps that have begun and not ended.
    names: Vec<Name>,
}

/// A collection that has begun and not ended.
struct Frame {
    /// A map, a list or a set.
    kind: Kind,
    is_empty: bool,
    /// Whether a map's name waits for its value.
    is_named: bool,
    /// Where the names of the map begin.
    first_name: usize,
}

/// Where a name stands in the JSON, escaped and without its quotes.
#[derive(Clone, Copy)]
struct Name {
    start: usize,
    end: usize,
    /// Equal for equal names, and hardly for others.
    fingerprint: u64,
}

/// Of a name's first and last bytes, and its length.
#[inline]
fn fingerprint(name: &[u8]) -> u64 {
    let length = name.len() as u64;
    let ends = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
        (Some(first), Some(last)) => u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(23),
        _ => name.iter().fold(0, |bytes, byte| bytes << 8 | u64::from(*byte)),
    };
    ends ^ length << 56
}

/// A hand-written `Encode` that does not keep to the protocol.
#[cold]
fn misuse(problem: &'static str) -> EncodeError {
    EncodeError::new::<AttributeValue>(problem)
}

impl WireEncoder {
    /// Begins an item: a map without a type round it.
    pub(crate) fn item() -> Self {
        let mut json = Vec::with_capacity(USUAL_BYTES);
        json.push(b'{');
        let frame = Frame { kind: Kind::Map, is_empty: true, is_named: false, first_name: 0 };
        Self { json, frames: vec![frame], names: Vec::with_capacity(USUAL_NAMES) }
    }

    /// Ends the item: gives its JSON.
    pub(crate) fn finish(mut self) -> Result<Vec<u8>, EncodeError> {
        match self.frames.pop() {
            Some(frame) if self.frames.is_empty() => self.close_map(&frame)?,
            _ => return Err(misuse("a collection has begun and not ended")),
        }
        Ok(self.json)
    }

    /// Writes a value, where one may stand.
    #[inline]
    fn value(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Result<(), EncodeError> {
        self.place()?;
        write(&mut self.json);
        Ok(())
    }

    /// Goes to where the next value stands.
    #[inline]
    fn place(&mut self) -> Result<(), EncodeError> {
        let Some(frame) = self.frames.last_mut() else { return Err(misuse("a value is written outside an item")) };
        match frame.kind {
            Kind::Map if frame.is_named => frame.is_named = false,
            Kind::Map => return Err(misuse("a value in a map has no name")),
            Kind::List => {
                if !frame.is_empty {
                    self.json.push(b',');
                }
                frame.is_empty = false;
            }
            _ => return Err(misuse("an element of a set is not of the set's kind")),
        }
        Ok(())
    }

    /// A string, number or binary: in a set it stands without a type round it.
    #[inline]
    fn scalar(&mut self, kind: Kind, of_set: Kind, write: impl FnOnce(&mut Vec<u8>)) -> Result<(), EncodeError> {
        if let Some(frame) = self.frames.last_mut()
            && frame.kind == of_set
        {
            if !frame.is_empty {
                self.json.push(b',');
            }
            frame.is_empty = false;
            self.json.push(b'"');
            write(&mut self.json);
            self.json.push(b'"');
            return Ok(());
        }
        self.place()?;
        self.json.extend_from_slice(open_scalar(kind));
        write(&mut self.json);
        self.json.extend_from_slice(b"\"}");
        Ok(())
    }

    fn begin(&mut self, kind: Kind) -> Result<(), EncodeError> {
        self.place()?;
        self.json.extend_from_slice(match kind {
            Kind::Map => b"{\"M\":{",
            Kind::List => b"{\"L\":[",
            Kind::StringSet => b"{\"SS\":[",
            Kind::NumberSet => b"{\"NS\":[",
            Kind::BinarySet => b"{\"BS\":[",
            _ => return Err(misuse("a set is begun with a kind that is no set")),
        });
        self.frames.push(Frame { kind, is_empty: true, is_named: false, first_name: self.names.len() });
        Ok(())
    }

    /// Begins a map or list; sets hold only scalars and are no level of nesting.
    fn begin_nested(&mut self, kind: Kind) -> Result<(), EncodeError> {
        // The item's own map is no level either.
        if self.frames.len() > MAX_DEPTH {
            return Err(EncodeError::new::<AttributeValue>("values are nested deeper than DynamoDB's 32 levels"));
        }
        self.begin(kind)
    }

    fn end(&mut self, is_kind: impl FnOnce(Kind) -> bool) -> Result<(), EncodeError> {
        // The item's own map is ended by `end_item`.
        let frame = self.frames.pop().filter(|frame| !self.frames.is_empty() && is_kind(frame.kind));
        let Some(frame) = frame else { return Err(misuse("a collection ends that has not begun")) };
        if frame.kind == Kind::Map {
            self.close_map(&frame)?;
        } else {
            self.json.push(b']');
        }
        self.json.push(b'}');
        Ok(())
    }

    fn close_map(&mut self, frame: &Frame) -> Result<(), EncodeError> {
        if frame.is_named {
            return Err(misuse("a name is written without a value"));
        }
        if self.has_same_names(frame.first_name) {
            return Err(misuse("another value has the same name; a flattened field must not repeat its neighbours"));
        }
        self.names.truncate(frame.first_name);
        self.json.push(b'}');
        Ok(())
    }

    /// Whether two names of the map are the same. Equal names are escaped alike.
    fn has_same_names(&mut self, first_name: usize) -> bool {
        let (json, names) = (&self.json, &mut self.names[first_name..]);
        let text = |name: &Name| &json[name.start..name.end];
        if names.len() > FEW_NAMES {
            names.sort_unstable_by(|left, right| text(left).cmp(text(right)));
            return names.windows(2).any(|pair| text(&pair[0]) == text(&pair[1]));
        }
        let same = |name: &Name, other: &Name| name.fingerprint == other.fingerprint && text(name) == text(other);
        names.iter().enumerate().any(|(index, name)| names[..index].iter().any(|other| same(name, other)))
    }
}

impl ItemEncoder for WireEncoder {
    fn stored(&mut self, name: &str, value: &KeyValue) -> Stored {
        let end = self.json.len();
        escape(name, &mut self.json);
        let (json, wanted) = self.json.split_at(end);
        let found = self.names.iter().find(|name| &json[name.start..name.end] == wanted).copied();
        self.json.truncate(end);
        let Some(found) = found else { return Stored::Nothing };
        write_key(value, &mut self.json);
        let (json, wanted) = self.json.split_at(end);
        // After the name come its quote and a colon.
        let is_same = json.get(found.end + 2..).is_some_and(|stored| stored.starts_with(wanted));
        self.json.truncate(end);
        if is_same { Stored::Same } else { Stored::Other }
    }

    fn attribute(&mut self, name: &str, value: &KeyValue) -> Result<(), EncodeError> {
        self.name(name)?;
        self.value(|json| write_key(value, json))
    }
}

impl Encoder for WireEncoder {
    #[inline]
    fn string(&mut self, value: &str) -> Result<(), EncodeError> {
        self.scalar(Kind::String, Kind::StringSet, |json| escape(value, json))
    }

    #[inline]
    fn number(&mut self, value: &str) -> Result<(), EncodeError> {
        self.scalar(Kind::Number, Kind::NumberSet, |json| escape(value, json))
    }

    fn binary(&mut self, value: &[u8]) -> Result<(), EncodeError> {
        self.scalar(Kind::Binary, Kind::BinarySet, |json| base64(value, json))
    }

    fn boolean(&mut self, value: bool) -> Result<(), EncodeError> {
        let text: &[u8] = if value { b"{\"BOOL\":true}" } else { b"{\"BOOL\":false}" };
        self.value(|json| json.extend_from_slice(text))
    }

    fn null(&mut self) -> Result<(), EncodeError> {
        self.value(|json| json.extend_from_slice(b"{\"NULL\":true}"))
    }

    fn begin_map(&mut self, _: usize) -> Result<(), EncodeError> {
        self.begin_nested(Kind::Map)
    }

    #[inline]
    fn name(&mut self, name: &str) -> Result<(), EncodeError> {
        if name.is_empty() {
            return Err(EncodeError::new::<AttributeValue>("DynamoDB takes no empty attribute name or map key"));
        }
        let frame = self.frames.last_mut().filter(|frame| frame.kind == Kind::Map && !frame.is_named);
        let Some(frame) = frame else { return Err(misuse("a name is written outside a map")) };
        self.json.reserve(name.len() + 4);
        if !frame.is_empty {
            self.json.push(b',');
        }
        (frame.is_empty, frame.is_named) = (false, true);
        self.json.push(b'"');
        let start = self.json.len();
        escape(name, &mut self.json);
        self.names.push(Name { start, end: self.json.len(), fingerprint: fingerprint(name.as_bytes()) });
        self.json.extend_from_slice(b"\":");
        Ok(())
    }

    fn end_map(&mut self) -> Result<(), EncodeError> {
        self.end(|kind| kind == Kind::Map)
    }

    fn begin_list(&mut self, _: usize) -> Result<(), EncodeError> {
        self.begin_nested(Kind::List)
    }

    fn end_list(&mut self) -> Result<(), EncodeError> {
        self.end(|kind| kind == Kind::List)
    }

    fn begin_set(&mut self, kind: Kind, len: usize) -> Result<(), EncodeError> {
        if len == 0 {
            return Err(EncodeError::new::<AttributeValue>("the set is empty, and DynamoDB has no empty sets"));
        }
        self.begin(kind)
    }

    fn end_set(&mut self) -> Result<(), EncodeError> {
        self.end(|kind| kind != Kind::Map && kind != Kind::List)
    }
}

const fn open_scalar(kind: Kind) -> &'static [u8] {
    match kind {
        Kind::String => b"{\"S\":\"",
        Kind::Number => b"{\"N\":\"",
        _ => b"{\"B\":\"",
    }
}

/// A key attribute's value.
fn write_key(value: &KeyValue, json: &mut Vec<u8>) {
    let kind = match value {
        KeyValue::S(_) => Kind::String,
        KeyValue::N(_) => Kind::Number,
        KeyValue::B(_) => Kind::Binary,
    };
    json.extend_from_slice(open_scalar(kind));
    match value {
        KeyValue::S(text) | KeyValue::N(text) => escape(text, json),
        KeyValue::B(bytes) => base64(bytes, json),
    }
    json.extend_from_slice(b"\"}");
}

fn base64(bytes: &[u8], json: &mut Vec<u8>) {
    let start = json.len();
    // Four characters for three bytes, the last ones padded.
    json.resize(start + bytes.len().div_ceil(3) * 4, 0);
    let written = STANDARD.encode_slice(bytes, &mut json[start..]).unwrap_or_default();
    json.truncate(start + written);
}

/// Writes text as the inside of a JSON string.
#[inline]
pub(crate) fn escape(text: &str, json: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if has_special(bytes) {
        escape_special(bytes, json);
    } else {
        json.extend_from_slice(bytes);
    }
}

/// Whether anything must be escaped: looks at eight bytes at a time, in long text at more.
#[inline]
fn has_special(bytes: &[u8]) -> bool {
    const LONG: usize = 64;
    if bytes.len() > LONG {
        return long_has_special(bytes);
    }
    let (words, tail) = bytes.as_chunks::<8>();
    // The last eight bytes again, in place of fewer.
    let last = match bytes.last_chunk::<8>() {
        Some(last) => special_bytes(u64::from_le_bytes(*last)),
        None => tail.iter().fold(0, |any, byte| any | u64::from(is_special(*byte))),
    };
    words.iter().fold(last, |any, word| any | special_bytes(u64::from_le_bytes(*word))) != 0
}

fn long_has_special(bytes: &[u8]) -> bool {
    // Without an early end, so that many bytes are compared at once.
    bytes.iter().fold(false, |any, byte| any | is_special(*byte))
}

#[inline]
const fn is_special(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

#[cold]
fn escape_special(bytes: &[u8], json: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    json.reserve(bytes.len() + 8);
    for &byte in bytes {
        match byte {
            b'"' | b'\\' => json.extend_from_slice(&[b'\\', byte]),
            b'\n' => json.extend_from_slice(b"\\n"),
            b'\r' => json.extend_from_slice(b"\\r"),
            b'\t' => json.extend_from_slice(b"\\t"),
            0x08 => json.extend_from_slice(b"\\b"),
            0x0c => json.extend_from_slice(b"\\f"),
            0..=0x1f => {
                let digits = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
                json.extend_from_slice(b"\\u00");
                json.extend_from_slice(&digits);
            }
            _ => json.push(byte),
        }
    }
}
