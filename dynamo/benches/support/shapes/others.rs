//! The items that stress one thing each.

use std::collections::BTreeSet;

use dynamo::{Attribute, Item, Query, Table};
use serde::{Deserialize, Serialize};

use super::{Shape, words};

/// A key and two attributes.
#[derive(Item, Serialize, Deserialize, Debug, Clone, PartialEq)]
#[dynamo(table = "counters", partition_key(id), keys = "native")]
pub(crate) struct Small {
    id: String,
    name: String,
    count: u64,
}

impl Shape for Small {
    const KEY: &'static [&'static str] = &["id"];
    const PARTITION: &'static str = "counter-0";

    fn generate(number: usize) -> Self {
        Self { id: format!("counter-{number}"), name: "visits".into(), count: number as u64 }
    }

    fn query(table: &Table<Self>) -> Query<Self> {
        table.query(Self::PARTITION)
    }
}

/// 100 KB: two long strings and two long lists.
#[derive(Item, Serialize, Deserialize, Debug, Clone, PartialEq)]
#[dynamo(table = "documents", partition_key(folder), sort_key(name), keys = "native")]
pub(crate) struct Large {
    folder: String,
    name: String,
    text: String,
    summary: String,
    lines: Vec<String>,
    offsets: Vec<u32>,
}

impl Shape for Large {
    const KEY: &'static [&'static str] = &["folder", "name"];
    const PARTITION: &'static str = "reports";

    fn generate(number: usize) -> Self {
        Self {
            folder: Self::PARTITION.into(),
            name: format!("report-{number:04}"),
            text: words(number, 60_000),
            summary: words(number + 1, 15_000),
            lines: (0..150).map(|line| words(number + line, 80)).collect(),
            offsets: (0..500).map(|line| 7919 * line).collect(),
        }
    }

    fn query(table: &Table<Self>) -> Query<Self> {
        table.query(Self::PARTITION)
    }
}

/// 1 KB of binary.
#[derive(Item, Serialize, Deserialize, Debug, Clone, PartialEq)]
#[dynamo(table = "blobs", partition_key(owner), sort_key(number), keys = "native")]
pub(crate) struct Binary {
    owner: String,
    number: u64,
    #[serde(with = "serde_bytes")]
    data: Vec<u8>,
}

impl Shape for Binary {
    const KEY: &'static [&'static str] = &["owner", "number"];
    const PARTITION: &'static str = "owner-1";

    fn generate(number: usize) -> Self {
        let mut data = vec![0; 1024];
        fastrand::Rng::with_seed(number as u64).fill(&mut data);
        Self { owner: Self::PARTITION.into(), number: number as u64, data }
    }

    fn query(table: &Table<Self>) -> Query<Self> {
        table.query(Self::PARTITION)
    }
}

/// A set of 20 strings and one of 20 numbers.
#[derive(Item, Serialize, Deserialize, Debug, Clone, PartialEq)]
#[dynamo(table = "groups", partition_key(tenant), sort_key(number), keys = "native")]
pub(crate) struct Sets {
    tenant: String,
    number: u64,
    #[serde(with = "serde_dynamo::string_set")]
    members: BTreeSet<String>,
    #[serde(with = "serde_dynamo::number_set")]
    rooms: BTreeSet<u64>,
}

impl Shape for Sets {
    const KEY: &'static [&'static str] = &["tenant", "number"];
    const PARTITION: &'static str = "tenant-1";

    fn generate(number: usize) -> Self {
        Self {
            tenant: Self::PARTITION.into(),
            number: number as u64,
            members: (0..20).map(|member| format!("member-{:04}", number + 31 * member)).collect(),
            rooms: (0..20).map(|room| number as u64 + 37 * room).collect(),
        }
    }

    fn query(table: &Table<Self>) -> Query<Self> {
        table.query(Self::PARTITION)
    }
}

/// Maps in maps, eight levels of them.
#[derive(Item, Serialize, Deserialize, Debug, Clone, PartialEq)]
#[dynamo(table = "trees", partition_key(forest), sort_key(number), keys = "native")]
pub(crate) struct Deep {
    forest: String,
    number: u64,
    root: Node,
}

#[derive(Attribute, Serialize, Deserialize, Debug, Clone, PartialEq)]
struct Node {
    name: String,
    level: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    child: Option<Box<Node>>,
}

impl Shape for Deep {
    const KEY: &'static [&'static str] = &["forest", "number"];
    const PARTITION: &'static str = "forest-1";

    fn generate(number: usize) -> Self {
        let node = |child, level| {
            let name = format!("node {level} of {number}");
            Some(Box::new(Node { name, level, child }))
        };
        let root = (0..8).rev().fold(None, node).expect("a root");
        Self { forest: Self::PARTITION.into(), number: number as u64, root: *root }
    }

    fn query(table: &Table<Self>) -> Query<Self> {
        table.query(Self::PARTITION)
    }
}
