//! Every operator of conditions on every shape that has it, each once true and once false.

use std::collections::{BTreeMap, BTreeSet};

use dynamo::{Attribute, Condition, ErrorKind, Item, Kind, Number, Table};

use crate::backend::{faulty_table, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "shapes", partition_key(id))]
struct Shapes {
    id: String,
    text: String,
    letter: char,
    number: i32,
    other: i32,
    exact: Number,
    float: f64,
    bytes: Vec<u8>,
    flag: bool,
    label: Label,
    list: Vec<String>,
    maybes: Vec<Option<u8>>,
    texts: BTreeSet<String>,
    numbers: BTreeSet<i32>,
    binaries: BTreeSet<Vec<u8>>,
    map: BTreeMap<String, u32>,
    inner: Inner,
    there: Option<String>,
    absent: Option<String>,
    absent_number: Option<u32>,
    #[dynamo(null)]
    null: Option<String>,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
struct Inner {
    city: String,
    zip: Option<u32>,
}

#[derive(Attribute, Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Open,
    Closed,
}

fn item() -> Shapes {
    Shapes {
        id: "1".into(),
        text: "hello".into(),
        letter: 'é',
        number: -5,
        other: 7,
        exact: "0.30".parse().unwrap(),
        float: 0.1 + 0.2,
        bytes: vec![1, 2, 255],
        flag: true,
        label: Label::Open,
        list: vec!["a".into(), "b".into()],
        maybes: vec![Some(1), None],
        texts: ["x".to_owned(), "y".to_owned()].into(),
        numbers: [1, 2, 3].into(),
        binaries: [vec![9]].into(),
        map: [("k.1".to_owned(), 3)].into(),
        inner: Inner { city: "Berlin".into(), zip: None },
        there: Some("there".into()),
        absent: None,
        absent_number: None,
        null: None,
    }
}

type Fields = <Shapes as dynamo::Document>::Fields;

/// Whether the database finds the condition true for the one item.
async fn holds(shapes: &Table<Shapes>, condition: Condition<Shapes>) -> bool {
    match shapes.delete(Shapes::key("1")).when(|_| condition).return_old().await {
        Ok(old) => {
            shapes.put(&old.expect("the item is there")).await.unwrap();
            true
        }
        Err(error) if error.kind() == ErrorKind::ConditionalCheckFailed => false,
        Err(error) => panic!("{error}"),
    }
}

async fn check(truths: &[fn(Fields) -> Condition<Shapes>], lies: &[fn(Fields) -> Condition<Shapes>]) {
    let shapes = table::<Shapes>().await;
    shapes.put(&item()).await.unwrap();
    for (conditions, expected) in [(truths, true), (lies, false)] {
        for (position, condition) in conditions.iter().enumerate() {
            assert_eq!(holds(&shapes, condition(Shapes::FIELDS)).await, expected, "number {position}");
            assert_eq!(holds(&shapes, !condition(Shapes::FIELDS)).await, !expected, "not number {position}");
        }
    }
}

#[tokio::test]
async fn equality_of_everything() {
    check(
        &[
            |o| o.text.eq("hello"),
            |o| o.letter.eq('é'),
            |o| o.number.eq(-5),
            |o| o.exact.eq("3e-1".parse::<Number>().unwrap()),
            |o| o.float.eq(0.1 + 0.2),
            |o| o.bytes.eq(vec![1, 2, 255]),
            |o| o.flag.eq(true),
            |o| o.label.eq(Label::Open),
            |o| o.list.eq(vec!["a".to_owned(), "b".to_owned()]),
            |o| o.maybes.eq(vec![Some(1), None]),
            |o| o.texts.eq(BTreeSet::from(["y".to_owned(), "x".to_owned()])),
            |o| o.map.eq(BTreeMap::from([("k.1".to_owned(), 3)])),
            |o| o.inner.eq(Inner { city: "Berlin".into(), zip: None }),
            |o| o.there.eq("there"),
            |o| o.there.eq(Some("there".to_owned())),
            |o| o.text.ne("other"),
            |o| o.absent.ne("x"),
            |o| o.inner.at(|inner| inner.city).eq("Berlin"),
            |o| o.list.index(1).eq("b"),
            |o| o.map.key("k.1").eq(3),
        ],
        &[
            |o| o.text.eq("Hello"),
            |o| o.text.eq(""),
            |o| o.number.eq(5),
            |o| o.float.eq(0.3),
            |o| o.bytes.eq(vec![1, 2]),
            |o| o.flag.ne(true),
            |o| o.label.eq(Label::Closed),
            |o| o.list.eq(vec!["b".to_owned(), "a".to_owned()]),
            |o| o.texts.eq(BTreeSet::from(["x".to_owned()])),
            |o| o.absent.eq("x"),
            |o| o.list.index(2).eq("c"),
            |o| o.map.key("k").eq(3),
        ],
    )
    .await;
}

#[tokio::test]
async fn order_of_strings_numbers_and_binary() {
    check(
        &[
            |o| o.text.lt("hellp"),
            |o| o.text.ge("hello"),
            |o| o.text.gt("hell"),
            |o| o.text.lt("\u{1F600}"),
            |o| o.number.lt(-4),
            |o| o.number.le(-5),
            |o| o.number.gt(-10),
            |o| o.exact.between("0.3".parse::<Number>().unwrap(), Number::from(1)),
            |o| o.float.gt(0.3),
            |o| o.bytes.gt(vec![1, 2, 3]),
            |o| o.bytes.gt(vec![1, 2]),
            |o| o.bytes.between(vec![1], vec![2]),
            |o| o.text.between("hello", "hello"),
            |o| o.there.le("there"),
        ],
        &[
            |o| o.text.gt("hello"),
            |o| o.text.lt("Z"),
            |o| o.number.gt(-5),
            |o| o.number.ge(0),
            |o| o.bytes.lt(vec![1, 2, 3]),
            |o| o.number.between(-4, 10),
            |o| o.absent.lt("z"),
            |o| o.absent_number.ge(0),
            |o| o.null.lt("z"),
        ],
    )
    .await;
}

#[tokio::test]
async fn beginnings_contents_and_lists_of_values() {
    check(
        &[
            |o| o.text.begins_with("he"),
            |o| o.text.begins_with("hello"),
            |o| o.bytes.begins_with(vec![1, 2]),
            |o| o.label.begins_with(Label::Open),
            |o| o.text.contains("ell"),
            |o| o.texts.contains("x"),
            |o| o.numbers.contains(3),
            |o| o.binaries.contains(vec![9]),
            |o| o.list.contains("b"),
            |o| o.maybes.contains(Some(1)),
            |o| o.text.in_list(["a", "hello"]),
            |o| o.number.in_list(-5..-4),
            |o| o.number.in_list(-104..-4),
            |o| o.label.in_list([Label::Closed, Label::Open]),
            |o| o.there.in_list(["there"]),
            |o| o.flag.in_list([true]),
        ],
        &[
            |o| o.text.begins_with("ello"),
            |o| o.bytes.begins_with(vec![2]),
            |o| o.text.contains("xyz"),
            |o| o.texts.contains("xy"),
            |o| o.list.contains("ab"),
            |o| o.numbers.contains(4),
            |o| o.number.in_list([5]),
            |o| o.absent.in_list(["a"]),
            |o| o.absent.begins_with("a"),
        ],
    )
    .await;
}

#[tokio::test]
async fn sizes() {
    check(
        &[
            |o| o.text.size().eq(5),
            |o| o.letter.size().ge(1),
            |o| o.bytes.size().between(3, 3),
            |o| o.list.size().lt(3),
            |o| o.texts.size().ge(2),
            |o| o.numbers.size().gt(2),
            |o| o.map.size().le(1),
            |o| o.inner.size().ne(0),
            |o| o.label.size().eq(4),
            |o| o.list.index(0).size().eq(1),
        ],
        &[|o| o.text.size().eq(4), |o| o.list.size().gt(2), |o| o.absent.size().lt(100), |o| o.map.size().eq(3)],
    )
    .await;
}

#[tokio::test]
async fn presence_types_and_none() {
    check(
        &[
            |o| o.text.exists(),
            |o| o.null.exists(),
            |o| o.absent.not_exists(),
            |o| o.inner.at(|inner| inner.zip).not_exists(),
            |o| o.list.index(1).exists(),
            |o| o.map.key("k").not_exists(),
            |o| o.text.attribute_type(Kind::String),
            |o| o.number.attribute_type(Kind::Number),
            |o| o.bytes.attribute_type(Kind::Binary),
            |o| o.flag.attribute_type(Kind::Bool),
            |o| o.null.attribute_type(Kind::Null),
            |o| o.inner.attribute_type(Kind::Map),
            |o| o.list.attribute_type(Kind::List),
            |o| o.texts.attribute_type(Kind::StringSet),
            |o| o.numbers.attribute_type(Kind::NumberSet),
            |o| o.binaries.attribute_type(Kind::BinarySet),
            |o| o.absent.eq(None::<String>),
            |o| o.null.eq(None::<String>),
            |o| o.there.ne(None::<String>),
            |o| o.maybes.index(1).eq(None::<u8>),
            |o| o.maybes.index(0).ne(None::<u8>),
            |o| o.inner.at(|inner| inner.zip).eq(None::<u32>),
        ],
        &[
            |o| o.text.not_exists(),
            |o| o.absent.exists(),
            |o| o.text.attribute_type(Kind::Number),
            |o| o.absent.attribute_type(Kind::Null),
            |o| o.there.eq(None::<String>),
            |o| o.absent.ne(None::<String>),
            |o| o.null.ne(None::<String>),
            |o| o.maybes.index(1).ne(None::<u8>),
        ],
    )
    .await;
}

#[tokio::test]
async fn attributes_with_each_other() {
    check(
        &[
            |o| o.number.lt(o.other),
            |o| o.number.ne(o.other),
            |o| o.other.between(o.number, 7),
            |o| o.texts.contains(o.list.index(0)) | o.list.contains(o.list.index(1)),
            |o| o.text.contains(o.list.index(5)) | o.there.ne(o.absent),
            |o| o.other.gt(o.number) & o.inner.at(|inner| inner.city).ne(o.text),
        ],
        &[|o| o.number.ge(o.other), |o| o.number.between(o.other, 10), |o| o.absent.eq(o.there)],
    )
    .await;
}

#[tokio::test]
async fn what_no_condition_can_say_is_refused_before_sending() {
    let (shapes, faults) = faulty_table::<Shapes>().await;
    let before = faults.request_count();
    let refused: [fn(Fields) -> Condition<Shapes>; 11] = [
        |o| o.number.in_list(Vec::<i32>::new()),
        |o| o.number.in_list(0..101),
        |o| o.there.in_list([Some("a".to_owned()), None]),
        |o| o.absent.lt(None::<String>),
        |o| o.there.between(None::<String>, "z"),
        |o| o.there.begins_with(None::<String>),
        |o| o.maybes.contains(None::<u8>),
        |o| Condition::raw("", ()) | o.there.exists(),
        |_| Condition::raw("attribute_exists(text)) OR (attribute_not_exists(text)", ()),
        |o| Condition::raw("(attribute_exists(text)", ()) & o.there.exists(),
        |o| Condition::raw("attribute_exists(text))", ()) & o.there.exists(),
    ];
    for condition in refused {
        let error = shapes.delete(Shapes::key("1")).when(condition).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
        let error = shapes.delete(Shapes::key("1")).when(|o| !(o.flag.eq(true) & condition(o))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Validation, "{error}");
    }
    let escaping = "attribute_exists(text)) OR (attribute_not_exists(text)";
    let update = shapes.update(Shapes::key("1")).set(|o| o.number, 1).when_expression(escaping, ());
    assert!(update.await.unwrap_err().to_string().contains("parentheses"));
    assert!(shapes.scan().filter_expression(escaping, ()).collect().await.is_err());
    assert!(shapes.update(Shapes::key("1")).update_expression("SET n = size(text", ()).await.is_err());
    assert_eq!(faults.request_count(), before);
}
