use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "users", partition_key(id), sort_key(part))]
struct User {
    #[dynamo(partition_key)]
    id: String,
    part: u32,
    #[dynamo(sort_key)]
    other: u32,
}

fn main() {
    let _ = User::key("1", 2, 3);
}
