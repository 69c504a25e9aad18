//! Where scans go on: only where a scan of the same items has ended.

use std::collections::HashSet;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dynamo::{Cursor, Dynamo, ErrorKind, Item, ScanCheckpoint, Table};
use futures::TryStreamExt as _;

use crate::backend::{database, faulty};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "grains", partition_key(id))]
struct Grain {
    id: u32,
}
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "grains", partition_key(id), entity = "pebble")]
struct Pebble {
    id: u32,
}

async fn filled(db: &Dynamo) -> Table<Grain> {
    let grains = db.table::<Grain>();
    grains.create_table().await.unwrap();
    for id in 0..10 {
        grains.put(&Grain { id }).await.unwrap();
        db.table::<Pebble>().put(&Pebble { id }).await.unwrap();
    }
    grains
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "bags", partition_key(id), sort_key(at))]
struct Bag {
    id: u32,
    at: u32,
    #[dynamo(default)]
    labels: HashSet<String>,
}

async fn checkpoint(grains: &Table<Grain>) -> ScanCheckpoint {
    let mut stream = grains.scan().resumable();
    for _ in 0..5 {
        stream.try_next().await.unwrap().unwrap();
    }
    stream.checkpoint()
}

#[tokio::test]
async fn another_entity_of_the_table_is_another_scan() {
    let db = database();
    let grains = filled(&db).await;
    let pebbles = db.table::<Pebble>();
    let resumed = pebbles.scan().resume(checkpoint(&grains).await).collect().await;
    assert_eq!(resumed.unwrap_err().kind(), ErrorKind::Validation);
    let cursor = grains.scan().limit(5).page().await.unwrap().cursor.unwrap();
    assert_eq!(pebbles.scan().after(cursor).collect().await.unwrap_err().kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn a_key_of_another_type_is_refused_before_sending() {
    let (db, faults) = faulty();
    let grains = filled(&db).await;
    let bytes = URL_SAFE_NO_PAD.decode(checkpoint(&grains).await.to_string()).unwrap();
    let json = String::from_utf8(bytes[1..].to_vec()).unwrap();
    let start = json.find("{\"S\":\"").unwrap();
    let end = start + json[start..].find('}').unwrap();
    let json = format!("{}{{\"N\":\"4\"{}", &json[..start], &json[end..]);
    let forged: ScanCheckpoint = URL_SAFE_NO_PAD.encode([&[1], json.as_bytes()].concat()).parse().unwrap();
    let cursor = grains.scan().limit(5).page().await.unwrap().cursor.unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(cursor.to_string()).unwrap();
    let forged_cursor: Cursor = URL_SAFE_NO_PAD.encode([&bytes[..9], br#"{"pk":{"N":"4"}}"#].concat()).parse().unwrap();

    let requests = faults.request_count();
    assert_eq!(grains.scan().resume(forged).collect().await.unwrap_err().kind(), ErrorKind::Validation);
    assert_eq!(grains.scan().after(forged_cursor).collect().await.unwrap_err().kind(), ErrorKind::Validation);
    assert_eq!(faults.request_count(), requests);
}

#[tokio::test]
async fn a_scan_goes_on_in_one_way() {
    let grains = filled(&database()).await;
    let cursor = grains.scan().limit(8).page().await.unwrap().cursor.unwrap();
    let both = grains.scan().after(cursor).resume(checkpoint(&grains).await).collect().await;
    assert_eq!(both.unwrap_err().kind(), ErrorKind::Validation);
    for units in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let scan = grains.scan().read_units_per_second(units).collect().await;
        assert_eq!(scan.unwrap_err().kind(), ErrorKind::Validation);
    }
}

/// A hash set gives its elements in another order each time; it is the same request all the same.
#[tokio::test]
async fn sets_in_conditions_have_no_order() {
    let bags = database().table::<Bag>();
    bags.create_table().await.unwrap();
    let many: Vec<Bag> = (0..6).map(|at| Bag { id: 1, at, labels: labels() }).collect();
    bags.batch_put(&many).await.unwrap();
    for _ in 0..8 {
        let query = || bags.query(1).filter(|bag| bag.labels.eq(labels())).limit(3);
        let cursor = query().page().await.unwrap().cursor.unwrap();
        assert_eq!(query().after(cursor).collect().await.unwrap(), many[3..]);

        let numbers = || (0..40).collect::<HashSet<u32>>();
        let scan = || bags.scan().filter(|bag| bag.at.in_list(numbers()) | bag.labels.eq(labels())).page_size(2);
        let mut stream = scan().resumable();
        stream.try_next().await.unwrap().unwrap();
        assert_eq!(scan().resume(stream.checkpoint()).collect().await.unwrap(), many[1..]);
    }
    assert_ne!(
        bags.query(1).filter(|bag| bag.at.in_list([1, 2])).explain().unwrap(),
        bags.query(1).filter(|bag| bag.at.in_list([1, 3])).explain().unwrap()
    );
}

fn labels() -> HashSet<String> {
    (0..20).map(|label| format!("label {label}")).collect()
}

#[tokio::test]
async fn the_first_request_is_of_its_segment_and_goes_on_where_the_checkpoint_says() {
    let grains = filled(&database()).await;
    let first = grains.scan().resume(checkpoint(&grains).await).into_input().unwrap();
    assert!(first.exclusive_start_key().is_some_and(|key| key.contains_key("pk")) && first.segment().is_none());
    assert!(grains.scan().resume(checkpoint(&grains).await).explain().unwrap().contains("\n  after: pk = "));

    let third = grains.scan().segments(2..3, 8).into_input().unwrap();
    assert_eq!((third.segment(), third.total_segments(), third.exclusive_start_key()), (Some(2), Some(8), None));
    assert!(grains.scan().segments(2..3, 8).explain().unwrap().contains("segments: 2..3 of 8"));
    let several = grains.scan().parallel(4).into_input().unwrap_err();
    assert_eq!(several.kind(), ErrorKind::Validation);
    assert!(several.to_string().contains("segments(0..1, 4)"), "{several}");
    assert!(grains.scan().parallel(4).explain().unwrap().contains("segments: 4"));

    let mut stream = grains.scan().segments(1..2, 2).resumable();
    while stream.try_next().await.unwrap().is_some() {}
    let done = |segments| grains.scan().segments(segments, 2).resume(stream.checkpoint());
    let error = done(1..2).into_builder().unwrap_err();
    let text = "the checkpoint says that segment 1 of 2 is read to its end: there is no request left of it; ask the checkpoint \
                with is_done before";
    assert_eq!(error.to_string(), text);
    let other = done(0..1).into_input().unwrap();
    assert_eq!((other.segment(), other.exclusive_start_key()), (Some(0), None), "this one has not begun");
}
