use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "t", pk = "USER#{id", sk = "PROFILE}")]
struct Unclosed {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "t", pk = "USER#{idd}")]
struct UnknownField {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "t", pk = "USER#{tenant}{id}")]
struct SideBySide {
    tenant: String,
    id: String,
}

#[derive(Item)]
#[dynamo(table = "t", pk = "", sk = "A#{}")]
struct Empty {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "t", pk = "USER")]
struct Constant {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "t", pk = "USER#{id:10}", sk = "{id:0x}")]
struct Padding {
    id: u32,
}

fn main() {
    let _ = UnknownField::key("1");
    let _ = SideBySide::key("acme", "1");
}
