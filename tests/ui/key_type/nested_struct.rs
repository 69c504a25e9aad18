use dynamo::{Attribute, Item};

#[derive(Attribute)]
struct Name {
    first: String,
}

#[derive(Item)]
#[dynamo(table = "t", partition_key(name))]
struct User {
    name: Name,
}

fn main() {}
