use dynamo::Item;

use super::text;

#[derive(Item)]
#[dynamo(table = "shop", partition_key(id), entity = "purchase")]
struct Order {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "shop", partition_key(id))]
struct LineItem {
    id: String,
}

#[test]
fn the_entity_is_in_the_key() {
    assert_eq!(text(Order::key("1")), "id#1#purchase");
    assert_eq!(Order::SCHEMA.entity, "purchase");
}

#[test]
fn by_default_it_is_the_struct_in_lower_case() {
    assert_eq!(text(LineItem::key("1")), "id#1#lineitem");
}
