//! What stands in for the impls when the derive has reported mistakes: so that these are all the user sees.
//!
//! A program that uses the broken type must pass the type checker wherever the mistakes leave it a meaning. So the fields
//! keep their names and types, keys have their types wherever these are known, and everything else is there, promises
//! nothing and asks for nothing.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{
    bounds::{self, impl_for, require_item},
    enums, fields, hygienic, indexes, keys, new, newtype,
};
use crate::model::{AttributeModel, ItemModel, KeyModel, Storage, StructModel, TypeModel};

/// Instead of an item. Without a model there are no fields to name.
pub(crate) fn item_stub(of: &TypeModel, item: Option<ItemModel>) -> TokenStream {
    let (ident, vis) = (&of.ident, &of.vis);
    let codec = codec_stub(of);
    let (arity, partition_arity) = item.as_ref().map_or((0, 0), |item| item.key.arity);
    let indexes = item.as_ref().map(indexes::constant_stubs);
    let known = |types: fn(&ItemModel) -> TokenStream, name: &str, is_known: fn(&KeyModel) -> bool| {
        let name = format_ident!("{name}");
        item.as_ref()
            .filter(|item| is_known(&item.key))
            .map_or_else(|| quote!(type #name = __private::UnknownKey;), types)
    };
    let partition_types = known(keys::partition_types, "Partition", |key| key.partition_is_known);
    let sort_parts = known(keys::sort_parts, "Sort", |key| key.sort_is_known);
    let mut own_generics = of.generics.clone();
    if let Some(item) = &item {
        indexes::require_components(&mut own_generics, of, item);
    }
    let (document, new) = match item {
        Some(item) => {
            let structure = plain(item.structure);
            (fields::expand(&structure), new::stub(&structure))
        }
        None => (empty_document(of), quote!()),
    };
    let mut generics = of.generics.clone();
    require_item(&mut generics, of);
    let item_impl = impl_for(&generics, &of.generics, ident, &quote!(__dynamo::Item));
    let (impl_generics, type_generics, _) = of.generics.split_for_impl();
    let where_clause = &own_generics.where_clause;
    let key = |name: &str, output: &str, arity: usize| {
        let (name, output) = (format_ident!("{name}"), format_ident!("{output}"));
        let parameters = (0..arity).map(|_| quote!(_: impl __private::Sized));
        (arity > 0).then(|| quote!(#vis fn #name(#(#parameters),*) -> __dynamo::#output<Self> { loop {} }))
    };
    let (key, partition) = (key("key", "Key", arity), key("partition", "Partition", partition_arity));
    let stub = quote! {
        #codec
        #document
        #item_impl {
            #partition_types
            #sort_parts
            const SCHEMA: &'static __dynamo::Schema = __private::STUB_SCHEMA;
            fn component(&self, _: __private::usize) -> __dynamo::ComponentValue<'_> { loop {} }
        }
        impl #impl_generics #ident #type_generics #where_clause {
            #vis const SCHEMA: &'static __dynamo::Schema = __private::STUB_SCHEMA;
            #vis fn config() -> __dynamo::Settings { loop {} }
            #key
            #partition
            #indexes
        }
        #new
    };
    hygienic(of, &stub)
}

/// Instead of an attribute.
pub(crate) fn attribute_stub(of: &TypeModel, model: Option<AttributeModel>) -> TokenStream {
    let codec = codec_stub(of);
    let rest = match model {
        Some(AttributeModel::Struct(model)) => {
            let model = plain(model);
            let (fields, shape, new) = (fields::expand(&model), fields::shape(&model), new::stub(&model));
            quote!(#fields #shape #new)
        }
        Some(AttributeModel::Newtype(model)) => newtype::kinship(&model),
        Some(AttributeModel::Enum(model)) => enums::shape(&model),
        None => {
            let shaped = impl_for(&of.generics, &of.generics, &of.ident, &quote!(__dynamo::Shaped));
            let document = empty_document(of);
            quote!(#document #shaped { type Shape = __dynamo::shape::Document<Self>; })
        }
    };
    hygienic(of, &quote!(#codec #rest))
}

/// The struct with every field stored plainly: that is all it takes to name it.
fn plain(mut model: StructModel) -> StructModel {
    for field in &mut model.fields {
        if !matches!(field.storage, Storage::Flatten) {
            field.storage = Storage::Plain;
        }
    }
    model
}

/// `Encode` and `Decode` that do nothing.
fn codec_stub(of: &TypeModel) -> TokenStream {
    let (generics, ident) = (&of.generics, &of.ident);
    let de = bounds::de();
    let decoding = {
        // Of any lifetime: what borrows need not be found out any more.
        let mut generics = generics.clone();
        generics.params.insert(0, syn::parse_quote!(#de));
        generics
    };
    let encode = impl_for(generics, generics, ident, &quote!(__dynamo::Encode));
    let encode_attributes = impl_for(generics, generics, ident, &quote!(__dynamo::EncodeAttributes));
    let decode = impl_for(&decoding, generics, ident, &quote!(__dynamo::Decode<#de>));
    let decode_attributes = impl_for(&decoding, generics, ident, &quote!(__dynamo::DecodeAttributes<#de>));
    let encoded = quote!(__private::Result<(), __dynamo::EncodeError>);
    let decoded = |what: TokenStream| quote!(__private::Result<#what, __dynamo::DecodeError>);
    let (own, known) = (decoded(quote!(Self)), decoded(quote!(__private::bool)));
    quote! {
        #encode {
            fn encode<__E: __dynamo::Encoder>(&self, _: &mut __E) -> #encoded { loop {} }
        }
        #encode_attributes {
            fn attribute_count(&self) -> __private::usize { loop {} }
            fn encode_attributes<__E: __dynamo::Encoder>(&self, _: &mut __E) -> #encoded { loop {} }
        }
        #decode {
            fn decode<__D: __dynamo::Decoder<#de>>(_: &mut __D, _: __dynamo::Kind) -> #own { loop {} }
        }
        #decode_attributes {
            type Slots = ();
            fn slots() {}
            fn attribute<__D: __dynamo::Decoder<#de>>(
                _: &mut (),
                _: &mut __D,
                _: &__private::str,
                _: __dynamo::Kind,
            ) -> #known { loop {} }
            fn finish(_: ()) -> #own { loop {} }
        }
    }
}

/// A document whose fields could not be made out.
fn empty_document(of: &TypeModel) -> TokenStream {
    let document = impl_for(&of.generics, &of.generics, &of.ident, &quote!(__dynamo::Document));
    quote! {
        #document {
            type Fields = ();
            const FIELDS: () = ();
        }
    }
}
