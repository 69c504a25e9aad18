//! "Did you mean ..?" for names that are not known.

/// The message's tail for an unknown name: the nearest known one, if one is near.
pub(crate) fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map_or_else(String::new, |candidate| format!("; did you mean `{candidate}`?"))
}

/// What others call our options.
const SYNONYMS: [(&str, &str); 8] = [
    ("hash_key", "partition_key"),
    ("primary_key", "partition_key"),
    ("range_key", "sort_key"),
    ("table_name", "table"),
    ("name", "rename"),
    ("ignore", "skip"),
    ("serde_json", "json"),
    ("constructor", "new"),
];

/// The known name nearest to an unknown one, if one is near.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let furthest = name.chars().count().max(3) / 3;
    let synonym = SYNONYMS.iter().find(|(other, _)| *other == name).map(|(_, own)| *own);
    known
        .into_iter()
        .map(|candidate| (if synonym == Some(candidate) { 0 } else { distance(name, candidate) }, candidate))
        .filter(|(distance, _)| *distance <= furthest)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The number of insertions, deletions, replacements and swaps of neighbours between two names.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows: Vec<Vec<usize>> = vec![(0..=b.len()).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replace.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn the_nearest_known_name_is_suggested() {
        let known = ["partition_key", "sort_key", "rename", "default"];
        assert_eq!(did_you_mean("partiton_key", known), "; did you mean `partition_key`?");
        assert_eq!(did_you_mean("srot_key", known), "; did you mean `sort_key`?");
        assert_eq!(did_you_mean("colour", known), "");
    }
}
