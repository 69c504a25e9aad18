use dynamo::{Attribute, Item};

#[derive(Item)]
#[dynamo(table = 5, partition_key(id), suffix_partition_key = "no", key_separator = '#', new = true)]
#[dynamo(rename_all = "CamelCase", entity)]
struct User {
    id: String,
}

#[derive(Item)]
#[dynamo(table, partition_key(id), crate = dynamo, prefix_sort_key)]
struct Other {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "users" partition_key(id))]
struct NoComma {
    id: String,
}

#[derive(Item)]
#[dynamo]
struct Bare {
    id: String,
}

#[derive(Attribute)]
#[dynamo(crate = "not a path")]
struct NoPath {
    id: String,
}

fn main() {
    let _ = User::key("1");
}
