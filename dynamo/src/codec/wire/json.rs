//! JSON that is being written.

use super::{escape::escape_special, special::has_special};

/// How a string or number ends.
const SCALAR_END: &[u8; 3] = b"\"},";

/// Grows by this much at least, so that it seldom grows. Of glibc's blocks those of up to 1032 bytes are kept at hand.
const ROOM: usize = 1032;

/// So much of what is reserved is filled at once.
const STEP: usize = 2000;

/// Text of which the last bytes are room for what comes: short pieces, which are most, are put there without a call.
pub(super) struct Json {
    bytes: Vec<u8>,
    /// How many bytes are written.
    len: usize,
}

impl Json {
    pub(super) fn new() -> Self {
        // Not zeros: those come from `calloc`, which passes by what glibc keeps at hand.
        Self { bytes: vec![b' '; ROOM], len: 0 }
    }

    pub(super) fn reserve(&mut self, bytes: usize) {
        let free = self.bytes.len() - self.len;
        self.bytes.reserve(bytes.saturating_sub(free));
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// What is written.
    #[inline]
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    pub(super) fn into_bytes(mut self) -> Vec<u8> {
        self.bytes.truncate(self.len);
        self.bytes
    }

    /// Adds bytes as they are.
    #[inline]
    pub(super) fn add(&mut self, bytes: &[u8]) {
        copy(self.next(bytes.len()), bytes);
    }

    /// Adds text as the inside of a string.
    #[inline]
    pub(super) fn add_text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        if has_special(bytes) { self.add_special(self.len, bytes, b"") } else { self.add(bytes) }
    }

    /// Adds a string or number after what it begins with, which ends with `{"S":"`: with its type's letter for the S, and
    /// with a comma after it.
    #[inline]
    pub(super) fn add_scalar(&mut self, opening: &[u8], letter: u8, text: &str) {
        let (start, text) = (self.len + opening.len(), text.as_bytes());
        let place = self.next(opening.len() + text.len() + SCALAR_END.len());
        let (head, rest) = place.split_at_mut(opening.len());
        copy(head, opening);
        if let [.., place, _, _, _] = head {
            *place = letter;
        }
        let (inside, end) = rest.split_at_mut(text.len());
        end.copy_from_slice(SCALAR_END);
        copy(inside, text);
        if has_special(text) {
            self.add_special(start, text, SCALAR_END);
        }
    }

    /// Adds the beginning of a value, given as one that ends with `{"S":"`: with these for the S and the last quote.
    #[inline]
    pub(super) fn add_opening(&mut self, opening: &[u8], letter: u8, bracket: u8) {
        let place = self.next(opening.len());
        copy(place, opening);
        if let [.., letter_place, _, _, bracket_place] = place {
            *letter_place = letter;
            *bracket_place = bracket;
        }
    }

    /// Adds a string that stands for itself, and a comma.
    #[inline]
    pub(super) fn add_element(&mut self, text: &str) {
        self.add(b"\"");
        self.add_text(text);
        self.add(b"\",");
    }

    /// Ends a collection: where the comma after its last value stands.
    #[inline]
    pub(super) fn close(&mut self, json: &[u8]) {
        if self.as_bytes().last() == Some(&b',') {
            self.len -= 1;
        }
        self.add(json);
    }

    #[cold]
    #[inline(never)]
    fn add_special(&mut self, start: usize, bytes: &[u8], end: &[u8]) {
        self.bytes.truncate(start);
        escape_special(bytes, &mut self.bytes);
        self.bytes.extend_from_slice(end);
        self.len = self.bytes.len();
    }

    /// The place of so many bytes more, which count as written.
    #[inline]
    pub(super) fn next(&mut self, count: usize) -> &mut [u8] {
        let (start, end) = (self.len, self.len + count);
        if self.bytes.len() < end {
            self.grow(end);
        }
        self.len = end;
        &mut self.bytes[start..end]
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, end: usize) {
        // What is reserved is filled bit by bit, shortly before it is written to.
        let reserved = self.bytes.capacity();
        self.bytes.resize(if end < reserved { reserved.min(end + STEP) } else { end + ROOM }, b' ');
    }
}

/// Copies bytes to a place of their length. A call would take longer than the copying of these few.
#[inline]
fn copy(to: &mut [u8], bytes: &[u8]) {
    let count = bytes.len();
    if count > 32 {
        to.copy_from_slice(bytes);
    } else if count >= 16 {
        copy_ends::<16>(to, bytes);
    } else if count >= 8 {
        copy_ends::<8>(to, bytes);
    } else if count >= 4 {
        copy_ends::<4>(to, bytes);
    } else if count >= 2 {
        copy_ends::<2>(to, bytes);
    } else {
        copy_ends::<1>(to, bytes);
    }
}

/// Copies the first and the last bytes, which are all there are.
#[inline]
fn copy_ends<const N: usize>(to: &mut [u8], bytes: &[u8]) {
    if let (Some(to), Some(bytes)) = (to.first_chunk_mut::<N>(), bytes.first_chunk()) {
        *to = *bytes;
    }
    if let (Some(to), Some(bytes)) = (to.last_chunk_mut::<N>(), bytes.last_chunk()) {
        *to = *bytes;
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn pieces_of_every_length_stand_one_after_the_other() {
        let (mut json, mut expected) = (Json::new(), Vec::new());
        for length in (0..70).chain([1000, 5000, 1]) {
            let piece: Vec<u8> = (b'a'..=b'w').cycle().take(length).collect();
            json.add(&piece);
            expected.extend_from_slice(&piece);
            json.add_text("é\n");
            expected.extend_from_slice("é\\n".as_bytes());
            assert_eq!(json.len(), expected.len());
            assert_eq!(json.as_bytes(), expected);
        }
        json.truncate(100);
        expected.truncate(100);
        assert_eq!(json.into_bytes(), expected);
    }
}
