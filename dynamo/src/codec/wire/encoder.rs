use std::ops::Range;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    escape::escaped,
    json::Json,
    names::{Names, fingerprint},
};
use crate::{
    codec::{
        Encode as _, Encoder, FieldName, Kind,
        field_name::STRING,
        item::{ItemEncoder, Stored},
        map::MAX_DEPTH,
    },
    error::{AttributeMap, EncodeError},
    schema::{KeyValue, PrimaryKey},
};

/// How deep an item is expected to be at first.
const USUAL_LEVELS: usize = 4;

/// Writes DynamoDB JSON, as compact as the SDK does: one item after the other.
///
/// Whatever is in a collection is written with a comma after it; the last one's makes room for the collection's end.
pub(crate) struct WireEncoder {
    json: Json,
    /// Where the next value or name stands.
    level: Level,
    /// The collections round it that have begun and not ended.
    outer: Vec<Level>,
    /// The names of the watched maps.
    names: Names,
}

/// A collection that has begun and not ended, or what is outside of all.
struct Level {
    state: State,
    /// Whether it is a map whose names may repeat.
    is_watched: bool,
}

/// What may be written next.
#[derive(Clone, Copy)]
enum State {
    /// An item.
    Outside,
    /// A map's next name.
    Map,
    /// The value of the name that is written.
    Named,
    /// The value of this name, which is written with it.
    Field(&'static FieldName),
    List,
    /// An element of a set of strings, numbers or binary.
    Set(Kind),
}

/// A hand-written `Encode` that does not keep to the protocol.
#[cold]
fn misuse(problem: &'static str) -> EncodeError {
    EncodeError::new::<AttributeValue>(problem)
}

impl WireEncoder {
    pub(crate) fn new() -> Self {
        Self {
            json: Json::new(),
            level: Level { state: State::Outside, is_watched: false },
            outer: Vec::with_capacity(USUAL_LEVELS),
            names: Names::new(),
        }
    }

    /// Makes room for so many bytes more.
    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.json.reserve(bytes);
    }

    /// Writes JSON between items.
    pub(super) fn write_raw(&mut self, json: &str) {
        self.json.add(json.as_bytes());
    }

    /// Writes text between items, as the inside of a string.
    pub(super) fn write_text(&mut self, text: &str) {
        self.json.add_text(text);
    }

    /// Writes JSON where the last comma stands, if there is one.
    pub(super) fn write_end(&mut self, json: &str) {
        self.json.close(json.as_bytes());
    }

    /// Writes the attributes of a key. Gives their place in the JSON.
    pub(crate) fn key_item(&mut self, key: &PrimaryKey) -> Result<Range<usize>, EncodeError> {
        let start = self.begin_item();
        for (name, value) in key.attributes() {
            self.attribute(name, value)?;
        }
        Ok(start..self.end_item()?)
    }

    /// How many bytes an item takes, as the SDK writes it.
    pub(crate) fn length_of(item: &AttributeMap) -> Result<usize, EncodeError> {
        let mut encoder = Self::new();
        encoder.begin_item();
        for (name, value) in item {
            encoder.name(name)?;
            value.encode(&mut encoder)?;
        }
        encoder.end_item()
    }

    /// Begins an item: a map without a type round it. Gives its place in the JSON.
    pub(crate) fn begin_item(&mut self) -> usize {
        // An item before it may have failed in the middle.
        self.outer.clear();
        self.names.begin_item();
        self.level = Level { state: State::Map, is_watched: true };
        let start = self.json.len();
        self.json.add(b"{");
        start
    }

    /// Ends the item: gives where it ends in the JSON.
    pub(crate) fn end_item(&mut self) -> Result<usize, EncodeError> {
        if !self.outer.is_empty() {
            return Err(misuse("a collection has begun and not ended"));
        }
        self.end_names()?;
        self.level.state = State::Outside;
        self.json.close(b"}");
        Ok(self.json.len())
    }

    /// The JSON of all items, one after the other, with what was written round them.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.json.into_bytes()
    }

    /// Writes a value with its type and the comma after it, where one may stand.
    #[inline]
    fn value(&mut self, json: &[u8]) -> Result<(), EncodeError> {
        self.place()?;
        self.json.add(json);
        Ok(())
    }

    /// Goes to where the next value stands.
    fn place(&mut self) -> Result<(), EncodeError> {
        match self.level.state {
            State::Field(name) => {
                self.level.state = State::Map;
                self.add_name(name);
                self.json.add(name.member());
            }
            State::Named => self.level.state = State::Map,
            State::List => {}
            State::Outside => return Err(misuse("a value is written outside an item")),
            State::Map => return Err(misuse("a value in a map has no name")),
            State::Set(_) => return Err(misuse("an element of a set is not of the set's kind")),
        }
        Ok(())
    }

    /// A field's name follows.
    #[inline]
    fn add_name(&mut self, name: &FieldName) {
        if self.level.is_watched {
            let start = self.json.len() + 1;
            self.names.add(start, start + name.text().len(), name.fingerprint());
        }
    }

    /// A string or number.
    #[inline]
    fn scalar(&mut self, of_set: Kind, letter: u8, text: &str) -> Result<(), EncodeError> {
        let opening = match self.level.state {
            State::Set(kind) if kind == of_set => {
                self.json.add_element(text);
                return Ok(());
            }
            _ => self.opening()?,
        };
        self.json.add_scalar(opening, letter, text);
        Ok(())
    }

    /// Goes to where the next value stands, and gives what it begins with, if it is a string.
    #[inline]
    fn opening(&mut self) -> Result<&'static [u8], EncodeError> {
        match self.level.state {
            State::Field(name) => {
                self.level.state = State::Map;
                self.add_name(name);
                return Ok(name.string());
            }
            State::List => {}
            _ => self.place()?,
        }
        Ok(STRING)
    }

    /// Writes a name, escaped where it must be.
    fn write_name(&mut self, name: &str) -> Result<(), EncodeError> {
        if name.is_empty() {
            return Err(EncodeError::new::<AttributeValue>("DynamoDB takes no empty attribute name or map key"));
        }
        let State::Map = self.level.state else { return Err(misuse("a name is written outside a map")) };
        self.level.state = State::Named;
        self.json.add(b"\"");
        let start = self.json.len();
        self.json.add_text(name);
        if self.level.is_watched {
            self.names.add(start, self.json.len(), fingerprint(name.as_bytes()));
        }
        self.json.add(b"\":");
        Ok(())
    }

    /// Begins a value: its type's letter, and what its content stands in.
    fn open(&mut self, letter: u8, bracket: u8) -> Result<(), EncodeError> {
        let opening = self.opening()?;
        self.json.add_opening(opening, letter, bracket);
        Ok(())
    }

    fn push_level(&mut self, state: State, is_watched: bool) {
        self.outer.push(std::mem::replace(&mut self.level, Level { state, is_watched }));
    }

    /// Begins a map or list; sets hold only scalars and are no level of nesting.
    fn begin_nested(&mut self, letter: u8, bracket: u8, state: State, is_watched: bool) -> Result<(), EncodeError> {
        if self.outer.len() >= MAX_DEPTH {
            return Err(EncodeError::new::<AttributeValue>("values are nested deeper than DynamoDB's 32 levels"));
        }
        self.open(letter, bracket)?;
        self.push_level(state, is_watched);
        Ok(())
    }

    fn end(&mut self, json: &[u8]) -> Result<(), EncodeError> {
        let Some(outer) = self.outer.pop() else { return Err(misuse("a collection ends that has not begun")) };
        self.level = outer;
        self.json.close(json);
        Ok(())
    }

    /// Ends the names of a map.
    fn end_names(&mut self) -> Result<(), EncodeError> {
        match self.level.state {
            State::Map => {}
            State::Named | State::Field(_) => return Err(misuse("a name is written without a value")),
            _ => return Err(misuse("a collection ends that has not begun")),
        }
        if self.level.is_watched && !self.names.end(self.json.as_bytes()) {
            return Err(misuse("another value has the same name; a flattened field must not repeat its neighbours"));
        }
        Ok(())
    }
}

impl ItemEncoder for WireEncoder {
    fn stored(&mut self, name: &str, value: &KeyValue) -> Stored {
        let fingerprint = fingerprint(name.as_bytes());
        if !self.names.may_have(fingerprint) {
            return Stored::Nothing;
        }
        let json = self.json.as_bytes();
        let Some(end) = self.names.find(fingerprint, &escaped(name), json) else { return Stored::Nothing };
        let (letter, text) = match value {
            KeyValue::S(text) => (b'S', escaped(text)),
            KeyValue::N(text) => (b'N', escaped(text)),
            KeyValue::B(bytes) => (b'B', STANDARD.encode(bytes).into_bytes().into()),
        };
        // After the name come its quote and a colon.
        match json.get(end + 2..) {
            Some([b'{', b'"', stored, b'"', b':', b'"', rest @ ..])
                if *stored == letter && rest.strip_prefix(&*text).is_some_and(|rest| rest.starts_with(b"\"")) =>
            {
                Stored::Same
            }
            _ => Stored::Other,
        }
    }

    fn attribute(&mut self, name: &str, value: &KeyValue) -> Result<(), EncodeError> {
        self.name(name)?;
        self.place()?;
        write_key(value, &mut self.json);
        Ok(())
    }
}

impl Encoder for WireEncoder {
    #[inline]
    fn string(&mut self, value: &str) -> Result<(), EncodeError> {
        self.scalar(Kind::StringSet, b'S', value)
    }

    #[inline]
    fn number(&mut self, value: &str) -> Result<(), EncodeError> {
        self.scalar(Kind::NumberSet, b'N', value)
    }

    fn binary(&mut self, value: &[u8]) -> Result<(), EncodeError> {
        if let State::Set(Kind::BinarySet) = self.level.state {
            self.json.add(b"\"");
            base64(value, &mut self.json);
            self.json.add(b"\",");
        } else {
            self.open(b'B', b'"')?;
            base64(value, &mut self.json);
            self.json.add(b"\"},");
        }
        Ok(())
    }

    fn boolean(&mut self, value: bool) -> Result<(), EncodeError> {
        self.value(if value { b"{\"BOOL\":true}," } else { b"{\"BOOL\":false}," })
    }

    fn null(&mut self) -> Result<(), EncodeError> {
        self.value(b"{\"NULL\":true},")
    }

    fn begin_map(&mut self, _: usize) -> Result<(), EncodeError> {
        self.begin_nested(b'M', b'{', State::Map, true)?;
        self.names.begin();
        Ok(())
    }

    fn begin_fields(&mut self, _: usize) -> Result<(), EncodeError> {
        self.begin_nested(b'M', b'{', State::Map, false)
    }

    fn name(&mut self, name: &str) -> Result<(), EncodeError> {
        if self.level.is_watched || !matches!(self.level.state, State::Map) {
            return self.write_name(name);
        }
        // It may be a field's name, and nobody has looked at those.
        Err(misuse("a name is written among a struct's fields, without flatten"))
    }

    #[inline]
    fn field_name(&mut self, name: &'static FieldName) -> Result<(), EncodeError> {
        if name.string().is_empty() {
            return self.write_name(name.text());
        }
        let State::Map = self.level.state else { return Err(misuse("a name is written outside a map")) };
        self.level.state = State::Field(name);
        Ok(())
    }

    fn end_map(&mut self) -> Result<(), EncodeError> {
        // The item's own map is ended by `end_item`.
        if self.outer.is_empty() {
            return Err(misuse("a collection ends that has not begun"));
        }
        self.end_names()?;
        self.end(b"}},")
    }

    fn begin_list(&mut self, _: usize) -> Result<(), EncodeError> {
        self.begin_nested(b'L', b'[', State::List, false)
    }

    fn end_list(&mut self) -> Result<(), EncodeError> {
        let State::List = self.level.state else { return Err(misuse("a collection ends that has not begun")) };
        self.end(b"]},")
    }

    fn begin_set(&mut self, kind: Kind, len: usize) -> Result<(), EncodeError> {
        if len == 0 {
            return Err(EncodeError::new::<AttributeValue>("the set is empty, and DynamoDB has no empty sets"));
        }
        let json = match kind {
            Kind::StringSet => b"{\"SS\":[",
            Kind::NumberSet => b"{\"NS\":[",
            Kind::BinarySet => b"{\"BS\":[",
            _ => return Err(misuse("a set is begun with a kind that is no set")),
        };
        self.place()?;
        self.json.add(json);
        self.push_level(State::Set(kind), false);
        Ok(())
    }

    fn end_set(&mut self) -> Result<(), EncodeError> {
        let State::Set(_) = self.level.state else { return Err(misuse("a collection ends that has not begun")) };
        self.end(b"]},")
    }
}

/// A key attribute's value.
fn write_key(value: &KeyValue, json: &mut Json) {
    match value {
        KeyValue::S(text) => json.add_scalar(STRING, b'S', text),
        KeyValue::N(text) => json.add_scalar(STRING, b'N', text),
        KeyValue::B(bytes) => {
            json.add_opening(STRING, b'B', b'"');
            base64(bytes, json);
            json.add(b"\"},");
        }
    }
}

fn base64(bytes: &[u8], json: &mut Json) {
    let start = json.len();
    // Four characters for three bytes, the last ones padded.
    let place = json.next(bytes.len().div_ceil(3) * 4);
    let written = STANDARD.encode_slice(bytes, place).unwrap_or_default();
    json.truncate(start + written);
}
