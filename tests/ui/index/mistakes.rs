use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "orders", partition_key(id), sort_key(part))]
#[dynamo(gsi(partition_key(status)))]
#[dynamo(gsi(name = "x", partition_key(status)))]
#[dynamo(gsi(name = "NoKey"))]
#[dynamo(gsi(name = "Unknown", partition_key(stat), sort_key(total), projection = include(notes, note, part, tmp)))]
#[dynamo(gsi(name = "Both", partition_key(status), pk = "S#{status}", pk_name = "gsi1pk"))]
#[dynamo(gsi(name = "NoName", pk = "S#{status}", sk = "{totall}"))]
#[dynamo(gsi(name = "NoTemplate", partition_key(status), sk_name = "gsi1sk"))]
#[dynamo(gsi(name = "FiveKeys", partition_key(a, b, c, d, status)))]
#[dynamo(gsi(name = "Twice", partition_key(a, a), sort_key(a)))]
#[dynamo(gsi(name = "Shared", pk = "{a}", pk_name = "shared"))]
#[dynamo(gsi(name = "SharedToo", pk = "{b}", pk_name = "shared"))]
#[dynamo(gsi(name = "Taken", pk = "{a}", pk_name = "status"))]
#[dynamo(gsi(name = "same-name", partition_key(a)))]
#[dynamo(gsi(name = "same_name", partition_key(b)))]
#[dynamo(gsi(name = "same-name", partition_key(c)))]
#[dynamo(gsi(name = "schema", partition_key(c)))]
#[dynamo(gsi(name = "Inverted", inverted, partition_key(a)))]
#[dynamo(gsi(name = "Projections", partition_key(a), projection = "key_only"))]
#[dynamo(gsi(name = "Projections2", partition_key(a), projection = "some"))]
#[dynamo(gsi(name = "Projections3", partition_key(a), projection = keys_only))]
#[dynamo(gsi(name = "Options", partition_key(a), sortkey(b), projection))]
#[dynamo(gsi(name = "Json", partition_key(json)))]
#[dynamo(gsi)]
#[dynamo(lsi(name = "Local", partition_key(a), sort_key(b)))]
#[dynamo(lsi(name = "Local2"))]
#[dynamo(lsi(name = "Local3", sort_key(a, b)))]
struct Order {
    id: String,
    part: u32,
    status: String,
    total: u64,
    note: String,
    a: String,
    b: String,
    c: String,
    d: String,
    #[dynamo(json)]
    json: Vec<String>,
    #[dynamo(skip)]
    tmp: u8,
}

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
#[dynamo(lsi(name = "Local", sort_key(name)))]
#[dynamo(gsi(name = "Inverted", inverted))]
struct User {
    id: String,
    name: String,
}

fn main() {
    let _ = Order::key("1", 2);
}
