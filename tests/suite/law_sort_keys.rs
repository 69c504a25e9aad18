//! Law 3 on the live database: every operator on a sort key's component gives the items that the same comparison of the
//! components gives, in order, both ways; other entities in the partition stay outside.

use std::cmp::Ordering;

use dynamo::{Dynamo, Item, SortKey, SortKeyCondition, Table};
use proptest::{prelude::*, sample::select, test_runner::TestRunner};

use crate::backend::database;

/// Named components, the defaults of the library.
#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "named", partition_key(id), sort_key(day, kind, part))]
struct Named {
    id: String,
    day: String,
    kind: String,
    part: String,
}

/// Labelled components, another separator, no entity in the partition key.
#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "labelled", partition_key(id), sort_key(day, kind))]
#[dynamo(key_separator = "::", prefix_sort_key = true, suffix_partition_key = false)]
struct Labelled {
    id: String,
    day: String,
    kind: String,
}

/// A template with a padded number, in a partition with other entities.
#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "shared", pk = "P#{id}", sk = "ORDER#{day}#{number:06}")]
struct Templated {
    id: String,
    day: String,
    number: u32,
}

/// Fixed text after the last component.
#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "tailed", pk = "T#{id}", sk = "{day}#ON#{kind}#END")]
struct Tailed {
    id: String,
    day: String,
    kind: String,
}

/// What else is in the partition of [`Templated`]: before, after and between.
#[derive(Item, Debug, Clone)]
#[dynamo(table = "shared", pk = "P#{id}", sk = "{other}")]
struct Other {
    id: String,
    other: String,
}

#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "numbers", partition_key(id), sort_key(at), keys = "native")]
struct NativeNumber {
    id: String,
    at: i64,
}

#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "binaries", partition_key(id), sort_key(at), keys = "native")]
struct NativeBinary {
    id: String,
    at: Vec<u8>,
}

/// Text without characters below the separators; neighbours and prefixes of each other are likely.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(vec!['a', 'b', '-', '.', '0', '1', 'é', '𐍈']), 1..4).prop_map(String::from_iter)
}

/// The same for a separator that digits, `-` and `.` come before.
fn letters() -> impl Strategy<Value = String> {
    prop::collection::vec(select(vec!['a', 'b', 'Z', 'é', '𐍈']), 1..4).prop_map(String::from_iter)
}

/// Text of which much sorts before `#`.
fn low() -> impl Strategy<Value = String> {
    prop::collection::vec(select(vec!["a", "b", " ", "!", "\t"]), 1..4).prop_map(|parts| parts.concat())
}

/// The same, with what may follow it in a key of [`Tailed`].
fn with_tails() -> impl Strategy<Value = String> {
    prop::collection::vec(select(vec!["a", "b", "~", "#END", "#ENDS"]), 1..4).prop_map(|parts| parts.concat())
}

/// One question: the walk, and which items it must give.
type Case<T, S> = (fn(SortKey<S>, &T, &T) -> SortKeyCondition, fn(&T, &T, &T) -> bool);

/// Writes the items of one partition, asks every question of two of them, and compares both ways with memory.
async fn check<T, S>(table: &Table<T>, id: &str, items: &[T], first: usize, second: usize, cases: &[Case<T, S>])
where
    T: Item<Partition = (String,), Sort = S> + Ord + Clone + std::fmt::Debug + Send + Sync + 'static,
    S: dynamo::SortParts,
{
    check_answers(table, id, items, (first, second), cases, |found| found).await;
}

/// The same, of answers put in order.
async fn check_answers<T, S>(
    table: &Table<T>,
    id: &str,
    items: &[T],
    (first, second): (usize, usize),
    cases: &[Case<T, S>],
    ordered: fn(Vec<T>) -> Vec<T>,
) where
    T: Item<Partition = (String,), Sort = S> + Ord + Clone + std::fmt::Debug + Send + Sync + 'static,
    S: dynamo::SortParts,
{
    for item in items {
        table.put(item).await.unwrap();
    }
    let (a, b) = (&items[first % items.len()], &items[second % items.len()]);
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    for (position, (walk, holds)) in cases.iter().enumerate() {
        let query = || table.query(id).sort(|key| walk(key, low, high));
        let mut expected: Vec<T> = items.iter().filter(|item| holds(item, low, high)).cloned().collect();
        expected.sort();
        expected.dedup();
        let found = ordered(query().consistent().collect().await.unwrap());
        assert_eq!(found, expected, "case {position} of {low:?} and {high:?}: {}", query().explain().unwrap());
        let mut found = query().descending().page_size(2).collect().await.unwrap();
        found.reverse();
        assert_eq!(ordered(found), expected, "case {position}, descending");
    }
}

/// Draws values and runs the check on each; the database's calls are asynchronous, the draws are not.
fn run<V: std::fmt::Debug>(strategy: impl Strategy<Value = V>, check: &impl AsyncFn(&Dynamo, V)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut runner =
        TestRunner::new(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() });
    let db = database();
    runner
        .run(&strategy, |value| {
            runtime.block_on(check(&db, value));
            Ok(())
        })
        .unwrap();
}

/// A partition of its own for every draw.
fn fresh_id() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed).to_string()
}

async fn table_of<T: Item + 'static>(db: &Dynamo) -> Table<T> {
    let table = db.table::<T>();
    if !table.exists().await.unwrap() {
        table.create_table().await.unwrap();
    }
    table
}

/// The first letter, which may be several bytes long.
fn first_letter(text: &str) -> &str {
    &text[..text.chars().next().map_or(0, char::len_utf8)]
}

#[test]
fn named_components() {
    let tuples = prop::collection::vec((text(), text(), text()), 1..12);
    run((tuples, any::<usize>(), any::<usize>()), &async |db, (tuples, first, second)| {
        let id = fresh_id();
        let items: Vec<Named> =
            tuples.into_iter().map(|(day, kind, part)| Named { id: id.clone(), day, kind, part }).collect();
        let cases: &[Case<Named, <Named as Item>::Sort>] = &[
            (|key, a, _| key.with(&a.day).into(), |x, a, _| x.day == a.day),
            (|key, a, _| key.with(&a.day).with(&a.kind).into(), |x, a, _| (&x.day, &x.kind) == (&a.day, &a.kind)),
            (|key, a, _| key.with(&a.day).with(&a.kind).with(&a.part).into(), |x, a, _| x == a),
            (|key, a, _| key.eq(&a.day), |x, a, _| x.day == a.day),
            (|key, a, _| key.begins_with(first_letter(&a.day)), |x, a, _| x.day.starts_with(first_letter(&a.day))),
            (|key, a, _| key.gt(&a.day), |x, a, _| x.day > a.day),
            (|key, a, _| key.ge(&a.day), |x, a, _| x.day >= a.day),
            (|key, a, _| key.lt(&a.day), |x, a, _| x.day < a.day),
            (|key, a, _| key.le(&a.day), |x, a, _| x.day <= a.day),
            (|key, a, b| key.between(&a.day, &b.day), |x, a, b| x.day >= a.day && x.day <= b.day),
            (|key, a, _| key.with(&a.day).gt(&a.kind), |x, a, _| x.day == a.day && x.kind > a.kind),
            (|key, a, _| key.with(&a.day).le(&a.kind), |x, a, _| x.day == a.day && x.kind <= a.kind),
            (
                |key, a, _| key.with(&a.day).with(&a.kind).ge(&a.part),
                |x, a, _| (&x.day, &x.kind) == (&a.day, &a.kind) && x.part >= a.part,
            ),
            (
                |key, a, _| key.with(&a.day).with(&a.kind).lt(&a.part),
                |x, a, _| (&x.day, &x.kind) == (&a.day, &a.kind) && x.part < a.part,
            ),
        ];
        check(&table_of(db).await, &id, &items, first, second, cases).await;
    });
}

#[test]
fn labelled_components() {
    let tuples = prop::collection::vec((letters(), letters()), 1..12);
    run((tuples, any::<usize>(), any::<usize>()), &async |db, (tuples, first, second)| {
        let id = fresh_id();
        let items: Vec<Labelled> =
            tuples.into_iter().map(|(day, kind)| Labelled { id: id.clone(), day, kind }).collect();
        let cases: &[Case<Labelled, <Labelled as Item>::Sort>] = &[
            (|key, a, _| key.with(&a.day).into(), |x, a, _| x.day == a.day),
            (|key, a, _| key.gt(&a.day), |x, a, _| x.day > a.day),
            (|key, a, _| key.ge(&a.day), |x, a, _| x.day >= a.day),
            (|key, a, _| key.lt(&a.day), |x, a, _| x.day < a.day),
            (|key, a, _| key.le(&a.day), |x, a, _| x.day <= a.day),
            (|key, a, b| key.between(&a.day, &b.day), |x, a, b| x.day >= a.day && x.day <= b.day),
            (|key, a, _| key.with(&a.day).gt(&a.kind), |x, a, _| x.day == a.day && x.kind > a.kind),
            (
                |key, a, _| key.with(&a.day).begins_with(&a.kind),
                |x, a, _| x.day == a.day && x.kind.starts_with(&a.kind),
            ),
        ];
        check(&table_of(db).await, &id, &items, first, second, cases).await;
    });
}

#[test]
fn templates_among_other_entities() {
    let tuples = prop::collection::vec((text(), 0..1_000_000_u32), 1..10);
    let others = prop::collection::vec(select(vec!["ORDE", "ORDER", "ORDER!", "ORDERS#1", "PROFILE", "A", "z"]), 0..4);
    run((tuples, others, any::<usize>(), any::<usize>()), &async |db, (tuples, others, first, second)| {
        let id = fresh_id();
        let items: Vec<Templated> =
            tuples.into_iter().map(|(day, number)| Templated { id: id.clone(), day, number }).collect();
        let table = table_of::<Templated>(db).await;
        for other in others {
            db.table::<Other>().put(&Other { id: id.clone(), other: other.to_owned() }).await.unwrap();
        }
        let cases: &[Case<Templated, <Templated as Item>::Sort>] = &[
            (|key, _, _| key.into(), |_, _, _| true),
            (|key, a, _| key.with(&a.day).into(), |x, a, _| x.day == a.day),
            (|key, a, _| key.gt(&a.day), |x, a, _| x.day > a.day),
            (|key, a, _| key.le(&a.day), |x, a, _| x.day <= a.day),
            (|key, a, _| key.with(&a.day).ge(a.number), |x, a, _| x.day == a.day && x.number >= a.number),
            (|key, a, _| key.with(&a.day).lt(a.number), |x, a, _| x.day == a.day && x.number < a.number),
            (
                |key, a, b| key.with(&a.day).between(a.number.min(b.number), a.number.max(b.number)),
                |x, a, b| {
                    let (low, high) = (a.number.min(b.number), a.number.max(b.number));
                    x.day == a.day && (low..=high).contains(&x.number)
                },
            ),
        ];
        check(&table, &id, &items, first, second, cases).await;
    });
}

#[test]
fn fixed_text_after_the_last_component() {
    let tuples = prop::collection::vec((text(), with_tails()), 1..12);
    run((tuples, any::<usize>(), any::<usize>()), &async |db, (tuples, first, second)| {
        let id = fresh_id();
        let mut items: Vec<Tailed> =
            tuples.into_iter().map(|(day, kind)| Tailed { id: id.clone(), day, kind }).collect();
        // Also of values that begin alike.
        let day = items[0].day.clone();
        items.extend(items.clone().into_iter().map(|item| Tailed { day: day.clone(), ..item }));
        let cases: &[Case<Tailed, <Tailed as Item>::Sort>] = &[
            (|key, a, _| key.gt(&a.day), |x, a, _| x.day > a.day),
            (|key, a, _| key.le(&a.day), |x, a, _| x.day <= a.day),
            (|key, a, _| key.with(&a.day).with(&a.kind).into(), |x, a, _| x == a),
            (|key, a, _| key.with(&a.day).eq(&a.kind), |x, a, _| x == a),
            (|key, a, _| key.with(&a.day).gt(&a.kind), |x, a, _| x.day == a.day && x.kind > a.kind),
            (|key, a, _| key.with(&a.day).ge(&a.kind), |x, a, _| x.day == a.day && x.kind >= a.kind),
            (|key, a, _| key.with(&a.day).lt(&a.kind), |x, a, _| x.day == a.day && x.kind < a.kind),
            (|key, a, _| key.with(&a.day).le(&a.kind), |x, a, _| x.day == a.day && x.kind <= a.kind),
            (
                |key, a, b| key.with(&a.day).between((&a.kind).min(&b.kind), (&a.kind).max(&b.kind)),
                |x, a, b| {
                    let (low, high) = ((&a.kind).min(&b.kind), (&a.kind).max(&b.kind));
                    x.day == a.day && (low..=high).contains(&&x.kind)
                },
            ),
            (
                |key, a, _| key.with(&a.day).begins_with(a.kind.trim_end_matches("#END")),
                |x, a, _| x.day == a.day && x.kind.starts_with(a.kind.trim_end_matches("#END")),
            ),
        ];
        // A prefix must have something in it.
        if items.iter().all(|item| !item.kind.trim_end_matches("#END").is_empty()) {
            check(&table_of(db).await, &id, &items, first, second, cases).await;
        }
    });
}

/// Of text that sorts before what follows it, the order of the keys is not that of the values; all else is as ever.
#[test]
fn equality_and_beginnings_of_text_below_the_separator() {
    let tuples = prop::collection::vec((low(), low()), 1..16);
    run((tuples, any::<(usize, usize)>()), &async |db, (tuples, pair)| {
        let id = fresh_id();
        let items: Vec<Tailed> = tuples.into_iter().map(|(day, kind)| Tailed { id: id.clone(), day, kind }).collect();
        let cases: &[Case<Tailed, <Tailed as Item>::Sort>] = &[
            (|key, a, _| key.with(&a.day).into(), |x, a, _| x.day == a.day),
            (|key, a, _| key.eq(&a.day), |x, a, _| x.day == a.day),
            (|key, a, _| key.begins_with(&a.day), |x, a, _| x.day.starts_with(&a.day)),
            (|key, a, _| key.with(&a.day).eq(&a.kind), |x, a, _| x == a),
            (
                |key, a, _| key.with(&a.day).begins_with(&a.kind),
                |x, a, _| x.day == a.day && x.kind.starts_with(&a.kind),
            ),
        ];
        let ordered = |mut found: Vec<Tailed>| {
            found.sort();
            found
        };
        check_answers(&table_of(db).await, &id, &items, pair, cases, ordered).await;
    });
}

#[test]
fn native_numbers() {
    let numbers = prop::collection::vec(prop_oneof![-12..12_i64, any::<i64>()], 1..12);
    run((numbers, any::<usize>(), any::<usize>()), &async |db, (numbers, first, second)| {
        let id = fresh_id();
        let items: Vec<NativeNumber> = numbers.into_iter().map(|at| NativeNumber { id: id.clone(), at }).collect();
        let cases: &[Case<NativeNumber, <NativeNumber as Item>::Sort>] = &[
            (|key, a, _| key.with(a.at).into(), |x, a, _| x.at == a.at),
            (|key, a, _| key.gt(a.at), |x, a, _| x.at > a.at),
            (|key, a, _| key.ge(a.at), |x, a, _| x.at >= a.at),
            (|key, a, _| key.lt(a.at), |x, a, _| x.at < a.at),
            (|key, a, _| key.le(a.at), |x, a, _| x.at <= a.at),
            (|key, a, b| key.between(a.at, b.at), |x, a, b| (a.at..=b.at).contains(&x.at)),
        ];
        check(&table_of(db).await, &id, &items, first, second, cases).await;
    });
}

#[test]
fn native_binaries() {
    let binaries = prop::collection::vec(prop::collection::vec(any::<u8>(), 1..4), 1..12);
    run((binaries, any::<usize>(), any::<usize>()), &async |db, (binaries, first, second)| {
        let id = fresh_id();
        let items: Vec<NativeBinary> = binaries.into_iter().map(|at| NativeBinary { id: id.clone(), at }).collect();
        let cases: &[Case<NativeBinary, <NativeBinary as Item>::Sort>] = &[
            (|key, a, _| key.with(&a.at).into(), |x, a, _| x.at == a.at),
            (|key, a, _| key.begins_with(&a.at), |x, a, _| x.at.starts_with(&a.at)),
            (|key, a, _| key.gt(&a.at), |x, a, _| x.at.cmp(&a.at) == Ordering::Greater),
            (|key, a, _| key.le(&a.at), |x, a, _| x.at <= a.at),
            (|key, a, b| key.between(&a.at, &b.at), |x, a, b| x.at >= a.at && x.at <= b.at),
        ];
        check(&table_of(db).await, &id, &items, first, second, cases).await;
    });
}
