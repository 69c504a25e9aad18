use std::collections::{BTreeMap, HashMap};

use dynamo::{Attribute, Item, sdk::types::AttributeValue};

use super::{attributes, n, s, stored_as};
use crate::backend::table;

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

/// Maps before, between and inside the structs that they must leave their attributes to.
#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "pages", partition_key(id))]
struct MapFirst {
    id: String,
    #[dynamo(flatten)]
    rest: HashMap<String, AttributeValue>,
    #[dynamo(flatten)]
    audit: Audit,
    #[dynamo(flatten)]
    size: Size,
}

#[derive(Attribute, Debug, PartialEq)]
struct Open {
    opened_by: Option<String>,
    #[dynamo(flatten)]
    rest: BTreeMap<String, String>,
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "pages", partition_key(id))]
struct MapInside<T> {
    id: String,
    #[dynamo(flatten)]
    open: Open,
    #[dynamo(flatten)]
    audit: Audit,
    #[dynamo(flatten)]
    other: T,
}

#[derive(Attribute, Debug, PartialEq)]
enum Change {
    Made {
        #[dynamo(flatten)]
        rest: BTreeMap<String, String>,
        #[dynamo(flatten)]
        audit: Audit,
    },
}

fn audit() -> Audit {
    Audit { created_by: "ada".into(), changed_by: Some("bob".into()) }
}

#[test]
fn a_map_leaves_their_attributes_to_the_structs_after_it() {
    let rest = attributes([("colour", s("red"))]);
    let size = Size { width: 10, depth: Depth { depth: 3 } };
    stored_as(
        &MapFirst { id: "1".into(), rest, audit: audit(), size },
        [
            ("pk", s("id#1#mapfirst")),
            ("id", s("1")),
            ("colour", s("red")),
            ("created_by", s("ada")),
            ("changed_by", s("bob")),
            ("width", n("10")),
            ("depth", n("3")),
        ],
    );
}

#[tokio::test]
async fn it_does_so_in_the_bytes_of_answers() {
    let pages = table::<MapFirst>().await;
    let rest = attributes([("colour", s("red"))]);
    let page = MapFirst { id: "1".into(), rest, audit: audit(), size: Size { width: 10, depth: Depth { depth: 3 } } };
    pages.put(&page).await.unwrap();
    assert_eq!(pages.get(MapFirst::key("1")).await.unwrap(), Some(page));
}

#[test]
fn so_does_a_struct_with_a_map() {
    let open = Open { opened_by: Some("eve".into()), rest: [("a".to_owned(), "b".to_owned())].into() };
    stored_as(
        &MapInside { id: "1".into(), open, audit: audit(), other: Depth { depth: 3 } },
        [
            ("pk", s("id#1#mapinside")),
            ("id", s("1")),
            ("opened_by", s("eve")),
            ("a", s("b")),
            ("created_by", s("ada")),
            ("changed_by", s("bob")),
            ("depth", n("3")),
        ],
    );
}

#[test]
fn so_does_a_map_in_a_variant() {
    let change = Change::Made { rest: [("a".to_owned(), "b".to_owned())].into(), audit: audit() };
    let stored = dynamo::to_attribute_value(&change).unwrap();
    assert_eq!(dynamo::from_attribute_value_ref::<Change>(&stored).unwrap(), change);
    assert_eq!(dynamo::from_attribute_value::<Change>(stored).unwrap(), change);
}
