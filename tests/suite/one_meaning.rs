//! What could be read in two ways is an error, on both carriers: no part of it is lost or put in another's place.

use std::collections::{BTreeMap, HashMap};

use dynamo::sdk::types::AttributeValue;
use dynamo::{
    Attribute, DecodeError, DecodeOwned, ErrorKind, Item, Number, from_attribute_value, from_item, from_json, to_item,
};

use crate::backend::faulty_table;

#[derive(Attribute, Debug, PartialEq)]
enum Move {
    To(u32, u32),
}

fn numbers(set: [&str; 2]) -> AttributeValue {
    AttributeValue::Ns(set.map(str::to_owned).into())
}

fn refused<T: DecodeOwned + std::fmt::Debug>(value: AttributeValue) -> DecodeError {
    from_attribute_value::<T>(value).unwrap_err()
}

#[test]
fn a_set_has_no_order() {
    assert!(refused::<(u32, u32)>(numbers(["2", "1"])).to_string().contains("a list (L)"));
    refused::<[u32; 2]>(numbers(["2", "1"]));
    refused::<[u8; 2]>(numbers(["2", "1"]));
    refused::<Vec<u8>>(numbers(["2", "1"]));
    refused::<Move>(AttributeValue::M([("To".to_owned(), numbers(["2", "1"]))].into()));
    let mut elements: Vec<u32> = from_attribute_value(numbers(["2", "1"])).unwrap();
    elements.sort_unstable();
    assert_eq!(elements, [1, 2]);
}

#[derive(Item, Debug, PartialEq)]
#[dynamo(table = "shelves", partition_key(id))]
struct Shelf {
    id: String,
    places: HashMap<i32, u8>,
    prices: BTreeMap<Number, u8>,
}

#[test]
fn no_two_keys_of_a_map_become_one() {
    let shelf = |places: &str, prices: &str| {
        from_json::<Shelf>(
            format!(r#"{{"id":{{"S":"1"}},"places":{{"M":{places}}},"prices":{{"M":{prices}}}}}"#).as_bytes(),
        )
    };
    assert_eq!(shelf(r#"{"5":{"N":"1"}}"#, r#"{"1.0":{"N":"2"}}"#).unwrap().places, HashMap::from([(5, 1)]));
    for (places, prices, place) in
        [(r#"{"5":{"N":"1"},"+5":{"N":"2"}}"#, "{}", "places"), ("{}", r#"{"1":{"N":"1"},"1.0":{"N":"2"}}"#, "prices")]
    {
        let error = shelf(places, prices).unwrap_err();
        assert!(error.to_string().contains(&format!("`{place}.*`")), "{error}");
    }
    let number = |n: &str| AttributeValue::N(n.to_owned());
    let places = [("5".to_owned(), number("1")), ("05".to_owned(), number("2"))].into();
    let item = HashMap::from([
        ("id".to_owned(), AttributeValue::S("1".to_owned())),
        ("places".to_owned(), AttributeValue::M(places)),
        ("prices".to_owned(), AttributeValue::M(HashMap::new())),
    ]);
    assert!(from_item::<Shelf>(item).unwrap_err().path().starts_with("places."));
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "notes", partition_key(id))]
#[dynamo(gsi(name = "ByTenant", pk = "T#{tenant}", sk = "{id}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
struct Note {
    id: String,
    tenant: Option<String>,
    #[dynamo(flatten)]
    rest: BTreeMap<String, String>,
}

#[tokio::test]
async fn a_flattened_map_puts_no_item_into_an_index() {
    let (notes, faults) = faulty_table::<Note>().await;
    let note = |tenant: Option<&str>, rest: &[(&str, &str)]| Note {
        id: "1".into(),
        tenant: tenant.map(str::to_owned),
        rest: rest.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
    };
    let before = faults.request_count();
    for tenant in [None, Some("mine")] {
        for rest in [&[("gsi1pk", "T#acme"), ("gsi1sk", "1")][..], &[("gsi1pk", "T#mine")], &[("gsi1sk", "1")]] {
            let error = notes.put(&note(tenant, rest)).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Validation);
            assert!(error.to_string().contains("`gsi1"), "{error}");
            assert!(notes.batch_put(&[note(tenant, rest)]).await.is_err() && to_item(&note(tenant, rest)).is_err());
        }
    }
    assert_eq!(faults.request_count(), before);
    let fine = note(None, &[("gsi2pk", "T#acme")]);
    notes.put(&fine).await.unwrap();
    assert_eq!(notes.get(Note::key("1")).await.unwrap(), Some(fine));
}
