use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "orders", partition_key(id), sort_key(at), keys = "native")]
#[dynamo(lsi(name = "ById", sort_key(id)))]
#[dynamo(gsi(name = "ByAt", partition_key(at), sort_key(id, at)))]
struct Native {
    id: String,
    at: u64,
}

#[derive(Item)]
#[dynamo(table = "orders", partition_key(id), sort_key(at), partition_key_name = "PK", sort_key_name = "SK")]
#[dynamo(gsi(name = "Both", pk = "ID#{id}", sk = "AT#{at}", pk_name = "PK", sk_name = "SK"))]
struct Text {
    id: String,
    at: u64,
}

fn main() {}
