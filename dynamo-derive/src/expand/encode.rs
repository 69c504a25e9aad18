//! `Encode` and `EncodeAttributes`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
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
    let of_flattened = |call: &dyn Fn(&FieldModel) -> TokenStream| -> Vec<TokenStream> {
        fields.iter().filter(|field| matches!(field.storage, Storage::Flatten)).map(call).collect()
    };
    let function = |field: &FieldModel, name| spanned(field, &quote!(EncodeAttributes), &name);
    let flattened = of_flattened(&|field| {
        let (count, own) = (function(field, quote!(attribute_count)), own(field));
        quote!(#count(#own))
    });
    // Two fields of one name are an error of their own.
    let is_distinct = flattened.is_empty();
    let names = names(fields, &of_flattened(&|field| function(field, quote!(NAMES))));
    let strays = of_flattened(&|field| {
        let (stray, own) = (function(field, quote!(stray)), own(field));
        quote!(.or_else(|| #stray(#own, fields)))
    });
    let stray = (!is_distinct).then(|| {
        quote! {
            fn stray(&self, fields: &__private::Names) -> __private::Option<__private::Cow<'_, __private::str>> {
                __private::None #(#strays)*
            }
        }
    });
    let refuse_strays = (!is_distinct).then(|| quote!(__private::refuse_strays(self)?;));
    // Of a generic type they are looked at where the type is used.
    let checks = if of.generics.params.is_empty() { checks_of_names(&of.ident, fields) } else { Vec::new() };
    let statements = statements(&of.generics, fields, own);
    quote! {
        #(#checks)*
        #attributes {
            const HAS_DISTINCT_NAMES: __private::bool = #is_distinct;
            #names
            fn attribute_count(&self) -> __private::usize {
                #stored #(+ #flattened)*
            }
            #stray
            fn encode_attributes<__E: __dynamo::Encoder>(
                &self,
                encoder: &mut __E,
            ) -> __private::Result<(), __dynamo::EncodeError> {
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

/// The names that the fields have, old ones too, and those of the flattened ones.
fn names(fields: &[FieldModel], flattened: &[TokenStream]) -> TokenStream {
    let stored = fields.iter().filter(|field| field.is_stored());
    let own = stored.flat_map(|field| std::iter::once(&field.name).chain(&field.aliases)).map(|name| &name.text);
    quote! {
        const NAMES: __private::Names =
            __private::Names { own: &[#(#own),*], flattened: &[#(&#flattened),*] };
    }
}

/// That no flattened field has a name of the fields before it and beside it: at its type.
fn checks_of_names(ident: &Ident, fields: &[FieldModel]) -> Vec<TokenStream> {
    let flattened = fields.iter().filter(|field| matches!(field.storage, Storage::Flatten));
    let check = |(place, field): (usize, &FieldModel)| {
        let names = quote!(<#ident as __dynamo::EncodeAttributes>::NAMES);
        let check = respanned(&quote!(__private::Names::check_flattened(&#names, #place)), field.type_span());
        quote!(const _: () = #check;)
    };
    flattened.enumerate().map(check).collect()
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
