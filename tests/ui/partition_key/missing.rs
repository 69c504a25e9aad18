use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "users")]
struct User {
    id: String,
    name: Option<String>,
}

fn main() {
    let _ = User::FIELDS.name.exists();
}
