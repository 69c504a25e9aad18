use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "t", partition_key(id))]
struct User {
    id: Vec<u8>,
}

fn main() {}
