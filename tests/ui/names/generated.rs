use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "t", partition_key(id), sort_key(part), partition_key_name = "id", sort_key_name = "")]
#[dynamo(type_attribute = "kind", table_has_sort_key = false)]
struct User {
    id: String,
    part: u32,
    kind: String,
}

#[derive(Item)]
#[dynamo(table = "t", partition_key(id), partition_key_name = "k", sort_key_name = "k", type_attribute = "k")]
#[dynamo(entity = "", key_separator = "")]
struct Same {
    id: String,
}

fn main() {}
