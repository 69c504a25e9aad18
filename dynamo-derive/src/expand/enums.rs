//! Enums: a string for variants without fields, a map of one entry for the others, as serde's default is.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::{Generics, parse_quote, spanned::Spanned as _};

use super::{
    bounds::{self, Needs, impl_for, with_de},
    decode, encode, fields,
};
use crate::model::{EnumModel, FieldModel, Storage, TypeModel, VariantBody, VariantModel};

pub(super) fn expand(model: &EnumModel) -> TokenStream {
    let of = &model.of;
    let encoding = bounded(model, &Needs::encode());
    let encode = impl_for(&encoding, &of.generics, &of.ident, &quote!(__dynamo::Encode));
    let encode_arms = model.variants.iter().map(|variant| encode_arm(of, variant));
    let bodies = model.variants.iter().filter_map(|variant| body(of, variant));
    let decode = if model.is_unit() { decode_unit(model) } else { decode_data(model) };
    let shape = shape(model);
    quote! {
        #(#bodies)*
        #encode {
            fn encode<__E: __dynamo::Encoder>(
                &self,
                encoder: &mut __E,
            ) -> __private::Result<(), __dynamo::EncodeError> {
                match self {
                    #(#encode_arms)*
                }
            }
        }
        #decode
        #shape
    }
}

fn encode_arm(of: &TypeModel, variant: &VariantModel) -> TokenStream {
    let (ident, name) = (&variant.ident, &variant.name.text);
    match &variant.body {
        VariantBody::Unit => quote!(Self::#ident { .. } => encoder.string(#name),),
        VariantBody::Newtype(ty) => {
            let encode = quote_spanned!(ty.span()=> <#ty as __dynamo::Encode>::encode_variant);
            quote!(Self::#ident(value) => #encode(value, encoder, #name),)
        }
        VariantBody::Tuple(types) => {
            let bindings: Vec<_> = (0..types.len()).map(|index| format_ident!("value_{index}")).collect();
            quote! {
                Self::#ident(#(#bindings),*) => {
                    __dynamo::Encode::encode_variant(&(#(#bindings,)*), encoder, #name)
                }
            }
        }
        VariantBody::Struct(fields) => {
            let stored = || fields.iter().filter(|field| !matches!(field.storage, Storage::Skip));
            // Under other names: a field may be called `encoder`.
            let binding = |field: &FieldModel| format_ident!("__{}", field.ident);
            let bindings = stored().map(|field| {
                let (ident, binding) = (&field.ident, binding(field));
                quote!(#ident: #binding)
            });
            let count = stored().count();
            let reference = |field: &FieldModel| binding(field).to_token_stream();
            let refuse_strays = encode::refuse_strays_of_variant(of, fields, reference);
            let statements = encode::statements(&of.generics, fields, reference);
            quote! {
                Self::#ident { #(#bindings,)* .. } => {
                    __private::encode_variant_fields(encoder, #name, #count, |encoder| {
                        #refuse_strays
                        #statements
                        __private::Ok(())
                    })
                }
            }
        }
    }
}

/// The type that reads the fields of a struct variant: a struct of the same fields.
fn body(of: &TypeModel, variant: &VariantModel) -> Option<TokenStream> {
    let VariantBody::Struct(fields) = &variant.body else { return None };
    let ident = body_ident(of, variant);
    let (impl_generics, type_generics, where_clause) = of.generics.split_for_impl();
    let shadow = TypeModel { ident: ident.clone(), vis: syn::Visibility::Inherited, ..of.clone() };
    let (own, variant) = (&of.ident, &variant.ident);
    let names: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    // The variant need not use all of the enum's parameters.
    let marker =
        FieldModel::skipped(format_ident!("__of"), parse_quote!(__private::PhantomData<fn() -> #own #type_generics>));
    let all: Vec<FieldModel> = fields.iter().cloned().chain([marker]).collect();
    let declarations = all.iter().map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        quote!(#ident: #ty)
    });
    let decode = decode::expand(&shadow, &all, false);
    let codecs = fields::module_codecs(of, fields);
    Some(quote! {
        #codecs
        struct #ident #impl_generics #where_clause {
            #(#declarations,)*
        }
        impl #impl_generics #ident #type_generics #where_clause {
            fn into_variant(self) -> #own #type_generics {
                #own::#variant { #(#names: self.#names),* }
            }
        }
        #decode
    })
}

fn body_ident(of: &TypeModel, variant: &VariantModel) -> syn::Ident {
    format_ident!("__{}_{}", of.ident, variant.ident)
}

/// The names that a variant is read by, as a pattern.
fn patterns(variant: &VariantModel) -> TokenStream {
    let names = std::iter::once(&variant.name).chain(&variant.aliases).map(|name| &name.text);
    quote!(#(#names)|*)
}

fn names(variants: &[VariantModel]) -> Vec<&String> {
    variants.iter().map(|variant| &variant.name.text).collect()
}

/// What the enum is in expressions and keys.
pub(super) fn shape(model: &EnumModel) -> TokenStream {
    if model.is_unit() {
        return label(model);
    }
    let of = &model.of;
    let shaped = impl_for(&of.generics, &of.generics, &of.ident, &quote!(__dynamo::Shaped));
    quote!(#shaped { type Shape = __dynamo::shape::Variant; })
}

/// The generics with what the fields of all variants need.
fn bounded(model: &EnumModel, needs: &Needs) -> Generics {
    let mut bounded = model.of.clone();
    for variant in &model.variants {
        let generics = match &variant.body {
            VariantBody::Unit => continue,
            VariantBody::Newtype(ty) => needs.of_types(&bounded, [&**ty]),
            VariantBody::Tuple(types) => needs.of_types(&bounded, types),
            VariantBody::Struct(fields) => needs.of_fields(&bounded, fields),
        };
        bounded.generics = generics;
    }
    bounded.generics
}

/// `Decode` of an enum whose variants hold nothing.
fn decode_unit(model: &EnumModel) -> TokenStream {
    let of = &model.of;
    let de = bounds::de();
    let generics = with_de(bounded(model, &Needs::decode(&de)), &de);
    let decode = impl_for(&generics, &of.generics, &of.ident, &quote!(__dynamo::Decode<#de>));
    quote! {
        #decode {
            fn decode<__D: __dynamo::Decoder<#de>>(
                decoder: &mut __D,
                kind: __dynamo::Kind,
            ) -> __private::Result<Self, __dynamo::DecodeError> {
                __private::decode_unit(decoder, kind)
            }
        }
    }
}

/// What enums can do whose variants hold nothing: be key components, map keys, set elements.
fn label(model: &EnumModel) -> TokenStream {
    let of = &model.of;
    let unit = impl_for(&of.generics, &of.generics, &of.ident, &quote!(__private::UnitEnum));
    let implement = |path: TokenStream| impl_for(&of.generics, &of.generics, &of.ident, &path);
    let (shaped, component, element, map_key) = (
        implement(quote!(__dynamo::Shaped)),
        implement(quote!(__dynamo::KeyComponent)),
        implement(quote!(__dynamo::SetElement)),
        implement(quote!(__dynamo::MapKey)),
    );
    let names = names(&model.variants);
    let to_name = model.variants.iter().map(|variant| {
        let (ident, name) = (&variant.ident, &variant.name.text);
        quote!(Self::#ident { .. } => #name,)
    });
    let from_name = model.variants.iter().map(|variant| {
        let (ident, patterns) = (&variant.ident, patterns(variant));
        quote!(#patterns => __private::Some(Self::#ident {}),)
    });
    quote! {
        #unit {
            const NAMES: &'static [&'static __private::str] = &[#(#names),*];
            fn to_name(&self) -> &'static __private::str {
                match self {
                    #(#to_name)*
                }
            }
            fn from_name(name: &__private::str) -> __private::Option<Self> {
                match name {
                    #(#from_name)*
                    _ => __private::None,
                }
            }
        }
        #shaped {
            type Shape = __dynamo::shape::Label;
        }
        #component {
            fn component(&self) -> __dynamo::ComponentValue<'_> {
                __private::unit_component(self)
            }
        }
        #element {
            const KIND: __dynamo::Kind = __dynamo::Kind::StringSet;
        }
        #map_key {
            fn name(&self) -> __private::Cow<'_, __private::str> {
                __private::Cow::Borrowed(__private::UnitEnum::to_name(self))
            }
            fn from_name(name: &__private::str) -> __private::Result<Self, __dynamo::DecodeError> {
                __private::unit_from_name(name)
            }
        }
    }
}

/// `Decode` of an enum with variants that hold something.
fn decode_data(model: &EnumModel) -> TokenStream {
    let of = &model.of;
    let de = bounds::de();
    let generics = with_de(bounded(model, &Needs::decode(&de)), &de);
    let decode = impl_for(&generics, &of.generics, &of.ident, &quote!(__dynamo::Decode<#de>));
    let (_, type_generics, _) = of.generics.split_for_impl();
    let names = names(&model.variants);
    let unit = model.variants.iter().filter(|variant| matches!(variant.body, VariantBody::Unit)).map(|variant| {
        let (ident, patterns) = (&variant.ident, patterns(variant));
        quote!(#patterns => __private::Some(Self::#ident {}),)
    });
    let data = model.variants.iter().filter_map(|variant| {
        let (ident, patterns) = (&variant.ident, patterns(variant));
        let value = match &variant.body {
            VariantBody::Unit => return None,
            VariantBody::Newtype(ty) => {
                let decode = quote_spanned!(ty.span()=> <#ty as __dynamo::Decode<#de>>::decode);
                quote!(Self::#ident(#decode(decoder, kind)?))
            }
            VariantBody::Tuple(types) => {
                let bindings: Vec<_> = (0..types.len()).map(|index| format_ident!("value_{index}")).collect();
                quote!({
                    let (#(#bindings,)*) = <(#(#types,)*) as __dynamo::Decode<#de>>::decode(decoder, kind)?;
                    Self::#ident(#(#bindings),*)
                })
            }
            VariantBody::Struct(_) => {
                let body = body_ident(of, variant);
                quote!(<#body #type_generics as __dynamo::Decode<#de>>::decode(decoder, kind)?.into_variant())
            }
        };
        Some(quote!(#patterns => __private::Some(#value),))
    });
    quote! {
        #decode {
            fn decode<__D: __dynamo::Decoder<#de>>(
                decoder: &mut __D,
                kind: __dynamo::Kind,
            ) -> __private::Result<Self, __dynamo::DecodeError> {
                __private::decode_variant(
                    decoder,
                    kind,
                    &[#(#names),*],
                    |name| match name {
                        #(#unit)*
                        _ => __private::None,
                    },
                    |decoder, name, kind| __private::Ok(match name {
                        #(#data)*
                        _ => __private::None,
                    }),
                )
            }
        }
    }
}
