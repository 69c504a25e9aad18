//! A stream of items as a sink: back-pressure, order, failures in the middle.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use dynamo::{
    ErrorKind, Item,
    testing::{Fault, Step},
};
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

#[tokio::test]
async fn a_source_may_wait_for_what_it_gave() {
    let (users, faults) = faulty_table::<User>().await;
    let reader = &users;
    let source = stream::unfold(0, |number| async move {
        while number > 0 && reader.get(User::key((number - 1).to_string())).consistent().await.unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        (number < 30).then(|| (user(number), number + 1))
    });
    let written = tokio::time::timeout(Duration::from_secs(20), users.batch_put_stream(source)).await;
    assert_eq!(written.expect("it waits for items that wait for it").unwrap().done, 30);
    assert_eq!(faults.requests_for("BatchWriteItem").len(), 30);
}

#[tokio::test]
async fn a_source_that_is_asked_twice_fills_its_requests() {
    let (users, faults) = faulty_table::<User>().await;
    // Each item comes at the second time of asking: not at once, but without a wait.
    let source = stream::iter(0..100).then(|number| async move {
        tokio::task::yield_now().await;
        user(number)
    });
    users.batch_put_stream(source).concurrency(1).await.unwrap();
    assert!(faults.requests_for("BatchWriteItem").len() <= 8, "{}", faults.requests_for("BatchWriteItem").len());
}

#[tokio::test]
async fn progress_is_told_when_there_is_some() {
    let (users, faults) = faulty_table::<User>().await;
    faults.push(Step::pass()).push(Fault::AccessDenied.always());
    let mut seen = Vec::new();
    let write = users.batch_put_stream(stream::iter((0..100).map(user))).concurrency(1);
    write.on_progress(|done| seen.push(done)).await.unwrap_err();
    assert_eq!(seen, [25]);
}

#[derive(Item, Clone)]
#[dynamo(table = "large", partition_key(name))]
struct Large {
    name: String,
    text: String,
}

/// What DynamoDB takes with one request.
const MAX_BYTES: usize = 16 * 1024 * 1024;

/// A line's end takes two bytes as JSON.
fn large(number: usize, lines: usize) -> Large {
    Large { name: format!("{number:02}"), text: "\n".repeat(lines) }
}

#[tokio::test]
async fn items_that_are_longer_as_json_are_divided_by_size() {
    let (table, faults) = faulty_table::<Large>().await;
    let source = stream::iter((0..25).map(|number| large(number, 390_000)));
    let written = table.batch_put_stream(source).return_consumed_capacity().await.unwrap();
    assert_eq!((written.done, written.requests), (25, 2));
    // Write units of both requests.
    assert!((written.consumed_capacity.unwrap().total - 25.0 * 381.0).abs() < 1e-6);
    for request in faults.requests_for("BatchWriteItem") {
        assert!(request.body.len() <= MAX_BYTES, "{}", request.body.len());
    }
}

#[tokio::test]
async fn what_stands_round_the_items_is_part_of_the_request() {
    let (table, faults) = faulty_table::<Large>().await;
    // The requests are looked at, and not done: that would take long.
    faults.push(Fault::AccessDenied.on("BatchWriteItem").always());
    let many = |lines: usize| (0..25).map(|number| large(number, lines)).collect::<Vec<_>>();
    table.batch_put(&many(1)).await.unwrap_err();
    let short = faults.requests_for("BatchWriteItem")[0].body.len();
    // The items alone are under 16 MiB, and over it with what stands round them.
    let lines = 1 + (MAX_BYTES + 300 - short) / 25 / 2;
    table.batch_put(&many(lines)).await.unwrap_err();
    assert!(faults.requests_for("BatchWriteItem").len() > 1);
    for request in faults.requests_for("BatchWriteItem") {
        assert!(request.body.len() <= MAX_BYTES, "{}", request.body.len());
    }
}
