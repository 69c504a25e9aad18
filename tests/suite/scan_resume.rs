//! Scans that stop and go on: whatever the segments, the pages and the interruptions, every item comes once.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use dynamo::{
    Dynamo, ErrorKind, Item, Scan, ScanCheckpoint, Table,
    sdk::types::{PutRequest, WriteRequest},
    testing::{Fault, Plan, Step},
    to_item,
};
use futures::TryStreamExt as _;

use crate::backend::{database, faulty};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "grains", partition_key(id))]
#[dynamo(gsi(name = "ByHeap", partition_key(heap), sort_key(kind)))]
struct Grain {
    id: u32,
    heap: String,
    kind: u32,
}

/// In the same table.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "grains", partition_key(id), entity = "pebble")]
struct Pebble {
    id: u32,
}

async fn filled(db: &Dynamo, count: u32) -> Table<Grain> {
    let table = db.table::<Grain>();
    table.create_table().await.unwrap();
    let items = (0..count).map(|id| to_item(&Grain { id, heap: "one".into(), kind: id % 50 }));
    let others = (0..count / 100).map(|id| to_item(&Pebble { id }));
    let items: Vec<_> = items.chain(others).map(Result::unwrap).collect();
    let name = table.name().unwrap();
    for chunk in items.chunks(25) {
        let puts = chunk.iter().map(|item| PutRequest::builder().set_item(Some(item.clone())).build().unwrap());
        let writes = puts.map(|put| WriteRequest::builder().put_request(put).build()).collect();
        let output = db.client().batch_write_item().request_items(&name, writes).send().await.unwrap();
        assert!(output.unprocessed_items.unwrap_or_default().is_empty());
    }
    table
}

/// Draws from a seed: an interruption that finds something is found again.
struct Draws(u64);

impl Draws {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// The checkpoint as another process gets it.
fn stored(checkpoint: &ScanCheckpoint, as_json: bool) -> ScanCheckpoint {
    let parsed: ScanCheckpoint = if as_json {
        serde_json::from_str(&serde_json::to_string(checkpoint).unwrap()).unwrap()
    } else {
        checkpoint.to_string().parse().unwrap()
    };
    assert_eq!(parsed, *checkpoint);
    parsed
}

/// Reads a scan with interruptions after at most `longest` items; gives the items and the number of pieces.
async fn in_pieces(scan: impl Fn() -> Scan<Grain>, segments: u32, longest: u64, seed: u64) -> (Vec<u32>, usize) {
    let mut draws = Draws(seed);
    let (mut ids, mut pieces, mut checkpoint) = (Vec::new(), 0, None);
    loop {
        let next = match checkpoint.take() {
            Some(checkpoint) => scan().resume(checkpoint),
            None => scan(),
        };
        let mut stream = next.resumable();
        pieces += 1;
        let mut ended = false;
        for _ in 0..draws.below(longest) {
            match stream.try_next().await.unwrap() {
                Some(grain) => ids.push(grain.id),
                None => {
                    ended = true;
                    break;
                }
            }
        }
        let so_far = stream.checkpoint();
        if ended {
            assert!(so_far.is_done(0..segments), "seed {seed}: {so_far:?}");
            let nothing: Vec<Grain> = scan().resume(so_far).collect().await.unwrap();
            assert_eq!(nothing, []);
            return (ids, pieces);
        }
        checkpoint = Some(stored(&so_far, pieces % 2 == 0));
    }
}

fn assert_each_once(mut ids: Vec<u32>, expected: impl Iterator<Item = u32>, what: &str) {
    ids.sort_unstable();
    assert!(ids.iter().copied().eq(expected), "{what}: {} items", ids.len());
}

#[tokio::test]
async fn twenty_thousand_items_come_once_whatever_the_interruptions() {
    const COUNT: u32 = 20_000;
    let table = filled(&database(), COUNT).await;
    let whole: Vec<Grain> = table.scan().parallel(8).collect().await.unwrap();
    assert_each_once(whole.iter().map(|grain| grain.id).collect(), 0..COUNT, "without interruption");

    for (page_size, longest, seed) in [(311, 4000, 1), (97, 9000, 2)] {
        let (ids, pieces) = in_pieces(|| table.scan().parallel(8).page_size(page_size), 8, longest, seed).await;
        assert!(pieces > 2);
        assert_each_once(ids, 0..COUNT, &format!("{pieces} pieces of pages of {page_size}"));
    }
    for (page_size, longest, seed) in [(400, 60, 3), (150, 150, 4)] {
        let scan = || table.scan().parallel(8).page_size(page_size).filter(|grain| grain.kind.eq(7));
        let (ids, pieces) = in_pieces(scan, 8, longest, seed).await;
        assert!(pieces > 2);
        assert_each_once(ids, (0..COUNT).filter(|id| id % 50 == 7), &format!("filtered, {pieces} pieces"));
    }
}

#[tokio::test]
async fn every_point_to_stop_at_is_as_good_as_another() {
    let table = filled(&database(), 100).await;
    for (page_size, segments) in [(1, 3), (2, 1), (7, 4), (1000, 2)] {
        let scan = || table.scan().parallel(segments).page_size(page_size);
        for stop in [0, 1, 2, 3, 50, 98, 99, 100] {
            let mut stream = scan().resumable();
            let mut ids = Vec::new();
            while ids.len() < stop {
                ids.push(stream.try_next().await.unwrap().unwrap().id);
            }
            let checkpoint = stored(&stream.checkpoint(), false);
            let rest: Vec<Grain> = scan().resume(checkpoint).resumable().try_collect().await.unwrap();
            ids.extend(rest.iter().map(|grain| grain.id));
            assert_each_once(
                ids,
                0..100,
                &format!("stopped after {stop}, {segments} segments of pages of {page_size}"),
            );
        }
        // One item at a time.
        let (ids, pieces) = in_pieces(scan, segments, 3, 9).await;
        assert!(pieces > 50);
        assert_each_once(ids, 0..100, "one or two at a time");
    }
}

#[tokio::test]
async fn limits_and_selections_and_other_verbs_resume_too() {
    let table = filled(&database(), 200).await;
    let scan = || table.scan().parallel(4).page_size(9);
    let (mut ids, mut checkpoint) = (Vec::new(), scan().resumable().checkpoint());
    for _ in 0..7 {
        let mut stream = scan().limit(30).resume(checkpoint).select(|grain| grain.id).resumable();
        while let Some(id) = stream.try_next().await.unwrap() {
            ids.push(id);
        }
        checkpoint = stored(&stream.checkpoint(), true);
    }
    assert!(checkpoint.is_done(0..4));
    assert_each_once(ids, 0..200, "30 at a time");

    let mut stream = scan().resumable();
    for _ in 0..77 {
        stream.try_next().await.unwrap().unwrap();
    }
    let resumed = || scan().resume(stream.checkpoint());
    assert_eq!(resumed().count().await.unwrap(), 123);
    assert_eq!(resumed().collect().await.unwrap().len(), 123);
    let (sender, mut receiver) = tokio::sync::mpsc::channel(200);
    assert_eq!(resumed().send_to(sender, 1).await.unwrap(), 123);
    assert_eq!(receiver.recv().await.unwrap().len(), 1);

    // So many requests of each segment, and no more.
    let mut ids = Vec::new();
    let mut checkpoint = scan().resumable().checkpoint();
    for rounds in 0.. {
        assert!(rounds < 60);
        let mut stream = scan().max_pages(1).resume(checkpoint).resumable();
        while let Some(grain) = stream.try_next().await.unwrap() {
            ids.push(grain.id);
        }
        checkpoint = stream.checkpoint();
        if checkpoint.is_done(0..4) {
            break;
        }
    }
    assert_each_once(ids, 0..200, "one request of each segment at a time");
}

#[tokio::test]
async fn a_scan_of_an_index_resumes() {
    let db = database();
    let table = filled(&db, 150).await;
    let scan = || table.index(Grain::BY_HEAP).scan().parallel(3).page_size(4);
    let (mut ids, mut checkpoint) = (Vec::new(), scan().resumable().checkpoint());
    while !checkpoint.is_done(0..3) {
        let mut stream = scan().resume(checkpoint).resumable();
        for _ in 0..17 {
            ids.extend(stream.try_next().await.unwrap().map(|grain| grain.id));
        }
        checkpoint = stored(&stream.checkpoint(), false);
    }
    assert_each_once(ids, 0..150, "of an index");
    let of_the_table = table.scan().parallel(3).resume(checkpoint).into_input().unwrap_err();
    assert_eq!(of_the_table.kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn the_segments_of_two_machines_join_to_the_whole() {
    let table = filled(&database(), 300).await;
    let mut ids = Vec::new();
    for range in [0..3, 3..8] {
        let scan = || table.scan().segments(range.clone(), 8).page_size(11);
        let mut stream = scan().resumable();
        for _ in 0..20 {
            ids.push(stream.try_next().await.unwrap().unwrap().id);
        }
        let checkpoint = stored(&stream.checkpoint(), false);
        let mut rest = scan().resume(checkpoint).resumable();
        while let Some(grain) = rest.try_next().await.unwrap() {
            ids.push(grain.id);
        }
        assert!(rest.checkpoint().is_done(range.clone()));
        assert!(!rest.checkpoint().is_done(0..8), "the others are not done by this one");
    }
    assert_each_once(ids, 0..300, "two machines");
}

#[tokio::test]
async fn the_checkpoint_of_another_scan_is_refused_before_sending() {
    let (db, faults) = faulty();
    let table = filled(&db, 60).await;
    let mut stream = table.scan().parallel(4).page_size(5).resumable();
    for _ in 0..10 {
        stream.try_next().await.unwrap().unwrap();
    }
    let checkpoint = stream.checkpoint();
    let before = faults.request_count();
    let resume = |scan: Scan<Grain>| scan.resume(checkpoint.clone()).collect();
    for (scan, what) in [
        (table.scan().parallel(4).filter(|grain| grain.kind.eq(1)), "a filter"),
        (table.clone().named("elsewhere").scan().parallel(4), "another table"),
        (table.scan().parallel(5), "another number of segments"),
        (table.scan(), "one segment"),
    ] {
        assert_eq!(resume(scan).await.unwrap_err().kind(), ErrorKind::Validation, "{what}");
    }
    assert_eq!(faults.request_count(), before);
    // What does not change which items there are is the same scan.
    let rest = resume(table.scan().parallel(4).page_size(50).limit(1000).return_consumed_capacity()).await.unwrap();
    assert_eq!(rest.len(), 50);
}

#[tokio::test]
async fn a_checkpoint_that_has_been_tampered_with_is_refused_before_sending() {
    let (db, faults) = faulty();
    let table = filled(&db, 60).await;
    let mut stream = table.scan().parallel(2).page_size(5).resumable();
    for _ in 0..10 {
        stream.try_next().await.unwrap().unwrap();
    }
    let token = stream.checkpoint().to_string();
    let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
    let json = std::str::from_utf8(&bytes[1..]).unwrap();
    let tampered = |json: &str| URL_SAFE_NO_PAD.encode([&[1], json.as_bytes()].concat());
    let before = faults.request_count();
    for (from, to) in [
        ("\"total\":2", "\"total\":3"),
        ("\"total\":2", "\"total\":1"),
        ("\"total\":2", "\"total\":-2"),
        ("\"total\":2", "\"total\":4294967298"),
        ("\"of\":\"", "\"of\":\"1"),
        ("\"of\":\"", "\"of\":\"x"),
        ("\"pk\"", "\"qk\""),
        ("\"0\":", "\"2\":"),
        ("\"0\":", "\"-1\":"),
        ("\"0\":", "\"x\":"),
        ("\"S\"", "\"BOOL\""),
        ("{\"S\":", "{\"N\":\"1\",\"S\":"),
        ("{\"pk\":", "{\"sk\":{\"S\":\"a\"},\"pk\":"),
        ("}", ""),
    ] {
        assert!(json.contains(from), "{from} in {json}");
        let changed = tampered(&json.replace(from, to));
        let refused = match changed.parse::<ScanCheckpoint>() {
            Ok(checkpoint) => table.scan().parallel(2).resume(checkpoint).collect().await.unwrap_err(),
            Err(error) => error,
        };
        assert_eq!(refused.kind(), ErrorKind::Validation, "{from} -> {to}");
    }
    for malformed in ["", "x", "AA", "AQ", "%%%%", &token[1..], &format!("{token}="), &format!(" {token}")] {
        assert_eq!(malformed.parse::<ScanCheckpoint>().unwrap_err().kind(), ErrorKind::Validation, "{malformed}");
        assert!(serde_json::from_value::<ScanCheckpoint>(malformed.into()).is_err());
    }
    assert_eq!(faults.request_count(), before);
    let shown = format!("{:?}", stream.checkpoint());
    assert!(!shown.contains("id#"), "{shown}");
}

#[tokio::test]
async fn after_an_error_the_checkpoint_resumes_without_loss() {
    let (db, faults) = faulty();
    let table = filled(&db, 120).await;
    for passed in [0, 1, 5, 12] {
        let scan = || table.scan().parallel(4).page_size(5);
        faults.clear().push(Step::pass().on("Scan").times(passed)).push(Fault::AccessDenied.on("Scan"));
        let mut stream = scan().resumable();
        let mut ids = Vec::new();
        let error = loop {
            match stream.try_next().await {
                Ok(grain) => ids.push(grain.unwrap().id),
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), ErrorKind::AccessDenied);
        assert!(stream.try_next().await.unwrap().is_none(), "it ends");
        faults.clear();
        let rest: Vec<Grain> = scan().resume(stored(&stream.checkpoint(), true)).collect().await.unwrap();
        ids.extend(rest.iter().map(|grain| grain.id));
        assert_each_once(ids, 0..120, &format!("an error after {passed} requests"));
    }
}

#[tokio::test]
async fn a_scan_that_fails_again_and_again_comes_to_its_end() {
    let (db, faults) = faulty();
    let table = filled(&db, 150).await;
    let scan = || table.scan().parallel(3).page_size(6).filter(|grain| grain.kind.lt(25));
    faults.plan(Plan::seeded(5).with(0.2, Fault::AccessDenied).with(0.1, Fault::MalformedBody));
    let (mut ids, mut errors, mut checkpoint) = (Vec::new(), 0, scan().resumable().checkpoint());
    while !checkpoint.is_done(0..3) {
        assert!(errors < 500);
        let mut stream = scan().resume(checkpoint).resumable();
        loop {
            match stream.try_next().await {
                Ok(Some(grain)) => ids.push(grain.id),
                Ok(None) => break,
                Err(_) => {
                    errors += 1;
                    break;
                }
            }
        }
        checkpoint = stored(&stream.checkpoint(), false);
    }
    assert!(errors > 2, "{errors} errors");
    assert_each_once(ids, (0..150).filter(|id| id % 50 < 25), &format!("{errors} errors"));
}

#[tokio::test]
async fn a_dropped_stream_stops_the_requests() {
    let (db, faults) = faulty();
    let table = filled(&db, 100).await;
    let before = faults.requests_for("Scan").len();
    let mut stream = table.scan().parallel(4).page_size(3).resumable();
    assert_eq!(faults.requests_for("Scan").len(), before, "nothing is sent before the first item is asked for");
    let first = stream.try_next().await.unwrap().unwrap();
    let checkpoint = stream.checkpoint();
    drop(stream);
    let sent = faults.requests_for("Scan").len() - before;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(faults.requests_for("Scan").len() - before, sent, "a dropped stream sends nothing more");
    let rest: Vec<Grain> = table.scan().parallel(4).resume(checkpoint).collect().await.unwrap();
    let all: BTreeSet<u32> = rest.iter().map(|grain| grain.id).chain([first.id]).collect();
    assert_eq!((rest.len(), all.len()), (99, 100));
}
