use dynamo::{Dynamo, Item};

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: u32,
}

async fn users(db: &Dynamo) -> dynamo::Result<()> {
    let users = db.table::<User>();
    db.transact_get([users.get(User::key(1)), users.get(User::key(2))]).await?;
    Ok(())
}

fn main() {}
