//! The application's level of the configuration, in a process of its own because it is set once for all of it.

use dynamo::{Config, Item, Settings};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "things", partition_key(id), key_separator = "_")]
struct Thing {
    id: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_application_is_above_the_defaults_and_below_all_else() {
    assert_eq!(Settings::current(), Settings::default());
    let global = Config {
        key_separator: Some("-".into()),
        suffix_partition_key: Some(false),
        partition_key_name: Some("hash".into()),
        table_prefix: Some("app-".into()),
        ..Config::new()
    };
    global.clone().set_global().unwrap();
    let second = Config { key_separator: Some("+".into()), ..Config::new() };
    assert_eq!(second.set_global().unwrap_err().kind(), dynamo::ErrorKind::Validation, "once only");

    let user = || User::key("1").resolve().unwrap();
    assert_eq!((user().partition_name(), user().to_string().as_str()), ("hash", "id-1"));
    assert_eq!(Thing::key("1").resolve().unwrap().to_string(), "id_1", "the schema is above the application");
    let task = Config { key_separator: Some("|".into()), ..Config::new() };
    task.scope(async {
        assert_eq!(user().to_string(), "id|1", "the task is above the application, setting by setting");
        assert_eq!(User::config().table_prefix, "app-");
        let spawned = tokio::spawn(async { User::key("1").resolve().unwrap().to_string() });
        assert_eq!(spawned.await.unwrap(), "id-1", "the application's level is in every task");
    })
    .await;
    assert_eq!(user().to_string(), "id-1");

    let users = dynamo::Dynamo::embedded().table::<User>();
    assert_eq!(users.name().unwrap(), "app-users");
    users.create_table().await.unwrap();
    let ada = User { id: "ada".into() };
    users.create(&ada).await.unwrap();
    assert_eq!(users.get(ada.primary_key()).await.unwrap(), Some(ada));
}
