use dynamo::{Item, Projection, Table};

#[derive(Item)]
#[dynamo(table = "orders", partition_key(id), sort_key(part))]
struct Order {
    id: String,
    part: String,
    total: u64,
}

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
}

#[derive(Projection)]
#[dynamo(item = User)]
struct Slim {
    id: String,
}

fn misuse(orders: &Table<Order>, users: &Table<User>) {
    // A field of another item.
    let _ = orders.query("1").select(|_| User::FIELDS.id);
    // No field at all.
    let _ = orders.query("1").select(|_| "total");
    // A projection of another item, and none.
    let _ = orders.query("1").project::<Slim>();
    let _ = orders.query("1").project::<String>();
    // The type of what comes.
    let _: Option<dynamo::Query<Order, _, dynamo::Selected<(String,)>>> = Some(orders.query("1").select(|o| (o.total,)));
}

fn main() {}
