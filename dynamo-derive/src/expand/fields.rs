//! The struct of typed fields, and what belongs to it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Generics, spanned::Spanned as _};

use super::{bounds::impl_for, decode::default_value};
use crate::model::{FieldModel, Storage, StructModel, TypeModel, unraw};

/// The struct of fields, `Document`, and the constant `FIELDS`.
pub(super) fn expand(model: &StructModel) -> TokenStream {
    let of = &model.of;
    let (ident, vis) = (&of.ident, &of.vis);
    let fields = &of.fields_ident;
    let (impl_generics, type_generics, where_clause) = of.generics.split_for_impl();
    let (mut declarations, mut values) = (Vec::new(), Vec::new());
    for field in &model.fields {
        let (field_ident, field_vis, ty, name) = (&field.ident, &field.vis, &field.ty, &field.name.text);
        let field_type = match field.storage {
            Storage::Skip => continue,
            Storage::Flatten => quote!(__dynamo::Flattened<#ident #type_generics, #ty>),
            Storage::Plain => {
                let role = role(field);
                quote!(__dynamo::Field<#ident #type_generics, #ty, #role>)
            }
            Storage::Codec(_) | Storage::Module { .. } => {
                let (codec, role) = (codec(field, &of.generics), role(field));
                quote!(__dynamo::Field<#ident #type_generics, __dynamo::With<#ty, #codec>, #role>)
            }
        };
        declarations.push(quote!(#field_vis #field_ident: #field_type));
        values.push(match field.storage {
            Storage::Flatten => quote!(#field_ident: __dynamo::Flattened::new()),
            _ => {
                let fallback = fallback(field);
                quote!(#field_ident: __dynamo::Field::new(#name)#fallback)
            }
        });
    }
    // Without stored fields the type's own parameters would be unused.
    if declarations.is_empty() && !of.generics.params.is_empty() {
        declarations.push(quote!(__item: __private::PhantomData<fn() -> #ident #type_generics>));
        values.push(quote!(__item: __private::PhantomData));
    }
    let document = impl_for(&of.generics, &of.generics, ident, &quote!(__dynamo::Document));
    let doc = format!("The fields of [`{}`], to name in expressions.", unraw(ident));
    quote! {
        #vis struct #fields #impl_generics #where_clause {
            #(#declarations,)*
        }
        #document {
            type Fields = #fields #type_generics;
            const FIELDS: Self::Fields = #fields {
                #(#values,)*
            };
        }
        impl #impl_generics #ident #type_generics #where_clause {
            #[doc = #doc]
            #vis const FIELDS: #fields #type_generics = <Self as __dynamo::Document>::FIELDS;
        }
    }
}

/// A nested struct is a document.
pub(super) fn shape(model: &StructModel) -> TokenStream {
    let of = &model.of;
    let shaped = impl_for(&of.generics, &of.generics, &of.ident, &quote!(__dynamo::Shaped));
    quote!(#shaped { type Shape = __dynamo::shape::Document<Self>; })
}

/// What a selection of the field gives where its attribute is missing, or NULL, or has an old name.
fn fallback(field: &FieldModel) -> TokenStream {
    let mut calls = TokenStream::new();
    if !field.aliases.is_empty() {
        let aliases = field.aliases.iter().map(|alias| &alias.text);
        calls.extend(quote!(.aliases(&[#(#aliases),*])));
    }
    let is_plain = matches!(field.storage, Storage::Plain);
    if field.default.is_some() {
        let value = default_value(field);
        let value = if is_plain { value } else { quote!(__dynamo::With::new(#value)) };
        calls.extend(quote!(.missing(|| #value)));
    }
    if !is_plain {
        let ty = &field.ty;
        calls.extend(quote!(.null(|| __private::Option::map(__private::null!(#ty), __dynamo::With::new))));
    }
    calls
}

/// What may be done to a field in expressions.
fn role(field: &FieldModel) -> TokenStream {
    if field.is_key {
        quote!(__dynamo::KeyAttribute)
    } else if field.default.is_some() {
        quote!(__dynamo::Defaulted)
    } else if field.null.is_some() {
        quote!(__dynamo::Nullable)
    } else {
        quote!(__dynamo::Required)
    }
}

/// The codec of a field that is not stored by its own type.
pub(super) fn codec(field: &FieldModel, generics: &Generics) -> TokenStream {
    match &field.storage {
        Storage::Codec(name) => {
            let name = format_ident!("{name}");
            quote!(__dynamo::#name)
        }
        Storage::Module { codec, .. } => {
            let (_, type_generics, _) = generics.split_for_impl();
            quote!(#codec #type_generics)
        }
        Storage::Plain | Storage::Skip | Storage::Flatten => quote!(),
    }
}

/// `#[dynamo(with = module)]`: a codec type that calls the module's functions.
pub(super) fn module_codecs(of: &TypeModel, fields: &[FieldModel]) -> TokenStream {
    fields
        .iter()
        .map(|field| {
            let Storage::Module { module, codec } = &field.storage else { return quote!() };
            let (ident, ty, vis) = (&of.ident, &field.ty, &field.vis);
            let (impl_generics, type_generics, where_clause) = of.generics.split_for_impl();
            let codec_impl = impl_for(&of.generics, &of.generics, codec, &quote!(__dynamo::FieldCodec<#ty>));
            let encode = quote_spanned!(module.span()=> #module::encode);
            let decode = quote_spanned!(module.span()=> #module::decode);
            // A type's parameters must be used.
            let marker = (!of.generics.params.is_empty())
                .then(|| quote!((__private::PhantomData<fn() -> #ident #type_generics>)));
            quote! {
                #vis struct #codec #impl_generics #marker #where_clause;
                #codec_impl {
                    fn encode<__E: __dynamo::Encoder>(
                        value: &#ty,
                        encoder: &mut __E,
                    ) -> __private::Result<(), __dynamo::EncodeError> {
                        #encode(value, encoder)
                    }
                    fn decode<'__de, __D: __dynamo::Decoder<'__de>>(
                        decoder: &mut __D,
                        kind: __dynamo::Kind,
                    ) -> __private::Result<#ty, __dynamo::DecodeError> {
                        #decode(decoder, kind)
                    }
                }
            }
        })
        .collect()
}
