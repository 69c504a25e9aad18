use std::borrow::Cow;

use super::{
    outline::{array_end, object_end},
    special::{next_special, specials_of_16, specials_of_32},
};
use crate::error::DecodeError;

/// How deep a value that is passed over may be nested: more than DynamoDB stores, less than the stack holds.
const MAX_SKIPPED_DEPTH: usize = 128;

/// Walks along JSON text, strictly.
#[derive(Debug, Clone)]
pub(crate) struct Scanner<'de> {
    text: &'de str,
    position: usize,
}

/// A mistake in the text, without the text: it may be private.
#[cold]
fn broken(what: &str, position: usize) -> DecodeError {
    DecodeError::new::<serde_json::Value>(format!(
        "the answer is not the JSON that was expected: {what} at byte {position}"
    ))
}

impl<'de> Scanner<'de> {
    pub(crate) fn new(text: &'de str) -> Self {
        Self { text, position: 0 }
    }

    /// Stands before the first byte, if the bytes are text.
    pub(crate) fn of_bytes(bytes: &'de [u8]) -> Result<Self, DecodeError> {
        simdutf8::basic::from_utf8(bytes).map(Self::new).map_err(|_| broken("bytes that are no UTF-8", 0))
    }

    #[cold]
    pub(super) fn error(&self, what: &str) -> DecodeError {
        broken(what, self.position)
    }

    /// Stands at another position of the same text.
    pub(crate) fn at(&self, position: usize) -> Self {
        Self { text: self.text, position }
    }

    /// How many bytes have been read.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    /// The text that was read since a position.
    pub(crate) fn text_since(&self, start: usize) -> &'de str {
        self.text.get(start..self.position).unwrap_or_default()
    }

    /// The whole text.
    #[inline]
    pub(super) fn bytes(&self) -> &'de [u8] {
        self.text.as_bytes()
    }

    /// The eight bytes that come next, the first the lowest.
    #[inline]
    pub(super) fn eight_bytes(&self) -> Option<u64> {
        let bytes = self.bytes().get(self.position..)?.first_chunk::<8>()?;
        Some(u64::from_le_bytes(*bytes))
    }

    /// The two bytes that come next.
    #[inline]
    pub(super) fn two_bytes(&self) -> Option<[u8; 2]> {
        self.bytes().get(self.position..)?.first_chunk::<2>().copied()
    }

    /// The bytes that come next.
    #[inline]
    fn rest(&self) -> &'de [u8] {
        self.bytes().get(self.position..).unwrap_or_default()
    }

    /// Goes on after so many bytes, which the caller has seen to be ASCII.
    #[inline]
    pub(super) fn advance(&mut self, bytes: usize) {
        self.position += bytes;
    }

    /// The next byte that is not white space, which stays.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        match self.bytes().get(self.position) {
            Some(byte) if *byte > b' ' => Some(*byte),
            _ => self.peek_past_white_space(),
        }
    }

    /// The service writes none.
    #[cold]
    #[inline(never)]
    fn peek_past_white_space(&mut self) -> Option<u8> {
        while let Some(byte) = self.bytes().get(self.position) {
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(*byte);
            }
            self.position += 1;
        }
        None
    }

    /// Takes the byte if it is next.
    #[inline]
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        if self.peek() != Some(byte) {
            return false;
        }
        self.position += 1;
        true
    }

    /// Takes the byte, which must be next.
    #[inline]
    pub(crate) fn expect(&mut self, byte: u8) -> Result<(), DecodeError> {
        if self.take(byte) { Ok(()) } else { Err(self.lacks(byte)) }
    }

    #[cold]
    fn lacks(&self, byte: u8) -> DecodeError {
        self.error(&format!("no `{}`", char::from(byte)))
    }

    /// Passes over the object that comes next, by its strings and braces alone: what is in it is looked at when it is read.
    pub(super) fn skip_outline(&mut self) -> Result<(), DecodeError> {
        if self.peek() != Some(b'{') {
            return Err(self.lacks(b'{'));
        }
        self.position =
            object_end(self.bytes(), self.position).ok_or_else(|| self.error("an object without an end"))?;
        Ok(())
    }

    /// The same for the array of items that comes next: by its strings and brackets alone.
    pub(crate) fn skip_array_outline(&mut self) -> Result<(), DecodeError> {
        if self.peek() != Some(b'[') {
            return Err(self.lacks(b'['));
        }
        self.position = array_end(self.bytes(), self.position).ok_or_else(|| self.error("an array without an end"))?;
        Ok(())
    }

    /// Nothing may follow.
    pub(crate) fn end(&mut self) -> Result<(), DecodeError> {
        if self.peek().is_none() { Ok(()) } else { Err(self.error("something after the end")) }
    }

    /// A name or number of up to 15 bytes without escapes, if one comes next: most are.
    #[inline]
    pub(super) fn short_name(&mut self) -> Option<&'de str> {
        let end = short_end(self.bytes(), self.position + 1)?;
        self.plain_string(end)
    }

    /// A string of up to 31 bytes without escapes, if one comes next: most are.
    #[inline]
    pub(super) fn short_string(&mut self) -> Option<&'de str> {
        let end = medium_end(self.bytes(), self.position + 1)?;
        self.plain_string(end)
    }

    /// The string that comes next, if one does, up to its closing quote.
    #[inline]
    fn plain_string(&mut self, end: usize) -> Option<&'de str> {
        let start = self.position + 1;
        if self.bytes()[self.position] != b'"' {
            return None;
        }
        self.position = end + 1;
        self.text.get(start..end)
    }

    /// A string, borrowed unless it has escapes.
    #[inline]
    pub(crate) fn string(&mut self) -> Result<Cow<'de, str>, DecodeError> {
        match self.short_string() {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.long_string(),
        }
    }

    #[inline(never)]
    fn long_string(&mut self) -> Result<Cow<'de, str>, DecodeError> {
        self.expect(b'"')?;
        let start = self.position;
        let (end, is_quote) = self.plain_until(start)?;
        if is_quote {
            self.position = end + 1;
            return Ok(Cow::Borrowed(&self.text[start..end]));
        }
        self.string_with_escapes(start, end).map(Cow::Owned)
    }

    /// A string whose first escape is at `end`.
    #[cold]
    fn string_with_escapes(&mut self, mut start: usize, mut end: usize) -> Result<String, DecodeError> {
        let mut owned = String::with_capacity(2 * (end - start) + 16);
        let mut is_quote = false;
        loop {
            owned.push_str(&self.text[start..end]);
            self.position = end + 1;
            if is_quote {
                return Ok(owned);
            }
            owned.push(self.escape()?);
            start = self.position;
            (end, is_quote) = self.plain_until(start)?;
        }
    }

    /// Passes over a string, as strictly as it is read.
    #[inline]
    pub(super) fn skip_string(&mut self) -> Result<(), DecodeError> {
        if self.short_string().is_some() {
            return Ok(());
        }
        self.expect(b'"')?;
        loop {
            let (end, is_quote) = self.plain_until(self.position)?;
            self.position = end + 1;
            if is_quote {
                return Ok(());
            }
            self.escape()?;
        }
    }

    /// The position of the next quote or backslash, and whether it is a quote. Both are ASCII, so the text can be cut there.
    #[inline]
    fn plain_until(&self, start: usize) -> Result<(usize, bool), DecodeError> {
        let end = next_special(self.bytes(), start).ok_or_else(|| broken("a string without an end", start))?;
        match self.bytes()[end] {
            byte if byte < b' ' => Err(control(end)),
            byte => Ok((end, byte == b'"')),
        }
    }

    /// The character of an escape, after its backslash.
    #[cold]
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
                        if !self.rest().starts_with(b"\\u") {
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
        if self.rest().starts_with(word.as_bytes()) {
            self.position += word.len();
            Ok(())
        } else {
            Err(self.error(&format!("no `{word}`")))
        }
    }

    /// Passes over a value, as strictly as it is read.
    pub(crate) fn skip(&mut self) -> Result<(), DecodeError> {
        self.skip_nested(0)
    }

    fn skip_nested(&mut self, depth: usize) -> Result<(), DecodeError> {
        if depth > MAX_SKIPPED_DEPTH {
            return Err(self.error("values nested too deeply"));
        }
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b'{') => self.members(b'{', b'}', |scanner| {
                scanner.skip_string()?;
                scanner.expect(b':')?;
                scanner.skip_nested(depth + 1)
            }),
            Some(b'[') => self.members(b'[', b']', |scanner| scanner.skip_nested(depth + 1)),
            Some(b't' | b'f') => self.boolean().map(drop),
            Some(b'n') => self.word("null"),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(self.error("no value")),
        }
    }

    fn number(&mut self) -> Result<(), DecodeError> {
        let rest = self.rest();
        let length = rest.iter().position(|byte| !matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'));
        let length = length.unwrap_or(rest.len());
        let text = &self.text[self.position..self.position + length];
        serde_json::from_str::<serde_json::Number>(text).map_err(|_| self.error("no number"))?;
        self.position += length;
        Ok(())
    }

    /// The members of an object or an array, from bracket to bracket.
    #[inline]
    pub(crate) fn members(
        &mut self,
        open: u8,
        close: u8,
        mut member: impl FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.expect(open)?;
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

    /// The members of an object: `member` stands before the value.
    #[inline]
    pub(crate) fn object(
        &mut self,
        mut member: impl FnMut(&mut Self, Cow<'de, str>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        self.members(b'{', b'}', |scanner| {
            let name = scanner.string()?;
            scanner.expect(b':')?;
            member(scanner, name)
        })
    }
}

/// Where a string that begins at `start` ends, if it is shorter than 16 bytes and has no escapes.
#[inline]
pub(super) fn short_end(bytes: &[u8], start: usize) -> Option<usize> {
    let next = bytes.get(start..)?.first_chunk::<16>()?;
    let length = specials_of_16(next).trailing_zeros() as usize;
    (*next.get(length)? == b'"').then_some(start + length)
}

/// The same, if it is shorter than 32 bytes. All are always looked at: whether a string ends in the first half or in the
/// second is hard to foretell for a processor.
#[inline]
pub(super) fn medium_end(bytes: &[u8], start: usize) -> Option<usize> {
    let Some(next) = bytes.get(start..)?.first_chunk::<32>() else { return short_end(bytes, start) };
    let length = specials_of_32(next).trailing_zeros() as usize;
    (*next.get(length)? == b'"').then_some(start + length)
}

#[cold]
fn control(position: usize) -> DecodeError {
    broken("a control character in a string", position)
}
