use std::collections::{BTreeMap, BTreeSet};

use dynamo::{Attribute, Item, sdk::types::AttributeValue};

use super::{m, n, s, stored_as, text};

#[derive(Attribute, Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
struct CustomerId(String);

#[derive(Attribute, Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
struct Number(u64);

#[derive(Attribute, Debug, PartialEq, Clone)]
struct Maybe(Option<String>);

#[derive(Attribute, Debug, PartialEq, Clone)]
struct Outer(Number);

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "orders", partition_key(customer), sk = "{number:05}")]
struct Order {
    customer: CustomerId,
    number: Number,
    friends: BTreeSet<CustomerId>,
    stock: BTreeMap<Number, u8>,
    parent: Option<CustomerId>,
    maybe: Maybe,
    outer: Outer,
    total: Number,
}

#[test]
fn a_newtype_is_stored_as_its_field_is() {
    let order = Order {
        customer: CustomerId("C1".into()),
        number: Number(7),
        friends: [CustomerId("C2".into())].into(),
        stock: [(Number(4), 5)].into(),
        parent: Some(CustomerId("C0".into())),
        maybe: Maybe(None),
        outer: Outer(Number(8)),
        total: Number(9),
    };
    stored_as(
        &order,
        [
            ("pk", s("customer#C1#order")),
            ("sk", s("00007")),
            ("customer", s("C1")),
            ("number", n("7")),
            ("friends", AttributeValue::Ss(vec!["C2".into()])),
            ("stock", m([("4", n("5"))])),
            ("parent", s("C0")),
            ("outer", n("8")),
            ("total", n("9")),
        ],
    );
    assert_eq!(text(Order::key(CustomerId("C1".into()), &Number(7))), "customer#C1#order / 00007");
}

#[test]
fn it_has_the_operators_of_its_field() {
    let fields = Order::FIELDS;
    let _ = fields.total.gt(Number(3)) & fields.customer.begins_with(CustomerId("C".into())) & fields.parent.exists();
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "t", partition_key(id), keys = "native")]
struct Native {
    id: Number,
}

#[test]
fn it_is_a_native_key() {
    stored_as(&Native { id: Number(3) }, [("id", n("3"))]);
}
