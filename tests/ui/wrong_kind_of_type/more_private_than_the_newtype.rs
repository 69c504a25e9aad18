use dynamo::Attribute;

#[derive(Attribute)]
struct Inner(String);

#[derive(Attribute)]
pub struct Outer(Inner);

fn main() {}
