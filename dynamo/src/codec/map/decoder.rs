use std::{borrow::Cow, collections::HashMap};

use aws_sdk_dynamodb::types::AttributeValue;

use super::MAX_DEPTH;
use crate::{
    codec::{Decoder, Kind},
    error::DecodeError,
};

/// Reads one `AttributeValue`, owned or borrowed.
pub(crate) struct MapDecoder<'de> {
    current: Option<Source<'de>>,
    depth: usize,
}

/// The value at hand.
enum Source<'de> {
    Value(AttributeValue),
    Ref(&'de AttributeValue),
    /// An item: a map that is not wrapped in an `AttributeValue`.
    Item(HashMap<String, AttributeValue>),
    ItemRef(&'de HashMap<String, AttributeValue>),
    /// An element of a set.
    Text(Cow<'de, str>),
    Binary(Cow<'de, [u8]>),
}

fn kind(value: &AttributeValue) -> Result<Kind, DecodeError> {
    Ok(match value {
        AttributeValue::S(_) => Kind::String,
        AttributeValue::N(_) => Kind::Number,
        AttributeValue::B(_) => Kind::Binary,
        AttributeValue::Bool(_) => Kind::Bool,
        AttributeValue::Null(_) => Kind::Null,
        AttributeValue::M(_) => Kind::Map,
        AttributeValue::L(_) => Kind::List,
        AttributeValue::Ss(_) => Kind::StringSet,
        AttributeValue::Ns(_) => Kind::NumberSet,
        AttributeValue::Bs(_) => Kind::BinarySet,
        _ => {
            return Err(DecodeError::new::<AttributeValue>(
                "the attribute is of a type that this version does not know",
            ));
        }
    })
}

impl<'de> MapDecoder<'de> {
    fn at(current: Source<'de>) -> Self {
        Self { current: Some(current), depth: 0 }
    }

    pub(crate) fn owned(value: AttributeValue) -> Result<(Self, Kind), DecodeError> {
        let kind = kind(&value)?;
        Ok((Self::at(Source::Value(value)), kind))
    }

    pub(crate) fn borrowed(value: &'de AttributeValue) -> Result<(Self, Kind), DecodeError> {
        let kind = kind(value)?;
        Ok((Self::at(Source::Ref(value)), kind))
    }

    /// Stands before an item, which is a map.
    pub(crate) fn item(item: HashMap<String, AttributeValue>) -> Self {
        Self::at(Source::Item(item))
    }

    /// Stands before a borrowed item, which is a map.
    pub(crate) fn item_ref(item: &'de HashMap<String, AttributeValue>) -> Self {
        Self::at(Source::ItemRef(item))
    }

    fn take(&mut self) -> Result<Source<'de>, DecodeError> {
        self.current.take().ok_or_else(|| misuse("a value is read twice"))
    }

    fn visit<F>(&mut self, source: Source<'de>, visit: F) -> Result<(), DecodeError>
    where
        F: FnOnce(&mut Self) -> Result<(), DecodeError>,
    {
        self.current = Some(source);
        visit(self)?;
        self.current = None;
        Ok(())
    }

    fn descend(&mut self) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH + 1 {
            return Err(DecodeError::new::<AttributeValue>("values are nested deeper than DynamoDB's 32 levels"));
        }
        Ok(())
    }
}

/// A value of another kind than the caller was told, or a hand-written `Decode` that does not keep to the protocol.
fn misuse(problem: &'static str) -> DecodeError {
    DecodeError::new::<AttributeValue>(problem)
}

impl<'de> Decoder<'de> for MapDecoder<'de> {
    fn text(&mut self) -> Result<Cow<'de, str>, DecodeError> {
        match self.take()? {
            Source::Value(AttributeValue::S(text) | AttributeValue::N(text)) => Ok(Cow::Owned(text)),
            Source::Ref(AttributeValue::S(text) | AttributeValue::N(text)) => Ok(Cow::Borrowed(text)),
            Source::Text(text) => Ok(text),
            _ => Err(misuse("the value is neither a string (S) nor a number (N)")),
        }
    }

    fn binary(&mut self) -> Result<Cow<'de, [u8]>, DecodeError> {
        match self.take()? {
            Source::Value(AttributeValue::B(blob)) => Ok(Cow::Owned(blob.into_inner())),
            Source::Ref(AttributeValue::B(blob)) => Ok(Cow::Borrowed(blob.as_ref())),
            Source::Binary(bytes) => Ok(bytes),
            _ => Err(misuse("the value is not binary (B)")),
        }
    }

    fn boolean(&mut self) -> Result<bool, DecodeError> {
        match self.take()? {
            Source::Value(AttributeValue::Bool(value)) | Source::Ref(&AttributeValue::Bool(value)) => Ok(value),
            _ => Err(misuse("the value is not a boolean (BOOL)")),
        }
    }

    fn skip(&mut self) -> Result<(), DecodeError> {
        self.take().map(drop)
    }

    fn entries<F>(&mut self, mut visit: F) -> Result<(), DecodeError>
    where
        F: FnMut(&mut Self, &str, Kind) -> Result<(), DecodeError>,
    {
        self.descend()?;
        match self.take()? {
            Source::Item(entries) | Source::Value(AttributeValue::M(entries)) => {
                for (name, value) in entries {
                    let kind = kind(&value).map_err(|error| error.in_entry(&name))?;
                    self.visit(Source::Value(value), |decoder| visit(decoder, &name, kind))?;
                }
            }
            Source::ItemRef(entries) | Source::Ref(AttributeValue::M(entries)) => {
                for (name, value) in entries {
                    let kind = kind(value).map_err(|error| error.in_entry(name))?;
                    self.visit(Source::Ref(value), |decoder| visit(decoder, name, kind))?;
                }
            }
            _ => return Err(misuse("the value is not a map (M)")),
        }
        self.depth -= 1;
        Ok(())
    }

    fn elements<F>(&mut self, mut visit: F) -> Result<(), DecodeError>
    where
        F: FnMut(&mut Self, Kind) -> Result<(), DecodeError>,
    {
        // Sets hold only scalars and are no level of nesting, as when they are encoded.
        let is_list =
            matches!(self.current, Some(Source::Value(AttributeValue::L(_)) | Source::Ref(AttributeValue::L(_))));
        if is_list {
            self.descend()?;
        }
        match self.take()? {
            Source::Value(AttributeValue::L(elements)) => {
                for value in elements {
                    let kind = kind(&value)?;
                    self.visit(Source::Value(value), |decoder| visit(decoder, kind))?;
                }
            }
            Source::Ref(AttributeValue::L(elements)) => {
                for value in elements {
                    let kind = kind(value)?;
                    self.visit(Source::Ref(value), |decoder| visit(decoder, kind))?;
                }
            }
            Source::Value(AttributeValue::Ss(texts)) => {
                for text in texts {
                    self.visit(Source::Text(Cow::Owned(text)), |decoder| visit(decoder, Kind::String))?;
                }
            }
            Source::Value(AttributeValue::Ns(texts)) => {
                for text in texts {
                    self.visit(Source::Text(Cow::Owned(text)), |decoder| visit(decoder, Kind::Number))?;
                }
            }
            Source::Value(AttributeValue::Bs(blobs)) => {
                for blob in blobs {
                    let bytes = Cow::Owned(blob.into_inner());
                    self.visit(Source::Binary(bytes), |decoder| visit(decoder, Kind::Binary))?;
                }
            }
            Source::Ref(AttributeValue::Ss(texts)) => {
                for text in texts {
                    self.visit(Source::Text(Cow::Borrowed(text)), |decoder| visit(decoder, Kind::String))?;
                }
            }
            Source::Ref(AttributeValue::Ns(texts)) => {
                for text in texts {
                    self.visit(Source::Text(Cow::Borrowed(text)), |decoder| visit(decoder, Kind::Number))?;
                }
            }
            Source::Ref(AttributeValue::Bs(blobs)) => {
                for blob in blobs {
                    let bytes = Cow::Borrowed(blob.as_ref());
                    self.visit(Source::Binary(bytes), |decoder| visit(decoder, Kind::Binary))?;
                }
            }
            _ => return Err(misuse("the value is neither a list (L) nor a set (SS, NS, BS)")),
        }
        self.depth -= usize::from(is_list);
        Ok(())
    }
}
