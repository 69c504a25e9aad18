//! The first ten minutes: define an item, create its table, then put, get, update and delete.
//!
//! ```text
//! cargo run --example quickstart
//! ```
//!
//! It runs on an embedded database in memory; set `DYNAMODB_ENDPOINT` to run it on DynamoDB Local.

use dynamo::Item;
use dynamo_examples::connect;

// 1. The struct is the schema. Its partition key will be `id#user-123#user`, its sort key the e-mail address.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "users", partition_key(id), sort_key(email), new)]
struct User {
    id: String,
    email: String,
    name: Option<String>,
    #[dynamo(default = "user".to_owned())]
    role: String,
    #[dynamo(default = true)]
    active: bool,
    created_at: Option<String>,
}

#[tokio::main]
async fn main() -> dynamo::Result<()> {
    let users = connect().table::<User>();
    users.create_table().await?;

    // 2. Create and save a user. `new` takes what has no default.
    let user = User {
        name: Some("John Doe".to_owned()),
        created_at: Some("2026-01-15T10:30:00Z".to_owned()),
        ..User::new("user-123".to_owned(), "john@example.com".to_owned())
    };
    users.put(&user).await?;
    println!("saved      {user:?}");

    // 3. Retrieve it by its key. What is not there is `None`, not an error.
    let found = users.get(User::key("user-123", "john@example.com")).consistent().await?;
    assert_eq!(found.as_ref(), Some(&user));
    println!("retrieved  {:?}", found.and_then(|user| user.name));
    let nobody = users.get(User::key("user-456", "nobody@example.com")).await?;
    println!("and nobody {nobody:?}");

    // 4. Update some attributes: typed by the fields, checked by the compiler.
    let updated = users
        .update(User::key("user-123", "john@example.com"))
        .set(|user| user.name, "John Smith")
        .set(|user| user.role, "admin")
        .when(|user| user.active.eq(true))
        .return_new()
        .await?;
    println!("updated    {:?}, {}", updated.name, updated.role);

    // 5. A request is a value: look at it before it is sent.
    let rename = users.update(User::key("user-123", "john@example.com")).set(|user| user.name, "J. Smith");
    print!("\n{}\n", rename.explain()?);

    // 6. Delete it. `must_exist` makes a missing item an error.
    users.delete(User::key("user-123", "john@example.com")).must_exist().await?;
    let gone = users.delete(User::key("user-123", "john@example.com")).must_exist().await;
    println!("deleted; once more: {}", gone.expect_err("it is gone").kind());

    users.delete_table().await
}
