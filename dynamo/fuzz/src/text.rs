//! DynamoDB JSON as text: `from_json` reads what a JSON parser and the map carrier read.

use dynamo::{from_item, from_item_ref, from_json};
use serde_json::Value;

use super::{item::Thing, json::parse_item};

/// # Panics
///
/// When the library reads something else than a JSON parser and the map carrier do.
pub fn check(input: &[u8]) {
    let read = from_json::<Thing>(input);
    let Ok(json) = serde_json::from_slice::<Value>(input) else {
        assert!(read.is_err(), "read, although it is no JSON: {read:?}");
        return;
    };
    let Some(map) = parse_item(&json) else {
        // A member that stands there twice counts once for the parser, which may have lost what the library read. Without
        // such members both must refuse it.
        let once = serde_json::to_vec(&json).expect("JSON");
        let read = from_json::<Thing>(&once);
        assert!(read.is_err(), "read, although it is no DynamoDB JSON: {read:?}");
        return;
    };
    let borrowed = from_item_ref::<Thing>(&map);
    let owned = from_item::<Thing>(map);
    match (&borrowed, &owned) {
        (Ok(borrowed), Ok(owned)) => assert_eq!(borrowed, owned),
        (Err(_), Err(_)) => {}
        _ => panic!("from_item_ref: {borrowed:?}, from_item: {owned:?}"),
    }
    if let Ok(read) = &read {
        assert_eq!(Some(read), owned.as_ref().ok(), "from_item: {owned:?}");
    }
    // Where no member stands there twice, the library reads whatever the parser reads.
    let once = serde_json::to_vec(&json).expect("JSON");
    match (from_json::<Thing>(&once), &owned) {
        (Ok(once), Ok(owned)) => assert_eq!(&once, owned),
        (Err(_), Err(_)) => {}
        (once, owned) => panic!("from_json: {once:?}, from_item: {owned:?}"),
    }
}
