use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "t", pk = "USER#{name:010}", sk = "{balance:05}")]
struct User {
    name: String,
    balance: i64,
}

fn main() {
    let _ = User::key("1", 2);
}
