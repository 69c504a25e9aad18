use std::collections::HashMap;

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};

use super::MAX_DEPTH;
use crate::{
    codec::{
        Encoder, Kind, into_attribute_value,
        item::{ItemEncoder, Stored},
    },
    error::{AttributeMap, EncodeError},
    schema::KeyValue,
};

/// Builds one `AttributeValue`.
pub(crate) struct MapEncoder {
    stack: Vec<Frame>,
    /// How many maps and lists may stand one in the other.
    max_depth: usize,
    result: Option<AttributeValue>,
}

/// A collection that has begun and not ended.
enum Frame {
    Map { entries: HashMap<String, AttributeValue>, name: String },
    List(Vec<AttributeValue>),
    Strings(Vec<String>),
    Numbers(Vec<String>),
    Binaries(Vec<Blob>),
}

impl MapEncoder {
    /// For the value of one attribute.
    pub(crate) fn new() -> Self {
        Self { stack: Vec::new(), max_depth: MAX_DEPTH, result: None }
    }

    /// Begins an item, whose own map is no level of nesting.
    pub(crate) fn item(len: usize) -> Self {
        let frame = Frame::Map { entries: HashMap::with_capacity(len), name: String::new() };
        Self { stack: vec![frame], max_depth: MAX_DEPTH + 1, result: None }
    }

    /// Ends the item.
    pub(crate) fn finish_item(mut self) -> Result<AttributeMap, EncodeError> {
        match self.stack.pop() {
            Some(Frame::Map { entries, .. }) if self.stack.is_empty() => Ok(entries),
            _ => Err(misuse("a collection has begun and not ended")),
        }
    }

    /// The value that was encoded.
    pub(crate) fn finish(self) -> Result<AttributeValue, EncodeError> {
        self.result.ok_or_else(|| misuse("nothing was written"))
    }

    fn value(&mut self, value: AttributeValue) -> Result<(), EncodeError> {
        match (self.stack.last_mut(), value) {
            (None, value) => self.result = Some(value),
            (Some(Frame::Map { entries, name }), value) => {
                if entries.insert(std::mem::take(name), value).is_some() {
                    return Err(misuse(
                        "another value has the same name; a flattened field must not repeat its neighbours",
                    ));
                }
            }
            (Some(Frame::List(elements)), value) => elements.push(value),
            (Some(Frame::Strings(elements)), AttributeValue::S(text))
            | (Some(Frame::Numbers(elements)), AttributeValue::N(text)) => elements.push(text),
            (Some(Frame::Binaries(elements)), AttributeValue::B(blob)) => elements.push(blob),
            (Some(_), _) => return Err(misuse("an element of a set is not of the set's kind")),
        }
        Ok(())
    }

    /// Begins a map or list; sets hold only scalars and are no level of nesting.
    fn begin(&mut self, frame: Frame) -> Result<(), EncodeError> {
        if self.stack.len() >= self.max_depth {
            return Err(EncodeError::new::<AttributeValue>("values are nested deeper than DynamoDB's 32 levels"));
        }
        self.stack.push(frame);
        Ok(())
    }

    fn end(&mut self) -> Result<(), EncodeError> {
        let value = match self.stack.pop() {
            Some(Frame::Map { entries, .. }) => AttributeValue::M(entries),
            Some(Frame::List(elements)) => AttributeValue::L(elements),
            Some(Frame::Strings(elements)) => AttributeValue::Ss(elements),
            Some(Frame::Numbers(elements)) => AttributeValue::Ns(elements),
            Some(Frame::Binaries(elements)) => AttributeValue::Bs(elements),
            None => return Err(misuse("a collection ends that has not begun")),
        };
        self.value(value)
    }
}

/// A hand-written `Encode` that does not keep to the protocol.
fn misuse(problem: &'static str) -> EncodeError {
    EncodeError::new::<AttributeValue>(problem)
}

impl ItemEncoder for MapEncoder {
    fn stored(&mut self, name: &str, value: &KeyValue) -> Stored {
        let Some(Frame::Map { entries, .. }) = self.stack.first() else { return Stored::Nothing };
        match (entries.get(name), value) {
            (None, _) => Stored::Nothing,
            (Some(AttributeValue::S(stored)), KeyValue::S(value))
            | (Some(AttributeValue::N(stored)), KeyValue::N(value))
                if stored == value =>
            {
                Stored::Same
            }
            (Some(AttributeValue::B(stored)), KeyValue::B(value)) if stored.as_ref() == value => Stored::Same,
            (Some(_), _) => Stored::Other,
        }
    }

    fn attribute(&mut self, name: &str, value: &KeyValue) -> Result<(), EncodeError> {
        self.name(name)?;
        self.value(into_attribute_value(value.clone()))
    }
}

impl Encoder for MapEncoder {
    fn string(&mut self, value: &str) -> Result<(), EncodeError> {
        self.value(AttributeValue::S(value.to_owned()))
    }

    fn number(&mut self, value: &str) -> Result<(), EncodeError> {
        self.value(AttributeValue::N(value.to_owned()))
    }

    fn binary(&mut self, value: &[u8]) -> Result<(), EncodeError> {
        self.value(AttributeValue::B(Blob::new(value)))
    }

    fn boolean(&mut self, value: bool) -> Result<(), EncodeError> {
        self.value(AttributeValue::Bool(value))
    }

    fn null(&mut self) -> Result<(), EncodeError> {
        self.value(AttributeValue::Null(true))
    }

    fn begin_map(&mut self, len: usize) -> Result<(), EncodeError> {
        self.begin(Frame::Map { entries: HashMap::with_capacity(len), name: String::new() })
    }

    fn name(&mut self, name: &str) -> Result<(), EncodeError> {
        if name.is_empty() {
            return Err(EncodeError::new::<AttributeValue>("DynamoDB takes no empty attribute name or map key"));
        }
        match self.stack.last_mut() {
            Some(Frame::Map { name: next, .. }) => {
                name.clone_into(next);
                Ok(())
            }
            _ => Err(misuse("a name is written outside a map")),
        }
    }

    fn end_map(&mut self) -> Result<(), EncodeError> {
        self.end()
    }

    fn begin_list(&mut self, len: usize) -> Result<(), EncodeError> {
        self.begin(Frame::List(Vec::with_capacity(len)))
    }

    fn end_list(&mut self) -> Result<(), EncodeError> {
        self.end()
    }

    fn begin_set(&mut self, kind: Kind, len: usize) -> Result<(), EncodeError> {
        if len == 0 {
            return Err(EncodeError::new::<AttributeValue>("the set is empty, and DynamoDB has no empty sets"));
        }
        self.stack.push(match kind {
            Kind::StringSet => Frame::Strings(Vec::with_capacity(len)),
            Kind::NumberSet => Frame::Numbers(Vec::with_capacity(len)),
            Kind::BinarySet => Frame::Binaries(Vec::with_capacity(len)),
            _ => return Err(misuse("a set is begun with a kind that is no set")),
        });
        Ok(())
    }

    fn end_set(&mut self) -> Result<(), EncodeError> {
        self.end()
    }
}
