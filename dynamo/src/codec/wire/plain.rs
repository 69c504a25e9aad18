//! Passing over items as the service writes them: without white space.

use super::{
    decoder::MAX_OPEN,
    scanner::{Scanner, medium_end},
};

impl Scanner<'_> {
    /// Passes over an item, as strictly as it is read, if it is written plainly and holds no binary; otherwise it stays
    /// before it. This is a loop over bytes: reading pages that are decoded later, or never, takes most of its time here.
    pub(super) fn skip_plain_item(&mut self) -> Option<()> {
        let mut walk = Walk { scanner: self.clone(), at: self.position() };
        walk.item()?;
        *self = self.at(walk.at);
        Some(())
    }
}

/// The way through an item.
struct Walk<'de> {
    scanner: Scanner<'de>,
    at: usize,
}

/// What has been passed over of a value.
#[derive(PartialEq, Eq)]
enum Value {
    /// All of it.
    Whole,
    /// What opens a map.
    Map,
    /// What opens a list.
    List,
}

impl Walk<'_> {
    #[inline]
    fn take(&mut self, byte: u8) -> Option<()> {
        (*self.scanner.bytes().get(self.at)? == byte).then(|| self.at += 1)
    }

    #[inline]
    fn string(&mut self) -> Option<()> {
        self.take(b'"')?;
        let end = match medium_end(self.scanner.bytes(), self.at) {
            Some(end) => end,
            None => {
                let mut scanner = self.scanner.at(self.at - 1);
                scanner.skip_string().ok()?;
                scanner.position() - 1
            }
        };
        self.at = end + 1;
        Some(())
    }

    fn item(&mut self) -> Option<()> {
        self.take(b'{')?;
        if self.take(b'}').is_some() {
            return Some(());
        }
        // The open collections: a bit for each, the innermost the lowest, set for maps.
        let (mut maps, mut open) = (1_u64, 1);
        loop {
            if maps & 1 == 1 {
                self.string()?;
                self.take(b':')?;
            }
            let value = self.value()?;
            if value != Value::Whole {
                let is_map = value == Value::Map;
                (maps, open) = (maps << 1 | u64::from(is_map), open + 1);
                if open > MAX_OPEN {
                    return None;
                }
                let close = if is_map { b'}' } else { b']' };
                if *self.scanner.bytes().get(self.at)? != close {
                    continue;
                }
            }
            while self.take(b',').is_none() {
                self.take(if maps & 1 == 1 { b'}' } else { b']' })?;
                (maps, open) = (maps >> 1, open - 1);
                if open == 0 {
                    return Some(());
                }
                // The type round it.
                self.take(b'}')?;
            }
        }
    }

    /// A value with its type; of a map or list only the beginning.
    #[inline]
    fn value(&mut self) -> Option<Value> {
        let rest = self.scanner.bytes().get(self.at..)?;
        let [b'{', b'"', first, second, third, ..] = rest.first_chunk::<8>()? else { return None };
        match (first, second, third) {
            (b'S' | b'N', b'"', b':') => {
                self.at += 5;
                self.string()?;
                self.take(b'}')?;
            }
            (b'M', b'"', b':') => {
                self.at += 5;
                self.take(b'{')?;
                return Some(Value::Map);
            }
            (b'L', b'"', b':') => {
                self.at += 5;
                self.take(b'[')?;
                return Some(Value::List);
            }
            (b'S' | b'N', b'S', b'"') => {
                self.at += 5;
                self.take(b':')?;
                self.take(b'[')?;
                self.strings()?;
                self.take(b'}')?;
            }
            _ => {
                let words: [&[u8]; 4] =
                    [b"{\"BOOL\":true}", b"{\"BOOL\":false}", b"{\"NULL\":true}", b"{\"NULL\":false}"];
                self.at += words.into_iter().find(|word| rest.starts_with(word))?.len();
            }
        }
        Some(Value::Whole)
    }

    /// The elements of a set of text, up to its closing bracket.
    fn strings(&mut self) -> Option<()> {
        if self.take(b']').is_some() {
            return Some(());
        }
        loop {
            self.string()?;
            if self.take(b',').is_none() {
                return self.take(b']');
            }
        }
    }
}
