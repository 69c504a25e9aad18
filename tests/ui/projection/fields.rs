use dynamo::{Item, Projection};

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
    name: String,
    level: u8,
}

#[derive(Projection)]
#[dynamo(item = User)]
struct WrongType {
    name: u64,
    level: u8,
}

#[derive(Projection)]
#[dynamo(item = User)]
struct Unknown {
    names: String,
}

fn main() {}
