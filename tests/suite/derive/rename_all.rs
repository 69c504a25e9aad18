use dynamo::Attribute;

use super::{m, n, s};

macro_rules! case {
    ($test:ident, $case:literal, $field:literal, $variant:literal) => {
        #[test]
        fn $test() {
            #[derive(Attribute, Debug, PartialEq)]
            #[dynamo(rename_all = $case)]
            struct Fields {
                placed_on: u8,
            }

            #[derive(Attribute, Debug, PartialEq)]
            #[dynamo(rename_all = $case)]
            enum Variants {
                PlacedOn,
                InStore { shelf_number: u8 },
            }

            assert_eq!(dynamo::to_attribute_value(&Fields { placed_on: 1 }).unwrap(), m([($field, n("1"))]));
            assert_eq!(dynamo::from_attribute_value::<Fields>(m([($field, n("1"))])).unwrap().placed_on, 1);
            assert_eq!(dynamo::to_attribute_value(&Variants::PlacedOn).unwrap(), s($field));
            // The fields of a variant have options of their own.
            let stored = m([($variant, m([("shelf_number", n("1"))]))]);
            assert_eq!(dynamo::to_attribute_value(&Variants::InStore { shelf_number: 1 }).unwrap(), stored);
            assert_eq!(dynamo::from_attribute_value::<Variants>(s($field)).unwrap(), Variants::PlacedOn);
        }
    };
}

case!(lower, "lowercase", "placedon", "instore");
case!(upper, "UPPERCASE", "PLACEDON", "INSTORE");
case!(pascal, "PascalCase", "PlacedOn", "InStore");
case!(camel, "camelCase", "placedOn", "inStore");
case!(snake, "snake_case", "placed_on", "in_store");
case!(screaming_snake, "SCREAMING_SNAKE_CASE", "PLACED_ON", "IN_STORE");
case!(kebab, "kebab-case", "placed-on", "in-store");
case!(screaming_kebab, "SCREAMING-KEBAB-CASE", "PLACED-ON", "IN-STORE");
