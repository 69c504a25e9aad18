//! The derive macros of the crate `dynamo`: `#[derive(Item)]`, `#[derive(Attribute)]` and
//! `#[derive(Projection)]`.
//!
//! Use them through `dynamo`, which re-exports them with their documentation. The pipeline: attributes are parsed
//! (`attr`), made into a precise model (`model`), checked (`check`), and expanded (`expand`) into calls of the
//! runtime crate. Every mistake is reported at once (`ctxt`).

mod attr;
mod check;
mod ctxt;
mod expand;
mod model;
mod suggest;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_macro_input};

use crate::{
    ctxt::Ctxt,
    model::{TypeModel, without_self},
};

/// Makes a struct an item of a table. Documented where it is used: as `dynamo::Item`.
#[proc_macro_derive(Item, attributes(dynamo))]
pub fn derive_item(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    item(parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct or enum an attribute. Documented where it is used: as `dynamo::Attribute`.
#[proc_macro_derive(Attribute, attributes(dynamo))]
pub fn derive_attribute(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    attribute(parse_macro_input!(input as DeriveInput)).into()
}

/// Makes a struct a subset of an item's attributes. Documented where it is used: as `dynamo::Projection`.
#[proc_macro_derive(Projection, attributes(dynamo))]
pub fn derive_projection(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    projection(parse_macro_input!(input as DeriveInput)).into()
}

fn item(input: DeriveInput) -> TokenStream {
    derive(input, model::item, expand::item, expand::item_stub)
}

fn attribute(input: DeriveInput) -> TokenStream {
    derive(input, model::attribute, expand::attribute, expand::attribute_stub)
}

fn projection(input: DeriveInput) -> TokenStream {
    derive(input, model::projection, expand::projection, expand::projection_stub)
}

/// Parses and checks, and expands what is right; what is wrong becomes errors and stubs, so that the mistakes are all
/// the user sees.
fn derive<M>(
    input: DeriveInput,
    model: impl FnOnce(&Ctxt, &DeriveInput) -> (TypeModel, Option<M>),
    expand: impl FnOnce(&M) -> TokenStream,
    stub: impl FnOnce(&TypeModel, Option<M>) -> TokenStream,
) -> TokenStream {
    let ctxt = Ctxt::new();
    let (of, model) = model(&ctxt, &without_self(input));
    match (ctxt.check(), model) {
        (Ok(()), Some(model)) => expand(&model),
        (Ok(()), None) => unreachable!("there is a model unless a mistake has been reported"),
        (Err(error), model) => {
            let errors = error.to_compile_error();
            let stub = stub(&of, model);
            quote!(#errors #stub)
        }
    }
}
