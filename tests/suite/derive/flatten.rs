use std::collections::{BTreeMap, HashMap};

use dynamo::{Attribute, Item, sdk::types::AttributeValue};

use super::{attributes, n, s, stored_as};

#[derive(Attribute, Debug, PartialEq, Default)]
struct Audit {
    created_by: String,
    #[dynamo(alias = "changed")]
    changed_by: Option<String>,
}

#[derive(Attribute, Debug, PartialEq)]
struct Size {
    width: u32,
    #[dynamo(flatten)]
    depth: Depth,
}

#[derive(Attribute, Debug, PartialEq)]
struct Depth {
    depth: u32,
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "pages", partition_key(id), sort_key(part), type_attribute = "_type")]
struct Page {
    id: String,
    part: u32,
    #[dynamo(flatten)]
    audit: Audit,
    #[dynamo(flatten)]
    size: Size,
    #[dynamo(flatten)]
    rest: HashMap<String, AttributeValue>,
}

#[test]
fn flattened_fields_stand_beside_the_others_and_keys_do_not_leak_into_the_rest() {
    let page = Page {
        id: "1".into(),
        part: 2,
        audit: Audit { created_by: "ada".into(), changed_by: None },
        size: Size { width: 10, depth: Depth { depth: 3 } },
        rest: attributes([("colour", s("red")), ("weight", n("4"))]),
    };
    stored_as(
        &page,
        [
            ("pk", s("id#1#page")),
            ("sk", s("2")),
            ("_type", s("page")),
            ("id", s("1")),
            ("part", n("2")),
            ("created_by", s("ada")),
            ("width", n("10")),
            ("depth", n("3")),
            ("colour", s("red")),
            ("weight", n("4")),
        ],
    );
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "pages", pk = "PAGE#{id}", sk = "META", partition_key_name = "PK", sort_key_name = "SK")]
struct Renamed {
    id: String,
    #[dynamo(flatten)]
    rest: BTreeMap<String, String>,
}

#[test]
fn keys_under_other_names_do_not_leak_either() {
    let page = Renamed { id: "1".into(), rest: [("a".to_owned(), "b".to_owned())].into() };
    stored_as(&page, [("PK", s("PAGE#1")), ("SK", s("META")), ("id", s("1")), ("a", s("b"))]);
}

#[test]
fn what_is_missing_is_named() {
    let error = dynamo::from_item::<Page>(attributes([("id", s("1")), ("part", n("2"))])).unwrap_err();
    assert_eq!(error.path(), "created_by");
}

#[test]
fn flattened_fields_are_named_in_expressions() {
    assert_eq!(Page::FIELDS.size.at(|size| size.width).to_string(), "width");
    let _ = Page::FIELDS.audit.at(|audit| audit.created_by).eq("ada");
}
