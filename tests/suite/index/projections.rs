//! What an index does not hold is not read from it.

use dynamo::{ErrorKind, Item, Projection, Table};

use crate::backend::{faulty_table, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "orders", partition_key(id))]
#[dynamo(gsi(name = "Keys", partition_key(status), sort_key(total), projection = "keys_only"))]
#[dynamo(gsi(name = "Some", partition_key(status), sort_key(total), projection = include(id, notes)))]
#[dynamo(gsi(name = "Enough", partition_key(status), sort_key(total), projection = include(id, notes, tags)))]
struct Order {
    id: String,
    status: String,
    total: u64,
    notes: Option<String>,
    #[dynamo(default)]
    tags: Vec<String>,
}

#[derive(Projection, Debug, PartialEq)]
#[dynamo(item = Order)]
struct Slim {
    notes: Option<String>,
    total: u64,
}

fn order(id: usize) -> Order {
    let total = u64::try_from(id).unwrap();
    Order { id: format!("{id:04}"), status: "paid".into(), total, notes: Some("n".into()), tags: vec!["t".into()] }
}

async fn filled(orders: &Table<Order>, count: usize) {
    for id in 0..count {
        orders.put(&order(id)).await.unwrap();
    }
}

#[tokio::test]
async fn an_index_that_holds_every_field_gives_items() {
    let orders = table::<Order>().await;
    filled(&orders, 3).await;
    assert_eq!(orders.index(Order::ENOUGH).query("paid").ge(1).collect().await.unwrap(), [order(1), order(2)]);
}

#[tokio::test]
async fn what_it_holds_can_be_selected() {
    let orders = table::<Order>().await;
    filled(&orders, 2).await;
    let some = || orders.index(Order::SOME).query("paid");
    let slim: Vec<Slim> = some().project::<Slim>().collect().await.unwrap();
    assert_eq!(slim[1], Slim { notes: Some("n".into()), total: 1 });
    let pairs: Vec<(String, u64)> = some().select(|o| (o.id, o.total)).collect().await.unwrap();
    assert_eq!(pairs, [("0000".to_owned(), 0), ("0001".to_owned(), 1)]);
    assert_eq!(some().count().await.unwrap(), 2);
    let filtered = some().filter(|o| o.notes.exists()).count().await.unwrap();
    assert_eq!(filtered, 2);
    let scanned: Vec<u64> = orders.index(Order::SOME).scan().select(|o| o.total).collect().await.unwrap();
    assert_eq!(scanned.len(), 2);
}

#[tokio::test]
async fn what_it_does_not_hold_is_refused_before_sending() {
    let (orders, faults) = faulty_table::<Order>().await;
    let before = faults.request_count();
    let tags = orders.index(Order::SOME).query("paid").select(|o| o.tags).collect().await.unwrap_err();
    assert_eq!(tags.kind(), ErrorKind::Validation);
    assert!(tags.to_string().contains("`Some`") && tags.to_string().contains("`tags`"), "{tags}");
    let keys = orders.index(Order::KEYS).query("paid").project::<Slim>().collect().await.unwrap_err();
    assert!(keys.to_string().contains("`notes`"), "{keys}");
    let filter = orders.index(Order::KEYS).query("paid").filter(|o| o.tags.exists()).count().await.unwrap_err();
    assert!(filter.to_string().contains("filter"), "{filter}");
    assert_eq!(faults.request_count(), before);
}

#[tokio::test]
async fn hydrate_reads_whole_items_in_the_order_of_the_index() {
    let orders = table::<Order>().await;
    filled(&orders, 130).await;
    let paid = || orders.index(Order::KEYS).query("paid").descending();
    let all = paid().hydrate().collect().await.unwrap();
    let expected: Vec<Order> = (0..130).rev().map(order).collect();
    assert_eq!(all, expected);
    let mut cursor = None;
    let mut paged = Vec::new();
    loop {
        let query = paid().hydrate().limit(50);
        let query = if let Some(cursor) = cursor { query.after(cursor) } else { query };
        let page = query.page().await.unwrap();
        paged.extend(page.items);
        cursor = page.cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(paged, expected);
    let keyed = paid().hydrate().filter(|o| o.status.eq("paid"));
    assert_eq!(keyed.into_input().unwrap_err().kind(), ErrorKind::Validation, "a key is queried by, not filtered on");
    let lacking = paid().hydrate().filter(|o| o.tags.exists());
    assert_eq!(lacking.into_input().unwrap_err().kind(), ErrorKind::Validation, "the index is what is filtered");
    assert_eq!(paid().hydrate().count().await.unwrap(), 130);
}
