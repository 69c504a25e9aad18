use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "t", partition_key(active), sort_key(tags), keys = "native")]
struct User {
    active: bool,
    tags: Vec<String>,
}

fn main() {}
