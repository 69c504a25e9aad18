//! The levels of the configuration below and above a task: defaults, scopes that nest, the schema; tasks side by side.

use dynamo::{Config, Item, Settings, sdk::types::AttributeValue};

use crate::backend::{database, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "plain", partition_key(id))]
struct Plain {
    id: String,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "fixed", partition_key(id), sort_key(at))]
#[dynamo(key_separator = "_", partition_key_name = "hash", type_attribute = "_type", entity = "thing")]
struct Fixed {
    id: String,
    at: String,
}

fn separator(separator: &'static str) -> Config {
    Config { key_separator: Some(separator.into()), ..Config::new() }
}

fn plain_key() -> String {
    Plain::key("1").resolve().unwrap().to_string()
}

#[test]
fn without_any_configuration_there_are_the_defaults() {
    assert_eq!(Plain::config(), Settings::default());
    assert_eq!(Settings::current(), Settings::default());
}

#[test]
fn scopes_nest_and_restore() {
    let outer = Config { suffix_partition_key: Some(false), ..separator("|") };
    outer.sync_scope(|| {
        assert_eq!(plain_key(), "id|1");
        let inner = Config { prefix_partition_key: Some(false), suffix_partition_key: Some(true), ..Config::new() };
        inner.sync_scope(|| assert_eq!(plain_key(), "1|plain"));
        separator("-").sync_scope(|| assert_eq!(plain_key(), "id-1"));
        assert_eq!(plain_key(), "id|1");
    });
    assert_eq!(plain_key(), "id#1#plain");
}

#[test]
fn a_scope_ends_with_a_panic() {
    let result = std::panic::catch_unwind(|| separator("|").sync_scope(|| panic!("inside")));
    assert!(result.is_err());
    assert_eq!(plain_key(), "id#1#plain");
}

#[test]
fn the_schema_is_above_all_scopes() {
    let config = Config {
        partition_key_name: Some("p".into()),
        sort_key_name: Some("s".into()),
        type_attribute: Some("t".into()),
        prefix_sort_key: Some(true),
        ..separator("|")
    };
    config.sync_scope(|| {
        let settings = Fixed::config();
        assert_eq!((settings.partition_key_name.as_ref(), settings.sort_key_name.as_ref()), ("hash", "s"));
        assert_eq!((settings.key_separator.as_ref(), settings.type_attribute.as_deref()), ("_", Some("_type")));
        let item = dynamo::to_item(&Fixed { id: "1".into(), at: "2".into() }).unwrap();
        let text = |text: &str| AttributeValue::S(text.into());
        assert_eq!((&item["hash"], &item["s"], &item["_type"]), (&text("id_1_thing"), &text("at_2"), &text("thing")));
        assert_eq!(item.len(), 5);
    });
}

#[tokio::test]
async fn an_operation_is_built_where_it_is_awaited() {
    let plains = database().table::<Plain>();
    let get = plains.get(Plain::key("1"));
    let input = separator("|").scope(async { get.into_input() }).await.unwrap();
    assert_eq!(input.key().unwrap()["pk"].as_s().unwrap(), "id|1|plain");
}

#[tokio::test]
async fn a_prefix_is_put_before_every_table_name() {
    let config = |prefix: &'static str| Config { table_prefix: Some(prefix.into()), ..Config::new() };
    let plains = dynamo::Dynamo::embedded().table::<Plain>();
    assert_eq!(plains.name().unwrap(), "plain");
    config("acme-").sync_scope(|| {
        assert_eq!(plains.name().unwrap(), "acme-plain");
        assert_eq!(plains.get(Plain::key("1")).into_input().unwrap().table_name(), Some("acme-plain"));
        assert_eq!(plains.clone().named("other").name().unwrap(), "other");
    });
    let prefixed = dynamo::Dynamo::embedded().table_prefix("db-").table::<Plain>();
    assert_eq!(config("acme-").sync_scope(|| prefixed.name()).unwrap(), "db-plain");
    let error = config("not a name ").sync_scope(|| plains.get(Plain::key("1")).into_input()).unwrap_err();
    assert_eq!(error.kind(), dynamo::ErrorKind::Validation);
}

#[tokio::test]
async fn the_type_attribute_is_written_and_checked() {
    let database = database();
    let things = database.table::<Fixed>();
    things.create_table().await.unwrap();
    let thing = Fixed { id: "1".into(), at: "2".into() };
    things.put(&thing).await.unwrap();
    assert_eq!(things.get(thing.primary_key()).await.unwrap(), Some(thing.clone()));
    let mut stored = dynamo::to_item(&thing).unwrap();
    stored.insert("_type".into(), AttributeValue::S("other".into()));
    let request = things.put(&thing).into_builder().unwrap().set_item(Some(stored.clone()));
    request.send_with(database.client()).await.unwrap();
    let error = things.get(thing.primary_key()).await.unwrap_err();
    assert_eq!(error.kind(), dynamo::ErrorKind::Decode);
    assert!(error.to_string().contains("`_type`"), "{error}");
    stored.insert("_type".into(), AttributeValue::N("1".into()));
    assert_eq!(dynamo::from_item::<Fixed>(stored.clone()).unwrap_err().path(), "_type");
    stored.remove("_type");
    assert_eq!(dynamo::from_item::<Fixed>(stored).unwrap(), thing, "an item of another writer has no type");
}

#[test]
fn a_type_attribute_in_the_place_of_a_field_or_key_is_refused() {
    for name in ["id", "pk"] {
        let config = Config { type_attribute: Some(name.into()), ..Config::new() };
        let error = config.sync_scope(|| dynamo::to_item(&Plain { id: "1".into() })).unwrap_err();
        assert_eq!(error.kind(), dynamo::ErrorKind::Validation);
        assert!(error.to_string().contains(&format!("`{name}`")), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn tasks_side_by_side_have_their_own_configuration() {
    let plains = table::<Plain>().await;
    let tasks = (0..50).map(|number| {
        let plains = plains.clone();
        let config = Config {
            key_separator: Some(format!("<{number}>").into()),
            suffix_partition_key: Some(number % 2 == 0),
            ..Config::new()
        };
        tokio::spawn(config.scope(async move {
            let plain = Plain { id: number.to_string() };
            let suffix = if number % 2 == 0 { format!("<{number}>plain") } else { String::new() };
            let expected = format!("id<{number}>{number}{suffix}");
            for _ in 0..5 {
                plains.put(&plain).await.unwrap();
                tokio::task::yield_now().await;
                assert_eq!(plains.get(plain.primary_key()).consistent().await.unwrap().as_ref(), Some(&plain));
                assert_eq!(plain.primary_key().resolve().unwrap().to_string(), expected);
            }
            let spawned = tokio::spawn(async { plain_key() }).await.unwrap();
            assert_eq!(spawned, "id#1#plain", "a spawned task does not inherit the scope");
        }))
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(plains.get(Plain::key("1")).await.unwrap(), None, "written under another layout");
}
