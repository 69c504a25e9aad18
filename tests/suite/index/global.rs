//! Global indexes: native keys and templates, sparse, shared with other entities, every operator.

use dynamo::{Attribute, Dynamo, ErrorKind, Item, KeyError, Table, to_item};

use crate::backend::{database, table};

#[derive(Attribute, Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    Open,
    Paid,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "orders", partition_key(customer), sort_key(id))]
#[dynamo(gsi(name = "StatusIndex", partition_key(status), sort_key(placed_on)))]
#[dynamo(gsi(name = "by-total", partition_key(customer), sort_key(total)))]
#[dynamo(gsi(name = "Blobs", partition_key(customer), sort_key(hash)))]
#[dynamo(gsi(
    name = "ByCourier",
    pk = "COURIER#{courier}",
    sk = "{placed_on}#{total:06}#{id}",
    pk_name = "gsi1pk",
    sk_name = "gsi1sk"
))]
struct Order {
    customer: String,
    id: String,
    status: Status,
    placed_on: String,
    total: u32,
    hash: Vec<u8>,
    courier: Option<String>,
}

fn order(id: &str, status: Status, placed_on: &str, total: u32) -> Order {
    Order {
        customer: "C1".into(),
        id: id.into(),
        status,
        placed_on: placed_on.into(),
        total,
        hash: vec![u8::try_from(total % 256).unwrap()],
        courier: None,
    }
}

async fn filled() -> Table<Order> {
    let orders = table::<Order>().await;
    for (id, status, placed_on, total) in [
        ("1", Status::Open, "2026-01-01", 9),
        ("2", Status::Paid, "2026-01-1", 10),
        ("3", Status::Paid, "2026-01-10", 100),
        ("4", Status::Paid, "2026-01-11", 20),
        ("5", Status::Paid, "2026-02-01", 200),
    ] {
        let mut order = order(id, status, placed_on, total);
        order.courier = (total >= 100).then(|| "ada".to_owned());
        orders.put(&order).await.unwrap();
    }
    orders
}

fn ids(orders: &[Order]) -> Vec<&str> {
    orders.iter().map(|order| order.id.as_str()).collect()
}

#[tokio::test]
async fn every_operator_on_a_text_sort_key() {
    let orders = filled().await;
    let paid = || orders.index(Order::STATUS_INDEX).query(Status::Paid);
    assert_eq!(ids(&paid().collect().await.unwrap()), ["2", "3", "4", "5"]);
    assert_eq!(ids(&paid().eq("2026-01-1").collect().await.unwrap()), ["2"]);
    assert_eq!(ids(&paid().begins_with("2026-01-1").collect().await.unwrap()), ["2", "3", "4"]);
    assert_eq!(ids(&paid().gt("2026-01-10").collect().await.unwrap()), ["4", "5"]);
    assert_eq!(ids(&paid().ge("2026-01-10").collect().await.unwrap()), ["3", "4", "5"]);
    assert_eq!(ids(&paid().lt("2026-01-10").collect().await.unwrap()), ["2"]);
    assert_eq!(ids(&paid().le("2026-01-10").collect().await.unwrap()), ["2", "3"]);
    assert_eq!(ids(&paid().between("2026-01-10", "2026-01-11").collect().await.unwrap()), ["3", "4"]);
    assert_eq!(ids(&paid().sort(|key| key.with("2026-01-11")).collect().await.unwrap()), ["4"]);
    assert_eq!(ids(&paid().descending().limit(2).collect().await.unwrap()), ["5", "4"]);
    assert_eq!(paid().ge("2026-01-10").count().await.unwrap(), 3);
    assert_eq!(ids(&paid().filter(|o| o.total.lt(50)).collect().await.unwrap()), ["2", "4"]);
}

#[tokio::test]
async fn numbers_and_binary_compare_as_such() {
    let orders = filled().await;
    let by_total = || orders.index(Order::BY_TOTAL).query("C1");
    assert_eq!(ids(&by_total().collect().await.unwrap()), ["1", "2", "4", "3", "5"]);
    assert_eq!(ids(&by_total().gt(10).collect().await.unwrap()), ["4", "3", "5"]);
    assert_eq!(ids(&by_total().between(10, 100).collect().await.unwrap()), ["2", "4", "3"]);
    let blobs = || orders.index(Order::BLOBS).query("C1");
    assert_eq!(ids(&blobs().begins_with(&[20u8][..]).collect().await.unwrap()), ["4"]);
    assert_eq!(ids(&blobs().le(vec![20u8]).collect().await.unwrap()), ["1", "2", "4"]);
}

#[tokio::test]
async fn a_template_is_walked_and_holds_only_what_has_its_components() {
    let orders = filled().await;
    let ada = || orders.index(Order::BY_COURIER).query("ada");
    assert_eq!(ids(&ada().collect().await.unwrap()), ["3", "5"]);
    assert_eq!(ids(&ada().ge("2026-01-11").collect().await.unwrap()), ["5"]);
    assert_eq!(ids(&ada().sort(|key| key.with("2026-01-10").ge(99)).collect().await.unwrap()), ["3"]);
    assert_eq!(ids(&ada().sort(|key| key.with("2026-01-10").gt(100)).collect().await.unwrap()), [""; 0]);
    assert_eq!(ids(&ada().sort(|key| key.with("2026-02-01").with(200).eq("5")).collect().await.unwrap()), ["5"]);
    assert_eq!(orders.index(Order::BY_COURIER).scan().count().await.unwrap(), 2, "a sparse index");

    let item = to_item(&order("1", Status::Open, "2026-01-01", 9)).unwrap();
    assert!(!item.contains_key("gsi1pk") && !item.contains_key("gsi1sk"));
    let with = Order { courier: Some("bob".into()), ..order("1", Status::Open, "2026-01-01", 9) };
    let item = to_item(&with).unwrap();
    assert_eq!(item["gsi1pk"].as_s().unwrap(), "COURIER#bob");
    assert_eq!(item["gsi1sk"].as_s().unwrap(), "2026-01-01#000009#1");
    assert_eq!(dynamo::from_item::<Order>(item).unwrap(), with);
}

#[tokio::test]
async fn pages_of_an_index_join_and_their_cursors_stay_in_their_partition() {
    let orders = filled().await;
    let paid = |limit| orders.index(Order::STATUS_INDEX).query(Status::Paid).limit(limit);
    let first = paid(3).page().await.unwrap();
    assert_eq!((ids(&first.items), first.count), (vec!["2", "3", "4"], 3));
    let cursor = first.cursor.unwrap();
    let second = paid(3).after(cursor.clone()).page().await.unwrap();
    assert_eq!(ids(&second.items), ["5"]);
    assert!(second.cursor.is_none());

    let open = orders.index(Order::STATUS_INDEX).query(Status::Open);
    assert_eq!(open.after(cursor.clone()).page().await.unwrap_err().kind(), ErrorKind::Validation);
    assert_eq!(orders.query("C1").after(cursor).page().await.unwrap_err().kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn what_cannot_be_an_index_key_is_refused_before_sending() {
    let orders = filled().await;
    let error = orders.put(&order("6", Status::Open, "", 1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidKey);
    let key: &KeyError = std::error::Error::source(&error).unwrap().downcast_ref().unwrap();
    assert_eq!((key.index(), key.field()), (Some("StatusIndex"), Some("placed_on")));

    let error = orders.put(&order("6", Status::Open, &"x".repeat(1025), 1)).await.unwrap_err();
    assert!(error.to_string().contains("1025"), "{error}");

    let with = Order { courier: Some("a".into()), ..order("6", Status::Open, "2026#01", 1) };
    let error = orders.put(&with).await.unwrap_err();
    assert!(error.to_string().contains("ByCourier") && error.to_string().contains("placed_on"), "{error}");

    let consistent = orders.index(Order::STATUS_INDEX).query(Status::Open).consistent();
    assert_eq!(consistent.into_input().unwrap_err().kind(), ErrorKind::Validation);
    let filter = orders.index(Order::STATUS_INDEX).query(Status::Open).filter(|o| o.placed_on.eq("x"));
    assert!(filter.into_input().unwrap_err().to_string().contains("placed_on"));
    let empty = orders.update(Order::key("C1", "1")).set(|o| o.placed_on, "").set(|o| o.courier, None::<String>);
    assert_eq!(empty.into_input().unwrap_err().kind(), ErrorKind::InvalidKey);
}

/// Two entities in one table and one overloaded index.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "shared", pk = "USER#{id}", sk = "PROFILE")]
#[dynamo(gsi(name = "gsi1", pk = "CITY#{city}", sk = "{name}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
struct User {
    id: String,
    city: String,
    name: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "shared", pk = "SHOP#{id}", sk = "PROFILE")]
#[dynamo(gsi(name = "gsi1", pk = "CITY#{city}", sk = "{name}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
struct Shop {
    id: String,
    city: String,
    name: String,
}

/// An entity whose keys are told apart by their end.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "shared", partition_key(id), sort_key(name))]
#[dynamo(gsi(name = "gsi1", pk = "CITY#{city}", sk = "{name}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
struct Stop {
    id: String,
    city: String,
    name: String,
}

async fn shared(db: &Dynamo) {
    let (users, shops, buses) = (db.table::<User>(), db.table::<Shop>(), db.table::<Stop>());
    users.create_table().await.unwrap();
    for (id, name) in [("1", "a"), ("2", "c")] {
        let (id, city, name) = (id.to_owned(), "Rome".to_owned(), name.to_owned());
        users.put(&User { id: id.clone(), city: city.clone(), name: name.clone() }).await.unwrap();
        shops.put(&Shop { id: id.clone(), city: city.clone(), name: name.clone() }).await.unwrap();
        buses.put(&Stop { id, city, name }).await.unwrap();
    }
}

#[derive(Item)]
#[dynamo(table = "shared", partition_key(id))]
struct NoSortKey {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "shared", pk = "X#{id}", sk = "X", gsi(name = "gsi1", partition_key(id)))]
struct OtherIndex {
    id: String,
}

#[tokio::test]
async fn a_table_is_created_for_all_that_share_it() {
    let db = database();
    let input = db.table::<User>().create_table().also_for::<Shop>().also_for::<Stop>().into_input().unwrap();
    assert_eq!(input.global_secondary_indexes().len(), 1, "the same index of all");
    let other = db.table::<User>().create_table().also_for::<Order>().into_input().unwrap();
    assert_eq!(other.global_secondary_indexes().len(), 5);

    let keys = db.table::<User>().create_table().also_for::<NoSortKey>().into_input().unwrap_err();
    assert!(keys.to_string().contains("nosortkey"), "{keys}");
    let index = db.table::<User>().create_table().also_for::<OtherIndex>().into_input().unwrap_err();
    assert!(index.to_string().contains("`gsi1`"), "{index}");
}

#[tokio::test]
async fn a_shared_index_gives_each_type_its_own() {
    let db = database();
    shared(&db).await;
    let users = db.table::<User>();
    let in_rome = || users.index(User::GSI1).query("Rome");
    let found = in_rome().collect().await.unwrap();
    assert_eq!(found.iter().map(|user| user.name.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    assert_eq!(in_rome().count().await.unwrap(), 2);
    assert_eq!(in_rome().ge("b").count().await.unwrap(), 1);
    let stops = db.table::<Stop>();
    assert_eq!(stops.index(Stop::GSI1).query("Rome").collect().await.unwrap().len(), 2);
    assert_eq!(stops.index(Stop::GSI1).query("Rome").count().await.unwrap(), 2);
    assert_eq!(stops.index(Stop::GSI1).scan().count().await.unwrap(), 2);
    let names: Vec<String> = stops.index(Stop::GSI1).query("Rome").select(|stop| stop.name).collect().await.unwrap();
    assert_eq!(names, ["a", "c"]);
    // With a limit, the others do not count.
    let page = stops.index(Stop::GSI1).query("Rome").limit(1).page().await.unwrap();
    let rest = stops.index(Stop::GSI1).query("Rome").limit(1).after(page.cursor.unwrap()).page().await.unwrap();
    assert_eq!((page.items[0].name.as_str(), rest.items[0].name.as_str()), ("a", "c"));
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "numbers", partition_key(id))]
#[dynamo(gsi(name = "ByBoth", pk = "{n}#{n:05}", pk_name = "both"))]
struct Numbered {
    id: String,
    n: u32,
}

#[tokio::test]
async fn a_field_that_is_padded_here_and_plain_there_is_one_value() {
    let numbers = table::<Numbered>().await;
    let seven = Numbered { id: "1".into(), n: 7 };
    numbers.put(&seven).await.unwrap();
    assert_eq!(to_item(&seven).unwrap()["both"].as_s().unwrap(), "7#00007");
    assert_eq!(numbers.index(Numbered::BY_BOTH).query(7).collect().await.unwrap(), std::slice::from_ref(&seven));
    assert_eq!(numbers.find(|number| number.n.eq(7)).collect().await.unwrap(), [seven]);
}
