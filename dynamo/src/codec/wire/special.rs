//! Bytes that mean something in JSON, found many at a time: a bit for each byte, that of the first byte the lowest.

use wide::u8x16;

/// The bytes that end a string or its plain part: quotes, backslashes, control characters.
#[inline]
pub(super) fn specials_of_16(bytes: &[u8; 16]) -> u32 {
    are_special(u8x16::new(*bytes)).to_bitmask()
}

/// The same of more.
#[inline]
pub(super) fn specials_of_32(bytes: &[u8; 32]) -> u32 {
    let ([low, high], []) = bytes.as_chunks::<16>() else { return 0 };
    specials_of_16(low) | specials_of_16(high) << 16
}

/// The first quote, backslash or control character from there on.
#[inline]
pub(super) fn next_special(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start..)?;
    let mut looked_at = 0;
    let (blocks, _) = rest.as_chunks::<64>();
    for block in blocks {
        let (parts, _) = block.as_chunks::<16>();
        let any = parts.iter().fold(u8x16::ZERO, |any, part| any | are_special(u8x16::new(*part)));
        if any.to_bitmask() != 0 {
            break;
        }
        looked_at += 64;
    }
    let (parts, _) = rest[looked_at..].as_chunks::<16>();
    for part in parts {
        let found = specials_of_16(part);
        if found != 0 {
            return Some(start + looked_at + found.trailing_zeros() as usize);
        }
        looked_at += 16;
    }
    rest[looked_at..].iter().position(|byte| is_special(*byte)).map(|index| start + looked_at + index)
}

/// Whether there is any.
#[inline]
pub(super) fn has_special(bytes: &[u8]) -> bool {
    if let Some(last) = bytes.last_chunk::<16>() {
        // The last bytes, some of them for a second time. Without an early end, so that several parts are looked at at once.
        let (parts, _) = bytes.as_chunks::<16>();
        let found =
            parts.iter().fold(are_special(u8x16::new(*last)), |found, part| found | are_special(u8x16::new(*part)));
        return found.to_bitmask() != 0;
    }
    let (first, last) = ends(bytes);
    let mut block = [0; 16];
    block[..8].copy_from_slice(&first.to_le_bytes());
    block[8..].copy_from_slice(&last.to_le_bytes());
    specials_of_16(&block) != 0
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

#[inline]
fn are_special(bytes: u8x16) -> u8x16 {
    let last_control = u8x16::splat(0x1f);
    bytes.simd_eq(u8x16::splat(b'"'))
        | bytes.simd_eq(u8x16::splat(b'\\'))
        | bytes.max(last_control).simd_eq(last_control)
}

#[inline]
pub(super) const fn is_special(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// Whether the number of quotes among 64 bytes is odd.
#[inline]
pub(super) fn has_odd_quotes(bytes: &[u8; 64]) -> bool {
    let (parts, _) = bytes.as_chunks::<16>();
    let quotes = |part: &[u8; 16]| u8x16::new(*part).simd_eq(u8x16::splat(b'"')).to_bitmask();
    parts.iter().map(quotes).fold(0, |all, bits| all ^ bits).count_ones() % 2 == 1
}

/// A bit for each byte that matches.
#[inline]
fn bits_of_64(bytes: &[u8; 64], matches: impl Fn(u8x16) -> u8x16) -> u64 {
    let (parts, _) = bytes.as_chunks::<16>();
    let bits = |(index, part): (usize, &[u8; 16])| u64::from(matches(u8x16::new(*part)).to_bitmask()) << (16 * index);
    parts.iter().enumerate().map(bits).fold(0, |all, bits| all | bits)
}

/// The brackets in 64 bytes, and what says whether they stand in a string.
pub(super) struct Brackets {
    pub(super) quotes: u64,
    pub(super) backslashes: u64,
    /// Opening brackets.
    pub(super) opens: u64,
    /// Opening and closing ones.
    pub(super) both: u64,
}

impl Brackets {
    /// Whether there are brackets or backslashes, which follow each other in ASCII.
    #[inline]
    pub(super) fn may_be_in(bytes: &[u8; 64]) -> bool {
        let is_one = |part: u8x16| {
            let from_first = part - u8x16::splat(b'[');
            from_first.min(u8x16::splat(b']' - b'[')).simd_eq(from_first)
        };
        let (parts, _) = bytes.as_chunks::<16>();
        let any = parts.iter().fold(u8x16::ZERO, |any, part| any | is_one(u8x16::new(*part)));
        any.to_bitmask() != 0
    }

    #[inline]
    pub(super) fn of(bytes: &[u8; 64]) -> Self {
        let bits = |byte| bits_of_64(bytes, |part| part.simd_eq(u8x16::splat(byte)));
        let opens = bits(b'[');
        Self { quotes: bits(b'"'), backslashes: bits(b'\\'), opens, both: opens | bits(b']') }
    }
}

/// What stands where in 64 bytes.
pub(super) struct Structure {
    pub(super) quotes: u64,
    pub(super) backslashes: u64,
    /// Opening braces and brackets.
    pub(super) opens: u64,
    /// Closing ones.
    pub(super) closes: u64,
}

impl Structure {
    #[inline]
    pub(super) fn of(bytes: &[u8; 64]) -> Self {
        // Braces and brackets differ in this bit, and nothing else becomes a brace by it.
        let turned = u8x16::splat(b'{' ^ b'[');
        let bits = |byte| bits_of_64(bytes, |part| part.simd_eq(u8x16::splat(byte)));
        let turned_bits = |byte| bits_of_64(bytes, |part| (part | turned).simd_eq(u8x16::splat(byte)));
        Self { quotes: bits(b'"'), backslashes: bits(b'\\'), opens: turned_bits(b'{'), closes: turned_bits(b'}') }
    }
}
