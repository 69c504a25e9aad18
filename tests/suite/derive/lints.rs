//! Generated code under the strictest lints.

/// Every option, in a crate that denies everything, and forbids what it may.
pub(crate) mod strict {
    #![deny(
        warnings,
        missing_docs,
        missing_copy_implementations,
        missing_debug_implementations,
        rust_2018_idioms,
        single_use_lifetimes,
        trivial_casts,
        trivial_numeric_casts,
        unreachable_pub,
        unused,
        unused_import_braces,
        unused_lifetimes,
        unused_qualifications,
        unused_results,
        variant_size_differences,
        clippy::all,
        clippy::pedantic,
        clippy::nursery,
        clippy::allow_attributes_without_reason,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::missing_inline_in_public_items,
        clippy::panic,
        clippy::pub_use,
        clippy::str_to_string,
        clippy::unreachable,
        clippy::unwrap_used
    )]
    #![forbid(
        missing_copy_implementations,
        missing_debug_implementations,
        missing_docs,
        unreachable_patterns,
        unreachable_pub,
        unused_imports
    )]
    #![allow(clippy::redundant_pub_crate, reason = "it contradicts `unreachable_pub`")]

    use std::{borrow::Cow, collections::HashMap};

    use dynamo::{Attribute, Item};

    /// An item.
    #[derive(Item, Debug, PartialEq, Clone)]
    #[dynamo(table = "t", pk = "A#{id}", sk = "B#{number:05}", type_attribute = "_type", new, rename_all = "camelCase")]
    #[dynamo(gsi(name = "ByStatus", partition_key(status)), gsi(name = "ById", pk = "{id}", pk_name = "byId"))]
    pub(crate) struct Thing<T> {
        /// The id.
        pub(crate) id: String,
        /// The number.
        pub(crate) number: u32,
        #[dynamo(default, alias = "state")]
        status: Status,
        #[dynamo(json)]
        json: Vec<u8>,
        #[dynamo(serde)]
        document: Option<Vec<u8>>,
        #[dynamo(null)]
        nothing: Option<bool>,
        #[dynamo(skip)]
        cached: bool,
        #[deprecated]
        #[dynamo(default)]
        old: bool,
        #[dynamo(flatten)]
        nested: Nested<T>,
        #[dynamo(flatten)]
        rest: HashMap<String, String>,
    }

    /// A nested struct.
    #[derive(Attribute, Debug, PartialEq, Clone)]
    #[dynamo(new)]
    pub(crate) struct Nested<T> {
        /// The value.
        pub(crate) value: T,
    }

    /// A unit enum.
    #[derive(Attribute, Debug, PartialEq, Eq, Clone, Copy, Default)]
    pub(crate) enum Status {
        /// On.
        #[default]
        On,
        /// Off.
        #[dynamo(rename = "off", alias = "no")]
        Off,
    }

    /// A data enum.
    #[derive(Attribute, Debug, PartialEq, Eq, Clone)]
    pub(crate) enum Event<'a> {
        /// Nothing.
        None,
        /// No more.
        #[deprecated]
        Past(u8),
        /// One.
        One(Cow<'a, str>),
        /// Two.
        Two(u8, String),
        /// Named.
        Named {
            /// The name.
            name: &'a str,
        },
    }

    /// A newtype.
    #[derive(Attribute, Debug, PartialEq, Eq, Clone)]
    pub(crate) struct Id(pub(crate) String);
}

/// Nothing deprecated, where it is forbidden.
mod without_deprecated {
    #![forbid(deprecated)]

    use dynamo::{Attribute, Item, Projection};

    #[derive(Item)]
    #[dynamo(table = "t", partition_key(id), new)]
    pub(crate) struct Thing {
        id: String,
        event: Event,
        name: Option<Name>,
    }

    #[derive(Attribute)]
    pub(crate) enum Event {
        At { hour: u8 },
        Never,
    }

    #[derive(Attribute)]
    pub(crate) struct Name(String);

    #[derive(Projection)]
    #[dynamo(item = Thing)]
    pub(crate) struct Named {
        pub(crate) name: Option<Name>,
    }
}

#[test]
fn code_works_where_deprecated_is_forbidden() {
    use without_deprecated::{Event, Named, Thing};
    for event in [Event::At { hour: 9 }, Event::Never] {
        assert!(dynamo::to_item(&Thing::new("1".into(), event)).is_ok());
    }
    assert!(Named { name: None }.name.is_none());
}

#[test]
fn strict_code_works() {
    use strict::{Event, Id, Nested, Status, Thing};
    let thing = Thing::new("1".into(), 2, vec![3], Nested::new(4u8), std::collections::HashMap::new());
    assert_eq!(dynamo::from_item::<Thing<u8>>(dynamo::to_item(&thing).unwrap()).unwrap(), thing);
    for event in [Event::None, Event::One("a".into()), Event::Two(1, "b".into()), Event::Named { name: "c" }] {
        let value = dynamo::to_attribute_value(&event).unwrap();
        assert_eq!(dynamo::from_attribute_value_ref::<Event<'_>>(&value).unwrap(), event);
    }
    assert_ne!(Status::On, Status::Off);
    assert!(dynamo::to_attribute_value(&Id("x".into())).is_ok());
}
