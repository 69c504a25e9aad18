use dynamo::Attribute;

mod seconds {
    pub fn encode(value: &u64) -> String {
        value.to_string()
    }
}

#[derive(Attribute)]
struct Event {
    #[dynamo(with = seconds)]
    at: u64,
    #[dynamo(with = minutes)]
    until: u64,
}

fn main() {}
