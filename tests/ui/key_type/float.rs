use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "t", pk = "USER#{id}#{weight}")]
struct User {
    id: String,
    weight: f64,
}

fn main() {}
