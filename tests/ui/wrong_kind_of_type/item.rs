use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "t", partition_key(id))]
enum Enum {
    A,
}

#[derive(Item)]
#[dynamo(table = "t", partition_key(id))]
struct Tuple(String, u32);

#[derive(Item)]
#[dynamo(table = "t", partition_key(id))]
struct Unit;

#[derive(Item)]
#[dynamo(table = "t", partition_key(id))]
union Union {
    id: u32,
}

#[derive(Item)]
#[dynamo(table = "t", partition_key(id))]
struct Borrowed<'a> {
    id: &'a str,
}

fn main() {
    let _ = dynamo::to_item(&Enum::A);
    let _ = Borrowed::key("1");
}
