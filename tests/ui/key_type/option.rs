use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "t", partition_key(id))]
struct User {
    id: Option<String>,
}

fn main() {}
