use std::borrow::Cow;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::scanner::Scanner;
use crate::{
    codec::{Decoder, Kind, map::MAX_DEPTH},
    error::DecodeError,
};

/// Reads DynamoDB JSON: a value is an object with one member, whose name is the value's type.
pub(super) struct WireDecoder<'de> {
    scanner: Scanner<'de>,
    /// The type of the value at hand, whose text comes next.
    kind: Kind,
    /// Whether the value at hand has not been read.
    pending: bool,
    depth: usize,
}

impl<'de> WireDecoder<'de> {
    /// Stands before an item: a map without a type round it.
    pub(super) fn item(scanner: Scanner<'de>) -> Self {
        Self { scanner, kind: Kind::Map, pending: true, depth: 0 }
    }

    /// Nothing may follow.
    pub(super) fn finish(mut self) -> Result<(), DecodeError> {
        self.scanner.end()
    }

    fn take(&mut self) -> Result<(), DecodeError> {
        if !self.pending {
            return Err(DecodeError::new::<AttributeValue>("a value is read twice"));
        }
        self.pending = false;
        Ok(())
    }

    fn wrong(what: &'static str) -> DecodeError {
        DecodeError::new::<AttributeValue>(what)
    }

    /// A value with its type: opens the object, has the value read, and closes it.
    fn typed(&mut self, visit: impl FnOnce(&mut Self, Kind) -> Result<(), DecodeError>) -> Result<(), DecodeError> {
        self.scanner.expect(b'{')?;
        let tag = self.scanner.string()?;
        let kind = match tag.as_ref() {
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
        self.value(kind, |decoder| visit(decoder, kind))?;
        self.scanner.expect(b'}')
    }

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

    fn nested(&mut self, visit: impl FnOnce(&mut Self) -> Result<(), DecodeError>) -> Result<(), DecodeError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH + 1 {
            return Err(Self::wrong("values are nested deeper than DynamoDB's 32 levels"));
        }
        visit(self)?;
        self.depth -= 1;
        Ok(())
    }

    /// The members of an object or list, whose opening bracket has been taken.
    fn members(
        &mut self,
        close: u8,
        mut member: impl FnMut(&mut Self) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        if self.scanner.take(close) {
            return Ok(());
        }
        loop {
            member(self)?;
            if self.scanner.take(close) {
                return Ok(());
            }
            self.scanner.expect(b',')?;
        }
    }
}

impl<'de> Decoder<'de> for WireDecoder<'de> {
    fn text(&mut self) -> Result<Cow<'de, str>, DecodeError> {
        self.take()?;
        match self.kind {
            Kind::String | Kind::Number => self.scanner.string(),
            _ => Err(Self::wrong("the value is neither a string (S) nor a number (N)")),
        }
    }

    fn binary(&mut self) -> Result<Cow<'de, [u8]>, DecodeError> {
        self.take()?;
        if self.kind != Kind::Binary {
            return Err(Self::wrong("the value is not binary (B)"));
        }
        let text = self.scanner.string()?;
        STANDARD.decode(text.as_bytes()).map(Cow::Owned).map_err(|_| Self::wrong("binary (B) that is not base64"))
    }

    fn boolean(&mut self) -> Result<bool, DecodeError> {
        self.take()?;
        if self.kind != Kind::Bool {
            return Err(Self::wrong("the value is not a boolean (BOOL)"));
        }
        self.scanner.boolean()
    }

    fn skip(&mut self) -> Result<(), DecodeError> {
        self.take()?;
        self.scanner.skip()
    }

    fn entries<F>(&mut self, mut visit: F) -> Result<(), DecodeError>
    where
        F: FnMut(&mut Self, &str, Kind) -> Result<(), DecodeError>,
    {
        self.take()?;
        if self.kind != Kind::Map {
            return Err(Self::wrong("the value is not a map (M)"));
        }
        self.nested(|decoder| {
            decoder.scanner.expect(b'{')?;
            decoder.members(b'}', |decoder| {
                let name = decoder.scanner.string()?;
                decoder.scanner.expect(b':')?;
                decoder.typed(|decoder, kind| visit(decoder, &name, kind))
            })
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
        self.nested(|decoder| {
            decoder.scanner.expect(b'[')?;
            decoder.members(b']', |decoder| match of_set {
                None => decoder.typed(&mut visit),
                Some(kind) => decoder.value(kind, |decoder| visit(decoder, kind)),
            })
        })
    }
}
