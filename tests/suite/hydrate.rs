//! Items of an index that holds them in part, where the index and the table say different things.

use dynamo::{Dynamo, Item};
use futures::TryStreamExt as _;
use serde_json::{Value, json};

use crate::{backend::table, canned::Canned};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "orders", partition_key(id), keys = "native")]
#[dynamo(gsi(name = "Keys", partition_key(status), sort_key(total), projection = "keys_only"))]
struct Order {
    id: String,
    status: String,
    total: u64,
    tags: Vec<String>,
}

#[tokio::test]
async fn elements_of_lists_are_those_that_were_selected() {
    let orders = table::<Order>().await;
    let tags = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    orders.put(&Order { id: "1".into(), status: "paid".into(), total: 1, tags }).await.unwrap();
    let third = orders.find(|o| o.status.eq("paid")).select(|o| o.tags.index(2)).collect().await.unwrap();
    assert_eq!(third, ["c"]);
    let hydrated = || orders.index(Order::KEYS).query("paid").hydrate();
    assert_eq!(hydrated().select(|o| o.tags.index(2)).collect().await.unwrap(), ["c"]);
    let some = hydrated().select(|o| (o.id, o.tags.index(3), o.tags.index(1), o.total)).collect().await.unwrap();
    assert_eq!(some, [("1".to_owned(), "d".to_owned(), "b".to_owned(), 1)]);
}

fn entry(id: usize, total: usize) -> Value {
    json!({ "id": { "S": id.to_string() }, "status": { "S": "paid" }, "total": { "N": total.to_string() } })
}

/// The items of a batch get, but for these.
fn items(request: &Value, gone: &[&str]) -> Value {
    let keys = request["RequestItems"]["orders"]["Keys"].as_array().expect("keys");
    let items = keys.iter().map(|key| key["id"]["S"].as_str().expect("an id")).filter(|id| !gone.contains(id));
    let items: Vec<Value> = items
        .map(|id| {
            let mut item = entry(id.parse().expect("a number"), id.parse().expect("a number"));
            item["tags"] = json!({ "L": [] });
            item
        })
        .collect();
    json!({ "Responses": { "orders": items } })
}

/// An index is updated after its table, and may have an item where it was and where it is.
#[tokio::test]
async fn an_item_that_the_index_has_twice_is_found() {
    let answer = |request: &Value| match &request["RequestItems"] {
        Value::Null => json!({ "Items": [entry(7, 3), entry(7, 7)], "Count": 2, "ScannedCount": 2 }).to_string(),
        _ => items(request, &[]).to_string(),
    };
    for db in [Canned::new(answer).database(), Canned::new(answer).database().sdk_values()] {
        let found = db.table::<Order>().index(Order::KEYS).query("paid").hydrate().collect().await.unwrap();
        assert_eq!(found.iter().map(|order| order.total).collect::<Vec<_>>(), [7]);
    }
}

/// An index of ten entries, of which the item 1 is deleted.
fn ten_of_which_one_is_gone() -> Dynamo {
    let answer = |request: &Value| {
        if !request["RequestItems"].is_null() {
            return items(request, &["1"]).to_string();
        }
        let start = request["ExclusiveStartKey"]["total"]["N"].as_str();
        let first = start.map_or(0, |start| start.parse::<usize>().expect("a number") + 1);
        let entries: Vec<Value> = (first..10).map(|id| entry(id, id)).collect();
        json!({ "Items": entries, "Count": entries.len(), "ScannedCount": entries.len() }).to_string()
    };
    Canned::new(answer).database()
}

#[tokio::test]
async fn pages_go_on_after_entries_without_items() {
    let orders = ten_of_which_one_is_gone().table::<Order>();
    let query = || orders.index(Order::KEYS).query("paid").hydrate().filter(|o| o.id.ne("x")).limit(5);
    let expected = [0, 2, 3, 4, 5];
    let totals = |items: Vec<Order>| items.into_iter().map(|order| order.total).collect::<Vec<_>>();

    assert_eq!(totals(query().collect().await.unwrap()), expected);
    assert_eq!(totals(query().page().await.unwrap().items), expected);
    let mut seen = Vec::new();
    let mut pages = query().pages_ref();
    while let Some(page) = pages.try_next().await.unwrap() {
        seen.extend(totals(page.items::<Order>().collect::<Result<_, _>>().unwrap()));
    }
    assert_eq!(seen, expected);
}
