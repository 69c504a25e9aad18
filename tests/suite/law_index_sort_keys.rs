//! Law 3 on indexes: every operator on an index's sort key gives the items that the same comparison of the components
//! gives, in order, both ways; other entities in the index's partition stay outside.

#![allow(clippy::duplicated_attributes, reason = "several indexes may have one field in their keys")]

use std::{
    fmt::Debug,
    sync::atomic::{AtomicU64, Ordering},
};

use dynamo::{Dynamo, Index, Item, PartitionValue, SortKey, SortKeyCondition, SortParts, Table};
use proptest::{prelude::*, sample::select, test_runner::TestRunner};

use crate::backend::{cases, database, endpoint};

/// A template of three components, in an index with other entities.
#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "shared", partition_key(unique))]
#[dynamo(gsi(
    name = "ByGroup",
    pk = "G#{group}",
    sk = "JOB#{day}#{kind}#{number:06}",
    pk_name = "gsi1pk",
    sk_name = "gsi1sk"
))]
struct Job {
    day: String,
    kind: String,
    number: u32,
    group: String,
    unique: String,
}

/// What else is in the partition of the index: before, after and between.
#[derive(Item, Debug, Clone)]
#[dynamo(table = "shared", partition_key(unique))]
#[dynamo(gsi(name = "ByGroup", pk = "G#{group}", sk = "{other}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
struct Other {
    unique: String,
    group: String,
    other: String,
}

#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "natives", partition_key(unique))]
#[dynamo(gsi(name = "ByNumber", partition_key(group), sort_key(number)))]
#[dynamo(gsi(name = "ByHash", partition_key(group), sort_key(hash)))]
struct Native {
    number: i64,
    hash: Vec<u8>,
    group: String,
    unique: String,
}

#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "locals", partition_key(group), sort_key(unique))]
#[dynamo(lsi(name = "ByScore", sort_key(score)))]
#[dynamo(lsi(name = "ByLevel", sk = "{level:03}#{team}", sk_name = "lsi1sk"))]
struct Player {
    score: i64,
    level: u8,
    team: String,
    group: String,
    unique: String,
}

/// Inverted: the index's sort key begins with a label, and ends in the entity's name.
#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "members", partition_key(team), sort_key(group))]
#[dynamo(gsi(name = "inverted", inverted, projection = "all"))]
struct Member {
    team: String,
    group: String,
}

/// Of two partition and three sort attributes.
#[derive(Item, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[dynamo(table = "matches", partition_key(unique))]
#[dynamo(gsi(name = "ByCup", partition_key(group, region), sort_key(round, bracket, score)))]
struct Match {
    round: u32,
    bracket: String,
    score: i64,
    group: String,
    region: String,
    unique: String,
}

/// Text without characters below the separators; neighbours and prefixes of each other are likely.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(vec!['a', 'b', '-', '.', '0', '1', 'é', '𐍈']), 1..4).prop_map(String::from_iter)
}

fn small() -> impl Strategy<Value = i64> {
    prop_oneof![4 => -12..12_i64, 1 => any::<i64>()]
}

/// One question: the walk, and which items it must give.
type Case<T, S> = (fn(SortKey<S>, &T, &T) -> SortKeyCondition, fn(&T, &T, &T) -> bool);

/// Asks every question of two items of the partition, and compares both ways with memory, where `order` is the order of
/// the index's sort key. Items with the same one come in any order.
async fn check<T, P, S, K: Ord + Debug>(
    table: &Table<T>,
    index: Index<T, P, S>,
    partition: impl PartitionValue<P> + Clone,
    items: &[T],
    (first, second): (usize, usize),
    order: impl Fn(&T) -> K,
    cases: &[Case<T, S>],
) where
    T: Item + Ord + Clone + Debug + Send + Sync + 'static,
    S: SortParts,
{
    let (a, b) = (&items[first % items.len()], &items[second % items.len()]);
    let (low, high) = if order(a) <= order(b) { (a, b) } else { (b, a) };
    let sorted = |mut items: Vec<T>| {
        items.sort();
        items
    };
    for (position, (walk, holds)) in cases.iter().enumerate() {
        let query = || table.index(index).query(partition.clone()).sort(|key| walk(key, low, high));
        let expected = sorted(items.iter().filter(|item| holds(item, low, high)).cloned().collect());
        let found = query().collect().await.unwrap();
        let text = query().explain().unwrap();
        assert!(found.is_sorted_by_key(&order), "case {position}: {text}");
        assert_eq!(sorted(found), expected, "case {position} of {low:?} and {high:?}: {text}");
        let found = query().descending().page_size(2).collect().await.unwrap();
        assert!(found.iter().rev().is_sorted_by_key(&order), "case {position}, descending: {text}");
        assert_eq!(sorted(found), expected, "case {position}, descending: {text}");
        assert_eq!(query().count().await.unwrap(), expected.len(), "case {position}, counted: {text}");
    }
}

/// Draws values and runs the check on each; the database's calls are asynchronous, the draws are not.
fn run<V: Debug>(db: &Dynamo, strategy: impl Strategy<Value = V>, check: &impl AsyncFn(&Dynamo, V)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    TestRunner::new(cases(16))
        .run(&strategy, |value| {
            runtime.block_on(check(db, value));
            Ok(())
        })
        .unwrap();
}

/// A partition, or an item, of its own.
fn fresh() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("{:08}", NEXT.fetch_add(1, Ordering::Relaxed))
}

async fn filled<T: Item + Sync + 'static>(db: &Dynamo, items: &[T]) -> Table<T> {
    let table = db.table::<T>();
    if !table.exists().await.unwrap() {
        table.create_table().await.unwrap();
    }
    for item in items {
        table.put(item).await.unwrap();
    }
    table
}

#[test]
fn templates_of_three_components_among_other_entities() {
    let tuples = prop::collection::vec((text(), text(), 0..1_000_000_u32), 1..10);
    let others = prop::collection::vec(select(vec!["JO", "JOB", "JOB!", "JOBS#1", "A", "z"]), 0..4);
    run(&database(), (tuples, others, any::<(usize, usize)>()), &async |db, (tuples, others, pair)| {
        let group = fresh();
        let items: Vec<Job> = tuples
            .into_iter()
            .map(|(day, kind, number)| Job { day, kind, number, group: group.clone(), unique: fresh() })
            .collect();
        let table = filled(db, &items).await;
        for other in others {
            let other = Other { unique: fresh(), group: group.clone(), other: other.to_owned() };
            db.table::<Other>().put(&other).await.unwrap();
        }
        let order = |x: &Job| format!("JOB#{}#{}#{:06}", x.day, x.kind, x.number);
        check(
            &table,
            Job::BY_GROUP,
            group.as_str(),
            &items,
            pair,
            order,
            &[
                (|key, _, _| key.into(), |_, _, _| true),
                (|key, a, _| key.with(&a.day).into(), |x, a, _| x.day == a.day),
                (|key, a, _| key.with(&a.day).with(&a.kind).into(), |x, a, _| (&x.day, &x.kind) == (&a.day, &a.kind)),
                (
                    |key, a, _| key.with(&a.day).with(&a.kind).with(a.number).into(),
                    |x, a, _| (&x.day, &x.kind, x.number) == (&a.day, &a.kind, a.number),
                ),
                (|key, a, _| key.eq(&a.day), |x, a, _| x.day == a.day),
                (|key, a, _| key.begins_with(&a.day), |x, a, _| x.day.starts_with(&a.day)),
                (|key, a, _| key.gt(&a.day), |x, a, _| x.day > a.day),
                (|key, a, _| key.ge(&a.day), |x, a, _| x.day >= a.day),
                (|key, a, _| key.lt(&a.day), |x, a, _| x.day < a.day),
                (|key, a, _| key.le(&a.day), |x, a, _| x.day <= a.day),
                (
                    |key, a, b| key.between(a.day.as_str().min(&b.day), a.day.as_str().max(&b.day)),
                    |x, a, b| (a.day.as_str().min(&b.day)..=a.day.as_str().max(&b.day)).contains(&x.day.as_str()),
                ),
                (|key, a, _| key.with(&a.day).gt(&a.kind), |x, a, _| x.day == a.day && x.kind > a.kind),
                (|key, a, _| key.with(&a.day).le(&a.kind), |x, a, _| x.day == a.day && x.kind <= a.kind),
                (
                    |key, a, _| key.with(&a.day).begins_with(&a.kind),
                    |x, a, _| x.day == a.day && x.kind.starts_with(&a.kind),
                ),
                (
                    |key, a, _| key.with(&a.day).with(&a.kind).ge(a.number),
                    |x, a, _| (&x.day, &x.kind) == (&a.day, &a.kind) && x.number >= a.number,
                ),
                (
                    |key, a, _| key.with(&a.day).with(&a.kind).lt(a.number),
                    |x, a, _| (&x.day, &x.kind) == (&a.day, &a.kind) && x.number < a.number,
                ),
            ],
        )
        .await;
    });
}

#[test]
fn native_numbers_and_binaries() {
    let values = prop::collection::vec((small(), prop::collection::vec(any::<u8>(), 1..4)), 1..12);
    run(&database(), (values, any::<(usize, usize)>()), &async |db, (values, pair)| {
        let group = fresh();
        let items: Vec<Native> = values
            .into_iter()
            .map(|(number, hash)| Native { number, hash, group: group.clone(), unique: fresh() })
            .collect();
        let table = filled(db, &items).await;
        check(
            &table,
            Native::BY_NUMBER,
            group.as_str(),
            &items,
            pair,
            |x| x.number,
            &[
                (|key, _, _| key.into(), |_, _, _| true),
                (|key, a, _| key.with(a.number).into(), |x, a, _| x.number == a.number),
                (|key, a, _| key.eq(a.number), |x, a, _| x.number == a.number),
                (|key, a, _| key.gt(a.number), |x, a, _| x.number > a.number),
                (|key, a, _| key.ge(a.number), |x, a, _| x.number >= a.number),
                (|key, a, _| key.lt(a.number), |x, a, _| x.number < a.number),
                (|key, a, _| key.le(a.number), |x, a, _| x.number <= a.number),
                (|key, a, b| key.between(a.number, b.number), |x, a, b| (a.number..=b.number).contains(&x.number)),
            ],
        )
        .await;
        check(
            &table,
            Native::BY_HASH,
            group.as_str(),
            &items,
            pair,
            |x| x.hash.clone(),
            &[
                (|key, _, _| key.into(), |_, _, _| true),
                (|key, a, _| key.with(&a.hash).into(), |x, a, _| x.hash == a.hash),
                (|key, a, _| key.begins_with(&a.hash), |x, a, _| x.hash.starts_with(&a.hash)),
                (|key, a, _| key.gt(&a.hash), |x, a, _| x.hash > a.hash),
                (|key, a, _| key.ge(&a.hash), |x, a, _| x.hash >= a.hash),
                (|key, a, _| key.lt(&a.hash), |x, a, _| x.hash < a.hash),
                (|key, a, _| key.le(&a.hash), |x, a, _| x.hash <= a.hash),
                (|key, a, b| key.between(&a.hash, &b.hash), |x, a, b| x.hash >= a.hash && x.hash <= b.hash),
            ],
        )
        .await;
    });
}

#[test]
fn local_indexes() {
    let values = prop::collection::vec((small(), any::<u8>(), text()), 1..12);
    run(&database(), (values, any::<(usize, usize)>()), &async |db, (values, pair)| {
        let group = fresh();
        let items: Vec<Player> = values
            .into_iter()
            .map(|(score, level, team)| Player { score, level, team, group: group.clone(), unique: fresh() })
            .collect();
        let table = filled(db, &items).await;
        check(
            &table,
            Player::BY_SCORE,
            group.as_str(),
            &items,
            pair,
            |x| x.score,
            &[
                (|key, _, _| key.into(), |_, _, _| true),
                (|key, a, _| key.eq(a.score), |x, a, _| x.score == a.score),
                (|key, a, _| key.gt(a.score), |x, a, _| x.score > a.score),
                (|key, a, _| key.le(a.score), |x, a, _| x.score <= a.score),
                (|key, a, b| key.between(a.score, b.score), |x, a, b| (a.score..=b.score).contains(&x.score)),
            ],
        )
        .await;
        let order = |x: &Player| format!("{:03}#{}", x.level, x.team);
        check(
            &table,
            Player::BY_LEVEL,
            group.as_str(),
            &items,
            pair,
            order,
            &[
                (|key, _, _| key.into(), |_, _, _| true),
                (|key, a, _| key.with(a.level).into(), |x, a, _| x.level == a.level),
                (|key, a, _| key.gt(a.level), |x, a, _| x.level > a.level),
                (|key, a, _| key.ge(a.level), |x, a, _| x.level >= a.level),
                (|key, a, _| key.lt(a.level), |x, a, _| x.level < a.level),
                (|key, a, _| key.le(a.level), |x, a, _| x.level <= a.level),
                (|key, a, b| key.between(a.level, b.level), |x, a, b| (a.level..=b.level).contains(&x.level)),
                (|key, a, _| key.with(a.level).gt(&a.team), |x, a, _| x.level == a.level && x.team > a.team),
                (|key, a, _| key.with(a.level).le(&a.team), |x, a, _| x.level == a.level && x.team <= a.team),
                (
                    |key, a, _| key.with(a.level).begins_with(&a.team),
                    |x, a, _| x.level == a.level && x.team.starts_with(&a.team),
                ),
            ],
        )
        .await;
    });
}

#[test]
fn an_inverted_index_ends_in_the_entity() {
    // Also what goes on as the key does.
    let teams = prop::collection::vec(select(vec!["a", "b", "~", "#member", "#members"]), 1..4);
    let teams = prop_oneof![text(), teams.prop_map(|parts| parts.concat())];
    run(&database(), (prop::collection::vec(teams, 1..12), any::<(usize, usize)>()), &async |db, (teams, pair)| {
        let group = fresh();
        let mut items: Vec<Member> = teams.into_iter().map(|team| Member { team, group: group.clone() }).collect();
        items.sort();
        items.dedup();
        let table = filled(db, &items).await;
        let cases: &[Case<Member, _>] = &[
            (|key, _, _| key.into(), |_, _, _| true),
            (|key, a, _| key.with(&a.team).into(), |x, a, _| x.team == a.team),
            (|key, a, _| key.gt(&a.team), |x, a, _| x.team > a.team),
            (|key, a, _| key.ge(&a.team), |x, a, _| x.team >= a.team),
            (|key, a, _| key.lt(&a.team), |x, a, _| x.team < a.team),
            (|key, a, _| key.le(&a.team), |x, a, _| x.team <= a.team),
            (|key, a, b| key.between(&a.team, &b.team), |x, a, b| (&a.team..=&b.team).contains(&&x.team)),
        ];
        check(&table, Member::INVERTED, group.as_str(), &items, pair, |x| x.team.clone(), cases).await;
    });
}

#[test]
fn keys_of_several_attributes() {
    // DynamoDB Local 1.25.1 does not know them.
    if endpoint().is_some() {
        return;
    }
    let values = prop::collection::vec((0..3_u32, text(), small(), select(vec!["east", "west"])), 1..14);
    run(&database(), (values, any::<(usize, usize)>()), &async |db, (values, pair)| {
        let group = fresh();
        let items: Vec<Match> = values
            .into_iter()
            .map(|(round, bracket, score, region)| {
                let (group, region) = (group.clone(), region.to_owned());
                Match { round, bracket, score, group, region, unique: fresh() }
            })
            .collect();
        let table = filled(db, &items).await;
        let east: Vec<Match> = items.into_iter().filter(|item| item.region == "east").collect();
        if east.is_empty() {
            return;
        }
        let order = |x: &Match| (x.round, x.bracket.clone(), x.score);
        check(
            &table,
            Match::BY_CUP,
            (group.as_str(), "east"),
            &east,
            pair,
            order,
            &[
                (|key, _, _| key.into(), |_, _, _| true),
                (|key, a, _| key.with(a.round).into(), |x, a, _| x.round == a.round),
                (|key, a, _| key.gt(a.round), |x, a, _| x.round > a.round),
                (|key, a, _| key.le(a.round), |x, a, _| x.round <= a.round),
                (|key, a, b| key.between(a.round, b.round), |x, a, b| (a.round..=b.round).contains(&x.round)),
                (
                    |key, a, _| key.with(a.round).with(&a.bracket).into(),
                    |x, a, _| (x.round, &x.bracket) == (a.round, &a.bracket),
                ),
                (|key, a, _| key.with(a.round).ge(&a.bracket), |x, a, _| x.round == a.round && x.bracket >= a.bracket),
                (|key, a, _| key.with(a.round).lt(&a.bracket), |x, a, _| x.round == a.round && x.bracket < a.bracket),
                (
                    |key, a, _| key.with(a.round).begins_with(&a.bracket),
                    |x, a, _| x.round == a.round && x.bracket.starts_with(&a.bracket),
                ),
                (
                    |key, a, _| key.with(a.round).with(&a.bracket).gt(a.score),
                    |x, a, _| (x.round, &x.bracket) == (a.round, &a.bracket) && x.score > a.score,
                ),
                (
                    |key, a, _| key.with(a.round).with(&a.bracket).le(a.score),
                    |x, a, _| (x.round, &x.bracket) == (a.round, &a.bracket) && x.score <= a.score,
                ),
                (
                    |key, a, _| key.with(a.round).with(&a.bracket).with(a.score).into(),
                    |x, a, _| (x.round, &x.bracket, x.score) == (a.round, &a.bracket, a.score),
                ),
            ],
        )
        .await;
    });
}
