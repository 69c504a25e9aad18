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

#[derive(Item)]
#[dynamo(table = "t", partition_key(id), partition_key_name = "PK", type_attribute = "_type")]
struct Aliases {
    id: String,
    #[dynamo(alias = "PK", alias = "sort", alias = "_type")]
    kind: Option<String>,
}

#[derive(Item)]
#[dynamo(table = "t", partition_key(id), sort_key(at), keys = "native")]
struct NativeAliases {
    #[dynamo(alias = "user_id")]
    id: String,
    at: u64,
    #[dynamo(alias = "place")]
    town: String,
}

fn main() {}
