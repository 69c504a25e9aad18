//! Text as the inside of a JSON string.

use super::scanner::special_bytes;

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

/// Whether anything must be escaped.
#[inline]
pub(super) fn has_special(bytes: &[u8]) -> bool {
    if bytes.len() > 16 {
        return long_has_special(bytes);
    }
    let (first, last) = ends(bytes);
    special_bytes(first) | special_bytes(last) != 0
}

/// The first and the last eight bytes, which overlap in short text; less than eight are repeated.
#[inline]
pub(super) const fn ends(bytes: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let word = u32::from_le_bytes(*first) as u64 | (u32::from_le_bytes(*last) as u64) << 32;
        return (word, word);
    }
    let word = match *bytes {
        [first, .., last] => u32::from_le_bytes([first, bytes[bytes.len() / 2], last, last]),
        [only] => u32::from_le_bytes([only; 4]),
        [] => u32::from_le_bytes([b' '; 4]),
    };
    let word = word as u64 | (word as u64) << 32;
    (word, word)
}

/// The same for text of more than eight bytes. Without an early end, so that several words are looked at in one step.
fn long_has_special(bytes: &[u8]) -> bool {
    let (words, _) = bytes.as_chunks();
    // The last bytes, some of them for a second time.
    let (_, last) = ends(bytes);
    words.iter().fold(special_bytes(last), |found, word| found | special_bytes(u64::from_le_bytes(*word))) != 0
}

#[cold]
pub(super) fn escape_special(bytes: &[u8], json: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    json.reserve(bytes.len() + 8);
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| is_special(*byte)) {
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

#[inline]
const fn is_special(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
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
