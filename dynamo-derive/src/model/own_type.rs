use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens as _, quote_spanned};
use syn::{Attribute, Data, DeriveInput, Meta, Type};

/// Writes out `Self` in the types of the fields, and in the options of variants' fields, which have default expressions:
/// generated types repeat them, and there it means something else.
pub(crate) fn without_self(mut input: DeriveInput) -> DeriveInput {
    let (ident, generics) = (input.ident.clone(), input.generics.clone());
    let rename = |ty: &mut Type| {
        let (_, type_generics, _) = generics.split_for_impl();
        let own = |span| quote_spanned!(span=> #ident #type_generics);
        let tokens = replace(ty.to_token_stream(), &own);
        if let Ok(renamed) = syn::parse2(tokens) {
            *ty = renamed;
        }
    };
    let rename_options = |attribute: &mut Attribute| {
        if let (true, Meta::List(list)) = (attribute.path().is_ident("dynamo"), &mut attribute.meta) {
            let (_, type_generics, _) = generics.split_for_impl();
            let arguments = type_generics.as_turbofish();
            let own = |span| quote_spanned!(span=> #ident #arguments);
            list.tokens = replace(list.tokens.clone(), &own);
        }
    };
    match &mut input.data {
        Data::Struct(data) => data.fields.iter_mut().map(|field| &mut field.ty).for_each(rename),
        Data::Enum(data) => {
            for field in data.variants.iter_mut().flat_map(|variant| &mut variant.fields) {
                rename(&mut field.ty);
                field.attrs.iter_mut().for_each(rename_options);
            }
        }
        Data::Union(_) => {}
    }
    input
}

fn replace(tokens: TokenStream, own: &impl Fn(proc_macro2::Span) -> TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Ident(ident) if ident == "Self" => own(ident.span()),
            TokenTree::Group(group) => {
                let mut replaced = Group::new(group.delimiter(), replace(group.stream(), own));
                replaced.set_span(group.span());
                TokenTree::Group(replaced).into()
            }
            token => token.into(),
        })
        .collect()
}
