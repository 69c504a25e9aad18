use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
    #[dynamo(flatten)]
    name: String,
}

fn main() {}
