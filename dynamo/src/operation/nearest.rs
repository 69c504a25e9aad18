//! Ends of ranges that are longer than a key can be: the nearest keys, which say the same.

use crate::schema::{ComponentValue, SortOperator, after_all, greatest};

/// What a range of a field's own attribute comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Nearest {
    Range(SortOperator),
    /// No key is in it.
    Nothing,
}

/// The range with ends that can be keys of so many bytes; none if they can be already, whatever else is wrong with them.
pub(super) fn nearest(operator: &SortOperator, max: usize) -> Option<Nearest> {
    let is_long = |value: &ComponentValue<'static>| bytes(value).is_some_and(|bytes| bytes.len() > max);
    let from = |low: &ComponentValue<'static>| if is_long(low) { above(low, max) } else { Some(low.clone()) };
    let up_to = |high: &ComponentValue<'static>| if is_long(high) { below(high, max) } else { high.clone() };
    let range = match operator {
        SortOperator::Eq(value) | SortOperator::BeginsWith(value) if is_long(value) => None,
        SortOperator::Lt(high) | SortOperator::Le(high) if is_long(high) => Some(SortOperator::Le(up_to(high))),
        SortOperator::Gt(low) | SortOperator::Ge(low) if is_long(low) => from(low).map(SortOperator::Ge),
        SortOperator::Between(low, high) if is_long(low) || is_long(high) => {
            let high = up_to(high);
            // DynamoDB refuses a range that is upside down.
            from(low).filter(|low| bytes(low) <= bytes(&high)).map(|low| SortOperator::Between(low, high))
        }
        _ => return None,
    };
    Some(range.map_or(Nearest::Nothing, Nearest::Range))
}

/// What is compared; numbers are never too long.
fn bytes<'a>(value: &'a ComponentValue<'static>) -> Option<&'a [u8]> {
    match value {
        ComponentValue::Text(text) => Some(text.as_bytes()),
        ComponentValue::Binary(bytes) => Some(bytes),
        ComponentValue::Number(_) | ComponentValue::Flag(_) => None,
    }
}

/// The greatest key below a value that is too long: what the value begins with, as far as it fits. Where the next character
/// of a text does not fit, shorter ones do, and all of them are less.
fn below(value: &ComponentValue<'static>, max: usize) -> ComponentValue<'static> {
    match value {
        ComponentValue::Text(text) => {
            let key = greatest(text[..text.floor_char_boundary(max)].to_owned(), max);
            ComponentValue::Text(key.into())
        }
        ComponentValue::Binary(bytes) => ComponentValue::Binary(bytes[..max].to_owned().into()),
        other => other.clone(),
    }
}

/// The least key above a value that is too long, if there is one: nothing fits behind the greatest key below it, so it is
/// greater in as late a place as can be.
fn above(value: &ComponentValue<'static>, max: usize) -> Option<ComponentValue<'static>> {
    match below(value, max) {
        ComponentValue::Text(text) => after_all(text.into_owned(), max).map(|key| ComponentValue::Text(key.into())),
        ComponentValue::Binary(bytes) => {
            let mut key = bytes.into_owned();
            while let Some(last) = key.pop() {
                if let Some(next) = last.checked_add(1) {
                    key.push(next);
                    return Some(ComponentValue::Binary(key.into()));
                }
            }
            None
        }
        ComponentValue::Number(_) | ComponentValue::Flag(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX: usize = 3;

    /// All texts of these characters of up to so many bytes: of every length in UTF-8, at both ends of it.
    fn texts(max: usize) -> Vec<String> {
        const CHARS: [char; 10] =
            ['\0', 'a', '\u{7F}', '\u{80}', '\u{7FF}', '\u{800}', '\u{D7FF}', '\u{FFFF}', '\u{10000}', '\u{10FFFF}'];
        let mut all = vec![String::new()];
        let mut begun = 0;
        while begun < all.len() {
            let start = all[begun].clone();
            let longer = CHARS.into_iter().map(|c| format!("{start}{c}")).filter(|text| text.len() <= max);
            all.extend(longer);
            begun += 1;
        }
        all
    }

    fn holds(operator: &SortOperator, key: &ComponentValue<'static>) -> bool {
        let key = bytes(key);
        match operator {
            SortOperator::Any => true,
            SortOperator::Eq(value) => key == bytes(value),
            SortOperator::BeginsWith(value) => key.unwrap().starts_with(bytes(value).unwrap()),
            SortOperator::Lt(high) => key < bytes(high),
            SortOperator::Le(high) => key <= bytes(high),
            SortOperator::Gt(low) => key > bytes(low),
            SortOperator::Ge(low) => key >= bytes(low),
            SortOperator::Between(low, high) => key >= bytes(low) && key <= bytes(high),
        }
    }

    /// Whatever the ends, the same keys are in the range, and what is left is no longer than a key.
    fn check(keys: &[ComponentValue<'static>], low: &ComponentValue<'static>, high: &ComponentValue<'static>) {
        let operators = [
            SortOperator::Eq(low.clone()),
            SortOperator::BeginsWith(low.clone()),
            SortOperator::Lt(low.clone()),
            SortOperator::Le(low.clone()),
            SortOperator::Gt(low.clone()),
            SortOperator::Ge(low.clone()),
            SortOperator::Between(low.clone(), high.clone()),
        ];
        for operator in operators {
            let Some(found) = nearest(&operator, MAX) else { continue };
            for key in keys {
                let is_in = match &found {
                    Nearest::Range(range) => holds(range, key),
                    Nearest::Nothing => false,
                };
                assert_eq!(is_in, holds(&operator, key), "{:?} of {:?} {:?}", bytes(key), bytes(low), bytes(high));
            }
            if let Nearest::Range(range) = &found {
                assert_eq!(nearest(range, MAX), None);
            }
        }
    }

    #[test]
    fn the_nearest_keys_of_texts_have_the_same_keys_between_them() {
        let text = |text: String| ComponentValue::Text(text.into());
        let keys: Vec<_> = texts(MAX).into_iter().filter(|key| !key.is_empty()).map(text).collect();
        let ends: Vec<_> = texts(MAX + 3).into_iter().filter(|end| !end.is_empty()).map(text).collect();
        let far = ["a".to_owned(), "\u{10FFFF}".repeat(3)].map(text);
        for (index, end) in ends.iter().enumerate().filter(|(_, end)| bytes(end).unwrap().len() > MAX) {
            // A few of all pairs.
            for other in far.iter().chain(ends.get(index * 7 % ends.len())) {
                check(&keys, end, other);
                check(&keys, other, end);
            }
        }
    }

    #[test]
    fn the_nearest_keys_of_bytes_have_the_same_keys_between_them() {
        let all = |length: usize| {
            (0..3_usize.pow(u32::try_from(length).unwrap())).map(move |number| {
                let digit = |place: usize| [0, 1, 255][number / 3_usize.pow(u32::try_from(place).unwrap()) % 3];
                ComponentValue::Binary((0..length).map(digit).collect::<Vec<u8>>().into())
            })
        };
        let keys: Vec<ComponentValue<'static>> = (1..=MAX).flat_map(all).collect();
        for end in all(MAX + 1) {
            for other in all(MAX).chain([ComponentValue::Binary(vec![255; 6].into())]) {
                check(&keys, &end, &other);
                check(&keys, &other, &end);
            }
        }
    }
}
