use syn::{DeriveInput, FieldsNamed};

use super::{IndexesModel, KeyModel, StructModel, TypeModel, unraw};
use crate::{attr::ContainerAttrs, ctxt::Ctxt};

/// An item: a struct with a table and keys.
pub(crate) struct ItemModel {
    pub(crate) structure: StructModel,
    pub(crate) table: String,
    pub(crate) entity: String,
    pub(crate) key: KeyModel,
    pub(crate) indexes: IndexesModel,
    pub(crate) settings: Settings,
    /// The function that may change an item before it is written.
    pub(crate) before_write: Option<syn::Path>,
}

/// The schema's level of the configuration.
pub(crate) struct Settings {
    pub(crate) partition_key_name: Option<String>,
    pub(crate) sort_key_name: Option<String>,
    pub(crate) key_separator: Option<String>,
    pub(crate) type_attribute: Option<String>,
    pub(crate) suffix_partition_key: Option<bool>,
    pub(crate) prefix_partition_key: Option<bool>,
    pub(crate) prefix_sort_key: Option<bool>,
    pub(crate) table_has_sort_key: Option<bool>,
}

impl ItemModel {
    pub(super) fn new(
        ctxt: &Ctxt,
        input: &DeriveInput,
        attrs: &ContainerAttrs,
        of: TypeModel,
        fields: &FieldsNamed,
    ) -> Self {
        let mut structure = StructModel::new(ctxt, of, attrs, fields, true);
        let key = KeyModel::new(ctxt, attrs, &input.ident, &structure.fields);
        for part in &key.components {
            structure.fields[part.field].is_key = true;
        }
        let indexes = IndexesModel::new(ctxt, &attrs.indexes, &structure.fields, &key);
        let text = |literal: Option<&syn::LitStr>| literal.map(syn::LitStr::value);
        let settings = &attrs.settings;
        Self {
            table: text(attrs.table.get()).unwrap_or_default(),
            entity: text(attrs.entity.get()).unwrap_or_else(|| unraw(&input.ident).to_lowercase()),
            settings: Settings {
                partition_key_name: text(settings.partition_key_name.get()),
                sort_key_name: text(settings.sort_key_name.get()),
                key_separator: text(settings.key_separator.get()),
                type_attribute: text(settings.type_attribute.get()),
                suffix_partition_key: settings.suffix_partition_key.get().copied(),
                prefix_partition_key: settings.prefix_partition_key.get().copied(),
                prefix_sort_key: settings.prefix_sort_key.get().copied(),
                table_has_sort_key: settings.table_has_sort_key.get().copied(),
            },
            before_write: attrs.before_write.get().cloned(),
            structure,
            key,
            indexes,
        }
    }
}
