//! Secondary indexes: declared, created, written, kept true, queried.

#![allow(clippy::duplicated_attributes, reason = "several indexes may have one field in their keys")]

mod global;
mod inverted;
mod keys_stay_true;
mod keys_with_defaults;
mod law_keys_stay_true;
mod local;
mod multi_attribute;
mod projections;
mod types;
