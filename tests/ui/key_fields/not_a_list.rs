use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "users", partition_key = "id")]
struct Equals {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "users", partition_key("id"))]
struct Quoted {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "users", partition_key())]
struct Empty {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "users", partition_key)]
struct Bare {
    id: String,
}

fn main() {}
