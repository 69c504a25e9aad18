//! `Encode` and `EncodeAttributes`.

use std::collections::BTreeSet;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::Generics;

use super::{
    bounds::{Needs, impl_for},
    decode::default_value,
    fields::codec,
};
use crate::{
    attr::DefaultValue,
    model::{FieldModel, Storage, TypeModel},
};

pub(super) fn expand(of: &TypeModel, fields: &[FieldModel]) -> TokenStream {
    let generics = Needs::encode().of_fields(of, fields);
    let attributes = impl_for(&generics, &of.generics, &of.ident, &quote!(__dynamo::EncodeAttributes));
    let encode = impl_for(&generics, &of.generics, &of.ident, &quote!(__dynamo::Encode));
    let stored = fields.iter().filter(|field| field.is_stored()).count();
    let flattened = flattened(fields).map(|field| {
        let (count, own) = (spanned(field, &quote!(EncodeAttributes), &quote!(attribute_count)), own(field));
        quote!(#count(#own))
    });
    let flattened: Vec<_> = flattened.collect();
    // Two fields of one name are an error of their own.
    let is_distinct = flattened.is_empty();
    let names = names(fields, &quote!(EncodeAttributes));
    let strays = strays(fields, own);
    let stray = (!is_distinct).then(|| {
        quote! {
            fn stray(&self, fields: &__private::Names) -> __private::Option<__private::Cow<'_, __private::str>> {
                #strays
            }
        }
    });
    // The names of a type that is not generic are looked at where it is declared.
    let is_generic = !of.generics.params.is_empty();
    let own_names = quote!(<Self as __dynamo::EncodeAttributes>::NAMES);
    let checks = is_generic.then(|| checks_of_names(fields, &own_names)).into_iter().flatten();
    let refuse_strays = (!is_distinct).then(|| quote!(__private::refuse_strays(self)?;));
    let statements = statements(&of.generics, fields, own);
    quote! {
        #attributes {
            const HAS_DISTINCT_NAMES: __private::bool = #is_distinct;
            const NAMES: __private::Names = #names;
            fn attribute_count(&self) -> __private::usize {
                #stored #(+ #flattened)*
            }
            #stray
            fn encode_attributes<__E: __dynamo::Encoder>(
                &self,
                encoder: &mut __E,
            ) -> __private::Result<(), __dynamo::EncodeError> {
                #(const { #checks };)*
                #refuse_strays
                #statements
                __private::Ok(())
            }
        }
        #encode {
            fn encode<__E: __dynamo::Encoder>(
                &self,
                encoder: &mut __E,
            ) -> __private::Result<(), __dynamo::EncodeError> {
                __private::encode_map(self, encoder)
            }
        }
    }
}

fn flattened(fields: &[FieldModel]) -> impl Iterator<Item = &FieldModel> {
    fields.iter().filter(|field| matches!(field.storage, Storage::Flatten))
}

/// The names that the fields have, old ones too, in order, and those of the flattened ones, which are of that trait.
pub(super) fn names(fields: &[FieldModel], of: &TokenStream) -> TokenStream {
    let stored = fields.iter().filter(|field| field.is_stored());
    let own = stored.flat_map(|field| std::iter::once(&field.name).chain(&field.aliases)).map(|name| &name.text);
    let own = own.collect::<BTreeSet<_>>().into_iter();
    let flattened = flattened(fields).map(|field| spanned(field, of, &quote!(NAMES)));
    quote!(__private::Names { own: &[#(#own),*], flattened: &[#(&#flattened),*] })
}

/// That no flattened field has a name of the fields before it and beside it: at its type.
pub(super) fn checks_of_names(fields: &[FieldModel], names: &TokenStream) -> Vec<TokenStream> {
    let check = |(place, field): (usize, &FieldModel)| {
        respanned(&quote!(__private::Names::check_flattened(&#names, #place)), field.type_span())
    };
    flattened(fields).enumerate().map(check).collect()
}

/// An attribute of a flattened map that has one of the names `fields`.
fn strays(fields: &[FieldModel], reference: impl Fn(&FieldModel) -> TokenStream) -> TokenStream {
    let strays = flattened(fields).map(|field| {
        let (stray, value) = (spanned(field, &quote!(EncodeAttributes), &quote!(stray)), reference(field));
        quote!(.or_else(|| #stray(#value, fields)))
    });
    quote!(__private::None #(#strays)*)
}

/// Refuses those of a variant: what is written of it is no type of its own, which would have the names.
pub(super) fn refuse_strays_of_variant(
    of: &TypeModel,
    fields: &[FieldModel],
    reference: impl Fn(&FieldModel) -> TokenStream,
) -> Option<TokenStream> {
    flattened(fields).next()?;
    let names = names(fields, &quote!(EncodeAttributes));
    let is_generic = !of.generics.params.is_empty();
    let checks = is_generic.then(|| checks_of_names(fields, &names)).into_iter().flatten();
    let strays = strays(fields, reference);
    Some(quote! {
        #(const { #checks };)*
        __private::refuse_strays_of::<Self>(const { &#names }, |fields| #strays)?;
    })
}

/// A statement for every field; `reference` gives the expression for a reference to it.
pub(super) fn statements(
    generics: &Generics,
    fields: &[FieldModel],
    reference: impl Fn(&FieldModel) -> TokenStream,
) -> TokenStream {
    fields
        .iter()
        .map(|field| {
            let name = &field.name.text;
            let name = quote!(__private::field_name!(#name));
            let value = reference(field);
            // An absent attribute would be read as the default.
            let null = field.null.is_some() || matches!(field.default, Some(DefaultValue::Expression(_)));
            match &field.storage {
                Storage::Skip => quote!(),
                Storage::Flatten => {
                    let encode = spanned(field, &quote!(EncodeAttributes), &quote!(encode_attributes));
                    quote!(#encode(#value, encoder)?;)
                }
                Storage::Plain => {
                    let (method, default) = match field.default {
                        _ if null => (quote!(encode_nullable_field), None),
                        // Whether the default is absent is the type's to say.
                        Some(_) => {
                            let default = default_value(field);
                            (quote!(encode_defaulted_field), Some(quote!(|| #default)))
                        }
                        None => (quote!(encode_field), None),
                    };
                    let encode = spanned(field, &quote!(Encode), &method);
                    quote!(#encode(#value, encoder, #name, #default)?;)
                }
                Storage::Codec(_) | Storage::Module { .. } => {
                    let encode = spanned_codec(field, generics, &quote!(encode_field));
                    quote!(#encode(#value, encoder, #name, __private::absent!(#value), #null)?;)
                }
            }
        })
        .collect()
}

/// A function of a trait of the field's type, at the type: that is what a missing implementation is about. Only the path:
/// a type that comes out of a macro has other variables in sight.
pub(super) fn spanned(field: &FieldModel, of: &TokenStream, function: &TokenStream) -> TokenStream {
    let (ty, span) = (&field.ty, field.type_span());
    let (of, function) = (respanned(of, span), respanned(function, span));
    quote_spanned!(span=> <#ty as __dynamo::#of>::#function)
}

/// A function of the field's codec, at the field's type.
pub(super) fn spanned_codec(field: &FieldModel, generics: &Generics, function: &TokenStream) -> TokenStream {
    let (ty, span) = (&field.ty, field.type_span());
    let (codec, function) = (respanned(&codec(field, generics), span), respanned(function, span));
    quote_spanned!(span=> <#codec as __dynamo::FieldCodec<#ty>>::#function)
}

/// `&self.field`, as an argument of a function that may refuse the field's type: at the type, and yet with the names of
/// the generated code in sight.
pub(super) fn own(field: &FieldModel) -> TokenStream {
    let span = Span::call_site().located_at(field.type_span());
    let mut ident = field.ident.clone();
    ident.set_span(span);
    quote_spanned!(span=> &self.#ident)
}

/// Our own tokens, at a place of the user's.
fn respanned(tokens: &TokenStream, span: Span) -> TokenStream {
    let respan = |mut token: TokenTree| {
        token.set_span(span);
        token
    };
    tokens.clone().into_iter().map(respan).collect()
}
