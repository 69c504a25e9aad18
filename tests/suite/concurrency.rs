//! Forty writers at one counter, in each of the ways to write safely: no increment is lost, none is done twice.

use dynamo::{Dynamo, Error, ErrorKind, Item, Table};

use crate::backend::database;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "counters", partition_key(id))]
struct Counter {
    id: String,
    total: u64,
    version: u64,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "entries", partition_key(counter), sort_key(writer, number))]
struct Entry {
    counter: String,
    writer: u32,
    number: u32,
}

const WRITERS: u32 = 40;
const EACH: u32 = 3;
const ALL: u64 = 120;

fn key(id: &str) -> dynamo::Key<Counter> {
    Counter::key(id)
}

async fn counters(db: &Dynamo) -> Table<Counter> {
    let counters: Table<Counter> = db.table();
    counters.create_table().await.unwrap();
    for id in ["A", "B"] {
        counters.put(&Counter { id: id.into(), total: 0, version: 0 }).await.unwrap();
    }
    counters
}

async fn read(counters: &Table<Counter>, id: &str) -> Counter {
    counters.get(key(id)).consistent().await.unwrap().unwrap()
}

/// Runs so many writers at once, and gives what each gives.
async fn writers<R: Send + 'static, F: Future<Output = R> + Send + 'static>(writer: impl Fn(u32) -> F) -> Vec<R> {
    let tasks: Vec<_> = (0..WRITERS).map(|number| tokio::spawn(writer(number))).collect();
    let mut results = Vec::new();
    for task in tasks {
        results.push(task.await.unwrap());
    }
    results
}

/// Whether another writer was in the way, and nothing else.
fn is_conflict(error: &Error) -> bool {
    let mut kinds = error.cancellation_reasons().iter().filter_map(dynamo::CancellationReason::kind).peekable();
    match error.kind() {
        ErrorKind::TransactionConflict => true,
        ErrorKind::TransactionCanceled => {
            kinds.peek().is_some() && kinds.all(|kind| kind == ErrorKind::TransactionConflict)
        }
        _ => false,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn increments_at_once_all_count() {
    let counters = counters(&database()).await;
    let table = counters.clone();
    let seen = writers(move |_| {
        let counters = table.clone();
        async move {
            let mut seen = Vec::new();
            for _ in 0..EACH {
                let update = counters.update(key("A")).increment(|counter| counter.total, 1).return_new();
                seen.push(update.await.unwrap().total);
            }
            assert!(seen.is_sorted_by(|a, b| a < b), "{seen:?}");
            seen
        }
    });
    let mut seen: Vec<u64> = seen.await.into_iter().flatten().collect();
    seen.sort_unstable();
    assert_eq!(seen, (1..=ALL).collect::<Vec<_>>(), "each value is seen by one writer");
    assert_eq!(read(&counters, "A").await.total, ALL);
}

#[tokio::test(flavor = "multi_thread")]
async fn optimistic_updates_at_once_all_count() {
    let counters = counters(&database()).await;
    let table = counters.clone();
    let attempts = writers(move |_| {
        let counters = table.clone();
        async move {
            let mut attempts = 0_u64;
            for _ in 0..EACH {
                loop {
                    attempts += 1;
                    // Each failure is a success of somebody else.
                    assert!(attempts <= ALL, "more failures than there are other writes");
                    let seen = read(&counters, "A").await;
                    let update = counters
                        .update(key("A"))
                        .set(|counter| counter.total, seen.total + 1)
                        .set(|counter| counter.version, seen.version + 1)
                        .when(|counter| counter.version.eq(seen.version));
                    match update.await {
                        Ok(()) => break,
                        Err(error) => assert_eq!(error.kind(), ErrorKind::ConditionalCheckFailed, "{error}"),
                    }
                    tokio::task::yield_now().await;
                }
            }
            attempts
        }
    });
    assert!(attempts.await.into_iter().sum::<u64>() >= ALL);
    let counter = read(&counters, "A").await;
    assert_eq!((counter.total, counter.version), (ALL, ALL));
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_at_once_all_count_and_leave_nothing_half_done() {
    let db = database();
    let counters = counters(&db).await;
    let entries: Table<Entry> = db.table();
    entries.create_table().await.unwrap();
    let (of_writers, counter_table, entry_table) = (db.clone(), counters.clone(), entries.clone());
    let committed = writers(move |writer| {
        let (db, counters, entries) = (of_writers.clone(), counter_table.clone(), entry_table.clone());
        async move {
            for number in 0..EACH {
                let entry = Entry { counter: "A".into(), writer, number };
                let mut is_done = false;
                // The library has a number of attempts of its own for each of these.
                for _ in 0..50 {
                    let transaction = db
                        .transaction()
                        .update(counters.update(key("A")).increment(|counter| counter.total, 1))
                        .update(counters.update(key("B")).increment(|counter| counter.total, 2))
                        .put(entries.create(&entry));
                    match transaction.await {
                        Ok(_) => is_done = true,
                        Err(error) => assert!(is_conflict(&error), "{error}"),
                    }
                    if is_done {
                        break;
                    }
                }
                assert!(is_done, "fifty times in a conflict");
            }
        }
    });
    committed.await;
    assert_eq!((read(&counters, "A").await.total, read(&counters, "B").await.total), (ALL, 2 * ALL));
    assert_eq!(entries.query("A").consistent().count().await.unwrap(), usize::try_from(ALL).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn transfers_at_once_keep_the_sum_and_overdraw_nothing() {
    let db = database();
    let counters = counters(&db).await;
    counters.update(key("A")).set(|counter| counter.total, 20_u64).await.unwrap();
    let (of_writers, table) = (db.clone(), counters.clone());
    // Forty want one of twenty.
    let results = writers(move |_| {
        let (db, counters) = (of_writers.clone(), table.clone());
        async move {
            for _ in 0..50 {
                let take = counters.update(key("A")).decrement(|counter| counter.total, 1);
                let give = counters.update(key("B")).increment(|counter| counter.total, 1);
                match db.transaction().update(take.when(|counter| counter.total.ge(1_u64))).update(give).await {
                    Ok(_) => return true,
                    Err(error) if is_conflict(&error) => {}
                    Err(error) => {
                        assert_eq!(error.kind(), ErrorKind::TransactionCanceled, "{error}");
                        let reasons = error.cancellation_reasons();
                        if reasons[0].kind() == Some(ErrorKind::ConditionalCheckFailed) {
                            return false;
                        }
                    }
                }
            }
            panic!("fifty times in a conflict");
        }
    });
    assert_eq!(results.await.into_iter().filter(|is_done| *is_done).count(), 20);
    assert_eq!((read(&counters, "A").await.total, read(&counters, "B").await.total), (0, 20));
}
