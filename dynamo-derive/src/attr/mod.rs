//! Parsing `#[dynamo(..)]`: each value is kept with its tokens, so that an error points at what was typed.

mod case;
mod container;
mod field;
mod index;
mod projection;
mod template;
mod value;
mod variant;

use proc_macro2::Span;
use syn::{
    Attribute, MacroDelimiter, MetaList, Path, Token, meta::ParseNestedMeta, parenthesized, spanned::Spanned as _,
};

use crate::{
    ctxt::Ctxt,
    suggest::{did_you_mean, nearest},
};

pub(crate) use self::{
    case::RenameRule,
    container::{ContainerAttrs, KeyFields},
    field::{DefaultValue, FieldAttrs, FieldStorage},
    index::{IndexAttrs, ProjectionAttr},
    projection::ProjectionAttrs,
    template::{Template, TemplatePiece},
    variant::VariantAttrs,
};

/// Options that are known and not yet supported.
const NOT_YET: [&str; 4] = ["version", "created_at", "updated_at", "ttl"];

/// Goes through the options of all `#[dynamo(..)]` attributes. `visit` gives false for an option that it does not know.
fn visit_options(
    ctxt: &Ctxt,
    attributes: &[Attribute],
    known: &[&'static str],
    mut visit: impl FnMut(&str, &ParseNestedMeta<'_>) -> syn::Result<bool>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("dynamo")) {
        let result = attribute.parse_nested_meta(|meta| visit_option(ctxt, &meta, known, &mut visit));
        if let Err(error) = result {
            // What follows is lost: whatever seems to be missing may stand there.
            ctxt.lose_track();
            ctxt.push(error);
        }
    }
}

/// Goes through the options in an option's own parentheses, up to a mistake in the syntax.
fn visit_nested(
    ctxt: &Ctxt,
    meta: &ParseNestedMeta<'_>,
    known: &[&'static str],
    mut visit: impl FnMut(&str, &ParseNestedMeta<'_>) -> syn::Result<bool>,
) -> syn::Result<()> {
    let content;
    let delimiter = MacroDelimiter::Paren(parenthesized!(content in meta.input));
    // By itself: what a mistake leaves unread would be a second one.
    let list = MetaList { path: meta.path.clone(), delimiter, tokens: content.parse()? };
    if let Err(error) = list.parse_nested_meta(|meta| visit_option(ctxt, &meta, known, &mut visit)) {
        // What follows is lost: whatever seems to be missing may stand there.
        for option in known {
            ctxt.mean(option);
        }
        ctxt.push(error);
    }
    Ok(())
}

fn visit_option(
    ctxt: &Ctxt,
    meta: &ParseNestedMeta<'_>,
    known: &[&'static str],
    visit: &mut dyn FnMut(&str, &ParseNestedMeta<'_>) -> syn::Result<bool>,
) -> syn::Result<()> {
    let name = typed(&meta.path);
    match visit(&name, meta) {
        Ok(true) if meta.input.is_empty() || meta.input.peek(Token![,]) => {}
        Ok(true) => {
            ctxt.push(meta.input.error("expected a comma before the next option"));
            ctxt.lose_track();
            skip_value(meta)?;
        }
        Ok(false) => {
            unknown_option(ctxt, meta, &name, known);
            skip_value(meta)?;
        }
        Err(error) => {
            ctxt.push(error);
            skip_value(meta)?;
        }
    }
    Ok(())
}

/// A path as it was typed: an option, if it is one word.
fn typed(path: &Path) -> String {
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    format!("{}{}", if path.leading_colon.is_some() { "::" } else { "" }, segments.join("::"))
}

fn unknown_option(ctxt: &Ctxt, meta: &ParseNestedMeta<'_>, name: &str, known: &[&'static str]) {
    let hint = match nearest(name, known.iter().copied()) {
        Some(meant) => {
            ctxt.mean(meant);
            did_you_mean(name, known.iter().copied())
        }
        None => {
            let known: Vec<_> = known.iter().filter(|option| !NOT_YET.contains(option)).copied().collect();
            format!("; the options here are {}", known.join(", "))
        }
    };
    ctxt.error(&meta.path, format!("unknown option `{name}`{hint}"));
}

/// Passes over what an option was given, to go on with the next one.
fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    while !meta.input.is_empty() && !meta.input.peek(Token![,]) {
        meta.input.parse::<proc_macro2::TokenTree>()?;
    }
    Ok(())
}

/// An option that may be given once.
pub(crate) struct Once<T> {
    name: &'static str,
    /// Where it was typed, and its value unless that was a mistake.
    value: Option<(Span, Option<T>)>,
}

impl<T> Once<T> {
    fn new(name: &'static str) -> Self {
        Self { name, value: None }
    }

    /// Reads the option's value.
    fn read(
        &mut self,
        ctxt: &Ctxt,
        meta: &ParseNestedMeta<'_>,
        parse: impl FnOnce(&ParseNestedMeta<'_>) -> syn::Result<T>,
    ) -> syn::Result<()> {
        let span = meta.path.span();
        if self.value.is_some() {
            ctxt.error(&meta.path, format!("`{}` is given twice; keep one", self.name));
            return skip_value(meta);
        }
        let value = parse(meta);
        let (value, result) = match value {
            Ok(value) => (Some(value), Ok(())),
            Err(error) => (None, Err(error)),
        };
        self.value = Some((span, value));
        result
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref().and_then(|(_, value)| value.as_ref())
    }

    /// Where the option was typed.
    pub(crate) fn span(&self) -> Option<Span> {
        self.value.as_ref().map(|(span, _)| *span)
    }

    /// Whether the option was typed, with a good value or not.
    pub(crate) fn is_set(&self) -> bool {
        self.value.is_some()
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }
}
