use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, number))]
#[dynamo(gsi(name = "ByStatus", partition_key(status), sort_key(number), projection = "keys_only"))]
#[dynamo(gsi(name = "ByDay", pk = "DAY#{placed_on}", pk_name = "gsi1pk"))]
#[dynamo(gsi(name = "Inverted", inverted))]
struct KeysAreRight {
    customer: String,
    placed_on: String,
    number: u32,
    status: Option<String>,
    #[dynamo(defualt)]
    lines: Vec<String>,
}

fn keys_are_right(orders: &dynamo::Table<KeysAreRight>, customer: &str) {
    let _ = orders.query(customer.to_owned());
    let _ = orders.query("C1").begins_with("2026").limit(5);
    let _ = orders.query("C1").sort(|key| key.with("2026-01-15").eq(7));
    let by_status = orders.index(KeysAreRight::BY_STATUS);
    let _ = by_status.query("paid").between(1, 5).hydrate();
    let _ = orders.index(KeysAreRight::BY_DAY).query("2026-01-15").begins_with("C1");
    let _ = orders.index(KeysAreRight::INVERTED).query(("2026-01-15", 7)).begins_with("C");
}

#[derive(Item)]
#[dynamo(table = "orders", partition_key(custmer), sort_key(placed, number))]
#[dynamo(gsi(name = "ByStatus", partition_key(stats), sort_key(number)))]
#[dynamo(gsi(name = "ByDay", pk = "DAY#{placed_on}"))]
#[dynamo(gsi(name = "Inverted", inverted))]
#[dynamo(lsi(name = "Local", sort_key(status)))]
struct FieldsAreMistyped {
    customer: String,
    placed_on: String,
    number: u32,
    status: Option<String>,
}

fn fields_are_mistyped(orders: &dynamo::Table<FieldsAreMistyped>) {
    let _ = orders.query("C1").begins_with("2026");
    let _ = orders.query("C1").sort(|key| key.with("2026-01-15").lt(7));
    let _ = orders.query("C1").sort(|key| key.with("2026-01-15").with(7));
    let _ = orders.index(FieldsAreMistyped::BY_STATUS).query("paid").ge(1);
    let _ = orders.index(FieldsAreMistyped::BY_DAY).query("2026-01-15");
    let _ = orders.index(FieldsAreMistyped::INVERTED).query(("2026-01-15", 7)).eq("C1");
    let _ = orders.index(FieldsAreMistyped::LOCAL).query("C1").begins_with("paid");
}

#[derive(Item)]
#[dynamo(table = "events", pk = "EVENT#{id", sort_kye(at))]
struct KeysAreLost {
    id: String,
    at: u64,
}

fn keys_are_lost(events: &dynamo::Table<KeysAreLost>) {
    let _ = events.query("1").ge(5);
}

#[derive(Item)]
#[dynamo(table = "events", partition_key(id), sort_key(at), keys = "natve")]
#[dynamo(gsi(name = "ByKind", partition_key(kind), sort_key(id)))]
struct Generic<K> {
    id: String,
    at: u64,
    kind: K,
}

fn generic(events: &dynamo::Table<Generic<String>>) {
    let _ = events.query("1").ge(5);
    let _ = events.index(Generic::<String>::BY_KIND).query("born").begins_with("1");
}

/// Not an attribute at all.
struct Cache;

#[derive(Item)]
#[dynamo(table = "events", partition_key(id), gsi(name = "ByKind", partition_key(kind)))]
struct KeysAreNotStored {
    #[dynamo(json)]
    id: Vec<String>,
    #[dynamo(skip)]
    kind: Cache,
}

fn keys_are_not_stored(events: &dynamo::Table<KeysAreNotStored>) {
    let _ = events.query("1");
    let _ = events.index(KeysAreNotStored::BY_KIND).query("born");
}

fn main() {
    let _ = (keys_are_right, fields_are_mistyped, keys_are_lost, generic, keys_are_not_stored);
}
