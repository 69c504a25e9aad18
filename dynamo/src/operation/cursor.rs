use std::{collections::HashMap, fmt, str::FromStr};

use aws_sdk_dynamodb::{primitives::Blob, types::AttributeValue};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::{
    cursor_key::{CursorKey, SEAL_BYTES},
    explain,
};
use crate::{
    error::{AttributeMap, Error, ErrorKind, Result},
    schema::Schema,
};

/// Where a query goes on: an opaque token, safe in URLs, bound to its query.
///
/// Keep it as text ([`Display`](fmt::Display), [`FromStr`], serde), give it back to the same query with
/// [`after`](super::Query::after). Another query refuses it, also one on another partition. It holds the key of the last
/// item, readable to whoever holds it; to keep its holders from making their own, seal it with a [`CursorKey`].
///
/// ```
/// # use dynamo::{Cursor, Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let events = Dynamo::embedded().table::<Event>();
/// # events.create_table().await?;
/// # for at in 0..5 { events.put(&Event { id: "1".into(), at }).await?; }
/// let first = events.query("1").limit(3).page().await?;
/// let token: String = first.cursor.unwrap().to_string();
///
/// let cursor: Cursor = token.parse()?;
/// let second = events.query("1").limit(3).after(cursor.clone()).page().await?;
/// assert_eq!(second.items.len(), 2);
/// assert!(second.cursor.is_none());
///
/// assert!(events.query("2").after(cursor).page().await.is_err(), "of another partition");
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(String);

/// The first byte of a cursor that is not sealed, and of one that is.
const PLAIN: u8 = 1;
const SEALED: u8 = 2;
const HEADER: usize = 9;

impl Cursor {
    pub(crate) fn new(fingerprint: Fingerprint, key: &AttributeMap, seal: Option<&CursorKey>) -> Result<Self> {
        let mut bytes = vec![if seal.is_some() { SEALED } else { PLAIN }];
        bytes.extend(fingerprint.0.to_be_bytes());
        let key = key_to_json(key).ok_or_else(|| {
            Error::new(ErrorKind::InvalidResponse, "DynamoDB gave a key that is not made of S, N and B")
        })?;
        bytes.extend(key.to_string().into_bytes());
        if let Some(seal) = seal {
            bytes.extend(seal.seal(&bytes)?);
        }
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The key to go on after, if the cursor is this query's, sealed as this query's are.
    pub(super) fn open(&self, fingerprint: Fingerprint, seal: Option<&CursorKey>) -> Result<AttributeMap> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.0).map_err(|_| malformed())?;
        let content = match (bytes.first(), seal) {
            (Some(&PLAIN), None) => bytes.as_slice(),
            (Some(&SEALED), Some(key)) => {
                let content = bytes.len().checked_sub(SEAL_BYTES).and_then(|end| bytes.split_at_checked(end));
                match content {
                    Some((content, seal)) if key.verifies(content, seal) => content,
                    _ => {
                        return Err(Error::validation(
                            "the cursor's seal is not of this key: it was made elsewhere, or changed",
                        ));
                    }
                }
            }
            (Some(&PLAIN), Some(_)) => {
                return Err(Error::validation("the cursor is not sealed, and this query takes sealed ones only"));
            }
            (Some(&SEALED), None) => {
                return Err(Error::validation("the cursor is sealed; give the query its key with sealed(..)"));
            }
            _ => return Err(malformed()),
        };
        let (header, key) = content.split_at_checked(HEADER).ok_or_else(malformed)?;
        if header[1..] != fingerprint.0.to_be_bytes() {
            return Err(Error::validation(
                "the cursor belongs to another query: table, partition, sort key, filter and order must be the same",
            ));
        }
        let key: Value = serde_json::from_slice(key).map_err(|_| malformed())?;
        key_from_json(&key).ok_or_else(malformed)
    }
}

/// A key as JSON; none if it is not made of S, N and B.
pub(super) fn key_to_json(key: &AttributeMap) -> Option<Value> {
    let entries: Option<Map<String, Value>> =
        key.iter().map(|(name, value)| Some((name.clone(), to_json(value)?))).collect();
    entries.map(Value::Object)
}

/// The key that was made into JSON.
pub(super) fn key_from_json(key: &Value) -> Option<AttributeMap> {
    key.as_object()?.iter().map(|(name, value)| Some((name.clone(), from_json(value)?))).collect()
}

fn to_json(value: &AttributeValue) -> Option<Value> {
    let (tag, text) = match value {
        AttributeValue::S(text) => ("S", text.clone()),
        AttributeValue::N(number) => ("N", number.clone()),
        AttributeValue::B(blob) => ("B", URL_SAFE_NO_PAD.encode(blob.as_ref())),
        _ => return None,
    };
    Some(Value::Object([(tag.to_owned(), Value::String(text))].into_iter().collect()))
}

fn from_json(value: &Value) -> Option<AttributeValue> {
    let mut entries = value.as_object()?.iter();
    let (tag, text) = entries.next()?;
    let text = text.as_str()?;
    if entries.next().is_some() {
        return None;
    }
    Some(match tag.as_str() {
        "S" => AttributeValue::S(text.to_owned()),
        "N" => AttributeValue::N(text.to_owned()),
        "B" => AttributeValue::B(Blob::new(URL_SAFE_NO_PAD.decode(text).ok()?)),
        _ => return None,
    })
}

/// What a query asks, in short: the same in every process and version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    /// From its text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        u64::from_str_radix(text, 16).ok().map(Self)
    }

    /// Of a request with these texts, with its placeholders replaced by what they stand for.
    pub(super) fn of_request(
        schema: &Schema,
        texts: &[&str],
        names: Option<&HashMap<String, String>>,
        values: Option<&AttributeMap>,
        ascending: bool,
    ) -> Self {
        let mut parts: Vec<String> = texts.iter().map(|text| explain::substitute(text, names, values)).collect();
        parts.push(ascending.to_string());
        // Two entities may share a table, told apart only by what comes back.
        parts.push(schema.entity.to_owned());
        Self::of(parts.iter().map(String::as_bytes))
    }

    /// FNV-1a over the parts; each is closed, so that no text of one can be another's.
    pub(super) fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        for part in parts {
            part.iter().copied().for_each(&mut add);
            (part.len() as u64).to_be_bytes().into_iter().for_each(&mut add);
        }
        Self(hash)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// From the text of a token. Whether it is the query's own, the query finds out that it is given to.
impl FromStr for Cursor {
    type Err = Error;

    fn from_str(token: &str) -> Result<Self> {
        match URL_SAFE_NO_PAD.decode(token) {
            Ok(bytes) if bytes.len() > HEADER && matches!(bytes[0], PLAIN | SEALED) => Ok(Self(token.to_owned())),
            _ => Err(malformed()),
        }
    }
}

fn malformed() -> Error {
    Error::validation("the cursor is malformed; give back the text of one as it was")
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Does not show the token, which holds a key.
impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cursor(..)")
    }
}

impl serde::Serialize for Cursor {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Cursor {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
