use std::collections::BTreeSet;

use dynamo::{Attribute, Encode};
use serde::Serialize;

use super::{m, n, s};

/// The names of fields as they are stored, and as serde writes them.
fn fields<T: Encode + Serialize>(value: &T) -> (BTreeSet<String>, BTreeSet<String>) {
    let stored = dynamo::to_attribute_value(value).unwrap();
    let written = serde_json::to_value(value).unwrap();
    (stored.as_m().unwrap().keys().cloned().collect(), written.as_object().unwrap().keys().cloned().collect())
}

macro_rules! case {
    ($test:ident, $case:literal, $field:literal, $variant:literal, $data:literal) => {
        #[test]
        #[allow(non_snake_case, non_camel_case_types, reason = "serde takes such names too")]
        fn $test() {
            #[derive(Attribute, Serialize, Debug, PartialEq, Default)]
            #[dynamo(rename_all = $case)]
            #[serde(rename_all = $case)]
            struct Fields {
                placed_on: u8,
                id: u8,
                _hidden: u8,
                ends_: u8,
                two__lines: u8,
                line2_total: u8,
                http_2: u8,
                r#type: u8,
                camelCase: u8,
                HTTPError: u8,
                maß_über: u8,
            }

            #[derive(Attribute, Serialize, Debug, PartialEq)]
            #[dynamo(rename_all = $case)]
            #[serde(rename_all = $case)]
            enum Variants {
                PlacedOn,
                X,
                HTTPError,
                Utf8Text,
                Line2Total,
                Snake_case,
                lower_case,
                GrößeÄ,
                InStore { shelf_number: u8 },
            }

            let (stored, written) = fields(&Fields::default());
            assert_eq!(stored, written);
            assert!(stored.contains($field), "{stored:?}");
            for variant in [
                Variants::PlacedOn,
                Variants::X,
                Variants::HTTPError,
                Variants::Utf8Text,
                Variants::Line2Total,
                Variants::Snake_case,
                Variants::lower_case,
                Variants::GrößeÄ,
            ] {
                let stored = dynamo::to_attribute_value(&variant).unwrap();
                assert_eq!(*stored.as_s().unwrap(), serde_json::to_value(&variant).unwrap());
                assert_eq!(dynamo::from_attribute_value::<Variants>(stored).unwrap(), variant);
            }
            assert_eq!(dynamo::to_attribute_value(&Variants::PlacedOn).unwrap(), s($variant));
            // The fields of a variant have options of their own.
            let stored = m([($data, m([("shelf_number", n("1"))]))]);
            assert_eq!(dynamo::to_attribute_value(&Variants::InStore { shelf_number: 1 }).unwrap(), stored);
        }
    };
}

case!(lower, "lowercase", "placed_on", "placedon", "instore");
case!(upper, "UPPERCASE", "PLACED_ON", "PLACEDON", "INSTORE");
case!(pascal, "PascalCase", "PlacedOn", "PlacedOn", "InStore");
case!(camel, "camelCase", "placedOn", "placedOn", "inStore");
case!(snake, "snake_case", "placed_on", "placed_on", "in_store");
case!(screaming_snake, "SCREAMING_SNAKE_CASE", "PLACED_ON", "PLACED_ON", "IN_STORE");
case!(kebab, "kebab-case", "placed-on", "placed-on", "in-store");
case!(screaming_kebab, "SCREAMING-KEBAB-CASE", "PLACED-ON", "PLACED-ON", "IN-STORE");
