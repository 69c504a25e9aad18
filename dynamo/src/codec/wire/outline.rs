//! Where objects and arrays end, by their strings, braces and brackets alone: for items that are read later, and then
//! strictly. What is no item of `DynamoDB` JSON may seem to end elsewhere, or not at all.

use super::special::{Brackets, Structure, has_odd_quotes};

/// The position after the object that begins at `start`.
pub(super) fn object_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut walk = ObjectWalk::default();
    end(bytes, start, |block| walk.block(block))
}

/// The position after the array of items that begins at `start`.
pub(super) fn array_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut walk = ArrayWalk::default();
    end(bytes, start, |block| walk.block(block))
}

/// Walks along from block to block.
#[inline]
fn end(bytes: &[u8], start: usize, mut walk: impl FnMut(&[u8; 64]) -> Block) -> Option<usize> {
    let (blocks, rest) = bytes.get(start..)?.as_chunks::<64>();
    let mut at = start;
    for block in blocks {
        match walk(block) {
            Block::GoesOn => at += 64,
            Block::Ends(length) => return Some(at + length),
            Block::Broken => return None,
        }
    }
    let mut last = [b' '; 64];
    last[..rest.len()].copy_from_slice(rest);
    match walk(&last) {
        Block::Ends(length) => Some(at + length),
        Block::GoesOn | Block::Broken => None,
    }
}

/// What becomes of an object or array in a block.
enum Block {
    GoesOn,
    /// It ends after so many bytes.
    Ends(usize),
    /// It was closed and went on: it is no item.
    Broken,
}

/// What is known of the strings before a block.
#[derive(Default)]
struct Strings {
    /// All bits set within a string.
    in_string: u64,
    /// Whether the first byte follows a backslash that is not escaped itself.
    is_escaped: bool,
}

impl Strings {
    /// What is inside of strings, from each opening quote up to its closing one, and the quotes that are not escaped.
    #[inline]
    fn inside(&mut self, quotes: u64, backslashes: u64) -> (u64, u64) {
        let quotes = quotes & !self.escaped(backslashes);
        let inside = until_next(quotes) ^ self.in_string;
        self.in_string = if inside >> 63 == 1 { u64::MAX } else { 0 };
        (inside, quotes)
    }

    /// Goes on past a block without backslashes of which nothing but its quotes matters.
    #[inline]
    fn pass(&mut self, block: &[u8; 64]) {
        if has_odd_quotes(block) {
            self.in_string = !self.in_string;
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

/// The way through an object.
#[derive(Default)]
struct ObjectWalk {
    strings: Strings,
    /// How many braces and brackets are open.
    open: u32,
    /// Whether the first byte follows a quote: 0 or 1.
    after_quote: u64,
}

impl ObjectWalk {
    #[inline]
    fn block(&mut self, bytes: &[u8; 64]) -> Block {
        let structure = Structure::of(bytes);
        let (inside, quotes) = self.strings.inside(structure.quotes, structure.backslashes);
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
}

/// The way through an array of items. Its items' braces are left alone, and most blocks have no brackets.
#[derive(Default)]
struct ArrayWalk {
    strings: Strings,
    /// How many brackets are open.
    open: u32,
}

impl ArrayWalk {
    #[inline]
    fn block(&mut self, bytes: &[u8; 64]) -> Block {
        if self.strings.is_escaped || Brackets::may_be_in(bytes) {
            return self.brackets(bytes);
        }
        self.strings.pass(bytes);
        Block::GoesOn
    }

    /// A block that may have brackets, which are few.
    #[inline(never)]
    fn brackets(&mut self, bytes: &[u8; 64]) -> Block {
        let Brackets { quotes, backslashes, opens, both } = Brackets::of(bytes);
        let (inside, _) = self.strings.inside(quotes, backslashes);
        let mut left = both & !inside;
        while left != 0 {
            let bracket = left & left.wrapping_neg();
            if opens & bracket != 0 {
                self.open += 1;
            } else if self.open > 1 {
                self.open -= 1;
            } else {
                return Block::Ends(bracket.trailing_zeros() as usize + 1);
            }
            left ^= bracket;
        }
        Block::GoesOn
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
