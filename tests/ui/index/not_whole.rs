use dynamo::{Item, Table};

#[derive(Item)]
#[dynamo(table = "orders", partition_key(id))]
#[dynamo(gsi(name = "StatusIndex", partition_key(status), projection = "keys_only"))]
struct Order {
    id: String,
    status: String,
    total: u64,
}

async fn read(orders: &Table<Order>) -> dynamo::Result<()> {
    let paid = orders.index(Order::STATUS_INDEX).query("paid");
    let items: Vec<Order> = paid.collect().await?;
    Ok(())
}

fn main() {}
