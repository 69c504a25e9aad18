use syn::LitStr;

use crate::{ctxt::Ctxt, suggest::did_you_mean};

/// How `rename_all` changes names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RenameRule {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

const RULES: [(&str, RenameRule); 8] = [
    ("lowercase", RenameRule::Lower),
    ("UPPERCASE", RenameRule::Upper),
    ("PascalCase", RenameRule::Pascal),
    ("camelCase", RenameRule::Camel),
    ("snake_case", RenameRule::Snake),
    ("SCREAMING_SNAKE_CASE", RenameRule::ScreamingSnake),
    ("kebab-case", RenameRule::Kebab),
    ("SCREAMING-KEBAB-CASE", RenameRule::ScreamingKebab),
];

impl RenameRule {
    pub(super) fn parse(ctxt: &Ctxt, literal: &LitStr) -> Option<Self> {
        let text = literal.value();
        let rule = RULES.iter().find(|(name, _)| *name == text).map(|(_, rule)| *rule);
        if rule.is_none() {
            let names = RULES.map(|(name, _)| name);
            let hint = match did_you_mean(&text, names) {
                hint if hint.is_empty() => format!("; the cases are {}", names.join(", ")),
                hint => hint,
            };
            ctxt.error(literal, format!("unknown case `{text}`{hint}"));
        }
        rule
    }

    /// Renames a field or variant.
    pub(crate) fn apply(self, name: &str) -> String {
        let words = words(name);
        let capital = |word: &String| {
            let mut chars = word.chars();
            chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
        };
        match self {
            Self::Lower => words.concat(),
            Self::Upper => words.concat().to_uppercase(),
            Self::Pascal => words.iter().map(capital).collect(),
            Self::Camel => {
                let pascal: Vec<String> = words.iter().map(capital).collect();
                words.first().cloned().unwrap_or_default() + &pascal[1.min(pascal.len())..].concat()
            }
            Self::Snake => words.join("_"),
            Self::ScreamingSnake => words.join("_").to_uppercase(),
            Self::Kebab => words.join("-"),
            Self::ScreamingKebab => words.join("-").to_uppercase(),
        }
    }
}

/// The lower-case words of a `snake_case` or `PascalCase` name.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous_lower = false;
    for c in name.chars() {
        if c == '_' || (c.is_uppercase() && previous_lower) {
            words.push(String::new());
        }
        previous_lower = c.is_lowercase() || c.is_numeric();
        if c != '_'
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_on_fields_and_variants() {
        let expected =
            ["placedon", "PLACEDON", "PlacedOn", "placedOn", "placed_on", "PLACED_ON", "placed-on", "PLACED-ON"];
        for ((_, rule), expected) in RULES.iter().zip(expected) {
            assert_eq!(rule.apply("placed_on"), expected);
            assert_eq!(rule.apply("PlacedOn"), expected);
        }
        assert_eq!(RenameRule::Camel.apply("line2_total"), "line2Total");
    }
}
