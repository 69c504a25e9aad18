use proc_macro2::Span;
use syn::{Ident, LitStr, Token, meta::ParseNestedMeta, spanned::Spanned as _};

use super::{
    KeyFields, Once, Template,
    value::{flag, ident_list, key_fields, string},
    visit_nested,
};
use crate::{ctxt::Ctxt, suggest::did_you_mean};

/// The options of one `gsi(..)` or `lsi(..)`.
pub(crate) struct IndexAttrs {
    pub(crate) is_local: bool,
    /// Where `gsi` or `lsi` was typed.
    pub(crate) span: Span,
    pub(crate) name: Once<LitStr>,
    pub(crate) partition_key: Once<KeyFields>,
    pub(crate) sort_key: Once<KeyFields>,
    pub(crate) pk: Once<Template>,
    pub(crate) sk: Once<Template>,
    pub(crate) pk_name: Once<LitStr>,
    pub(crate) sk_name: Once<LitStr>,
    pub(crate) inverted: Once<()>,
    pub(crate) projection: Once<ProjectionAttr>,
}

/// What an index holds beside the keys, as typed.
pub(crate) enum ProjectionAttr {
    All,
    KeysOnly,
    Include(Vec<Ident>),
}

const GLOBAL: [&str; 9] =
    ["name", "partition_key", "sort_key", "pk", "sk", "pk_name", "sk_name", "inverted", "projection"];
const LOCAL: [&str; 5] = ["name", "sort_key", "sk", "sk_name", "projection"];

impl IndexAttrs {
    pub(super) fn parse(ctxt: &Ctxt, meta: &ParseNestedMeta<'_>, is_local: bool) -> syn::Result<Self> {
        let kind = if is_local { "lsi" } else { "gsi" };
        let mut attrs = Self {
            is_local,
            span: meta.path.span(),
            name: Once::new("name"),
            partition_key: Once::new("partition_key"),
            sort_key: Once::new("sort_key"),
            pk: Once::new("pk"),
            sk: Once::new("sk"),
            pk_name: Once::new("pk_name"),
            sk_name: Once::new("sk_name"),
            inverted: Once::new("inverted"),
            projection: Once::new("projection"),
        };
        if !meta.input.peek(syn::token::Paren) {
            let example = if is_local { "sort_key(field)" } else { "partition_key(field)" };
            return Err(meta.error(format!("describe the index in parentheses: {kind}(name = \"ByField\", {example})")));
        }
        let known: &[&'static str] = if is_local { &LOCAL } else { &GLOBAL };
        let template = |meta: &ParseNestedMeta<'_>| Ok(Template::parse(ctxt, string(meta)?));
        visit_nested(ctxt, meta, known, |option, meta| {
            if is_local && !known.contains(&option) && GLOBAL.contains(&option) {
                return Err(meta.error(format!(
                    "a local index has the table's partition key, so it takes no `{option}`; it takes {}",
                    LOCAL.join(", ")
                )));
            }
            match option {
                "name" => attrs.name.read(ctxt, meta, string)?,
                "partition_key" => attrs.partition_key.read(ctxt, meta, key_fields)?,
                "sort_key" => attrs.sort_key.read(ctxt, meta, key_fields)?,
                "pk" => attrs.pk.read(ctxt, meta, template)?,
                "sk" => attrs.sk.read(ctxt, meta, template)?,
                "pk_name" => attrs.pk_name.read(ctxt, meta, string)?,
                "sk_name" => attrs.sk_name.read(ctxt, meta, string)?,
                "inverted" => attrs.inverted.read(ctxt, meta, flag)?,
                "projection" => attrs.projection.read(ctxt, meta, projection)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        Ok(attrs)
    }
}

/// `= "all"`, `= "keys_only"`, `= include(a, b)`
fn projection(meta: &ParseNestedMeta<'_>) -> syn::Result<ProjectionAttr> {
    const HELP: &str = "`projection` takes \"all\", \"keys_only\", or include(field, other_field)";
    if !meta.input.peek(Token![=]) {
        return Err(meta.error(HELP));
    }
    let input = meta.value()?;
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        return match literal.value().as_str() {
            "all" => Ok(ProjectionAttr::All),
            "keys_only" => Ok(ProjectionAttr::KeysOnly),
            other => {
                let hint = did_you_mean(other, ["all", "keys_only"]);
                let hint = if hint.is_empty() { format!("; {HELP}") } else { hint };
                Err(syn::Error::new(literal.span(), format!("unknown projection {other:?}{hint}")))
            }
        };
    }
    let word: Ident = input.parse().map_err(|error| syn::Error::new(error.span(), HELP))?;
    if word != "include" || !input.peek(syn::token::Paren) {
        return Err(syn::Error::new(word.span(), HELP));
    }
    ident_list(input, "include").map(ProjectionAttr::Include)
}
