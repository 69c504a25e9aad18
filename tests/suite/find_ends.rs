//! `find` where text follows the component that is compared: what separates it from the next, or the fixed text that ends
//! the key. The order of such keys is not always that of the values, and a value may go on as that text does.

use std::fmt::Debug;

use dynamo::{Condition, ErrorKind, Find, Item, Table};

use crate::backend::{block_on, database};

/// Names of which some begin others, and go on with what sorts before or after `#`, or with what follows them in keys.
const NAMES: [&str; 20] = [
    "",
    "An\u{10FFFF}",
    "An",
    "Ann",
    "Ann Lee",
    "Ann!",
    "Ann#",
    "Ann##",
    "Ann#U",
    "Ann#USER",
    "Ann#USERS",
    "Ann#Under",
    "Ann#~",
    "Ann#user",
    "Ann:",
    "Ann::",
    "Ann:b",
    "Anna",
    "Ann~",
    " ",
];

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "tailed", pk = "P#{id}", sk = "{name}#USER")]
struct Tailed {
    id: String,
    name: String,
    part: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "both", pk = "P#{id}", sk = "USER#{name}#AT#{part}#USER")]
struct Both {
    id: String,
    name: String,
    part: String,
}

/// The inverted index's sort key is the table's partition key: it ends in the entity's name.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "inverted", partition_key(name), sort_key(id), entity = "user")]
#[dynamo(gsi(name = "inverted", inverted, projection = "all"))]
struct Inverted {
    id: String,
    name: String,
    part: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "colons", partition_key(id), sort_key(name, part), key_separator = "::")]
struct Colons {
    id: String,
    name: String,
    part: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "mixed", partition_key(id), sort_key(name, part), key_separator = "#~", prefix_sort_key = true)]
struct Mixed {
    id: String,
    name: String,
    part: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Operator {
    Eq,
    Lt,
    Le,
    Gt,
    Ge,
    Between,
    BeginsWith,
}

const OPERATORS: [Operator; 7] =
    [Operator::Eq, Operator::Lt, Operator::Le, Operator::Gt, Operator::Ge, Operator::Between, Operator::BeginsWith];

impl Operator {
    fn holds(self, name: &str, operand: &str, high: &str) -> bool {
        match self {
            Self::Eq => name == operand,
            Self::Lt => name < operand,
            Self::Le => name <= operand,
            Self::Gt => name > operand,
            Self::Ge => name >= operand,
            Self::Between => (operand..=high).contains(&name),
            Self::BeginsWith => name.starts_with(operand),
        }
    }
}

/// Asks every question of the names of one partition, and compares with memory.
fn check<T: Item + Clone + Debug + Send + Sync + 'static>(
    of: fn(&str) -> T,
    name: fn(&T) -> &str,
    ask: fn(Operator, &'static str, &'static str) -> Condition<T>,
    begins_with: fn(&Table<T>, &'static str) -> dynamo::Result<Vec<T>>,
) {
    let table = database().table::<T>();
    block_on(table.create_table().into_future()).unwrap();
    let is_legal = |name: &str| of(name).primary_key().resolve().is_ok();
    let stored: Vec<&str> = NAMES.into_iter().filter(|name| is_legal(name)).collect();
    for name in &stored {
        block_on(table.put(&of(name)).into_future()).unwrap();
    }
    let sorted = |items: Vec<T>| {
        let mut names: Vec<String> = items.iter().map(|item| name(item).to_owned()).collect();
        names.sort();
        names
    };
    let expected = |operator: Operator, operand: &str, high: &str| {
        let mut names: Vec<&str> = stored.iter().copied().filter(|name| operator.holds(name, operand, high)).collect();
        names.sort_unstable();
        names
    };
    for operand in NAMES {
        for operator in OPERATORS {
            for high in NAMES.into_iter().filter(|high| operator != Operator::Between || operand <= *high) {
                let find = || -> Find<T> { table.find(|_| ask(operator, operand, high)) };
                // Also where no item can have such a name.
                let plan = find().explain().unwrap();
                let found = sorted(block_on(find().collect()).unwrap_or_else(|error| panic!("{error}: {plan}")));
                assert_eq!(found, expected(operator, operand, high), "{operator:?} {operand:?}: {plan}");
                assert_eq!(block_on(find().count()).unwrap(), found.len(), "{plan}");
                if operator != Operator::Between {
                    break;
                }
            }
        }
        // A query has no filter: it is exact, or refused.
        match begins_with(&table, operand) {
            Ok(found) => assert_eq!(sorted(found), expected(Operator::BeginsWith, operand, ""), "{operand:?}"),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::InvalidKey, "{error}");
                assert!(operand.is_empty() || operand.contains([':', '#', '\u{10FFFF}']), "{operand:?}: {error}");
            }
        }
    }
}

macro_rules! ends {
    ($($test:ident: $item:ident, $query:expr;)*) => {$(
        #[test]
        fn $test() {
            check::<$item>(
                |name| $item { id: "1".into(), name: name.into(), part: "p".into() },
                |item| &item.name,
                |operator, operand, high| {
                    let item = $item::FIELDS;
                    let name = item.name;
                    item.id.eq("1") & match operator {
                        Operator::Eq => name.eq(operand),
                        Operator::Lt => name.lt(operand),
                        Operator::Le => name.le(operand),
                        Operator::Gt => name.gt(operand),
                        Operator::Ge => name.ge(operand),
                        Operator::Between => name.between(operand, high),
                        Operator::BeginsWith => name.begins_with(operand),
                    }
                },
                |table, prefix| {
                    let query: fn(&Table<$item>, &'static str) -> dynamo::Result<Vec<$item>> = $query;
                    query(table, prefix)
                },
            );
        }
    )*};
}

ends! {
    fixed_text_ends_the_key: Tailed, |table, prefix| block_on(table.query("1").begins_with(prefix).collect());
    fixed_text_before_the_next_and_at_the_end: Both, |table, prefix| block_on(table.query("1").begins_with(prefix).collect());
    an_inverted_index_ends_in_the_entity: Inverted, |table, prefix| {
        block_on(table.index(Inverted::INVERTED).query("1").begins_with(prefix).collect())
    };
    a_separator_that_overlaps_itself: Colons, |table, prefix| block_on(table.query("1").begins_with(prefix).collect());
    a_separator_of_two_characters: Mixed, |table, prefix| block_on(table.query("1").begins_with(prefix).collect());
}

/// A query of it is refused, because "urn" is followed by "::"; a find filters.
#[test]
fn a_prefix_that_ends_as_the_separator_begins() {
    let colons = database().table::<Colons>();
    block_on(async {
        colons.create_table().await.unwrap();
        for name in ["urn", "urn:x", "ur", "urn-x"] {
            colons.put(&Colons { id: "1".into(), name: name.into(), part: "p".into() }).await.unwrap();
        }
        let find = || colons.find(|c| c.id.eq("1") & c.name.begins_with("urn:"));
        assert_eq!(find().one().await.unwrap().unwrap().name, "urn:x");
        let plan = find().explain().unwrap();
        assert!(plan.contains("begins_with(sk, \"urn\")"), "{plan}");
        assert!(plan.contains("filter: begins_with(name, \"urn:\")"), "{plan}");
        let error = colons.query("1").begins_with("urn:").collect().await.unwrap_err();
        assert!(error.to_string().contains("ends as \"::\" begins"), "{error}");
        assert_eq!(colons.query("1").begins_with("urn:x").count().await.unwrap(), 1);
    });
}

/// A padded number has a fixed width: whatever follows, no filter has to say the range again.
#[test]
fn padded_numbers_are_exact_whatever_follows() {
    #[derive(Item)]
    #[dynamo(table = "numbers", partition_key(unique))]
    #[dynamo(gsi(
        name = "ByNumber",
        pk = "G#{group}",
        sk = "{number:03}#{kind}#END",
        pk_name = "gsi1pk",
        sk_name = "gsi1sk",
        projection = "keys_only"
    ))]
    struct Number {
        unique: String,
        group: String,
        number: u32,
        kind: String,
    }
    let numbers = database().table::<Number>();
    block_on(async {
        numbers.create_table().await.unwrap();
        for number in [0, 9, 10, 11, 99, 100, 999] {
            let (group, kind) = ("g".to_owned(), "k".to_owned());
            numbers.put(&Number { unique: number.to_string(), group, number, kind }).await.unwrap();
        }
        let of = || Number::FIELDS.group.eq("g");
        for (condition, expected) in [
            (of() & Number::FIELDS.number.lt(10), 2),
            (of() & Number::FIELDS.number.le(10), 3),
            (of() & Number::FIELDS.number.gt(10), 4),
            (of() & Number::FIELDS.number.ge(10), 5),
            (of() & Number::FIELDS.number.between(10, 100), 4),
        ] {
            assert_eq!(numbers.find(|_| condition).count().await.unwrap(), expected);
        }
        let plan = numbers.find(|n| of() & n.number.gt(10)).explain().unwrap();
        assert!(plan.contains("index: ByNumber") && !plan.contains("number >"), "{plan}");
    });
}

/// One separator in what a user searches for is no error.
#[test]
fn what_no_key_can_hold_is_found_nowhere() {
    let colons = database().table::<Colons>();
    block_on(async {
        colons.create_table().await.unwrap();
        for name in ["a", "ab", "a!"] {
            colons.put(&Colons { id: "1".into(), name: name.into(), part: "p".into() }).await.unwrap();
        }
        let long = "x".repeat(3000);
        for (id, name) in [("1", "a::b"), ("1", ""), ("", "a"), ("1", long.as_str()), (long.as_str(), "a")] {
            let find = || colons.find(|c| c.id.eq(id) & c.name.eq(name));
            let plan = find().explain().unwrap();
            assert!(plan.starts_with("No request on `") && plan.contains("no item can have such a key"), "{plan}");
            assert!(find().collect().await.unwrap().is_empty());
            let page = find().limit(3).page().await.unwrap();
            assert!(page.items.is_empty() && page.cursor.is_none());
            assert_eq!((find().count().await.unwrap(), find().first().await.unwrap()), (0, None));
        }
        let plan = colons.find(|c| c.id.eq("1") & c.name.ge("a::b")).explain().unwrap();
        assert!(plan.contains("sk >= \"a\"") && plan.contains("filter: name >= \"a::b\""), "{plan}");
        let long = colons.find(|c| c.id.eq("1") & c.name.lt(long.as_str())).collect().await.unwrap();
        assert_eq!(long.len(), 3);
        // Where no partition is given, it is refused as it is for any other name.
        assert_eq!(colons.find(|c| c.name.eq("a::b")).explain().unwrap_err().kind(), ErrorKind::Validation);
    });
}

/// Keys that are the fields' own attributes, which no filter may name.
#[test]
fn empty_bounds_of_native_keys() {
    #[derive(Item, Debug)]
    #[dynamo(table = "native", partition_key(id), sort_key(name), keys = "native")]
    #[dynamo(gsi(name = "ByKind", partition_key(kind), sort_key(name)))]
    struct Native {
        id: String,
        name: String,
        kind: String,
    }
    let natives = database().table::<Native>();
    block_on(async {
        natives.create_table().await.unwrap();
        for name in ["a", "b"] {
            natives.put(&Native { id: "1".into(), name: name.into(), kind: "k".into() }).await.unwrap();
        }
        let name = || Native::FIELDS.name;
        for (condition, expected) in [
            (name().ge(""), 2),
            (name().gt(""), 2),
            (name().begins_with(""), 2),
            (name().between("", "a"), 1),
            (name().ge("") & name().le("a"), 1),
            (name().lt(""), 0),
            (name().le(""), 0),
            (name().between("", ""), 0),
            (name().eq(""), 0),
            (name().gt("") & name().le("a"), 1),
            (name().lt("b") & name().ge(""), 1),
            (name().ge("") & name().begins_with("b"), 1),
            (name().gt("") & name().ge("a") & name().le("a"), 1),
            (name().le("") & name().gt(""), 0),
        ] {
            let text = format!("{condition:?}");
            let found = natives.find(|n| n.id.eq("1") & condition).collect().await;
            assert_eq!(found.unwrap_or_else(|error| panic!("{error}: {text}")).len(), expected, "{text}");
        }
        assert_eq!(natives.find(|n| n.kind.eq("k") & n.name.ge("")).count().await.unwrap(), 2);
        // Such a prefix no key condition takes, and no filter either; items that came before the index may have it.
        let long = "x".repeat(1025);
        let error = natives.find(|n| n.kind.eq("k") & n.name.begins_with(long)).explain().unwrap_err().to_string();
        assert!(error.contains("cannot filter on `name`, its own key (") && error.contains("1024"), "{error}");
        // There may be items that came before the index, and that it cannot hold.
        let error = natives.find(|n| n.kind.eq("")).explain().unwrap_err().to_string();
        assert!(error.contains("`ByKind` cannot hold it (") && error.contains("empty"), "{error}");
    });
}

/// The same of bounds that are longer than a key.
#[test]
fn long_bounds_of_native_keys() {
    #[derive(Item, Debug)]
    #[dynamo(table = "native", partition_key(id), sort_key(name), keys = "native")]
    #[dynamo(gsi(name = "ByKind", partition_key(kind), sort_key(name)))]
    struct Native {
        id: String,
        name: String,
        kind: String,
    }
    let natives = database().table::<Native>();
    let of = |x: usize, rest: &str| "x".repeat(x) + rest;
    let names = [
        of(0, "a"),
        of(1021, ""),
        of(1021, "\u{FFFF}"),
        of(1022, "\u{7FF}"),
        of(1023, ""),
        of(1023, "\u{7F}"),
        of(1023, "y"),
        of(1024, ""),
        of(0, "y"),
    ];
    let bounds = [of(1025, ""), of(1024, "y"), of(1021, "\u{10000}"), of(1023, "\u{80}"), of(1020, "y\u{10000}zz")];
    block_on(async {
        natives.create_table().await.unwrap();
        for name in &names {
            natives.put(&Native { id: "1".into(), name: name.clone(), kind: "k".into() }).await.unwrap();
        }
        for bound in &bounds {
            let ask = || {
                let name = Native::FIELDS.name;
                let (a, y) = ("a".to_owned(), "y".to_owned());
                [
                    (name.lt(bound), names.iter().filter(|name| *name < bound).count()),
                    (name.le(bound), names.iter().filter(|name| *name <= bound).count()),
                    (name.gt(bound), names.iter().filter(|name| *name > bound).count()),
                    (name.ge(bound), names.iter().filter(|name| *name >= bound).count()),
                    (name.between(&a, bound), names.iter().filter(|name| (&a..=bound).contains(name)).count()),
                    (name.between(bound, &y), names.iter().filter(|name| (bound..=&y).contains(name)).count()),
                ]
            };
            for (operator, (condition, expected)) in ask().into_iter().enumerate() {
                let found = natives.find(|n| n.id.eq("1") & condition).count().await;
                assert_eq!(found.unwrap(), expected, "operator {operator}, {} bytes", bound.len());
            }
            for (operator, (condition, expected)) in ask().into_iter().enumerate() {
                let found = natives.find(|n| n.kind.eq("k") & condition).count().await;
                assert_eq!(found.unwrap(), expected, "operator {operator}, {} bytes", bound.len());
            }
            let none = || natives.find(|n| n.id.eq("1") & n.name.begins_with(bound));
            assert!(none().collect().await.unwrap().is_empty());
            assert!(none().explain().unwrap().starts_with("No request on `"));
        }
        // Nothing is between them that can be a key.
        let none = natives.find(|n| n.id.eq("1") & n.name.between(of(1025, ""), of(1026, "")));
        assert!(none.explain().unwrap().starts_with("No request on `"));
    });
}
