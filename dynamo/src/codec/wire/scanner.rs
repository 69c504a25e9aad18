use std::borrow::Cow;

use crate::error::DecodeError;

/// How deep a value that is passed over may be nested: more than DynamoDB stores, less than the stack holds.
const MAX_SKIPPED_DEPTH: usize = 128;

/// Walks along JSON text, strictly.
#[derive(Debug, Clone)]
pub(super) struct Scanner<'de> {
    text: &'de str,
    position: usize,
}

/// A mistake in the text, without the text: it may be private.
fn broken(what: &str, position: usize) -> DecodeError {
    DecodeError::new::<serde_json::Value>(format!(
        "the answer is not the JSON that was expected: {what} at byte {position}"
    ))
}

impl<'de> Scanner<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { text, position: 0 }
    }

    pub(super) fn error(&self, what: &str) -> DecodeError {
        broken(what, self.position)
    }

    fn bytes(&self) -> &'de [u8] {
        self.text.as_bytes()
    }

    /// The next byte that is not white space, which stays.
    pub(super) fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.bytes().get(self.position) {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(*byte);
            }
            self.position += 1;
        }
        None
    }

    /// Takes the byte if it is next.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.position += usize::from(is_next);
        is_next
    }

    /// Takes the byte, which must be next.
    pub(super) fn expect(&mut self, byte: u8) -> Result<(), DecodeError> {
        if self.take(byte) { Ok(()) } else { Err(self.error(&format!("no `{}`", char::from(byte)))) }
    }

    /// Nothing may follow.
    pub(super) fn end(&mut self) -> Result<(), DecodeError> {
        if self.peek().is_none() { Ok(()) } else { Err(self.error("something after the end")) }
    }

    /// A string, borrowed unless it has escapes.
    pub(super) fn string(&mut self) -> Result<Cow<'de, str>, DecodeError> {
        self.expect(b'"')?;
        let start = self.position;
        let end = self.plain_until(start)?;
        if self.bytes()[end] == b'"' {
            self.position = end + 1;
            return Ok(Cow::Borrowed(&self.text[start..end]));
        }
        let mut owned = String::with_capacity(2 * (end - start) + 16);
        let (mut start, mut end) = (start, end);
        loop {
            owned.push_str(&self.text[start..end]);
            self.position = end + 1;
            if self.bytes()[end] == b'"' {
                return Ok(Cow::Owned(owned));
            }
            owned.push(self.escape()?);
            start = self.position;
            end = self.plain_until(start)?;
        }
    }

    /// The position of the next quote or backslash; both are ASCII, so the text can be cut there.
    fn plain_until(&self, start: usize) -> Result<usize, DecodeError> {
        let rest = &self.bytes()[start..];
        let length = memchr::memchr2(b'"', b'\\', rest).ok_or_else(|| self.error("a string without an end"))?;
        if rest[..length].iter().any(|byte| *byte < 0x20) {
            return Err(self.error("a control character in a string"));
        }
        Ok(start + length)
    }

    /// The character of an escape, after its backslash.
    fn escape(&mut self) -> Result<char, DecodeError> {
        let byte = self.bytes().get(self.position).copied();
        self.position += 1;
        Ok(match byte {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hex()?;
                match first {
                    0xD800..=0xDBFF => {
                        let has_second = self.bytes()[self.position..].starts_with(b"\\u");
                        if !has_second {
                            return Err(self.error("half a surrogate pair"));
                        }
                        self.position += 2;
                        let second = self.hex()?;
                        if !(0xDC00..=0xDFFF).contains(&second) {
                            return Err(self.error("half a surrogate pair"));
                        }
                        let code = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                        char::from_u32(code).ok_or_else(|| self.error("no character"))?
                    }
                    code => char::from_u32(code).ok_or_else(|| self.error("half a surrogate pair"))?,
                }
            }
            _ => return Err(self.error("an unknown escape")),
        })
    }

    fn hex(&mut self) -> Result<u32, DecodeError> {
        let digits = self.bytes().get(self.position..self.position + 4).ok_or_else(|| self.error("a short escape"))?;
        let mut code = 0;
        for digit in digits {
            let digit = char::from(*digit).to_digit(16).ok_or_else(|| self.error("an escape that is no number"))?;
            code = code * 16 + digit;
        }
        self.position += 4;
        Ok(code)
    }

    /// `true` or `false`
    pub(super) fn boolean(&mut self) -> Result<bool, DecodeError> {
        match self.peek() {
            Some(b't') => self.word("true").map(|()| true),
            Some(b'f') => self.word("false").map(|()| false),
            _ => Err(self.error("neither true nor false")),
        }
    }

    fn word(&mut self, word: &str) -> Result<(), DecodeError> {
        if self.bytes()[self.position..].starts_with(word.as_bytes()) {
            self.position += word.len();
            Ok(())
        } else {
            Err(self.error(&format!("no `{word}`")))
        }
    }

    /// Passes over a value.
    pub(super) fn skip(&mut self) -> Result<(), DecodeError> {
        self.skip_nested(0)
    }

    fn skip_nested(&mut self, depth: usize) -> Result<(), DecodeError> {
        if depth > MAX_SKIPPED_DEPTH {
            return Err(self.error("values nested too deeply"));
        }
        match self.peek() {
            Some(b'"') => self.string().map(drop),
            Some(b'{') => {
                self.position += 1;
                self.members(b'}', |scanner| {
                    scanner.string()?;
                    scanner.expect(b':')?;
                    scanner.skip_nested(depth + 1)
                })
            }
            Some(b'[') => {
                self.position += 1;
                self.members(b']', |scanner| scanner.skip_nested(depth + 1))
            }
            Some(b't' | b'f') => self.boolean().map(drop),
            Some(b'n') => self.word("null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.error("no value")),
        }
    }

    fn number(&mut self) -> Result<(), DecodeError> {
        let rest = &self.bytes()[self.position..];
        let length = rest.iter().position(|byte| !matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'));
        let length = length.unwrap_or(rest.len());
        let text = &self.text[self.position..self.position + length];
        serde_json::from_str::<serde_json::Number>(text).map_err(|_| self.error("no number"))?;
        self.position += length;
        Ok(())
    }

    /// What stands between the opening bracket, which has been taken, and the closing one.
    pub(super) fn members(
        &mut self,
        close: u8,
        mut member: impl FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        if self.take(close) {
            return Ok(());
        }
        loop {
            member(self)?;
            if self.take(close) {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }
}
