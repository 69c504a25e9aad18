//! A meter counts what every operation consumes, over pages, chunks and what is tried again.

use dynamo::{CapacityMeter, Item, ReadConsistency, item_size, read_units, to_item, write_units};
use futures::TryStreamExt as _;

use crate::backend::database;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "events", partition_key(id), sort_key(at))]
#[dynamo(gsi(name = "ByKind", partition_key(kind), sort_key(at), projection = "keys_only"))]
struct Event {
    id: String,
    at: u32,
    kind: String,
    text: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "notes", partition_key(id))]
struct Note {
    id: String,
}

fn event(at: u32) -> Event {
    Event { id: "1".into(), at, kind: "k".into(), text: "x".repeat(2000) }
}

#[tokio::test]
async fn every_operation_is_metered() {
    let db = database();
    let events = db.table::<Event>();
    events.create_table().await.unwrap();
    let meter = CapacityMeter::new();
    let mut before = 0.0;
    let mut grown = |what: &str| {
        let now = meter.consumed().total;
        assert!(now > before, "{what} consumes nothing");
        now - std::mem::replace(&mut before, now)
    };
    let each = write_units(item_size(&to_item(&event(0)).unwrap()));
    events.put(&event(0)).metered(&meter).await.unwrap();
    assert!(grown("put") >= each);
    let many: Vec<Event> = (1..60).map(event).collect();
    events.batch_put(&many).metered(&meter).await.unwrap();
    assert!(grown("batch_put") >= 59.0 * each, "three chunks");
    events.update(Event::key("1", 0)).set(|e| e.text, "y").metered(&meter).await.unwrap();
    grown("update");
    events.delete(Event::key("1", 0)).metered(&meter).await.unwrap();
    grown("delete");
    events.get(Event::key("1", 1)).metered(&meter).await.unwrap();
    grown("get");
    events.batch_get((1..60).map(|at| Event::key("1", at))).metered(&meter).await.unwrap();
    grown("batch_get");
    let all: Vec<Event> = events.query("1").page_size(10).metered(&meter).stream().try_collect().await.unwrap();
    let bytes = all.len() * item_size(&to_item(&event(1)).unwrap());
    assert!(grown("query") >= read_units(bytes, ReadConsistency::Eventual) * 0.9, "six pages");
    events.index(Event::BY_KIND).query("k").hydrate().metered(&meter).collect().await.unwrap();
    assert!(grown("hydrate") > 59.0 * 0.5);
    events.scan().parallel(2).metered(&meter).count().await.unwrap();
    grown("scan");
    events.find(|e| e.id.eq("1")).metered(&meter).count().await.unwrap();
    grown("find");
    db.transaction().put(events.put(&event(7))).metered(&meter).await.unwrap();
    assert!(grown("transaction") >= 2.0 * each);
    events.batch_put_stream(futures::stream::iter([event(8)])).metered(&meter).await.unwrap();
    grown("batch_put_stream");
    assert!(meter.consumed().indexes.contains_key("ByKind"));
}

/// One request for two tables, or for several operations: each meter has what is its own, as far as that can be told.
#[tokio::test]
async fn meters_of_parts_count() {
    let db = database();
    let (events, notes) = (db.table::<Event>(), db.table::<Note>());
    events.create_table().await.unwrap();
    notes.create_table().await.unwrap();
    events.put(&event(1)).await.unwrap();
    notes.put(&Note { id: "1".into() }).await.unwrap();

    let (first, second) = (CapacityMeter::new(), CapacityMeter::new());
    let both = (
        events.batch_get([Event::key("1", 1)]).metered(&first),
        notes.batch_get([Note::key("1")]).consistent().metered(&second),
    );
    db.batch_get(both).await.unwrap();
    assert_eq!((first.consumed().total, second.consumed().total), (0.5, 1.0));
    let second_alone = CapacityMeter::new();
    let both = (events.batch_get([Event::key("1", 1)]), notes.batch_get([Note::key("1")]).metered(&second_alone));
    db.batch_get(both).await.unwrap();
    assert!((second_alone.consumed().total - 0.5).abs() < f64::EPSILON);

    let note = Note { id: "2".into() };
    let of_part = CapacityMeter::new();
    let update = events.update(Event::key("1", 1)).set(|e| e.text, "y");
    db.transaction().update(update).put(notes.put(&note).metered(&of_part)).await.unwrap();
    assert!(of_part.consumed().total >= 4.0, "two writes of a transaction");
    let whole = CapacityMeter::new();
    let delete = notes.delete(Note::key("2")).metered(&of_part);
    let before = of_part.consumed();
    db.transaction().delete(delete).metered(&whole).await.unwrap();
    assert_eq!(of_part.consumed(), before, "the transaction has a meter of its own");
    assert!(whole.consumed().total >= 2.0);
}
