//! What a scan's items are read with: pages, first, count, a channel; and what is told on the way.

use std::{
    sync::{Arc, Mutex},
    time::Instant,
};

use dynamo::{Cursor, Dynamo, ErrorKind, Item, ScanProgress, Table, testing::Fault};
use futures::{StreamExt as _, TryStreamExt as _};
use tokio::sync::mpsc;

use crate::backend::{database, faulty};

#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "shelf", partition_key(id))]
struct Book {
    id: u32,
    lent: bool,
}

/// In the same table; its keys are told from those of a book by the library only.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "shelf", partition_key(id), entity = "film")]
struct Film {
    id: u32,
}

fn book(id: u32) -> Book {
    Book { id, lent: id.is_multiple_of(3) }
}

async fn filled(db: &Dynamo, books: u32, films: u32) -> Table<Book> {
    let table = db.table::<Book>();
    table.create_table().await.unwrap();
    for id in 0..books {
        table.put(&book(id)).await.unwrap();
    }
    for id in 0..films {
        db.table::<Film>().put(&Film { id }).await.unwrap();
    }
    table
}

fn sorted(mut books: Vec<Book>) -> Vec<Book> {
    books.sort();
    books
}

fn all(count: u32) -> Vec<Book> {
    (0..count).map(book).collect()
}

#[tokio::test]
async fn pages_are_requests_and_join_to_the_whole() {
    let (db, faults) = faulty();
    let table = filled(&db, 23, 11).await;
    for page_size in [1, 4, 34, 100] {
        let before = faults.requests_for("Scan").len();
        let pages: Vec<_> = table.scan().page_size(page_size).pages().try_collect().await.unwrap();
        assert_eq!(faults.requests_for("Scan").len() - before, pages.len());
        assert!(pages.iter().all(|page| page.count == page.items.len() && page.count <= page_size as usize));
        assert_eq!(pages.iter().map(|page| page.scanned_count).sum::<usize>(), 34);
        let (last, before_it) = pages.split_last().unwrap();
        assert!(last.cursor.is_none() && before_it.iter().all(|page| page.cursor.is_some()));
        assert_eq!(sorted(pages.into_iter().flat_map(|page| page.items).collect()), all(23));
    }
    // Up to the limit, which ends amid a page.
    let pages: Vec<_> = table.scan().page_size(4).limit(9).pages().try_collect().await.unwrap();
    let (found, cursor) = (pages.iter().map(|page| page.count).sum::<usize>(), pages.last().unwrap().cursor.clone());
    assert_eq!(found, 9);
    let rest = table.scan().after(cursor.unwrap()).collect().await.unwrap();
    let found = pages.into_iter().flat_map(|page| page.items).chain(rest).collect();
    assert_eq!(sorted(found), all(23));
    // Not more requests than may be.
    assert!(table.scan().page_size(4).max_pages(3).pages().count().await <= 3);
    // After an error, nothing.
    faults.push(Fault::AccessDenied.on("Scan"));
    let mut pages = table.scan().pages();
    assert_eq!(pages.next().await.unwrap().unwrap_err().kind(), ErrorKind::AccessDenied);
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_page_goes_on_after_a_page() {
    let table = filled(&database(), 20, 9).await;
    for (limit, page_size) in [(1, 3), (3, 1), (7, 100), (20, 6), (21, 29)] {
        for filtered in [false, true] {
            let scan = || {
                let scan = table.scan().limit(limit).page_size(page_size);
                if filtered { scan.filter(|book| book.lent.eq(true)) } else { scan }
            };
            let (mut found, mut cursor) = (Vec::new(), None::<Cursor>);
            for request in 0.. {
                assert!(request < 40, "the pages do not end");
                let next = match cursor.take() {
                    Some(cursor) => scan().after(cursor.to_string().parse().unwrap()),
                    None => scan(),
                };
                let page = next.page().await.unwrap();
                assert!(page.items.len() <= limit && page.count == page.items.len());
                found.extend(page.items);
                cursor = page.cursor;
                if cursor.is_none() {
                    break;
                }
            }
            let expected = all(20).into_iter().filter(|book| book.lent || !filtered).collect::<Vec<_>>();
            assert_eq!(sorted(found), expected, "limit {limit}, page_size {page_size}, filtered {filtered}");
        }
    }
}

#[tokio::test]
async fn pages_and_cursors_are_of_one_segment() {
    let table = filled(&database(), 5, 0).await;
    let cursor = || async { table.scan().limit(2).page().await.unwrap().cursor.unwrap() };
    let refused = [
        table.scan().parallel(2).page().await.unwrap_err(),
        table.scan().segments(1..2, 4).page().await.unwrap_err(),
        table.scan().parallel(2).after(cursor().await).collect().await.unwrap_err(),
        table.scan().filter(|book| book.lent.eq(true)).after(cursor().await).collect().await.unwrap_err(),
        table.clone().named("other").scan().after(cursor().await).collect().await.unwrap_err(),
        table.scan().parallel(2).pages().next().await.unwrap().unwrap_err(),
    ];
    for error in refused {
        assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
    }
    assert_eq!(table.scan().parallel(1).page().await.unwrap().count, 5);
}

#[tokio::test]
async fn segments_that_there_cannot_be_are_refused_before_sending() {
    let (db, faults) = faulty();
    let table = db.table::<Book>();
    #[allow(clippy::reversed_empty_ranges, reason = "that is what is tested")]
    let ranges =
        [(0..0, 4), (2..2, 4), (3..1, 4), (0..5, 4), (4..5, 4), (0..1, 0), (0..1, 1_000_001), (0..1, u32::MAX)];
    for (range, total) in ranges {
        let scan = || table.scan().segments(range.clone(), total);
        for error in [
            scan().into_input().unwrap_err(),
            scan().collect().await.unwrap_err(),
            scan().count().await.unwrap_err(),
            scan().resumable().try_next().await.unwrap_err(),
            scan().stream().next_error().await,
        ] {
            assert_eq!(error.kind(), ErrorKind::Validation, "{range:?} of {total}: {error}");
        }
    }
    assert_eq!(faults.request_count(), 0);
    assert!(table.scan().segments(999_999..1_000_000, 1_000_000).into_input().is_ok());
}

/// The error that a stream begins with.
trait NextError {
    async fn next_error(self) -> dynamo::Error;
}

impl<S: futures::Stream<Item = dynamo::Result<Book>>> NextError for S {
    async fn next_error(self) -> dynamo::Error {
        let results: Vec<_> = self.collect().await;
        assert_eq!(results.len(), 1, "what is wrong is the only item");
        results.into_iter().next().unwrap().unwrap_err()
    }
}

#[tokio::test]
async fn first_is_any_one_that_matches() {
    let db = database();
    let table = filled(&db, 12, 12).await;
    assert!(table.scan().first().await.unwrap().is_some());
    let eleventh = || table.scan().filter(|book| book.id.eq(11)).page_size(2);
    assert_eq!(eleventh().first().await.unwrap(), Some(book(11)));
    assert_eq!(eleventh().parallel(4).first().await.unwrap(), Some(book(11)));
    assert_eq!(table.scan().filter(|book| book.id.eq(12)).parallel(3).first().await.unwrap(), None);
    assert_eq!(eleventh().select(|book| book.lent).first().await.unwrap(), Some(false));
}

#[tokio::test]
async fn count_counts_its_own_entity() {
    let db = database();
    let table = filled(&db, 30, 17).await;
    for segments in [1, 4] {
        for page_size in [1, 5, 100] {
            let scan = || table.scan().parallel(segments).page_size(page_size);
            assert_eq!(scan().count().await.unwrap(), 30);
            assert_eq!(scan().filter(|book| book.lent.eq(true)).count().await.unwrap(), 10);
            assert_eq!(scan().filter(|book| book.id.gt(99)).count().await.unwrap(), 0);
            assert_eq!(scan().limit(8).count().await.unwrap(), 8);
            assert_eq!(scan().limit(80).count().await.unwrap(), 30);
            assert_eq!(scan().select(|book| book.lent).count().await.unwrap(), 30, "whatever is selected");
            assert_eq!(db.table::<Film>().scan().parallel(segments).page_size(page_size).count().await.unwrap(), 17);
        }
    }
    let cursor = table.scan().limit(10).page().await.unwrap().cursor.unwrap();
    assert_eq!(table.scan().after(cursor).count().await.unwrap(), 20);
    // Half of the segments, and the other half.
    let half = |range| table.scan().segments(range, 6).count();
    assert_eq!(half(0..3).await.unwrap() + half(3..6).await.unwrap(), 30);
}

#[tokio::test]
async fn batches_come_through_a_channel_and_wait_for_it() {
    let (db, faults) = faulty();
    let table = filled(&db, 25, 5).await;
    for (segments, batch_size) in [(1, 4), (3, 10), (2, 1), (4, 1000), (2, 0)] {
        let (sender, mut receiver) = mpsc::channel::<Vec<Book>>(1);
        let worker = tokio::spawn(async move {
            let mut batches = Vec::new();
            while let Some(batch) = receiver.recv().await {
                batches.push(batch);
            }
            batches
        });
        let sent = table.scan().parallel(segments).page_size(3).send_to(sender, batch_size).await.unwrap();
        let batches = worker.await.unwrap();
        assert_eq!(sent, 25);
        let (last, before_it) = batches.split_last().unwrap();
        assert!(before_it.iter().all(|batch| batch.len() == batch_size.max(1)), "full but for the last");
        assert!(!last.is_empty() && last.len() <= batch_size.max(1));
        assert_eq!(sorted(batches.into_iter().flatten().collect()), all(25));
    }

    // Nobody scans on for a receiver that is gone, though no batch is full yet.
    let before = faults.requests_for("Scan").len();
    let (sender, receiver) = mpsc::channel::<Vec<Book>>(1);
    let scan = table.scan().page_size(1).filter(|book| book.id.eq(999)).read_units_per_second(5.0);
    drop(receiver);
    assert_eq!(scan.send_to(sender, 10).await.unwrap_err().kind(), ErrorKind::Other);
    assert!(faults.requests_for("Scan").len() - before < 25);

    // While nobody takes what was sent, nothing more is asked for.
    let before = faults.requests_for("Scan").len();
    let (sender, mut receiver) = mpsc::channel::<Vec<Book>>(1);
    let scan = table.scan().page_size(1);
    let sending = tokio::spawn(async move { scan.send_to(sender, 1).await });
    let first = receiver.recv().await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let sent = faults.requests_for("Scan").len() - before;
    assert!(sent <= 15, "{sent} requests for one batch of one item");
    let mut found = first;
    while let Some(batch) = receiver.recv().await {
        found.extend(batch);
    }
    assert_eq!(sending.await.unwrap().unwrap(), 25);
    assert_eq!(sorted(found), all(25));
}

#[tokio::test]
async fn a_receiver_that_goes_away_ends_the_scan() {
    let (db, faults) = faulty();
    let table = filled(&db, 25, 0).await;
    let before = faults.requests_for("Scan").len();
    let (sender, mut receiver) = mpsc::channel::<Vec<Book>>(1);
    let scan = table.scan().page_size(1);
    let sending = tokio::spawn(async move { scan.send_to(sender, 2).await });
    receiver.recv().await.unwrap();
    drop(receiver);
    let error = sending.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Other);
    assert!(error.to_string().contains("receiver"), "{error}");
    let sent = faults.requests_for("Scan").len() - before;
    assert!(sent < 15, "{sent} requests, though nobody listens");
}

#[tokio::test]
async fn what_came_before_a_failure_is_delivered() {
    let (db, faults) = faulty();
    let table = filled(&db, 25, 0).await;
    let (sender, mut receiver) = mpsc::channel::<Vec<Book>>(100);
    faults.push(dynamo::testing::Step::pass().on("Scan").times(3)).push(Fault::AccessDenied.on("Scan"));
    let error = table.scan().page_size(3).send_to(sender, 4).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AccessDenied);
    let mut sizes = Vec::new();
    while let Some(batch) = receiver.recv().await {
        sizes.push(batch.len());
    }
    assert_eq!(sizes, [4, 4, 1]);
    // No more than the limit.
    let (sender, mut receiver) = mpsc::channel::<Vec<Book>>(100);
    assert_eq!(table.scan().limit(5).send_to(sender, 3).await.unwrap(), 5);
    assert_eq!((receiver.recv().await.unwrap().len(), receiver.recv().await.unwrap().len()), (3, 2));
}

#[tokio::test]
async fn progress_adds_up() {
    let (db, faults) = faulty();
    let table = filled(&db, 40, 20).await;
    for segments in [1, 4] {
        let told = Arc::new(Mutex::new(Vec::<ScanProgress>::new()));
        let listener = Arc::clone(&told);
        let scan = || {
            let listener = Arc::clone(&listener);
            let scan = table.scan().parallel(segments).page_size(7).return_consumed_capacity();
            scan.on_progress(move |progress| listener.lock().unwrap().push(progress.clone()))
        };
        let before = faults.requests_for("Scan").len();
        let found = scan().collect().await.unwrap();
        let requests = faults.requests_for("Scan").len() - before;
        let steps = std::mem::take(&mut *told.lock().unwrap());
        let last = steps.last().unwrap();
        assert_eq!((steps.len(), last.requests), (requests, requests), "told after each request");
        assert_eq!((last.items, last.scanned), (found.len(), 60));
        assert_eq!((last.segments_done, last.segments), (segments, segments));
        assert!(last.consumed_capacity > 0.0);
        for pair in steps.windows(2) {
            assert!(pair[0].items <= pair[1].items && pair[0].scanned <= pair[1].scanned);
            assert!(pair[0].segments_done <= pair[1].segments_done && pair[0].requests < pair[1].requests);
            assert!(pair[0].consumed_capacity <= pair[1].consumed_capacity);
        }

        assert_eq!(scan().filter(|book| book.lent.eq(true)).count().await.unwrap(), 14);
        let steps = std::mem::take(&mut *told.lock().unwrap());
        let last = steps.last().unwrap();
        assert_eq!((last.items, last.scanned, last.segments_done), (14, 60, segments), "of a count too");

        // A scan that resumes begins with the segments that were done.
        let mut stream = scan().resumable();
        while stream.try_next().await.unwrap().is_some() {}
        told.lock().unwrap().clear();
        assert!(scan().resume(stream.checkpoint()).collect().await.unwrap().is_empty());
        assert_eq!(told.lock().unwrap().len(), 0, "nothing is asked, so nothing is told");
    }
}

#[tokio::test]
async fn a_callback_may_ask_the_database_itself() {
    let table = filled(&database(), 6, 0).await;
    let other = table.clone();
    let scan = table.scan().page_size(2).on_progress(move |_| drop(other.scan().into_input().unwrap()));
    assert_eq!(scan.count().await.unwrap(), 6);
}

#[tokio::test]
async fn a_rate_asks_for_the_capacity_and_waits() {
    let (db, faults) = faulty();
    let table = filled(&db, 12, 0).await;
    let before = faults.requests_for("Scan").len();
    let start = Instant::now();
    // Each request costs half a unit at least: the last of the seven waits for the six before.
    let found = table.scan().page_size(2).read_units_per_second(20.0).collect().await.unwrap();
    let took = start.elapsed().as_secs_f64();
    assert_eq!(sorted(found), all(12));
    let requests = faults.requests_for("Scan").split_off(before);
    assert!(requests.len() >= 6);
    assert!(requests.iter().all(|request| request.json()["ReturnConsumedCapacity"] == "INDEXES"));
    #[allow(clippy::cast_precision_loss, reason = "a handful")]
    let least = (requests.len() - 1) as f64 * 0.5 / 20.0;
    assert!(took >= least * 0.9, "{took} seconds instead of {least}");
    // Side by side they share it.
    assert_eq!(table.scan().parallel(4).read_units_per_second(500.0).count().await.unwrap(), 12);
    let plain = table.scan().into_input().unwrap();
    assert!(plain.return_consumed_capacity().is_none());
}
