//! The items of an answer that are found as they are read.

use std::{iter, mem, ops::Range};

use crate::{
    codec::{Arena, DecodeAttributes, Kind, Scanner, SharedBytes, WireDecoder, attributes::decode_map},
    error::DecodeError,
};

/// An array of items in an answer. Until they are read only its end is known, by its strings and brackets.
pub(super) struct ItemArray {
    pub(super) body: SharedBytes,
    pub(super) place: Range<usize>,
}

impl ItemArray {
    /// Where the items stand, by their braces.
    pub(super) fn places(&self) -> Result<Vec<Range<usize>>, DecodeError> {
        let mut scanner = Scanner::of_bytes(self.body.all())?.at(self.place.start);
        let mut places = Vec::new();
        scanner.members(b'[', b']', |scanner| {
            scanner.peek();
            let start = scanner.position();
            WireDecoder::item(scanner, WireDecoder::leave_item)?;
            places.push(start..scanner.position());
            Ok(())
        })?;
        Ok(places)
    }

    /// The items, strictly read; after one that is not as it should be those that follow it.
    pub(super) fn items<'page, G>(&'page self, arena: &'page Arena) -> impl Iterator<Item = Result<G, DecodeError>>
    where
        G: DecodeAttributes<'page>,
    {
        let mut next = Some(Scanner::of_bytes(self.body.all()).map(|text| text.at(self.place.start)));
        let mut before = b'[';
        iter::from_fn(move || {
            let mut scanner = match next.take()? {
                Ok(scanner) => scanner,
                Err(error) => return Some(Err(error)),
            };
            match Self::next_item(&mut scanner, mem::replace(&mut before, b',')) {
                Ok(true) => {}
                Ok(false) if scanner.position() == self.place.end => return None,
                Ok(false) => return Some(Err(not_as_expected::<G>())),
                Err(error) => return Some(Err(error)),
            }
            let mut decoder = WireDecoder::before_item(&scanner, Some(arena));
            let item = decode_map(&mut decoder, Kind::Map);
            // An item that does not fit ends where its braces do.
            let after = item.as_ref().ok().and_then(|_| decoder.after_item().ok()).or_else(|| {
                WireDecoder::item(&mut scanner, WireDecoder::leave_item).ok()?;
                Some(scanner)
            });
            next = after.map(Ok);
            Some(item)
        })
    }

    /// Goes on to the next item, if there is one, past what stands before it.
    #[inline]
    fn next_item(scanner: &mut Scanner<'_>, before: u8) -> Result<bool, DecodeError> {
        let is_first = before == b'[';
        if is_first {
            scanner.expect(b'[')?;
        }
        if scanner.take(b']') {
            return Ok(false);
        }
        if !is_first {
            scanner.expect(b',')?;
        }
        Ok(true)
    }
}

/// What seemed to be an item, or the end, was none.
#[cold]
pub(super) fn not_as_expected<G>() -> DecodeError {
    DecodeError::new::<G>("the answer is not the JSON that was expected: an item does not end where it should")
}
