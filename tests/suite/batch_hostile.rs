//! Answers to batches that no DynamoDB gives: no panic, nothing taken for done that is not, an end in any case.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use dynamo::{Dynamo, Error, ErrorKind, Item};
use serde_json::{Value, json};

use crate::canned::Canned;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "marks", partition_key(id))]
struct Mark {
    id: u32,
    version: u64,
}

/// A little patience: enough for some attempts.
const SHORT: Duration = Duration::from_millis(60);
/// The library's attempts without any progress.
const ATTEMPTS: usize = 10;

fn marks(range: std::ops::Range<u32>) -> Vec<Mark> {
    range.map(|id| Mark { id, version: 7 }).collect()
}

fn item(id: u32) -> Value {
    json!({ "pk": { "S": format!("id#{id}#mark") }, "id": { "N": id.to_string() }, "version": { "N": "7" } })
}

fn put(item: &Value) -> Value {
    json!({ "PutRequest": { "Item": item } })
}

fn unprocessed(requests: &[Value]) -> Value {
    json!({ "UnprocessedItems": { "marks": requests } })
}

/// A service that always gives this answer, and its database.
fn always(answer: &Value) -> (Canned, Dynamo) {
    let answer = answer.to_string();
    let service = Canned::new(move |_| answer.clone());
    let database = service.database();
    (service, database)
}

/// What three puts become under this answer: how many of the library's requests there were, and the error.
async fn written_under(answer: &Value) -> (usize, Option<Error>) {
    let (service, db) = always(answer);
    let result = db.table::<Mark>().batch_put(&marks(0..3)).give_up_after(SHORT).await;
    if let Ok(written) = &result {
        assert_eq!(written.done, 3);
    }
    (service.requests().len(), result.err())
}

/// What reading three keys gives under this answer.
async fn read_under(answer: &Value) -> (usize, Result<Vec<Option<Mark>>, Error>) {
    let (service, db) = always(answer);
    let get = db.table::<Mark>().batch_get((0..3).map(Mark::key)).in_order().give_up_after(SHORT);
    let result = get.await;
    (service.requests().len(), result)
}

#[tokio::test]
async fn a_write_is_not_done_when_the_answer_speaks_of_something_else() {
    let answers = [
        json!({ "UnprocessedItems": { "other": [put(&item(0))] } }),
        json!({ "UnprocessedItems": { "other": [] } }),
        json!({ "UnprocessedItems": { "marks": [put(&item(0))], "other": [put(&item(0))] } }),
        unprocessed(&[put(&item(99))]),
        unprocessed(&[put(&item(0)), put(&item(99))]),
        unprocessed(&[put(&json!({}))]),
        unprocessed(&[put(&json!({ "id": { "N": "0" } }))]),
        unprocessed(&[put(&json!({ "pk": { "N": "0" } }))]),
        unprocessed(&[put(&json!({ "pk": { "NULL": true } }))]),
        unprocessed(&[json!({ "DeleteRequest": { "Key": { "pk": { "S": "id#99#mark" } } } })]),
        unprocessed(&[json!({})]),
        unprocessed(&(0..1000).map(|id| put(&item(id))).collect::<Vec<_>>()),
    ];
    for answer in answers {
        let (requests, error) = written_under(&answer).await;
        let error = error.unwrap_or_else(|| panic!("all done under {answer}"));
        assert_eq!((error.kind(), error.done()), (ErrorKind::Unprocessed, Some(0)), "{answer}");
        assert_eq!(error.unprocessed_items::<Mark>().unwrap(), marks(0..3));
        assert!((1..=ATTEMPTS).contains(&requests), "{requests} requests under {answer}");
    }
}

#[tokio::test]
async fn a_write_is_told_once_however_often_the_answer_names_it() {
    let both = json!({ "PutRequest": { "Item": item(1) }, "DeleteRequest": { "Key": item(1) } });
    let delete = json!({ "DeleteRequest": { "Key": { "pk": { "S": "id#1#mark" } } } });
    for answer in [unprocessed(&[put(&item(1)), put(&item(1))]), unprocessed(&[both]), unprocessed(&[delete])] {
        let (_, error) = written_under(&answer).await;
        let error = error.unwrap();
        assert_eq!((error.done(), error.unprocessed_positions()), (Some(2), vec![1]), "{answer}");
    }
}

#[tokio::test]
async fn an_answer_to_a_write_that_cannot_be_read_is_an_error() {
    let answers = [
        json!([]),
        json!(7),
        json!("text"),
        json!({ "UnprocessedItems": 7 }),
        json!({ "UnprocessedItems": [] }),
        json!({ "UnprocessedItems": { "marks": 7 } }),
        json!({ "UnprocessedItems": { "marks": {} } }),
        json!({ "UnprocessedItems": { "marks": [7] } }),
        json!({ "UnprocessedItems": { "marks": [{ "PutRequest": 7 }] } }),
        json!({ "UnprocessedItems": { "marks": [{ "PutRequest": { "Item": 7 } }] } }),
        json!({ "UnprocessedItems": { "marks": [{ "PutRequest": { "Item": { "pk": { "S": 7 } } } }] } }),
    ];
    for answer in answers {
        let (requests, error) = written_under(&answer).await;
        let error = error.unwrap_or_else(|| panic!("all done under {answer}"));
        assert_eq!((error.kind(), error.done()), (ErrorKind::InvalidResponse, Some(0)), "{answer}");
        assert_eq!(error.unprocessed_positions(), [0, 1, 2]);
        assert!((1..=ATTEMPTS).contains(&requests), "{requests} requests under {answer}");
    }
}

#[tokio::test]
async fn a_batch_get_takes_only_what_it_asked_for() {
    let answers = [
        json!({ "Responses": { "marks": [item(2), item(99), item(0), item(0)] } }),
        // What is there is there, also if it is said to be unprocessed.
        json!({
            "Responses": { "marks": [item(2), item(0)] },
            "UnprocessedKeys": { "marks": { "Keys": [{ "pk": { "S": "id#0#mark" } }] } },
        }),
    ];
    for answer in answers {
        let (requests, each) = read_under(&answer).await;
        let mark = |id| Some(Mark { id, version: 7 });
        assert_eq!(each.unwrap(), [mark(0), None, mark(2)], "{answer}");
        assert_eq!(requests, 1);
    }
}

#[tokio::test]
async fn an_item_that_cannot_be_told_is_not_passed_over() {
    for answer in [
        json!({ "Responses": { "marks": [item(2)], "other": [item(1)] } }),
        json!({ "Responses": { "marks": [item(0), { "version": { "N": "9" } }, item(2)] }, "UnprocessedKeys": {} }),
        json!({ "Responses": { "marks": [{}] } }),
    ] {
        let (requests, each) = read_under(&answer).await;
        let error = each.unwrap_err();
        assert_eq!((error.kind(), error.unprocessed_positions()), (ErrorKind::InvalidResponse, vec![0, 1, 2]));
        assert!((1..=ATTEMPTS).contains(&requests), "{requests} requests under {answer}");
    }
}

#[tokio::test]
async fn a_key_is_not_absent_when_something_strange_is_unprocessed() {
    let strange = [
        json!({ "other": { "Keys": [{ "pk": { "S": "id#1#mark" } }] } }),
        json!({ "marks": { "Keys": [{ "pk": { "S": "id#99#mark" } }] } }),
        json!({ "marks": { "Keys": [{}] } }),
        json!({ "marks": { "Keys": [{ "id": { "N": "1" } }] } }),
        json!({ "marks": { "Keys": [{ "pk": { "BOOL": true } }] } }),
    ];
    for unprocessed in strange {
        let answer = json!({ "Responses": { "marks": [item(2), item(0)] }, "UnprocessedKeys": unprocessed });
        let (requests, each) = read_under(&answer).await;
        let error = each.expect_err("one key is not answered");
        assert_eq!((error.kind(), error.done()), (ErrorKind::Unprocessed, Some(2)), "{answer}");
        assert_eq!(error.unprocessed_keys::<Mark>(), [Mark::key(1)]);
        assert!((1..=ATTEMPTS + 1).contains(&requests), "{requests} requests under {answer}");
    }
}

#[tokio::test]
async fn an_answer_to_a_get_that_cannot_be_read_is_an_error() {
    let answers = [
        json!([]),
        json!(7),
        json!({ "Responses": 7 }),
        json!({ "Responses": [] }),
        json!({ "Responses": { "marks": 7 } }),
        json!({ "Responses": { "marks": [7] } }),
        json!({ "Responses": { "marks": [{ "pk": 7 }] } }),
        json!({ "Responses": { "marks": [{ "pk": { "S": 7 } }] } }),
        json!({ "Responses": {}, "UnprocessedKeys": { "marks": [] } }),
        json!({ "Responses": {}, "UnprocessedKeys": { "marks": { "Keys": 7 } } }),
    ];
    for answer in answers {
        let (requests, each) = read_under(&answer).await;
        let error = each.err().unwrap_or_else(|| panic!("all read under {answer}"));
        assert_eq!((error.kind(), error.done()), (ErrorKind::InvalidResponse, Some(0)), "{answer}");
        assert!((1..=ATTEMPTS).contains(&requests), "{requests} requests under {answer}");
    }
    // An item that is the right one and does not fit its type.
    let answer = json!({ "Responses": { "marks": [{ "pk": { "S": "id#1#mark" }, "version": { "S": "seven" } }] } });
    let (requests, each) = read_under(&answer).await;
    assert_eq!((each.unwrap_err().kind(), requests), (ErrorKind::Decode, 1));
}

#[tokio::test]
async fn a_service_that_does_one_at_a_time_is_asked_so_often_and_no_more() {
    let service = Canned::new(|request| {
        let requests = request["RequestItems"]["marks"].as_array().unwrap();
        unprocessed(&requests[1..]).to_string()
    });
    let written = service.database().table::<Mark>().batch_put(&marks(0..25)).await.unwrap();
    assert_eq!((written.done, written.requests, service.requests().len()), (25, 25, 25));

    let service = Canned::new(|request| {
        let keys = request["RequestItems"]["marks"]["Keys"].as_array().unwrap();
        let id: u32 = keys[0]["pk"]["S"].as_str().unwrap().split('#').nth(1).unwrap().parse().unwrap();
        let left = if keys.len() > 1 { json!({ "marks": { "Keys": keys[1..] } }) } else { json!({}) };
        json!({ "Responses": { "marks": [item(id)] }, "UnprocessedKeys": left }).to_string()
    });
    let found = service.database().table::<Mark>().batch_get((0..25).map(Mark::key)).await.unwrap();
    assert_eq!((found, service.requests().len()), (marks(0..25), 25));
}

/// Each request has its own time: a batch of many may take longer than that.
#[tokio::test]
async fn a_late_chunk_is_tried_as_long_as_the_first() {
    const PATIENCE: Duration = Duration::from_secs(1);
    let written = AtomicUsize::new(0);
    let service = Canned::new(move |request| match written.fetch_add(1, Ordering::Relaxed) {
        0 => {
            std::thread::sleep(PATIENCE + Duration::from_millis(50));
            "{}".to_owned()
        }
        // The first of the second chunk is left.
        1 => unprocessed(&[request["RequestItems"]["marks"][0].clone()]).to_string(),
        _ => "{}".to_owned(),
    });
    let table = service.database().table::<Mark>();
    let many = marks(0..50);
    let written = table.batch_put(&many).concurrency(1).give_up_after(PATIENCE).await.unwrap();
    assert_eq!((written.done, written.requests), (50, 3));

    let read = AtomicUsize::new(0);
    let service = Canned::new(move |request| {
        let keys = request["RequestItems"]["marks"]["Keys"].as_array().expect("keys").clone();
        match read.fetch_add(1, Ordering::Relaxed) {
            0 => std::thread::sleep(PATIENCE + Duration::from_millis(50)),
            1 => {
                let left = json!({ "marks": { "Keys": keys } });
                return json!({ "Responses": { "marks": [] }, "UnprocessedKeys": left }).to_string();
            }
            _ => {}
        }
        json!({ "Responses": { "marks": [] } }).to_string()
    });
    let table = service.database().table::<Mark>();
    let found = table.batch_get((0..150).map(Mark::key)).concurrency(1).give_up_after(PATIENCE).await.unwrap();
    assert!(found.is_empty());
    assert_eq!(service.requests().len(), 3);
}
