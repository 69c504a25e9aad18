//! Law 2: keys are injective. Different components never give one key, and what could is an error that names the field.

use dynamo::{Config, Item, KeyError, KeyProblem, KeyRole, KeyValue, PrimaryKey};
use proptest::{prelude::*, sample::select};

use crate::backend::{cases, faulty_table, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "layouts", partition_key(a, b), sort_key(c, d), entity = "ab")]
struct Joined {
    a: String,
    b: String,
    c: String,
    d: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "layouts", pk = "A#{a}#B{b}", sk = "{c}#:#{d}##{seq:05}")]
struct Templated {
    a: String,
    b: String,
    c: String,
    d: String,
    seq: u32,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "layouts", pk = "{a}aba{b}a", sk = "{seq:03}{c}--{again:02}{seq:01}")]
struct Overlapping {
    a: String,
    b: String,
    c: String,
    seq: u8,
    again: u8,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "layouts", partition_key(a, b), sort_key(c, d))]
struct Mixed {
    a: i64,
    b: bool,
    c: u64,
    d: String,
}

/// Text that is made to be confused: fragments of separators, labels and literals.
fn fragments() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "",
        "#",
        "##",
        ":",
        "::",
        ":::",
        "_",
        "-",
        "--",
        "|",
        "a",
        "b",
        "ab",
        "aba",
        "c",
        "d",
        "0",
        "1",
        "00001",
        "a#",
        "#b",
        "#b#",
        "_b_",
        "::b::",
        "A#",
        "#B",
        "#:#",
        "#ab",
        "é",
        "\u{1F600}",
        "\u{10FFFE}",
        "\u{10FFFF}",
        "\0",
        " ",
        "{a}",
        "true",
        "-1",
    ];
    prop_oneof![
        9 => prop::collection::vec(select(PIECES), 0..4).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

fn four() -> impl Strategy<Value = [String; 4]> {
    [fragments(), fragments(), fragments(), fragments()]
}

/// Two tuples of components: unrelated ones, or ones that differ in where the text is cut.
fn pair(separators: &'static [&'static str]) -> impl Strategy<Value = ([String; 4], [String; 4])> {
    let recut = (four(), select(separators), any::<[prop::sample::Index; 2]>()).prop_map(|(four, separator, cuts)| {
        let [a, b, c, d] = &four;
        let cut = |left: &str, right: &str, index: prop::sample::Index| {
            let whole = format!("{left}{separator}{right}");
            let places: Vec<usize> = whole.match_indices(separator).map(|(place, _)| place).collect();
            let place = places[index.index(places.len())];
            (whole[..place].to_owned(), whole[place + separator.len()..].to_owned())
        };
        let ((a, b), (c, d)) = (cut(a, b, cuts[0]), cut(c, d, cuts[1]));
        (four.clone(), [a, b, c, d])
    });
    prop_oneof![1 => (four(), four()), 3 => recut]
}

/// The law for two keys: an error, or equal only if the components are.
fn injective(left: Result<PrimaryKey, KeyError>, right: Result<PrimaryKey, KeyError>, equal: bool) {
    for result in [&left, &right] {
        match result {
            Ok(key) => {
                for (value, role) in [(key.partition(), KeyRole::Partition), (key.sort().unwrap(), KeyRole::Sort)] {
                    let KeyValue::S(text) = value else { panic!("a text key") };
                    assert!(!text.is_empty() && text.len() <= role.max_bytes());
                }
            }
            Err(error) => assert!(error.field().is_some(), "{error}"),
        }
    }
    if let (Ok(left), Ok(right)) = (left, right) {
        assert_eq!(left == right, equal, "{left} {right}");
    }
}

fn joined([a, b, c, d]: [String; 4]) -> Joined {
    Joined { a, b, c, d }
}

fn key<T: Item>(item: &T) -> Result<PrimaryKey, KeyError> {
    item.primary_key().resolve()
}

const SEPARATORS: &[&str] = &["#", "_", "::", "aba", "#b#", "1", "-", "\u{1F600}"];

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn named_layouts(
        (left, right) in pair(&["#", "_", "::", "#b#", "_b_", "::b::", "aba", "1", "-"]),
        separator in select(SEPARATORS),
        switches in any::<[bool; 3]>(),
    ) {
        let equal = left == right;
        let config = Config {
            key_separator: Some(separator.into()),
            suffix_partition_key: Some(switches[0]),
            prefix_partition_key: Some(switches[1]),
            prefix_sort_key: Some(switches[2]),
            ..Config::new()
        };
        config.sync_scope(|| injective(key(&joined(left)), key(&joined(right)), equal));
    }

    #[test]
    fn templates((left, right) in pair(&["#", "#B", "#:#", "##", "#:"]), seqs in any::<[u16; 2]>()) {
        let of = |[a, b, c, d]: [String; 4], seq: u16| Templated { a, b, c, d, seq: u32::from(seq) };
        let (left, right) = (of(left, seqs[0]), of(right, seqs[1]));
        injective(key(&left), key(&right), left == right);
    }

    #[test]
    fn templates_whose_literals_overlap_themselves(
        (left, right) in pair(&["aba", "a", "ab", "ba", "--", "-"]),
        seqs in any::<[u8; 2]>(),
        again in any::<[u8; 2]>(),
    ) {
        let of = |[a, b, c, _]: [String; 4], seq: u8, again: u8| Overlapping { a, b, c, seq: seq % 12, again: again % 101 };
        let (left, right) = (of(left, seqs[0], again[0]), of(right, seqs[1], again[1]));
        injective(key(&left), key(&right), left == right);
    }

    #[test]
    fn numbers_and_flags(
        left in (-20..20_i64, any::<bool>(), 0..200_u64, fragments()),
        right in (-20..20_i64, any::<bool>(), 0..200_u64, fragments()),
        separator in select(&["1", "-", "0", "11", "e", "t", "#"][..]),
        labels in any::<bool>(),
    ) {
        let of = |(a, b, c, d): (i64, bool, u64, String)| Mixed { a, b, c, d };
        let config = Config {
            key_separator: Some(separator.into()),
            prefix_partition_key: Some(labels),
            suffix_partition_key: Some(labels),
            ..Config::new()
        };
        let equal = left == right;
        config.sync_scope(|| injective(key(&of(left)), key(&of(right)), equal));
    }

    #[test]
    fn what_is_no_danger_is_no_error(a in "[a-z]{1,5}", b in "[a-z#:]{1,5}", c in "[é0-9]{1,5}", d in ".{1,5}") {
        prop_assume!(!d.contains('\u{10FFFF}'));
        prop_assert!(key(&joined([a, b, c, d])).is_ok());
    }

    #[test]
    fn the_first_bad_component_is_named(good in "[a-z]{1,3}", bad in prop_oneof![Just(""), Just("x#y"), Just("#")], place in 0..4_usize) {
        let mut components = [good.clone(), good.clone(), good.clone(), good];
        bad.clone_into(&mut components[place]);
        let result = key(&joined(components));
        if place % 2 == 1 && !bad.is_empty() {
            prop_assert!(result.is_ok(), "the last component of a key may contain the separator");
        } else {
            let error = result.unwrap_err();
            prop_assert_eq!(error.field(), Some(["a", "b", "c", "d"][place]));
            prop_assert_eq!(error.role(), if place < 2 { KeyRole::Partition } else { KeyRole::Sort });
            let empty = *error.problem() == KeyProblem::Empty;
            prop_assert_eq!(empty, bad.is_empty());
        }
    }
}

#[test]
fn the_end_of_key_ranges_is_no_component() {
    for text in ["\u{10FFFF}", "a\u{10FFFF}", "\u{10FFFF}a"] {
        let error = Joined::key("a", "b", "c", text).resolve().unwrap_err();
        assert_eq!((error.field(), error.problem()), (Some("d"), &KeyProblem::ContainsMaximum));
    }
    assert!(Joined::key("a", "b", "c", "\u{10FFFE}").resolve().is_ok());
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "lengths", pk = "{a}", sk = "{b}.{c}")]
struct Lengths {
    a: String,
    b: String,
    c: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "native-lengths", partition_key(a), sort_key(b), keys = "native")]
struct NativeLengths {
    a: String,
    b: Vec<u8>,
}

/// Texts of exactly so many bytes, of characters of one to four bytes.
fn of_length(bytes: usize) -> [String; 3] {
    let filled = |character: &str| {
        let count = bytes / character.len();
        character.repeat(count) + &"x".repeat(bytes - count * character.len())
    };
    [filled("x"), filled("é"), filled("\u{1F600}")]
}

#[tokio::test]
async fn keys_of_the_greatest_length_are_stored() {
    let lengths = table::<Lengths>().await;
    for (a, c) in of_length(2048).into_iter().zip(of_length(1021)) {
        let item = Lengths { a, b: "bb".into(), c };
        lengths.create(&item).await.unwrap();
        assert_eq!(lengths.get(item.primary_key()).consistent().await.unwrap(), Some(item));
    }
    let natives = table::<NativeLengths>().await;
    for a in of_length(2048) {
        let item = NativeLengths { a, b: vec![0; 1024] };
        natives.create(&item).await.unwrap();
        assert_eq!(natives.get(item.primary_key()).consistent().await.unwrap(), Some(item));
    }
}

#[tokio::test]
async fn longer_keys_are_never_sent_and_never_cut() {
    let (lengths, faults) = faulty_table::<Lengths>().await;
    let before = faults.request_count();
    for a in of_length(2049) {
        let error = lengths.put(&Lengths { a, b: "b".into(), c: "c".into() }).await.unwrap_err();
        assert_eq!(error.kind(), dynamo::ErrorKind::InvalidKey);
        assert!(error.to_string().contains("2049") && error.to_string().contains("`a`"), "{error}");
    }
    for c in of_length(1022) {
        let error = Lengths::key("a", "bb", &c).resolve().unwrap_err();
        assert_eq!((error.field(), error.role()), (Some("c"), KeyRole::Sort));
        assert_eq!(*error.problem(), KeyProblem::TooLong { bytes: 1025, max: 1024 });
        assert_eq!(
            lengths.delete(Lengths::key("a", "bb", &c)).await.unwrap_err().kind(),
            dynamo::ErrorKind::InvalidKey
        );
    }
    let [long, ..] = of_length(2049);
    let error = NativeLengths::key(&long, vec![1]).resolve().unwrap_err();
    assert_eq!(*error.problem(), KeyProblem::TooLong { bytes: 2049, max: 2048 });
    let error = NativeLengths::key("a", vec![1; 1025]).resolve().unwrap_err();
    assert_eq!((error.field(), error.role()), (Some("b"), KeyRole::Sort));
    assert_eq!(faults.request_count(), before);
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "wide", partition_key(id), keys = "native")]
struct Wide {
    id: u128,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "wide-text", partition_key(id))]
struct WideText {
    id: i128,
    count: u32,
}

/// 128 bits hold 39 digits, and DynamoDB's numbers 38.
#[tokio::test]
async fn a_number_with_39_digits_is_never_sent_as_a_key() {
    let (wides, faults) = faulty_table::<Wide>().await;
    let texts = crate::backend::faulty_table::<WideText>().await;
    let before = (faults.request_count(), texts.1.request_count());
    let native = [
        wides.get(Wide::key(u128::MAX)).await.unwrap_err(),
        wides.put(&Wide { id: u128::MAX }).await.unwrap_err(),
        wides.delete(Wide::key(u128::MAX)).await.unwrap_err(),
        texts.0.upsert(WideText::key(i128::MIN)).increment(|wide| wide.count, 1).await.unwrap_err(),
    ];
    for error in native {
        assert!(matches!(error.kind(), dynamo::ErrorKind::InvalidKey | dynamo::ErrorKind::Encode), "{error}");
    }
    assert_eq!((faults.request_count(), texts.1.request_count()), before);
    for id in [10_u128.pow(38) - 1, 10_u128.pow(38), 3 * 10_u128.pow(38)] {
        wides.put(&Wide { id }).await.unwrap();
        assert_eq!(wides.get(Wide::key(id)).await.unwrap(), Some(Wide { id }));
    }
}
