//! Law 1, through the database: what a consistent get gives is what was put.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use dynamo::{Item, Number};
use proptest::{collection, prelude::*};
use serde_json::Value;

use crate::{
    backend::{block_on, cases, table},
    law_round_trip::{Choice, Nested, choice, float, json, nested, number},
};

/// One attribute of each kind; several cases to an item, as requests are what takes the time.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "everything", partition_key(id))]
struct Everything {
    id: u32,
    integers: (i64, u64, i8, u128),
    floats: Vec<f64>,
    single: f32,
    numbers: Vec<Number>,
    texts: Vec<String>,
    letter: char,
    bytes: Vec<u8>,
    deque: VecDeque<u8>,
    flag: bool,
    nothing: Option<String>,
    list: Vec<Option<i32>>,
    by_text: HashMap<String, Vec<u8>>,
    by_number: BTreeMap<i64, bool>,
    text_set: HashSet<String>,
    number_set: BTreeSet<Number>,
    binary_set: BTreeSet<Vec<u8>>,
    nested: Nested,
    choices: Vec<Choice>,
    #[dynamo(null)]
    null: Option<Nested>,
    json: Value,
    #[dynamo(json)]
    as_text: Value,
    #[dynamo(serde)]
    native: BTreeMap<String, (f64, Option<u8>)>,
    #[dynamo(flatten)]
    rest: HashMap<String, Number>,
}

prop_compose! {
    fn everything()(
        integers in (any::<i64>(), any::<u64>(), any::<i8>(), 0..10_u128.pow(38)),
        floats in collection::vec(float(), 0..9),
        single in any::<f32>().prop_filter("finite", |float| float.is_finite()),
        numbers in collection::vec(number(), 0..9),
        (letter, flag, nothing) in any::<(char, bool, Option<String>)>(),
        (texts, list) in any::<(Vec<String>, Vec<Option<i32>>)>(),
        (bytes, deque) in any::<(Vec<u8>, VecDeque<u8>)>(),
        by_text in collection::hash_map(".{1,9}", any::<Vec<u8>>(), 0..5),
        by_number in any::<BTreeMap<i64, bool>>(),
        text_set in collection::hash_set(any::<String>(), 1..9),
        (number_set, binary_set) in (collection::btree_set(number(), 1..9), collection::btree_set(any::<Vec<u8>>(), 1..9)),
        (nested, null) in (nested(), prop::option::of(nested())),
        choices in collection::vec(choice(), 0..5),
        (json, as_text) in (json(), json()),
        native in collection::btree_map("[a-z]{1,3}", (float(), any::<Option<u8>>()), 0..4),
        rest in collection::hash_map("[A-Z]{1,4}", number(), 0..4),
    ) -> Everything {
        Everything {
            id: 0, integers, floats, single, numbers, texts, letter, bytes, deque, flag, nothing, list, by_text, by_number,
            text_set, number_set, binary_set, nested, choices, null, json, as_text, native, rest,
        }
    }
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn everything_comes_back(items in collection::vec(everything(), 4)) {
        block_on(async {
            let table = table::<Everything>().await;
            for (id, mut item) in (0..).zip(items) {
                item.id = id;
                table.put(&item).await.unwrap();
                let found = table.get(item.primary_key()).consistent().await.unwrap();
                assert_eq!(found.as_ref(), Some(&item));
                let old = table.delete(item.primary_key()).return_old().await.unwrap();
                assert_eq!(old.as_ref(), Some(&item));
            }
        });
    }
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "edges", partition_key(id))]
struct Edges {
    id: u8,
    #[dynamo(default = Some(5))]
    defaulted: Option<u8>,
    #[dynamo(default = Some(5), json)]
    defaulted_json: Option<u8>,
    empty_text: String,
    empty_bytes: Vec<u8>,
    empty_list: Vec<String>,
    empty_map: HashMap<String, String>,
    texts: BTreeSet<String>,
    binaries: BTreeSet<Vec<u8>>,
    text: String,
}

#[tokio::test]
async fn the_empty_is_kept_and_nothing_is_not_the_default() {
    let table = table::<Edges>().await;
    let edges = Edges {
        id: 0,
        defaulted: None,
        defaulted_json: None,
        empty_text: String::new(),
        empty_bytes: Vec::new(),
        empty_list: Vec::new(),
        empty_map: HashMap::new(),
        texts: [String::new()].into(),
        binaries: [Vec::new(), vec![0]].into(),
        text: "\0\u{1}\u{7f}\u{FEFF}\u{FFFF}\u{10FFFF}e\u{301}\"\\/".into(),
    };
    table.put(&edges).await.unwrap();
    assert_eq!(table.get(Edges::key(0)).consistent().await.unwrap(), Some(edges));
}
