use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
    #[dynamo(rename = name, alias = 3)]
    name: String,
    #[dynamo(skip = true)]
    cached: bool,
    #[dynamo(with = "module")]
    at: u64,
    #[dynamo(default())]
    count: u32,
    #[dynamo(sort_key(part))]
    part: u32,
    #[dynamo(alias)]
    other: u32,
}

fn main() {}
