//! Several writes of one batch to one item: the last counts.

use std::{
    array,
    collections::{HashMap, HashSet},
};

use super::{batch_entry::WriteEntry, batch_write::MAX_WRITES, bulk::Origin};
use crate::codec::KeyIdentity;

/// Writes that a later one to the same item takes the place of: they are done when that is.
#[derive(Default)]
pub(super) struct Superseded(HashMap<(String, KeyIdentity), Vec<WriteEntry>>);

impl Superseded {
    fn add(&mut self, entry: WriteEntry) {
        self.0.entry((entry.table.name.clone(), entry.identity.clone())).or_default().push(entry);
    }

    /// What a write that is not done was made from, and those that it takes the place of.
    pub(super) fn origins(&mut self, left: WriteEntry) -> Vec<Origin> {
        let earlier =
            if self.0.is_empty() { None } else { self.0.remove(&(left.table.name.clone(), left.identity.clone())) };
        let mut origins: Vec<Origin> =
            earlier.into_iter().flatten().map(|earlier| earlier.into_origin_before(&left)).collect();
        origins.push(left.into_origin());
        origins
    }
}

/// Of several writes to one item the last, and apart from them the others.
pub(super) fn last_of_each(entries: Vec<WriteEntry>) -> (Vec<WriteEntry>, Superseded) {
    let mut superseded = Superseded::default();
    if are_apart(&entries) {
        return (entries, superseded);
    }
    let mut seen: HashSet<(&str, &KeyIdentity)> = HashSet::with_capacity(entries.len());
    let mut keep: Vec<bool> =
        entries.iter().rev().map(|entry| seen.insert((entry.table.name.as_str(), &entry.identity))).collect();
    if keep.iter().all(|keep| *keep) {
        return (entries, superseded);
    }
    keep.reverse();
    let mut last = Vec::with_capacity(entries.len());
    for (entry, is_last) in entries.into_iter().zip(keep) {
        if is_last {
            last.push(entry);
        } else {
            superseded.add(entry);
        }
    }
    (last, superseded)
}

/// Whether they are a few, and no two of them to one item, as far as fingerprints can say: without hashing whole keys.
fn are_apart(entries: &[WriteEntry]) -> bool {
    if entries.len() > MAX_WRITES {
        return false;
    }
    let fingerprints: [u64; MAX_WRITES] = array::from_fn(|index| entries.get(index).map_or(0, WriteEntry::fingerprint));
    let mut few = fingerprints.iter().take(entries.len()).enumerate();
    few.all(|(index, fingerprint)| !fingerprints[..index].contains(fingerprint))
}
