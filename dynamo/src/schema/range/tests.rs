//! Every operator on every layout, against the same comparison made on the components.

use std::cmp::Ordering;

use proptest::{prelude::*, sample::select};

use super::*;
use crate::{
    config::{Config, Settings},
    schema::{Component, KeySchema, Piece, QueryKey, ScalarType, Schema},
};

/// The one condition on the sort key of a schema.
fn sort_condition(
    schema: &'static Schema,
    settings: &Settings,
    fixed: &[ComponentValue<'static>],
    operator: &SortOperator,
) -> Result<Option<SortCondition>, KeyError> {
    let conditions = QueryKey::table(schema).sort_conditions(settings, fixed, operator)?;
    Ok(conditions.into_iter().next().map(|(_, condition)| condition))
}

const fn component(name: &'static str) -> Component {
    Component { field: name, attribute: name, scalar: ScalarType::S, has_default: false, may_be_absent: false }
}

const COMPONENTS: &[Component] = &[component("id"), component("day"), component("kind"), component("number")];

const fn schema(sort: KeyShape) -> Schema {
    Schema {
        table: "events",
        entity: "event",
        attributes: &[],
        key: KeySchema { components: COMPONENTS, partition: KeyShape::Named(&[0]), sort: Some(sort) },
        index_components: &[],
        indexes: &[],
        config: Config::new(),
    }
}

static NAMED: Schema = schema(KeyShape::Named(&[1, 2, 3]));
static ONE: Schema = schema(KeyShape::Named(&[1]));
static TEMPLATE: Schema = schema(KeyShape::Template(&[
    Piece::Literal("EVENT#"),
    Piece::Component { index: 1, width: 0 },
    Piece::Literal("#AT#"),
    Piece::Component { index: 2, width: 0 },
    Piece::Literal("#END"),
]));
static PADDED: Schema = schema(KeyShape::Template(&[
    Piece::Component { index: 1, width: 3 },
    Piece::Component { index: 2, width: 2 },
    Piece::Literal("#"),
    Piece::Component { index: 3, width: 0 },
]));

/// A layout: its schema, whether keys are labelled, and the widths of the components, 0 for text.
#[derive(Debug, Clone, Copy)]
struct Layout {
    schema: &'static Schema,
    labels: bool,
    widths: &'static [usize],
}

const LAYOUTS: [Layout; 6] = [
    Layout { schema: &NAMED, labels: false, widths: &[0, 0, 0] },
    Layout { schema: &NAMED, labels: true, widths: &[0, 0, 0] },
    Layout { schema: &ONE, labels: false, widths: &[0] },
    Layout { schema: &ONE, labels: true, widths: &[0] },
    Layout { schema: &TEMPLATE, labels: false, widths: &[0, 0] },
    Layout { schema: &PADDED, labels: false, widths: &[3, 2, 0] },
];

impl Layout {
    fn settings(self) -> Settings {
        Settings { prefix_sort_key: self.labels, ..Settings::default() }
    }

    fn key(self, tuple: &[String]) -> String {
        let settings = self.settings();
        let components = |index: usize| match index {
            0 => value("x", 0),
            index => value(&tuple[index - 1], self.widths[index - 1]),
        };
        let key = crate::schema::resolve_primary_key(self.schema, &settings, &components).unwrap();
        key.sort().unwrap().to_string()
    }
}

fn value(text: &str, width: usize) -> ComponentValue<'static> {
    let text = text.to_owned().into();
    if width > 0 { ComponentValue::Number(text) } else { ComponentValue::Text(text) }
}

/// What the database does.
fn matches(condition: Option<&SortCondition>, key: &str) -> bool {
    let text = |value: &KeyValue| value.to_string();
    match condition {
        None => true,
        Some(SortCondition::Eq(value)) => key == text(value),
        Some(SortCondition::BeginsWith(value)) => key.starts_with(&text(value)),
        Some(SortCondition::Lt(value)) => key < text(value).as_str(),
        Some(SortCondition::Le(value)) => key <= text(value).as_str(),
        Some(SortCondition::Gt(value)) => key > text(value).as_str(),
        Some(SortCondition::Ge(value)) => key >= text(value).as_str(),
        Some(SortCondition::Between(low, high)) => key >= text(low).as_str() && key <= text(high).as_str(),
    }
}

/// Text without characters below the separator; neighbours and prefixes of each other are likely.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(vec!['a', 'b', '-', '0', '1', 'é', '\u{D7FF}', '\u{E000}', '𐍈']), 1..4)
        .prop_map(String::from_iter)
}

fn component_of(width: usize) -> BoxedStrategy<String> {
    match width {
        0 => text().boxed(),
        2 => (0..100_u32).prop_map(|number| number.to_string()).boxed(),
        _ => (0..1000_u32).prop_map(|number| number.to_string()).boxed(),
    }
}

fn tuple(layout: Layout) -> BoxedStrategy<Vec<String>> {
    layout.widths.iter().map(|width| component_of(*width)).collect::<Vec<_>>().boxed()
}

fn case() -> impl Strategy<Value = (Layout, Vec<Vec<String>>, usize, usize, usize)> {
    select(LAYOUTS.to_vec()).prop_flat_map(|layout| {
        let tuples = prop::collection::vec(tuple(layout), 2..12);
        (Just(layout), tuples, 0..layout.widths.len(), any::<usize>(), any::<usize>())
    })
}

/// By value: numbers as numbers, text as text.
fn compare(a: &str, b: &str, width: usize) -> Ordering {
    if width > 0 { a.parse::<u32>().unwrap().cmp(&b.parse::<u32>().unwrap()) } else { a.cmp(b) }
}

proptest! {
    #[test]
    fn every_operator_compares_its_component((layout, tuples, fixed, first, second) in case()) {
        let operand = &tuples[first % tuples.len()];
        let other = &tuples[second % tuples.len()][fixed];
        let (given, at, width) = (&operand[..fixed], &operand[fixed], layout.widths[fixed]);
        let component = || value(at, width);
        let (low, high) =
            if compare(at, other, width).is_le() { (at, other) } else { (other, at) };
        let prefix: String = at.chars().take(1).collect();
        let operators: Vec<(SortOperator, Box<dyn Fn(&str) -> bool>)> = vec![
            (SortOperator::Any, Box::new(|_| true)),
            (SortOperator::Eq(component()), Box::new(|x| compare(x, at, width).is_eq())),
            (SortOperator::Lt(component()), Box::new(|x| compare(x, at, width).is_lt())),
            (SortOperator::Le(component()), Box::new(|x| compare(x, at, width).is_le())),
            (SortOperator::Gt(component()), Box::new(|x| compare(x, at, width).is_gt())),
            (SortOperator::Ge(component()), Box::new(|x| compare(x, at, width).is_ge())),
            (
                SortOperator::Between(value(low, width), value(high, width)),
                Box::new(|x| compare(x, low, width).is_ge() && compare(x, high, width).is_le()),
            ),
        ];
        let begins_with: (SortOperator, Box<dyn Fn(&str) -> bool>) =
            (SortOperator::BeginsWith(value(&prefix, 0)), Box::new(|x| x.starts_with(&prefix)));
        let begins_with = (width == 0).then_some(begins_with);
        let given_values: Vec<_> = given.iter().zip(layout.widths).map(|(text, width)| value(text, *width)).collect();
        for (operator, expected) in operators.into_iter().chain(begins_with) {
            let condition = sort_condition(layout.schema, &layout.settings(), &given_values, &operator).unwrap();
            for tuple in &tuples {
                let expected = tuple[..fixed] == *given && expected(&tuple[fixed]);
                let found = matches(condition.as_ref(), &layout.key(tuple));
                prop_assert_eq!(found, expected, "{:?} {:?} on {:?}", condition, operand, tuple);
            }
        }
    }

    #[test]
    fn a_whole_tuple_is_one_key((layout, tuples, ..) in case()) {
        let operand = &tuples[0];
        let all: Vec<_> = operand.iter().zip(layout.widths).map(|(text, width)| value(text, *width)).collect();
        let condition = sort_condition(layout.schema, &layout.settings(), &all, &SortOperator::Any).unwrap();
        for tuple in &tuples {
            prop_assert_eq!(matches(condition.as_ref(), &layout.key(tuple)), tuple == operand);
        }
    }

    #[test]
    fn other_entities_stay_outside(tuples in prop::collection::vec(tuple(LAYOUTS[4]), 1..6), other in text()) {
        let at = value(&tuples[0][0], 0);
        let operators = [
            SortOperator::Any,
            SortOperator::Ge(at.clone()),
            SortOperator::Gt(at.clone()),
            SortOperator::Le(at.clone()),
            SortOperator::Lt(at),
        ];
        for operator in operators {
            let condition = sort_condition(&TEMPLATE, &Settings::default(), &[], &operator).unwrap();
            for foreign in [format!("EVENS#{other}"), format!("EVENT{other}"), format!("F{other}"), other.clone()] {
                prop_assert!(!matches(condition.as_ref(), &foreign), "{:?} {:?}", operator, foreign);
            }
        }
    }
}

#[test]
fn neighbours_are_told_apart() {
    let settings = Settings::default();
    let day = sort_condition(&NAMED, &settings, &[value("2026-01-1", 0)], &SortOperator::Any).unwrap();
    let layout = LAYOUTS[0];
    let key = |day: &str| layout.key(&[day.to_owned(), "a".to_owned(), "1".to_owned()]);
    assert!(matches(day.as_ref(), &key("2026-01-1")));
    assert!(!matches(day.as_ref(), &key("2026-01-10")));
}

#[test]
fn a_value_below_the_separator_shows_the_caveat() {
    // "a" is a prefix of "a!b", and `!` comes before `#`: by text the longer one comes first.
    let settings = Settings::default();
    let below = sort_condition(&NAMED, &settings, &[], &SortOperator::Gt(value("a", 0))).unwrap();
    let key = LAYOUTS[0].key(&["a!b".to_owned(), "a".to_owned(), "1".to_owned()]);
    assert!(!matches(below.as_ref(), &key), "documented: order by component is order by text only without such values");
}

#[test]
fn a_value_may_go_on_as_the_key_does() {
    // The key ends with "#END": what goes on so, or with text after it, is greater.
    let settings = Settings::default();
    let layout = LAYOUTS[4];
    let kinds = ["a", "a#END", "a#END#END", "a#ENDS", "a#F", "a~"];
    let given = [value("x", 0)];
    for (position, kind) in kinds.iter().enumerate() {
        let operand = || value(kind, 0);
        let operators: [(SortOperator, fn(usize, usize) -> bool); 5] = [
            (SortOperator::Lt(operand()), |other, at| other < at),
            (SortOperator::Le(operand()), |other, at| other <= at),
            (SortOperator::Gt(operand()), |other, at| other > at),
            (SortOperator::Ge(operand()), |other, at| other >= at),
            (SortOperator::Between(operand(), operand()), |other, at| other == at),
        ];
        for (operator, expected) in operators {
            let condition = sort_condition(layout.schema, &settings, &given, &operator).unwrap();
            for (other, text) in kinds.iter().enumerate() {
                let key = layout.key(&["x".to_owned(), (*text).to_owned()]);
                assert_eq!(matches(condition.as_ref(), &key), expected(other, position), "{condition:?} {text}");
            }
        }
    }
}

#[test]
fn a_prefix_that_the_key_of_a_shorter_value_begins_with_is_refused() {
    let begins_with = |schema, separator: &'static str, given: &[ComponentValue<'static>], prefix: &str| {
        let settings = Settings { key_separator: separator.into(), ..Settings::default() };
        sort_condition(schema, &settings, given, &SortOperator::BeginsWith(value(prefix, 0)))
    };
    let refused = |schema, separator, given: &[ComponentValue<'static>], prefix| {
        begins_with(schema, separator, given, prefix).unwrap_err().problem().clone()
    };
    let ends_like = |separator: &str| KeyProblem::EndsLikeSeparator { separator: separator.to_owned() };
    let contains = |separator: &str| KeyProblem::ContainsSeparator { separator: separator.to_owned() };
    // The key of "urn" is "urn::..".
    assert_eq!(refused(&NAMED, "::", &[], "urn:"), ends_like("::"));
    assert!(!ends_like("::").to_string().contains("contains"));
    assert_eq!(refused(&NAMED, "::", &[], "urn::x"), contains("::"));
    assert!(begins_with(&NAMED, "::", &[], "urn:x").is_ok());
    assert_eq!(refused(&NAMED, "##", &[], "a#"), ends_like("##"));
    assert_eq!(refused(&NAMED, "#~", &[], "a#"), ends_like("#~"));
    assert!(begins_with(&NAMED, "#~", &[], "a~").is_ok());
    assert!(begins_with(&NAMED, "#~", &[], "a#b").is_ok());
    assert_eq!(refused(&TEMPLATE, "#", &[], "a#A"), ends_like("#AT#"));
    assert_eq!(refused(&TEMPLATE, "#", &[], "a#AT#b"), contains("#AT#"));
    assert!(begins_with(&TEMPLATE, "#", &[], "a#B").is_ok());
    // After the last component, fixed text that the value may contain.
    let given = [value("x", 0)];
    assert_eq!(refused(&TEMPLATE, "#", &given, "a#E"), ends_like("#END"));
    assert_eq!(refused(&TEMPLATE, "#", &given, "a#END"), ends_like("#END"));
    assert!(begins_with(&TEMPLATE, "#", &given, "a#END#b").is_ok());
}

#[test]
fn a_range_is_never_upside_down() {
    let operator = SortOperator::Between(value("a#E", 0), value("a#E!", 0));
    let between = sort_condition(&TEMPLATE, &Settings::default(), &[value("x", 0)], &operator).unwrap();
    let Some(SortCondition::Between(low, high)) = between else { panic!("{between:?}") };
    assert!(low.to_string() <= high.to_string());
}

#[test]
fn what_cannot_be_a_range_is_an_error() {
    let settings = Settings::default();
    let fail = |operator: SortOperator| sort_condition(&NAMED, &settings, &[], &operator).unwrap_err();
    assert_eq!(*fail(SortOperator::Eq(value("", 0))).problem(), KeyProblem::Empty);
    let inverted = fail(SortOperator::Between(value("b", 0), value("a", 0)));
    assert_eq!(*inverted.problem(), KeyProblem::InvertedRange);
    assert_eq!(inverted.field(), Some("day"));
    let separator = fail(SortOperator::BeginsWith(value("a#b", 0)));
    assert!(matches!(separator.problem(), KeyProblem::ContainsSeparator { .. }));
    let long = fail(SortOperator::Ge(value(&"x".repeat(2000), 0)));
    assert!(matches!(long.problem(), KeyProblem::TooLong { .. }));
}

/// U+10FFFF takes four bytes: near the longest key a bound ends in what fits, and takes in all keys that there can be.
#[test]
fn bounds_of_long_keys_fit() {
    for room in 0..8 {
        for rest in ["", "b", "\u{7F}", "\u{80}", "\u{7FF}", "\u{FFFF}", "\u{10FFFE}", "~~~", "\u{7FF}~"] {
            let bytes = 1024 - room - "##n".len() - 1;
            let day = "d".repeat(bytes);
            let kind = format!("k{rest}");
            let key = format!("{day}#{kind}#n");
            let fits = key.len() <= 1024;
            let fixed = [value(&day, 0)];
            for (operator, holds) in [
                (SortOperator::Ge(value("k", 0)), true),
                (SortOperator::Le(value("k", 0)), rest.is_empty()),
                (SortOperator::Gt(value("k", 0)), !rest.is_empty()),
                (SortOperator::Lt(value("l", 0)), true),
                (SortOperator::Between(value("a", 0), value("k", 0)), rest.is_empty()),
            ] {
                let condition = sort_condition(&NAMED, &Settings::default(), &fixed, &operator).unwrap();
                let Some(SortCondition::Between(KeyValue::S(low), KeyValue::S(high))) = &condition else {
                    panic!("{condition:?}")
                };
                assert!(low.len() <= 1024 && high.len() <= 1024, "{operator:?}");
                if fits {
                    assert_eq!(matches(condition.as_ref(), &key), holds, "{operator:?}: room {room}, {kind:?}");
                }
            }
        }
    }
}

/// All text of 1 to so many bytes out of these characters.
fn all_text(max: usize, chars: &[char]) -> Vec<String> {
    let (mut all, mut last) = (Vec::new(), vec![String::new()]);
    while !last.is_empty() {
        let longer = last.iter().flat_map(|text| chars.iter().map(move |c| format!("{text}{c}")));
        last = longer.filter(|text| text.len() <= max).collect();
        all.extend(last.clone());
    }
    all
}

/// At the end of the longest keys, with characters at the ends of the widths: what is greater than an operand is found, and
/// nothing else, whatever follows the component.
#[test]
fn greater_than_operands_of_the_longest_keys() {
    const CHARS: [char; 12] = [
        'a',
        '\u{7E}',
        '\u{7F}',
        '\u{80}',
        '\u{7FE}',
        '\u{7FF}',
        '\u{800}',
        '\u{D7FF}',
        '\u{E000}',
        '\u{FFFF}',
        '\u{10000}',
        '\u{10FFFE}',
    ];
    static LAST: Schema = schema(KeyShape::Named(&[1, 2]));
    static ENDS: Schema = schema(KeyShape::Template(&[
        Piece::Component { index: 1, width: 0 },
        Piece::Literal("#"),
        Piece::Component { index: 2, width: 0 },
        Piece::Literal("#\u{7FF}"),
    ]));
    let cases: [(_, &[&str]); 3] =
        [(&LAST, &[""]), (&ENDS, &["#\u{7FF}"]), (&NAMED, &["#a", "#\u{7F}", "#\u{10FFFE}"])];
    for room in 1..=4 {
        let kinds = all_text(room, &CHARS);
        for (schema, ends) in cases {
            let end = if ends.len() == 1 { ends[0].len() } else { 1 };
            let day = "d".repeat(1024 - "#".len() - room - end);
            let pairs = kinds.iter().flat_map(|kind| ends.iter().map(move |end| (kind, end)));
            let keys = pairs.map(|(kind, end)| (kind, format!("{day}#{kind}{end}")));
            let keys: Vec<_> = keys.filter(|(_, key)| key.len() <= 1024).collect();
            for operand in kinds.iter().step_by(5) {
                let operator = SortOperator::Gt(value(operand, 0));
                let condition = sort_condition(schema, &Settings::default(), &[value(&day, 0)], &operator).unwrap();
                let Some(SortCondition::Between(KeyValue::S(low), KeyValue::S(high))) = &condition else {
                    panic!("{condition:?}")
                };
                assert!(low <= high && high.len() <= 1024, "{operand:?}");
                for (kind, key) in &keys {
                    assert_eq!(low <= key && key <= high, *kind > operand, "{kind:?} > {operand:?}, {room} bytes");
                }
            }
        }
        // Without anything before the component, the range is open.
        let day = "d".repeat(1024 - room - 1);
        for operand in &kinds {
            let operator = SortOperator::Gt(value(&format!("{day}{operand}"), 0));
            let condition = sort_condition(&NAMED, &Settings::default(), &[], &operator).unwrap();
            let Some(SortCondition::Ge(KeyValue::S(low))) = condition else { panic!("{condition:?}") };
            assert!(low.len() <= 1024);
            for kind in kinds.iter().filter(|kind| kind.len() + 2 < room) {
                assert_eq!(format!("{day}{kind}#a#b") >= low, kind > operand, "{kind:?} > {operand:?}, {room} bytes");
            }
        }
    }
}

#[test]
fn the_least_character_has_nothing_below() {
    let settings = Settings::default();
    let keys: [(_, &[&str]); 3] = [
        (&NAMED, &["a#b#c", "\0#b#c", "\0\0#b#c"]),
        (&ONE, &["\0", "\0\0", "a"]),
        (&TEMPLATE, &["EVENT#\0#AT#a#END", "EVENT#a#AT#a#END"]),
    ];
    for (schema, keys) in keys {
        let below = sort_condition(schema, &settings, &[], &SortOperator::Lt(value("\0", 0))).unwrap();
        for key in keys {
            assert!(!matches(below.as_ref(), key), "{below:?} {key:?}");
        }
    }
}
