use dynamo::{Attribute, Item};

#[derive(Attribute)]
struct Audit {
    #[dynamo(alias = "author")]
    created_by: String,
}

#[derive(Attribute)]
struct Book {
    title: String,
    author: String,
}

#[derive(Item)]
#[dynamo(table = "notes", partition_key(id))]
struct Note {
    id: String,
    title: Option<String>,
    #[dynamo(flatten)]
    book: Book,
    #[dynamo(flatten)]
    audit: Audit,
}

#[derive(Attribute)]
enum Entry {
    Written {
        title: Option<String>,
        #[dynamo(flatten)]
        book: Book,
        #[dynamo(flatten)]
        audit: Audit,
    },
}

fn main() {}
