//! Keys of every layout, character by character, and stored under the attributes that the layout names.

use dynamo::{Attribute, Config, Error, Item, KeyError, KeyProblem, KeyRole, sdk::types::AttributeValue};

use crate::backend::{database, faulty_table, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "orders", partition_key(customer_id, order_date), sort_key(order_id))]
struct Order {
    customer_id: String,
    order_date: String,
    order_id: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "products", partition_key(category), sort_key(product_id))]
struct Product {
    category: String,
    product_id: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "tenants", partition_key(tenant_id), sort_key(user_id))]
#[dynamo(key_separator = "_", suffix_partition_key = false, prefix_sort_key = true, entity = "user")]
struct TenantUser {
    tenant_id: String,
    user_id: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "events", partition_key(stream), sort_key(created_at, id))]
struct Event {
    stream: String,
    created_at: String,
    id: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "labelled", partition_key(stream), sort_key(created_at, id), prefix_sort_key = true)]
struct LabelledEvent {
    stream: String,
    created_at: String,
    id: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "agent", partition_key(tenant, customer), sort_key(order_date, order_id))]
#[dynamo(prefix_partition_key = false, suffix_partition_key = false)]
struct AgentOrder {
    tenant: String,
    customer: String,
    order_date: String,
    order_id: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "current", pk = "order#{customer_id}#{order_date}")]
struct CurrentOrder {
    customer_id: String,
    order_date: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "padded", pk = "TENANT#{tenant}", sk = "{{ORDER}}#{placed_on}#{seq:010}!")]
struct Padded {
    tenant: String,
    placed_on: String,
    seq: u64,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "profiles", pk = "USER#{id}", sk = "PROFILE")]
struct Profile {
    id: String,
}

#[derive(Attribute, Debug, Clone, Copy, PartialEq)]
#[dynamo(rename_all = "SCREAMING_SNAKE_CASE")]
enum Level {
    VeryHigh,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
struct Account(u32);

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "typed", partition_key(signed, flag), sort_key(level, account, letter), rename_all = "camelCase")]
struct Typed {
    signed: i64,
    flag: bool,
    level: Level,
    #[dynamo(rename = "the account")]
    account: Account,
    letter: char,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "native-s-n", partition_key(name), sort_key(number), keys = "native")]
struct TextAndNumber {
    name: String,
    number: i64,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "native-n-b", partition_key(number), sort_key(bytes), keys = "native")]
struct NumberAndBytes {
    #[dynamo(rename = "nr")]
    number: u32,
    bytes: Vec<u8>,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "native-b", partition_key(bytes), keys = "native")]
struct Bytes {
    bytes: [u8; 2],
}

/// Partition key and sort key, as text.
fn keys<T: Item>(item: &T) -> (String, String) {
    let key = item.primary_key().resolve().unwrap();
    (key.partition().to_string(), key.sort().map(ToString::to_string).unwrap_or_default())
}

fn text(pk: &str, sk: &str) -> (String, String) {
    (pk.to_owned(), sk.to_owned())
}

fn problem<T: Item>(item: &T) -> KeyError {
    item.primary_key().resolve().unwrap_err()
}

fn user(id: &str) -> User {
    User { id: id.into() }
}

#[test]
fn every_row_of_the_layout_table() {
    assert_eq!(keys(&user("123")), text("id#123#user", ""));
    let order = Order { customer_id: "C123".into(), order_date: "2024-01-15".into(), order_id: "ORD-456".into() };
    assert_eq!(keys(&order), text("customer_id#C123#order_date#2024-01-15#order", "ORD-456"));
    let product = Product { category: "electronics".into(), product_id: "P123".into() };
    assert_eq!(keys(&product), text("category#electronics#product", "P123"));
    let tenant_user = TenantUser { tenant_id: "acme".into(), user_id: "123".into() };
    assert_eq!(keys(&tenant_user), text("tenant_id_acme", "user_id_123"));
    let event = Event { stream: "s".into(), created_at: "2024-01-15".into(), id: "123".into() };
    assert_eq!(keys(&event).1, "2024-01-15#123");
    let labelled = LabelledEvent { stream: "s".into(), created_at: "2024-01-15".into(), id: "123".into() };
    assert_eq!(keys(&labelled).1, "created_at#2024-01-15#id#123");
    let agent = AgentOrder {
        tenant: "tenant123".into(),
        customer: "customer456".into(),
        order_date: "2024-01-15".into(),
        order_id: "order789".into(),
    };
    assert_eq!(keys(&agent), text("tenant123#customer456", "2024-01-15#order789"));
    let current = CurrentOrder { customer_id: "C123".into(), order_date: "2024-01-15".into() };
    assert_eq!(keys(&current), text("order#C123#2024-01-15", ""));
}

#[test]
fn templates_have_literals_escapes_and_padding() {
    let padded = |seq| Padded { tenant: "acme".into(), placed_on: "2026-01-15".into(), seq };
    assert_eq!(keys(&padded(42)), text("TENANT#acme", "{ORDER}#2026-01-15#0000000042!"));
    assert_eq!(keys(&padded(9_999_999_999)).1, "{ORDER}#2026-01-15#9999999999!");
    let error = problem(&padded(10_000_000_000));
    assert_eq!((error.role(), error.field()), (KeyRole::Sort, Some("seq")));
    assert_eq!(*error.problem(), KeyProblem::WiderThanPadding { width: 10 });
    assert_eq!(keys(&Profile { id: "7".into() }), text("USER#7", "PROFILE"));
}

#[test]
fn components_of_every_type_have_their_text() {
    let typed = Typed { signed: -5, flag: true, level: Level::VeryHigh, account: Account(7), letter: 'é' };
    assert_eq!(keys(&typed), text("signed#-5#flag#true#typed", "VERY_HIGH#7#é"));
    assert_eq!(Typed::key(-5, true, Level::VeryHigh, Account(7), 'é'), typed.primary_key());
}

#[test]
fn templates_and_native_keys_ignore_the_layout_settings() {
    let config = Config {
        key_separator: Some("|".into()),
        suffix_partition_key: Some(false),
        prefix_partition_key: Some(false),
        prefix_sort_key: Some(true),
        partition_key_name: Some("hash".into()),
        sort_key_name: Some("range".into()),
        ..Config::new()
    };
    config.sync_scope(|| {
        let profile = Profile { id: "7".into() }.primary_key().resolve().unwrap();
        assert_eq!(profile.to_string(), "USER#7 / PROFILE");
        assert_eq!((profile.partition_name(), profile.sort_name()), ("hash", Some("range")));
        let native = TextAndNumber { name: "n".into(), number: 1 }.primary_key().resolve().unwrap();
        assert_eq!((native.partition_name(), native.sort_name()), ("name", Some("number")));
        assert_eq!(native.to_string(), "n / 1");
    });
}

#[test]
fn the_empty_and_the_unseparable_are_errors_that_name_the_field() {
    let error = problem(&user(""));
    assert_eq!((error.entity(), error.role(), error.field()), ("user", KeyRole::Partition, Some("id")));
    assert_eq!(*error.problem(), KeyProblem::Empty);
    let event = Event { stream: "a#b".into(), created_at: "2024#01".into(), id: "x#y".into() };
    let error = problem(&event);
    assert_eq!((error.role(), error.field()), (KeyRole::Sort, Some("created_at")));
    assert_eq!(*error.problem(), KeyProblem::ContainsSeparator { separator: "#".into() });
    let last_may_contain_it = Event { created_at: "2024-01".into(), ..event };
    assert_eq!(keys(&last_may_contain_it), text("stream#a#b#event", "2024-01#x#y"));
    let empty = |name: &str, bytes: &[u8]| {
        let text = problem(&TextAndNumber { name: name.into(), number: 0 });
        let binary = problem(&NumberAndBytes { number: 0, bytes: bytes.into() });
        [text, binary].map(|error| (error.field(), error.problem().clone()))
    };
    assert_eq!(empty("", b""), [(Some("name"), KeyProblem::Empty), (Some("bytes"), KeyProblem::Empty)]);
}

#[test]
fn a_separator_is_needed_where_something_is_separated() {
    let config = Config { key_separator: Some("".into()), ..Config::new() };
    let error = config.sync_scope(|| problem(&user("1")));
    assert_eq!(*error.problem(), KeyProblem::EmptySeparator);
}

#[test]
fn items_hold_their_keys_beside_their_fields() {
    let item = dynamo::to_item(&Product { category: "c".into(), product_id: "p".into() }).unwrap();
    let text = |text: &str| AttributeValue::S(text.into());
    assert_eq!(item.len(), 4);
    assert_eq!((&item["pk"], &item["sk"]), (&text("category#c#product"), &text("p")));
    assert_eq!((&item["category"], &item["product_id"]), (&text("c"), &text("p")));
    let native = dynamo::to_item(&TextAndNumber { name: "n".into(), number: -3 }).unwrap();
    assert_eq!(native, [("name".to_owned(), text("n")), ("number".into(), AttributeValue::N("-3".into()))].into());
}

async fn there_and_back<T: Item + Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static>(items: &[T]) {
    let table = table::<T>().await;
    for item in items {
        table.create(item).await.unwrap();
    }
    for item in items {
        assert_eq!(table.get(item.primary_key()).consistent().await.unwrap().as_ref(), Some(item));
        table.delete(item.primary_key()).must_exist().await.unwrap();
    }
}

#[tokio::test]
async fn every_layout_is_found_again() {
    there_and_back(&[user("1"), user("2"), user("1#user"), user("ü\u{1F600}")]).await;
    there_and_back(&[TenantUser { tenant_id: "acme".into(), user_id: "1_2".into() }]).await;
    there_and_back(&[Padded { tenant: "t".into(), placed_on: "p".into(), seq: 0 }]).await;
    there_and_back(&[Profile { id: "1".into() }, Profile { id: "2".into() }]).await;
    let typed = Typed { signed: i64::MIN, flag: false, level: Level::VeryHigh, account: Account(0), letter: '#' };
    there_and_back(&[typed]).await;
}

#[tokio::test]
async fn native_keys_are_strings_numbers_and_binary() {
    let numbers = [i64::MIN, -1, 0, 1, i64::MAX];
    there_and_back(&numbers.map(|number| TextAndNumber { name: "n#".into(), number })).await;
    let bytes = [vec![0], vec![0, 0], vec![255; 1024]];
    there_and_back(&bytes.map(|bytes| NumberAndBytes { number: u32::MAX, bytes })).await;
    there_and_back(&[Bytes { bytes: [0, 255] }, Bytes { bytes: [0, 0] }]).await;
}

#[tokio::test]
async fn a_table_without_a_sort_key_takes_no_item_with_one() {
    let flat = Config { table_has_sort_key: Some(false), ..Config::new() };
    flat.scope(async {
        there_and_back(&[user("1")]).await;
        let products = database().table::<Product>();
        let create: Error = products.create_table().await.unwrap_err();
        let get = products.get(Product::key("c", "p")).await.unwrap_err();
        for error in [create, get] {
            assert_eq!(error.kind(), dynamo::ErrorKind::InvalidKey);
            assert!(error.to_string().contains("table_has_sort_key"), "{error}");
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_sent_under_a_key_that_cannot_be_built() {
    let (users, faults) = faulty_table::<User>().await;
    let before = faults.request_count();
    let errors = [
        users.put(&user("")).await.unwrap_err(),
        users.create(&user("")).await.unwrap_err(),
        users.get(User::key("")).await.unwrap_err(),
        users.delete(User::key("")).await.unwrap_err(),
        users.update(User::key("")).update_expression("SET a = b", ()).await.unwrap_err(),
        users.get(User::key("x".repeat(2048))).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), dynamo::ErrorKind::InvalidKey, "{error}");
        assert!(error.to_string().contains("`id`"), "{error}");
    }
    assert_eq!(faults.request_count(), before);
}
