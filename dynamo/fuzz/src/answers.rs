//! Answers of the service: what comes straight from the wire is what comes through the SDK's values, or fails alike.

use dynamo::Dynamo;
use serde_json::Value;

use super::{
    item::{Stored, Thing},
    service::{Laboratory, Observed},
};

/// How often an answer is given. One that says there is more would be asked for more for ever.
const TIMES: usize = 3;

/// The operations, as the first byte of an input counts them from `0`.
pub const OPERATIONS: [&str; 9] =
    ["query", "query_limit", "scan", "get", "batch_get", "transact_get", "put_return_old", "scan_page", BORROWED];

/// Items of a page that are read one by one: what is wrong with an answer may be told by its items.
const BORROWED: &str = "query_page_ref";

thread_local! {
    static LABORATORY: Laboratory = Laboratory::new();
}

/// The first byte chooses the operation, the others are the body of the answer.
///
/// # Panics
///
/// When the two ways differ.
pub fn check(input: &[u8]) {
    let Some((choice, body)) = input.split_first() else { return };
    let operation = OPERATIONS[usize::from(choice.wrapping_sub(b'0')) % OPERATIONS.len()];
    let both = |body: &[u8]| {
        LABORATORY
            .with(|laboratory| laboratory.both(body, TIMES, |database| async move { run(&database, operation).await }))
    };
    let [wire, maps] = both(body);
    if operation != BORROWED || wire.result.is_ok() || maps.result.is_err() {
        return compare(operation, &wire, &maps);
    }
    // Of a member that stands there twice the first may not fit, which only maps do not see. Where each stands there once,
    // what maps read is read.
    if let Ok(json) = serde_json::from_slice::<Value>(body) {
        let [wire, maps] = both(&serde_json::to_vec(&json).expect("JSON"));
        compare(operation, &wire, &maps);
    }
}

/// What an operation gives: places without an item count.
///
/// # Errors
///
/// Those of the operation.
pub async fn run(database: &Dynamo, operation: &str) -> dynamo::Result<Vec<Option<Thing>>> {
    let things = database.table::<Thing>();
    let keys = || [1, 2].map(|number| Thing::key("o", "g", number));
    let all = |items: Vec<Thing>| items.into_iter().map(Some).collect();
    Ok(match operation {
        "query" => all(things.query("o").collect().await?),
        "query_limit" => all(things.query("o").limit(3).collect().await?),
        "scan" => all(things.scan().collect().await?),
        BORROWED => {
            let page = database.table::<Stored>().query("owner#o#thing").page_ref().await?;
            let items = page.items::<Thing>().map(|item| item.map(Some));
            items.collect::<Result<_, _>>()?
        }
        "scan_page" => all(things.scan().limit(1).page().await?.items),
        "get" => vec![things.get(Thing::key("o", "g", 1)).await?],
        "batch_get" => things.batch_get(keys()).in_order().await?,
        "transact_get" => {
            database.transact_get(keys().map(|key| things.get(key)).into_iter().collect::<Vec<_>>()).await?
        }
        _ => vec![things.put(&Thing::example(1)).return_old().await?],
    })
}

fn compare(operation: &str, wire: &Observed<Vec<Option<Thing>>>, maps: &Observed<Vec<Option<Thing>>>) {
    match (&wire.result, &maps.result) {
        // NaN is no number of DynamoDB, so that equal items are equal.
        (Ok(wire), Ok(maps)) => assert_eq!(wire, maps, "{operation}: other values than through maps"),
        // What is wrong with the answer may be told by an item.
        (Err(_), Err(_)) if operation == BORROWED => {}
        (Err(wire), Err(maps)) => {
            assert_eq!(wire.kind(), maps.kind(), "{operation}: {wire} is another error than through maps: {maps}");
        }
        (Ok(wire), Err(maps)) => panic!("{operation}: {wire:?}, although through maps: {maps}"),
        (Err(wire), Ok(maps)) => panic!("{operation}: {wire}, although through maps: {maps:?}"),
    }
    let [wire, maps] = [wire, maps].map(Observed::requests_json);
    assert_eq!(wire, maps, "{operation}: other requests than through maps");
}
