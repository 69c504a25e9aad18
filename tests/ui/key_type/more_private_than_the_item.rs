use dynamo::{Attribute, Item};

#[derive(Attribute)]
struct Id(String);

#[derive(Item)]
#[dynamo(table = "t", partition_key(id))]
pub struct User {
    id: Id,
}

fn main() {}
