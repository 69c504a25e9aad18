//! Update: every action, on attributes that are there and that are not, and what is refused before sending.

use std::collections::{BTreeMap, BTreeSet};

use dynamo::{Attribute, ErrorKind, ExpressionValues, Item, Number, Table};

use crate::backend::{faulty_table, table};

#[derive(Item, Debug, Clone, PartialEq, Default)]
#[dynamo(table = "things", partition_key(id))]
struct Thing {
    id: String,
    name: String,
    count: u32,
    balance: Option<i128>,
    exact: Option<Number>,
    float: Option<f64>,
    note: Option<String>,
    #[dynamo(default = Some(5))]
    limit: Option<u8>,
    #[dynamo(default)]
    list: Vec<String>,
    maybe_list: Option<Vec<Option<u8>>>,
    set: Option<BTreeSet<String>>,
    numbers: Option<BTreeSet<i64>>,
    binaries: Option<BTreeSet<Vec<u8>>>,
    inner: Inner,
    inners: Vec<Inner>,
    map: BTreeMap<String, u32>,
    maybe_map: BTreeMap<String, Option<u32>>,
}

#[derive(Attribute, Debug, Clone, PartialEq, Default)]
struct Inner {
    city: String,
    visits: Option<u32>,
    tags: Vec<String>,
    deeper: BTreeMap<String, Vec<u32>>,
}

fn thing() -> Thing {
    Thing { id: "1".into(), name: "n".into(), count: 10, ..Thing::default() }
}

fn key() -> dynamo::Key<Thing> {
    Thing::key("1")
}

async fn with(thing: &Thing) -> Table<Thing> {
    let things = table::<Thing>().await;
    things.put(thing).await.unwrap();
    things
}

async fn stored(things: &Table<Thing>) -> Thing {
    things.get(key()).consistent().await.unwrap().unwrap()
}

#[tokio::test]
async fn an_item_that_is_not_there_is_not_created() {
    let things = table::<Thing>().await;
    let update = things.update(key()).set(|thing| thing.count, 1).return_old_on_condition_failure();
    let error = update.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConditionalCheckFailed);
    assert_eq!(error.old_item::<Thing>().unwrap(), None);
    let weak =
        things.update(key()).set(|thing| thing.count, 1).when(|thing| thing.count.not_exists() | thing.count.eq(1));
    assert_eq!(weak.await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
    assert_eq!(things.get(key()).consistent().await.unwrap(), None);
}

#[tokio::test]
async fn the_item_before_and_after() {
    let things = with(&thing()).await;
    let after = things.update(key()).set(|thing| thing.count, 11).return_new().await.unwrap();
    assert_eq!(after, Thing { count: 11, ..thing() });
    let before = things.update(key()).set(|thing| thing.count, 12).return_old().await.unwrap();
    assert_eq!(before, after);
    assert_eq!(stored(&things).await.count, 12);
    let failed = things.update(key()).set(|thing| thing.count, 13).when(|thing| thing.count.lt(12));
    let error = failed.return_old_on_condition_failure().return_new().await.unwrap_err();
    assert_eq!(error.old_item::<Thing>().unwrap().unwrap().count, 12);
}

#[tokio::test]
async fn set_and_remove() {
    let things = with(&Thing { note: Some("old".into()), list: vec!["a".into()], ..thing() }).await;
    let after = things
        .update(key())
        .set(|thing| thing.name, "new")
        .set(|thing| thing.exact, "1.50".parse::<Number>().unwrap())
        .set(|thing| thing.float, Some(0.1))
        .set(|thing| thing.balance, i128::from(u64::MAX))
        .remove(|thing| thing.note)
        .remove(|thing| thing.list)
        .return_new()
        .await
        .unwrap();
    let expected = Thing {
        name: "new".into(),
        exact: Some("1.5".parse().unwrap()),
        float: Some(0.1),
        balance: Some(u64::MAX.into()),
        ..thing()
    };
    assert_eq!(after, expected);
    let after = things.update(key()).set(|thing| thing.exact, None).set(|thing| thing.float, None::<f64>);
    let after = after.when(|thing| thing.exact.exists()).return_new().await.unwrap();
    assert_eq!((after.exact, after.float), (None, None));
    let item = things.update(key()).set(|thing| thing.note, None).when(|thing| thing.exact.not_exists());
    item.await.expect("None is an absent attribute");
}

#[tokio::test]
async fn set_takes_another_attributes_value() {
    let things = with(&Thing { note: Some("note".into()), ..thing() }).await;
    let after = things
        .update(key())
        .set(|thing| thing.name, Thing::FIELDS.id)
        .set(|thing| thing.inner.at(|inner| inner.city), Thing::FIELDS.name)
        .increment(|thing| thing.count, Thing::FIELDS.count)
        .return_new()
        .await
        .unwrap();
    assert_eq!((after.name.as_str(), after.inner.city.as_str(), after.count), ("1", "n", 20));
}

#[tokio::test]
async fn set_if_not_exists() {
    let things = with(&thing()).await;
    let update = |note: &'static str| {
        things
            .update(key())
            .set_if_not_exists(|thing| thing.note, note)
            .set_if_not_exists(|thing| thing.inner.at(|inner| inner.visits), 3)
            .return_new()
    };
    assert_eq!(update("first").await.unwrap().note.as_deref(), Some("first"));
    let after = update("second").await.unwrap();
    assert_eq!((after.note.as_deref(), after.inner.visits), (Some("first"), Some(3)));
    let none = things.update(key()).set_if_not_exists(|thing| thing.note, None::<String>).into_input();
    assert_eq!(none.unwrap_err().kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn numbers_count_from_zero() {
    let things = with(&thing()).await;
    let update = || {
        things
            .update(key())
            .increment(|thing| thing.count, 5)
            .decrement(|thing| thing.balance, 10_i128.pow(37))
            .increment(|thing| thing.exact, "0.1".parse::<Number>().unwrap())
            .increment(|thing| thing.float, 0.5)
            .increment(|thing| thing.inner.at(|inner| inner.visits), 1)
            .return_new()
    };
    update().await.unwrap();
    let after = update().await.unwrap();
    assert_eq!((after.count, after.balance), (20, Some(-2 * 10_i128.pow(37))));
    assert_eq!(after.exact.map(|exact| exact.to_string()).as_deref(), Some("0.2"));
    assert_eq!((after.float, after.inner.visits), (Some(1.0), Some(2)));
    let below_zero = things.update(key()).decrement(|thing| thing.count, 21).when(|thing| thing.count.ge(21));
    assert_eq!(below_zero.await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
}

#[tokio::test]
async fn lists_grow_at_both_ends() {
    let things = with(&Thing { inners: vec![Inner::default()], ..thing() }).await;
    things.update(key()).remove(|thing| thing.list).await.unwrap();
    let after = things
        .update(key())
        .append(|thing| thing.list, ["c", "d"])
        .append(|thing| thing.maybe_list, [Some(1), None])
        .append(|thing| thing.inners.index(0).at(|inner| inner.tags), vec!["t".to_owned()])
        .return_new()
        .await
        .unwrap();
    assert_eq!((after.list, after.maybe_list), (vec!["c".into(), "d".into()], Some(vec![Some(1), None])));
    assert_eq!(after.inners[0].tags, ["t"]);
    let after = things.update(key()).prepend(|thing| thing.list, ["a", "b"]).return_new().await.unwrap();
    assert_eq!(after.list, ["a", "b", "c", "d"]);
    let nothing = Vec::<String>::new();
    let update =
        things.update(key()).append(|thing| thing.list, &nothing).prepend(|thing| thing.maybe_list, [None::<u8>]);
    let after = update.return_new().await.unwrap();
    assert_eq!((after.list.len(), after.maybe_list.unwrap().len()), (4, 3));
    things.update(key()).remove(|thing| thing.list).await.unwrap();
    let after = things.update(key()).prepend(|thing| thing.list, nothing).return_new().await.unwrap();
    assert!(after.list.is_empty());
}

#[tokio::test]
async fn sets_gain_and_lose_elements() {
    let things = with(&thing()).await;
    let after = things
        .update(key())
        .add_to_set(|thing| thing.set, ["a", "b", "a"])
        .add_to_set(|thing| thing.numbers, [1, -1, 1])
        .add_to_set(|thing| thing.binaries, vec![vec![1], vec![], vec![1]])
        .return_new()
        .await
        .unwrap();
    assert_eq!(after.set, Some(["a".to_owned(), "b".to_owned()].into()));
    assert_eq!(after.numbers, Some([1, -1].into()));
    assert_eq!(after.binaries, Some([vec![], vec![1]].into()));
    let after = things
        .update(key())
        .remove_from_set(|thing| thing.set, ["b", "c", "b"])
        .remove_from_set(|thing| thing.numbers, [1, -1])
        .add_to_set(|thing| thing.binaries, [vec![2]])
        .return_new()
        .await
        .unwrap();
    assert_eq!(after.set, Some(["a".to_owned()].into()));
    assert_eq!((after.numbers, after.binaries.unwrap().len()), (None, 3), "no set is ever empty");
    let none = || Vec::<String>::new();
    let add = things.update(key()).add_to_set(|thing| thing.set, none()).into_input();
    let remove = things.update(key()).remove_from_set(|thing| thing.set, none()).into_input();
    for result in [add, remove] {
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Validation);
    }
}

#[tokio::test]
async fn places_inside_an_attribute() {
    let inner = Inner { deeper: [("a.b".to_owned(), vec![1, 2])].into(), ..Inner::default() };
    let map = BTreeMap::from([("x y".to_owned(), 1), ("#".to_owned(), 2)]);
    let things = with(&Thing { inners: vec![inner.clone(), inner], map, ..thing() }).await;
    let after = things
        .update(key())
        .set(|thing| thing.inners.index(1).at(|inner| inner.deeper).key("a.b").index(0), 7)
        .increment(|thing| thing.map.key("x y"), 1)
        .set(|thing| thing.map.key("new"), 9)
        .remove(|thing| thing.map.key("#"))
        .set(|thing| thing.inner.at(|inner| inner.city), "Berlin")
        .when(|thing| thing.inners.index(1).at(|inner| inner.deeper).key("a.b").index(1).eq(2))
        .return_new()
        .await
        .unwrap();
    assert_eq!(after.inners[1].deeper["a.b"], [7, 2]);
    assert_eq!(after.inners[0].deeper["a.b"], [1, 2]);
    assert_eq!(after.map, [("x y".to_owned(), 2), ("new".to_owned(), 9)].into());
    assert_eq!(after.inner.city, "Berlin");
    let after = things.update(key()).remove(|thing| thing.inners.index(0)).return_new().await.unwrap();
    assert_eq!(after.inners.len(), 1);
    assert_eq!(after.inners[0].deeper["a.b"], [7, 2]);
}

/// In a list `None` is NULL: to remove the element would move those behind it.
#[tokio::test]
async fn none_in_a_collection_keeps_its_place() {
    let maybe_map = BTreeMap::from([("a".to_owned(), Some(1))]);
    let things = with(&Thing { maybe_list: Some(vec![Some(1), Some(2), Some(3)]), maybe_map, ..thing() }).await;
    let after = things
        .update(key())
        .set(|thing| thing.maybe_list.index(1), None)
        .set(|thing| thing.maybe_map.key("a"), None)
        .return_new()
        .await
        .unwrap();
    assert_eq!(after.maybe_list, Some(vec![Some(1), None, Some(3)]));
    assert_eq!(after.maybe_map, [("a".to_owned(), None)].into());
    let after = things.update(key()).remove(|thing| thing.maybe_list.index(1)).return_new().await.unwrap();
    assert_eq!(after.maybe_list, Some(vec![Some(1), Some(3)]));
}

#[tokio::test]
async fn none_is_not_the_default() {
    let things = with(&Thing { limit: Some(1), ..thing() }).await;
    let after = things.update(key()).set(|thing| thing.limit, None).return_new().await.unwrap();
    assert_eq!(after.limit, None);
    assert_eq!(things.update(key()).remove(|thing| thing.limit).return_new().await.unwrap().limit, Some(5));
}

#[tokio::test]
async fn raw_updates() {
    let things = with(&Thing { note: Some("x".into()), ..thing() }).await;
    let values = ExpressionValues::new().name("#n0", "count").name("#n1", "note").value(":v0", 5).value(":v1", "1");
    let after = things
        .update(key())
        .update_expression("SET #n0 = #n0 + :v0 REMOVE #n1", values)
        .when(|thing| thing.count.eq(10) & thing.note.eq("x"))
        .when_expression("id = :v1", ExpressionValues::new().value(":v1", "1"))
        .return_new()
        .await
        .unwrap();
    assert_eq!(after, Thing { count: 15, ..thing() });
    let both = things.update(key()).set(|thing| thing.count, 1).update_expression("REMOVE note", ());
    assert_eq!(both.into_input().unwrap_err().kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn overlapping_and_empty_updates_are_refused_before_sending() {
    let (things, faults) = faulty_table::<Thing>().await;
    let before = faults.request_count();
    let update = || things.update(key());
    let refused = [
        update().await,
        update().when(|thing| thing.count.eq(1)).await,
        update().update_expression(" ", ()).await,
        update().set(|thing| thing.count, 1).increment(|thing| thing.count, 1).await,
        update().set(|thing| thing.note, "x").remove(|thing| thing.note).await,
        update().set(|thing| thing.inner, Inner::default()).set(|thing| thing.inner.at(|inner| inner.city), "x").await,
        update()
            .remove(|thing| thing.inners.index(0))
            .set(|thing| thing.inners.index(0).at(|inner| inner.city), "")
            .await,
        update().set(|thing| thing.map.key("a"), 1).increment(|thing| thing.map.key("a"), 1).await,
        update().add_to_set(|thing| thing.set, ["a"]).remove_from_set(|thing| thing.set, ["b"]).await,
    ];
    for result in refused {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
    }
    assert_eq!(faults.request_count(), before);
    things.put(&Thing { inners: vec![Inner::default(); 2], ..thing() }).await.unwrap();
    let beside = update().set(|thing| thing.map.key("a"), 1).set(|thing| thing.map.key("b"), 1);
    beside.set(|thing| thing.inners.index(0), Inner::default()).remove(|thing| thing.inners.index(1)).await.unwrap();
}
