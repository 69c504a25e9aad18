//! Text as the inside of a JSON string.

use std::borrow::Cow;

use super::special::{has_special, next_special};

/// Writes text as the inside of a JSON string.
#[inline]
pub(crate) fn escape(text: &str, json: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    if has_special(bytes) {
        escape_special(bytes, json);
    } else {
        json.extend_from_slice(bytes);
    }
}

/// The same as bytes of their own, where anything is escaped.
#[inline]
pub(super) fn escaped(text: &str) -> Cow<'_, [u8]> {
    let bytes = text.as_bytes();
    if !has_special(bytes) {
        return Cow::Borrowed(bytes);
    }
    let mut json = Vec::new();
    escape_special(bytes, &mut json);
    Cow::Owned(json)
}

#[cold]
pub(super) fn escape_special(bytes: &[u8], json: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    json.reserve(bytes.len() + 8);
    let mut rest = bytes;
    while let Some(at) = next_special(rest, 0) {
        let (plain, special) = rest.split_at(at);
        json.extend_from_slice(plain);
        match special[0] {
            byte @ (b'"' | b'\\') => json.extend_from_slice(&[b'\\', byte]),
            b'\n' => json.extend_from_slice(b"\\n"),
            b'\r' => json.extend_from_slice(b"\\r"),
            b'\t' => json.extend_from_slice(b"\\t"),
            0x08 => json.extend_from_slice(b"\\b"),
            0x0c => json.extend_from_slice(b"\\f"),
            byte => {
                let digits = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
                json.extend_from_slice(b"\\u00");
                json.extend_from_slice(&digits);
            }
        }
        rest = &special[1..];
    }
    json.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::escape;

    fn escaped(text: &str) -> String {
        let mut json = b"\"".to_vec();
        escape(text, &mut json);
        json.push(b'"');
        String::from_utf8(json).unwrap()
    }

    #[test]
    fn every_special_byte_is_found_at_every_place_of_text_of_every_length() {
        for length in 0..70 {
            for text in ["a".repeat(length), "é".repeat(length), "\u{7f}".repeat(length)] {
                assert_eq!(escaped(&text), serde_json::to_string(&text).unwrap());
            }
            for place in 0..length {
                for special in ('\0'..' ').chain(['"', '\\']) {
                    let mut text = "a".repeat(length);
                    text.replace_range(place..=place, special.encode_utf8(&mut [0; 4]));
                    assert_eq!(escaped(&text), serde_json::to_string(&text).unwrap());
                }
            }
        }
    }

    #[test]
    fn several_special_bytes_are_escaped_each() {
        let text = "\"\\\n\r\t\u{8}\u{c}\0\u{1f}é \u{2028}\"";
        assert_eq!(escaped(text), serde_json::to_string(text).unwrap());
    }
}
