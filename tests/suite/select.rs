//! Selections: the requests name what is selected and nothing else, and each value is read as the whole item's would be.

use std::collections::BTreeMap;

use dynamo::{
    Attribute, AttributeMap, Dynamo, ErrorKind, Item, Projection, Table,
    sdk::{primitives::Blob, types::AttributeValue},
    to_item,
};
use futures::TryStreamExt as _;

use crate::backend::{database, faulty_table, table};

#[derive(Debug, Clone, Copy, PartialEq)]
struct Celsius(i32);

/// Degrees as text: `21°C`.
mod celsius {
    use dynamo::{Decode as _, DecodeError, Decoder, EncodeError, Encoder, Kind};

    use super::Celsius;

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "what `with` calls")]
    pub(super) fn encode<E: Encoder>(value: &Celsius, encoder: &mut E) -> Result<(), EncodeError> {
        encoder.string(&format!("{}°C", value.0))
    }

    pub(super) fn decode<'de, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Celsius, DecodeError> {
        let text = String::decode(decoder, kind)?;
        let degrees = text.strip_suffix("°C").and_then(|degrees| degrees.parse().ok());
        degrees.map(Celsius).ok_or_else(|| DecodeError::new::<Celsius>("not degrees"))
    }
}

#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Theme {
    dark: bool,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
struct Line {
    product: String,
    #[dynamo(default = 1)]
    quantity: u32,
    note: Option<String>,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
struct Audit {
    #[dynamo(rename = "by")]
    author: String,
    revision: Option<u32>,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "orders", partition_key(customer), sort_key(id))]
struct Order {
    customer: String,
    id: String,
    #[dynamo(rename = "size")]
    total: u64,
    #[dynamo(rename = "a.b #c[0]")]
    odd: String,
    #[dynamo(alias = "oldState", alias = "older")]
    state: String,
    #[dynamo(default)]
    tags: Vec<String>,
    #[dynamo(default = 7)]
    level: u32,
    note: Option<String>,
    lines: Vec<Line>,
    grid: Vec<Vec<u32>>,
    stock: BTreeMap<String, u32>,
    #[dynamo(serde)]
    theme: Theme,
    #[dynamo(json)]
    text: Option<Theme>,
    #[dynamo(serde)]
    maybe: Option<Theme>,
    #[dynamo(with = celsius)]
    warmth: Celsius,
    #[dynamo(flatten)]
    audit: Audit,
}

#[derive(Projection, Debug, PartialEq)]
#[dynamo(item = Order)]
struct Slim {
    total: u64,
    odd: String,
    state: String,
    level: u32,
    lines: Vec<Line>,
}

fn order(id: &str) -> Order {
    let line = |number: u32| Line { product: format!("p{number}"), quantity: number, note: None };
    Order {
        customer: "C".into(),
        id: id.into(),
        total: 5,
        odd: "odd".into(),
        state: "open".into(),
        tags: vec!["t".into()],
        level: 3,
        note: Some("n".into()),
        lines: (0..5).map(line).collect(),
        grid: vec![vec![0, 1, 2], vec![10, 11, 12], vec![20, 21, 22]],
        stock: [("Berlin".to_owned(), 4), ("a.b".to_owned(), 5), (String::from("size"), 6)].into(),
        theme: Theme { dark: true },
        text: Some(Theme { dark: false }),
        maybe: Some(Theme { dark: true }),
        warmth: Celsius(21),
        audit: Audit { author: "ada".into(), revision: Some(2) },
    }
}

/// The table with an item that was written by somebody else.
async fn with_stored(item: AttributeMap) -> Table<Order> {
    let db = database();
    let orders = db.table::<Order>();
    orders.create_table().await.unwrap();
    write(&db, &orders, item).await;
    orders
}

async fn write(db: &Dynamo, orders: &Table<Order>, item: AttributeMap) {
    db.client().put_item().table_name(orders.name().unwrap()).set_item(Some(item)).send().await.unwrap();
}

/// The item as it is stored, changed.
fn changed(change: impl FnOnce(&mut AttributeMap)) -> AttributeMap {
    let mut item = to_item(&order("1")).unwrap();
    change(&mut item);
    item
}

/// The same selection by every read of the one item in the table; all of them must give the same.
macro_rules! selected {
    ($orders:expr, $selection:expr) => {{
        let orders = &$orders;
        let got = orders.get(Order::key("C", "1")).select($selection).await.map(Option::unwrap);
        let expected = format!("{:?}", got.as_ref().map_err(dynamo::Error::kind));
        let queried: Result<Vec<_>, _> = orders.query("C").select($selection).collect().await;
        let page = orders.query("C").select($selection).limit(1).page().await.map(|page| page.items);
        let scanned: Result<Vec<_>, _> = orders.scan().select($selection).collect().await;
        let resumable: Result<Vec<_>, _> = orders.scan().parallel(2).select($selection).resumable().try_collect().await;
        for (result, what) in [(queried, "query"), (page, "page"), (scanned, "scan"), (resumable, "resumable scan")] {
            let one = result.map(|mut all| all.pop().unwrap());
            assert_eq!(format!("{:?}", one.as_ref().map_err(dynamo::Error::kind)), expected, "{what}");
        }
        got
    }};
}

#[tokio::test]
async fn every_kind_of_field_is_read_as_the_whole_item_is() {
    let orders = table::<Order>().await;
    let whole = order("1");
    orders.put(&whole).await.unwrap();
    assert_eq!(selected!(orders, |o| o.total).unwrap(), 5);
    assert_eq!(selected!(orders, |o| (o.odd,)).unwrap(), ("odd".to_owned(),));
    assert_eq!(selected!(orders, |o| (o.customer, o.id)).unwrap(), ("C".to_owned(), "1".to_owned()));
    assert_eq!(selected!(orders, |o| o.lines).unwrap(), whole.lines);
    assert_eq!(selected!(orders, |o| o.lines.index(2)).unwrap(), whole.lines[2]);
    assert_eq!(selected!(orders, |o| o.lines.index(2).at(|line| line.product)).unwrap(), "p2");
    assert_eq!(selected!(orders, |o| o.stock.key("a.b")).unwrap(), 5);
    assert_eq!(
        selected!(orders, |o| (o.stock.key("size"), o.total, o.stock.key("Berlin"))).unwrap(),
        (6, 5, 4),
        "a key, an attribute and a reserved word of one name"
    );
    let coded = selected!(orders, |o| (o.theme, o.text, o.maybe, o.warmth)).unwrap();
    assert_eq!(coded, (whole.theme.clone(), whole.text.clone(), whole.maybe.clone(), Celsius(21)));
    let flat = selected!(orders, |o| (o.audit.at(|audit| audit.author), o.audit.at(|audit| audit.revision))).unwrap();
    assert_eq!(flat, ("ada".to_owned(), Some(2)));
    let many = selected!(orders, |o| (
        o.customer, o.id, o.total, o.odd, o.state, o.tags, o.level, o.note, o.grid, o.stock, o.theme, o.warmth
    ));
    assert_eq!(many.unwrap().8, whole.grid);
    assert_eq!(selected!(orders, |o| (o.total, o.total, o.state, o.total)).unwrap().3, 5, "the same path again");
    assert_eq!(selected!(orders, |o| (o.lines.index(1), o.lines.index(1))).unwrap().1, whole.lines[1]);
    assert_eq!(orders.get(Order::key("C", "none")).select(|o| o.total).await.unwrap(), None);

    let slim = Slim { total: 5, odd: "odd".into(), state: "open".into(), level: 3, lines: whole.lines };
    assert_eq!(orders.get(Order::key("C", "1")).project::<Slim>().await.unwrap().as_ref(), Some(&slim));
    assert_eq!(orders.query("C").project::<Slim>().collect().await.unwrap(), std::slice::from_ref(&slim));
    assert_eq!(orders.scan().project::<Slim>().collect().await.unwrap(), [slim]);
}

#[tokio::test]
async fn elements_are_found_whatever_their_order_and_gaps() {
    let orders = table::<Order>().await;
    orders.put(&order("1")).await.unwrap();
    let products = |lines: &[Line]| lines.iter().map(|line| line.product.clone()).collect::<Vec<_>>().join(" ");
    let (a, b) = selected!(orders, |o| (o.lines.index(3), o.lines.index(1))).unwrap();
    assert_eq!(products(&[a, b]), "p3 p1");
    let (a, b, c) = selected!(orders, |o| (o.lines.index(4), o.lines.index(0), o.lines.index(4))).unwrap();
    assert_eq!(products(&[a, b, c]), "p4 p0 p4");
    let (a, b, c) =
        selected!(orders, |o| (o.lines.index(3), o.lines.index(7).optional(), o.lines.index(5).optional())).unwrap();
    assert_eq!((products(&[a]).as_str(), b, c), ("p3", None, None));
    let cells = selected!(orders, |o| (
        o.grid.index(2).index(2),
        o.grid.index(0).index(1),
        o.grid.index(2).index(0),
        o.grid.index(1)
    ));
    assert_eq!(cells.unwrap(), (22, 1, 20, vec![10, 11, 12]));
    let parts = selected!(orders, |o| (
        o.lines.index(3).at(|line| line.quantity),
        o.lines.index(1).at(|line| line.product),
        o.lines.index(3).at(|line| line.product),
        o.lines.index(2)
    ));
    let (quantity, first, second, third) = parts.unwrap();
    assert_eq!((quantity, first.as_str(), second.as_str(), third.product.as_str()), (3, "p1", "p3", "p2"));
    let missing = selected!(orders, |o| (o.lines.index(1), o.lines.index(9))).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::Decode);
    assert!(format!("{missing:?}").contains("lines"), "{missing:?}");
}

#[tokio::test]
async fn the_requests_name_what_is_selected_and_nothing_else() {
    let (orders, faults) = faulty_table::<Order>().await;
    orders.put(&order("1")).await.unwrap();
    let explained = orders.query("C").select(|o| (o.odd, o.total, o.stock.key("a.b"), o.grid.index(1))).explain();
    let explained = explained.unwrap();
    let projection = explained.lines().find(|line| line.contains("projection")).unwrap();
    for named in ["a.b #c[0]", "size", "stock.", "grid[1]"] {
        assert!(projection.contains(named), "{named} in {projection}");
    }

    let input = orders.get(Order::key("C", "1")).select(|o| (o.total, o.total, o.note)).into_input().unwrap();
    assert_eq!(input.projection_expression().unwrap().split(',').count(), 2, "each once");
    let mut names: Vec<_> = input.expression_attribute_names().unwrap().values().cloned().collect();
    names.sort();
    assert_eq!(names, ["note", "size"]);
    let expression = input.projection_expression().unwrap();
    assert!(input.expression_attribute_names().unwrap().keys().all(|name| expression.contains(name.as_str())));

    // Old names are asked for beside the new one, and a projection is the selection of its fields.
    let mut by_project = names_of(&orders.query("C").project::<Slim>().into_input().unwrap());
    let by_select =
        names_of(&orders.query("C").select(|o| (o.total, o.odd, o.state, o.level, o.lines)).into_input().unwrap());
    assert_eq!(by_project, by_select);
    by_project.retain(|name| name != "pk" && name != "sk");
    assert_eq!(by_project, ["a.b #c[0]", "level", "lines", "older", "oldState", "size", "state"]);

    let before = faults.request_count();
    let _: Vec<u64> = orders.query("C").select(|o| o.total).collect().await.unwrap();
    let _: Vec<u64> = orders.scan().select(|o| o.total).collect().await.unwrap();
    for request in &faults.requests()[before..] {
        let json = request.json();
        let expression = json["ProjectionExpression"].as_str().unwrap();
        assert!(expression.split(',').count() <= 3, "no more than the keys beside it: {expression}");
        let text = json.to_string();
        assert!(!text.contains("lines") && !text.contains("stock") && !text.contains("note"), "{text}");
    }
}

fn names_of(input: &dynamo::sdk::operation::query::QueryInput) -> Vec<String> {
    let mut names: Vec<String> = input.expression_attribute_names().unwrap().values().cloned().collect();
    names.sort_by_key(|name| name.to_lowercase());
    names
}

#[tokio::test]
async fn a_place_inside_a_selected_one_is_refused_before_sending() {
    let (orders, faults) = faulty_table::<Order>().await;
    let before = faults.request_count();
    let get = || orders.get(Order::key("C", "1"));
    let errors = [
        get().select(|o| (o.lines, o.lines.index(0))).into_input().map(drop),
        get().select(|o| (o.lines.index(0).at(|line| line.note), o.lines)).into_input().map(drop),
        get().select(|o| (o.lines.index(1), o.total, o.lines.index(1).at(|line| line.product))).into_input().map(drop),
        orders.query("C").select(|o| (o.stock.key("a"), o.stock)).into_input().map(drop),
        orders.query("C").select(|o| (o.stock.key("a"), o.stock)).collect().await.map(drop),
        orders.scan().select(|o| (o.grid.index(0), o.grid.index(0).index(1))).into_input().map(drop),
        orders.scan().select(|o| (o.grid, o.grid.index(1))).collect().await.map(drop),
    ];
    for (position, error) in errors.into_iter().enumerate() {
        assert_eq!(error.unwrap_err().kind(), ErrorKind::Validation, "{position}");
    }
    assert_eq!(faults.request_count(), before);
    // Neighbours are none.
    assert!(get().select(|o| (o.grid.index(0).index(1), o.grid.index(1))).into_input().is_ok());
    assert!(get().select(|o| (o.grid.index(1).index(1), o.grid.index(11))).into_input().is_ok());
}

#[tokio::test]
async fn what_is_missing_is_a_default_an_old_name_nothing_or_an_error() {
    let lacking = with_stored(changed(|item| {
        for name in ["tags", "level", "note", "text", "maybe", "revision", "size", "lines"] {
            item.remove(name);
        }
        let state = item.remove("state").unwrap();
        item.insert("older".into(), state);
    }))
    .await;
    let defaults = selected!(lacking, |o| (o.tags, o.level, o.note, o.audit.at(|audit| audit.revision), o.state));
    assert_eq!(defaults.unwrap(), (vec![], 7, None, None, "open".to_owned()));
    assert_eq!(selected!(lacking, |o| (o.text, o.maybe)).unwrap(), (None, None));
    assert_eq!(selected!(lacking, |o| (o.total.optional(), o.lines.index(0).optional())).unwrap(), (None, None));
    for error in [
        selected!(lacking, |o| o.total).unwrap_err(),
        selected!(lacking, |o| (o.state, o.total)).unwrap_err(),
        lacking.query("C").project::<Slim>().collect().await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(format!("{error} {error:?}").contains("size"), "{error:?}");
    }

    let null = || AttributeValue::Null(true);
    let nulls = with_stored(changed(|item| {
        for name in ["note", "text", "maybe", "revision", "size"] {
            item.insert(name.into(), null());
        }
        item.insert("oldState".into(), AttributeValue::S("the older name".into()));
    }))
    .await;
    let none = selected!(nulls, |o| (o.note, o.text, o.maybe, o.audit.at(|audit| audit.revision), o.total.optional()));
    assert_eq!(none.unwrap(), (None, None, None, None, None));
    assert_eq!(selected!(nulls, |o| o.state).unwrap(), "open", "the attribute's own name wins");
    assert_eq!(selected!(nulls, |o| o.total).unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test]
async fn hostile_items_are_errors_and_no_panics() {
    let db = database();
    let orders = db.table::<Order>();
    orders.create_table().await.unwrap();
    let text = || AttributeValue::S("x".into());
    let deep = (0..20).fold(text(), |value, _| AttributeValue::L(vec![value]));
    let values = [
        text(),
        AttributeValue::S(String::new()),
        AttributeValue::N("-1e100".into()),
        AttributeValue::Bool(false),
        AttributeValue::Null(true),
        AttributeValue::B(Blob::new([0, 255])),
        AttributeValue::Ss(vec!["a".into()]),
        AttributeValue::Ns(vec!["1".into()]),
        AttributeValue::L(vec![]),
        AttributeValue::L(vec![text(), AttributeValue::L(vec![])]),
        AttributeValue::M([("product".to_owned(), text())].into()),
        AttributeValue::M([].into()),
        deep,
    ];
    let mut errors = 0;
    for value in values {
        let item = changed(|item| {
            let keep = ["pk", "sk", "customer", "id"];
            item.iter_mut()
                .filter(|(name, _)| !keep.contains(&name.as_str()))
                .for_each(|(_, old)| *old = value.clone());
        });
        write(&db, &orders, item).await;
        let mut check = |result: dynamo::Result<()>| {
            if let Err(error) = result {
                assert_eq!(error.kind(), ErrorKind::Decode, "{error:?}");
                errors += 1;
            }
        };
        check(
            selected!(orders, |o| (o.lines.index(1).at(|l| l.product), o.grid.index(0).index(1), o.stock.key("a")))
                .map(drop),
        );
        check(selected!(orders, |o| (o.lines.index(1).optional(), o.grid.index(1).optional())).map(drop));
        check(selected!(orders, |o| (o.total, o.odd, o.tags, o.level)).map(drop));
        check(selected!(orders, |o| (o.note, o.theme)).map(drop));
        check(selected!(orders, |o| (o.text, o.maybe)).map(drop));
        check(selected!(orders, |o| o.warmth).map(drop));
        check(selected!(orders, |o| o.grid.index(0).index(0)).map(drop));
        check(orders.query("C").project::<Slim>().collect().await.map(drop));
    }
    assert!(errors > 60, "{errors}");
}
