//! Which attributes a raw expression names.

use super::raw::ExpressionValues;

/// The words that DynamoDB's grammar of conditions keeps for itself; functions are told by their parentheses.
const KEYWORDS: [&str; 5] = ["AND", "OR", "NOT", "BETWEEN", "IN"];

impl ExpressionValues {
    /// Visits the attributes that a condition with these names speaks of, by their own names, not those of places inside them.
    pub(super) fn visit_attributes(&self, expression: &str, visit: &mut dyn FnMut(&str)) {
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | ':' | '-');
        let mut rest = expression;
        while let Some(start) = rest.find(is_word) {
            let is_nested = rest[..start].trim_end().ends_with('.');
            rest = &rest[start..];
            let (word, after) = rest.split_at(rest.find(|c| !is_word(c)).unwrap_or(rest.len()));
            rest = after;
            let is_function = after.trim_start().starts_with('(');
            let is_keyword = KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word));
            if let Some(name) = self.names.get(word) {
                if !is_nested {
                    visit(name);
                }
            } else if word.starts_with(char::is_alphabetic) && !(is_nested || is_function || is_keyword) {
                visit(word);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ExpressionValues;

    fn names(expression: &str) -> Vec<String> {
        let values = ExpressionValues::new().name("#t", "the total").name("#l", "line").value(":total", 5);
        let mut names = Vec::new();
        values.visit_attributes(expression, &mut |name| names.push(name.to_owned()));
        names
    }

    #[test]
    fn attributes_are_told_from_all_else() {
        for (expression, expected) in [
            ("total > :total", &["total"][..]),
            ("#t>:total and not(#l.#t=city)", &["the total", "line", "city"]),
            ("attribute_not_exists (total) OR size(a.b[3] . c) BETWEEN :a AND d", &["total", "a", "d"]),
            ("lines[0].#t IN (:a, other_line)", &["lines", "other_line"]),
            ("#unknown = :total AND ", &[]),
            ("", &[]),
        ] {
            assert_eq!(names(expression), expected, "{expression}");
        }
    }
}
