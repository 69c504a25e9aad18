//! Without a sort key there is nothing to compare.

use dynamo::{Item, Table};

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
}

fn misuse(users: &Table<User>) {
    let _ = users.query("1").begins_with("a");
}

fn main() {}
