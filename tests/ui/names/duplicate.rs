use dynamo::{Attribute, Item};

#[derive(Item)]
#[dynamo(table = "t", partition_key(id), rename_all = "camelCase")]
struct User {
    id: String,
    full_name: String,
    #[dynamo(rename = "fullName")]
    name: String,
    #[dynamo(alias = "id")]
    old: String,
    #[dynamo(rename = "")]
    empty: String,
}

#[derive(Attribute)]
enum Status {
    Open,
    #[dynamo(rename = "Open")]
    Opened,
    #[dynamo(alias = "Open")]
    Reopened,
}

fn main() {
    let _ = User::key("1");
}
