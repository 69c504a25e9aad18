//! The precise picture of what is derived: nothing optional that is decided, nothing stringly that is known.

mod enums;
mod item;
mod keys;
mod structs;

use proc_macro2::Span;
use syn::{Data, DeriveInput, Fields, Generics, Ident, Path, Visibility};

pub(crate) use self::{
    enums::{EnumModel, VariantBody, VariantModel},
    item::ItemModel,
    keys::{KeyModel, KeyPart, Shape, ShapePiece},
    structs::{FieldModel, NewtypeModel, Storage, StructModel},
};
use crate::{attr::ContainerAttrs, check, ctxt::Ctxt};

/// What is the same for every type.
pub(crate) struct TypeModel {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    /// The path of the runtime crate.
    pub(crate) krate: Path,
}

impl TypeModel {
    fn new(input: &DeriveInput, attrs: &ContainerAttrs) -> Self {
        Self {
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            generics: input.generics.clone(),
            krate: attrs.runtime(),
        }
    }
}

/// What `#[derive(Attribute)]` is put on.
pub(crate) enum AttributeModel {
    Struct(StructModel),
    Newtype(NewtypeModel),
    Enum(EnumModel),
}

/// The model of `#[derive(Item)]`; none if there is too little to go on, and a mistake has been reported.
pub(crate) fn item(ctxt: &Ctxt, input: &DeriveInput) -> Option<ItemModel> {
    let attrs = ContainerAttrs::item(ctxt, &input.attrs);
    let Data::Struct(data) = &input.data else {
        ctxt.error(&input.ident, "an item is a struct; for an enum as an attribute use #[derive(Attribute)]");
        return None;
    };
    let Fields::Named(fields) = &data.fields else {
        ctxt.error(&input.ident, "an item is a struct with named fields: each field is an attribute");
        return None;
    };
    if let Some(lifetime) = input.generics.lifetimes().next() {
        ctxt.error(
            lifetime,
            "an item owns its fields, as it outlives the answer it is read from; use String or Vec<u8>",
        );
        return None;
    }
    let model = ItemModel::new(ctxt, input, &attrs, fields);
    check::item(ctxt, &model, &attrs);
    Some(model)
}

/// The model of `#[derive(Attribute)]`; none if there is too little to go on, and a mistake has been reported.
pub(crate) fn attribute(ctxt: &Ctxt, input: &DeriveInput) -> Option<AttributeModel> {
    let attrs = ContainerAttrs::attribute(ctxt, &input.attrs);
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let model = StructModel::new(ctxt, TypeModel::new(input, &attrs), &attrs, fields, false);
                check::fields(ctxt, &model.fields);
                Some(AttributeModel::Struct(model))
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                check::newtype(ctxt, &attrs, &fields.unnamed[0]);
                Some(AttributeModel::Newtype(NewtypeModel {
                    of: TypeModel::new(input, &attrs),
                    inner: fields.unnamed[0].ty.clone(),
                }))
            }
            Fields::Unnamed(_) | Fields::Unit => {
                ctxt.error(
                    &input.ident,
                    "an attribute is a struct with named fields, a struct with one unnamed field, or an enum",
                );
                None
            }
        },
        Data::Enum(data) => EnumModel::new(ctxt, TypeModel::new(input, &attrs), &attrs, data).map(AttributeModel::Enum),
        Data::Union(data) => {
            ctxt.error(data.union_token, "a union cannot be an attribute");
            None
        }
    }
}

/// An identifier's text without `r#`.
pub(crate) fn unraw(ident: &Ident) -> String {
    use syn::ext::IdentExt as _;
    ident.unraw().to_string()
}

/// A name that is stored, and where it was typed.
#[derive(Clone)]
pub(crate) struct StoredName {
    pub(crate) text: String,
    pub(crate) span: Span,
}
