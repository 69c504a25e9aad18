use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "orders", partition_key(id), sort_key(part))]
struct Order {
    id: String,
    part: u32,
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
