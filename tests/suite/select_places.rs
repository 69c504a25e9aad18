//! Selected places that are not where one would look first: old names, elements of lists that lack something.

use dynamo::{Attribute, AttributeMap, Dynamo, Item, Table, sdk::types::AttributeValue, to_item};

use crate::backend::database;

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.into())
}

#[derive(Attribute, Debug, Clone, PartialEq)]
struct Line {
    #[dynamo(alias = "count")]
    quantity: Option<u32>,
    product: Option<String>,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "ooo", partition_key(id))]
struct O {
    id: String,
    count: u32,
    #[dynamo(alias = "older")]
    state: Option<String>,
    lines: Vec<Line>,
    line: Line,
}
fn o() -> O {
    O {
        id: "1".into(),
        count: 99,
        state: Some("x".into()),

        line: Line { quantity: None, product: None },
        lines: vec![
            Line { quantity: Some(0), product: Some("p0".into()) },
            Line { quantity: None, product: Some("p1".into()) },
            Line { quantity: None, product: None },
            Line { quantity: Some(3), product: Some("p3".into()) },
        ],
    }
}
async fn raw_put(db: &Dynamo, t: &Table<O>, f: impl FnOnce(&mut AttributeMap)) {
    let mut item = to_item(&o()).unwrap();
    f(&mut item);
    db.client().put_item().table_name(t.name().unwrap()).set_item(Some(item)).send().await.unwrap();
}

#[tokio::test]
async fn an_old_name_of_a_nested_field_is_looked_for_beside_it() {
    let db = database();
    let t = db.table::<O>();
    t.create_table().await.unwrap();
    raw_put(&db, &t, |item| {
        item.insert("line".into(), AttributeValue::M([("product".to_owned(), s("p"))].into()));
    })
    .await;
    let q = t.get(O::key("1")).select(|o| o.line.at(|l| l.quantity)).await.unwrap().unwrap();
    assert_eq!(q, t.get(O::key("1")).await.unwrap().unwrap().line.quantity);
}

#[tokio::test]
async fn an_old_name_of_a_nested_field_is_read() {
    let db = database();
    let t = db.table::<O>();
    t.create_table().await.unwrap();
    raw_put(&db, &t, |item| {
        item.insert("line".into(), AttributeValue::M([("count".to_owned(), AttributeValue::N("5".into()))].into()));
    })
    .await;
    let q = t.get(O::key("1")).select(|o| o.line.at(|l| l.quantity)).await.unwrap().unwrap();
    assert_eq!(q, t.get(O::key("1")).await.unwrap().unwrap().line.quantity);
}

#[tokio::test]
async fn optional_reads_old_names_too() {
    let db = database();
    let t = db.table::<O>();
    t.create_table().await.unwrap();
    raw_put(&db, &t, |item| {
        let v = item.remove("state").unwrap();
        item.insert("older".into(), v);
    })
    .await;
    assert_eq!(t.get(O::key("1")).select(|o| o.state).await.unwrap().unwrap(), Some("x".into()));
    assert_eq!(t.get(O::key("1")).select(|o| o.state.optional()).await.unwrap().unwrap(), Some(Some("x".into())));
}

#[tokio::test]
async fn an_element_that_lacks_the_place_is_not_another_one() {
    let db = database();
    let t = db.table::<O>();
    t.create_table().await.unwrap();
    raw_put(&db, &t, |item| {
        let m = |e: &[(&str, &str)]| AttributeValue::M(e.iter().map(|(k, v)| ((*k).to_owned(), s(v))).collect());
        item.insert("lines".into(), AttributeValue::L(vec![m(&[("product", "p0")]), m(&[]), m(&[("product", "p2")])]));
    })
    .await;
    let got = t
        .get(O::key("1"))
        .select(|o| (o.lines.index(1).at(|l| l.product), o.lines.index(2).at(|l| l.product)))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(got, (None, Some("p2".into())));
    let one = t.get(O::key("1")).select(|o| o.lines.index(1).at(|l| l.product)).await.unwrap().unwrap();
    assert_eq!(one, None);
    let mixed = t
        .get(O::key("1"))
        .select(|o| {
            (o.lines.index(2).at(|l| l.product), o.lines.index(0).at(|l| l.product), o.lines.index(7).optional())
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(mixed, (Some("p2".into()), Some("p0".into()), None));
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "ggg", partition_key(id))]
#[dynamo(gsi(name = "Some", partition_key(kind), projection = include(state)))]
struct G {
    id: String,
    kind: String,
    #[dynamo(alias = "older")]
    state: String,
    rest: String,
}
#[tokio::test]
async fn an_index_holds_old_names_with_the_new_one() {
    let db = database();
    let t = db.table::<G>();
    t.create_table().await.unwrap();
    t.put(&G { id: "1".into(), kind: "k".into(), state: "s".into(), rest: "r".into() }).await.unwrap();
    let got = t.index(G::SOME).query("k").select(|g| g.state).collect().await;
    assert_eq!(got.unwrap(), ["s"]);
}
