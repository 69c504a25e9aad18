use dynamo::Attribute;

struct Cache;

#[derive(Attribute)]
struct Settings {
    #[dynamo(skip)]
    cache: Cache,
    #[dynamo(default)]
    size: std::num::NonZeroU8,
    #[dynamo(default = "EUR")]
    currency: String,
}

fn main() {}
