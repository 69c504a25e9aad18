use dynamo::{Item, Projection};

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
}

#[derive(Projection)]
struct NoItem {
    id: String,
}

#[derive(Projection)]
#[dynamo(items = User)]
struct Misspelt {
    id: String,
}

#[derive(Projection)]
#[dynamo(item = User)]
struct Options {
    #[dynamo(rename = "x")]
    id: String,
}

#[derive(Projection)]
#[dynamo(item = User)]
struct Tuple(String);

#[derive(Projection)]
#[dynamo(item = User)]
struct Empty {}

#[derive(Projection)]
#[dynamo(item = User)]
enum Either {
    Id(String),
}

#[derive(Projection)]
#[dynamo(item)]
struct NoType {
    id: String,
}

fn main() {}
