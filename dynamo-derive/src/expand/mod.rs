//! From the model to code: calls of the runtime crate, as little of it as can be.

mod bounds;
mod decode;
mod encode;
mod enums;
mod fallback;
mod fields;
mod indexes;
mod item;
mod keys;
mod new;
mod newtype;
mod projection;
mod schema;
#[cfg(test)]
mod tests;

use proc_macro2::{Span, TokenStream};
use quote::quote;

pub(crate) use self::fallback::{attribute_stub, item_stub};
use crate::model::{AttributeModel, ItemModel, ProjectionModel, StructModel, TypeModel};

/// The expansion of `#[derive(Item)]`.
pub(crate) fn item(item: &ItemModel) -> TokenStream {
    let structure = structure(&item.structure);
    let own = item::expand(item);
    hygienic(&item.structure.of, &quote!(#structure #own))
}

/// The expansion of `#[derive(Attribute)]`.
pub(crate) fn attribute(model: &AttributeModel) -> TokenStream {
    match model {
        AttributeModel::Struct(model) => {
            let structure = structure(model);
            let shape = fields::shape(model);
            let new = new::expand(model);
            hygienic(&model.of, &quote!(#structure #shape #new))
        }
        AttributeModel::Newtype(model) => hygienic(&model.of, &newtype::expand(model)),
        AttributeModel::Enum(model) => hygienic(&model.of, &enums::expand(model)),
    }
}

/// The expansion of `#[derive(Projection)]`.
pub(crate) fn projection(model: &ProjectionModel) -> TokenStream {
    hygienic(&model.of, &projection::expand(model))
}

/// Instead of a projection.
pub(crate) fn projection_stub(of: &TypeModel, model: Option<ProjectionModel>) -> TokenStream {
    hygienic(of, &projection::stub(of, model))
}

/// What items and nested structs have in common.
fn structure(model: &StructModel) -> TokenStream {
    let codecs = fields::module_codecs(&model.of, &model.fields);
    let fields = fields::expand(model);
    let encode = encode::expand(&model.of, &model.fields);
    let decode = decode::expand(&model.of, &model.fields, true);
    quote!(#codecs #fields #encode #decode)
}

/// A place for variables of ours that the user's code must not see: there a function may have the name. Variables of one
/// name at such places are one, whatever macro the user's tokens come out of.
fn unseen(at: Span) -> Span {
    Span::mixed_site().located_at(at)
}

/// In a scope of its own, where the runtime crate has one name whatever the user calls it.
///
/// Allowed is only what the user's own tokens would be warned of, and dead code, so that a field that is only stored is one
/// that is read. Of the rest the compiler does not warn in a derive's code, and to allow what a crate forbids is an error: the
/// documentation of `Item` names what a crate can only deny.
fn hygienic(of: &TypeModel, code: &TokenStream) -> TokenStream {
    let krate = &of.krate;
    let deprecated = of.is_deprecated.then(|| quote!(deprecated,));
    quote! {
        #[allow(
            dead_code,
            #deprecated
            non_camel_case_types,
            non_snake_case,
            private_bounds,
            private_interfaces,
            unused_qualifications,
            clippy::all,
            clippy::nursery,
            clippy::pedantic
        )]
        const _: () = {
            use #krate as __dynamo;
            use __dynamo::__private;
            #code
        };
    }
}
