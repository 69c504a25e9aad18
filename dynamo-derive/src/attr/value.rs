//! What options are given.

use syn::{
    Expr, Ident, LitBool, LitStr, Path, Token,
    ext::IdentExt as _,
    meta::ParseNestedMeta,
    parse::{Parse, ParseStream},
};

use super::KeyFields;

/// `= "text"`
pub(super) fn string(meta: &ParseNestedMeta<'_>) -> syn::Result<LitStr> {
    expect(meta, |input| input.peek(LitStr), "a string", "\"..\"")
}

/// `= true` or `= false`
pub(super) fn boolean(meta: &ParseNestedMeta<'_>) -> syn::Result<bool> {
    expect::<LitBool>(meta, |input| input.peek(LitBool), "true or false", "true").map(|literal| literal.value)
}

/// `= "path::to::module"`, as a path.
pub(super) fn path_in_string(meta: &ParseNestedMeta<'_>) -> syn::Result<Path> {
    let literal: LitStr = expect(meta, |input| input.peek(LitStr), "a path in a string", "\"some::module\"")?;
    literal
        .parse_with(Path::parse_mod_style)
        .map_err(|_| syn::Error::new(literal.span(), "this is no path; write it as in `use`: \"some::module\""))
}

/// `= path::to::module`
pub(super) fn path(meta: &ParseNestedMeta<'_>) -> syn::Result<Path> {
    mod_path(meta, "the path of a module", "path::to::module")
}

/// `= path::to::function`
pub(super) fn function(meta: &ParseNestedMeta<'_>) -> syn::Result<Path> {
    mod_path(meta, "the path of a function", "path::to::function")
}

fn mod_path(meta: &ParseNestedMeta<'_>, what: &str, example: &str) -> syn::Result<Path> {
    let is_path = |input: ParseStream<'_>| input.peek(Ident::peek_any) || input.peek(Token![::]);
    expect::<ModPath>(meta, is_path, what, example).map(|path| path.0)
}

/// `= expression`
pub(super) fn expression(meta: &ParseNestedMeta<'_>) -> syn::Result<Expr> {
    meta.value()?.parse()
}

/// An option that stands alone.
pub(super) fn flag(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) || meta.input.peek(syn::token::Paren) {
        Err(meta.input.error(format!("`{}` stands alone; it takes no value", name(meta))))
    } else {
        Ok(())
    }
}

/// `(a, b)`
pub(super) fn key_fields(meta: &ParseNestedMeta<'_>) -> syn::Result<KeyFields> {
    let name = name(meta);
    if !meta.input.peek(syn::token::Paren) {
        return Err(meta.error(format!("name the fields of the key in parentheses: {name}(field, other_field)")));
    }
    let fields = ident_list(meta.input, &name)?;
    if fields.is_empty() { Err(meta.error("a key needs at least one field")) } else { Ok(fields) }
}

/// `(a, b)`, of fields.
pub(super) fn ident_list(input: ParseStream<'_>, name: &str) -> syn::Result<Vec<Ident>> {
    let content;
    syn::parenthesized!(content in input);
    let mut fields = Vec::new();
    while !content.is_empty() {
        if !content.peek(Ident::peek_any) {
            let wrong = content.fork();
            // What is left unread would be a mistake of its own.
            content.parse::<proc_macro2::TokenStream>()?;
            return Err(wrong.error(format!("name the fields themselves: {name}(field, other_field)")));
        }
        fields.push(content.call(Ident::parse_any)?);
        if !content.is_empty() {
            content.parse::<Token![,]>()?;
        }
    }
    Ok(fields)
}

struct ModPath(Path);

impl Parse for ModPath {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Path::parse_mod_style).map(Self)
    }
}

/// `= value`, or a mistake that says how to write it.
fn expect<T: Parse>(
    meta: &ParseNestedMeta<'_>,
    is_value: impl FnOnce(ParseStream<'_>) -> bool,
    what: &str,
    example: &str,
) -> syn::Result<T> {
    let name = name(meta);
    let help = format!("`{name}` takes {what}: {name} = {example}");
    if !meta.input.peek(Token![=]) {
        return Err(meta.error(help));
    }
    let input = meta.value()?;
    if is_value(input) { input.parse() } else { Err(input.error(help)) }
}

fn name(meta: &ParseNestedMeta<'_>) -> String {
    meta.path.get_ident().map(ToString::to_string).unwrap_or_default()
}
