//! One item of each kind, there and back.

use dynamo::{Attribute, Item};

use crate::backend::database;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "orders", partition_key(customer), sort_key(number))]
struct Order {
    customer: String,
    number: u64,
    #[dynamo(default = Status::Open)]
    status: Status,
    lines: Vec<Line>,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
struct Line {
    product: String,
    quantity: u32,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
enum Status {
    Open,
    Shipped { carrier: String },
    Returned(u32),
}

#[tokio::test]
async fn an_item_comes_back_as_it_was() -> dynamo::Result<()> {
    let orders = database().table::<Order>();
    orders.create_table().await?;
    for (number, status) in
        [Status::Open, Status::Shipped { carrier: "DHL".into() }, Status::Returned(3)].into_iter().enumerate()
    {
        let order = Order {
            customer: "C1".into(),
            number: number as u64,
            status,
            lines: vec![Line { product: "P1".into(), quantity: 2 }],
        };
        orders.create(&order).await?;
        assert_eq!(orders.get(order.primary_key()).consistent().await?, Some(order));
    }
    Ok(())
}
