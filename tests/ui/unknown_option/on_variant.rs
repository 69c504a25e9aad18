use dynamo::Attribute;

#[derive(Attribute)]
enum Status {
    #[dynamo(renam = "o")]
    Open,
    #[dynamo(skip)]
    Closed,
    Lost {
        #[dynamo(aliass = "where")]
        place: String,
    },
}

fn main() {
    let _ = dynamo::to_attribute_value(&Status::Open);
}
