use dynamo::{Attribute, Item};

#[derive(Item)]
#[dynamo(table_name = "users", partiton_key(id), colour = "red", rename_al = "camelCase")]
struct User {
    id: String,
}

#[derive(Attribute)]
#[dynamo(renameall = "camelCase", colour)]
struct Address {
    city: String,
}

fn main() {
    let _ = User::FIELDS.id.eq("1");
}
