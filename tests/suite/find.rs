//! `find`: the planner chooses the best key, and what it gives is what the condition says, whichever key it took.

use dynamo::{Attribute, Condition, ErrorKind, ExpressionValues, Item, Projection, Table};
use futures::TryStreamExt as _;
use proptest::{prelude::*, sample::select, strategy::ValueTree as _, test_runner::TestRunner};

use crate::backend::{block_on, cases, database, table};

#[derive(Attribute, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    Open,
    Paid,
}

#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, id))]
#[dynamo(gsi(name = "StatusIndex", partition_key(status), sort_key(total)))]
#[dynamo(gsi(
    name = "ByCourier",
    pk = "COURIER#{courier}",
    sk = "{placed_on}#{total:06}",
    pk_name = "gsi1pk",
    sk_name = "gsi1sk",
    projection = "keys_only"
))]
struct Order {
    customer: String,
    placed_on: String,
    id: String,
    status: Status,
    total: u32,
    courier: Option<String>,
}

fn explain(condition: impl FnOnce(<Order as dynamo::Document>::Fields) -> Condition<Order>) -> String {
    dynamo::Dynamo::embedded().table::<Order>().find(condition).allow_scan().explain().unwrap()
}

#[test]
fn the_plan_is_the_key_that_says_most() {
    let plan = explain(|o| o.customer.eq("C1") & o.placed_on.eq("2026") & o.id.eq("1"));
    assert_eq!(plan, "Query on `orders`\n  key: pk = \"customer#C1#order\" AND sk = \"2026#1\"\n");
    let plan = explain(|o| o.customer.eq("C1") & o.status.eq(Status::Paid));
    assert_eq!(plan, "Query on `orders`\n  key: pk = \"customer#C1#order\"\n  filter: status = \"Paid\"\n");
    let plan = explain(|o| o.status.eq(Status::Paid) & o.total.between(5, 10) & o.placed_on.begins_with("2026"));
    assert!(plan.contains("index: StatusIndex") && plan.contains("AND total BETWEEN 5 AND 10"), "{plan}");
    assert!(plan.contains("filter: begins_with(placed_on, \"2026\") AND begins_with(pk, \"customer#\")"), "{plan}");
    let plan = explain(|o| o.status.eq(Status::Paid) & o.total.ge(5) & o.total.le(10));
    assert!(plan.contains("AND total BETWEEN 5 AND 10"), "{plan}");
    let plan = explain(|o| o.courier.eq("ada") & o.placed_on.eq("2026") & o.total.gt(7));
    assert!(plan.contains("gsi1sk BETWEEN \"2026#000007\\0\""), "{plan}");
    assert!(plan.contains("then: BatchGetItem"), "{plan}");
    let plan = explain(|o| o.customer.eq("C1") & o.placed_on.gt("2026-01"));
    assert!(plan.contains("sk >= \"2026-01\"") && plan.contains("filter: placed_on > \"2026-01\""), "{plan}");
}

#[test]
fn what_no_key_answers_is_a_scan_or_refused() {
    let orders = dynamo::Dynamo::embedded().table::<Order>();
    for condition in [
        Order::FIELDS.total.gt(5),
        Order::FIELDS.customer.eq("C1") | Order::FIELDS.customer.eq("C2"),
        !Order::FIELDS.customer.eq("C1"),
        Order::FIELDS.customer.gt("C1"),
        Condition::raw("customer = customer", ()),
        // Strict on both sides: one key condition cannot say it, and a filter cannot name a key.
        Order::FIELDS.status.eq(Status::Paid) & Order::FIELDS.total.gt(1) & Order::FIELDS.total.lt(9),
    ] {
        let error = orders.find(|_| condition).explain().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation);
        let text = error.to_string();
        for part in ["the table `orders` lacks `customer` = ..", "the index `StatusIndex`", "`ByCourier`", "allow_scan"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
    }
    assert!(explain(|o| o.total.gt(5)).starts_with("Scan"));
    let descending = orders.find(|o| o.total.gt(5)).allow_scan().descending().explain().unwrap_err();
    assert!(descending.to_string().contains("no order"), "{descending}");
    let consistent = orders.find(|o| o.status.eq(Status::Paid)).consistent().explain().unwrap_err();
    assert!(consistent.to_string().contains("strongly consistent"), "{consistent}");
    let upside_down = orders.find(|o| o.status.eq(Status::Paid) & o.total.ge(9) & o.total.le(1)).explain();
    assert!(upside_down.is_err());
}

#[derive(Projection, Debug, PartialEq)]
#[dynamo(item = Order)]
struct Total {
    total: u32,
}

async fn filled() -> Table<Order> {
    let orders = table::<Order>().await;
    for (id, customer, status, total, courier) in [
        ("1", "C1", Status::Open, 5, Some("ada")),
        ("2", "C1", Status::Paid, 50, None),
        ("3", "C2", Status::Paid, 7, Some("ada")),
    ] {
        let (id, customer, courier) = (id.to_owned(), customer.to_owned(), courier.map(str::to_owned));
        orders.put(&Order { customer, placed_on: "2026".into(), id, status, total, courier }).await.unwrap();
    }
    orders
}

#[tokio::test]
async fn every_verb_reads_what_was_planned() {
    let orders = filled().await;
    let c1 = || orders.find(|o| o.customer.eq("C1"));
    assert_eq!(c1().collect().await.unwrap().len(), 2);
    assert_eq!(c1().count().await.unwrap(), 2);
    assert_eq!(c1().descending().first().await.unwrap().unwrap().id, "2");
    assert_eq!(c1().filter(|o| o.total.ge(50)).one().await.unwrap().unwrap().id, "2");
    assert_eq!(c1().one().await.unwrap_err().kind(), ErrorKind::Validation);
    let page = c1().limit(1).page().await.unwrap();
    assert_eq!(c1().limit(1).after(page.cursor.unwrap()).page().await.unwrap().items[0].id, "2");
    let totals: Vec<u32> = c1().select(|o| o.total).collect().await.unwrap();
    assert_eq!(totals, [5, 50]);
    // Of an index that lacks attributes, whole items and parts of them are got by their keys.
    let ada = || orders.find(|o| o.courier.eq("ada"));
    assert_eq!(ada().collect().await.unwrap().len(), 2);
    assert_eq!(ada().count().await.unwrap(), 2);
    assert_eq!(ada().project::<Total>().collect().await.unwrap(), [Total { total: 5 }, Total { total: 7 }]);
    let dear = orders.find(|o| o.total.gt(6)).allow_scan();
    assert_eq!(dear.count().await.unwrap(), 2);
    let streamed: Vec<Order> = ada().stream().try_collect().await.unwrap();
    assert_eq!(streamed.len(), 2);
    let pages: Vec<_> = c1().page_size(1).pages().try_collect().await.unwrap();
    assert_eq!(pages.iter().map(|page| page.count).sum::<usize>(), 2);
}

/// What a raw condition names is known as what a typed one does: an index that lacks it does not answer.
#[tokio::test]
async fn an_index_does_not_answer_a_raw_condition_on_what_it_lacks() {
    let orders = filled().await;
    let values = || ExpressionValues::new().name("#s", "status").value(":t", 6).value(":paid", "Paid");
    for raw in ["customer = :t OR #s = :paid", "attribute_not_exists(#s)", "size(items.status) > :t AND NOT (#s=:paid)"]
    {
        let typed = orders.find(|o| o.courier.eq("ada") & o.status.eq(Status::Paid) & o.customer.ne("C9"));
        let typed = typed.explain().unwrap();
        assert!(typed.contains("StatusIndex"), "{typed}");
        let ada = || orders.find(|o| o.courier.eq("ada"));
        for error in [
            ada().filter_expression(raw, values()).explain().unwrap_err(),
            orders.find(|o| o.courier.eq("ada") & Condition::raw(raw, values())).explain().unwrap_err(),
            orders
                .index(Order::BY_COURIER)
                .query("ada")
                .hydrate()
                .filter_expression(raw, values())
                .explain()
                .unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Validation);
            let text = error.to_string();
            assert!(text.contains("ByCourier` does not hold `"), "{text}");
        }
        assert!(ada().filter_expression(raw, values()).allow_scan().explain().unwrap().starts_with("Scan"));
    }
    // What the index holds may be named; its keys are queried by, not filtered on.
    let keys =
        orders.find(|o| o.courier.eq("ada")).filter_expression("pk <> :p", ExpressionValues::new().value(":p", "x"));
    assert!(keys.explain().unwrap().contains("ByCourier"));
    assert_eq!(keys_found(&orders).await, 2);
    let own = orders.find(|o| o.customer.eq("C1")).filter_expression("attribute_exists(sk)", ());
    assert!(own.explain().unwrap_err().to_string().contains("cannot filter on `sk`, its own key"));
}

async fn keys_found(orders: &Table<Order>) -> usize {
    let values = ExpressionValues::new().value(":p", "x");
    orders.find(|o| o.courier.eq("ada")).filter_expression("pk <> :p", values).collect().await.unwrap().len()
}

/// A condition on one field, drawn, and the same in memory.
#[derive(Debug, Clone, Copy)]
struct Draw {
    field: usize,
    operator: usize,
    value: usize,
}

const TEXTS: [&str; 6] = ["a", "a b", "a!", "a0", "ab", "b"];

impl Draw {
    fn condition(self) -> Condition<Order> {
        let (o, text, total) = (Order::FIELDS, TEXTS[self.value], u32::try_from(self.value).unwrap());
        match (self.field, self.operator) {
            (0, 0..=4) => o.customer.eq(text),
            (0, _) => o.customer.ge(text),
            (1, 0) => o.placed_on.eq(text),
            (1, 1) => o.placed_on.lt(text),
            (1, 2) => o.placed_on.le(text),
            (1, 3) => o.placed_on.gt(text),
            (1, 4) => o.placed_on.ge(text),
            (1, 5) => o.placed_on.between(TEXTS[self.value / 2], text),
            (1, _) => o.placed_on.begins_with(text),
            (2, 0 | 1) => o.id.eq(text),
            (2, 2) => o.id.gt(text),
            (2, 3) => o.id.lt(text),
            (2, 4) => o.id.le(text),
            (2, _) => o.id.begins_with(text),
            (3, _) => o.status.eq(if self.value.is_multiple_of(2) { Status::Open } else { Status::Paid }),
            (4, 0 | 1) => o.total.eq(total),
            (4, 2) => o.total.lt(total),
            (4, 3) => o.total.gt(total),
            (4, 4) => o.total.le(total),
            (4, _) => o.total.ge(total),
            (_, 0..=3) => o.courier.eq(text),
            (_, _) => o.courier.not_exists(),
        }
    }

    fn holds(self, order: &Order) -> bool {
        let (text, total) = (TEXTS[self.value], u32::try_from(self.value).unwrap());
        match (self.field, self.operator) {
            (0, 0..=4) => order.customer == text,
            (0, _) => order.customer.as_str() >= text,
            (1, 0) => order.placed_on == text,
            (1, 1) => order.placed_on.as_str() < text,
            (1, 2) => order.placed_on.as_str() <= text,
            (1, 3) => order.placed_on.as_str() > text,
            (1, 4) => order.placed_on.as_str() >= text,
            (1, 5) => (TEXTS[self.value / 2]..=text).contains(&order.placed_on.as_str()),
            (1, _) => order.placed_on.starts_with(text),
            (2, 0 | 1) => order.id == text,
            (2, 2) => order.id.as_str() > text,
            (2, 3) => order.id.as_str() < text,
            (2, 4) => order.id.as_str() <= text,
            (2, _) => order.id.starts_with(text),
            (3, _) => order.status == if self.value.is_multiple_of(2) { Status::Open } else { Status::Paid },
            (4, 0 | 1) => order.total == total,
            (4, 2) => order.total < total,
            (4, 3) => order.total > total,
            (4, 4) => order.total <= total,
            (4, _) => order.total >= total,
            (_, 0..=3) => order.courier.as_deref() == Some(text),
            (_, _) => order.courier.is_none(),
        }
    }
}

/// In the key "a" is followed by the separator, which comes after the space of "a b".
#[test]
fn what_begins_a_bound_is_found_below_it() {
    let db = database();
    let orders = db.table::<Order>();
    let order = |placed_on: &str, id: &str| {
        let (customer, status) = ("a".to_owned(), Status::Open);
        Order { customer, placed_on: placed_on.into(), id: id.into(), status, total: 2, courier: None }
    };
    let items = [order("a", "a b"), order("a b", "b")];
    block_on(async {
        orders.create_table().await.unwrap();
        orders.batch_put(&items).await.unwrap();
        let of_a = || orders.find(|o| o.customer.eq("a") & o.placed_on.ge("a") & o.placed_on.le("a b"));
        let swapped = orders.find(|o| o.customer.eq("a") & o.placed_on.le("a b") & o.placed_on.ge("a"));
        let between = orders.find(|o| o.customer.eq("a") & o.placed_on.between("a", "a b"));
        let below = orders.find(|o| o.customer.eq("a") & o.placed_on.le("a b"));
        for find in [of_a(), swapped, between, below] {
            let mut found = find.collect().await.unwrap();
            found.sort();
            assert_eq!(found, items);
        }
        assert_eq!(of_a().count().await.unwrap(), 2);
    });
}

/// The same of a separator whose first character is the bound's next one, and whose second comes after.
#[test]
fn what_begins_a_bound_is_found_below_it_whatever_separates() {
    #[derive(Item, Debug, PartialEq, Eq, PartialOrd, Ord)]
    #[dynamo(table = "notes", partition_key(owner), sort_key(title, id), key_separator = "#~")]
    struct Note {
        owner: String,
        title: String,
        id: String,
    }
    let db = database();
    let notes = db.table::<Note>();
    let note = |title: &str| Note { owner: "a".into(), title: title.into(), id: "1".into() };
    let items = [note("x"), note("x#b")];
    block_on(async {
        notes.create_table().await.unwrap();
        notes.batch_put(&items).await.unwrap();
        for find in [
            notes.find(|n| n.owner.eq("a") & n.title.le("x#b")),
            notes.find(|n| n.owner.eq("a") & n.title.ge("x") & n.title.le("x#b")),
        ] {
            let mut found = find.collect().await.unwrap();
            found.sort();
            assert_eq!(found, items);
        }
    });
}

#[test]
fn what_is_found_is_what_the_condition_says() {
    let db = database();
    let orders = db.table::<Order>();
    let texts = || select(TEXTS.to_vec()).prop_map(str::to_owned);
    let item = (texts(), texts(), texts(), any::<bool>(), 0u32..6, proptest::option::of(texts()));
    let item = item.prop_map(|(customer, placed_on, id, paid, total, courier)| {
        let status = if paid { Status::Paid } else { Status::Open };
        Order { customer, placed_on, id, status, total, courier }
    });
    let draw = (0usize..6, 0usize..7, 0usize..6).prop_map(|(field, operator, value)| Draw { field, operator, value });
    let mut runner = TestRunner::new(cases(1));
    let items = prop::collection::vec(item, 60).new_tree(&mut runner).unwrap().current();
    block_on(async {
        orders.create_table().await.unwrap();
        for item in &items {
            orders.put(item).await.unwrap();
        }
    });
    let stored: std::collections::BTreeMap<_, Order> =
        items.iter().map(|o| ((o.customer.clone(), o.placed_on.clone(), o.id.clone()), o.clone())).collect();
    let mut runner = TestRunner::new(cases(300));
    let result = runner.run(&prop::collection::vec(draw, 1..5), |draws| {
        let condition = || draws.iter().map(|draw| draw.condition()).reduce(|a, b| a & b).unwrap();
        let mut expected: Vec<&Order> =
            stored.values().filter(|order| draws.iter().all(|draw| draw.holds(order))).collect();
        expected.sort();
        let find = || orders.find(|_| condition()).allow_scan();
        let plan = find().explain().unwrap();
        let mut found = block_on(find().collect()).unwrap();
        found.sort();
        prop_assert_eq!(found.iter().collect::<Vec<_>>(), expected.clone(), "{:?} {}", &draws, &plan);
        prop_assert_eq!(block_on(find().count()).unwrap(), expected.len(), "{:?} {}", &draws, &plan);
        Ok(())
    });
    result.unwrap();
}
