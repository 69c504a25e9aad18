use dynamo::{Dynamo, Item};

#[derive(Item)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: u32,
}

async fn users(db: &Dynamo) -> dynamo::Result<()> {
    let users = db.table::<User>();
    db.batch_get(users.batch_get([User::key(1)])).await?;
    Ok(())
}

fn main() {}
