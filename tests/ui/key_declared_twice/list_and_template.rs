use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "users", partition_key(id), pk = "USER#{id}")]
struct User {
    id: String,
}

fn main() {
    let _ = User::key("1");
}
