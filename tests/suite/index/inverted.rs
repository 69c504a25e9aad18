//! The inverted index: the table's own keys, swapped.

use dynamo::{ErrorKind, Item, Table};

use crate::backend::table;

/// Members of groups, found from both sides.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "members", partition_key(group), sort_key(user), gsi(name = "inverted", inverted))]
struct Named {
    group: String,
    user: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "members", pk = "GROUP#{group}", sk = "USER#{user}", gsi(name = "inverted", inverted))]
struct Templated {
    group: String,
    user: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "members", partition_key(group), sort_key(user), keys = "native", gsi(name = "inverted", inverted))]
struct Native {
    group: String,
    user: u64,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "members", partition_key(group), sort_key(user), keys = "native", gsi(name = "inverted", inverted))]
struct Binary {
    group: Vec<u8>,
    user: u64,
}

/// The same, in the templates' own words.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "members", pk = "GROUP#{group}", sk = "USER#{user}")]
#[dynamo(gsi(name = "inverted", pk = "USER#{user}", sk = "GROUP#{group}", pk_name = "sk", sk_name = "pk"))]
struct Spelled {
    group: String,
    user: String,
}

macro_rules! from_both_sides {
    ($($test:ident: $item:ident, $index:ident, $user:expr, $other:expr;)*) => {$(
        #[tokio::test]
        async fn $test() {
            let members: Table<$item> = table().await;
            for group in ["a", "ab", "b"] {
                members.put(&$item { group: group.into(), user: $user }).await.unwrap();
                members.put(&$item { group: group.into(), user: $other }).await.unwrap();
            }
            let groups = |found: Vec<$item>| found.into_iter().map(|member| member.group).collect::<Vec<_>>();
            let index = members.index($item::$index);
            assert_eq!(groups(index.query($user).collect().await.unwrap()), ["a", "ab", "b"]);
            assert_eq!(groups(index.query($user).eq("a").collect().await.unwrap()), ["a"]);
            assert_eq!(groups(index.query($user).begins_with("a").collect().await.unwrap()), ["a", "ab"]);
            assert_eq!(groups(index.query($user).gt("a").collect().await.unwrap()), ["ab", "b"]);
            assert_eq!(groups(index.query($user).le("ab").descending().collect().await.unwrap()), ["ab", "a"]);
            assert_eq!(members.query("ab").collect().await.unwrap().len(), 2);
            let first = index.query($user).limit(2).page().await.unwrap();
            let second = index.query($user).limit(2).after(first.cursor.unwrap()).page().await.unwrap();
            assert_eq!(groups(second.items), ["b"]);
        }
    )*};
}

from_both_sides! {
    named_components: Named, INVERTED, "u1".to_owned(), "u2".to_owned();
    templates: Templated, INVERTED, "u1".to_owned(), "u2".to_owned();
    native_keys: Native, INVERTED, 1, 2;
    spelled_out: Spelled, INVERTED, "u1".to_owned(), "u2".to_owned();
}

#[test]
fn a_partition_key_may_be_too_long_to_be_a_sort_key() {
    let long = Named { group: "g".repeat(1100), user: "u".into() };
    let binary = |length| Binary { group: vec![7; length], user: 1 };
    let table = dynamo::Dynamo::embedded().table::<Named>();
    let upsert = table.upsert(Named::key("g".repeat(1100), "u")).into_input().unwrap_err();
    for error in [dynamo::to_item(&long).unwrap_err(), dynamo::to_item(&binary(1025)).unwrap_err(), upsert] {
        assert_eq!(error.kind(), ErrorKind::InvalidKey);
        let error = error.to_string();
        assert!(error.contains("inverted") && error.contains("1024") && error.contains("`group`"), "{error}");
    }
    dynamo::to_item(&binary(1024)).unwrap();
}
