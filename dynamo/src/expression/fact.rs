//! What a condition says about single attributes: what a planner can make a key condition of.

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    condition::Node,
    operand::{Operand, OperandKind},
};

/// A condition that compares one attribute with values.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fact<'a> {
    pub(crate) attribute: &'a str,
    pub(crate) test: Test<'a>,
}

/// What is asked of the attribute.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Test<'a> {
    Eq(&'a AttributeValue),
    Lt(&'a AttributeValue),
    Le(&'a AttributeValue),
    Gt(&'a AttributeValue),
    Ge(&'a AttributeValue),
    Between(&'a AttributeValue, &'a AttributeValue),
    BeginsWith(&'a AttributeValue),
}

impl Node {
    /// The conditions that must all hold.
    pub(crate) fn conjuncts(self) -> Vec<Self> {
        match self {
            Self::And(nodes) => nodes.into_iter().flat_map(Self::conjuncts).collect(),
            node => vec![node],
        }
    }

    /// What the condition says about one attribute, if that is all it says.
    pub(crate) fn fact(&self) -> Option<Fact<'_>> {
        match self {
            Self::Compare(left, operator, right) => {
                let (path, value) = (attribute(left)?, right.as_value()?);
                let test = match *operator {
                    "=" => Test::Eq(value),
                    "<" => Test::Lt(value),
                    "<=" => Test::Le(value),
                    ">" => Test::Gt(value),
                    ">=" => Test::Ge(value),
                    _ => return None,
                };
                Some(Fact { attribute: path, test })
            }
            Self::Between(value, low, high) => {
                Some(Fact { attribute: attribute(value)?, test: Test::Between(low.as_value()?, high.as_value()?) })
            }
            Self::Function("begins_with", arguments) => match arguments.as_slice() {
                [path, prefix] => {
                    Some(Fact { attribute: attribute(path)?, test: Test::BeginsWith(prefix.as_value()?) })
                }
                _ => None,
            },
            Self::Function(..) | Self::In(..) | Self::And(_) | Self::Or(_) | Self::Not(_) | Self::Raw(..) => None,
        }
    }

    /// Whether every item for which the condition holds has the attribute, with a value. NULL is none, and to be there is not
    /// enough where it may be stored.
    pub(crate) fn implies_value_of(&self, name: &str, may_be_null: bool) -> bool {
        let is_it = |operand: &Operand| attribute(operand) == Some(name);
        match self {
            // Of what is not there, and of a value, DynamoDB says that they differ.
            Self::Compare(left, operator, right) => *operator != "<>" && is_it(left) && right.as_value().is_some(),
            Self::Between(value, ..) | Self::In(value, _) => is_it(value),
            Self::Function("attribute_exists", _) if may_be_null => false,
            Self::Function("attribute_exists" | "begins_with", arguments) => arguments.first().is_some_and(is_it),
            Self::And(nodes) => nodes.iter().any(|node| node.implies_value_of(name, may_be_null)),
            Self::Or(nodes) => !nodes.is_empty() && nodes.iter().all(|node| node.implies_value_of(name, may_be_null)),
            Self::Function(..) | Self::Not(_) | Self::Raw(..) => false,
        }
    }
}

fn attribute(operand: &Operand) -> Option<&str> {
    match &operand.0 {
        OperandKind::Path(path) if path.is_attribute() => Some(path.root()),
        _ => None,
    }
}
