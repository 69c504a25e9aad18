//! The rules that no single option can break: one function each.

mod indexes;

use std::collections::HashSet;

use syn::{Field, FieldsUnnamed, Ident};

use crate::{
    attr::ContainerAttrs,
    ctxt::Ctxt,
    model::{FieldModel, ItemModel, Storage, StoredName, VariantModel, unraw},
};

/// All rules of an item.
pub(crate) fn item(ctxt: &Ctxt, item: &ItemModel, attrs: &ContainerAttrs) {
    table_is_named(ctxt, item, attrs);
    partition_template_has_a_field(ctxt, attrs);
    key_fields_are_stored_plainly(ctxt, item);
    native_keys_have_no_layout(ctxt, item, attrs);
    native_keys_have_no_aliases(ctxt, item);
    generated_names_are_free(ctxt, item, attrs);
    sort_key_fits_the_table(ctxt, item, attrs);
    key_texts_are_not_empty(ctxt, attrs);
    indexes::check(ctxt, item);
    fields(ctxt, &item.structure.fields);
}

/// All rules of the fields of a struct or variant.
pub(crate) fn fields(ctxt: &Ctxt, fields: &[FieldModel]) {
    for field in fields {
        only_stored_fields_have_names(ctxt, field);
        only_stored_fields_can_be_null(ctxt, field);
    }
    let stored = fields.iter().filter(|field| field.is_stored());
    names_are_unique(ctxt, "attribute", stored.flat_map(|field| std::iter::once(&field.name).chain(&field.aliases)));
}

/// All rules of the variants of an enum.
pub(crate) fn variants(ctxt: &Ctxt, variants: &[VariantModel]) {
    names_are_unique(
        ctxt,
        "variant",
        variants.iter().flat_map(|variant| std::iter::once(&variant.name).chain(&variant.aliases)),
    );
}

/// A newtype is stored as its field is: there is nothing to say about it.
pub(crate) fn newtype(ctxt: &Ctxt, attrs: &ContainerAttrs, field: &Field) {
    for span in [attrs.rename_all.span(), attrs.new.span()].into_iter().flatten() {
        ctxt.error_at(
            span,
            "a struct with one unnamed field is stored as that field is; this option has no effect on it",
        );
    }
    if let Some(attribute) = field.attrs.iter().find(|attribute| attribute.path().is_ident("dynamo")) {
        ctxt.error(attribute, "a struct with one unnamed field is stored as that field is; it takes no options");
    }
}

/// An unnamed field of a variant is stored as its type is: to be stored otherwise it needs a name.
pub(crate) fn unnamed_fields(ctxt: &Ctxt, variant: &Ident, fields: &FieldsUnnamed) {
    for attribute in fields.unnamed.iter().flat_map(|field| &field.attrs) {
        if attribute.path().is_ident("dynamo") {
            ctxt.error(
                attribute,
                format!(
                    "a variant's unnamed field is stored as its type is, so it takes no options; name it: `{variant} {{ \
                     #[dynamo(..)] name: Type }}`"
                ),
            );
        }
    }
}

/// Every item lives in a table, whose name DynamoDB must take.
fn table_is_named(ctxt: &Ctxt, item: &ItemModel, attrs: &ContainerAttrs) {
    let Some(literal) = attrs.table.get() else {
        if !attrs.table.is_set() && !ctxt.may_have_meant(&["table"]) {
            ctxt.error(&item.structure.of.ident, "an item needs a table: #[dynamo(table = \"users\")]");
        }
        return;
    };
    let name = literal.value();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if name.is_empty() || name.len() > 255 || !name.chars().all(allowed) {
        ctxt.error(literal, "a table's name has at most 255 characters of a-z, A-Z, 0-9, `_`, `-` and `.`");
    }
}

/// A partition key without a field would put every item in one partition.
fn partition_template_has_a_field(ctxt: &Ctxt, attrs: &ContainerAttrs) {
    if let Some(template) = attrs.pk.get().filter(|template| !template.pieces.is_empty() && template.is_constant()) {
        ctxt.error(
            &template.literal,
            "the partition key's template names no field, so all items would share one partition; write \"USER#{field}\"",
        );
    }
}

/// What a key is built from must be in the item, and must be what the key component says.
fn key_fields_are_stored_plainly(ctxt: &Ctxt, item: &ItemModel) {
    let table = item.key.components.iter().map(|part| (part.field, part.span));
    let indexes = item.indexes.components.iter().map(|part| (part.field, part.span));
    let mut seen = HashSet::new();
    for (field, span) in table.chain(indexes).filter(|(field, _)| seen.insert(*field)) {
        let field = &item.structure.fields[field];
        let problem = match &field.storage {
            Storage::Plain if field.null.is_some() => "is a key component, which is never null",
            Storage::Plain => continue,
            Storage::Skip => "is a key component, so it must be stored",
            Storage::Flatten => "is a key component, so it must be one attribute",
            Storage::Codec(_) | Storage::Module { .. } => "is a key component, so it is stored by its own Encode",
        };
        let span = field.storage_span.or(field.null).unwrap_or(span);
        ctxt.error_at(span, format!("`{}` {problem}", unraw(&field.ident)));
    }
}

/// Native keys have the fields' own names and values.
fn native_keys_have_no_layout(ctxt: &Ctxt, item: &ItemModel, attrs: &ContainerAttrs) {
    if !item.key.native {
        return;
    }
    let names = [&attrs.settings.partition_key_name, &attrs.settings.sort_key_name];
    let names = names.into_iter().filter_map(|name| Some((name.name(), name.span()?)));
    for (name, span) in attrs.settings.layout().chain(names) {
        ctxt.error_at(span, format!("`{name}` has no effect on native keys, which are the fields' own attributes"));
    }
}

/// Every item in the table has the table's own key attributes: no other is looked for in their place.
fn native_keys_have_no_aliases(ctxt: &Ctxt, item: &ItemModel) {
    for part in item.key.components.iter().filter(|_| item.key.native) {
        let field = &item.structure.fields[part.field];
        for alias in &field.aliases {
            let name = &field.name.text;
            ctxt.error_at(
                alias.span,
                format!("every item in the table has its key `{name}`, so an old name is never read; remove the alias"),
            );
        }
    }
}

/// A field must not be stored where the schema itself puts a key or the type.
fn generated_names_are_free(ctxt: &Ctxt, item: &ItemModel, attrs: &ContainerAttrs) {
    let settings = &attrs.settings;
    let keys = [(&settings.partition_key_name, "partition key"), (&settings.sort_key_name, "sort key")];
    let type_attribute = [(&settings.type_attribute, "type attribute")];
    // The names of native keys are the fields' own: that another is given is a mistake by itself.
    let keys = keys.into_iter().filter(|_| !item.key.native);
    let mut generated = HashSet::new();
    for (option, what) in keys.chain(type_attribute) {
        let Some(name) = option.get() else { continue };
        if !generated.insert(name.value()) {
            ctxt.error(name, format!("the {what} needs a name of its own, not `{}` again", name.value()));
        }
        if name.value().is_empty() {
            ctxt.error(name, format!("the {what} needs a name"));
        }
        for field in item.structure.fields.iter().filter(|field| field.is_stored()) {
            if field.name.text == name.value() {
                ctxt.error_at(
                    field.name.span,
                    format!("this field and the {what} would both be the attribute `{}`; rename one", name.value()),
                );
            }
            for alias in field.aliases.iter().filter(|alias| alias.text == name.value()) {
                ctxt.error_at(
                    alias.span,
                    format!("`{}` is the {what}, so it is never read as this field; remove the alias", name.value()),
                );
            }
        }
    }
}

/// What stands in every key must be there.
fn key_texts_are_not_empty(ctxt: &Ctxt, attrs: &ContainerAttrs) {
    for (option, why) in [
        (&attrs.entity, "the entity's name is empty, and keys end with it"),
        (&attrs.settings.key_separator, "the separator is empty, so different values could give one key"),
    ] {
        if let Some(literal) = option.get().filter(|literal| literal.value().is_empty()) {
            ctxt.error(literal, why);
        }
    }
}

/// `table_has_sort_key = false` and a sort key exclude each other.
fn sort_key_fits_the_table(ctxt: &Ctxt, item: &ItemModel, attrs: &ContainerAttrs) {
    let option = &attrs.settings.table_has_sort_key;
    if let (Some(false), Some(span), Some(_)) = (option.get(), option.span(), &item.key.sort) {
        ctxt.error_at(span, "the item has a sort key, so its table has one; remove this or the sort key");
    }
}

/// A name, an alias or a codec of a field that is not an attribute means nothing.
fn only_stored_fields_have_names(ctxt: &Ctxt, field: &FieldModel) {
    let why = match field.storage {
        Storage::Skip => "is skipped",
        Storage::Flatten => "is flattened",
        Storage::Plain | Storage::Codec(_) | Storage::Module { .. } => return,
    };
    let names = field.rename_span.into_iter().chain(field.aliases.iter().map(|alias| alias.span));
    for span in names {
        ctxt.error_at(span, format!("`{}` {why}, so it has no attribute to name", unraw(&field.ident)));
    }
    if let (Storage::Flatten, Some(_)) = (&field.storage, &field.default) {
        ctxt.error(&field.ident, "a flattened struct has no default of its own; give its fields defaults");
    }
}

/// NULL is written in a field's own attribute.
fn only_stored_fields_can_be_null(ctxt: &Ctxt, field: &FieldModel) {
    if let (Some(span), false) = (field.null, field.is_stored()) {
        ctxt.error_at(span, format!("`{}` has no attribute of its own to be NULL", unraw(&field.ident)));
    }
}

/// Two fields in one attribute would overwrite each other.
fn names_are_unique<'a>(ctxt: &Ctxt, what: &str, names: impl Iterator<Item = &'a StoredName>) {
    let mut seen = HashSet::new();
    for name in names {
        if name.text.is_empty() {
            ctxt.error_at(name.span, format!("the {what}'s name is empty"));
        }
        if !seen.insert(&name.text) {
            ctxt.error_at(name.span, format!("another {what} is stored as `{}` too; rename one", name.text));
        }
    }
}
