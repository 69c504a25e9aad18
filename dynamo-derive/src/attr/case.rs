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

    /// Renames a field as serde does: its name is taken for `snake_case`, with words that end at underscores.
    pub(crate) fn apply_to_field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => name.split('_').map(|word| with_first(word, char::to_ascii_uppercase)).collect(),
            Self::Camel => with_first(&Self::Pascal.apply_to_field(name), char::to_ascii_lowercase),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => name.to_ascii_uppercase().replace('_', "-"),
        }
    }

    /// Renames a variant as serde does: its name is taken for `PascalCase`, where every capital begins a word.
    pub(crate) fn apply_to_variant(self, name: &str) -> String {
        match self {
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Pascal => name.to_owned(),
            Self::Camel => with_first(name, char::to_ascii_lowercase),
            Self::Snake => {
                let mut snake = String::new();
                for c in name.chars() {
                    if c.is_uppercase() && !snake.is_empty() {
                        snake.push('_');
                    }
                    snake.push(c.to_ascii_lowercase());
                }
                snake
            }
            // The words are known; as a field's name they are changed further.
            Self::ScreamingSnake | Self::Kebab | Self::ScreamingKebab => {
                self.apply_to_field(&Self::Snake.apply_to_variant(name))
            }
        }
    }
}

/// The text with its first letter changed.
fn with_first(text: &str, change: impl Fn(&char) -> char) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| change(&first)).into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_on_fields_and_variants() {
        let fields =
            ["placed_on", "PLACED_ON", "PlacedOn", "placedOn", "placed_on", "PLACED_ON", "placed-on", "PLACED-ON"];
        let variants =
            ["placedon", "PLACEDON", "PlacedOn", "placedOn", "placed_on", "PLACED_ON", "placed-on", "PLACED-ON"];
        for ((_, rule), (field, variant)) in RULES.iter().zip(fields.into_iter().zip(variants)) {
            assert_eq!(rule.apply_to_field("placed_on"), field);
            assert_eq!(rule.apply_to_variant("PlacedOn"), variant);
        }
    }

    /// serde panics on these.
    #[test]
    fn names_that_begin_with_no_letter_of_ascii() {
        for (name, renamed) in [("über_mut", "überMut"), ("__", "")] {
            assert_eq!(RenameRule::Camel.apply_to_field(name), renamed);
        }
        assert_eq!(RenameRule::Camel.apply_to_variant("Über"), "Über");
    }
}
