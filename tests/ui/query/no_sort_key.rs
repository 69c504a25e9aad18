//! Without a sort key there is nothing to compare.

use dynamo::{Item, Table};

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
}

fn users() -> Table<User> {
    unimplemented!()
}

fn main() {
    let _ = users().query("1").begins_with("a");
}
