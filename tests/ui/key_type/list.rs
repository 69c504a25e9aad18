use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "t", partition_key(id), sort_key(tags))]
struct User {
    id: String,
    tags: Vec<String>,
}

fn main() {}
