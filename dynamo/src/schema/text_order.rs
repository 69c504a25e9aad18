//! Neighbours in the order of text, among text of so many bytes at most.

use super::text_key::MAXIMUM;

/// The greatest text that begins so. Where U+10FFFF would make it too long, it ends in the greatest character that fits: no
/// text goes on with more.
pub(crate) fn greatest(start: String, max: usize) -> String {
    let room = max.saturating_sub(start.len());
    match [MAXIMUM, '\u{FFFF}', '\u{7FF}', '\u{7F}'].into_iter().find(|c| c.len_utf8() <= room) {
        Some(last) => start + last.encode_utf8(&mut [0; 4]),
        None => start,
    }
}

/// The least text that is greater than all that begin so, if there is one. With another last character, none lies between:
/// a text that does begins with all before that character, and goes on with the same one. Where the next character does not
/// fit, no greater one does, so that the least text is that after all that begin with what is before it.
pub(crate) fn after_all(mut start: String, max: usize) -> Option<String> {
    while let Some(last) = start.pop() {
        if let Some(next) = successor(last).filter(|next| start.len() + next.len_utf8() <= max) {
            start.push(next);
            return Some(start);
        }
    }
    None
}

/// The code point before, over the gap of the surrogates.
pub(super) fn predecessor(c: char) -> Option<char> {
    match c {
        '\0' => None,
        '\u{E000}' => Some('\u{D7FF}'),
        _ => char::from_u32(u32::from(c) - 1),
    }
}

/// The code point after, over the gap of the surrogates; none after U+10FFFF.
fn successor(c: char) -> Option<char> {
    match c {
        '\u{D7FF}' => Some('\u{E000}'),
        _ => char::from_u32(u32::from(c) + 1),
    }
}
