use proc_macro2::Span;
use syn::{DataEnum, Fields, Ident, Type, spanned::Spanned as _};

use super::{FieldModel, StoredName, TypeModel};
use crate::{
    attr::{ContainerAttrs, VariantAttrs},
    check,
    ctxt::Ctxt,
};

/// An enum.
pub(crate) struct EnumModel {
    pub(crate) of: TypeModel,
    pub(crate) variants: Vec<VariantModel>,
}

/// A variant of an enum.
pub(crate) struct VariantModel {
    pub(crate) ident: Ident,
    pub(crate) name: StoredName,
    pub(crate) aliases: Vec<StoredName>,
    pub(crate) body: VariantBody,
}

/// What a variant holds.
pub(crate) enum VariantBody {
    Unit,
    /// One unnamed field.
    Newtype(Box<Type>),
    /// Several unnamed fields.
    Tuple(Vec<Type>),
    Struct(Vec<FieldModel>),
}

impl EnumModel {
    pub(super) fn new(ctxt: &Ctxt, of: TypeModel, attrs: &ContainerAttrs, data: &DataEnum) -> Option<Self> {
        if let Some(span) = attrs.new.span() {
            ctxt.error_at(span, "`new` is for structs");
        }
        if data.variants.is_empty() {
            ctxt.error(&of.ident, "an enum without variants has no values to store");
            return None;
        }
        let variants: Vec<VariantModel> = data
            .variants
            .iter()
            .map(|variant| {
                let own = VariantAttrs::parse(ctxt, &variant.attrs);
                let name = own
                    .rename
                    .get()
                    .map_or_else(|| StoredName::of_variant(&variant.ident, attrs.rename_rule()), StoredName::literal);
                VariantModel {
                    ident: variant.ident.clone(),
                    name,
                    aliases: own.alias.iter().map(StoredName::literal).collect(),
                    body: body(ctxt, &variant.ident, &variant.fields),
                }
            })
            .collect();
        check::variants(ctxt, &variants);
        Some(Self { of, variants })
    }

    /// Whether no variant holds anything: then the values are plain strings.
    pub(crate) fn is_unit(&self) -> bool {
        self.variants.iter().all(|variant| matches!(variant.body, VariantBody::Unit))
    }
}

fn body(ctxt: &Ctxt, variant: &Ident, fields: &Fields) -> VariantBody {
    match fields {
        Fields::Unit => VariantBody::Unit,
        Fields::Named(fields) => {
            let fields = FieldModel::all(ctxt, variant, fields, None, false);
            check::fields(ctxt, &fields);
            VariantBody::Struct(fields)
        }
        Fields::Unnamed(fields) => {
            check::unnamed_fields(ctxt, variant, fields);
            let mut types = fields.unnamed.iter().map(|field| field.ty.clone());
            let span: Span = fields.span();
            match (types.next(), fields.unnamed.len()) {
                (None, _) => VariantBody::Unit,
                (Some(ty), 1) => VariantBody::Newtype(Box::new(ty)),
                (Some(first), len) => {
                    if len > 8 {
                        ctxt.error_at(span, "a variant has at most 8 unnamed fields; name them");
                    }
                    VariantBody::Tuple(std::iter::once(first).chain(types).collect())
                }
            }
        }
    }
}
