//! From a condition to a request: the best key to query by, and the rest as a filter.

use std::cmp::Ordering;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{QueryRequest, Read, ScanRequest, Wanted};
use crate::{
    codec::{compare_scalars, component_of},
    config::Settings,
    error::{Error, Result},
    expression::{Node, Test},
    schema::{ComponentValue, IndexKind, KeyPart, QueryKey, SortOperator},
};

/// How a condition is answered.
#[derive(Debug)]
pub(crate) enum Plan {
    Query(Box<QueryRequest>),
    Scan(Box<ScanRequest>),
}

/// How one key answers the condition.
#[derive(Debug)]
struct Answer {
    key: QueryKey,
    partition: Vec<ComponentValue<'static>>,
    fixed: Vec<ComponentValue<'static>>,
    operator: SortOperator,
    /// Which conditions the key answers by itself: by their position.
    answered: Vec<usize>,
    /// Whether the index lacks attributes, so that items are got from the table.
    hydrates: bool,
}

impl Answer {
    /// How good it is: components compared, then the table before its indexes, then what needs no second read.
    fn rank(&self) -> (usize, bool, bool, bool, bool) {
        let compared = self.partition.len() + self.fixed.len();
        let has_operator = self.operator != SortOperator::Any;
        let is_local = self.key.index.is_some_and(|index| index.kind == IndexKind::Local);
        (compared, has_operator, self.key.index.is_none(), !self.hydrates, is_local)
    }
}

/// Plans a read whose condition is its filter.
pub(crate) fn plan(mut read: Read, descending: bool, allow_scan: bool, settings: &Settings) -> Result<Plan> {
    let schema = read.key.schema;
    let mut conditions: Vec<Option<Node>> =
        read.filter.take().map(Node::conjuncts).unwrap_or_default().into_iter().map(Some).collect();
    let keys = std::iter::once(QueryKey::table(schema))
        .chain(schema.indexes.iter().map(|index| QueryKey::index(schema, index)));
    let (mut answers, mut lacks) = (Vec::new(), Vec::new());
    for key in keys {
        match answer(key, &conditions, &read, settings)? {
            Ok(answer) => answers.push(answer),
            Err(lack) => lacks.push(format!("{} {lack}", describe(key))),
        }
    }
    // The first of equals.
    let best = answers.into_iter().rev().max_by_key(Answer::rank);
    let Some(best) = best else {
        if !allow_scan {
            return Err(Error::validation(format!(
                "no key answers this condition, and reading the whole table was not allowed: {}. Compare what is lacking with \
                 eq, add an index, or call allow_scan()",
                lacks.join("; ")
            )));
        }
        if descending {
            return Err(Error::validation("a scan has no order: descending() needs a condition that a key answers"));
        }
        read.filter = conditions.into_iter().flatten().reduce(Node::and);
        let mut scan = ScanRequest::new(read.target.clone(), read.key);
        scan.read = read;
        return Ok(Plan::Scan(Box::new(scan)));
    };
    for position in best.answered {
        conditions[position] = None;
    }
    read.filter = conditions.into_iter().flatten().reduce(Node::and);
    read.key = best.key;
    if best.hydrates && read.wanted != Wanted::Count {
        read.wanted = Wanted::HydratedItems;
    }
    let (partition, fixed, operator) = (best.partition, best.fixed, best.operator);
    Ok(Plan::Query(Box::new(QueryRequest { read, partition, fixed, operator, descending })))
}

fn describe(key: QueryKey) -> String {
    match key.index {
        None => format!("the table `{}`", key.schema.table),
        Some(index) => format!("the index `{}`", index.name),
    }
}

/// How a key answers the conditions, or why it does not.
fn answer(
    key: QueryKey,
    conditions: &[Option<Node>],
    read: &Read,
    settings: &Settings,
) -> Result<Result<Answer, String>> {
    let is_global = key.index.is_some_and(|index| index.kind == IndexKind::Global);
    if is_global && read.is_consistent() {
        return Ok(Err("has no strongly consistent reads".to_owned()));
    }
    let partition_parts = key.partition_parts(settings)?;
    let mut answered = Vec::new();
    let mut partition = Vec::new();
    let mut missing = Vec::new();
    for part in &partition_parts {
        match equal(part, conditions) {
            Some((position, value)) => {
                answered.push(position);
                partition.push(value);
            }
            None => missing.push(format!("`{}`", part.component.field)),
        }
    }
    if !missing.is_empty() {
        return Ok(Err(format!("lacks {} = ..", missing.join(", "))));
    }
    let sort_parts = key.sort_parts(settings)?;
    // An item that lacks a component is not in the index, though the condition may hold for it.
    let is_shown =
        |part: &KeyPart| conditions.iter().flatten().any(|node| node.implies_presence_of(part.component.attribute));
    let sparse = partition_parts.iter().chain(&sort_parts).find(|part| part.may_be_absent && !is_shown(part));
    if let Some(part) = sparse {
        return Ok(Err(format!("holds only items with `{}`", part.component.field)));
    }
    let (mut fixed, mut operator) = (Vec::new(), SortOperator::Any);
    for part in &sort_parts {
        if let Some((position, value)) = equal(part, conditions) {
            answered.push(position);
            fixed.push(value);
            continue;
        }
        if let Some((positions, found)) = compared(part, conditions) {
            operator = found;
            // Inside a text key the filter says it again: the order of the texts is not always that of the values.
            let is_exact = part.separator.is_none() || matches!(operator, SortOperator::BeginsWith(_));
            if part.is_native || is_exact {
                answered.extend(positions);
            }
        }
        break;
    }
    // What is left is a filter, which cannot name the key's own attributes, nor what an index lacks.
    let names = key.names(settings);
    let left = || conditions.iter().enumerate().filter(|(position, _)| !answered.contains(position));
    let mut problem = None;
    for node in left().filter_map(|(_, node)| node.as_ref()) {
        node.visit_attributes(&mut |attribute| {
            if names.iter().any(|name| name == attribute) {
                problem = Some(format!("cannot filter on `{attribute}`, its own key"));
            } else if !key.projects(attribute, settings) {
                problem = Some(format!("does not hold `{attribute}`"));
            }
        });
    }
    if let Some(problem) = problem {
        return Ok(Err(problem));
    }
    let hydrates = !read.is_held_by(key, settings);
    Ok(Ok(Answer { key, partition, fixed, operator, answered, hydrates }))
}

/// The condition that gives a component its value.
fn equal(part: &KeyPart, conditions: &[Option<Node>]) -> Option<(usize, ComponentValue<'static>)> {
    tests(part, conditions).find_map(|(position, test)| match test {
        Test::Eq(value) => Some((position, component(part, value)?)),
        _ => None,
    })
}

/// The conditions that give a component a range.
fn compared(part: &KeyPart, conditions: &[Option<Node>]) -> Option<(Vec<usize>, SortOperator)> {
    let value = |value| component(part, value);
    let of = |wanted: fn(&Test<'_>) -> bool| tests(part, conditions).find(|(_, test)| wanted(test));
    let at_least = of(|test| matches!(test, Test::Ge(_)));
    let at_most = of(|test| matches!(test, Test::Le(_)));
    // A lower and an upper end are one range.
    if let (Some((first, Test::Ge(low))), Some((second, Test::Le(high)))) = (at_least, at_most)
        && is_ordered(part, high)
        && is_upper_end(part, high)
        && is_below(low, high)
    {
        return Some((vec![first, second], SortOperator::Between(value(low)?, value(high)?)));
    }
    tests(part, conditions).find_map(|(position, test)| {
        let operator = match test {
            Test::BeginsWith(prefix) => SortOperator::BeginsWith(value(prefix).filter(|_| part.width == 0)?),
            // Of a text component that others follow, what begins with the value may come before its end.
            Test::Gt(low) if is_ordered(part, low) && (part.is_native || part.separator.is_none()) => {
                SortOperator::Gt(value(low)?)
            }
            Test::Ge(low) | Test::Gt(low) if is_ordered(part, low) => SortOperator::Ge(value(low)?),
            Test::Lt(high) if is_ordered(part, high) && is_upper_end(part, high) => SortOperator::Lt(value(high)?),
            Test::Le(high) if is_ordered(part, high) && is_upper_end(part, high) => SortOperator::Le(value(high)?),
            Test::Between(low, high) if is_ordered(part, high) && is_upper_end(part, high) && is_below(low, high) => {
                SortOperator::Between(value(low)?, value(high)?)
            }
            Test::Eq(_) | Test::Gt(_) | Test::Ge(_) | Test::Lt(_) | Test::Le(_) | Test::Between(..) => return None,
        };
        Some((vec![position], operator))
    })
}

fn tests<'a>(part: &'a KeyPart, conditions: &'a [Option<Node>]) -> impl Iterator<Item = (usize, Test<'a>)> {
    conditions.iter().enumerate().filter_map(|(position, node)| {
        let fact = node.as_ref()?.fact()?;
        (fact.attribute == part.component.attribute).then_some((position, fact.test))
    })
}

/// A value as the component of a key, if it can be one.
fn component(part: &KeyPart, value: &AttributeValue) -> Option<ComponentValue<'static>> {
    let component = component_of(value)?;
    let is_integer = |number: &str| number.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
    match &component {
        // The text of a fraction is not always that of its attribute.
        ComponentValue::Number(number) if !part.is_native && !is_integer(number) => None,
        ComponentValue::Binary(_) if !part.is_native => None,
        _ => Some(component.into_owned()),
    }
}

/// Whether the order of the key is that of the values.
fn is_ordered(part: &KeyPart, value: &AttributeValue) -> bool {
    match value {
        AttributeValue::S(_) => true,
        AttributeValue::N(number) => part.is_native || (part.width > 0 && number.len() <= part.width),
        _ => part.is_native,
    }
}

/// Whether every lesser value has a lesser key: in a text key a value that the operand begins with is followed by the
/// separator, and must not come after what the operand goes on with, whatever else is in the separator.
fn is_upper_end(part: &KeyPart, value: &AttributeValue) -> bool {
    let first = part.separator.as_deref().and_then(|separator| separator.chars().next());
    match (value, first) {
        (AttributeValue::S(text), Some(first)) => part.is_native || text.chars().all(|c| c > first),
        _ => true,
    }
}

/// Whether a range is not upside down: DynamoDB refuses one that is.
fn is_below(low: &AttributeValue, high: &AttributeValue) -> bool {
    compare_scalars(low, high).is_some_and(Ordering::is_le)
}
