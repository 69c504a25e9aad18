use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{json::Json, special::ends};
use crate::{
    codec::{
        Encoder, FieldName, Kind,
        item::{ItemEncoder, Stored},
        map::MAX_DEPTH,
    },
    error::EncodeError,
    schema::KeyValue,
};

/// Up to this many names are compared with each other; more are sorted.
const FEW_NAMES: usize = 16;

/// What an item is expected to take at first.
const USUAL_NAMES: usize = 32;
const USUAL_FRAMES: usize = 4;

/// Writes DynamoDB JSON, as compact as the SDK does: one item after the other.
pub(crate) struct WireEncoder {
    json: Json,
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
    seen: Seen,
}

impl Frame {
    fn new(kind: Kind, first_name: usize) -> Self {
        Self { kind, is_empty: true, is_named: false, first_name, seen: Seen::default() }
    }
}

/// Which fingerprints a map's names have, all but for certain: that saves comparing most maps' names.
#[derive(Default)]
struct Seen {
    /// A bit for each value of a fingerprint's first byte.
    bits: [u64; 4],
    /// Whether a bit was there already.
    is_twice: bool,
}

impl Seen {
    #[inline]
    fn place(fingerprint: u64) -> (usize, u64) {
        ((fingerprint >> 62) as usize, 1 << (fingerprint >> 56 & 63))
    }

    #[inline]
    fn add(&mut self, fingerprint: u64) {
        let (word, bit) = Self::place(fingerprint);
        self.is_twice |= self.bits[word] & bit != 0;
        self.bits[word] |= bit;
    }

    #[inline]
    fn has(&self, fingerprint: u64) -> bool {
        let (word, bit) = Self::place(fingerprint);
        self.bits[word] & bit != 0
    }
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
pub(crate) const fn fingerprint(name: &[u8]) -> u64 {
    // An odd number without a pattern: its product's first bits depend on all bits.
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let (first, last) = ends(name);
    (first ^ last.rotate_left(23) ^ (name.len() as u64) << 56).wrapping_mul(SPREAD)
}

/// A hand-written `Encode` that does not keep to the protocol.
#[cold]
fn misuse(problem: &'static str) -> EncodeError {
    EncodeError::new::<AttributeValue>(problem)
}

impl WireEncoder {
    pub(crate) fn new() -> Self {
        Self { json: Json::new(), frames: Vec::with_capacity(USUAL_FRAMES), names: Vec::with_capacity(USUAL_NAMES) }
    }

    /// Makes room for so many bytes more.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.json.reserve(bytes);
    }

    /// Begins an item: a map without a type round it. Gives its place in the JSON.
    pub(crate) fn begin_item(&mut self) -> usize {
        // An item before it may have failed in the middle.
        self.frames.clear();
        self.names.clear();
        let start = self.json.len();
        self.json.add(b"{");
        self.frames.push(Frame::new(Kind::Map, 0));
        start
    }

    /// Ends the item: gives where it ends in the JSON.
    pub(crate) fn end_item(&mut self) -> Result<usize, EncodeError> {
        match self.frames.pop() {
            Some(frame) if self.frames.is_empty() => self.close_map(&frame)?,
            _ => return Err(misuse("a collection has begun and not ended")),
        }
        Ok(self.json.len())
    }

    /// The JSON of all items, one after the other.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.json.into_bytes()
    }

    /// Writes a value, where one may stand.
    #[inline]
    fn value(&mut self, write: impl FnOnce(&mut Json)) -> Result<(), EncodeError> {
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
                    self.json.add(b",");
                }
                frame.is_empty = false;
            }
            _ => return Err(misuse("an element of a set is not of the set's kind")),
        }
        Ok(())
    }

    /// A string, number or binary: in a set it stands without a type round it.
    #[inline]
    fn scalar(&mut self, kind: Kind, of_set: Kind, write: impl FnOnce(&mut Json)) -> Result<(), EncodeError> {
        match self.frames.last_mut() {
            Some(frame) if frame.kind == Kind::Map && frame.is_named => frame.is_named = false,
            Some(frame) if frame.kind == of_set => {
                if !std::mem::replace(&mut frame.is_empty, false) {
                    self.json.add(b",");
                }
                self.json.add(b"\"");
                write(&mut self.json);
                self.json.add(b"\"");
                return Ok(());
            }
            _ => self.place()?,
        }
        self.json.add(open_scalar(kind));
        write(&mut self.json);
        self.json.add(b"\"}");
        Ok(())
    }

    /// Few fields have such a name.
    #[cold]
    fn escaped_name(&mut self, name: &str) -> Result<(), EncodeError> {
        self.name(name)
    }

    /// A name follows: gives whether it is the map's first.
    #[inline]
    fn begin_name(&mut self, fingerprint: u64) -> Result<bool, EncodeError> {
        let frame = self.frames.last_mut().filter(|frame| frame.kind == Kind::Map && !frame.is_named);
        let Some(frame) = frame else { return Err(misuse("a name is written outside a map")) };
        frame.seen.add(fingerprint);
        frame.is_named = true;
        Ok(std::mem::replace(&mut frame.is_empty, false))
    }

    fn begin(&mut self, kind: Kind) -> Result<(), EncodeError> {
        self.place()?;
        self.json.add(match kind {
            Kind::Map => b"{\"M\":{",
            Kind::List => b"{\"L\":[",
            Kind::StringSet => b"{\"SS\":[",
            Kind::NumberSet => b"{\"NS\":[",
            Kind::BinarySet => b"{\"BS\":[",
            _ => return Err(misuse("a set is begun with a kind that is no set")),
        });
        self.frames.push(Frame::new(kind, self.names.len()));
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
            self.json.add(b"]");
        }
        self.json.add(b"}");
        Ok(())
    }

    fn close_map(&mut self, frame: &Frame) -> Result<(), EncodeError> {
        if frame.is_named {
            return Err(misuse("a name is written without a value"));
        }
        if frame.seen.is_twice && self.has_same_names(frame.first_name) {
            return Err(misuse("another value has the same name; a flattened field must not repeat its neighbours"));
        }
        self.names.truncate(frame.first_name);
        self.json.add(b"}");
        Ok(())
    }

    /// Whether two names of the map are the same. Equal names are escaped alike.
    fn has_same_names(&mut self, first_name: usize) -> bool {
        let (json, names) = (self.json.as_bytes(), &mut self.names[first_name..]);
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
        let fingerprint = fingerprint(name.as_bytes());
        if !self.frames.first().is_some_and(|item| item.seen.has(fingerprint)) {
            return Stored::Nothing;
        }
        self.json.add_text(name);
        let (json, wanted) = self.json.as_bytes().split_at(end);
        let mut names = self.names.iter();
        let found =
            names.find(|name| name.fingerprint == fingerprint && &json[name.start..name.end] == wanted).copied();
        self.json.truncate(end);
        let Some(found) = found else { return Stored::Nothing };
        write_key(value, &mut self.json);
        let (json, wanted) = self.json.as_bytes().split_at(end);
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
        self.scalar(Kind::String, Kind::StringSet, |json| json.add_text(value))
    }

    #[inline]
    fn number(&mut self, value: &str) -> Result<(), EncodeError> {
        self.scalar(Kind::Number, Kind::NumberSet, |json| json.add_text(value))
    }

    fn binary(&mut self, value: &[u8]) -> Result<(), EncodeError> {
        self.scalar(Kind::Binary, Kind::BinarySet, |json| base64(value, json))
    }

    fn boolean(&mut self, value: bool) -> Result<(), EncodeError> {
        let text: &[u8] = if value { b"{\"BOOL\":true}" } else { b"{\"BOOL\":false}" };
        self.value(|json| json.add(text))
    }

    fn null(&mut self) -> Result<(), EncodeError> {
        self.value(|json| json.add(b"{\"NULL\":true}"))
    }

    fn begin_map(&mut self, _: usize) -> Result<(), EncodeError> {
        self.begin_nested(Kind::Map)
    }

    #[inline]
    fn name(&mut self, name: &str) -> Result<(), EncodeError> {
        if name.is_empty() {
            return Err(EncodeError::new::<AttributeValue>("DynamoDB takes no empty attribute name or map key"));
        }
        let fingerprint = fingerprint(name.as_bytes());
        if !self.begin_name(fingerprint)? {
            self.json.add(b",");
        }
        self.json.add(b"\"");
        let start = self.json.len();
        self.json.add_text(name);
        self.names.push(Name { start, end: self.json.len(), fingerprint });
        self.json.add(b"\":");
        Ok(())
    }

    #[inline]
    fn field_name(&mut self, name: &'static FieldName) -> Result<(), EncodeError> {
        let Some(json) = name.json() else { return self.escaped_name(name.text()) };
        let is_first = self.begin_name(name.fingerprint())?;
        // The first has no comma.
        self.json.add(&json[usize::from(is_first)..]);
        let end = self.json.len() - b"\":".len();
        let start = end - name.text().len();
        self.names.push(Name { start, end, fingerprint: name.fingerprint() });
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
fn write_key(value: &KeyValue, json: &mut Json) {
    let kind = match value {
        KeyValue::S(_) => Kind::String,
        KeyValue::N(_) => Kind::Number,
        KeyValue::B(_) => Kind::Binary,
    };
    json.add(open_scalar(kind));
    match value {
        KeyValue::S(text) | KeyValue::N(text) => json.add_text(text),
        KeyValue::B(bytes) => base64(bytes, json),
    }
    json.add(b"\"}");
}

fn base64(bytes: &[u8], json: &mut Json) {
    let start = json.len();
    // Four characters for three bytes, the last ones padded.
    let place = json.next(bytes.len().div_ceil(3) * 4);
    let written = STANDARD.encode_slice(bytes, place).unwrap_or_default();
    json.truncate(start + written);
}
