//! A stream of items as a sink: back-pressure, order, failures in the middle.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use dynamo::{ErrorKind, Item, testing::Fault};
use futures::{StreamExt as _, stream};

use crate::backend::faulty_table;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "users", partition_key(name))]
struct User {
    name: String,
    number: usize,
}

fn user(number: usize) -> User {
    User { name: number.to_string(), number }
}

#[tokio::test]
async fn a_stream_is_written_as_fast_as_it_can_be() {
    let (users, faults) = faulty_table::<User>().await;
    let taken = Arc::new(AtomicUsize::new(0));
    let source = stream::iter(0..1000).map(|number| {
        taken.fetch_add(1, Ordering::Relaxed);
        user(number)
    });
    let (mut seen, most_ahead) = (Vec::new(), AtomicUsize::new(0));
    let written = users
        .batch_put_stream(source)
        .concurrency(2)
        .on_progress(|done| {
            most_ahead.fetch_max(taken.load(Ordering::Relaxed) - done, Ordering::Relaxed);
            seen.push(done);
        })
        .await
        .unwrap();
    assert_eq!((written.done, written.requests), (1000, 40));
    assert_eq!(faults.requests_for("BatchWriteItem").len(), 40);
    assert_eq!(seen.last(), Some(&1000));
    assert!(seen.is_sorted());
    assert!(most_ahead.load(Ordering::Relaxed) <= 3 * 25, "no more is taken than can be sent");
    assert_eq!(users.scan().count().await.unwrap(), 1000);
}

#[tokio::test]
async fn of_one_item_the_last_in_the_stream_stays() {
    let (users, faults) = faulty_table::<User>().await;
    // The first chunk waits for a second attempt, while the next would overtake it.
    faults.push(Fault::Throttling);
    let same = |number: usize| User { name: format!("u{}", number % 7), number };
    let written = users.batch_put_stream(stream::iter((0..500).map(same))).concurrency(8).await.unwrap();
    assert_eq!(written.done, 500);
    let mut numbers: Vec<usize> = users.scan().collect().await.unwrap().into_iter().map(|user| user.number).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (493..500).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_mistake_ends_it_and_the_rest_stays_in_the_stream() {
    let (users, _faults) = faulty_table::<User>().await;
    let item = |number: usize| if number == 110 { User { name: String::new(), number } } else { user(number) };
    let mut source = Box::pin(stream::iter((0..1000).map(item)));
    let error = users.batch_put_stream(&mut source).concurrency(2).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    assert!(error.to_string().contains("input 110"), "{error}");
    assert_eq!(error.unprocessed_positions(), [110]);
    let done = error.done().unwrap();
    assert_eq!(users.scan().count().await.unwrap(), done);
    let rest = users.batch_put_stream(&mut source).await.unwrap();
    assert_eq!(done + 1 + rest.done, 1000);
    assert_eq!(users.scan().count().await.unwrap(), 999);
}

#[tokio::test]
async fn a_refusal_hands_back_what_was_taken() {
    let (users, faults) = faulty_table::<User>().await;
    faults.push(Fault::AccessDenied.on("BatchWriteItem"));
    let mut source = Box::pin(stream::iter((0..1000).map(user)));
    let error = users.batch_put_stream(&mut source).concurrency(3).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AccessDenied);
    let back = error.unprocessed_items::<User>().unwrap();
    assert!(!back.is_empty() && back.len() + error.done().unwrap() <= 100);
    users.batch_put(&back).await.unwrap();
    users.batch_put_stream(&mut source).await.unwrap();
    assert_eq!(users.scan().count().await.unwrap(), 1000);
}

#[tokio::test]
async fn where_no_item_can_be_written_nothing_is_sent() {
    let (users, faults) = faulty_table::<User>().await;
    let wrong = |number: usize| User { name: String::new(), number };
    let error = users.batch_put_stream(stream::iter((0..30).map(wrong))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    assert_eq!(error.done(), Some(0));
    assert_eq!(faults.requests_for("BatchWriteItem").len(), 0);
}
