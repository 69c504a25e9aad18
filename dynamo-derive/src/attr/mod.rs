//! Parsing `#[dynamo(..)]`: each value is kept with its tokens, so that an error points at what was typed.

mod case;
mod container;
mod field;
mod template;
mod variant;

use proc_macro2::Span;
use syn::{Attribute, LitBool, LitStr, Token, meta::ParseNestedMeta, parse::Parse, spanned::Spanned as _};

use crate::{ctxt::Ctxt, suggest::did_you_mean};

pub(crate) use self::{
    case::RenameRule,
    container::{ContainerAttrs, KeyFields},
    field::{DefaultValue, FieldAttrs, FieldStorage},
    template::{Template, TemplatePiece},
    variant::VariantAttrs,
};

/// Goes through the options of all `#[dynamo(..)]` attributes. `visit` gives false for an option that it does not know.
fn visit_options(
    ctxt: &Ctxt,
    attributes: &[Attribute],
    known: &[&str],
    mut visit: impl FnMut(&str, &ParseNestedMeta<'_>) -> syn::Result<bool>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("dynamo")) {
        let result = attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            match visit(&name, &meta) {
                Ok(true) => {}
                Ok(false) => {
                    ctxt.error(
                        &meta.path,
                        format!("unknown option `{name}`{}", did_you_mean(&name, known.iter().copied())),
                    );
                    skip_value(&meta)?;
                }
                Err(error) => {
                    ctxt.push(error);
                    skip_value(&meta)?;
                }
            }
            Ok(())
        });
        if let Err(error) = result {
            ctxt.push(error);
        }
    }
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
    value: Option<(Span, T)>,
}

impl<T> Once<T> {
    fn new(name: &'static str) -> Self {
        Self { name, value: None }
    }

    fn set(&mut self, ctxt: &Ctxt, meta: &ParseNestedMeta<'_>, value: T) {
        if self.value.is_some() {
            ctxt.error(&meta.path, format!("`{}` is given twice; keep one", self.name));
        } else {
            self.value = Some((meta.path.span(), value));
        }
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref().map(|(_, value)| value)
    }

    /// Where the option was typed.
    pub(crate) fn span(&self) -> Option<Span> {
        self.value.as_ref().map(|(span, _)| *span)
    }

    pub(crate) fn is_set(&self) -> bool {
        self.value.is_some()
    }

    pub(crate) fn name(&self) -> &'static str {
        self.name
    }
}

/// `= value`
fn value<T: Parse>(meta: &ParseNestedMeta<'_>) -> syn::Result<T> {
    meta.value()?.parse()
}

/// `= "text"`
fn string(meta: &ParseNestedMeta<'_>) -> syn::Result<LitStr> {
    value(meta)
}

/// `= true` or `= false`
fn boolean(meta: &ParseNestedMeta<'_>) -> syn::Result<bool> {
    value::<LitBool>(meta).map(|literal| literal.value)
}

/// An option that stands alone.
fn flag(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.is_empty() || meta.input.peek(Token![,]) {
        Ok(())
    } else {
        Err(meta.error("this option takes no value"))
    }
}
