use dynamo::Item;

use super::{s, stored_as};

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "shop", pk = "U#{id}", entity = "customer", type_attribute = "_type")]
struct User {
    id: String,
}

#[test]
fn the_entity_is_stored_and_checked() {
    let user = User { id: "1".into() };
    stored_as(&user, [("pk", s("U#1")), ("_type", s("customer")), ("id", s("1"))]);
    let mut item = dynamo::to_item(&user).unwrap();
    item.insert("_type".into(), s("order"));
    assert_eq!(dynamo::from_item::<User>(item).unwrap_err().path(), "_type");
}
