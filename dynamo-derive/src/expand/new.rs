//! `#[dynamo(new)]`: a constructor that takes what has no default.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, PathArguments, Type};

use super::{decode::default_value, unseen};
use crate::model::{FieldModel, Storage, StructModel};

pub(super) fn expand(model: &StructModel) -> TokenStream {
    let values = model.fields.iter().map(|field| {
        let ident = &field.ident;
        if is_required(field) {
            let parameter = parameter(field);
            return quote!(#ident: #parameter);
        }
        let value = default_value(field);
        quote!(#ident: #value)
    });
    constructor(model, &quote!(Self { #(#values),* }))
}

/// Where mistakes were reported: the same signature.
pub(super) fn stub(model: &StructModel) -> TokenStream {
    let parameters = model.fields.iter().filter(|field| is_required(field)).map(parameter);
    constructor(
        model,
        &quote! {
            let _ = (#(#parameters,)*);
            loop {}
        },
    )
}

fn constructor(model: &StructModel, body: &TokenStream) -> TokenStream {
    if !model.new {
        return quote!();
    }
    let of = &model.of;
    let (ident, vis) = (&of.ident, &of.vis);
    let (impl_generics, type_generics, where_clause) = of.generics.split_for_impl();
    let parameters = model.fields.iter().filter(|field| is_required(field)).map(|field| {
        let (parameter, ty) = (parameter(field), &field.ty);
        quote!(#parameter: #ty)
    });
    quote! {
        impl #impl_generics #ident #type_generics #where_clause {
            /// A value with these fields; the others have their defaults, and options are `None`.
            #[must_use]
            #vis fn new(#(#parameters),*) -> Self {
                #body
            }
        }
    }
}

/// The parameter for a field: of its name, and yet out of the defaults' sight, which may call a function of that name.
fn parameter(field: &FieldModel) -> Ident {
    let mut ident = field.ident.clone();
    ident.set_span(unseen(field.ident.span()));
    ident
}

/// Whether `new` must be given the field. An `Option` is recognised by its name, as written: under another name it is
/// asked for, or gets `#[dynamo(default)]`.
fn is_required(field: &FieldModel) -> bool {
    field.default.is_none() && !matches!(field.storage, Storage::Skip) && !is_option(&field.ty)
}

fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|segment| {
        segment.ident == "Option" && matches!(segment.arguments, PathArguments::AngleBracketed(_))
    }))
}
