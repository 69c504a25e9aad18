//! Typed expressions: conditions and updates, from fields to DynamoDB's expression strings.
//!
//! Layer 4. Names and values always go through numbered placeholders, which all the expressions of one request share: so
//! reserved words, dots and odd characters in attribute names never matter.

mod condition;
mod fact;
mod fallback;
mod field;
mod operand;
mod operators;
mod path;
mod placeholders;
mod projection;
mod raw;
mod raw_names;
mod role;
mod selection;
mod size;
mod update;

pub use self::{
    condition::Condition,
    field::{Field, Flattened},
    operand::{IntoOperand, Operand},
    path::{AttributePath, Path},
    projection::Projection,
    raw::ExpressionValues,
    role::{Defaulted, Element, KeyAttribute, Nullable, Removable, Required, Settable},
    selection::{SelectedItem, SelectedPath, Selection},
    size::SizeOf,
};
pub(crate) use self::{
    condition::Node,
    fact::Test,
    path::PathData,
    placeholders::Expressions,
    update::{Action, Actions, Before, Outcome, SetValue, UpdateResult},
};
