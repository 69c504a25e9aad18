use std::collections::{BTreeMap, HashMap};

use dynamo::{Attribute, Item};

#[derive(Attribute)]
struct Open {
    #[dynamo(flatten)]
    rest: BTreeMap<String, String>,
}

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct Struct {
    id: String,
    #[dynamo(flatten)]
    open: Open,
    #[dynamo(flatten)]
    rest: HashMap<String, String>,
}

#[derive(Attribute)]
enum Variant {
    Of {
        #[dynamo(flatten)]
        first: HashMap<String, String>,
        #[dynamo(flatten)]
        second: HashMap<String, u8>,
    },
}

fn main() {}
