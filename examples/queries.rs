//! Queries: walk a composite sort key from the left, filter, page, stream, count.
//!
//! ```text
//! cargo run --example queries
//! ```
//!
//! It runs on an embedded database in memory; set `DYNAMODB_ENDPOINT` to run it on DynamoDB Local.

use dynamo::{Attribute, Cursor, Item};
use dynamo_examples::connect;
use futures::TryStreamExt as _;

// All orders of a customer are one partition, in the order of day and then number. The number is padded, so that its
// order as text is its order as a number.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "orders", pk = "CUSTOMER#{customer_id}", sk = "ORDER#{placed_on}#{number:06}")]
struct Order {
    customer_id: String,
    placed_on: String,
    number: u32,
    status: Status,
    total: u64,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
enum Status {
    Open,
    Paid,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let orders = connect().table::<Order>();
    orders.create_table().await?;
    for number in 1..=90 {
        let order = Order {
            customer_id: "C123".to_owned(),
            placed_on: format!("2026-{:02}-{:02}", 1 + number % 3, 1 + number % 28),
            number,
            status: if number % 4 == 0 { Status::Open } else { Status::Paid },
            total: u64::from(number) * 10,
        };
        orders.create(&order).await?;
    }

    // The operators on the query compare the first component: the day.
    println!("all:          {}", orders.query("C123").count().await?);
    println!("in January:   {}", orders.query("C123").begins_with("2026-01").count().await?);
    println!("from March:   {}", orders.query("C123").ge("2026-03").count().await?);
    println!("two weeks:    {}", orders.query("C123").between("2026-02-01", "2026-02-14").count().await?);

    // `sort` walks further: a whole day is given, then an operator on the number.
    let late = orders.query("C123").sort(|key| key.with("2026-02-05").ge(30));
    println!("\n{}", late.explain()?);
    let late = orders.query("C123").sort(|key| key.with("2026-02-05").ge(30)).collect().await?;
    println!("that day, from number 30: {:?}", late.iter().map(|order| order.number).collect::<Vec<_>>());

    // A filter is applied after reading; `limit` counts what comes out of it.
    let dear = orders
        .query("C123")
        .filter(|order| order.status.eq(Status::Open) & order.total.gt(500))
        .descending()
        .limit(3)
        .collect()
        .await?;
    println!("the latest dear open ones: {:?}", dear.iter().map(|order| order.number).collect::<Vec<_>>());

    // A page says where the next one starts. The cursor is text; another query refuses it.
    let first = orders.query("C123").limit(20).page().await?;
    let token = first.cursor.ok_or("there are more than 20")?.to_string();
    let next: Cursor = token.parse()?;
    let second = orders.query("C123").limit(20).after(next.clone()).page().await?;
    println!("the second page begins with {:?}", second.items.first().map(|order| (&order.placed_on, order.number)));
    let refused = orders.query("C456").limit(20).after(next).page().await.expect_err("it is another customer's");
    println!("the same cursor for another customer: {refused}");

    // A stream asks for the next page when it is wanted.
    let mut stream = orders.query("C123").page_size(25).stream();
    let mut sum = 0;
    while let Some(order) = stream.try_next().await? {
        sum += order.total;
    }
    println!("the sum of all: {sum}");

    orders.delete_table().await?;
    Ok(())
}
