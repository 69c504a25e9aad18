use std::collections::HashMap;

use dynamo::{Attribute, Defaulted, Field, Item, sdk::types::AttributeValue};

use super::{attributes, m, n, s, stored_as};

const NULL: AttributeValue = AttributeValue::Null(true);

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "orders", partition_key(id))]
struct Order {
    id: String,
    #[dynamo(default)]
    lines: Vec<String>,
    #[dynamo(default = Status::Open)]
    status: Status,
    #[dynamo(default = "EUR".to_owned())]
    currency: String,
    #[dynamo(default = 7 + Self::EXTRA)]
    priority: u32,
    #[dynamo(default = Some(3))]
    retries: Option<u32>,
}

impl Order {
    const EXTRA: u32 = 1;
}

#[derive(Attribute, Debug, PartialEq)]
enum Status {
    Open,
    Closed,
}

#[test]
fn a_missing_attribute_is_the_default() {
    let order = dynamo::from_item::<Order>(attributes([("id", s("1"))])).unwrap();
    let expected = Order {
        id: "1".into(),
        lines: vec![],
        status: Status::Open,
        currency: "EUR".into(),
        priority: 8,
        retries: Some(3),
    };
    assert_eq!(order, expected);
}

#[test]
fn what_is_there_wins() {
    let order = Order {
        id: "1".into(),
        lines: vec!["a".into()],
        status: Status::Closed,
        currency: "USD".into(),
        priority: 1,
        retries: Some(9),
    };
    stored_as(
        &order,
        [
            ("pk", s("id#1#order")),
            ("id", s("1")),
            ("lines", AttributeValue::L(vec![s("a")])),
            ("status", s("Closed")),
            ("currency", s("USD")),
            ("priority", n("1")),
            ("retries", n("9")),
        ],
    );
}

#[test]
fn a_default_does_not_hide_a_wrong_type() {
    let error = dynamo::from_item::<Order>(attributes([("id", s("1")), ("priority", s("high"))])).unwrap_err();
    assert_eq!(error.path(), "priority");
}

#[test]
fn a_defaulted_attribute_can_be_removed() {
    let _: Field<Order, Status, Defaulted> = Order::FIELDS.status;
}

/// With a function called as a variable in the generated code might be.
#[derive(Attribute, Debug, PartialEq)]
struct Grid {
    #[dynamo(skip, default = slots())]
    rows: u32,
    #[dynamo(json, default = slots())]
    columns: u32,
}

fn slots() -> u32 {
    3
}

#[test]
fn a_default_calls_functions_of_any_name() {
    let empty = AttributeValue::M(HashMap::new());
    assert_eq!(dynamo::from_attribute_value::<Grid>(empty).unwrap(), Grid { rows: 3, columns: 3 });
}

/// Newtypes of options, whose defaults are absent and not.
#[derive(Attribute, Debug, PartialEq, Default)]
struct Note(Option<String>);

#[derive(Attribute, Debug, PartialEq)]
struct Level(Option<u8>);

impl Default for Level {
    fn default() -> Self {
        Self(Some(5))
    }
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "players", partition_key(id))]
struct Player {
    id: String,
    #[dynamo(default)]
    note: Note,
    #[dynamo(default)]
    level: Level,
    #[dynamo(default)]
    boxed: Box<Level>,
}

#[derive(Attribute, Debug, PartialEq)]
enum Move {
    Rise {
        #[dynamo(default)]
        level: Level,
    },
}

#[test]
fn what_is_absent_is_not_read_as_a_default_that_is_not() {
    let none = || Level(None);
    stored_as(
        &Player { id: "1".into(), note: Note(None), level: none(), boxed: Box::new(none()) },
        [("pk", s("id#1#player")), ("id", s("1")), ("level", NULL), ("boxed", NULL)],
    );
    let rise = Move::Rise { level: none() };
    let stored = dynamo::to_attribute_value(&rise).unwrap();
    assert_eq!(stored, m([("Rise", m([("level", NULL)]))]));
    assert_eq!(dynamo::from_attribute_value::<Move>(stored).unwrap(), rise);
}

#[test]
fn what_is_missing_is_the_types_own_default() {
    let player = dynamo::from_item::<Player>(attributes([("id", s("1"))])).unwrap();
    let expected = Player { id: "1".into(), note: Note(None), level: Level(Some(5)), boxed: Box::new(Level(Some(5))) };
    assert_eq!(player, expected);
}
