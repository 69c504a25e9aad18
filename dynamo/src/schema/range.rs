//! Conditions on a sort key, component by component: each becomes one range of keys.
//!
//! H is the text fixed so far: literals, labels, and the components given, each with what separates it from the next. The
//! operator applies to the component after H; s is what stands between that component and the rest, or the end of the key, if
//! anything does.
//!
//! On a component that is not the last, or that fixed text follows, text order is the components' order as long as no value
//! that is a prefix of another is followed there by text below s. Dates, ids and padded numbers never do this.

use super::{
    ComponentValue, KeyShape, KeyValue,
    layout::{KeyBuilder, Part},
    text_key::{MAXIMUM, TextKey},
    text_order::{after_all, greatest, predecessor},
};
use crate::error::{KeyError, KeyProblem, KeyRole};

/// How long a sort key can be.
const MAX_BYTES: usize = KeyRole::Sort.max_bytes();

/// What is asked of the component after the fixed ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SortOperator {
    /// Nothing: all items with the fixed components.
    Any,
    Eq(ComponentValue<'static>),
    BeginsWith(ComponentValue<'static>),
    Lt(ComponentValue<'static>),
    Le(ComponentValue<'static>),
    Gt(ComponentValue<'static>),
    Ge(ComponentValue<'static>),
    Between(ComponentValue<'static>, ComponentValue<'static>),
}

/// The one condition that DynamoDB takes on a sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SortCondition {
    Eq(KeyValue),
    BeginsWith(KeyValue),
    Lt(KeyValue),
    Le(KeyValue),
    Gt(KeyValue),
    Ge(KeyValue),
    Between(KeyValue, KeyValue),
}

/// The condition on a text key for these fixed components and this operator; none if every key satisfies it.
pub(super) fn text(
    builder: &KeyBuilder<'_>,
    shape: &KeyShape,
    fixed: &[ComponentValue<'static>],
    operator: &SortOperator,
) -> Result<Option<SortCondition>, KeyError> {
    let mut parts = Vec::new();
    builder.walk(shape, &mut |part| {
        parts.push(part);
        Ok(())
    })?;
    Walk::new(builder, &parts, fixed)?.apply(operator)
}

/// The condition on a key that is a field's own attribute; none if every key satisfies it.
pub(super) fn native(
    builder: &KeyBuilder<'_>,
    index: usize,
    operator: &SortOperator,
) -> Result<Option<SortCondition>, KeyError> {
    let value = |component: &ComponentValue<'static>| builder.native_value(index, component.borrowed());
    Ok(Some(match operator {
        SortOperator::Any => return Ok(None),
        SortOperator::Eq(operand) => SortCondition::Eq(value(operand)?),
        SortOperator::BeginsWith(operand) => SortCondition::BeginsWith(value(operand)?),
        SortOperator::Lt(operand) => SortCondition::Lt(value(operand)?),
        SortOperator::Le(operand) => SortCondition::Le(value(operand)?),
        SortOperator::Gt(operand) => SortCondition::Gt(value(operand)?),
        SortOperator::Ge(operand) => SortCondition::Ge(value(operand)?),
        SortOperator::Between(low, high) => SortCondition::Between(value(low)?, value(high)?),
    }))
}

/// A walk along the parts of a text key, as far as its components are given.
struct Walk<'a, 'b> {
    builder: &'a KeyBuilder<'b>,
    /// H, and its checks.
    head: TextKey<'a, 'b>,
    /// The component that an operator applies to, and the parts after it; none if all are given.
    next: Option<(usize, usize, &'a [Part<'a>])>,
    has_fixed: bool,
}

impl<'a, 'b> Walk<'a, 'b> {
    fn new(
        builder: &'a KeyBuilder<'b>,
        parts: &'a [Part<'a>],
        fixed: &[ComponentValue<'static>],
    ) -> Result<Self, KeyError> {
        let mut head = TextKey::new(builder);
        let mut given = fixed.iter();
        for (position, part) in parts.iter().enumerate() {
            match *part {
                Part::Literal(literal) => head.literal(literal),
                Part::Separator(separator) => head.separator(separator)?,
                Part::Component { index, width } => match given.next() {
                    Some(value) => head.component(index, width, value.borrowed())?,
                    None => {
                        let next = Some((index, width, &parts[position + 1..]));
                        return Ok(Self { builder, head, next, has_fixed: !fixed.is_empty() });
                    }
                },
            }
        }
        Ok(Self { builder, head, next: None, has_fixed: !fixed.is_empty() })
    }

    fn apply(self, operator: &SortOperator) -> Result<Option<SortCondition>, KeyError> {
        let Some((index, width, rest)) = self.next else {
            // Every component is given, or there is none: the whole key is.
            return Ok(Some(SortCondition::Eq(self.head.finish()?)));
        };
        let head = self.head.text().to_owned();
        let end = Terminator::of(rest);
        // H followed by the operand, with the checks of a component that the terminator follows.
        let head_with = |value: &ComponentValue<'static>| -> Result<String, KeyError> {
            let mut text = self.head.clone();
            text.component(index, width, value.borrowed())?;
            let operand = text.text().to_owned();
            if let Some(separator) = end.separator {
                text.separator(separator)?;
            }
            Ok(operand)
        };
        // The least text of keys whose component is not less than the operand. An operand that ends as s begins needs all of
        // s, or the keys of shorter values would not come before it.
        let least = |text: String| match without_end(&text[head.len()..], &end.text) {
            Some(_) => text + &end.text,
            None => text,
        };
        let field = self.builder.component(index).field;
        let bound = |text: String| self.bound(field, text);
        Ok(Some(match operator {
            SortOperator::Any if head.is_empty() => return Ok(None),
            SortOperator::Any => {
                debug_assert!(self.has_fixed || !head.is_empty());
                SortCondition::BeginsWith(bound(head)?)
            }
            SortOperator::Eq(value) if end.is_key_end => SortCondition::Eq(bound(head_with(value)? + &end.text)?),
            SortOperator::Eq(value) => SortCondition::BeginsWith(bound(head_with(value)? + &end.text)?),
            SortOperator::BeginsWith(value) => {
                let mut text = self.head.clone();
                text.component(index, width, value.borrowed())?;
                if let Some(problem) = end.problem_of_prefix(&text.text()[head.len()..]) {
                    return Err(self.builder.error(Some(field), problem));
                }
                SortCondition::BeginsWith(bound(text.text().to_owned())?)
            }
            SortOperator::Ge(value) => from(&head, bound(least(head_with(value)?))?, SortCondition::Ge),
            SortOperator::Gt(value) => {
                let text = head_with(value)?;
                if end.is_plain() && head.is_empty() {
                    SortCondition::Gt(bound(text)?)
                } else {
                    from(&head, bound(end.after(text))?, SortCondition::Ge)
                }
            }
            SortOperator::Le(value) => up_to(&head, bound(end.up_to(head_with(value)?))?, SortCondition::Le),
            SortOperator::Lt(value) => {
                let text = head_with(value)?;
                if end.is_plain() && head.is_empty() {
                    SortCondition::Lt(bound(text)?)
                } else {
                    let below = below(&head, &least(text), &end);
                    up_to(&head, bound(below)?, SortCondition::Le)
                }
            }
            SortOperator::Between(low, high) => {
                let (low, high) = (head_with(low)?, head_with(high)?);
                if low > high {
                    return Err(self.builder.error(Some(field), KeyProblem::InvertedRange));
                }
                let high = end.up_to(high);
                // Where the caveat turns the range upside down, which DynamoDB refuses, it begins lower.
                let low = Some(least(low.clone())).filter(|least| *least <= high).unwrap_or(low);
                SortCondition::Between(bound(low)?, bound(high)?)
            }
        }))
    }

    /// A bound of a range, which DynamoDB takes only up to the longest key.
    fn bound(&self, field: &'static str, text: String) -> Result<KeyValue, KeyError> {
        let (bytes, max) = (text.len(), MAX_BYTES);
        if bytes > max {
            return Err(self.builder.error(Some(field), KeyProblem::TooLong { bytes, max }));
        }
        Ok(KeyValue::S(text))
    }
}

/// From a bound to the end of what begins with H.
fn from(head: &str, low: KeyValue, open: fn(KeyValue) -> SortCondition) -> SortCondition {
    if head.is_empty() {
        return open(low);
    }
    let high = greatest(head.to_owned(), MAX_BYTES);
    match low {
        // No key is greater: a range without keys, for H alone is none.
        KeyValue::S(low) if low > high => {
            SortCondition::Between(KeyValue::S(head.to_owned()), KeyValue::S(head.to_owned()))
        }
        low => SortCondition::Between(low, KeyValue::S(high)),
    }
}

/// From the start of what begins with H to a bound.
fn up_to(head: &str, high: KeyValue, open: fn(KeyValue) -> SortCondition) -> SortCondition {
    if head.is_empty() { open(high) } else { SortCondition::Between(KeyValue::S(head.to_owned()), high) }
}

/// The greatest text of keys whose component is less than the operand; `text` is the least of those where it is not.
fn below(head: &str, text: &str, end: &Terminator<'_>) -> String {
    let mut chars = text[head.len()..].chars();
    let Some(last) = chars.next_back() else { return head.to_owned() };
    let start = format!("{head}{}", chars.as_str());
    match predecessor(last) {
        Some(before) => greatest(format!("{start}{before}"), MAX_BYTES),
        // Less than "x\0" is what is not greater than "x"; less than "\0" is nothing.
        None if start.is_empty() => "\0".to_owned(),
        None if start.len() == head.len() => start,
        None => end.up_to(start),
    }
}

/// What follows a component in the key, up to the next component or the end.
struct Terminator<'a> {
    text: String,
    /// The part of it that the component must not contain.
    separator: Option<&'a str>,
    /// Whether the key ends with it.
    is_key_end: bool,
}

impl<'a> Terminator<'a> {
    fn of(rest: &[Part<'a>]) -> Self {
        let mut end = Self { text: String::new(), separator: None, is_key_end: true };
        for part in rest {
            match *part {
                Part::Literal(literal) => end.text.push_str(literal),
                Part::Separator(separator) => {
                    end.text.push_str(separator);
                    end.separator = end.separator.or(Some(separator));
                }
                Part::Component { .. } => {
                    end.is_key_end = false;
                    break;
                }
            }
        }
        end
    }

    /// Whether the component ends the key.
    fn is_plain(&self) -> bool {
        self.is_key_end && self.text.is_empty()
    }

    /// A text after all keys with the component that `text` ends with, before all with a greater one; as long as a key at
    /// most, if the key that it is made of is.
    fn after(&self, text: String) -> String {
        let mut key = text + &self.text;
        let next = if self.is_key_end { '\0' } else { MAXIMUM };
        let is_key = key.len() <= MAX_BYTES;
        if key.len() + next.len_utf8() <= MAX_BYTES {
            key.push(next);
        } else if let Some(after) = is_key.then(|| after_all(key.clone(), MAX_BYTES)).flatten() {
            key = after;
        }
        key
    }

    /// The greatest text of keys with the component that `text` ends with.
    fn up_to(&self, text: String) -> String {
        let key = text + &self.text;
        if self.is_key_end { key } else { greatest(key, MAX_BYTES) }
    }

    /// Why the keys that begin with H and this prefix are not those of the values that begin with it.
    fn problem_of_prefix(&self, prefix: &str) -> Option<KeyProblem> {
        if let Some(separator) = self.separator.filter(|separator| prefix.contains(separator)) {
            return Some(KeyProblem::ContainsSeparator { separator: separator.to_owned() });
        }
        without_end(prefix, &self.text).map(|_| KeyProblem::EndsLikeSeparator { separator: self.text.clone() })
    }
}

/// A prefix without what it ends with, where that is how the text after the component begins: in the key of the shorter
/// value it is not the value's.
pub(super) fn without_end<'a>(prefix: &'a str, end: &str) -> Option<&'a str> {
    (1..=end.len()).filter_map(|length| end.get(..length)).find_map(|beginning| prefix.strip_suffix(beginning))
}

#[cfg(test)]
mod tests;
