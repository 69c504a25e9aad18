use dynamo::Item;

use super::text;

macro_rules! setting {
    ($test:ident, $expected:literal, $($option:tt)*) => {
        #[test]
        fn $test() {
            #[derive(Item)]
            #[dynamo(table = "t", partition_key(tenant, id), sort_key(day, part), $($option)*)]
            struct Order {
                tenant: String,
                id: u8,
                day: String,
                part: u8,
            }
            assert_eq!(text(Order::key("acme", 1, "monday", 2)), $expected);
        }
    };
}

setting!(the_default, "tenant#acme#id#1#order / monday#2",);
setting!(key_separator, "tenant::acme::id::1::order / monday::2", key_separator = "::");
setting!(suffix_partition_key, "tenant#acme#id#1 / monday#2", suffix_partition_key = false);
setting!(prefix_partition_key, "acme#1#order / monday#2", prefix_partition_key = false);
setting!(prefix_sort_key, "tenant#acme#id#1#order / day#monday#part#2", prefix_sort_key = true);
setting!(
    no_names,
    "acme|1 / monday|2",
    prefix_partition_key = false,
    suffix_partition_key = false,
    key_separator = "|"
);

#[derive(Item)]
#[dynamo(table = "t", partition_key(id), sort_key(part), partition_key_name = "PK", sort_key_name = "range")]
struct Named {
    id: String,
    part: u8,
}

#[test]
fn key_attributes_have_names() {
    let key = Named::key("1", 2).resolve().unwrap();
    assert_eq!((key.partition_name(), key.sort_name()), ("PK", Some("range")));
    let item = dynamo::to_item(&Named { id: "1".into(), part: 2 }).unwrap();
    assert!(item.contains_key("PK") && item.contains_key("range") && !item.contains_key("pk"));
    assert_eq!(Named::config().sort_key_name, "range");
}

#[derive(Item)]
#[dynamo(table = "t", partition_key(id), table_has_sort_key = false)]
struct Single {
    id: String,
}

#[test]
fn a_table_without_sort_key() {
    assert!(!Single::config().table_has_sort_key);
    assert_eq!(text(Single::key("1")), "id#1#single");
}
