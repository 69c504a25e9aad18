use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "users", partition_key(id, id))]
struct User {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "users", partition_key(id), sort_key(part, id))]
struct Both {
    id: String,
    part: u32,
}

#[derive(Item)]
#[dynamo(table = "users")]
struct Marked {
    #[dynamo(partition_key, sort_key)]
    id: String,
}

fn main() {}
