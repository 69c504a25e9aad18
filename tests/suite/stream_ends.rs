//! Every stream ends: after its last item, its limit, its first error. It says so as often as it is asked, and asks
//! for nothing more then. None needs to be pinned.

use std::time::Duration;

use dynamo::{
    Dynamo, ErrorKind, Item, Result, Table,
    sdk::config::{retry::RetryConfig, timeout::TimeoutConfig},
    testing::Fault,
};
use futures::{Stream, StreamExt as _, TryStreamExt as _};
use serde_json::{Value, json};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep},
};

use crate::{backend::faulty_table, canned::Canned};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "marks", partition_key(owner), sort_key(at), keys = "native")]
struct Mark {
    owner: String,
    at: u32,
}

/// Reads a stream to its end, and beyond it: how many items it gives, and the error it ends with.
async fn ending<V>(mut stream: impl Stream<Item = Result<V>> + Unpin) -> (usize, Option<ErrorKind>) {
    let (mut count, mut failure) = (0, None);
    while let Some(next) = stream.next().await {
        assert!(failure.is_none(), "an item after an error");
        match next {
            Ok(_) => count += 1,
            Err(error) => failure = Some(error.kind()),
        }
    }
    for _ in 0..3 {
        assert!(stream.next().await.is_none());
    }
    (count, failure)
}

/// The endings of all streams of the crate.
async fn endings(marks: &Table<Mark>, limit: usize) -> Vec<(usize, Option<ErrorKind>)> {
    let query = || marks.query("ada").page_size(1).limit(limit);
    let find = || marks.find(|mark| mark.owner.eq("ada")).page_size(1).limit(limit);
    let scan = || marks.scan().page_size(1).limit(limit);
    vec![
        ending(query().stream()).await,
        ending(query().pages().try_filter(|page| std::future::ready(page.count > 0))).await,
        ending(query().pages_ref().try_filter(|page| std::future::ready(page.count > 0))).await,
        ending(find().stream()).await,
        ending(find().pages().try_filter(|page| std::future::ready(page.count > 0))).await,
        ending(scan().stream()).await,
        ending(scan().pages().try_filter(|page| std::future::ready(page.count > 0))).await,
        ending(scan().pages_ref().try_filter(|page| std::future::ready(page.count > 0))).await,
        ending(scan().parallel(3).stream()).await,
        ending(scan().resumable()).await,
        ending(scan().parallel(3).resumable()).await,
    ]
}

#[tokio::test]
async fn every_stream_says_again_that_it_has_ended() {
    let (marks, faults) = faulty_table::<Mark>().await;
    for at in 0..4 {
        marks.put(&Mark { owner: "ada".into(), at }).await.unwrap();
    }
    for (position, ending) in endings(&marks, 9).await.into_iter().enumerate() {
        assert_eq!(ending, (4, None), "at its end, the stream {position}");
    }
    for (position, ending) in endings(&marks, 3).await.into_iter().enumerate() {
        assert_eq!(ending, (3, None), "at its limit, the stream {position}");
    }
    for (position, ending) in endings(&marks, 0).await.into_iter().enumerate() {
        assert_eq!(ending, (0, Some(ErrorKind::Validation)), "before it begins, the stream {position}");
    }
    faults.push(Fault::AccessDenied.on("Query").always()).push(Fault::AccessDenied.on("Scan").always());
    for (position, ending) in endings(&marks, 9).await.into_iter().enumerate() {
        assert_eq!(ending, (0, Some(ErrorKind::AccessDenied)), "after an error, the stream {position}");
    }
}

fn mark(at: usize) -> Value {
    json!({ "owner": { "S": "ada" }, "at": { "N": at.to_string() } })
}

const HOUR: Duration = Duration::from_hours(1);

/// A database where the first of two segments answers at once, and the other one after a time. No request is sent again, or
/// waits for long.
fn uneven(answer: fn(&Value) -> Value, delay: fn(&Value) -> Duration, timeout: Duration) -> (Dynamo, Canned) {
    let canned = Canned::new(move |request| answer(request).to_string()).with_delay(delay);
    let config = canned.database().client().config().to_builder();
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(timeout).operation_timeout(timeout).build();
    let config = config.timeout_config(timeouts).retry_config(RetryConfig::disabled()).build();
    (Dynamo::new(dynamo::sdk::Client::from_conf(config)), canned)
}

#[tokio::test(start_paused = true)]
async fn an_error_is_the_last_that_is_waited_for() {
    let answer = |request: &Value| match request["Segment"].as_u64() {
        Some(0) => json!({ "Items": [{ "owner": { "S": "ada" }, "at": { "S": "x" } }], "Count": 1, "ScannedCount": 1 }),
        _ => json!({ "Items": [mark(1)], "Count": 1, "ScannedCount": 1 }),
    };
    let delay = |request: &Value| if request["Segment"] == 0 { Duration::from_secs(1) } else { HOUR };
    let (db, _) = uneven(answer, delay, HOUR * 2);
    let scan = || db.table::<Mark>().scan().parallel(2);
    let start = Instant::now();
    let mut stream = scan().stream();
    assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ErrorKind::Decode);
    assert!(stream.next().await.is_none());
    let mut stream = scan().resumable();
    assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ErrorKind::Decode);
    assert!(stream.next().await.is_none());
    assert!(start.elapsed() < Duration::from_secs(10), "it waited for {:?}", start.elapsed());
}

/// While the receiver is slow, requests of other segments are under way: they come to their end in their time.
#[tokio::test(start_paused = true)]
async fn a_slow_receiver_lets_no_request_run_into_its_timeout() {
    let answer = |request: &Value| {
        let items: Vec<Value> = (0..3).map(mark).collect();
        let mut answer = json!({ "Items": items, "Count": 3, "ScannedCount": 3 });
        if request["ExclusiveStartKey"].is_null() {
            answer["LastEvaluatedKey"] = mark(2);
        }
        answer
    };
    let delay = |request: &Value| Duration::from_millis(if request["Segment"] == 0 { 10 } else { 1000 });
    let (db, canned) = uneven(answer, delay, Duration::from_secs(2));
    let (sender, mut receiver) = mpsc::channel(1);
    let scan = db.table::<Mark>().scan().parallel(2);
    let sending = tokio::spawn(scan.send_to(sender, 1));
    sleep(Duration::from_mins(1)).await;
    assert!(canned.requests().len() <= 3, "nothing is read ahead without bound");
    let mut count = 0;
    while let Some(batch) = receiver.recv().await {
        count += batch.len();
        sleep(Duration::from_secs(10)).await;
    }
    assert_eq!((sending.await.unwrap().unwrap(), count), (12, 12));
}

/// The same where the answers of a segment are empty: each of them is a request.
#[tokio::test(start_paused = true)]
async fn a_slow_receiver_lets_no_segment_read_on_through_empty_answers() {
    let answer = |request: &Value| {
        let at = request["ExclusiveStartKey"]["at"]["N"].as_str().map_or(0, |at| at.parse::<usize>().unwrap() + 1);
        let is_empty = request["Segment"] == 1 && at < 100;
        let items = if is_empty { Vec::new() } else { vec![mark(at)] };
        let mut answer = json!({ "Items": items, "Count": items.len(), "ScannedCount": 1 });
        if at < 101 {
            answer["LastEvaluatedKey"] = mark(at);
        }
        answer
    };
    let (db, canned) = uneven(answer, |_| Duration::from_millis(10), Duration::from_secs(2));
    let (sender, mut receiver) = mpsc::channel(1);
    let sending = tokio::spawn(db.table::<Mark>().scan().parallel(2).send_to(sender, 1));
    sleep(Duration::from_mins(1)).await;
    assert!(canned.requests().len() <= 6, "{} requests, though nobody receives", canned.requests().len());
    let mut count = 0;
    while let Some(batch) = receiver.recv().await {
        count += batch.len();
    }
    assert_eq!((sending.await.unwrap().unwrap(), count), (104, 104));
}

#[tokio::test]
async fn a_batch_without_bound_takes_what_there_is() {
    let (marks, _) = faulty_table::<Mark>().await;
    for at in 0..4 {
        marks.put(&Mark { owner: "ada".into(), at }).await.unwrap();
    }
    let (sender, mut receiver) = mpsc::channel(1);
    assert_eq!(marks.scan().parallel(2).send_to(sender, usize::MAX).await.unwrap(), 4);
    assert_eq!(receiver.recv().await.unwrap().len(), 4);
    assert!(receiver.recv().await.is_none());
}

/// A server that does not say what requests consume.
#[tokio::test(start_paused = true)]
async fn a_budget_holds_where_nothing_is_said_of_capacity() {
    let answer = |request: &Value| {
        let at = request["ExclusiveStartKey"]["at"]["N"].as_str().map_or(0, |at| at.parse::<usize>().unwrap() + 1);
        let mut answer = json!({ "Items": [mark(at)], "Count": 1, "ScannedCount": 20 });
        if at < 5 {
            answer["LastEvaluatedKey"] = mark(at);
        }
        answer.to_string()
    };
    let scan = || Canned::new(answer).database().table::<Mark>().scan();
    // Six requests at 20 items: 10 units each, or 20 if they are consistent.
    for (scan, seconds) in [(scan(), 5), (scan().consistent(), 10)] {
        let start = Instant::now();
        assert_eq!(scan.read_units_per_second(10.0).collect().await.unwrap().len(), 6);
        let took = start.elapsed();
        let expected = Duration::from_secs(seconds);
        assert!((expected..expected + Duration::from_secs(1)).contains(&took), "{took:?}, not {expected:?}");
    }
}
