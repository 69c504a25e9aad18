//! Whether two values are one to DynamoDB: it writes numbers in its own way, and sets in any order.

use std::collections::HashSet;

use aws_sdk_dynamodb::types::AttributeValue;

use super::Number;
use crate::error::AttributeMap;

/// Whether two items are one.
pub(crate) fn is_same_item(left: &AttributeMap, right: &AttributeMap) -> bool {
    left.len() == right.len()
        && left.iter().all(|(name, value)| right.get(name).is_some_and(|other| is_same_value(value, other)))
}

/// Whether two values are one.
pub(crate) fn is_same_value(left: &AttributeValue, right: &AttributeValue) -> bool {
    match (left, right) {
        (AttributeValue::N(left), AttributeValue::N(right)) => left == right || number(left) == number(right),
        (AttributeValue::Ns(left), AttributeValue::Ns(right)) => {
            is_same_set(left.iter().map(|text| number(text)), right.iter().map(|text| number(text)))
        }
        (AttributeValue::Ss(left), AttributeValue::Ss(right)) => is_same_set(left.iter(), right.iter()),
        (AttributeValue::Bs(left), AttributeValue::Bs(right)) => {
            is_same_set(left.iter().map(AsRef::<[u8]>::as_ref), right.iter().map(AsRef::<[u8]>::as_ref))
        }
        (AttributeValue::L(left), AttributeValue::L(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| is_same_value(left, right))
        }
        (AttributeValue::M(left), AttributeValue::M(right)) => is_same_item(left, right),
        _ => left == right,
    }
}

/// How many of the elements a set has, and how many there are; none if the two are not sets of one type.
pub(crate) fn contained(set: &AttributeValue, elements: &AttributeValue) -> Option<(usize, usize)> {
    match (set, elements) {
        (AttributeValue::Ss(set), AttributeValue::Ss(elements)) => {
            Some((elements.iter().filter(|text| set.contains(text)).count(), elements.len()))
        }
        (AttributeValue::Ns(set), AttributeValue::Ns(elements)) => {
            let set: HashSet<_> = set.iter().map(|text| number(text)).collect();
            Some((elements.iter().filter(|text| set.contains(&number(text))).count(), elements.len()))
        }
        (AttributeValue::Bs(set), AttributeValue::Bs(elements)) => {
            Some((elements.iter().filter(|blob| set.contains(blob)).count(), elements.len()))
        }
        _ => None,
    }
}

fn number(text: &str) -> Result<String, &str> {
    Number::parse(text).map(|number| number.to_string()).map_err(|_| text)
}

fn is_same_set<V: Eq + std::hash::Hash>(left: impl Iterator<Item = V>, right: impl Iterator<Item = V>) -> bool {
    left.collect::<HashSet<_>>() == right.collect::<HashSet<_>>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_sets_are_compared_by_what_they_are() {
        let n = |text: &str| AttributeValue::N(text.to_owned());
        let ns = |texts: &[&str]| AttributeValue::Ns(texts.iter().map(|text| (*text).to_owned()).collect());
        let ss = |texts: &[&str]| AttributeValue::Ss(texts.iter().map(|text| (*text).to_owned()).collect());
        assert!(is_same_value(&n("1.50"), &n("1.5")) && !is_same_value(&n("1.5"), &n("1.6")));
        assert!(is_same_value(&ns(&["1", "2.0"]), &ns(&["2", "1"])) && !is_same_value(&ns(&["1"]), &ns(&["1", "2"])));
        assert!(is_same_value(&ss(&["a", "b"]), &ss(&["b", "a"])) && !is_same_value(&ss(&["1"]), &ns(&["1"])));
        let map = |value: AttributeValue| AttributeValue::M(AttributeMap::from([("k".to_owned(), value)]));
        assert!(is_same_value(&map(n("1e2")), &map(n("100"))) && !is_same_value(&map(n("1")), &map(n("2"))));
        let list = |value: AttributeValue| AttributeValue::L(vec![value]);
        assert!(
            is_same_value(&list(n("0")), &list(n("0.0"))) && !is_same_value(&list(n("0")), &AttributeValue::L(vec![]))
        );
    }
}
