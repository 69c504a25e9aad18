//! What a flattened map holds is read as that map again, never as a field beside it.

use std::collections::{BTreeMap, HashMap};

use dynamo::{Attribute, ErrorKind, Item, from_attribute_value, from_item, to_attribute_value, to_item};

use crate::backend::faulty_table;

#[derive(Attribute, Debug, Clone, Default, PartialEq)]
struct Audit {
    #[dynamo(alias = "author")]
    created_by: Option<String>,
}

#[derive(Item, Debug, Clone, Default, PartialEq)]
#[dynamo(table = "members", partition_key(id))]
struct Member {
    id: String,
    role: Option<String>,
    #[dynamo(alias = "nick", default)]
    name: String,
    #[dynamo(flatten)]
    audit: Audit,
    #[dynamo(flatten)]
    rest: BTreeMap<String, String>,
}

fn member(name: &str) -> Member {
    let rest = [(name.to_owned(), "admin".to_owned())].into();
    Member { id: "1".into(), rest, ..Member::default() }
}

#[tokio::test]
async fn a_flattened_map_sets_no_field() {
    let (members, faults) = faulty_table::<Member>().await;
    let before = faults.request_count();
    // Absent fields, old names, and those of a flattened struct: each would come back as the field.
    for name in ["role", "nick", "created_by", "author", "id", "name"] {
        let error = members.put(&member(name)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode);
        assert!(error.to_string().contains(&format!("`{name}`")), "{error}");
        assert!(to_item(&member(name)).is_err());
        assert!(members.batch_put(&[member(name)]).await.is_err());
    }
    assert_eq!(faults.request_count(), before);
    members.put(&member("roles")).await.unwrap();
    assert_eq!(members.get(Member::key("1")).await.unwrap(), Some(member("roles")));
}

#[derive(Attribute, Debug, PartialEq)]
struct Open {
    color: Option<String>,
    #[dynamo(flatten)]
    rest: HashMap<String, String>,
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "things", partition_key(id))]
struct Outer {
    id: String,
    size: Option<String>,
    #[dynamo(flatten)]
    open: Open,
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "things", partition_key(id))]
struct Nested {
    id: String,
    open: Open,
    many: Vec<Open>,
}

#[test]
fn maps_in_flattened_and_nested_structs_set_none_either() {
    let open = |name: &str| Open { color: None, rest: [(name.to_owned(), "red".to_owned())].into() };
    for name in ["size", "color"] {
        assert!(to_item(&Outer { id: "1".into(), size: None, open: open(name) }).is_err());
    }
    let nested = |first: &str, second: &str| Nested { id: "1".into(), open: open(first), many: vec![open(second)] };
    assert!(to_item(&nested("color", "size")).is_err());
    let error = to_item(&nested("size", "color")).unwrap_err();
    assert!(error.to_string().contains("many[0].color"), "{error}");
    let fine = to_item(&nested("size", "id")).unwrap();
    assert_eq!(from_item::<Nested>(fine).unwrap(), nested("size", "id"));
}

#[derive(Attribute, Debug, PartialEq)]
enum Change {
    Made {
        #[dynamo(alias = "part")]
        role: Option<String>,
        #[dynamo(flatten)]
        audit: Audit,
        #[dynamo(flatten)]
        rest: BTreeMap<String, String>,
    },
    Undone {
        #[dynamo(flatten)]
        open: Open,
    },
}

#[derive(Attribute, Debug, PartialEq)]
enum Either<T> {
    Left {
        role: Option<String>,
        #[dynamo(flatten)]
        rest: T,
    },
}

#[test]
fn maps_in_variants_set_no_field() {
    let rest = |name: &str| BTreeMap::from([(name.to_owned(), "admin".to_owned())]);
    let made = |name: &str| Change::Made { role: None, audit: Audit::default(), rest: rest(name) };
    for name in ["role", "part", "created_by", "author"] {
        let error = to_attribute_value(&made(name)).unwrap_err();
        assert!(error.to_string().contains(&format!("Made.{name}")), "{error}");
        assert!(!error.to_string().contains("admin"), "{error}");
    }
    let open = Open { color: None, rest: [("color".to_owned(), "red".to_owned())].into() };
    assert!(to_attribute_value(&Change::Undone { open }).is_err());
    let left = |name: &str| Either::Left { role: None, rest: rest(name) };
    assert!(to_attribute_value(&left("role")).is_err());
    assert_eq!(from_attribute_value::<Change>(to_attribute_value(&made("roles")).unwrap()).unwrap(), made("roles"));
    assert_eq!(from_attribute_value::<Either<_>>(to_attribute_value(&left("part")).unwrap()).unwrap(), left("part"));
}
