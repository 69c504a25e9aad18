use proc_macro2::Span;
use syn::{Attribute, Ident, LitStr, Path, Token, parse_quote, punctuated::Punctuated};

use super::{Once, RenameRule, Template, boolean, flag, string, value, visit_options};
use crate::ctxt::Ctxt;

/// The options on a struct or enum.
pub(crate) struct ContainerAttrs {
    pub(crate) table: Once<LitStr>,
    pub(crate) partition_key: Once<KeyFields>,
    pub(crate) sort_key: Once<KeyFields>,
    pub(crate) pk: Once<Template>,
    pub(crate) sk: Once<Template>,
    pub(crate) keys: Once<LitStr>,
    pub(crate) entity: Once<LitStr>,
    pub(crate) settings: SettingAttrs,
    pub(crate) rename_all: Once<Option<RenameRule>>,
    pub(crate) krate: Once<Path>,
    pub(crate) new: Once<()>,
}

/// The fields of a key, as typed.
pub(crate) type KeyFields = Vec<Ident>;

/// The schema's level of the configuration.
pub(crate) struct SettingAttrs {
    pub(crate) partition_key_name: Once<LitStr>,
    pub(crate) sort_key_name: Once<LitStr>,
    pub(crate) key_separator: Once<LitStr>,
    pub(crate) type_attribute: Once<LitStr>,
    pub(crate) suffix_partition_key: Once<bool>,
    pub(crate) prefix_partition_key: Once<bool>,
    pub(crate) prefix_sort_key: Once<bool>,
    pub(crate) table_has_sort_key: Once<bool>,
}

const ITEM_OPTIONS: [&str; 20] = [
    "table",
    "partition_key",
    "sort_key",
    "pk",
    "sk",
    "keys",
    "entity",
    "key_separator",
    "partition_key_name",
    "sort_key_name",
    "suffix_partition_key",
    "prefix_partition_key",
    "prefix_sort_key",
    "table_has_sort_key",
    "type_attribute",
    "gsi",
    "lsi",
    "rename_all",
    "crate",
    "new",
];

const ATTRIBUTE_OPTIONS: [&str; 3] = ["rename_all", "crate", "new"];

impl ContainerAttrs {
    /// The options of an item.
    pub(crate) fn item(ctxt: &Ctxt, attributes: &[Attribute]) -> Self {
        Self::parse(ctxt, attributes, &ITEM_OPTIONS)
    }

    /// The options of a nested struct or enum.
    pub(crate) fn attribute(ctxt: &Ctxt, attributes: &[Attribute]) -> Self {
        Self::parse(ctxt, attributes, &ATTRIBUTE_OPTIONS)
    }

    fn parse(ctxt: &Ctxt, attributes: &[Attribute], known: &[&str]) -> Self {
        let mut attrs = Self {
            table: Once::new("table"),
            partition_key: Once::new("partition_key"),
            sort_key: Once::new("sort_key"),
            pk: Once::new("pk"),
            sk: Once::new("sk"),
            keys: Once::new("keys"),
            entity: Once::new("entity"),
            settings: SettingAttrs {
                partition_key_name: Once::new("partition_key_name"),
                sort_key_name: Once::new("sort_key_name"),
                key_separator: Once::new("key_separator"),
                type_attribute: Once::new("type_attribute"),
                suffix_partition_key: Once::new("suffix_partition_key"),
                prefix_partition_key: Once::new("prefix_partition_key"),
                prefix_sort_key: Once::new("prefix_sort_key"),
                table_has_sort_key: Once::new("table_has_sort_key"),
            },
            rename_all: Once::new("rename_all"),
            krate: Once::new("crate"),
            new: Once::new("new"),
        };
        visit_options(ctxt, attributes, known, |name, meta| {
            if !known.contains(&name) {
                if ITEM_OPTIONS.contains(&name) {
                    return Err(meta.error(format!("`{name}` belongs on an item, which derives Item")));
                }
                return Ok(false);
            }
            let settings = &mut attrs.settings;
            match name {
                "table" => attrs.table.set(ctxt, meta, string(meta)?),
                "partition_key" => attrs.partition_key.set(ctxt, meta, key_fields(meta)?),
                "sort_key" => attrs.sort_key.set(ctxt, meta, key_fields(meta)?),
                "pk" => attrs.pk.set(ctxt, meta, Template::parse(ctxt, string(meta)?)),
                "sk" => attrs.sk.set(ctxt, meta, Template::parse(ctxt, string(meta)?)),
                "keys" => attrs.keys.set(ctxt, meta, string(meta)?),
                "entity" => attrs.entity.set(ctxt, meta, string(meta)?),
                "partition_key_name" => settings.partition_key_name.set(ctxt, meta, string(meta)?),
                "sort_key_name" => settings.sort_key_name.set(ctxt, meta, string(meta)?),
                "key_separator" => settings.key_separator.set(ctxt, meta, string(meta)?),
                "type_attribute" => settings.type_attribute.set(ctxt, meta, string(meta)?),
                "suffix_partition_key" => settings.suffix_partition_key.set(ctxt, meta, boolean(meta)?),
                "prefix_partition_key" => settings.prefix_partition_key.set(ctxt, meta, boolean(meta)?),
                "prefix_sort_key" => settings.prefix_sort_key.set(ctxt, meta, boolean(meta)?),
                "table_has_sort_key" => settings.table_has_sort_key.set(ctxt, meta, boolean(meta)?),
                "gsi" | "lsi" => return Err(meta.error(format!("`{name}` is not supported yet by this version"))),
                "rename_all" => {
                    let rule = RenameRule::parse(ctxt, &string(meta)?);
                    attrs.rename_all.set(ctxt, meta, rule);
                }
                "crate" => {
                    let path = string(meta)?.parse()?;
                    attrs.krate.set(ctxt, meta, path);
                }
                "new" => {
                    flag(meta)?;
                    attrs.new.set(ctxt, meta, ());
                }
                _ => return Ok(false),
            }
            Ok(true)
        });
        attrs
    }

    /// The path of the runtime crate.
    pub(crate) fn runtime(&self) -> Path {
        self.krate.get().cloned().unwrap_or_else(|| parse_quote!(::dynamo))
    }

    pub(crate) fn rename_rule(&self) -> Option<RenameRule> {
        self.rename_all.get().copied().flatten()
    }
}

impl SettingAttrs {
    /// The settings that change generated text keys, where given: templates and native keys ignore them.
    pub(crate) fn layout(&self) -> impl Iterator<Item = (&'static str, Span)> {
        [
            (self.key_separator.name(), self.key_separator.span()),
            (self.suffix_partition_key.name(), self.suffix_partition_key.span()),
            (self.prefix_partition_key.name(), self.prefix_partition_key.span()),
            (self.prefix_sort_key.name(), self.prefix_sort_key.span()),
        ]
        .into_iter()
        .filter_map(|(name, span)| Some((name, span?)))
    }
}

/// `(a, b)`
fn key_fields(meta: &syn::meta::ParseNestedMeta<'_>) -> syn::Result<KeyFields> {
    if !meta.input.peek(syn::token::Paren) {
        let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
        let _: Option<LitStr> = value(meta).ok();
        return Err(meta.error(format!("name the fields of the key in parentheses: {name}(field, other_field)")));
    }
    let content;
    syn::parenthesized!(content in meta.input);
    let fields = Punctuated::<Ident, Token![,]>::parse_terminated(&content)?;
    if fields.is_empty() {
        return Err(meta.error("a key needs at least one field"));
    }
    Ok(fields.into_iter().collect())
}
