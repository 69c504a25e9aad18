use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "users", pk = "USER#{id}", sk = "PROFILE")]
struct User {
    id: String,
    #[dynamo(sort_key)]
    part: u32,
}

fn main() {}
