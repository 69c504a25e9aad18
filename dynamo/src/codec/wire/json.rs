//! JSON that is being written.

use super::{escape::escape_special, special::has_special};

/// Grows by this much at least, so that it seldom grows.
const ROOM: usize = 1024;

/// Text of which the last bytes are room for what comes: short pieces, which are most, are put there without a call.
pub(super) struct Json {
    bytes: Vec<u8>,
    /// How many bytes are written.
    len: usize,
}

impl Json {
    pub(super) fn new() -> Self {
        Self { bytes: vec![0; ROOM], len: 0 }
    }

    pub(super) fn reserve(&mut self, bytes: usize) {
        self.bytes.resize(self.len + bytes, 0);
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
        if has_special(bytes) { self.add_special(bytes) } else { self.add(bytes) }
    }

    #[cold]
    #[inline(never)]
    fn add_special(&mut self, bytes: &[u8]) {
        self.bytes.truncate(self.len);
        escape_special(bytes, &mut self.bytes);
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
        self.bytes.resize(end + ROOM, 0);
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
