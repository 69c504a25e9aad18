use dynamo::{Attribute, Item};

struct Theme;

#[derive(Item)]
#[dynamo(table = "users")]
struct User {
    #[dynamo(partition_kye)]
    id: String,
    #[dynamo(srede)]
    theme: Theme,
    #[dynamo(colour = "red", serde::json, ::json)]
    name: String,
}

#[derive(Attribute)]
struct Address {
    #[dynamo(defualt = 3, sort_key)]
    zip: u32,
}

fn main() {
    let _ = User::FIELDS.name.eq("Ada");
}
