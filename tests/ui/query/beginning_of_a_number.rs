//! A number has no beginning.

use dynamo::{Item, Table};

#[derive(Item)]
#[dynamo(table = "events", partition_key(id), sort_key(at), keys = "native")]
struct Event {
    id: String,
    at: u64,
}

fn misuse(events: &Table<Event>) {
    let _ = events.query("1").begins_with(5);
}

fn main() {}
