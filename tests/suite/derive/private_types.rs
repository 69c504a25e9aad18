//! Visibility: private fields of private types in public structs, at no cost to the user. Only key components must be as
//! public as the item, because `key` takes them.

use super::{n, s, stored_as, text};

mod library {
    #![deny(warnings, missing_docs, unreachable_pub, private_interfaces, private_bounds, dead_code)]

    use dynamo::{Attribute, Item};

    /// A newtype.
    #[derive(Attribute, Debug, PartialEq, Clone)]
    pub(crate) struct Id(String);

    /// Public, with private parts.
    #[derive(Item, Debug, PartialEq)]
    #[dynamo(table = "t", partition_key(id), sort_key(part), new)]
    pub(crate) struct Account {
        id: Id,
        part: Part,
        #[dynamo(default)]
        secrets: Vec<Secret>,
        #[dynamo(flatten)]
        hidden: Hidden,
        #[dynamo(with = codec)]
        coded: Hidden,
        #[dynamo(json)]
        pub(crate) json: u8,
    }

    /// A part.
    #[derive(Attribute, Debug, PartialEq, Clone)]
    pub(crate) enum Part {
        /// The first.
        A,
    }

    #[derive(Attribute, Debug, PartialEq, Clone)]
    struct Secret(u8);

    #[derive(Attribute, Debug, PartialEq, Default)]
    struct Hidden {
        depth: u8,
    }

    mod codec {
        use dynamo::{Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, Kind};

        use super::Hidden;

        pub(super) fn encode<E: Encoder>(value: &Hidden, encoder: &mut E) -> Result<(), EncodeError> {
            value.depth.encode(encoder)
        }

        pub(super) fn decode<'de, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Hidden, DecodeError> {
            u8::decode(decoder, kind).map(|depth| Hidden { depth })
        }
    }

    /// A public enum with private content.
    #[derive(Attribute, Debug, PartialEq)]
    pub(crate) enum Event {
        /// Nothing.
        Nothing,
        /// Something.
        Something {
            /// How deep.
            depth: u8,
        },
    }

    pub(super) fn account() -> Account {
        Account {
            secrets: vec![Secret(5)],
            ..Account::new(Id("p".into()), Part::A, Hidden { depth: 1 }, Hidden { depth: 2 }, 3)
        }
    }

    pub(super) fn key() -> dynamo::Key<Account> {
        Account::key(Id("p".into()), Part::A)
    }
}

/// The same, really public, where the compiler checks interfaces most.
pub mod public {
    #![deny(warnings, missing_docs, private_interfaces, private_bounds, dead_code)]
    #![allow(unreachable_pub)]

    use dynamo::{Attribute, Item};

    #[derive(Attribute, Debug, PartialEq, Clone)]
    struct Private {
        text: String,
    }

    /// A part.
    #[derive(Attribute, Debug, PartialEq, Clone)]
    pub enum Part {
        /// The first.
        One,
    }

    /// An item.
    #[derive(Item, Debug, PartialEq)]
    #[dynamo(table = "t", partition_key(id, part), new)]
    pub struct Account {
        /// The id.
        pub id: String,
        part: Part,
        private: Private,
        #[dynamo(flatten)]
        flat: Private,
    }

    /// A document.
    #[derive(Attribute, Debug, PartialEq)]
    pub struct Document {
        private: Private,
        #[dynamo(flatten)]
        flat: Private,
    }

    /// Makes one.
    pub fn account() -> Account {
        let text = || Private { text: "x".into() };
        let document = Document { private: text(), flat: text() };
        Account::new("1".into(), Part::One, document.private, document.flat)
    }
}

#[test]
fn private_types_stay_private() {
    let account = library::account();
    assert_eq!(account.json, 3);
    stored_as(
        &account,
        [
            ("pk", s("id#p#account")),
            ("sk", s("A")),
            ("id", s("p")),
            ("part", s("A")),
            ("secrets", dynamo::sdk::types::AttributeValue::L(vec![n("5")])),
            ("depth", n("1")),
            ("coded", n("2")),
            ("json", s("3")),
        ],
    );
    assert_eq!(text(library::key()), "id#p#account / A");
    for event in [library::Event::Nothing, library::Event::Something { depth: 1 }] {
        let value = dynamo::to_attribute_value(&event).unwrap();
        assert_eq!(dynamo::from_attribute_value::<library::Event>(value).unwrap(), event);
    }
    assert_eq!(dynamo::to_item(&public::account()).unwrap().len(), 5);
}
