//! `Item`, and the item's own functions.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Ident, spanned::Spanned as _};

use super::{
    bounds::{Needs, impl_for, require, require_item},
    indexes, keys, new, schema, unseen,
};
use crate::model::ItemModel;

pub(super) fn expand(item: &ItemModel) -> TokenStream {
    let of = &item.structure.of;
    let (ident, vis) = (&of.ident, &of.vis);
    let mut generics = Needs::item().of_fields(of, &item.structure.fields);
    for part in &item.key.components {
        let shape = if item.key.native { quote!(NativeKeyShape) } else { quote!(TextKeyShape) };
        let bound = quote!(__dynamo::KeyComponent<Shape: __dynamo::shape::#shape>);
        require(&mut generics, of, &item.structure.fields[part.field].ty, &bound);
    }
    indexes::require_components(&mut generics, of, item);
    require_item(&mut generics, of);
    let item_impl = impl_for(&generics, &of.generics, ident, &quote!(__dynamo::Item));
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = of.generics.split_for_impl();
    let schema = schema::expand(item);
    let (partition, sort) = (keys::partition_types(item), keys::sort_parts(item));
    let component = keys::component(item);
    let index_component = indexes::component(item);
    let indexes = indexes::constants(item);
    let before_write = item.before_write.as_ref().map(|function| {
        let item = Ident::new("item", unseen(function.span()));
        // At the function: there the compiler says why it must be.
        let copy = quote_spanned!(function.span()=> <Self as __private::Changeable>::copy);
        let call = quote_spanned!(function.span()=> #function(&mut #item));
        quote! {
            fn before_write(&self) -> __private::Option<Self> {
                let mut #item = #copy(self);
                #call;
                __private::Some(#item)
            }
        }
    });
    let functions = keys::functions(item);
    let new = new::expand(&item.structure);
    quote! {
        #item_impl {
            #partition
            #sort
            const SCHEMA: &'static __dynamo::Schema = &#schema;
            #component
            #index_component
            #before_write
        }
        impl #impl_generics #ident #type_generics #where_clause {
            /// The schema: table, keys, attributes.
            #vis const SCHEMA: &'static __dynamo::Schema = <Self as __dynamo::Item>::SCHEMA;
            /// The settings in force for this type, here and now.
            #vis fn config() -> __dynamo::Settings {
                __dynamo::Schema::settings(Self::SCHEMA)
            }
            #functions
            #indexes
        }
        #new
    }
}
