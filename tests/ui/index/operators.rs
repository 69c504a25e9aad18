use dynamo::{Item, Table};

#[derive(Item)]
#[dynamo(table = "orders", partition_key(id))]
#[dynamo(gsi(name = "ByStatus", partition_key(status)))]
#[dynamo(gsi(name = "ByTotal", partition_key(status), sort_key(total)))]
#[dynamo(gsi(name = "ByText", pk = "{status}", sk = "{total}#{id}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
#[dynamo(gsi(name = "ByTwo", partition_key(status, id), sort_key(total)))]
struct Order {
    id: String,
    status: String,
    total: u64,
}

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
}

fn misuse(orders: &Table<Order>, users: &Table<User>) {
    // No sort key.
    let _ = orders.index(Order::BY_STATUS).query("paid").ge("2026");
    // A number has no beginning.
    let _ = orders.index(Order::BY_TOTAL).query("paid").begins_with(5);
    // A number that is not padded has no order as text.
    let _ = orders.index(Order::BY_TEXT).query("paid").gt(5);
    // The partition key has two attributes.
    let _ = orders.index(Order::BY_TWO).query("paid");
    // An index of another item.
    let _ = users.index(Order::BY_STATUS);
    // No such index.
    let _ = orders.index(Order::BY_NAME);
}

fn main() {}
