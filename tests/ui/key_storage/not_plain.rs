use dynamo::{Attribute, Item};

#[derive(Attribute)]
struct Name {
    first: String,
}

#[derive(Item)]
#[dynamo(table = "t", partition_key(a, b, c), sort_key(d, e, f))]
struct User {
    #[dynamo(skip)]
    a: String,
    #[dynamo(flatten)]
    b: Name,
    #[dynamo(json)]
    c: String,
    #[dynamo(serde)]
    d: String,
    #[dynamo(with = module)]
    e: String,
    #[dynamo(null)]
    f: String,
}

fn main() {
    let _ = User::key("a", "b", "c", "d", "e", "f");
}
