use syn::LitStr;

use crate::ctxt::Ctxt;

/// A key template: `"TENANT#{tenant}#{seq:010}"`.
pub(crate) struct Template {
    pub(crate) literal: LitStr,
    pub(crate) pieces: Vec<TemplatePiece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TemplatePiece {
    Literal(String),
    /// A field, and how many digits it is padded to; 0 for none.
    Field {
        name: String,
        width: usize,
    },
}

impl Template {
    /// Parses the template; the mistakes point at the literal and name the place.
    pub(super) fn parse(ctxt: &Ctxt, literal: LitStr) -> Self {
        let pieces = pieces(&literal.value()).unwrap_or_else(|problem| {
            ctxt.error(&literal, problem);
            Vec::new()
        });
        if pieces
            .windows(2)
            .any(|pair| matches!(pair, [TemplatePiece::Field { width: 0, .. }, TemplatePiece::Field { .. }]))
        {
            ctxt.error(
                &literal,
                "two fields stand side by side, so different values could give one key; put a literal such as `#` between \
                 them, or pad the first: {field:010}",
            );
        }
        Self { literal, pieces }
    }

    /// The names of the fields, in order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            TemplatePiece::Literal(_) => None,
            TemplatePiece::Field { name, .. } => Some(name.as_str()),
        })
    }
}

fn pieces(text: &str) -> Result<Vec<TemplatePiece>, String> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' if chars.peek() == Some(&c) => {
                chars.next();
                literal.push(c);
            }
            '{' => {
                let mut inner = String::new();
                loop {
                    match chars.next() {
                        Some('}') => break,
                        Some(c) => inner.push(c),
                        None => return Err(format!("`{{{inner}` is not closed; write {{field}}, or {{{{ for a brace")),
                    }
                }
                if !literal.is_empty() {
                    pieces.push(TemplatePiece::Literal(std::mem::take(&mut literal)));
                }
                pieces.push(field(&inner)?);
            }
            '}' => return Err("a `}` without its `{`; write }} for a brace".to_owned()),
            c => literal.push(c),
        }
    }
    if !literal.is_empty() {
        pieces.push(TemplatePiece::Literal(literal));
    }
    if pieces.is_empty() { Err("the key template is empty".to_owned()) } else { Ok(pieces) }
}

/// `name` or `name:010`
fn field(inner: &str) -> Result<TemplatePiece, String> {
    let (name, format) = inner.split_once(':').unwrap_or((inner, ""));
    let name = name.trim().to_owned();
    if name.is_empty() {
        return Err("`{}` names no field; write {field}".to_owned());
    }
    if format.is_empty() {
        return Ok(TemplatePiece::Field { name, width: 0 });
    }
    match format.strip_prefix('0').map(str::parse) {
        Some(Ok(width @ 1..=39)) => Ok(TemplatePiece::Field { name, width }),
        _ => Err(format!("`:{format}` is no padding; write {{{name}:010}} for ten digits, at most 39")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(name: &str, width: usize) -> TemplatePiece {
        TemplatePiece::Field { name: name.to_owned(), width }
    }

    fn literal(text: &str) -> TemplatePiece {
        TemplatePiece::Literal(text.to_owned())
    }

    #[test]
    fn templates_have_literals_fields_padding_and_escapes() {
        assert_eq!(
            pieces("ORDER#{placed_on}#{seq:010}").unwrap(),
            [literal("ORDER#"), name("placed_on", 0), literal("#"), name("seq", 10)]
        );
        assert_eq!(pieces("{{x}}{a}").unwrap(), [literal("{x}"), name("a", 0)]);
        assert_eq!(pieces("PROFILE").unwrap(), [literal("PROFILE")]);
    }

    #[test]
    fn mistakes_are_told() {
        for bad in ["", "{", "{a", "}", "a}", "{}", "{a:}x{", "{a:10}", "{a:0}", "{a:040}", "{a:0x}"] {
            assert!(pieces(bad).is_err(), "{bad}");
        }
    }
}
