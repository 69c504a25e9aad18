use super::special::ends;

/// Up to this many names are compared with each other; more are sorted.
const FEW_NAMES: usize = 16;

/// What an item is expected to have at first.
const USUAL_NAMES: usize = 32;

/// The names of the maps that have begun and not ended, one in the other, as far as somebody must look whether any repeats.
pub(super) struct Names {
    names: Vec<Name>,
    /// Where the names of the innermost map begin.
    first: usize,
    seen: Seen,
    /// The same of the maps round it.
    outer: Vec<(usize, Seen)>,
}

/// Where a name stands in the JSON, escaped and without its quotes.
#[derive(Clone, Copy)]
struct Name {
    start: usize,
    end: usize,
    /// Equal for equal names, and hardly for others.
    fingerprint: u64,
}

/// Which fingerprints a map's names have, all but for certain: that saves comparing most maps' names.
#[derive(Default)]
struct Seen {
    /// A bit for each value of a fingerprint's first byte.
    bits: [u64; 4],
    /// Whether a bit was there already.
    is_twice: bool,
}

impl Seen {
    #[inline]
    fn place(fingerprint: u64) -> (usize, u64) {
        ((fingerprint >> 62) as usize, 1 << (fingerprint >> 56 & 63))
    }

    #[inline]
    fn add(&mut self, fingerprint: u64) {
        let (word, bit) = Self::place(fingerprint);
        self.is_twice |= self.bits[word] & bit != 0;
        self.bits[word] |= bit;
    }

    #[inline]
    fn has(&self, fingerprint: u64) -> bool {
        let (word, bit) = Self::place(fingerprint);
        self.bits[word] & bit != 0
    }
}

/// Of a name's first and last bytes, and its length.
#[inline]
pub(crate) const fn fingerprint(name: &[u8]) -> u64 {
    // An odd number without a pattern: its product's first bits depend on all bits.
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let (first, last) = ends(name);
    (first ^ last.rotate_left(23) ^ (name.len() as u64) << 56).wrapping_mul(SPREAD)
}

impl Names {
    pub(super) fn new() -> Self {
        Self { names: Vec::with_capacity(USUAL_NAMES), first: 0, seen: Seen::default(), outer: Vec::new() }
    }

    /// Begins an item's own map, after another item or an end of one in the middle.
    pub(super) fn begin_item(&mut self) {
        self.names.clear();
        self.first = 0;
        self.seen = Seen::default();
        self.outer.clear();
    }

    /// Begins a map in the one at hand.
    pub(super) fn begin(&mut self) {
        self.outer.push((self.first, std::mem::take(&mut self.seen)));
        self.first = self.names.len();
    }

    /// Adds a name of the map at hand, which stands there in the JSON.
    #[inline]
    pub(super) fn add(&mut self, start: usize, end: usize, fingerprint: u64) {
        self.seen.add(fingerprint);
        self.names.push(Name { start, end, fingerprint });
    }

    /// Ends the map at hand, if all its names differ: gives whether they do.
    pub(super) fn end(&mut self, json: &[u8]) -> bool {
        if self.seen.is_twice && self.has_same(json) {
            return false;
        }
        self.names.truncate(self.first);
        (self.first, self.seen) = self.outer.pop().unwrap_or_default();
        true
    }

    /// Whether two names of the map at hand are the same. Equal names are escaped alike.
    #[cold]
    fn has_same(&mut self, json: &[u8]) -> bool {
        let names = &mut self.names[self.first..];
        let text = |name: &Name| &json[name.start..name.end];
        if names.len() > FEW_NAMES {
            names.sort_unstable_by(|left, right| text(left).cmp(text(right)));
            return names.windows(2).any(|pair| text(&pair[0]) == text(&pair[1]));
        }
        let same = |name: &Name, other: &Name| name.fingerprint == other.fingerprint && text(name) == text(other);
        names.iter().enumerate().any(|(index, name)| names[..index].iter().any(|other| same(name, other)))
    }

    /// Whether the map at hand may have a name of this fingerprint.
    #[inline]
    pub(super) fn may_have(&self, fingerprint: u64) -> bool {
        self.seen.has(fingerprint)
    }

    /// Where the name of the map at hand ends that is this in JSON.
    pub(super) fn find(&self, fingerprint: u64, name: &[u8], json: &[u8]) -> Option<usize> {
        let is_it = |other: &&Name| other.fingerprint == fingerprint && json.get(other.start..other.end) == Some(name);
        self.names[self.first..].iter().find(is_it).map(|name| name.end)
    }
}
