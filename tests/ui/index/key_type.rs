use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "orders", partition_key(id))]
#[dynamo(gsi(name = "ByTags", partition_key(tags)))]
#[dynamo(gsi(name = "ByPrice", partition_key(price)))]
#[dynamo(gsi(name = "ByFlag", partition_key(flag)))]
#[dynamo(gsi(name = "ByHash", pk = "HASH#{hash}", pk_name = "gsi1pk"))]
#[dynamo(gsi(name = "ByName", pk = "NAME#{name:05}", pk_name = "gsi2pk"))]
struct Order {
    id: String,
    tags: Vec<String>,
    price: f64,
    flag: Option<bool>,
    hash: Option<Vec<u8>>,
    name: String,
}

fn main() {}
