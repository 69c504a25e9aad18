//! Queries: limits, pages, cursors, streams, filters, counts.

use std::{future::IntoFuture as _, sync::Arc};

use dynamo::{
    Config, Cursor, Dynamo, ErrorKind, Item, KeyError, KeyProblem, Table, embedded, sdk::Client, testing::Faults,
};
use futures::{StreamExt as _, TryStreamExt as _};

use crate::backend::database;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "readings", pk = "DEVICE#{device}", sk = "{at:06}")]
struct Reading {
    device: String,
    at: u32,
    even: bool,
    #[dynamo(default)]
    padding: String,
}

fn reading(device: &str, at: u32) -> Reading {
    Reading { device: device.to_owned(), at, even: at.is_multiple_of(2), padding: String::new() }
}

async fn filled(db: &Dynamo, count: u32) -> Table<Reading> {
    let table = db.table::<Reading>();
    table.create_table().await.unwrap();
    for at in 0..count {
        table.put(&reading("d1", at)).await.unwrap();
        table.put(&reading("d2", at)).await.unwrap();
    }
    table
}

fn ats(readings: &[Reading]) -> Vec<u32> {
    readings.iter().map(|reading| reading.at).collect()
}

#[tokio::test]
async fn limit_counts_what_matches_and_page_size_what_is_looked_at() {
    let table = filled(&database(), 20).await;
    let five_even = table.query("d1").filter(|r| r.even.eq(true)).page_size(3).limit(5).collect().await.unwrap();
    assert_eq!(ats(&five_even), [0, 2, 4, 6, 8]);

    let page = table.query("d1").filter(|r| r.even.eq(true)).page_size(4).page().await.unwrap();
    assert_eq!((ats(&page.items), page.scanned_count), (vec![0, 2], 4));
    assert!(page.cursor.is_some());
}

#[tokio::test]
async fn no_more_is_read_than_is_asked_for() {
    let table = filled(&database(), 20).await;
    let asks = |query: dynamo::Query<Reading>| query.into_input().unwrap().limit();
    assert_eq!(asks(table.query("d1").limit(3)), Some(3));
    assert_eq!(asks(table.query("d1").limit(3).page_size(2)), Some(2));
    assert_eq!(asks(table.query("d1").limit(3).page_size(5)), Some(3));
    assert_eq!(asks(table.query("d1").limit(3).filter(|r| r.even.eq(true))), None, "who knows how many match");
    assert_eq!(asks(table.query("d1")), None);
    let page = table.query("d1").limit(3).return_consumed_capacity().page().await.unwrap();
    assert_eq!((page.count, page.scanned_count), (3, 3));
    let first = table.query("d1").descending().first().await.unwrap().unwrap();
    assert_eq!(first.at, 19);
}

#[tokio::test]
async fn pages_join_without_gap_or_overlap() {
    let table = filled(&database(), 17).await;
    for (limit, page_size) in [(1, 5), (3, 2), (4, 100), (5, 5), (16, 3), (17, 17), (18, 4)] {
        for descending in [false, true] {
            let query = || {
                let query = table.query("d1").filter(|r| r.at.ne(7)).limit(limit).page_size(page_size);
                if descending { query.descending() } else { query }
            };
            let mut all = Vec::new();
            let mut cursor: Option<Cursor> = None;
            for request in 0.. {
                assert!(request < 40, "the pages do not end");
                let page = match cursor.take() {
                    Some(cursor) => query().after(cursor),
                    None => query(),
                };
                let page = page.page().await.unwrap();
                assert!(page.items.len() <= limit);
                all.extend(ats(&page.items));
                match page.cursor {
                    // The token survives being text, and JSON.
                    Some(next) => {
                        let text: Cursor = next.to_string().parse().unwrap();
                        let json = serde_json::to_string(&text).unwrap();
                        cursor = Some(serde_json::from_str(&json).unwrap());
                    }
                    None => break,
                }
            }
            let mut expected: Vec<u32> = (0..17).filter(|at| *at != 7).collect();
            if descending {
                expected.reverse();
            }
            assert_eq!(all, expected, "limit {limit}, page_size {page_size}, descending {descending}");
        }
    }
}

#[tokio::test]
async fn an_empty_page_with_a_cursor_is_not_the_end() {
    let table = filled(&database(), 10).await;
    let query = || table.query("d1").filter(|r| r.at.eq(9)).page_size(2);
    let page = query().page().await.unwrap();
    assert!(page.items.is_empty());
    let rest = query().after(page.cursor.unwrap()).collect().await.unwrap();
    assert_eq!(ats(&rest), [9]);

    let bounded = query().limit(1).max_pages(2).page().await.unwrap();
    assert!(bounded.items.is_empty() && bounded.cursor.is_some());
    let rest = query().limit(1).after(bounded.cursor.unwrap()).page().await.unwrap();
    assert_eq!(ats(&rest.items), [9]);
}

#[tokio::test]
async fn a_cursor_leads_nowhere_but_its_own_query() {
    let table = filled(&database(), 6).await;
    let cursor = || async { table.query("d1").limit(2).page().await.unwrap().cursor.unwrap() };

    let refused = [
        table.query("d2").after(cursor().await).into_input(),
        table.query("d1").ge(3).after(cursor().await).into_input(),
        table.query("d1").descending().after(cursor().await).into_input(),
        table.query("d1").filter(|r| r.even.eq(true)).after(cursor().await).into_input(),
        table.clone().named("other-table").query("d1").after(cursor().await).into_input(),
    ];
    for result in refused {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Validation);
    }
    for malformed in ["", "x", "AAAA", "%%%", "AwAAAAAAAAAAe30"] {
        assert_eq!(malformed.parse::<Cursor>().unwrap_err().kind(), ErrorKind::Validation);
        assert!(serde_json::from_value::<Cursor>(malformed.into()).is_err());
    }
    let forged: Cursor = "AQAAAAAAAAAAe30".parse().unwrap();
    assert_eq!(table.query("d1").after(forged).into_input().unwrap_err().kind(), ErrorKind::Validation);
    // Another page size or limit is the same query.
    let rest = table.query("d1").page_size(1).limit(100).after(cursor().await).collect().await.unwrap();
    assert_eq!(ats(&rest), [2, 3, 4, 5]);
}

#[tokio::test]
async fn a_cursor_with_another_partitions_key_is_refused() {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let table = filled(&database(), 6).await;
    let cursor = table.query("d1").limit(2).page().await.unwrap().cursor.unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(cursor.to_string()).unwrap();
    let forge = |from: &str, to: &str| -> Cursor {
        // The header is binary: only the key after it is text.
        let (header, key) = bytes.split_at(9);
        let key = String::from_utf8(key.to_vec()).unwrap();
        assert!(key.contains(from), "{key}");
        let forged = [header, key.replace(from, to).as_bytes()].concat();
        URL_SAFE_NO_PAD.encode(forged).parse().unwrap()
    };
    for forged in [forge("DEVICE#d1", "DEVICE#d2"), forge("\"pk\"", "\"qk\""), forge("\"S\"", "\"N\"")] {
        assert_eq!(table.query("d1").after(forged).into_input().unwrap_err().kind(), ErrorKind::Validation);
    }
}

#[tokio::test]
async fn a_stream_is_lazy_and_ends_after_an_error() {
    let faults = Faults::new(embedded::EmbeddedConnector::in_memory().unwrap());
    let db = Dynamo::new(Client::from_conf(embedded::sdk_config(faults.clone())));
    let table = filled(&db, 10).await;

    let before = faults.request_count();
    let mut stream = Box::pin(table.query("d1").page_size(3).stream());
    assert_eq!(faults.request_count(), before, "nothing is sent before the first item is asked for");
    for _ in 0..3 {
        stream.try_next().await.unwrap();
    }
    assert_eq!(faults.request_count(), before + 1);
    drop(stream);
    assert_eq!(faults.request_count(), before + 1, "a dropped stream sends nothing more");

    let mut stream = table.query("d1").page_size(4).stream();
    for _ in 0..4 {
        stream.try_next().await.unwrap();
    }
    faults.push(dynamo::testing::Fault::AccessDenied);
    assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ErrorKind::AccessDenied);
    assert!(stream.next().await.is_none(), "it ends after the first error");
}

#[tokio::test]
async fn what_is_wrong_is_the_streams_only_item() {
    let table = database().table::<Reading>();
    let results: Vec<_> = table.query("").stream().collect().await;
    assert_eq!(results.len(), 1);
    assert_eq!(results[0].as_ref().unwrap_err().kind(), ErrorKind::InvalidKey);
}

#[tokio::test]
async fn a_megabyte_is_read_in_several_requests() {
    let table = database().table::<Reading>();
    table.create_table().await.unwrap();
    for at in 0..40 {
        table.put(&Reading { padding: "x".repeat(60_000), ..reading("big", at) }).await.unwrap();
    }
    assert_eq!(ats(&table.query("big").collect().await.unwrap()), (0..40).collect::<Vec<_>>());
    assert_eq!(table.query("big").count().await.unwrap(), 40);
    let streamed: Vec<Reading> = table.query("big").descending().stream().try_collect().await.unwrap();
    assert_eq!(streamed.len(), 40);
    let page = table.query("big").page().await.unwrap();
    assert!(page.items.len() < 40 && page.cursor.is_some());
}

#[tokio::test]
async fn counts_and_firsts() {
    let table = filled(&database(), 9).await;
    assert_eq!(table.query("d1").count().await.unwrap(), 9);
    assert_eq!(table.query("d1").filter(|r| r.even.eq(true)).page_size(2).count().await.unwrap(), 5);
    assert_eq!(table.query("d1").limit(4).count().await.unwrap(), 4);
    assert_eq!(table.query("nobody").first().await.unwrap(), None);
    assert_eq!(table.query("d1").descending().first().await.unwrap(), Some(reading("d1", 8)));
    assert_eq!(ats(&table.query("d1").between(2, 4).collect().await.unwrap()), [2, 3, 4]);
}

#[tokio::test]
async fn zero_is_refused() {
    let table = database().table::<Reading>();
    assert_eq!(table.query("d").limit(0).collect().await.unwrap_err().kind(), ErrorKind::Validation);
    assert_eq!(table.query("d").page_size(0).collect().await.unwrap_err().kind(), ErrorKind::Validation);
}

/// Whatever the key is made of, the error is one of the key, and names the field.
#[test]
fn a_range_that_is_upside_down_is_refused() {
    #[derive(Item)]
    #[dynamo(table = "scores", partition_key(id), sort_key(level), keys = "native")]
    #[dynamo(gsi(name = "ByTeam", partition_key(team), sort_key(points)))]
    struct Score {
        id: String,
        #[dynamo(rename = "lvl")]
        level: String,
        team: String,
        points: i64,
    }
    let db = Dynamo::embedded();
    let (readings, scores) = (db.table::<Reading>(), db.table::<Score>());
    let of_index = || scores.index(Score::BY_TEAM).query("red");
    for (error, field) in [
        (readings.query("d1").between(9, 2).into_input().unwrap_err(), "at"),
        (scores.query("1").between("b", "a").into_input().unwrap_err(), "level"),
        (of_index().between(10, 9).into_input().unwrap_err(), "points"),
        (of_index().between(-9, -10).into_input().unwrap_err(), "points"),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidKey, "{error}");
        let key: &KeyError = std::error::Error::source(&error).unwrap().downcast_ref().unwrap();
        assert_eq!((key.field(), key.problem()), (Some(field), &KeyProblem::InvertedRange));
        assert_eq!(key.index().is_some(), field == "points");
    }
    for fine in [of_index().between(9, 10), of_index().between(-10, -9), of_index().between(7, 7)] {
        fine.into_input().unwrap();
    }
}

/// Two entities whose keys do not tell them apart: only the type attribute does.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "mixed", pk = "ORG#{org}", sk = "{id}", entity = "member", type_attribute = "_type")]
struct Member {
    org: String,
    id: String,
    name: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "mixed", pk = "ORG#{org}", sk = "{id}", entity = "project", type_attribute = "_type")]
struct Project {
    org: String,
    id: String,
    budget: u64,
}

#[tokio::test]
async fn a_query_gives_its_own_entity_only() {
    let db = database();
    let (members, projects) = (db.table::<Member>(), db.table::<Project>());
    members.create_table().await.unwrap();
    for id in ["a", "c", "e"] {
        members.put(&Member { org: "o".into(), id: id.into(), name: id.into() }).await.unwrap();
    }
    for id in ["b", "d"] {
        projects.upsert(Project::key("o", id)).set(|p| p.budget, 5).await.unwrap();
    }
    assert_eq!(members.query("o").collect().await.unwrap().len(), 3);
    assert_eq!(projects.query("o").collect().await.unwrap().len(), 2);
    assert_eq!(projects.query("o").ge("c").count().await.unwrap(), 1);
    // Reading the other's item by key says so.
    let error = projects.get(Project::key("o", "a")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn the_configuration_in_force_is_the_one_where_the_query_is_read() {
    #[derive(Item, Debug, Clone, PartialEq)]
    #[dynamo(table = "notes", partition_key(user), sort_key(at))]
    struct Note {
        user: String,
        at: String,
    }
    let db = database();
    let notes = Arc::new(db.table::<Note>());
    notes.create_table().await.unwrap();
    let tenant = |name: &'static str| Config { key_separator: Some(name.into()), ..Config::default() };
    for separator in ["#", "|"] {
        let note = Note { user: "u".into(), at: separator.into() };
        tenant(separator).scope(async { notes.put(&note).await.unwrap() }).await;
    }
    let expected = Note { user: "u".into(), at: "|".into() };
    assert_eq!(tenant("|").scope(notes.query("u").collect()).await.unwrap(), std::slice::from_ref(&expected));

    // Whatever the future or stream was made in, it is the scope that it runs in that counts.
    let get = notes.get(Note::key("u", "|")).into_future();
    assert_eq!(tenant("|").scope(get).await.unwrap(), Some(expected.clone()));
    let stream = notes.query("u").stream();
    assert_eq!(tenant("|").scope(stream.try_collect::<Vec<_>>()).await.unwrap(), std::slice::from_ref(&expected));
    let update = notes.upsert(Note::key("u", "new")).return_new().into_future();
    tenant("|").scope(update).await.unwrap();
    assert_eq!(notes.query("u").count().await.unwrap(), 1);
    assert_eq!(tenant("|").scope(notes.query("u").count()).await.unwrap(), 2);
    let put = notes.put(&expected).into_future();
    tenant("+").scope(put).await.unwrap();
    assert_eq!(tenant("+").scope(notes.query("u").count()).await.unwrap(), 1);
}

#[tokio::test]
async fn a_filter_on_a_key_attribute_is_refused() {
    #[derive(Item, Debug)]
    #[dynamo(table = "native", partition_key(id), sort_key(at), keys = "native")]
    struct Native {
        id: String,
        at: u64,
        level: u8,
    }
    let table = database().table::<Native>();
    let error = table.query("1").filter(|n| n.level.gt(1) & !n.at.eq(5)).into_input().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.to_string().contains("`at`"));
    assert!(table.query("1").ge(5).filter(|n| n.level.gt(1)).into_input().is_ok());
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(
    table = "lines",
    partition_key(id),
    sort_key(at),
    key_separator = "_",
    entity = "line",
    type_attribute = "_type"
)]
struct Line {
    id: String,
    at: String,
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(
    table = "lines",
    partition_key(id),
    sort_key(at),
    key_separator = "_",
    entity = "order_line",
    type_attribute = "_type"
)]
struct OrderLine {
    id: String,
    at: String,
}

/// `id_1_order_line` is the partition of the `order_line` 1 and of the `line` whose id is `1_order`.
#[tokio::test]
async fn an_entity_with_the_separator_in_its_name_is_told_by_its_type() {
    let db = database();
    let (lines, order_lines) = (db.table::<Line>(), db.table::<OrderLine>());
    lines.create_table().await.unwrap();
    order_lines.put(&OrderLine { id: "1".into(), at: "a".into() }).await.unwrap();
    lines.put(&Line { id: "1_order".into(), at: "b".into() }).await.unwrap();
    let found = order_lines.query("1").select(|line| line.at).collect().await.unwrap();
    assert_eq!(found, ["a"]);
    assert_eq!(order_lines.query("1").count().await.unwrap(), 1);
    assert_eq!(lines.query("1_order").select(|line| line.at).collect().await.unwrap(), ["b"]);
    assert_eq!(lines.query("1_order").count().await.unwrap(), 1);
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "legs", partition_key(a, b), sort_key(at))]
#[dynamo(key_separator = "_", prefix_partition_key = false, entity = "line", type_attribute = "_type")]
struct Leg {
    a: String,
    b: String,
    at: String,
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "legs", partition_key(id), sort_key(at))]
#[dynamo(key_separator = "_", prefix_partition_key = false, entity = "order_line", type_attribute = "_type")]
struct OrderLeg {
    id: String,
    at: String,
    count: u32,
}

/// As the library stores an item of an entity that has no type attribute yet.
#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "legs", partition_key(a, b), sort_key(at))]
#[dynamo(key_separator = "_", prefix_partition_key = false, entity = "line")]
struct OldLeg {
    a: String,
    b: String,
    at: String,
}

/// `1_order_line` needs no separator in a value.
#[tokio::test]
async fn a_value_that_begins_another_entitys_name_is_told_by_its_type() {
    let db = database();
    let (legs, order_legs) = (db.table::<Leg>(), db.table::<OrderLeg>());
    legs.create_table().await.unwrap();
    let of = |at: &str| Leg { a: "1".into(), b: "order".into(), at: at.into() };
    order_legs.put(&OrderLeg { id: "1".into(), at: "a".into(), count: 1 }).await.unwrap();
    legs.put(&of("b")).await.unwrap();
    // What has no type has the key of one, and counts as such.
    db.table::<OldLeg>().put(&OldLeg { a: "1".into(), b: "order".into(), at: "c".into() }).await.unwrap();
    assert_eq!(legs.query(("1", "order")).collect().await.unwrap(), [of("b"), of("c")]);
    assert_eq!(legs.query(("1", "order")).limit(1).count().await.unwrap(), 1);
    assert!(order_legs.query("1").le("b").collect().await.unwrap().len() == 1);
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "lines", partition_key(id), sort_key(at), entity = "line", type_attribute = "_type")]
struct HashLine {
    id: String,
    at: String,
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "lines", partition_key(id), sort_key(at), entity = "order#line", type_attribute = "_type")]
struct HashOrderLine {
    id: String,
    at: String,
    count: u32,
}

#[tokio::test]
async fn a_value_with_the_separator_is_told_by_its_type() {
    let db = database();
    let (lines, order_lines) = (db.table::<HashLine>(), db.table::<HashOrderLine>());
    lines.create_table().await.unwrap();
    order_lines.put(&HashOrderLine { id: "1".into(), at: "a".into(), count: 1 }).await.unwrap();
    let line = HashLine { id: "1#order".into(), at: "b".into() };
    lines.put(&line).await.unwrap();
    assert_eq!(lines.query("1#order").collect().await.unwrap(), [line]);
    assert_eq!(lines.query("1#order").count().await.unwrap(), 1);
    assert_eq!(order_lines.query("1").count().await.unwrap(), 1);
    // Where the value cannot reach into a name, a limit is what is read.
    let limit = |id: &str| lines.query(id).limit(3).into_input().unwrap().limit();
    assert_eq!((limit("1order"), limit("1#order")), (Some(3), None));
}
