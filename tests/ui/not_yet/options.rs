use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "orders", partition_key(id), sort_key(part))]
#[dynamo(gsi(name = "StatusIndex", partition_key(status), projection = "all"))]
#[dynamo(lsi(name = "TotalIndex", sort_key(total)))]
struct Order {
    id: String,
    part: u32,
    status: String,
    total: u64,
    #[dynamo(version)]
    version: u64,
    #[dynamo(ttl)]
    expires: u64,
    #[dynamo(created_at)]
    created: String,
    #[dynamo(updated_at)]
    updated: String,
}

fn main() {
    let _ = Order::key("1", 2);
}
