//! Reading ends, whatever the service answers.

use dynamo::{ErrorKind, Item, Table};
use futures::TryStreamExt as _;
use serde_json::{Value, json};

use crate::canned::Canned;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "marks", partition_key(id), sort_key(at), keys = "native")]
struct Mark {
    id: String,
    at: u32,
}

fn key(at: u32) -> Value {
    json!({ "id": { "S": "1" }, "at": { "N": at.to_string() } })
}

/// Every answer ends at the mark 3, wherever it began.
fn stuck() -> (Canned, Table<Mark>) {
    let answer = json!({ "Items": [key(3)], "Count": 1, "ScannedCount": 1, "LastEvaluatedKey": key(3) }).to_string();
    let service = Canned::new(move |_| answer.clone());
    let marks = service.database().table();
    (service, marks)
}

#[tokio::test]
async fn an_answer_that_ends_where_it_began_is_an_error() {
    let (service, marks) = stuck();
    let errors = [
        marks.query("1").collect().await.unwrap_err(),
        marks.query("1").count().await.unwrap_err(),
        marks.query("1").stream().try_collect::<Vec<_>>().await.unwrap_err(),
        marks.query("1").limit(50).page().await.unwrap_err(),
        marks.query("1").pages_ref().try_collect::<Vec<_>>().await.unwrap_err(),
        marks.scan().collect().await.unwrap_err(),
        marks.scan().parallel(2).count().await.unwrap_err(),
        marks.scan().resumable().try_collect::<Vec<_>>().await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{error}");
        assert!(error.to_string().contains("would never end"), "{error}");
    }
    assert!(service.requests().len() <= 2 * 7 + 4);
}

#[tokio::test]
async fn no_requests_at_all_are_refused() {
    let (service, marks) = stuck();
    let error = marks.query("1").max_pages(0).page().await.unwrap_err();
    assert_eq!((error.kind(), error.to_string().contains("max_pages")), (ErrorKind::Validation, true));
    assert!(marks.scan().parallel(2).max_pages(0).collect().await.is_err());
    assert!(marks.find(|mark| mark.id.eq("1")).max_pages(0).collect().await.is_err());
    assert!(service.requests().is_empty());
}
