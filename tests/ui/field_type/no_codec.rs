use dynamo::Item;

struct Theme {
    dark: bool,
}

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
    theme: Theme,
}

fn main() {}
