//! Upsert: update or create, with the key's components filled in.

use dynamo::{ErrorKind, ExpressionValues, Item};

use crate::backend::{faulty_table, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "visits", partition_key(site, internal), sort_key(page, number))]
struct Visits {
    site: String,
    internal: bool,
    page: String,
    #[dynamo(rename = "the number")]
    number: i64,
    #[dynamo(default)]
    count: u32,
    note: Option<String>,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "native", partition_key(id), sort_key(bytes), keys = "native")]
struct Native {
    id: u64,
    bytes: Vec<u8>,
    count: u32,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "templated", pk = "SITE#{site}", sk = "{page}#{number:06}")]
struct Templated {
    site: String,
    page: String,
    number: u32,
    count: u32,
}

fn key() -> dynamo::Key<Visits> {
    Visits::key("s", true, "p", -1)
}

fn visits(count: u32) -> Visits {
    Visits { site: "s".into(), internal: true, page: "p".into(), number: -1, count, note: None }
}

#[tokio::test]
async fn the_item_is_created_whole_and_then_updated() {
    let table = table::<Visits>().await;
    let upsert = || table.upsert(key()).increment(|visits| visits.count, 1);
    assert_eq!(upsert().return_old().await.unwrap(), None);
    assert_eq!(table.get(key()).consistent().await.unwrap(), Some(visits(1)));
    assert_eq!(upsert().return_old().await.unwrap(), Some(visits(1)));
    assert_eq!(upsert().return_new().await.unwrap(), visits(3));
    upsert().await.unwrap();
    assert_eq!(table.get(visits(0).primary_key()).consistent().await.unwrap(), Some(visits(4)));
}

#[tokio::test]
async fn whatever_the_layout() {
    let natives = table::<Native>().await;
    let native = natives.upsert(Native::key(7, vec![1])).set(|native| native.count, 1).return_new().await.unwrap();
    assert_eq!(native, Native { id: 7, bytes: vec![1], count: 1 });
    let templated = table::<Templated>().await;
    let after = templated.upsert(Templated::key("s", "p", 42)).set(|item| item.count, 1).return_new().await.unwrap();
    assert_eq!(after, Templated { site: "s".into(), page: "p".into(), number: 42, count: 1 });
    assert_eq!(templated.get(after.primary_key()).consistent().await.unwrap(), Some(after));
}

#[tokio::test]
async fn a_condition_guards_it() {
    let table = table::<Visits>().await;
    let guarded = || table.upsert(key()).increment(|visits| visits.count, 1).return_old_on_condition_failure();
    let error = guarded().when(|visits| visits.count.lt(3)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConditionalCheckFailed);
    for _ in 0..3 {
        guarded().when(|visits| visits.count.lt(3) | visits.count.not_exists()).await.unwrap();
    }
    let error = guarded().when(|visits| visits.count.lt(3) | visits.count.not_exists()).await.unwrap_err();
    assert_eq!(error.old_item::<Visits>().unwrap(), Some(visits(3)));
}

#[tokio::test]
async fn with_a_raw_update_the_key_components_are_the_callers() {
    let (visits, faults) = faulty_table::<Visits>().await;
    let before = faults.request_count();
    let raw = || visits.upsert(key()).update_expression("SET note = :x", ExpressionValues::new().value(":x", "x"));
    let error = raw().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert_eq!(faults.request_count(), before);
}
