use std::{collections::BTreeMap, fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

use super::{
    Fingerprint,
    cursor::{key_from_json, key_to_json},
};
use crate::error::{AttributeMap, Error, Result};

/// How far a scan has come, segment by segment: an opaque token to store, and to resume from in another process.
///
/// It covers what the stream has given before it was made: a scan that resumes gives exactly the rest. Keep it as text
/// ([`Display`](fmt::Display), [`FromStr`], serde); it holds keys of items.
///
/// ```
/// # use dynamo::{Dynamo, Item, ScanCheckpoint};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// use futures::TryStreamExt as _;
///
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// # for id in 0..10 { users.put(&User { id: id.to_string() }).await?; }
/// let mut stream = users.scan().parallel(4).resumable();
/// let mut seen = Vec::new();
/// while let Some(user) = stream.try_next().await? {
///     seen.push(user.id);
///     if seen.len() == 3 {
///         break; // as if the process had crashed here
///     }
/// }
/// let stored: String = stream.checkpoint().to_string();
///
/// let checkpoint: ScanCheckpoint = stored.parse()?;
/// let rest: Vec<User> = users.scan().parallel(4).resume(checkpoint).collect().await?;
/// assert_eq!(seen.len() + rest.len(), 10);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone, PartialEq)]
pub struct ScanCheckpoint {
    pub(crate) fingerprint: Fingerprint,
    /// How many segments the whole table has.
    pub(crate) total: u32,
    /// The segments that have begun.
    pub(crate) segments: BTreeMap<u32, SegmentState>,
}

/// How far a segment has come.
#[derive(Clone, PartialEq)]
pub(crate) enum SegmentState {
    /// To the item with this key.
    At(AttributeMap),
    /// To the end.
    Done,
}

/// The first byte of a token.
const VERSION: u8 = 1;

impl ScanCheckpoint {
    pub(crate) fn new(fingerprint: Fingerprint, total: u32) -> Self {
        Self { fingerprint, total, segments: BTreeMap::new() }
    }

    /// Whether every one of these segments has come to its end.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let stream = users.scan().parallel(4).resumable();
    /// assert!(!stream.checkpoint().is_done(0..4));
    /// ```
    pub fn is_done(&self, segments: std::ops::Range<u32>) -> bool {
        segments.into_iter().all(|segment| self.segments.get(&segment) == Some(&SegmentState::Done))
    }

    fn to_token(&self) -> String {
        let segments: Map<String, Value> = self
            .segments
            .iter()
            .map(|(segment, state)| {
                let state = match state {
                    SegmentState::At(key) => key_to_json(key).unwrap_or(Value::Null),
                    SegmentState::Done => Value::Bool(true),
                };
                (segment.to_string(), state)
            })
            .collect();
        let value =
            serde_json::json!({ "of": self.fingerprint.to_string(), "total": self.total, "segments": segments });
        let mut bytes = vec![VERSION];
        bytes.extend(value.to_string().into_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn from_token(token: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let json = bytes.strip_prefix(&[VERSION])?;
        let value: Value = serde_json::from_slice(json).ok()?;
        let fingerprint = Fingerprint::parse(value.get("of")?.as_str()?)?;
        let total = u32::try_from(value.get("total")?.as_u64()?).ok()?;
        let segments = value.get("segments")?.as_object()?;
        let segments = segments.iter().map(|(segment, state)| {
            let state = match state {
                Value::Bool(true) => SegmentState::Done,
                key => SegmentState::At(key_from_json(key)?),
            };
            Some((segment.parse().ok().filter(|segment: &u32| *segment < total)?, state))
        });
        Some(Self { fingerprint, total, segments: segments.collect::<Option<_>>()? })
    }
}

impl FromStr for ScanCheckpoint {
    type Err = Error;

    fn from_str(token: &str) -> Result<Self> {
        Self::from_token(token)
            .ok_or_else(|| Error::validation("the checkpoint is malformed; give back the text of one as it was"))
    }
}

impl fmt::Display for ScanCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_token())
    }
}

/// Shows how far the segments are, not the keys.
impl fmt::Debug for ScanCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let done = self.segments.values().filter(|state| **state == SegmentState::Done).count();
        write!(f, "ScanCheckpoint({} segments begun, {done} done, of {})", self.segments.len(), self.total)
    }
}

impl serde::Serialize for ScanCheckpoint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for ScanCheckpoint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
