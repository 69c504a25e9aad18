use std::borrow::Cow;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{arena::Arena, scanner::Scanner};
use crate::{
    codec::{Decoder, Kind, map::MAX_DEPTH},
    error::DecodeError,
};

/// How many maps and lists may be open: the item's own map is no level.
pub(super) const MAX_OPEN: usize = MAX_DEPTH + 1;

/// Reads DynamoDB JSON: a value is an object with one member, whose name is the value's type.
pub struct WireDecoder<'de> {
    scanner: Scanner<'de>,
    /// Where text and bytes go that cannot be borrowed as they stand.
    arena: Option<&'de Arena>,
    /// The type of the value at hand, whose text comes next.
    kind: Kind,
    /// Whether the value at hand has not been read.
    pending: bool,
    depth: usize,
}

impl<'de> WireDecoder<'de> {
    /// Reads the item that comes next: a map without a type round it.
    pub(crate) fn item<V>(
        scanner: &mut Scanner<'de>,
        read: impl FnOnce(&mut Self) -> Result<V, DecodeError>,
    ) -> Result<V, DecodeError> {
        Self::item_in(scanner, None, read)
    }

    /// The same; what is not borrowed from the text is borrowed from the arena.
    pub(crate) fn item_in<V>(
        scanner: &mut Scanner<'de>,
        arena: Option<&'de Arena>,
        read: impl FnOnce(&mut Self) -> Result<V, DecodeError>,
    ) -> Result<V, DecodeError> {
        let mut decoder = Self::before_item(scanner, arena);
        let value = read(&mut decoder)?;
        *scanner = decoder.after_item()?;
        Ok(value)
    }

    /// Stands before the item that comes next.
    #[inline]
    pub(crate) fn before_item(scanner: &Scanner<'de>, arena: Option<&'de Arena>) -> Self {
        Self { scanner: scanner.clone(), arena, kind: Kind::Map, pending: true, depth: 0 }
    }

    /// What follows the item, once it is read.
    #[inline]
    pub(crate) fn after_item(self) -> Result<Scanner<'de>, DecodeError> {
        if self.pending { Err(Self::wrong("a value was not read")) } else { Ok(self.scanner) }
    }

    /// Leaves the item at hand for later: only its end is looked for.
    pub(crate) fn leave_item(&mut self) -> Result<(), DecodeError> {
        self.take()?;
        self.scanner.skip_outline()
    }

    /// Passes over the item at hand.
    pub(crate) fn skip_item(&mut self) -> Result<(), DecodeError> {
        if self.scanner.skip_plain_item().is_none() {
            return self.skip();
        }
        self.take()
    }

    #[inline]
    fn take(&mut self) -> Result<(), DecodeError> {
        if !self.pending {
            return Err(Self::wrong("a value is read twice"));
        }
        self.pending = false;
        Ok(())
    }

    #[cold]
    fn wrong(what: &'static str) -> DecodeError {
        DecodeError::new::<AttributeValue>(what)
    }

    /// The type of the value that comes next, up to its text.
    #[inline]
    fn kind(&mut self) -> Result<Kind, DecodeError> {
        if let Some(kind) = self.scanner.eight_bytes().and_then(plain_kind) {
            self.scanner.advance(5);
            return Ok(kind);
        }
        self.spelled_kind()
    }

    /// The type of a map's value, after its name.
    #[inline]
    fn kind_after_name(&mut self) -> Result<Kind, DecodeError> {
        if let Some(word) = self.scanner.eight_bytes()
            && word & 0xff == u64::from(b':')
            && let Some(kind) = plain_kind(word >> 8)
        {
            self.scanner.advance(6);
            return Ok(kind);
        }
        self.scanner.expect(b':')?;
        self.spelled_kind()
    }

    /// The type of a value, however it is written.
    #[inline(never)]
    fn spelled_kind(&mut self) -> Result<Kind, DecodeError> {
        self.scanner.expect(b'{')?;
        let kind = match self.scanner.string()?.as_ref() {
            "S" => Kind::String,
            "N" => Kind::Number,
            "B" => Kind::Binary,
            "BOOL" => Kind::Bool,
            "NULL" => Kind::Null,
            "M" => Kind::Map,
            "L" => Kind::List,
            "SS" => Kind::StringSet,
            "NS" => Kind::NumberSet,
            "BS" => Kind::BinarySet,
            _ => return Err(Self::wrong("the attribute is of a type that this version does not know")),
        };
        self.scanner.expect(b':')?;
        Ok(kind)
    }

    #[inline]
    fn value(
        &mut self,
        kind: Kind,
        visit: impl FnOnce(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        (self.kind, self.pending) = (kind, true);
        visit(self)?;
        if self.pending {
            return Err(Self::wrong("a value was not read"));
        }
        Ok(())
    }

    /// Text without escapes: base64 needs none, and the SDK takes none there.
    fn base64(&mut self) -> Result<&'de str, DecodeError> {
        match self.scanner.string()? {
            Cow::Borrowed(text) => Ok(text),
            Cow::Owned(_) => Err(not_base64()),
        }
    }

    fn descend(&mut self) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth > MAX_OPEN {
            return Err(Self::wrong("values are nested deeper than DynamoDB's 32 levels"));
        }
        Ok(())
    }

    /// The members of an object or array, from bracket to bracket; of typed values each is left open by `member`.
    #[inline]
    fn members(
        &mut self,
        [open, close]: [u8; 2],
        typed: bool,
        mut member: impl FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        // Sets hold only scalars and are no level of nesting, as when they are encoded.
        if typed {
            self.descend()?;
        }
        self.scanner.expect(open)?;
        if !self.scanner.take(close) {
            loop {
                member(self)?;
                if !self.goes_on(close, typed)? {
                    break;
                }
            }
        }
        self.depth -= usize::from(typed);
        Ok(())
    }

    /// Whether another member comes; closes the value before, if it is typed, and the whole if it was the last.
    #[inline]
    fn goes_on(&mut self, close: u8, typed: bool) -> Result<bool, DecodeError> {
        if typed {
            // As the service writes it.
            match self.scanner.two_bytes() {
                Some([b'}', b',']) => {
                    self.scanner.advance(2);
                    return Ok(true);
                }
                Some([b'}', next]) if next == close => {
                    self.scanner.advance(2);
                    return Ok(false);
                }
                _ => {}
            }
        }
        self.spelled_goes_on(close, typed)
    }

    /// The same, however it is written.
    #[inline(never)]
    fn spelled_goes_on(&mut self, close: u8, typed: bool) -> Result<bool, DecodeError> {
        if typed {
            self.scanner.expect(b'}')?;
        }
        if self.scanner.take(close) {
            return Ok(false);
        }
        self.scanner.expect(b',')?;
        Ok(true)
    }
}

impl<'de> Decoder<'de> for WireDecoder<'de> {
    #[inline]
    fn text(&mut self) -> Result<Cow<'de, str>, DecodeError> {
        self.take()?;
        match self.kind {
            Kind::String | Kind::Number => match (self.scanner.string()?, self.arena) {
                (Cow::Owned(text), Some(arena)) => Ok(Cow::Borrowed(arena.text(text))),
                (text, _) => Ok(text),
            },
            _ => Err(Self::wrong("the value is neither a string (S) nor a number (N)")),
        }
    }

    #[inline]
    fn borrowed_text(&mut self) -> Result<Option<&'de str>, DecodeError> {
        if self.pending
            && self.kind == Kind::String
            && let Some(text) = self.scanner.short_string()
        {
            self.pending = false;
            return Ok(Some(text));
        }
        match self.text()? {
            Cow::Borrowed(text) => Ok(Some(text)),
            Cow::Owned(_) => Ok(None),
        }
    }

    #[inline]
    fn string(&mut self) -> Result<String, DecodeError> {
        self.take()?;
        if !matches!(self.kind, Kind::String | Kind::Number) {
            return Err(Self::wrong("the value is neither a string (S) nor a number (N)"));
        }
        match self.scanner.short_string() {
            Some(text) => Ok(text.to_owned()),
            None => self.scanner.string().map(Cow::into_owned),
        }
    }

    #[inline]
    fn read_text<V>(&mut self, read: impl FnOnce(&str) -> Result<V, DecodeError>) -> Result<V, DecodeError> {
        // What is read this way are numbers, most of them short.
        if self.kind != Kind::Number || !self.pending {
            return read(&self.text()?);
        }
        self.pending = false;
        match self.scanner.short_name() {
            Some(text) => read(text),
            None => read(&self.scanner.string()?),
        }
    }

    fn binary(&mut self) -> Result<Cow<'de, [u8]>, DecodeError> {
        self.take()?;
        if self.kind != Kind::Binary {
            return Err(Self::wrong("the value is not binary (B)"));
        }
        let text = self.base64()?;
        let bytes = STANDARD.decode(text.as_bytes()).map_err(|_| not_base64())?;
        Ok(match self.arena {
            Some(arena) => Cow::Borrowed(arena.bytes(bytes)),
            None => Cow::Owned(bytes),
        })
    }

    fn boolean(&mut self) -> Result<bool, DecodeError> {
        self.take()?;
        if self.kind != Kind::Bool {
            return Err(Self::wrong("the value is not a boolean (BOOL)"));
        }
        self.scanner.boolean()
    }

    fn skip(&mut self) -> Result<(), DecodeError> {
        // As strictly as it would be read.
        match self.kind {
            Kind::String | Kind::Number => {
                self.take()?;
                self.scanner.skip_string()
            }
            Kind::Binary => {
                self.take()?;
                check_base64(self.base64()?)
            }
            Kind::Bool | Kind::Null => {
                self.take()?;
                self.scanner.boolean().map(drop)
            }
            Kind::Map => self.entries(|decoder, _, _| decoder.skip()),
            Kind::List | Kind::StringSet | Kind::NumberSet | Kind::BinarySet => {
                self.elements(|decoder, _| decoder.skip())
            }
        }
    }

    fn entries<F>(&mut self, mut visit: F) -> Result<(), DecodeError>
    where
        F: FnMut(&mut Self, &str, Kind) -> Result<(), DecodeError>,
    {
        self.take()?;
        if self.kind != Kind::Map {
            return Err(Self::wrong("the value is not a map (M)"));
        }
        self.members([b'{', b'}'], true, |decoder| {
            let long;
            let name = match decoder.scanner.short_name() {
                Some(name) => name,
                None => {
                    long = decoder.scanner.string()?;
                    &long
                }
            };
            let kind = decoder.kind_after_name()?;
            decoder.value(kind, |decoder| visit(decoder, name, kind))
        })
    }

    fn elements<F>(&mut self, mut visit: F) -> Result<(), DecodeError>
    where
        F: FnMut(&mut Self, Kind) -> Result<(), DecodeError>,
    {
        self.take()?;
        let of_set = match self.kind {
            Kind::List => None,
            Kind::StringSet => Some(Kind::String),
            Kind::NumberSet => Some(Kind::Number),
            Kind::BinarySet => Some(Kind::Binary),
            _ => return Err(Self::wrong("the value is neither a list (L) nor a set (SS, NS, BS)")),
        };
        self.members([b'[', b']'], of_set.is_none(), |decoder| match of_set {
            None => {
                let kind = decoder.kind()?;
                decoder.value(kind, |decoder| visit(decoder, kind))
            }
            Some(kind) => decoder.value(kind, |decoder| visit(decoder, kind)),
        })
    }
}

/// The type that these bytes open, the first the lowest, if it stands there as the service writes it: without white space,
/// and in one letter, as most types.
#[inline]
fn plain_kind(word: u64) -> Option<Kind> {
    const AROUND: u64 = u64::from_le_bytes(*b"{\"\0\":\0\0\0");
    const MASK: u64 = u64::from_le_bytes([0xff, 0xff, 0, 0xff, 0xff, 0, 0, 0]);
    // Looked up, not chosen by jumps: which type comes next is hard to foretell for a processor.
    const KINDS: [Option<Kind>; 32] = {
        let mut kinds = [None; 32];
        kinds[place_of(b'S')] = Some(Kind::String);
        kinds[place_of(b'N')] = Some(Kind::Number);
        kinds[place_of(b'B')] = Some(Kind::Binary);
        kinds[place_of(b'M')] = Some(Kind::Map);
        kinds[place_of(b'L')] = Some(Kind::List);
        kinds
    };
    const fn place_of(letter: u8) -> usize {
        (letter & 31) as usize
    }
    let letter = word.to_le_bytes()[2];
    if word & MASK != AROUND || !letter.is_ascii_uppercase() {
        return None;
    }
    KINDS[place_of(letter)]
}

/// Whether the text is base64, without keeping what it stands for.
fn check_base64(text: &str) -> Result<(), DecodeError> {
    const PART: usize = 1024;
    let mut bytes = [0; PART / 4 * 3];
    let parts = text.len().div_ceil(PART);
    for (index, part) in text.as_bytes().chunks(PART).enumerate() {
        let length = STANDARD.decode_slice(part, &mut bytes).map_err(|_| not_base64())?;
        // Only the end may be padded.
        if index + 1 < parts && length < bytes.len() {
            return Err(not_base64());
        }
    }
    Ok(())
}

#[cold]
fn not_base64() -> DecodeError {
    WireDecoder::wrong("binary (B) that is not base64")
}
