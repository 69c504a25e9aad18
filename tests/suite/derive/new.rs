use dynamo::{Attribute, Item};

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "orders", partition_key(id), new)]
struct Order {
    id: String,
    #[dynamo(default = 5)]
    priority: u32,
    total: u64,
    coupon: Option<String>,
    #[dynamo(skip)]
    cached: bool,
    #[dynamo(flatten)]
    audit: Audit,
}

#[derive(Attribute, Debug, PartialEq)]
#[dynamo(new)]
struct Audit {
    by: String,
    #[dynamo(default)]
    times: u32,
}

#[test]
fn what_has_a_default_is_not_asked_for() {
    let order = Order::new("1".into(), 100, Audit::new("ada".into()));
    let audit = Audit { by: "ada".into(), times: 0 };
    let expected = Order { id: "1".into(), priority: 5, total: 100, coupon: None, cached: false, audit };
    assert_eq!(order, expected);
}

/// With functions called as fields before them.
#[derive(Attribute, Debug, PartialEq)]
#[dynamo(new)]
struct Span<T> {
    start: u32,
    r#type: T,
    #[dynamo(default = start() + r#type())]
    end: u32,
    #[dynamo(skip, default = std::iter::once(start()).collect())]
    seen: Vec<u32>,
}

fn start() -> u32 {
    100
}

fn r#type() -> u32 {
    1
}

#[test]
fn a_default_sees_functions_and_not_parameters() {
    let expected = Span { start: 7, r#type: "t", end: 101, seen: vec![100] };
    assert_eq!(Span::new(7, "t"), expected);
}
