//! From a condition to a request: the best key to query by, and the rest as a filter.

use std::cmp::Ordering;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    QueryRequest, Read, ScanRequest, Wanted,
    nearest::{Nearest, nearest},
};
use crate::{
    codec::{compare_scalars, component_of},
    config::Settings,
    error::{Error, KeyError, KeyProblem, KeyRole, Result},
    expression::{Node, Test},
    schema::{Component, ComponentValue, IndexKind, KeyPart, QueryKey, SortOperator},
};

/// How a condition is answered.
#[derive(Debug)]
pub(crate) enum Plan {
    Query(Box<QueryRequest>),
    Scan(Box<ScanRequest>),
    /// No item can have such a key. The scan is what would be read; it is not sent.
    Nothing(Box<ScanRequest>, KeyError),
}

/// How one key answers the condition, or whether it can.
#[derive(Debug)]
enum Verdict {
    Answers(Answer),
    /// What it lacks, in words.
    Lacks(String),
    /// The condition asks for a value that the table's key cannot hold.
    Nothing(KeyError),
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
            Verdict::Answers(answer) => answers.push(answer),
            Verdict::Lacks(lack) => lacks.push(format!("{} {lack}", describe(key))),
            Verdict::Nothing(problem) => {
                return Ok(Plan::Nothing(Box::new(scan(read, conditions)), problem));
            }
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
        return Ok(Plan::Scan(Box::new(scan(read, conditions))));
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

/// A scan whose filter is all of the conditions.
fn scan(mut read: Read, conditions: Vec<Option<Node>>) -> ScanRequest {
    read.filter = conditions.into_iter().flatten().reduce(Node::and);
    let mut scan = ScanRequest::new(read.target.clone(), read.key);
    scan.read = read;
    scan
}

fn describe(key: QueryKey) -> String {
    match key.index {
        None => format!("the table `{}`", key.schema.table),
        Some(index) => format!("the index `{}`", index.name),
    }
}

/// How a key answers the conditions, or why it does not.
fn answer(key: QueryKey, conditions: &[Option<Node>], read: &Read, settings: &Settings) -> Result<Verdict> {
    let is_global = key.index.is_some_and(|index| index.kind == IndexKind::Global);
    if is_global && read.is_consistent() {
        return Ok(Verdict::Lacks("has no strongly consistent reads".to_owned()));
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
        return Ok(Verdict::Lacks(format!("lacks {} = ..", missing.join(", "))));
    }
    let sort_parts = key.sort_parts(settings)?;
    // An item that lacks a component is not in the index, though the condition may hold for it.
    let is_shown = |part: &KeyPart| {
        let Component { attribute, has_default, .. } = part.component;
        // The `None` of a field with a default is stored as NULL.
        conditions.iter().flatten().any(|node| node.implies_value_of(attribute, *has_default))
    };
    let sparse = partition_parts.iter().chain(&sort_parts).find(|part| part.may_be_absent && !is_shown(part));
    if let Some(part) = sparse {
        return Ok(Verdict::Lacks(format!("holds only items with `{}`", part.component.field)));
    }
    // Every item has the table's key. There may be items that an index cannot hold: they came before it.
    if let Err(problem) = key.partition_values(settings, &partition) {
        let problem = of_value(problem)?;
        return Ok(match key.index {
            None => Verdict::Nothing(problem),
            Some(_) => Verdict::Lacks(format!("cannot hold it ({problem})")),
        });
    }
    let (mut fixed, mut fixed_by) = (Vec::new(), Vec::new());
    let (mut operator, mut ranged_by) = (SortOperator::Any, Vec::new());
    for part in &sort_parts {
        if let Some((position, value)) = equal(part, conditions) {
            fixed_by.push(position);
            fixed.push(value);
            continue;
        }
        if let Some(range) = compared(part, conditions) {
            operator = range.operator;
            if range.is_exact {
                ranged_by = range.positions;
            }
        }
        break;
    }
    // What the key cannot say is left to the filter.
    let mut unsaid = None;
    while let Err(problem) = key.sort_conditions(settings, &fixed, &operator) {
        let problem = of_value(problem)?;
        let is_below_all = matches!(operator, SortOperator::Lt(_) | SortOperator::Le(_))
            && matches!(problem.problem(), KeyProblem::Empty);
        let is_table = key.index.is_none();
        let is_native = sort_parts.get(fixed.len()).is_some_and(|part| part.is_native);
        // The filter cannot say a range of an attribute that is itself the key.
        match nearest(&operator, KeyRole::Sort.max_bytes()).filter(|_| is_native) {
            Some(Nearest::Range(range)) => {
                operator = range;
                continue;
            }
            Some(Nearest::Nothing) if is_table => return Ok(Verdict::Nothing(problem)),
            _ => {}
        }
        match operator {
            SortOperator::Any if is_table => return Ok(Verdict::Nothing(problem)),
            SortOperator::Any if fixed.is_empty() => return Err(problem.into()),
            SortOperator::Any => {
                fixed.pop();
                fixed_by.pop();
            }
            _ if is_table && is_below_all => return Ok(Verdict::Nothing(problem)),
            _ => {
                operator = SortOperator::Any;
                ranged_by.clear();
                unsaid = Some(problem);
            }
        }
    }
    answered.extend(fixed_by.into_iter().chain(ranged_by));
    // What is left is a filter, which cannot name the key's own attributes, nor what an index lacks.
    let names = key.names(settings);
    let left = || conditions.iter().enumerate().filter(|(position, _)| !answered.contains(position));
    let mut problem = None;
    for node in left().filter_map(|(_, node)| node.as_ref()) {
        node.visit_attributes(&mut |attribute| {
            if names.iter().any(|name| name == attribute) {
                let why = unsaid.as_ref().map(|unsaid| format!(" ({unsaid})")).unwrap_or_default();
                problem = Some(format!("cannot filter on `{attribute}`, its own key{why}"));
            } else if !key.may_hold(attribute, settings) {
                problem = Some(format!("does not hold `{attribute}`"));
            }
        });
    }
    if let Some(problem) = problem {
        return Ok(Verdict::Lacks(problem));
    }
    let hydrates = !read.is_held_by(key, settings);
    Ok(Verdict::Answers(Answer { key, partition, fixed, operator, answered, hydrates }))
}

/// A problem that says that no key holds a value; others are of the key itself.
fn of_value(problem: KeyError) -> Result<KeyError> {
    match problem.problem() {
        KeyProblem::Empty
        | KeyProblem::ContainsSeparator { .. }
        | KeyProblem::EndsLikeSeparator { .. }
        | KeyProblem::ContainsMaximum
        | KeyProblem::WiderThanPadding { .. }
        | KeyProblem::TooLong { .. }
        | KeyProblem::TooManyDigits => Ok(problem),
        _ => Err(problem.into()),
    }
}

/// The condition that gives a component its value.
fn equal(part: &KeyPart, conditions: &[Option<Node>]) -> Option<(usize, ComponentValue<'static>)> {
    tests(part, conditions).find_map(|(position, test)| match test {
        Test::Eq(value) => Some((position, component(part, value)?)),
        _ => None,
    })
}

/// A range of a component, and the conditions that give it.
struct Range {
    positions: Vec<usize>,
    operator: SortOperator,
    /// Where it is not, the filter says it again: the order of the texts is not always that of the values.
    is_exact: bool,
}

/// The conditions that give a component a range.
fn compared(part: &KeyPart, conditions: &[Option<Node>]) -> Option<Range> {
    // Keys are not empty, so all of them come after what is, and begin so.
    let (always, tests): (Vec<_>, Vec<_>) = tests(part, conditions).partition(|(_, test)| match test {
        Test::Ge(bound) | Test::Gt(bound) | Test::BeginsWith(bound) => part.is_native && is_empty(bound),
        _ => false,
    });
    let any = Range { positions: Vec::new(), operator: SortOperator::Any, is_exact: true };
    let mut range = range_of(part, &tests).or((!always.is_empty()).then_some(any))?;
    range.positions.extend(always.into_iter().map(|(position, _)| position));
    Some(range)
}

/// The range that one of these tests gives, or two of them.
fn range_of(part: &KeyPart, tests: &[(usize, Test<'_>)]) -> Option<Range> {
    let is_exact = part.keeps_order();
    let value = |value| component(part, value);
    let of = |wanted: fn(&Test<'_>) -> bool| tests.iter().copied().find(|(_, test)| wanted(test));
    let at_least = of(|test| matches!(test, Test::Ge(_)));
    let at_most = of(|test| matches!(test, Test::Le(_)));
    // A lower and an upper end are one range.
    if let (Some((first, Test::Ge(low))), Some((second, Test::Le(high)))) = (at_least, at_most)
        && is_ordered(part, high)
        && is_upper_end(part, high)
        && is_below(low, high)
    {
        return Some(Range { positions: vec![first, second], operator: between(part, low, high)?, is_exact });
    }
    tests.iter().copied().find_map(|(position, test)| {
        let operator = match test {
            Test::BeginsWith(prefix) => {
                let start = low_end(part, prefix).filter(|_| part.width == 0)?;
                let is_exact = Some(&start) == value(prefix).as_ref();
                return Some(Range { positions: vec![position], operator: SortOperator::BeginsWith(start), is_exact });
            }
            // Of a text component that something follows, what begins with the value may come before its end.
            Test::Gt(low) if is_ordered(part, low) && is_exact => SortOperator::Gt(value(low)?),
            Test::Ge(low) | Test::Gt(low) if is_ordered(part, low) => SortOperator::Ge(low_end(part, low)?),
            Test::Lt(high) if is_ordered(part, high) && is_upper_end(part, high) => SortOperator::Lt(value(high)?),
            Test::Le(high) if is_ordered(part, high) && is_upper_end(part, high) => SortOperator::Le(value(high)?),
            Test::Between(low, high) if is_ordered(part, high) && is_upper_end(part, high) && is_below(low, high) => {
                between(part, low, high)?
            }
            Test::Eq(_) | Test::Gt(_) | Test::Ge(_) | Test::Lt(_) | Test::Le(_) | Test::Between(..) => return None,
        };
        Some(Range { positions: vec![position], operator, is_exact })
    })
}

/// From a lower end, if that leaves any key out, to an upper one.
fn between(part: &KeyPart, low: &AttributeValue, high: &AttributeValue) -> Option<SortOperator> {
    let high = component(part, high)?;
    Some(match low_end(part, low).filter(|_| !is_empty(low)) {
        Some(low) => SortOperator::Between(low, high),
        None => SortOperator::Le(high),
    })
}

fn is_empty(value: &AttributeValue) -> bool {
    match value {
        AttributeValue::S(text) => text.is_empty(),
        AttributeValue::B(bytes) => bytes.as_ref().is_empty(),
        _ => false,
    }
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

/// A value from which on, or a prefix with which, all keys are found of values that are not less, or that begin so. A text
/// that contains what separates components is cut short there: no value does, and those that are not less are not less than
/// its beginning. So is one that ends as the text begins that follows the component: in keys that may be a shorter value.
fn low_end(part: &KeyPart, value: &AttributeValue) -> Option<ComponentValue<'static>> {
    let value = component(part, value)?;
    let ComponentValue::Text(text) = &value else { return Some(value) };
    let distinct = part.distinct_prefix(text);
    if part.is_native || distinct.len() == text.len() {
        return Some(value);
    }
    // Nothing is no component, and has no range.
    (!distinct.is_empty()).then(|| ComponentValue::Text(distinct.to_owned().into()))
}

/// Whether the order of the key is that of the values.
fn is_ordered(part: &KeyPart, value: &AttributeValue) -> bool {
    match value {
        AttributeValue::S(_) => true,
        AttributeValue::N(number) => part.is_native || (part.width > 0 && number.len() <= part.width),
        _ => part.is_native,
    }
}

/// Whether every lesser value has a lesser key: in a text key a value that the operand begins with is followed by text that
/// must not come after what the operand goes on with, whatever else is in that text.
fn is_upper_end(part: &KeyPart, value: &AttributeValue) -> bool {
    match (value, part.end.chars().next()) {
        (AttributeValue::S(text), Some(first)) => part.is_native || text.chars().all(|c| c > first),
        _ => true,
    }
}

/// Whether a range is not upside down: DynamoDB refuses one that is.
fn is_below(low: &AttributeValue, high: &AttributeValue) -> bool {
    compare_scalars(low, high).is_some_and(Ordering::is_le)
}
