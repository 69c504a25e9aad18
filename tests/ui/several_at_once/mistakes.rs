use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "my orders", partition_key(customer), sort_key(placd_on, order_id), rename_all = "camel")]
#[dynamo(colour = "red", gsi(name = "ByDay", partition_key(placed_on), sort_key(order_id)))]
struct Order {
    customer: String,
    placed_on: String,
    order_id: String,
    #[dynamo(defualt)]
    lines: Vec<String>,
    #[dynamo(skip, json)]
    total: u64,
}

async fn program(client: &dynamo::sdk::Client, order: &Order) -> dynamo::Result<()> {
    let orders = dynamo::Table::<Order>::new(client);
    orders.put(order).await?;
    let found = orders.get(Order::key("C1", "2026-01-15", "1")).await?;
    orders
        .update(Order::key("C1", "2026-01-15", "1"))
        .set(|o| o.lines, vec!["a".to_owned()])
        .increment(|o| o.total, 5)
        .when(|o| o.total.lt(1000))
        .await?;
    let one_day = orders.query("C1").sort(|key| key.with("2026-01-15").ge("1")).collect().await?;
    let by_day = orders.index(Order::BY_DAY).query("2026-01-15").begins_with("1").collect().await?;
    drop((found, one_day, by_day));
    Ok(())
}

fn main() {
    let _ = program;
}
