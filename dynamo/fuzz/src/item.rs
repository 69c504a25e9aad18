//! An item with many kinds of attribute.

use std::collections::{BTreeMap, BTreeSet};

use dynamo::{Attribute, Item, sdk::types::AttributeValue};

/// Whatever is stored under such keys: nothing tells things from others.
#[derive(Item)]
#[dynamo(table = "things", partition_key(pk), sort_key(sk), keys = "native")]
pub struct Stored {
    pub pk: String,
    pub sk: String,
}

/// Its keys are text, and stand beside those of other entities.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "things", partition_key(owner), sort_key(group, number))]
pub struct Thing {
    pub owner: String,
    pub group: String,
    pub number: u32,
    pub tiny: i8,
    pub wide: u64,
    pub wider: i128,
    pub ratio: f64,
    pub half: f32,
    pub flag: bool,
    pub letter: char,
    pub bytes: Vec<u8>,
    pub note: Option<String>,
    #[dynamo(null)]
    pub rank: Option<i64>,
    #[dynamo(default = 7)]
    pub level: u8,
    #[dynamo(alias = "label")]
    pub title: String,
    pub part: Part,
    pub state: State,
    pub parts: Vec<Part>,
    pub states: Vec<State>,
    pub pair: (u8, String),
    pub texts: BTreeSet<String>,
    pub numbers: BTreeSet<i32>,
    pub blobs: Vec<Vec<u8>>,
    pub counts: BTreeMap<String, u16>,
    pub by_number: BTreeMap<u32, Option<bool>>,
    pub raw: AttributeValue,
    #[dynamo(flatten)]
    pub rest: BTreeMap<String, AttributeValue>,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
pub struct Part {
    pub name: String,
    pub weight: Option<f64>,
    #[dynamo(default)]
    pub tags: Vec<String>,
    pub inner: Option<Box<Part>>,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
#[dynamo(rename_all = "snake_case")]
pub enum State {
    New,
    Counted(u64),
    Named { name: String, part: Option<Part> },
    Both(String, bool),
}

/// The same table's other items.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "things", partition_key(owner), sort_key(day))]
pub struct Other {
    pub owner: String,
    pub day: String,
    pub amount: u32,
}

impl Thing {
    /// One with something in every attribute.
    pub fn example(number: u32) -> Self {
        let part = Part { name: "a \"part\"".into(), weight: Some(0.5), tags: vec!["é".into()], inner: None };
        let outer = Part { inner: Some(Box::new(part.clone())), ..part.clone() };
        Self {
            owner: "o".into(),
            group: "g".into(),
            number,
            tiny: -8,
            wide: u64::MAX,
            wider: -170_141_183_460_469_231,
            ratio: 1.5e-7,
            half: 0.25,
            flag: true,
            letter: '𐍈',
            bytes: vec![0, 1, 255],
            note: number.is_multiple_of(2).then(|| "line\nbreak\u{1}".into()),
            rank: None,
            level: 3,
            title: "t".into(),
            part: outer.clone(),
            state: State::Named { name: "n".into(), part: Some(part) },
            parts: vec![outer],
            states: vec![State::New, State::Counted(4), State::Both("b".into(), false)],
            pair: (1, "p".into()),
            texts: ["x".into(), "y".into()].into(),
            numbers: [-1, 2].into(),
            blobs: vec![vec![7]],
            counts: [("k".into(), 9)].into(),
            by_number: [(5, None)].into(),
            raw: AttributeValue::L(vec![AttributeValue::Null(true), AttributeValue::N("1.50".into())]),
            rest: [("more".into(), AttributeValue::Ss(vec!["z".into()]))].into(),
        }
    }
}
