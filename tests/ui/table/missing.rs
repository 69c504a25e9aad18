use dynamo::Item;

#[derive(Item)]
#[dynamo(partition_key(id))]
struct User {
    id: String,
}

fn main() {
    let _ = User::key("1");
    let _ = User::FIELDS.id.eq("1");
}
