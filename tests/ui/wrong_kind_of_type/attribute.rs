use dynamo::Attribute;

#[derive(Attribute)]
enum Empty {}

#[derive(Attribute)]
struct Tuple(String, u32);

#[derive(Attribute)]
struct Unit;

#[derive(Attribute)]
union Union {
    id: u32,
}

#[derive(Attribute)]
#[dynamo(rename_all = "camelCase", new)]
struct Newtype(#[dynamo(rename = "x")] String);

#[derive(Attribute)]
#[dynamo(new)]
enum New {
    A,
}

#[derive(Attribute)]
enum Wide {
    A(u8, u8, u8, u8, u8, u8, u8, u8, u8),
    B(#[dynamo(rename = "x")] u8),
    C(u8, #[dynamo(json)] Vec<u8>, #[dynamo(nonsense)] u8),
}

fn main() {
    let _ = dynamo::to_attribute_value(&Unit);
    let _ = dynamo::to_attribute_value(&Wide::B(1));
}
