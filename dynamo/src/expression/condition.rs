use std::{
    cmp::Ordering,
    fmt,
    marker::PhantomData,
    ops::{BitAnd, BitOr, Not},
};

use super::{
    operand::{Operand, OperandKind, Refusal},
    path::PathData,
    placeholders::Placeholders,
    raw::{self, ExpressionValues},
};
use crate::{
    codec::{Kind, compare_scalars},
    error::Error,
};
use aws_sdk_dynamodb::types::AttributeValue;

/// A condition on an item of type `T`: combine them with `&`, `|` and `!`.
///
/// ```
/// use dynamo::Item;
///
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(id))]
/// struct Order {
///     id: String,
///     status: String,
///     total: u64,
/// }
///
/// let o = Order::FIELDS;
/// let condition = (o.status.eq("open") | o.status.eq("paid")) & !o.total.lt(100);
/// ```
#[must_use = "a condition does nothing by itself: give it to an operation"]
pub struct Condition<T> {
    node: Node,
    item: PhantomData<fn() -> T>,
}

/// A condition without its type.
#[derive(Debug)]
pub(crate) enum Node {
    Compare(Operand, &'static str, Operand),
    Between(Operand, Operand, Operand),
    In(Operand, Vec<Operand>),
    Function(&'static str, Vec<Operand>),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Raw(String, ExpressionValues),
}

impl<T> Condition<T> {
    pub(super) fn new(node: Node) -> Self {
        Self { node, item: PhantomData }
    }

    /// A condition in DynamoDB's own words, with your own names (`#n`) and values (`:v`).
    ///
    /// ```
    /// # use dynamo::{Condition, ExpressionValues, Item};
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(id))] struct Order { id: String, total: u64 }
    /// let raw = Condition::<Order>::raw("total > :min", ExpressionValues::new().value(":min", 5));
    /// let both = raw & Order::FIELDS.total.lt(100);
    /// ```
    pub fn raw(expression: impl Into<String>, values: impl Into<ExpressionValues>) -> Self {
        Self::new(Node::Raw(expression.into(), values.into()))
    }

    pub(crate) fn into_node(self) -> Node {
        self.node
    }
}

impl<T> fmt::Debug for Condition<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

impl<T> BitAnd for Condition<T> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self::new(self.node.and(other.node))
    }
}

impl<T> BitOr for Condition<T> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self::new(self.node.or(other.node))
    }
}

impl<T> Not for Condition<T> {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(match self.node {
            Node::Not(inner) => *inner,
            node => Node::Not(Box::new(node)),
        })
    }
}

impl Node {
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::And(mut left), Self::And(right)) => {
                left.extend(right);
                Self::And(left)
            }
            (Self::And(mut left), right) => {
                left.push(right);
                Self::And(left)
            }
            (left, right) => Self::And(vec![left, right]),
        }
    }

    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Or(mut left), Self::Or(right)) => {
                left.extend(right);
                Self::Or(left)
            }
            (Self::Or(mut left), right) => {
                left.push(right);
                Self::Or(left)
            }
            (left, right) => Self::Or(vec![left, right]),
        }
    }

    /// `attribute_exists` or `attribute_not_exists` of an attribute.
    pub(crate) fn existence(function: &'static str, path: PathData) -> Self {
        Self::Function(function, vec![Operand(OperandKind::Path(path))])
    }

    /// A comparison of an attribute with a value.
    pub(crate) fn compare(path: PathData, operator: &'static str, value: AttributeValue) -> Self {
        Self::Compare(Operand(OperandKind::Path(path)), operator, Operand(OperandKind::Value(value)))
    }

    /// An attribute between two values.
    pub(crate) fn between(path: PathData, low: AttributeValue, high: AttributeValue) -> Self {
        let value = |value| Operand(OperandKind::Value(value));
        Self::Between(Operand(OperandKind::Path(path)), value(low), value(high))
    }

    /// An attribute that equals an operand.
    pub(crate) fn equals(path: PathData, operand: Operand) -> Self {
        Self::Compare(Operand(OperandKind::Path(path)), "=", operand)
    }

    /// An attribute that begins with a value.
    pub(crate) fn begins_with(path: PathData, value: AttributeValue) -> Self {
        Self::Function("begins_with", vec![Operand(OperandKind::Path(path)), Operand(OperandKind::Value(value))])
    }

    pub(crate) fn is_type(path: PathData, kind: Kind) -> Self {
        Self::Function("attribute_type", vec![Operand(OperandKind::Path(path)), Operand::value(kind.as_str())])
    }

    /// The values of raw conditions come first: the library's placeholders keep out of their way.
    pub(crate) fn reserve(&mut self, placeholders: &mut Placeholders) -> Result<(), Error> {
        match self {
            Self::Raw(expression, values) => placeholders.reserve(expression, values),
            Self::And(nodes) | Self::Or(nodes) => nodes.iter_mut().try_for_each(|node| node.reserve(placeholders)),
            Self::Not(node) => node.reserve(placeholders),
            Self::Compare(..) | Self::Between(..) | Self::In(..) | Self::Function(..) => Ok(()),
        }
    }

    /// Whether the condition names the attribute, or a place inside it.
    pub(crate) fn names(&self, attribute: &str) -> bool {
        let mut found = false;
        self.visit_attributes(&mut |name| found |= name == attribute);
        found
    }

    /// The attributes that the condition names, before it is rendered.
    pub(crate) fn visit_attributes(&self, visit: &mut dyn FnMut(&str)) {
        let operand = |operand: &Operand| operand.path().into_iter().for_each(|path| visit(path.root()));
        match self {
            Self::Compare(left, _, right) => [left, right].into_iter().for_each(operand),
            Self::Between(value, low, high) => [value, low, high].into_iter().for_each(operand),
            Self::In(value, list) => std::iter::once(value).chain(list).for_each(operand),
            Self::Function(_, arguments) => arguments.iter().for_each(operand),
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().for_each(|node| node.visit_attributes(visit)),
            Self::Not(node) => node.visit_attributes(visit),
            Self::Raw(expression, values) => values.visit_attributes(expression, visit),
        }
    }

    /// The condition as an expression string.
    pub(crate) fn render(self, placeholders: &mut Placeholders) -> Result<String, Error> {
        let mut text = String::new();
        self.write(&mut text, placeholders)?;
        Ok(text)
    }

    fn write(self, out: &mut String, placeholders: &mut Placeholders) -> Result<(), Error> {
        match self {
            Self::Compare(left, operator, right) => {
                let place = left.path().cloned();
                placeholders.operand(out, left, None)?;
                out.push(' ');
                out.push_str(operator);
                out.push(' ');
                placeholders.operand(out, right, place.as_ref())
            }
            Self::Between(value, low, high) => {
                if let (Some(low), Some(high)) = (low.as_value(), high.as_value())
                    && compare_scalars(low, high).is_some_and(Ordering::is_gt)
                {
                    let why = "between was given a lower end above its upper end; swap them";
                    return Err(Refusal::Validation(why.into()).at(value.path()));
                }
                let place = value.path().cloned();
                placeholders.operand(out, value, None)?;
                out.push_str(" BETWEEN ");
                placeholders.operand(out, low, place.as_ref())?;
                out.push_str(" AND ");
                placeholders.operand(out, high, place.as_ref())
            }
            Self::In(value, list) => {
                let place = value.path().cloned();
                placeholders.operand(out, value, None)?;
                out.push_str(" IN (");
                placeholders.operands(out, list, place.as_ref())?;
                out.push(')');
                Ok(())
            }
            Self::Function(name, arguments) => {
                out.push_str(name);
                out.push('(');
                let place = arguments.first().and_then(Operand::path).cloned();
                placeholders.operands(out, arguments, place.as_ref())?;
                out.push(')');
                Ok(())
            }
            Self::And(nodes) => Self::write_joined(nodes, " AND ", out, placeholders),
            Self::Or(nodes) => Self::write_joined(nodes, " OR ", out, placeholders),
            Self::Not(node) => {
                out.push_str("NOT ");
                node.write_operand(out, placeholders)
            }
            Self::Raw(expression, _) => {
                out.push_str(&expression);
                Ok(())
            }
        }
    }

    fn write_joined(
        nodes: Vec<Self>,
        separator: &str,
        out: &mut String,
        placeholders: &mut Placeholders,
    ) -> Result<(), Error> {
        for (position, node) in nodes.into_iter().enumerate() {
            if position > 0 {
                out.push_str(separator);
            }
            node.write_operand(out, placeholders)?;
        }
        Ok(())
    }

    /// In parentheses where they are needed; DynamoDB refuses redundant ones.
    fn write_operand(self, out: &mut String, placeholders: &mut Placeholders) -> Result<(), Error> {
        let parentheses = match &self {
            Self::And(_) | Self::Or(_) | Self::Not(_) => true,
            Self::Raw(expression, _) => !raw::is_parenthesized(expression),
            Self::Compare(..) | Self::Between(..) | Self::In(..) | Self::Function(..) => false,
        };
        if parentheses {
            out.push('(');
        }
        self.write(out, placeholders)?;
        if parentheses {
            out.push(')');
        }
        Ok(())
    }
}
