use proc_macro2::Span;
use syn::{Attribute, Expr, LitStr, Path, Token};

use super::{
    Once,
    value::{expression, flag, path, string},
    visit_options,
};
use crate::ctxt::Ctxt;

/// The options on a field.
pub(crate) struct FieldAttrs {
    pub(crate) partition_key: Once<()>,
    pub(crate) sort_key: Once<()>,
    pub(crate) default: Once<DefaultValue>,
    pub(crate) rename: Once<LitStr>,
    pub(crate) alias: Vec<LitStr>,
    pub(crate) skip: Once<()>,
    pub(crate) flatten: Once<()>,
    pub(crate) serde: Once<()>,
    pub(crate) json: Once<()>,
    pub(crate) with: Once<Path>,
    pub(crate) null: Once<()>,
}

/// What a field is when its attribute is missing.
#[derive(Clone)]
pub(crate) enum DefaultValue {
    /// `Default::default()`
    Trait,
    Expression(Box<Expr>),
}

/// How a field is stored; at most one of these may be asked for.
pub(crate) enum FieldStorage {
    Plain,
    Skip,
    Flatten,
    Serde,
    Json,
    With(Path),
}

const ITEM_OPTIONS: [&str; 15] = [
    "partition_key",
    "sort_key",
    "default",
    "rename",
    "alias",
    "skip",
    "flatten",
    "serde",
    "json",
    "with",
    "null",
    "version",
    "created_at",
    "updated_at",
    "ttl",
];

const ATTRIBUTE_OPTIONS: [&str; 9] = ["default", "rename", "alias", "skip", "flatten", "serde", "json", "with", "null"];

impl FieldAttrs {
    /// The options of a field of an item, or of a nested struct.
    pub(crate) fn parse(ctxt: &Ctxt, attributes: &[Attribute], of_item: bool) -> Self {
        let mut attrs = Self {
            partition_key: Once::new("partition_key"),
            sort_key: Once::new("sort_key"),
            default: Once::new("default"),
            rename: Once::new("rename"),
            alias: Vec::new(),
            skip: Once::new("skip"),
            flatten: Once::new("flatten"),
            serde: Once::new("serde"),
            json: Once::new("json"),
            with: Once::new("with"),
            null: Once::new("null"),
        };
        let known: &[&'static str] = if of_item { &ITEM_OPTIONS } else { &ATTRIBUTE_OPTIONS };
        visit_options(ctxt, attributes, known, |name, meta| {
            if !known.contains(&name) {
                if ITEM_OPTIONS.contains(&name) {
                    return Err(meta.error(format!("`{name}` belongs on a field of an item, which derives Item")));
                }
                return Ok(false);
            }
            let switch = match name {
                "partition_key" => Some(&mut attrs.partition_key),
                "sort_key" => Some(&mut attrs.sort_key),
                "skip" => Some(&mut attrs.skip),
                "flatten" => Some(&mut attrs.flatten),
                "serde" => Some(&mut attrs.serde),
                "json" => Some(&mut attrs.json),
                "null" => Some(&mut attrs.null),
                _ => None,
            };
            if let Some(switch) = switch {
                return switch.read(ctxt, meta, flag).map(|()| true);
            }
            match name {
                "default" => attrs.default.read(ctxt, meta, |meta| {
                    if meta.input.peek(Token![=]) {
                        Ok(DefaultValue::Expression(Box::new(expression(meta)?)))
                    } else {
                        let help = |_| meta.input.error("write default, or default = expression");
                        flag(meta).map(|()| DefaultValue::Trait).map_err(help)
                    }
                })?,
                "rename" => attrs.rename.read(ctxt, meta, string)?,
                "alias" => attrs.alias.push(string(meta)?),
                "with" => attrs.with.read(ctxt, meta, path)?,
                "version" | "created_at" | "updated_at" | "ttl" => {
                    return Err(meta.error(format!("`{name}` is not supported yet by this version")));
                }
                _ => return Ok(false),
            }
            Ok(true)
        });
        attrs
    }

    /// How the field is stored, and where that was typed.
    pub(crate) fn storage(&self, ctxt: &Ctxt) -> (FieldStorage, Option<Span>) {
        let mut asked = [
            (self.skip.span(), "skip", FieldStorage::Skip),
            (self.flatten.span(), "flatten", FieldStorage::Flatten),
            (self.serde.span(), "serde", FieldStorage::Serde),
            (self.json.span(), "json", FieldStorage::Json),
            (self.with.span(), "with", self.with.get().cloned().map_or(FieldStorage::Plain, FieldStorage::With)),
        ]
        .into_iter()
        .filter_map(|(span, name, storage)| Some((span?, name, storage)));
        let Some((span, first, storage)) = asked.next() else {
            return (FieldStorage::Plain, None);
        };
        for (span, second, _) in asked {
            ctxt.error_at(span, format!("`{first}` and `{second}` each say how the field is stored; keep one"));
        }
        (storage, Some(span))
    }
}
