use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "my users", partition_key(id))]
struct User {
    id: String,
}

fn main() {}
