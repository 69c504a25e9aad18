use dynamo::Item;

/// A mistake that leaves the keys as they are: queries are still checked.
#[derive(Item)]
#[dynamo(table = "orders", partition_key(customer), sort_key(placed_on))]
#[dynamo(gsi(name = "ByNumber", partition_key(number)))]
struct Order {
    customer: String,
    placed_on: String,
    #[dynamo(defualt)]
    number: u32,
}

fn program(orders: &dynamo::Table<Order>) {
    let _ = orders.query(1);
    let _ = orders.query("C1").ge(1);
    let _ = orders.index(Order::BY_NUMBER).query("1");
}

fn main() {
    let _ = program;
}
