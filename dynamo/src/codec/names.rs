/// The names of a struct's attributes: for generated code.
#[derive(Debug)]
pub struct Names {
    /// Its fields', with their old names.
    pub own: &'static [&'static str],
    /// Those of its flattened structs.
    pub flattened: &'static [&'static Names],
}

impl Names {
    /// No names: a map takes any.
    pub(crate) const NONE: Self = Self { own: &[], flattened: &[] };

    /// Whether it is one of them.
    pub(crate) const fn contains(&self, name: &str) -> bool {
        let mut index = 0;
        while index < self.own.len() {
            if is_same(self.own[index], name) {
                return true;
            }
            index += 1;
        }
        let mut index = 0;
        while index < self.flattened.len() {
            if self.flattened[index].contains(name) {
                return true;
            }
            index += 1;
        }
        false
    }

    const fn overlaps(&self, other: &Self) -> bool {
        let mut index = 0;
        while index < self.own.len() {
            if other.contains(self.own[index]) {
                return true;
            }
            index += 1;
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
        let own = Self { own: self.own, flattened: &[] };
        assert!(
            !one.overlaps(&own),
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

const fn is_same(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len() != right.len() {
        return false;
    }
    let mut index = 0;
    while index < left.len() {
        if left[index] != right[index] {
            return false;
        }
        index += 1;
    }
    true
}
