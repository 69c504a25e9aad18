use dynamo::{Item, Returning};

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: u32,
}

fn writes<R: Returning<User>>() {}

fn main() {
    writes::<Option<User>>();
}
