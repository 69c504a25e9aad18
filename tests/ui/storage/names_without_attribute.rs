use dynamo::Attribute;

#[derive(Attribute)]
struct Audit {
    by: String,
}

#[derive(Attribute)]
struct Page {
    #[dynamo(flatten, rename = "who", default)]
    audit: Audit,
    #[dynamo(skip, rename = "c", alias = "cache", null)]
    cached: bool,
}

fn main() {}
