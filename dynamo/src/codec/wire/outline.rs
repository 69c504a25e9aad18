//! Where an object ends, by its strings and braces alone: for items that are read later, and then strictly.

use super::special::Structure;

/// The position after the object that begins at `start`. What is no item of `DynamoDB` JSON may seem to end elsewhere, or
/// not at all.
pub(super) fn object_end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut walk) = (start, Walk::default());
    loop {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let block = match rest.first_chunk() {
            Some(block) => walk.block(block),
            None => {
                let mut block = [b' '; 64];
                block[..rest.len()].copy_from_slice(rest);
                walk.block(&block)
            }
        };
        match block {
            Block::GoesOn => at += 64,
            Block::Ends(length) => return Some(at + length),
            Block::Broken => return None,
        }
    }
}

/// What becomes of the object in a block.
enum Block {
    GoesOn,
    /// It ends after so many bytes.
    Ends(usize),
    /// It was closed and went on: it is no item.
    Broken,
}

/// What is known of the bytes before a block.
#[derive(Default)]
struct Walk {
    /// How many braces and brackets are open.
    open: u32,
    /// All bits set within a string.
    in_string: u64,
    /// Whether the first byte follows a backslash that is not escaped itself.
    is_escaped: bool,
    /// Whether the first byte follows a quote: 0 or 1.
    after_quote: u64,
}

impl Walk {
    #[inline]
    fn block(&mut self, bytes: &[u8; 64]) -> Block {
        let structure = Structure::of(bytes);
        let quotes = structure.quotes & !self.escaped(structure.backslashes);
        // From each opening quote up to its closing one.
        let inside = until_next(quotes) ^ self.in_string;
        self.in_string = if inside >> 63 == 1 { u64::MAX } else { 0 };
        let (opens, closes) = (structure.opens & !inside, structure.closes & !inside);
        // An item ends after a value, thus after a brace or white space, and never after a quote: most closing braces need
        // no look.
        let mut ends = closes & !(quotes << 1 | self.after_quote);
        self.after_quote = quotes >> 63;
        while ends != 0 {
            let end = ends.trailing_zeros();
            let up_to = u64::MAX >> (63 - end);
            if self.open + (opens & up_to).count_ones() == (closes & up_to).count_ones() {
                return Block::Ends(end as usize + 1);
            }
            ends &= ends - 1;
        }
        match (self.open + opens.count_ones()).checked_sub(closes.count_ones()) {
            None | Some(0) => Block::Broken,
            Some(open) => {
                self.open = open;
                Block::GoesOn
            }
        }
    }

    /// The bytes that follow a backslash.
    #[inline]
    fn escaped(&mut self, backslashes: u64) -> u64 {
        let mut escaped = u64::from(self.is_escaped);
        let mut left = backslashes & !escaped;
        self.is_escaped = false;
        while left != 0 {
            let backslash = left & left.wrapping_neg();
            let next = backslash << 1;
            self.is_escaped = next == 0;
            escaped |= next;
            left &= !(backslash | next);
        }
        escaped
    }
}

/// Sets each bit from one that is set up to the next one that is set, which is cleared: of every two that are set.
#[inline]
const fn until_next(mut bits: u64) -> u64 {
    bits ^= bits << 1;
    bits ^= bits << 2;
    bits ^= bits << 4;
    bits ^= bits << 8;
    bits ^= bits << 16;
    bits ^ bits << 32
}
