use dynamo::Item;

#[derive(Item)]
#[dynamo(table = "t", partition_key(id), keys = "nativ")]
struct Misspelt {
    id: String,
}

#[derive(Item)]
#[dynamo(table = "t", partition_key(tenant, id), keys = "native")]
struct TwoFields {
    tenant: String,
    id: String,
}

#[derive(Item)]
#[dynamo(table = "t", pk = "USER#{id}", sort_key(part), keys = "native")]
struct Template {
    id: String,
    part: u32,
}

#[derive(Item)]
#[dynamo(table = "t", partition_key(id), keys = "native", key_separator = "_", suffix_partition_key = false)]
#[dynamo(partition_key_name = "id")]
struct Layout {
    id: String,
}

fn main() {
    let _ = Layout::key("1");
}
