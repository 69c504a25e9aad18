use dynamo::Item;

use super::text;
use crate::backend::database;

#[derive(Item)]
#[dynamo(table = "orders", partition_key(customer_id, region), sort_key(placed_on, order_id))]
struct Order {
    order_id: u32,
    placed_on: String,
    region: char,
    customer_id: String,
}

#[test]
fn lists_have_an_order_of_their_own() {
    let key = Order::key("C1", 'e', "2026-01-15", 42);
    assert_eq!(text(key), "customer_id#C1#region#e#order / 2026-01-15#42");
    let order = Order { order_id: 42, placed_on: "2026-01-15".into(), region: 'e', customer_id: "C1".into() };
    assert_eq!(order.primary_key(), Order::key("C1", 'e', "2026-01-15", 42));
    let (name, value) = Order::partition("C1", 'e').resolve().unwrap();
    assert_eq!((&*name, value.to_string().as_str()), ("pk", "customer_id#C1#region#e#order"));
}

#[derive(Item)]
#[dynamo(table = "orders")]
struct Marked {
    #[dynamo(sort_key)]
    number: u8,
    #[dynamo(partition_key)]
    tenant: String,
    #[dynamo(sort_key)]
    active: bool,
    #[dynamo(partition_key)]
    customer: i64,
}

#[test]
fn marked_fields_are_in_declaration_order() {
    assert_eq!(text(Marked::key("acme", -5, 7, true)), "tenant#acme#customer#-5#marked / 7#true");
}

#[derive(Item)]
#[dynamo(table = "orders", partition_key(tenant))]
struct Mixed {
    tenant: String,
    #[dynamo(sort_key, rename = "n")]
    number: u8,
}

#[test]
fn one_key_is_listed_and_the_other_marked() {
    assert_eq!(text(Mixed::key("acme", 7)), "tenant#acme#mixed / 7");
}

#[derive(Item)]
#[dynamo(table = "users")]
#[dynamo(partition_key(tenant_id))]
#[dynamo(sort_key(user_id), key_separator = "_")]
#[dynamo(suffix_partition_key = false, prefix_sort_key = true)]
struct User {
    tenant_id: String,
    user_id: String,
}

#[test]
fn options_may_be_spread_over_attributes() {
    assert_eq!(text(User::key("acme", "123")), "tenant_id_acme / user_id_123");
}

#[derive(Item)]
#[dynamo(table = "t", partition_key(id), rename_all = "PascalCase")]
struct Renamed {
    #[dynamo(rename = "ID")]
    id: String,
}

#[test]
fn keys_show_the_attributes_names() {
    assert_eq!(text(Renamed::key("1")), "ID#1#renamed");
}

/// As long as a table's keys may be; and the sort key as long as a partition key of the inverted index.
#[derive(Item)]
#[dynamo(table = "long", partition_key(a, b, c, d, e, f), sort_key(g, h, i, j, k, l, m, n))]
struct Long {
    a: u8,
    b: u8,
    c: u8,
    d: u8,
    e: u8,
    f: u8,
    g: char,
    h: char,
    i: char,
    j: char,
    k: char,
    l: char,
    m: char,
    n: char,
}

#[derive(Item)]
#[dynamo(table = "long", pk = "{a}#{b}#{b}#{b}#{b}#{b}#{b}#{b}", sk = "{a}#{c}#{d}#{e}#{f}#{g}#{c}")]
#[dynamo(gsi(name = "Inverted", inverted))]
struct LongInverted {
    a: char,
    b: char,
    c: u8,
    d: u8,
    e: u8,
    f: u8,
    g: u8,
}

#[test]
fn keys_are_queried_up_to_their_greatest_length() {
    let db = database();
    let whole = db
        .table::<Long>()
        .query((1, 2, 3, 4, 5, 6))
        .sort(|key| key.with('g').with('h').with('i').with('j').with('k').with('l').with('m').ge('n'));
    let plan = whole.explain().unwrap();
    assert!(plan.contains("a#1#b#2#c#3#d#4#e#5#f#6#long") && plan.contains("g#h#i#j#k#l#m#n"), "{plan}");
    let inverted = db
        .table::<LongInverted>()
        .index(LongInverted::INVERTED)
        .query(('a', 3, 4, 5, 6, 7))
        .sort(|key| key.with('a').with('b').with('b').with('b').with('b').with('b').with('b').eq('b'));
    let plan = inverted.explain().unwrap();
    assert!(plan.contains("a#3#4#5#6#7#3") && plan.contains("a#b#b#b#b#b#b#b"), "{plan}");
}
