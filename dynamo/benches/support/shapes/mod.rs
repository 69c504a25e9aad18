//! The items: small and large, flat and deep. Each is generated from a number, the same in every run.
//!
//! Their keys are native, so that an item has the same attributes whoever writes it.

mod mixed;
mod others;

use std::{collections::HashMap, fmt::Debug};

use dynamo::{Item, PageRef, Query, Table, sdk::types::AttributeValue};
use serde::{Serialize, de::DeserializeOwned};

pub(crate) use self::{
    mixed::Mixed,
    others::{Binary, Deep, Large, Sets, Small},
};

pub(crate) type AttributeMap = HashMap<String, AttributeValue>;

pub(crate) trait Shape:
    Item<Sort: 'static> + Serialize + DeserializeOwned + Clone + PartialEq + Debug + Send + Sync + 'static
{
    /// The partition key's attribute, and the sort key's if there is one.
    const KEY: &'static [&'static str];
    /// The partition that all items of a page are in.
    const PARTITION: &'static str;
    /// The conversions that a careful hand wrote, where one did.
    const BY_HAND: Option<ByHand<Self>> = None;

    /// How it is read without being copied, where that is measured.
    const LOOK: Option<Look<Self>> = None;

    fn generate(number: usize) -> Self;

    fn query(table: &Table<Self>) -> Query<Self>;

    fn many(count: usize) -> Vec<Self> {
        (0..count).map(Self::generate).collect()
    }
}

#[derive(Clone, Copy)]
pub(crate) struct ByHand<T> {
    pub(crate) read: fn(AttributeMap) -> Option<T>,
    pub(crate) write: fn(&T) -> AttributeMap,
}

/// Reading a page's items where they lie.
pub(crate) struct Look<T> {
    /// Decodes them all, and keeps none.
    pub(crate) look: fn(&PageRef),
    /// The same, copied.
    pub(crate) own: fn(&PageRef) -> Vec<T>,
}

impl<T> Clone for Look<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Look<T> {}

/// Text of words, `length` bytes of ASCII. Another number gives another text.
fn words(number: usize, length: usize) -> String {
    const WORDS: [&str; 8] = ["delivered", "to", "the", "front", "desk", "of", "building", "seven"];
    let mut text = String::with_capacity(length + 10);
    let mut word = number;
    while text.len() < length {
        text.push_str(WORDS[word % WORDS.len()]);
        text.push(' ');
        word = word * 5 / 4 + 1;
    }
    text.truncate(length);
    text
}
