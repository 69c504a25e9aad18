//! The derive macros: one file per option.

#![allow(
    clippy::needless_borrows_for_generic_args,
    clippy::needless_pass_by_value,
    clippy::ref_option,
    clippy::struct_field_names,
    clippy::trivially_copy_pass_by_ref,
    reason = "references are given and taken on purpose"
)]

mod alias;
mod before_write;
mod borrowed;
mod crate_path;
mod default;
mod entity;
mod enums;
mod flatten;
mod generics;
mod key_lists;
mod key_templates;
mod lints;
mod macros;
mod native_keys;
mod new;
mod newtypes;
mod null;
mod private_types;
mod raw_names;
mod recursion;
mod rename;
mod rename_all;
mod serde;
mod settings;
mod skip;
mod type_attribute;
mod with;

use std::{collections::HashMap, fmt::Debug};

use dynamo::{Item, Key, sdk::types::AttributeValue};

pub(crate) type AttributeMap = HashMap<String, AttributeValue>;

pub(crate) fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

pub(crate) fn n(number: &str) -> AttributeValue {
    AttributeValue::N(number.to_owned())
}

pub(crate) fn m<const N: usize>(entries: [(&str, AttributeValue); N]) -> AttributeValue {
    AttributeValue::M(attributes(entries))
}

pub(crate) fn attributes<const N: usize>(entries: [(&str, AttributeValue); N]) -> AttributeMap {
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The item is stored as these attributes and comes back as it was.
#[track_caller]
pub(crate) fn stored_as<T: Item + PartialEq + Debug, const N: usize>(item: &T, expected: [(&str, AttributeValue); N]) {
    let encoded = dynamo::to_item(item).unwrap();
    assert_eq!(encoded, attributes(expected));
    assert_eq!(dynamo::from_item_ref::<T>(&encoded).unwrap(), *item);
    assert_eq!(dynamo::from_item::<T>(encoded).unwrap(), *item);
}

/// The key as text: `partition / sort`.
#[track_caller]
pub(crate) fn text<T: Item>(key: Key<T>) -> String {
    key.resolve().unwrap().to_string()
}
