use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "users", partition_key(tenant_id), sort_key(usr_id, colour))]
struct User {
    tenant_id: String,
    user_id: String,
}

fn main() {
    let _ = User::key("acme", "1", "red");
    let _ = User::partition("acme");
}
