use dynamo::{Item, Table};

#[derive(Item)]
#[dynamo(table = "orders", partition_key(tenant, customer), sort_key(placed_on, number))]
struct Order {
    tenant: String,
    customer: String,
    placed_on: String,
    number: u64,
    active: bool,
}

fn misuse(orders: &Table<Order>) {
    let _ = orders.query(("acme", 5));
}

fn main() {}
