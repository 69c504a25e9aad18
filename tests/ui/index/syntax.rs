use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "orders", partition_key(id), sort_key(part))]
#[dynamo(gsi(name = "ByStatus", partition_key(status), "total"))]
#[dynamo(gsi(name = "ByTotal", = 3, partition_key(total)))]
#[dynamo(gsi(name = "ByNote", partition_key(note) projection = "all"))]
#[dynamo(gsi(, name = "Unnamed"))]
struct Order {
    id: String,
    part: u32,
    status: String,
    total: u64,
    note: String,
}

fn main() {
    let _ = (Order::BY_STATUS, Order::BY_TOTAL, Order::BY_NOTE);
}
