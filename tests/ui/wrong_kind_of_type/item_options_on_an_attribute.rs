use dynamo::Attribute;

#[derive(Attribute)]
#[dynamo(table = "addresses", partition_key(city), new)]
struct Address {
    #[dynamo(partition_key)]
    city: String,
    #[dynamo(version)]
    version: u64,
}

fn main() {
    let _ = dynamo::to_attribute_value(&Address::new("Rome".into(), 1));
}
