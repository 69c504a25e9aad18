use std::cmp::Ordering;

/// The names of a struct's attributes: for generated code.
#[derive(Debug)]
pub struct Names {
    /// Its fields', with their old names, in order.
    pub own: &'static [&'static str],
    /// Those of its flattened structs.
    pub flattened: &'static [&'static Names],
}

impl Names {
    /// No names: a map takes any.
    pub(crate) const NONE: Self = Self { own: &[], flattened: &[] };

    /// Whether it is one of them.
    pub(crate) const fn contains(&self, name: &str) -> bool {
        self.has_any(&[name])
    }

    /// Whether one of these is one of them.
    const fn has_any(&self, names: &[&str]) -> bool {
        if have_common(self.own, names) {
            return true;
        }
        let mut index = 0;
        while index < self.flattened.len() {
            if self.flattened[index].has_any(names) {
                return true;
            }
            index += 1;
        }
        false
    }

    const fn overlaps(&self, other: &Self) -> bool {
        if other.has_any(self.own) {
            return true;
        }
        let mut index = 0;
        while index < self.flattened.len() {
            if self.flattened[index].overlaps(other) {
                return true;
            }
            index += 1;
        }
        false
    }

    /// Ends compilation where the flattened field at `place` has a name in common with a field beside it, or with a flattened
    /// one before it: the one would be read as the other.
    ///
    /// # Panics
    ///
    /// At compile time.
    #[track_caller]
    pub const fn check_flattened(&self, place: usize) {
        let one = self.flattened[place];
        assert!(
            !one.has_any(self.own),
            "a field beside this flattened struct has the name of one of its attributes, or an old name; rename one"
        );
        let mut before = 0;
        while before < place {
            assert!(
                !one.overlaps(self.flattened[before]),
                "a flattened struct before this one has an attribute of the same name, or old name; rename one"
            );
            before += 1;
        }
    }
}

/// Whether two lists in order have a name in common. Each is gone through once: where every name were compared with every
/// other, the compiler would find the types of many fields take too long.
const fn have_common(left: &[&str], right: &[&str]) -> bool {
    let (mut at_left, mut at_right) = (0, 0);
    while at_left < left.len() && at_right < right.len() {
        match compare(left[at_left].as_bytes(), right[at_right].as_bytes()) {
            Ordering::Less => at_left += 1,
            Ordering::Equal => return true,
            Ordering::Greater => at_right += 1,
        }
    }
    false
}

const fn compare(left: &[u8], right: &[u8]) -> Ordering {
    let mut index = 0;
    loop {
        match (index < left.len(), index < right.len()) {
            (false, false) => return Ordering::Equal,
            (false, true) => return Ordering::Less,
            (true, false) => return Ordering::Greater,
            (true, true) if left[index] < right[index] => return Ordering::Less,
            (true, true) if left[index] > right[index] => return Ordering::Greater,
            (true, true) => index += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn names<const N: usize>(texts: &'static [[u8; 41]; N]) -> [&'static str; N] {
        let (mut names, mut index) = ([""; N], 0);
        while index < N {
            names[index] = match str::from_utf8(&texts[index]) {
                Ok(name) => name,
                Err(_) => panic!(),
            };
            index += 1;
        }
        names
    }

    /// Names of one length that differ at their ends, in order.
    const fn texts<const N: usize>(last: u8) -> [[u8; 41]; N] {
        const LETTERS: &[u8; 26] = b"abcdefghijklmnopqrstuvwxyz";
        let (mut texts, mut index) = ([[b'x'; 41]; N], 0);
        while index < N {
            (texts[index][38], texts[index][39]) = (LETTERS[index / 26], LETTERS[index % 26]);
            texts[index][40] = last;
            index += 1;
        }
        texts
    }

    macro_rules! wide {
        ($last:literal) => {{
            const TEXTS: [[u8; 41]; 150] = texts($last);
            &Names { own: &const { names(&TEXTS) }, flattened: &[] }
        }};
    }

    const WIDE: Names = Names { own: &["a", "id"], flattened: &[wide!(b'a'), wide!(b'b'), wide!(b'c'), wide!(b'd')] };

    /// The compiler ends what takes it too long with an error.
    const _: () = {
        WIDE.check_flattened(0);
        WIDE.check_flattened(1);
        WIDE.check_flattened(2);
        WIDE.check_flattened(3);
    };

    #[test]
    fn names_in_common_are_found_at_every_depth() {
        for name in WIDE.own.iter().chain(WIDE.flattened.iter().flat_map(|one| one.own)) {
            assert!(WIDE.contains(name), "{name}");
            assert!(!WIDE.contains(&name[1..]) && !WIDE.contains(&format!("{name}a")), "{name}");
            let name: &'static str = name;
            let one = Names { own: Box::leak(Box::new(["A", name, "~"])), flattened: &[] };
            let outer = Names { own: &["B"], flattened: Box::leak(Box::new([&*Box::leak(Box::new(one))])) };
            assert!(WIDE.overlaps(&outer) && outer.overlaps(&WIDE), "{name}");
        }
        let other = Names { own: &["", "aa", "i", "ida"], flattened: &[] };
        assert!(!WIDE.overlaps(&other) && !other.overlaps(&WIDE));
    }
}
