//! Names are escaped, and none stands twice in a map.

use std::collections::BTreeMap;

use serde_json::json;

use super::{WireEncoder, tests::written};
use crate::Attribute;

#[test]
fn names_of_fields_are_escaped() {
    #[derive(crate::Item, Debug)]
    #[dynamo(table = "odds", partition_key(id))]
    struct Odd {
        #[dynamo(rename = "a\"b")]
        quote: u8,
        id: String,
        #[dynamo(rename = "\\")]
        backslash: u8,
        #[dynamo(rename = "line\nbreak in a name that is longer than others")]
        line: Option<u8>,
    }
    let odd = Odd { quote: 1, id: "1".into(), backslash: 2, line: Some(3) };
    let json = written(&odd).unwrap();
    assert_eq!(json["a\"b"], json!({ "N": "1" }));
    assert_eq!(json["\\"], json!({ "N": "2" }));
    assert_eq!(json["line\nbreak in a name that is longer than others"], json!({ "N": "3" }));
}

#[test]
fn no_item_has_a_name_twice() {
    #[derive(Attribute, Debug)]
    struct Inside {
        same: u8,
        own: u8,
    }
    #[derive(Attribute, Debug)]
    struct Beside {
        other: u8,
        same: u8,
    }
    #[derive(crate::Item, Debug)]
    #[dynamo(table = "doubles", partition_key(id))]
    struct Rest {
        id: String,
        #[dynamo(flatten)]
        inside: Inside,
        #[dynamo(flatten)]
        rest: BTreeMap<String, u8>,
    }
    /// Writes both structs by hand.
    struct Both(Inside, Beside);
    impl crate::EncodeAttributes for Both {
        fn attribute_count(&self) -> usize {
            4
        }
        fn encode_attributes<E: crate::Encoder>(&self, encoder: &mut E) -> Result<(), crate::EncodeError> {
            self.0.encode_attributes(encoder)?;
            self.1.encode_attributes(encoder)
        }
    }
    fn wire(attributes: &impl crate::EncodeAttributes) -> bool {
        let mut encoder = WireEncoder::new();
        encoder.begin_item();
        attributes.encode_attributes(&mut encoder).is_ok() && encoder.end_item().is_ok()
    }
    let inside = || Inside { same: 1, own: 2 };
    let beside = || Beside { other: 3, same: 4 };
    let rest = |name: &str| Rest { id: "1".into(), inside: inside(), rest: BTreeMap::from([(name.to_owned(), 7)]) };
    assert!(written(&rest("same")).is_err());
    assert!(written(&rest("id")).is_err());
    assert_eq!(written(&rest("more")).unwrap()["more"], json!({ "N": "7" }));
    assert!(!wire(&Both(inside(), beside())));
    assert!(wire(&inside()));
    // Whatever the names' lengths and fingerprints: many that differ, and each of them a second time.
    let names: Vec<String> = (1..40).map(|length| "n".repeat(length)).chain((0..60).map(|n| n.to_string())).collect();
    for count in [1, 2, 3, 12, names.len()] {
        for twice in std::iter::once(None).chain(names[..count].iter().map(Some)) {
            let mut encoder = WireEncoder::new();
            encoder.begin_item();
            for name in names[..count].iter().chain(twice) {
                crate::Encoder::name(&mut encoder, name).unwrap();
                crate::Encoder::null(&mut encoder).unwrap();
            }
            assert_eq!(encoder.end_item().is_err(), twice.is_some(), "{count} {twice:?}");
        }
    }
}

#[test]
fn maps_in_maps_have_names_of_their_own() {
    #[derive(Attribute, Debug, Clone)]
    struct Same {
        #[dynamo(rename = "an \"odd\" name")]
        odd: u8,
        same: BTreeMap<String, u8>,
    }
    #[derive(Attribute, Debug)]
    struct Twice {
        #[dynamo(flatten)]
        same: Same,
        #[dynamo(rename = "same too")]
        again: u8,
        #[dynamo(flatten)]
        rest: BTreeMap<String, u8>,
    }
    #[derive(crate::Item, Debug)]
    #[dynamo(table = "doubles", partition_key(id), keys = "native")]
    struct Outer {
        id: String,
        first: Same,
        #[dynamo(flatten)]
        own: Same,
        twice: Twice,
    }
    let same = Same { odd: 1, same: BTreeMap::from([("same".into(), 1), ("id".into(), 2)]) };
    let outer = |name: &str| {
        let twice = Twice { same: same.clone(), again: 1, rest: BTreeMap::from([(name.into(), 7)]) };
        Outer { id: "1".into(), first: same.clone(), own: same.clone(), twice }
    };
    let json = written(&outer("id")).unwrap();
    let inside = json!({ "M": { "same": { "N": "1" }, "id": { "N": "2" } } });
    assert_eq!(json["first"]["M"], json!({ "an \"odd\" name": { "N": "1" }, "same": inside }));
    assert_eq!((&json["same"], &json["twice"]["M"]["same"]), (&inside, &inside));
    for repeated in ["same", "an \"odd\" name", "same too"] {
        assert!(written(&outer(repeated)).is_err(), "{repeated}");
    }
}
