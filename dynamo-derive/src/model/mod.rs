//! The precise picture of what is derived: nothing optional that is decided, nothing stringly that is known.

mod enums;
mod indexes;
mod item;
mod keys;
mod own_type;
mod projection;
mod structs;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Data, DeriveInput, Fields, Generics, Ident, LitStr, Path, Visibility};

pub(crate) use self::{
    enums::{EnumModel, VariantBody, VariantModel},
    indexes::{IndexModel, IndexPart, IndexProjection, IndexShape, IndexesModel, Usage},
    item::ItemModel,
    keys::{KeyModel, KeyPart, Shape, ShapePiece},
    own_type::without_self,
    projection::ProjectionModel,
    structs::{FieldModel, NewtypeModel, Storage, StructModel},
};
use crate::{
    attr::{ContainerAttrs, ProjectionAttrs, RenameRule},
    check,
    ctxt::Ctxt,
};

/// What is the same for every type.
#[derive(Clone)]
pub(crate) struct TypeModel {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) generics: Generics,
    /// The name of the struct of its fields: one that nothing in the type is called.
    pub(crate) fields_ident: Ident,
    /// The path of the runtime crate.
    pub(crate) krate: Path,
    /// Whether an attribute of the type, of a variant or of a field deprecates it, or allows what is deprecated.
    pub(crate) is_deprecated: bool,
}

impl TypeModel {
    fn new(input: &DeriveInput, krate: Path) -> Self {
        Self {
            ident: input.ident.clone(),
            vis: input.vis.clone(),
            generics: input.generics.clone(),
            fields_ident: unused(quote::format_ident!("{}Fields", input.ident), &input.to_token_stream()),
            krate,
            is_deprecated: attributes(input)
                .any(|attribute| contains(attribute.meta.to_token_stream(), &|ident| ident == "deprecated")),
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
pub(crate) fn item(ctxt: &Ctxt, input: &DeriveInput) -> (TypeModel, Option<ItemModel>) {
    let attrs = ContainerAttrs::item(ctxt, &input.attrs);
    let of = TypeModel::new(input, attrs.runtime());
    let fields = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => fields,
            Fields::Unnamed(_) | Fields::Unit => {
                ctxt.error(&input.ident, "an item is a struct with named fields: each field is an attribute");
                return (of, None);
            }
        },
        Data::Enum(_) => {
            ctxt.error(
                &input.ident,
                "an item is a struct; an enum can be an attribute of one, with #[derive(Attribute)]",
            );
            return (of, None);
        }
        Data::Union(data) => {
            ctxt.error(data.union_token, "an item is a struct; a union cannot be stored");
            return (of, None);
        }
    };
    if let Some(lifetime) = input.generics.lifetimes().next() {
        ctxt.error(
            lifetime,
            "an item owns its fields, because it outlives the answer it is read from; use String instead of &str",
        );
    }
    let model = ItemModel::new(ctxt, input, &attrs, of.clone(), fields);
    check::item(ctxt, &model, &attrs);
    (of, Some(model))
}

/// The model of `#[derive(Attribute)]`; none if there is too little to go on, and a mistake has been reported.
pub(crate) fn attribute(ctxt: &Ctxt, input: &DeriveInput) -> (TypeModel, Option<AttributeModel>) {
    let attrs = ContainerAttrs::attribute(ctxt, &input.attrs);
    let of = TypeModel::new(input, attrs.runtime());
    let model = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                let model = StructModel::new(ctxt, of.clone(), &attrs, fields, false);
                check::fields(ctxt, &model.fields);
                Some(AttributeModel::Struct(model))
            }
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                check::newtype(ctxt, &attrs, &fields.unnamed[0]);
                let inner = fields.unnamed[0].ty.clone();
                Some(AttributeModel::Newtype(NewtypeModel { of: of.clone(), inner }))
            }
            Fields::Unnamed(_) | Fields::Unit => {
                ctxt.error(
                    &input.ident,
                    "an attribute is a struct with named fields, a struct with one unnamed field, or an enum",
                );
                None
            }
        },
        Data::Enum(data) => EnumModel::new(ctxt, of.clone(), &attrs, data).map(AttributeModel::Enum),
        Data::Union(data) => {
            ctxt.error(data.union_token, "a union cannot be an attribute; use an enum or a struct");
            None
        }
    };
    (of, model)
}

/// The model of `#[derive(Projection)]`; none if there is too little to go on, and a mistake has been reported.
pub(crate) fn projection(ctxt: &Ctxt, input: &DeriveInput) -> (TypeModel, Option<ProjectionModel>) {
    let attrs = ProjectionAttrs::parse(ctxt, &input.attrs);
    let of = TypeModel::new(input, attrs.runtime());
    let model = ProjectionModel::new(ctxt, input, &attrs, of.clone());
    (of, model)
}

/// The attributes of the type, of its variants and of all fields.
fn attributes(input: &DeriveInput) -> impl Iterator<Item = &Attribute> {
    let (variants, fields): (Vec<&[Attribute]>, Vec<&Fields>) = match &input.data {
        Data::Struct(data) => (Vec::new(), vec![&data.fields]),
        Data::Enum(data) => data.variants.iter().map(|variant| (&*variant.attrs, &variant.fields)).unzip(),
        Data::Union(_) => (Vec::new(), Vec::new()),
    };
    let of_fields = fields.into_iter().flatten().flat_map(|field| &field.attrs);
    input.attrs.iter().chain(variants.into_iter().flatten()).chain(of_fields)
}

/// Whether there is such an identifier in the tokens.
fn contains(tokens: TokenStream, is_it: &impl Fn(&Ident) -> bool) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => is_it(&ident),
        TokenTree::Group(group) => contains(group.stream(), is_it),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The name, with underscores after it until nothing in the tokens is called so.
fn unused(mut name: Ident, tokens: &TokenStream) -> Ident {
    while contains(tokens.clone(), &|ident| *ident == name) {
        name = quote::format_ident!("{name}_");
    }
    name
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

impl StoredName {
    /// A name as typed.
    fn literal(literal: &LitStr) -> Self {
        Self { text: literal.value(), span: literal.span() }
    }

    /// The name of a field, renamed by the rule for all.
    fn of_field(ident: &Ident, rename: Option<RenameRule>) -> Self {
        let text = unraw(ident);
        Self { text: rename.map_or_else(|| text.clone(), |rule| rule.apply_to_field(&text)), span: ident.span() }
    }

    /// The name of a variant, renamed by the rule for all.
    fn of_variant(ident: &Ident, rename: Option<RenameRule>) -> Self {
        let text = unraw(ident);
        Self { text: rename.map_or_else(|| text.clone(), |rule| rule.apply_to_variant(&text)), span: ident.span() }
    }
}
