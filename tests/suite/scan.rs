//! Scans: sequential and parallel, of tables that several entities share.

use std::collections::BTreeSet;

use dynamo::{
    Dynamo, ErrorKind, Item, embedded,
    sdk::Client,
    testing::{Fault, Faults},
};
use futures::{StreamExt as _, TryStreamExt as _};

use crate::backend::database;

#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "shop", partition_key(customer), sort_key(number))]
struct Order {
    customer: String,
    number: u32,
    paid: bool,
}

/// In the same table, under keys that begin like those of an order.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "shop", partition_key(customer), sort_key(number), entity = "complaint")]
struct Complaint {
    customer: String,
    number: u32,
    text: String,
}

async fn filled(db: &Dynamo, count: u32) -> Vec<Order> {
    let (orders, complaints) = (db.table::<Order>(), db.table::<Complaint>());
    orders.create_table().await.unwrap();
    let mut all = Vec::new();
    for number in 0..count {
        let order = Order { customer: format!("C{}", number % 7), number, paid: number.is_multiple_of(2) };
        orders.put(&order).await.unwrap();
        let customer = order.customer.clone();
        complaints.put(&Complaint { customer, number, text: "late".into() }).await.unwrap();
        all.push(order);
    }
    all.sort();
    all
}

#[tokio::test]
async fn every_item_of_the_type_comes_once_whatever_the_segments() {
    let db = database();
    let expected = filled(&db, 60).await;
    let orders = db.table::<Order>();
    for segments in [0, 1, 3, 8] {
        for page_size in [1, 7, 1000] {
            let scan = || orders.scan().parallel(segments).page_size(page_size);
            let mut found = scan().collect().await.unwrap();
            found.sort();
            assert_eq!(found, expected, "{segments} segments of pages of {page_size}");
            assert_eq!(scan().count().await.unwrap(), 60);
            assert_eq!(scan().filter(|order| order.paid.eq(true)).count().await.unwrap(), 30);
        }
    }
    assert_eq!(db.table::<Complaint>().scan().parallel(2).count().await.unwrap(), 60);
}

#[tokio::test]
async fn limits_are_of_items() {
    let db = database();
    filled(&db, 30).await;
    let orders = db.table::<Order>();
    let some =
        orders.scan().filter(|order| order.paid.eq(true)).page_size(2).parallel(3).limit(7).collect().await.unwrap();
    assert_eq!(some.len(), 7);
    assert_eq!(some.iter().map(|order| order.number).collect::<BTreeSet<_>>().len(), 7, "each once");
    assert_eq!(orders.scan().limit(7).parallel(4).count().await.unwrap(), 7);
    assert_eq!(orders.scan().limit(0).count().await.unwrap_err().kind(), ErrorKind::Validation);
    assert_eq!(orders.scan().parallel(2_000_000).count().await.unwrap_err().kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn a_scan_may_filter_on_key_attributes() {
    #[derive(Item, Debug, PartialEq)]
    #[dynamo(table = "counters", partition_key(name), keys = "native")]
    struct Counter {
        name: String,
        value: u64,
    }
    let counters = database().table::<Counter>();
    counters.create_table().await.unwrap();
    for (name, value) in [("a", 1), ("ab", 2), ("b", 3)] {
        counters.put(&Counter { name: name.into(), value }).await.unwrap();
    }
    let found = counters.scan().filter(|counter| counter.name.begins_with("a")).count().await.unwrap();
    assert_eq!(found, 2);
}

#[tokio::test]
async fn a_parallel_stream_is_lazy_and_ends_after_an_error() {
    let faults = Faults::new(embedded::EmbeddedConnector::in_memory().unwrap());
    let db = Dynamo::new(Client::from_conf(embedded::sdk_config(faults.clone())));
    // Without another entity, so that every page has items to give.
    let orders = db.table::<Order>().named("orders-only");
    orders.create_table().await.unwrap();
    for number in 0..40 {
        orders.put(&Order { customer: number.to_string(), number, paid: true }).await.unwrap();
    }

    let before = faults.request_count();
    let mut stream = Box::pin(orders.scan().parallel(4).page_size(2).stream());
    assert_eq!(faults.request_count(), before);
    stream.try_next().await.unwrap();
    let sent = faults.request_count() - before;
    assert!(sent <= 4, "{sent} requests for one item of 4 segments");
    drop(stream);
    assert_eq!(faults.request_count() - before, sent, "a dropped stream sends nothing more");

    faults.push(Fault::AccessDenied);
    let results: Vec<_> = orders.scan().parallel(4).stream().collect().await;
    let errors = results.iter().filter(|result| result.is_err()).count();
    assert_eq!(errors, 1);
    assert!(results.last().unwrap().is_err(), "nothing comes after the error");
}
