use dynamo::{Answers, Item};

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: u32,
}

fn reads<W: Answers<User>>() {}

fn main() {
    reads::<Vec<User>>();
}
