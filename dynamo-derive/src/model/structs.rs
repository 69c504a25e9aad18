use proc_macro2::Span;
use quote::format_ident;
use syn::{FieldsNamed, Ident, Path, Type, Visibility, spanned::Spanned as _};

use super::{StoredName, TypeModel, unraw};
use crate::{
    attr::{ContainerAttrs, DefaultValue, FieldAttrs, FieldStorage, RenameRule},
    ctxt::Ctxt,
};

/// A struct with named fields.
pub(crate) struct StructModel {
    pub(crate) of: TypeModel,
    pub(crate) fields: Vec<FieldModel>,
    /// Whether to generate `new`.
    pub(crate) new: bool,
}

/// A struct with one unnamed field.
pub(crate) struct NewtypeModel {
    pub(crate) of: TypeModel,
    pub(crate) inner: Type,
}

/// A named field.
#[derive(Clone)]
pub(crate) struct FieldModel {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    /// The attribute's name.
    pub(crate) name: StoredName,
    /// Old names that are read too.
    pub(crate) aliases: Vec<StoredName>,
    pub(crate) default: Option<DefaultValue>,
    pub(crate) storage: Storage,
    /// Where the storage was asked for, if it was.
    pub(crate) storage_span: Option<Span>,
    /// Where `rename` was typed, if it was.
    pub(crate) rename_span: Option<Span>,
    /// `#[dynamo(null)]`: whether `None` is written as NULL, and where that was typed.
    pub(crate) null: Option<Span>,
    /// Field-level `partition_key` and `sort_key`.
    pub(crate) partition_key: Option<Span>,
    pub(crate) sort_key: Option<Span>,
    /// Whether the primary key is built from it.
    pub(crate) is_key: bool,
}

/// How a field is stored.
#[derive(Clone)]
pub(crate) enum Storage {
    /// By its own `Encode` and `Decode`.
    Plain,
    /// By a codec of the runtime crate, of that name.
    Codec(&'static str),
    /// By the functions of a module, which a codec type of this name calls.
    Module { module: Path, codec: Ident },
    /// Not at all.
    Skip,
    /// Beside the struct's own attributes.
    Flatten,
}

impl StructModel {
    pub(super) fn new(ctxt: &Ctxt, of: TypeModel, attrs: &ContainerAttrs, fields: &FieldsNamed, of_item: bool) -> Self {
        let fields = FieldModel::all(ctxt, &of.ident, fields, attrs.rename_rule(), of_item);
        Self { of, fields, new: attrs.new.is_set() }
    }
}

impl FieldModel {
    /// The fields of a struct or of a variant.
    pub(super) fn all(
        ctxt: &Ctxt,
        within: &Ident,
        fields: &FieldsNamed,
        rename: Option<RenameRule>,
        of_item: bool,
    ) -> Vec<Self> {
        fields
            .named
            .iter()
            .filter_map(|field| {
                let ident = field.ident.clone()?;
                let attrs = FieldAttrs::parse(ctxt, &field.attrs, of_item);
                let (storage, storage_span) = attrs.storage(ctxt);
                let name = attrs.rename.get().map_or_else(|| StoredName::of_field(&ident, rename), StoredName::literal);
                Some(Self {
                    vis: field.vis.clone(),
                    ty: field.ty.clone(),
                    name,
                    aliases: attrs.alias.iter().map(StoredName::literal).collect(),
                    default: attrs.default.get().cloned(),
                    storage: match storage {
                        FieldStorage::Plain => Storage::Plain,
                        FieldStorage::Skip => Storage::Skip,
                        FieldStorage::Flatten => Storage::Flatten,
                        FieldStorage::Serde => Storage::Codec("Serde"),
                        FieldStorage::Json => Storage::Codec("Json"),
                        FieldStorage::With(module) => Storage::Module {
                            module,
                            codec: format_ident!("__CodecOf{}_{}", unraw(within), unraw(&ident)),
                        },
                    },
                    storage_span,
                    rename_span: attrs.rename.span(),
                    null: attrs.null.span(),
                    partition_key: attrs.partition_key.span(),
                    sort_key: attrs.sort_key.span(),
                    is_key: false,
                    ident,
                })
            })
            .collect()
    }

    /// A field that is not stored, of a type with a default.
    pub(crate) fn skipped(ident: Ident, ty: Type) -> Self {
        Self {
            name: StoredName { text: String::new(), span: ident.span() },
            ident,
            vis: Visibility::Inherited,
            ty,
            aliases: Vec::new(),
            default: None,
            storage: Storage::Skip,
            storage_span: None,
            rename_span: None,
            null: None,
            partition_key: None,
            sort_key: None,
            is_key: false,
        }
    }

    /// Whether the field has an attribute of its own.
    pub(crate) fn is_stored(&self) -> bool {
        !matches!(self.storage, Storage::Skip | Storage::Flatten)
    }

    /// Whether the field is stored as its type is, and so can be part of a key.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self.storage, Storage::Plain) && self.null.is_none()
    }

    /// Where to point for mistakes about the field's type.
    pub(crate) fn type_span(&self) -> Span {
        self.ty.span()
    }
}
