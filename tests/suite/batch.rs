//! Batches: written, deleted, read, in chunks; duplicates; what is wrong before sending.

use dynamo::{Dynamo, ErrorKind, Item, Table};

use crate::backend::{faulty, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: u32,
    name: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "orders", partition_key(customer), sort_key(id))]
struct Order {
    customer: String,
    id: u32,
    total: u64,
}

fn users(range: std::ops::Range<u32>) -> Vec<User> {
    range.map(|id| User { id, name: format!("n{id}") }).collect()
}

async fn both(db: &Dynamo) -> (Table<User>, Table<Order>) {
    let (users, orders) = (db.table(), db.table());
    users.create_table().await.unwrap();
    orders.create_table().await.unwrap();
    (users, orders)
}

#[tokio::test]
async fn many_are_written_read_and_deleted_in_chunks() {
    let (db, faults) = faulty();
    let (table, _) = both(&db).await;
    let many = users(0..130);
    let written = table.batch_put(&many).await.unwrap();
    assert_eq!((written.done, written.requests), (130, 6));
    let found = table.batch_get((0..150).rev().map(User::key)).await.unwrap();
    assert_eq!(found, users(0..130).into_iter().rev().collect::<Vec<_>>(), "in the order of the keys");
    assert_eq!(faults.requests_for("BatchGetItem").len(), 2);
    table.batch_delete((0..100).map(User::key)).await.unwrap();
    assert_eq!(table.scan().count().await.unwrap(), 30);
    let nothing = table.batch_put(&[]).await.unwrap();
    assert_eq!((nothing.done, nothing.requests), (0, 0));
    assert!(table.batch_get(Vec::<dynamo::Key<User>>::new()).await.unwrap().is_empty());
}

#[tokio::test]
async fn keys_that_differ_in_the_middle_alone_are_told_apart() {
    let (db, _) = faulty();
    let (_, orders) = both(&db).await;
    let order = |middle: usize, total| Order { customer: format!("customer-{middle:04}-of-north"), id: 7, total };
    for count in [2, 24, 25, 26, 60] {
        let mut many: Vec<Order> = (0..count).map(|middle| order(middle, 1)).collect();
        let written = orders.batch_put(&many).await.unwrap();
        assert_eq!((written.done, written.requests), (count, count.div_ceil(25)));
        assert_eq!(orders.scan().consistent().count().await.unwrap(), count);
        // One of them again, as the last and as the first.
        many.push(order(0, 2));
        many.insert(0, order(1, 3));
        let written = orders.batch_put(&many).await.unwrap();
        assert_eq!((written.done, written.requests), (count + 2, count.div_ceil(25)));
        for (middle, total) in [(0, 2), (1, 1)] {
            let key = Order::key(order(middle, 0).customer, 7);
            assert_eq!(orders.get(key).consistent().await.unwrap().unwrap().total, total);
        }
    }
}

#[tokio::test]
async fn of_duplicates_the_last_write_counts_and_a_get_is_asked_once() {
    let (db, faults) = faulty();
    let (table, _) = both(&db).await;
    let name = |id: u32, name: &str| User { id, name: name.into() };
    let writes = [name(1, "a"), name(2, "b"), name(1, "c")];
    let written = db.batch_write().puts(&table, &writes).delete(&table, User::key(2)).await.unwrap();
    assert_eq!((written.done, written.requests), (4, 1));
    let each = table.batch_get([1, 2, 1, 1].map(User::key)).in_order().await.unwrap();
    let c = Some(name(1, "c"));
    assert_eq!(each, [c.clone(), None, c.clone(), c]);
    let request = faults.requests_for("BatchGetItem").pop().unwrap().json();
    let table_name = table.name().unwrap();
    assert_eq!(request["RequestItems"][&table_name]["Keys"].as_array().unwrap().len(), 2);
    assert_eq!(table.batch_get([1, 1].map(User::key)).await.unwrap().len(), 2);
}

#[tokio::test]
async fn tables_and_types_share_requests() {
    let (db, faults) = faulty();
    let (users_table, orders) = both(&db).await;
    let order = Order { customer: "C1".into(), id: 7, total: 9 };
    let written = db
        .batch_write()
        .puts(&users_table, &users(0..10))
        .put(&orders, &order)
        .return_consumed_capacity()
        .await
        .unwrap();
    assert_eq!(written.requests, 1);
    assert!((written.consumed_capacity.unwrap().total - 11.0).abs() < 1e-9);
    let (names, found, missing) = db
        .batch_get((
            users_table.batch_get((0..3).map(User::key)).select(|user| user.name),
            orders.batch_get([Order::key("C1", 7), Order::key("C1", 8)]).consistent(),
            users_table.batch_get([User::key(99)]).in_order(),
        ))
        .await
        .unwrap();
    assert_eq!(names, ["n0", "n1", "n2"]);
    assert_eq!(found, [order]);
    assert_eq!(missing, [None]);
    // Two ways of reading one table are two requests.
    assert_eq!(faults.requests_for("BatchGetItem").len(), 2);
    assert_eq!(faults.requests_for("BatchGetItem")[0].json()["RequestItems"].as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn what_cannot_be_written_is_found_before_anything_is_sent() {
    let (db, faults) = faulty();
    let (_, orders) = both(&db).await;
    let order = |customer: &str| Order { customer: customer.into(), id: 1, total: 1 };
    let before = faults.request_count();
    let error = orders.batch_put(&[order("a"), order("b"), order("")]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    assert!(error.to_string().contains("input 2"), "{error}");
    let error = orders.batch_delete([Order::key("", 1)]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    let error = orders.batch_get([Order::key("", 1)]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    assert_eq!(faults.request_count(), before);
}

#[tokio::test]
async fn what_cannot_be_sent_hands_everything_back() {
    let (db, faults) = faulty();
    let (table, orders) = both(&db).await;
    let order = |customer: &str| Order { customer: customer.into(), id: 1, total: 1 };
    let before = faults.request_count();
    let many: Vec<Order> =
        (0..60).map(|n| if n == 27 || n == 59 { order("") } else { order(&n.to_string()) }).collect();
    let error = orders.batch_put(&many).await.unwrap_err();
    assert_eq!((error.kind(), error.done()), (ErrorKind::InvalidKey, Some(0)));
    assert!(error.to_string().contains("input 27"), "{error}");
    assert_eq!(error.unprocessed_positions(), (0..60).collect::<Vec<_>>());
    assert_eq!(error.refused_positions(), [27, 59]);
    let good: Vec<Order> = many.iter().filter(|order| !order.customer.is_empty()).cloned().collect();
    assert_eq!(error.unprocessed_items::<Order>().unwrap(), good);

    let keys = || ["a", "", "c"].map(|customer| Order::key(customer, 1));
    for error in [orders.batch_delete(keys()).await.unwrap_err(), orders.batch_get(keys()).await.unwrap_err()] {
        assert_eq!((error.kind(), error.done()), (ErrorKind::InvalidKey, Some(0)));
        assert_eq!(error.unprocessed_keys::<Order>(), keys());
        assert_eq!(error.refused_positions(), [1]);
    }

    // Of several types, one of which has no table that could be.
    let nowhere = db.table::<User>().named("no");
    let (many, good) = (users(0..2), order("a"));
    let write = || db.batch_write().puts(&nowhere, &many).put(&orders, &good).delete(&nowhere, User::key(9));
    for error in [write().await.unwrap_err(), write().put(&orders, &order("")).await.unwrap_err()] {
        assert_eq!((error.kind(), error.done()), (ErrorKind::Validation, Some(0)));
        assert_eq!(error.unprocessed_items::<User>().unwrap(), many);
        assert_eq!(error.unprocessed_items::<Order>().unwrap(), std::slice::from_ref(&good));
        assert_eq!(error.unprocessed_keys::<User>(), [User::key(9)]);
    }

    // A put that a delete takes the place of is not handed back to be done after it, wherever the refusal comes from.
    let (first, second) = (order("a"), Order { total: 2, ..order("a") });
    let write = || db.batch_write().put(&orders, &first).delete(&orders, Order::key("a", 1));
    let error = write().put(&orders, &order("")).await.unwrap_err();
    assert_eq!((error.unprocessed_positions(), error.refused_positions()), (vec![0, 1, 2], &[2][..]));
    assert_eq!(error.unprocessed_items::<Order>().unwrap(), []);
    assert_eq!(error.unprocessed_keys::<Order>(), [Order::key("a", 1)]);
    let error = write().put(&orders, &second).put(&orders, &order("")).await.unwrap_err();
    assert_eq!(error.unprocessed_items::<Order>().unwrap(), [first.clone(), second.clone()]);
    assert_eq!(error.unprocessed_keys::<Order>(), []);
    let write = || db.batch_write().put(&nowhere, &many[0]).delete(&nowhere, User::key(0)).delete(&table, User::key(1));
    let error = write().put(&db.table().named("no"), &many[1]).await.unwrap_err();
    assert_eq!((error.kind(), error.unprocessed_positions()), (ErrorKind::Validation, vec![0, 1, 2, 3]));
    assert_eq!(error.unprocessed_items::<User>().unwrap(), many[1..], "another table's is another item");
    assert_eq!(error.unprocessed_keys::<User>(), [User::key(0), User::key(1)]);
    let gets = (orders.batch_get(keys()), nowhere.batch_get([User::key(1)]), table.batch_get([User::key(2)]));
    let error = db.batch_get(gets).await.unwrap_err();
    assert_eq!(error.unprocessed_positions(), [0, 1, 2, 3, 4]);
    assert_eq!(error.unprocessed_keys::<Order>(), keys());
    assert_eq!(error.unprocessed_keys::<User>(), [1, 2].map(User::key));
    assert_eq!(faults.request_count(), before);
}

/// As a user is stored by a program that does not know of names.
#[derive(Item)]
#[dynamo(table = "users", entity = "user", partition_key(id))]
struct Nameless {
    id: u32,
}

#[tokio::test]
async fn an_item_that_does_not_fit_hands_back_its_key() {
    let (db, _) = faulty();
    let (table, orders) = both(&db).await;
    table.batch_put(&users(0..5)).await.unwrap();
    db.table::<Nameless>().batch_put(&[Nameless { id: 1 }, Nameless { id: 3 }]).await.unwrap();
    let error = table.batch_get([0, 1, 2, 3, 9, 1].map(User::key)).await.unwrap_err();
    assert_eq!((error.kind(), error.done()), (ErrorKind::Decode, Some(3)));
    assert!(error.to_string().contains("input 1: BatchGetItem on table `"), "{error}");
    assert_eq!(error.unprocessed_keys::<User>(), [1, 3, 1].map(User::key));
    assert_eq!(error.refused_positions(), [1, 3, 5]);

    let gets = (orders.batch_get([Order::key("a", 1)]), table.batch_get([2, 3].map(User::key)).in_order());
    let error = db.batch_get(gets).await.unwrap_err();
    assert!(error.to_string().contains("input 2: "), "{error}");
    assert_eq!((error.done(), error.unprocessed_positions()), (Some(2), vec![2]));
}

#[tokio::test]
async fn what_is_superseded_is_done_when_the_last_is() {
    let (db, faults) = faulty();
    let (table, _) = both(&db).await;
    let user = |id: u32, name: &str| User { id, name: name.into() };
    let many = [user(1, "first"), user(2, "only"), user(1, "last")];
    faults.push(dynamo::testing::Fault::AccessDenied.always());
    let error = table.batch_put(&many).await.unwrap_err();
    assert_eq!((error.done(), error.unprocessed_positions()), (Some(0), vec![0, 1, 2]));
    assert_eq!(error.unprocessed_items::<User>().unwrap(), many);
    let error = table.batch_put_stream(futures::stream::iter(many.clone())).await.unwrap_err();
    assert_eq!((error.done(), error.unprocessed_positions()), (Some(0), vec![0, 1, 2]));
    assert_eq!(error.unprocessed_items::<User>().unwrap(), many);

    // A put that a delete takes the place of is not handed back to be done after it.
    let write = db.batch_write().put(&table, &many[0]).delete(&table, User::key(1)).delete(&table, User::key(1));
    let error = write.await.unwrap_err();
    assert_eq!((error.done(), error.unprocessed_positions()), (Some(0), vec![0, 1, 2]));
    assert_eq!(error.unprocessed_items::<User>().unwrap(), []);
    assert_eq!(error.unprocessed_keys::<User>(), [1, 1].map(User::key));
}

#[tokio::test]
async fn types_of_one_name_are_told_apart() {
    // In one function, and so of one path, as `type_name` gives it.
    let error = {
        #[derive(Item)]
        #[dynamo(table = "named", partition_key(id))]
        struct Named {
            id: u32,
        }
        Dynamo::embedded().table::<Named>().batch_delete([Named::key(1)]).await.unwrap_err()
    };
    {
        #[derive(Item)]
        #[dynamo(table = "named", partition_key(id, other))]
        struct Named {
            id: u32,
            other: u32,
        }
        assert!(error.unprocessed_keys::<Named>().is_empty());
    }
    assert_eq!(error.unprocessed_positions(), [0]);
}

#[tokio::test]
async fn a_missing_table_hands_everything_back() {
    let table = Dynamo::embedded().table::<User>();
    let many = users(0..60);
    let error = table.batch_put(&many).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
    assert_eq!(error.done(), Some(0));
    assert_eq!(error.unprocessed_items::<User>().unwrap(), many);
    assert_eq!(error.unprocessed_positions(), (0..60).collect::<Vec<_>>());
    let error = table.batch_get((0..3).map(User::key)).await.unwrap_err();
    assert_eq!(error.unprocessed_keys::<User>(), [0, 1, 2].map(User::key));
    assert!(error.unprocessed_keys::<Order>().is_empty());
}

#[tokio::test]
async fn large_items_are_read_in_parts() {
    let table = table::<User>().await;
    let many: Vec<User> = (0..60).map(|id| User { id, name: "x".repeat(390_000) }).collect();
    table.batch_put(&many).await.unwrap();
    // 23 MB: more than one answer holds.
    let found = table.batch_get((0..60).map(User::key)).await.unwrap();
    assert_eq!(found.len(), 60);
    assert!(found == many);
}
