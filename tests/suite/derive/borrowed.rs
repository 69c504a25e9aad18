use std::borrow::Cow;

use dynamo::Attribute;

use super::{m, s};

#[derive(Attribute, Debug, PartialEq)]
struct Line<'a> {
    product: &'a str,
    note: Cow<'a, str>,
    comment: Option<&'a str>,
}

#[derive(Attribute, Debug, PartialEq)]
enum Event<'a, 'b: 'a> {
    Named(&'a str),
    Moved { from: &'a str, to: Cow<'b, str> },
    Gone,
}

#[derive(Attribute, Debug, PartialEq, Clone, Copy)]
struct Name<'a>(&'a str);

#[derive(Attribute, Debug, PartialEq)]
struct Outer<'x> {
    line: Line<'x>,
    names: Vec<Name<'x>>,
    #[dynamo(flatten)]
    rest: Rest<'x>,
}

#[derive(Attribute, Debug, PartialEq)]
struct Rest<'x> {
    last: &'x str,
}

#[test]
fn text_is_borrowed_from_what_is_read() {
    let value = m([("product", s("P1")), ("note", s("fragile"))]);
    let line: Line<'_> = dynamo::from_attribute_value_ref(&value).unwrap();
    assert_eq!(line, Line { product: "P1", note: Cow::Borrowed("fragile"), comment: None });
    assert!(matches!(line.note, Cow::Borrowed(_)));
    assert_eq!(dynamo::to_attribute_value(&line).unwrap(), value);
}

#[test]
fn enums_borrow_too() {
    for event in [Event::Named("a"), Event::Moved { from: "a", to: "b".into() }, Event::Gone] {
        let value = dynamo::to_attribute_value(&event).unwrap();
        assert_eq!(dynamo::from_attribute_value_ref::<Event<'_, '_>>(&value).unwrap(), event);
    }
}

#[test]
fn nested_and_flattened_structs_borrow() {
    let outer = Outer {
        line: Line { product: "P", note: "".into(), comment: Some("c") },
        names: vec![Name("a"), Name("b")],
        rest: Rest { last: "z" },
    };
    let value = dynamo::to_attribute_value(&outer).unwrap();
    assert_eq!(value.as_m().unwrap()["last"], s("z"));
    assert_eq!(dynamo::from_attribute_value_ref::<Outer<'_>>(&value).unwrap(), outer);
}
