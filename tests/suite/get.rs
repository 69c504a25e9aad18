//! Get: the item under exactly that key, or none.

use dynamo::{ErrorKind, Item, sdk::types::AttributeValue};

use crate::backend::{database, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "orders", partition_key(customer), sort_key(number))]
struct Order {
    customer: String,
    number: u32,
    total: u64,
    note: Option<String>,
}

fn order(customer: &str, number: u32) -> Order {
    Order { customer: customer.into(), number, total: 5, note: None }
}

#[tokio::test]
async fn only_the_item_under_that_key() {
    let orders = table::<Order>().await;
    assert_eq!(orders.get(Order::key("C1", 1)).await.unwrap(), None);
    for number in [1, 10, 11] {
        orders.put(&order("C1", number)).await.unwrap();
    }
    let (customer, number) = ("C1".to_owned(), 1);
    for key in [Order::key("C1", 1), Order::key(&customer, number), order("C1", 1).primary_key()] {
        assert_eq!(orders.get(key).consistent().await.unwrap(), Some(order("C1", 1)));
    }
    for key in [Order::key("C1", 0), Order::key("C", 1), Order::key("C1#", 1), Order::key("c1", 1)] {
        assert_eq!(orders.get(key).consistent().await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_consistent_read_is_asked_for_only_when_it_is() {
    let orders = database().table::<Order>();
    let input = orders.get(Order::key("C1", 1)).into_input().unwrap();
    assert_eq!(input.consistent_read(), None);
    assert_eq!(orders.get(Order::key("C1", 1)).consistent().into_input().unwrap().consistent_read(), Some(true));
    let key = input.key().unwrap();
    assert_eq!(key.len(), 2);
    assert_eq!(key["pk"], AttributeValue::S("customer#C1#order".into()));
    assert_eq!(key["sk"], AttributeValue::S("1".into()));
}

#[tokio::test]
async fn attributes_that_the_type_does_not_know_are_passed_over() {
    let database = database();
    let orders = database.table::<Order>();
    orders.create_table().await.unwrap();
    let mut item = dynamo::to_item(&order("C1", 1)).unwrap();
    item.insert("unknown".into(), AttributeValue::L(vec![AttributeValue::Null(true)]));
    let put = orders.put(&order("C1", 1)).into_builder().unwrap().set_item(Some(item.clone()));
    put.send_with(database.client()).await.unwrap();
    assert_eq!(orders.get(Order::key("C1", 1)).await.unwrap(), Some(order("C1", 1)));

    for (spoilt, found) in
        [(None, "missing"), (Some(AttributeValue::S("5".into())), "expected a number (N), found a string (S)")]
    {
        item.remove("total");
        item.extend(spoilt.map(|value| ("total".to_owned(), value)));
        let put = orders.put(&order("C1", 1)).into_builder().unwrap().set_item(Some(item.clone()));
        put.send_with(database.client()).await.unwrap();
        let error = orders.get(Order::key("C1", 1)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains("`total`") && error.to_string().contains("u64"), "{error}");
        assert!(error.to_string().contains(found), "{error}");
    }
}
