use proc_macro2::Span;
use syn::{Attribute, Ident, LitStr, Path, meta::ParseNestedMeta, parse_quote};

use super::{
    IndexAttrs, Once, RenameRule, Template,
    value::{boolean, flag, function, key_fields, path_in_string, string},
    visit_options,
};
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
    pub(crate) indexes: Vec<IndexAttrs>,
    pub(crate) settings: SettingAttrs,
    pub(crate) rename_all: Once<Option<RenameRule>>,
    pub(crate) krate: Once<Path>,
    pub(crate) new: Once<()>,
    pub(crate) before_write: Once<Path>,
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

const ITEM_OPTIONS: [&str; 21] = [
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
    "before_write",
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

    fn parse(ctxt: &Ctxt, attributes: &[Attribute], known: &[&'static str]) -> Self {
        let mut attrs = Self {
            table: Once::new("table"),
            partition_key: Once::new("partition_key"),
            sort_key: Once::new("sort_key"),
            pk: Once::new("pk"),
            sk: Once::new("sk"),
            keys: Once::new("keys"),
            entity: Once::new("entity"),
            indexes: Vec::new(),
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
            before_write: Once::new("before_write"),
        };
        let template = |meta: &ParseNestedMeta<'_>| Ok(Template::parse(ctxt, string(meta)?));
        visit_options(ctxt, attributes, known, |name, meta| {
            if !known.contains(&name) {
                if ITEM_OPTIONS.contains(&name) {
                    return Err(meta.error(format!("`{name}` belongs on an item, which derives Item")));
                }
                return Ok(false);
            }
            let settings = &mut attrs.settings;
            match name {
                "table" => attrs.table.read(ctxt, meta, string)?,
                "partition_key" => attrs.partition_key.read(ctxt, meta, key_fields)?,
                "sort_key" => attrs.sort_key.read(ctxt, meta, key_fields)?,
                "pk" => attrs.pk.read(ctxt, meta, template)?,
                "sk" => attrs.sk.read(ctxt, meta, template)?,
                "keys" => attrs.keys.read(ctxt, meta, string)?,
                "entity" => attrs.entity.read(ctxt, meta, string)?,
                "partition_key_name" => settings.partition_key_name.read(ctxt, meta, string)?,
                "sort_key_name" => settings.sort_key_name.read(ctxt, meta, string)?,
                "key_separator" => settings.key_separator.read(ctxt, meta, string)?,
                "type_attribute" => settings.type_attribute.read(ctxt, meta, string)?,
                "suffix_partition_key" => settings.suffix_partition_key.read(ctxt, meta, boolean)?,
                "prefix_partition_key" => settings.prefix_partition_key.read(ctxt, meta, boolean)?,
                "prefix_sort_key" => settings.prefix_sort_key.read(ctxt, meta, boolean)?,
                "table_has_sort_key" => settings.table_has_sort_key.read(ctxt, meta, boolean)?,
                "gsi" | "lsi" => attrs.indexes.push(IndexAttrs::parse(ctxt, meta, name == "lsi")?),
                "rename_all" => {
                    attrs.rename_all.read(ctxt, meta, |meta| Ok(RenameRule::parse(ctxt, &string(meta)?)))?;
                }
                "crate" => attrs.krate.read(ctxt, meta, path_in_string)?,
                "new" => attrs.new.read(ctxt, meta, flag)?,
                "before_write" => attrs.before_write.read(ctxt, meta, function)?,
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
