//! How much memory a query of ten pages of 1 MB takes: as a stream, and all at once. It fails if the stream holds more
//! than two pages, or goes on asking after it is dropped.
//!
//! ```text
//! cargo bench -p dynamo-rs --bench stream_memory
//! ```

#[path = "support/canned.rs"]
#[allow(dead_code, reason = "the other benchmarks use the rest of it")]
mod canned;

use std::{fmt::Write as _, pin::pin, process::ExitCode};

use canned::Canned;
use dynamo::{Item, to_item};
use futures::TryStreamExt as _;
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

#[derive(Item)]
#[dynamo(table = "events", partition_key(id), sort_key(at))]
struct Event {
    id: String,
    at: String,
    level: u8,
    tags: Vec<String>,
    text: String,
}

const PAGES: usize = 10;
const ITEMS: usize = 1000;

/// A page of about 1 MB, as DynamoDB sends it.
fn page(page: usize) -> String {
    let item = |number: usize| {
        let at = format!("{:08}", page * ITEMS + number);
        let text = "x".repeat(860);
        format!(
            r#"{{"pk":{{"S":"id#1#event"}},"sk":{{"S":"{at}"}},"id":{{"S":"1"}},"at":{{"S":"{at}"}},"level":{{"N":"3"}},"tags":{{"L":[{{"S":"a"}},{{"S":"b"}}]}},"text":{{"S":"{text}"}}}}"#
        )
    };
    let items: Vec<String> = (0..ITEMS).map(item).collect();
    let mut body = format!(r#"{{"Count":{ITEMS},"ScannedCount":{ITEMS},"Items":[{}]"#, items.join(","));
    if page + 1 < PAGES {
        let last = format!("{:08}", page * ITEMS + ITEMS - 1);
        let _ = write!(body, r#","LastEvaluatedKey":{{"pk":{{"S":"id#1#event"}},"sk":{{"S":"{last}"}}}}"#);
    }
    body + "}"
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure())
}

async fn measure() -> ExitCode {
    let canned = Canned::new((0..PAGES).map(page));
    let table = canned.database().table::<Event>();
    let bytes = {
        let item = Event {
            id: "1".into(),
            at: "0".repeat(8),
            level: 3,
            tags: vec!["a".into(), "b".into()],
            text: "x".repeat(860),
        };
        ITEMS * dynamo::item_size(&to_item(&item).expect("an item"))
    };

    // What one page takes when the SDK has read it: the measure of the rest.
    let request = || table.query("1").into_builder().expect("a query");
    let client = canned.database().client().clone();
    let warm_up = request().send_with(&client).await.expect("an answer");
    drop(warm_up);
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let output = request().send_with(&client).await.expect("an answer");
    let one_page = ALLOCATOR.current_usage() - before;
    let reading_one = ALLOCATOR.peak_usage() - before;
    drop(output);

    // Begin with the first page again.
    while !canned.requests().is_multiple_of(PAGES) {
        drop(request().send_with(&client).await);
    }
    let (before, requests) = (ALLOCATOR.current_usage(), canned.requests());
    ALLOCATOR.reset_peak_usage();
    let mut count = 0;
    {
        let mut stream = pin!(table.query("1").stream());
        while stream.try_next().await.expect("an item").is_some() {
            count += 1;
        }
    }
    let streaming = ALLOCATOR.peak_usage() - before;
    assert_eq!((count, canned.requests() - requests), (PAGES * ITEMS, PAGES));

    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let all = table.query("1").collect().await.expect("items");
    let collecting = ALLOCATOR.peak_usage() - before;
    drop(all);

    let requests = canned.requests();
    {
        let mut stream = pin!(table.query("1").stream());
        for _ in 0..=ITEMS {
            stream.try_next().await.expect("an item");
        }
    }
    tokio::task::yield_now().await;
    let after_drop = canned.requests() - requests;

    #[allow(clippy::cast_precision_loss, reason = "a ratio to print")]
    let ratio = |bytes: usize| bytes as f64 / one_page as f64;
    println!("{PAGES} pages of {ITEMS} items, {bytes} bytes by DynamoDB's count each");
    println!("one page, read by the SDK:      {one_page:>10} bytes ({reading_one} at most while reading)");
    println!("the stream of all, at most:     {streaming:>10} bytes, {:.2} pages", ratio(streaming));
    println!("collect() of all, at most:      {collecting:>10} bytes, {:.2} pages", ratio(collecting));
    println!("a stream dropped on page 2:     {after_drop:>10} requests");
    if ratio(streaming) <= 2.0 && after_drop == 2 {
        ExitCode::SUCCESS
    } else {
        eprintln!("the stream holds more than two pages, or asks after it is dropped");
        ExitCode::FAILURE
    }
}
