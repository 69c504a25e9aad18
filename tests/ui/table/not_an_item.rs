use dynamo::Table;

struct User {
    id: String,
}

fn misuse(users: &Table<User>) {
    let _ = users.delete_table();
}

fn main() {}
