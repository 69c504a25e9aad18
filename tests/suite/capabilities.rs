//! Where the backends differ from the service: one list for each, and a test that fails when a listed gap closes.
//!
//! The suite asserts nothing that a gap would break: the library checks such things itself, before sending.

use std::collections::HashMap;

use dynamo::{
    Item,
    sdk::{
        Client,
        types::{
            AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
            Projection, ProjectionType, ScalarAttributeType,
        },
    },
};

use crate::backend::{database, endpoint};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// A list of more than 100 values after IN is accepted.
    LongInLists,
    /// An empty string in a key condition is accepted.
    EmptyKeyConditions,
    /// An index key of several attributes is refused.
    MultiAttributeIndexKeys,
    /// A local index does not fetch from the table what a projection names and the index lacks.
    LocalIndexFetches,
}

const ALL: [Gap; 4] = [Gap::LongInLists, Gap::EmptyKeyConditions, Gap::MultiAttributeIndexKeys, Gap::LocalIndexFetches];
const EMBEDDED: &[Gap] = &[Gap::LongInLists, Gap::EmptyKeyConditions, Gap::LocalIndexFetches];
const LOCAL_1_25: &[Gap] = &[Gap::MultiAttributeIndexKeys];
const LOCAL_3_3: &[Gap] = &[];

/// Whether a local index gives what it does not hold, where a projection names it.
pub(crate) fn local_indexes_fetch() -> bool {
    listed().is_none_or(|gaps| !gaps.contains(&Gap::LocalIndexFetches))
}

/// The gaps of the backend that the tests run on; none if its version is not known.
fn listed() -> Option<&'static [Gap]> {
    if endpoint().is_none() {
        return Some(EMBEDDED);
    }
    match std::env::var("DYNAMODB_LOCAL_VERSION").ok()?.as_str() {
        version if version.starts_with("1.25.") => Some(LOCAL_1_25),
        version if version.starts_with("3.3.") => Some(LOCAL_3_3),
        _ => None,
    }
}

#[tokio::test]
async fn the_listed_gaps_are_those_there_are() {
    let Some(listed) = listed() else { return };
    let client = database().client().clone();
    let table = format!("capabilities-{}", std::process::id());
    create(&client, &table, false).await.unwrap();
    for gap in ALL {
        let found = match gap {
            Gap::LongInLists => long_in_list(&client, &table).await,
            Gap::EmptyKeyConditions => empty_key_condition(&client, &table).await,
            Gap::LocalIndexFetches => !local_index_fetches().await,
            Gap::MultiAttributeIndexKeys => create(&client, &format!("{table}-multi"), true).await.is_err(),
        };
        assert_eq!(found, listed.contains(&gap), "{gap:?}: update the list, and what the tests make of it");
    }
}

async fn long_in_list(client: &Client, table: &str) -> bool {
    let values: HashMap<String, AttributeValue> =
        (0..101).map(|index| (format!(":v{index}"), AttributeValue::N(index.to_string()))).collect();
    let list: Vec<&str> = values.keys().map(String::as_str).collect();
    let filter = format!("a IN ({})", list.join(", "));
    let scan = client.scan().table_name(table).filter_expression(filter);
    scan.set_expression_attribute_values(Some(values.clone())).send().await.is_ok()
}

async fn empty_key_condition(client: &Client, table: &str) -> bool {
    let query = client.query().table_name(table).key_condition_expression("pk = :pk");
    query.expression_attribute_values(":pk", AttributeValue::S(String::new())).send().await.is_ok()
}

#[derive(Item)]
#[dynamo(table = "local", partition_key(id), sort_key(at), keys = "native")]
#[dynamo(lsi(name = "ByRank", sort_key(rank), projection = "keys_only"))]
struct Ranked {
    id: String,
    at: String,
    rank: u32,
    name: Option<String>,
}

async fn local_index_fetches() -> bool {
    let table = database().table::<Ranked>();
    table.create_table().await.unwrap();
    table.put(&Ranked { id: "1".into(), at: "2".into(), rank: 3, name: Some("n".into()) }).await.unwrap();
    let names = table.index(Ranked::BY_RANK).query("1").select(|ranked| ranked.name).collect().await.unwrap();
    names == [Some("n".to_owned())]
}

async fn create(client: &Client, table: &str, multi: bool) -> Result<(), String> {
    let definition = |name: &str| {
        AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S).build().unwrap()
    };
    let element =
        |name: &str, role: KeyType| KeySchemaElement::builder().attribute_name(name).key_type(role).build().unwrap();
    let mut create = client
        .create_table()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .key_schema(element("pk", KeyType::Hash))
        .attribute_definitions(definition("pk"));
    if multi {
        let index = GlobalSecondaryIndex::builder()
            .index_name("Multi")
            .key_schema(element("a", KeyType::Hash))
            .key_schema(element("b", KeyType::Hash))
            .projection(Projection::builder().projection_type(ProjectionType::All).build())
            .build()
            .unwrap();
        create = create
            .attribute_definitions(definition("a"))
            .attribute_definitions(definition("b"))
            .global_secondary_indexes(index);
    }
    create.send().await.map(drop).map_err(|error| format!("{error:?}"))
}
