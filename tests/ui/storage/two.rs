use dynamo::Attribute;

#[derive(Attribute)]
struct Theme {
    #[dynamo(serde, json)]
    colours: Vec<u8>,
    #[dynamo(skip, flatten, with = module)]
    other: u32,
}

fn main() {}
