//! Over real HTTP: large items, all of Unicode, bytes, and what is empty.

use std::collections::BTreeMap;

use bytes::Bytes;
use dynamo::{Dynamo, Item, Table};

use crate::backend;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "crates", partition_key(id))]
struct Crate {
    id: u32,
    text: String,
    bytes: Bytes,
    list: Vec<String>,
    by_name: BTreeMap<String, Option<f64>>,
}

/// About 300 KB.
fn large(id: u32) -> Crate {
    let unicode = ('\u{0}'..='\u{2fff}').chain('\u{1f300}'..='\u{1f6ff}');
    Crate {
        id,
        text: unicode.cycle().take(50_000).collect(),
        bytes: (0..=255).cycle().take(100_000).collect::<Vec<u8>>().into(),
        list: vec!["x\"\\\u{7f}/\u{2028}".repeat(5_000), String::new()],
        by_name: [("none".to_owned(), None), ("é \"".to_owned(), Some(-0.125)), ("big".to_owned(), Some(1e100))].into(),
    }
}

fn empty(id: u32) -> Crate {
    Crate { id, text: String::new(), bytes: Bytes::new(), list: Vec::new(), by_name: BTreeMap::new() }
}

async fn writes_and_reads(db: &Dynamo, written: &Dynamo) {
    let (crates, other): (Table<Crate>, Table<Crate>) = (db.table(), written.table());
    let all: Vec<Crate> = (0..6).map(|id| if id % 2 == 0 { large(id) } else { empty(id) }).collect();
    other.put(&all[0]).await.unwrap();
    other.batch_put(&all[1..4]).await.unwrap();
    written.transaction().put(other.put(&all[4])).put(other.put(&all[5])).await.unwrap();
    for item in &all {
        assert!(crates.get(Crate::key(item.id)).consistent().await.unwrap().as_ref() == Some(item), "{}", item.id);
    }
    let mut scanned = crates.scan().consistent().collect().await.unwrap();
    scanned.sort_by_key(|item| item.id);
    assert!(scanned == all);
    let each = crates.batch_get((0..6).map(Crate::key)).consistent().in_order().await.unwrap();
    assert!(each.into_iter().map(Option::unwrap).eq(all.iter().cloned()));
    let (one, two) = db.transact_get((crates.get(Crate::key(4)), crates.get(Crate::key(5)))).await.unwrap();
    assert!((one.as_ref(), two.as_ref()) == (Some(&all[4]), Some(&all[5])));
    let old = crates.put(&empty(0)).return_old().await.unwrap();
    assert!(old.as_ref() == Some(&all[0]));
    let old = crates.delete(Crate::key(2)).return_old().await.unwrap();
    assert!(old.as_ref() == Some(&all[2]));
}

#[tokio::test]
async fn large_and_empty_items_go_and_come_whole() {
    if backend::endpoint().is_none() {
        return; // the embedded database has no HTTP
    }
    let db = backend::database();
    db.table::<Crate>().create_table().await.unwrap();
    let values = db.clone().sdk_values();
    for (reads, writes) in [(&db, &db), (&db, &values), (&values, &db), (&values, &values)] {
        writes_and_reads(reads, writes).await;
    }
}
