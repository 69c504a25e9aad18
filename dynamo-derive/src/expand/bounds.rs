//! The generics of generated impls.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{GenericParam, Generics, Lifetime, parse_quote};

/// The generics with a bound on every type parameter.
pub(super) fn with_bound(generics: &Generics, bound: &TokenStream) -> Generics {
    let mut generics = generics.clone();
    let parameters: Vec<_> = generics.type_params().map(|parameter| parameter.ident.clone()).collect();
    for parameter in parameters {
        generics.make_where_clause().predicates.push(parse_quote!(#parameter: #bound));
    }
    generics
}

/// The generics with the lifetime of what is read from, which outlives the type's own, and `Decode` on every parameter.
pub(super) fn decoding(generics: &Generics) -> (Generics, Lifetime) {
    let de: Lifetime = parse_quote!('__de);
    let mut decoding = with_bound(generics, &quote!(__dynamo::Decode<#de>));
    let mut own = generics.lifetimes().map(|parameter| parameter.lifetime.clone()).peekable();
    let parameter: GenericParam = if own.peek().is_some() { parse_quote!(#de: #(#own)+*) } else { parse_quote!(#de) };
    decoding.params.insert(0, parameter);
    (decoding, de)
}

/// `impl<..>` of generics that have gained parameters, with the original type's `Type<..>`.
pub(super) fn impl_for(
    generics: &Generics,
    original: &Generics,
    ident: &syn::Ident,
    trait_path: &TokenStream,
) -> TokenStream {
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = original.split_for_impl();
    let where_clause = where_clause.map(ToTokens::to_token_stream);
    quote!(#[automatically_derived] impl #impl_generics #trait_path for #ident #type_generics #where_clause)
}
