//! `&`, `|` and `!` mean what they mean in Rust: any nesting, beside raw conditions too, checked against an evaluator.

use dynamo::{Condition, ErrorKind, ExpressionValues, Item, Table};
use proptest::prelude::*;

use crate::backend::{block_on, cases, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "algebra", partition_key(id))]
struct Facts {
    id: String,
    a: i32,
    b: i32,
    note: Option<String>,
}

#[derive(Debug, Clone)]
enum Formula {
    A(i32),
    BetweenB(i32, i32),
    InA(Vec<i32>),
    Note(Option<String>),
    NotesDiffer(String),
    Sorted,
    Raw(i32),
    RawOr(i32, i32),
    RawParenthesized(i32, i32),
    RawNot(i32),
    And(Box<Formula>, Box<Formula>),
    Or(Box<Formula>, Box<Formula>),
    Not(Box<Formula>),
}

fn formula() -> impl Strategy<Value = Formula> {
    let small = || 0..3_i32;
    let note = || prop::sample::select(&["x", "y"][..]).prop_map(str::to_owned);
    let leaf = prop_oneof![
        small().prop_map(Formula::A),
        (small(), small()).prop_map(|(low, high)| Formula::BetweenB(low.min(high), low.max(high))),
        prop::collection::vec(small(), 1..3).prop_map(Formula::InA),
        prop::option::of(note()).prop_map(Formula::Note),
        note().prop_map(Formula::NotesDiffer),
        Just(Formula::Sorted),
        small().prop_map(Formula::Raw),
        (small(), small()).prop_map(|(a, b)| Formula::RawOr(a, b)),
        (small(), small()).prop_map(|(a, b)| Formula::RawParenthesized(a, b)),
        small().prop_map(Formula::RawNot),
    ];
    leaf.prop_recursive(5, 24, 2, |inner| {
        let two = || (inner.clone(), inner.clone());
        prop_oneof![
            two().prop_map(|(left, right)| Formula::And(left.into(), right.into())),
            two().prop_map(|(left, right)| Formula::Or(left.into(), right.into())),
            inner.clone().prop_map(|inner| Formula::Not(inner.into())),
        ]
    })
}

impl Formula {
    fn holds(&self, facts: &Facts) -> bool {
        match self {
            Self::A(a) | Self::Raw(a) => facts.a == *a,
            Self::BetweenB(low, high) => (low..=high).contains(&&facts.b),
            Self::InA(list) => list.contains(&facts.a),
            Self::Note(note) => facts.note == *note,
            Self::NotesDiffer(note) => facts.note.as_ref() != Some(note),
            Self::Sorted => facts.a < facts.b,
            Self::RawOr(a, b) | Self::RawParenthesized(a, b) => facts.a == *a || facts.b == *b,
            Self::RawNot(a) => facts.a != *a,
            Self::And(left, right) => left.holds(facts) && right.holds(facts),
            Self::Or(left, right) => left.holds(facts) || right.holds(facts),
            Self::Not(inner) => !inner.holds(facts),
        }
    }

    /// The values of raw conditions have names of their own: one name cannot have two values in a request.
    fn condition(&self, raws: &mut u32) -> Condition<Facts> {
        let fields = Facts::FIELDS;
        let mut raw = |text: &str, values: &[i32]| {
            let mut text = text.to_owned();
            let mut given = ExpressionValues::new();
            for value in values {
                let name = format!(":v{raws}");
                *raws += 1;
                text = text.replacen('?', &name, 1);
                given = given.value(name, *value);
            }
            Condition::raw(text, given)
        };
        match self {
            Self::A(a) => fields.a.eq(*a),
            Self::BetweenB(low, high) => fields.b.between(*low, *high),
            Self::InA(list) => fields.a.in_list(list),
            Self::Note(note) => fields.note.eq(note.clone()),
            Self::NotesDiffer(note) => fields.note.ne(note.as_str()),
            Self::Sorted => fields.a.lt(fields.b),
            Self::Raw(a) => raw("a = ?", &[*a]),
            Self::RawOr(a, b) => raw("a = ? OR b = ?", &[*a, *b]),
            Self::RawParenthesized(a, b) => raw("(a = ? OR b = ?)", &[*a, *b]),
            Self::RawNot(a) => raw("NOT a = ?", &[*a]),
            Self::And(left, right) => left.condition(raws) & right.condition(raws),
            Self::Or(left, right) => left.condition(raws) | right.condition(raws),
            Self::Not(inner) => !inner.condition(raws),
        }
    }
}

async fn found_true(table: &Table<Facts>, condition: Condition<Facts>) -> bool {
    // `update` adds a condition of its own, that the item exists.
    match table.update(Facts::key("1")).set(|facts| facts.b, Facts::FIELDS.b).when(|_| condition).await {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::ConditionalCheckFailed => false,
        Err(error) => panic!("{error}"),
    }
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn any_nesting(formulas in prop::collection::vec(formula(), 8), a in 0..3_i32, b in 0..3_i32, note in prop::option::of("[xy]")) {
        block_on(async {
            let table = table::<Facts>().await;
            let facts = Facts { id: "1".into(), a, b, note };
            table.put(&facts).await.unwrap();
            for formula in formulas {
                let found = found_true(&table, formula.condition(&mut 0)).await;
                assert_eq!(found, formula.holds(&facts), "{formula:?}");
                let both = table
                    .put(&facts)
                    .when(|_| formula.condition(&mut 0))
                    .when(|facts| facts.a.exists() & !facts.id.eq("2"))
                    .await;
                assert_eq!(both.is_ok(), formula.holds(&facts), "{formula:?}");
            }
        });
    }
}

/// Long chains are one level, not one per operator.
#[tokio::test]
async fn a_long_chain_is_no_deep_nesting() {
    let table = table::<Facts>().await;
    table.put(&Facts { id: "1".into(), a: 49, b: 0, note: None }).await.unwrap();
    let all = |operator: fn(Condition<Facts>, Condition<Facts>) -> Condition<Facts>,
               of: fn(i32) -> Condition<Facts>| {
        (1..80).fold(of(0), |chain, a| operator(chain, of(a)))
    };
    assert!(found_true(&table, all(|left, right| left | right, |a| Facts::FIELDS.a.eq(a))).await);
    assert!(!found_true(&table, all(|left, right| left & right, |a| Facts::FIELDS.a.ne(a))).await);
}
