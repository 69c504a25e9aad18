use dynamo::{Attribute, Item, Table};

#[derive(Item)]
#[dynamo(table = "orders", partition_key(customer), sort_key(number))]
struct Order {
    customer: String,
    number: u64,
    total: f64,
    count: u32,
    name: String,
    coupon: Option<String>,
    paid: bool,
    tags: Vec<String>,
    address: Address,
    status: Status,
}

#[derive(Attribute)]
struct Address {
    city: String,
}

#[derive(Attribute)]
enum Status {
    Open,
}

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
}

fn misuse(orders: &Table<Order>) {
    let update = || orders.update(Order::key("C1", 1));
    let _ = update().add_to_set(|o| o.tags, ["x"]);
}

fn main() {}
