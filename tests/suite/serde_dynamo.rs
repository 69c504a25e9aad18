//! Items that `serde_dynamo` wrote, with serde's derives, read back unchanged.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use dynamo::{Attribute, Item};
use serde::Serialize;

use crate::backend::database;

#[derive(Item, Serialize, Debug, Clone, PartialEq)]
#[dynamo(table = "old", partition_key(id), keys = "native")]
struct Old {
    id: String,
    byte: u8,
    signed: i64,
    unsigned: u64,
    single: f32,
    double: f64,
    flag: bool,
    letter: char,
    bytes: Vec<u8>,
    array: [u8; 3],
    texts: HashSet<String>,
    numbers: BTreeSet<i64>,
    list: Vec<Option<u8>>,
    tuple: (u8, String),
    by_number: BTreeMap<u32, Vec<u8>>,
    nothing: Option<String>,
    nothing_nested: Option<Inner>,
    something: Option<Inner>,
    unit: (),
    newtype: Wrapper,
    choices: Vec<Choice>,
    #[dynamo(rename = "renamed field")]
    #[serde(rename = "renamed field")]
    renamed: String,
    #[dynamo(flatten)]
    #[serde(flatten)]
    beside: Inner,
}

#[derive(Attribute, Serialize, Debug, Clone, PartialEq)]
#[dynamo(rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
struct Inner {
    street_name: String,
    house_number: Option<u16>,
}

#[derive(Attribute, Serialize, Debug, Clone, PartialEq)]
struct Wrapper(u64);

#[derive(Attribute, Serialize, Debug, Clone, PartialEq)]
enum Choice {
    Unit,
    One(i64),
    Many(u8, Option<String>),
    Fields { a: Option<u8>, b: Vec<u8> },
    Boxed(Box<Choice>),
}

fn old() -> Old {
    let inner = Inner { street_name: String::new(), house_number: Some(7) };
    Old {
        id: "1".into(),
        byte: 255,
        signed: i64::MIN,
        unsigned: u64::MAX,
        single: 0.1,
        double: 1.0 / 3.0,
        flag: true,
        letter: '\u{1F600}',
        bytes: vec![0, 1, 255],
        array: [1, 2, 3],
        texts: ["a".to_owned(), String::new()].into(),
        numbers: [-1, i64::MAX].into(),
        list: vec![Some(1), None],
        tuple: (7, "seven".into()),
        by_number: [(4711, vec![1]), (0, vec![])].into(),
        nothing: None,
        nothing_nested: None,
        something: Some(inner.clone()),
        unit: (),
        newtype: Wrapper(u64::MAX),
        choices: vec![
            Choice::Unit,
            Choice::One(-1),
            Choice::Many(1, None),
            Choice::Fields { a: None, b: vec![9] },
            Choice::Boxed(Box::new(Choice::Unit)),
        ],
        renamed: "r".into(),
        beside: inner,
    }
}

#[test]
fn what_serde_dynamo_wrote_is_read() {
    let written: dynamo::AttributeMap = serde_dynamo::to_item(old()).unwrap();
    assert!(written["bytes"].is_l() && written["texts"].is_l() && written["nothing"].is_null(), "as serde writes them");
    assert_eq!(dynamo::from_item_ref::<Old>(&written).unwrap(), old());
    assert_eq!(dynamo::from_item::<Old>(written).unwrap(), old());
}

#[tokio::test]
async fn also_from_a_table() {
    let database = database();
    let olds = database.table::<Old>();
    olds.create_table().await.unwrap();
    let item = serde_dynamo::to_item(old()).unwrap();
    let put = database.client().put_item().table_name(olds.name().unwrap()).set_item(Some(item));
    put.send().await.unwrap();
    assert_eq!(olds.get(Old::key("1")).consistent().await.unwrap(), Some(old()));
    olds.put(&old()).await.unwrap();
    assert_eq!(olds.get(Old::key("1")).consistent().await.unwrap(), Some(old()), "now as this library writes it");
}
