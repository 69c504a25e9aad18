//! `Projection`.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, spanned::Spanned as _};

use super::{bounds::impl_for, unseen};
use crate::model::{ProjectionModel, TypeModel};

pub(super) fn expand(model: &ProjectionModel) -> TokenStream {
    let (of, item) = (&model.of, &model.item);
    let projection = impl_for(&of.generics, &of.generics, &of.ident, &quote!(__dynamo::Projection));
    let fields = quote_spanned!(item.span()=> <#item as __dynamo::Document>::FIELDS);
    let paths = model
        .fields
        .iter()
        .map(|(ident, _)| quote_spanned!(ident.span()=> __private::SelectedPath::of::<#item, _>(#fields.#ident)));
    let values = model.fields.iter().enumerate().map(|(position, (ident, ty))| {
        // At the type: there the compiler says that the item's field has another.
        let read_from = Ident::new("item", unseen(ty.span()));
        let value = quote_spanned! {ty.span()=>
            __private::SelectedItem::read::<#item, _>(#read_from, #position, &#fields.#ident)?
        };
        quote!(#ident: #value)
    });
    let read_from = Ident::new("item", unseen(Span::call_site()));
    quote! {
        #projection {
            type Item = #item;
            fn paths() -> __private::Vec<__private::SelectedPath> {
                __private::vec![#(#paths),*]
            }
            fn read(
                #read_from: &__private::SelectedItem<'_>,
            ) -> __private::Result<Self, __dynamo::DecodeError> {
                __private::Ok(Self { #(#values),* })
            }
        }
    }
}

/// Instead of a projection whose mistakes have been reported.
pub(crate) fn stub(of: &TypeModel, model: Option<ProjectionModel>) -> TokenStream {
    let Some(ProjectionModel { item, .. }) = model else { return quote!() };
    let projection = impl_for(&of.generics, &of.generics, &of.ident, &quote!(__dynamo::Projection));
    quote! {
        #projection {
            type Item = #item;
            fn paths() -> __private::Vec<__private::SelectedPath> { loop {} }
            fn read(_: &__private::SelectedItem<'_>) -> __private::Result<Self, __dynamo::DecodeError> { loop {} }
        }
    }
}
