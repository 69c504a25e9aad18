use dynamo::{Attribute, Item};

#[derive(Item)]
#[dynamo(table = "users", table = "people", partition_key(id), partition_key(name))]
#[dynamo(entity = "user")]
#[dynamo(entity = "person")]
struct User {
    id: String,
    #[dynamo(rename = "n", rename = "m", default, default = String::new())]
    name: String,
}

#[derive(Attribute)]
enum Status {
    #[dynamo(rename = "o", rename = "p")]
    Open,
}

fn main() {}
