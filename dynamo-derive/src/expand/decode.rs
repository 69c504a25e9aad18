//! `Decode` and `DecodeAttributes`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Index;

use super::{
    bounds::{decoding, impl_for},
    fields::codec,
};
use crate::{
    attr::DefaultValue,
    model::{FieldModel, Storage, TypeModel},
};

pub(super) fn expand(of: &TypeModel, fields: &[FieldModel]) -> TokenStream {
    let (generics, de) = decoding(&of.generics);
    let attributes = impl_for(&generics, &of.generics, &of.ident, &quote!(__dynamo::DecodeAttributes<#de>));
    let decode = impl_for(&generics, &of.generics, &of.ident, &quote!(__dynamo::Decode<#de>));
    let slots = Slots::new(fields, &quote!(#de));
    let (types, empty, arms, rest, values) = (&slots.types, &slots.empty, &slots.arms, &slots.rest, &slots.values);
    quote! {
        #attributes {
            type Slots = (#(#types,)*);
            fn slots() -> Self::Slots {
                (#(#empty,)*)
            }
            fn attribute<__D: __dynamo::Decoder<#de>>(
                slots: &mut Self::Slots,
                decoder: &mut __D,
                name: &__dynamo::__private::str,
                kind: __dynamo::Kind,
            ) -> __dynamo::__private::Result<__dynamo::__private::bool, __dynamo::DecodeError> {
                match name {
                    #(#arms)*
                    _ => {
                        #(#rest)*
                        __dynamo::__private::Ok(false)
                    }
                }
            }
            fn finish(slots: Self::Slots) -> __dynamo::__private::Result<Self, __dynamo::DecodeError> {
                __dynamo::__private::Ok(Self { #(#values,)* })
            }
        }
        #decode {
            fn decode<__D: __dynamo::Decoder<#de>>(
                decoder: &mut __D,
                kind: __dynamo::Kind,
            ) -> __dynamo::__private::Result<Self, __dynamo::DecodeError> {
                __dynamo::__private::decode_map(decoder, kind)
            }
        }
    }
}

/// A tuple with a slot for every field, and one more for a field's aliases.
struct Slots {
    types: Vec<TokenStream>,
    empty: Vec<TokenStream>,
    /// The match arms that fill a slot by the attribute's name.
    arms: Vec<TokenStream>,
    /// What is tried with other attributes: the flattened fields.
    rest: Vec<TokenStream>,
    /// `field: value` from the slots.
    values: Vec<TokenStream>,
}

impl Slots {
    fn new(fields: &[FieldModel], de: &TokenStream) -> Self {
        let mut slots =
            Self { types: Vec::new(), empty: Vec::new(), arms: Vec::new(), rest: Vec::new(), values: Vec::new() };
        for field in fields {
            slots.field(field, de);
        }
        slots
    }

    fn add(&mut self, ty: TokenStream, empty: TokenStream) -> Index {
        self.types.push(ty);
        self.empty.push(empty);
        Index::from(self.types.len() - 1)
    }

    fn optional(&mut self, field: &FieldModel) -> Index {
        let ty = &field.ty;
        self.add(quote!(__dynamo::__private::Option<#ty>), quote!(__dynamo::__private::None))
    }

    fn field(&mut self, field: &FieldModel, de: &TokenStream) {
        let (ident, ty, span) = (&field.ident, &field.ty, field.type_span());
        match field.storage {
            Storage::Skip => {
                let value = default_value(field.default.as_ref());
                self.values.push(quote_spanned!(span=> #ident: #value));
            }
            Storage::Flatten => {
                let fields = quote_spanned!(span=> <#ty as __dynamo::DecodeAttributes<#de>>);
                let slot = self.add(quote!(#fields::Slots), quote!(#fields::slots()));
                self.rest.push(quote! {
                    if #fields::attribute(&mut slots.#slot, decoder, name, kind)? {
                        return __dynamo::__private::Ok(true);
                    }
                });
                self.values.push(quote!(#ident: #fields::finish(slots.#slot)?));
            }
            Storage::Plain | Storage::Codec(_) | Storage::Module(_) => self.stored(field),
        }
    }

    fn stored(&mut self, field: &FieldModel) {
        let (ident, name, span) = (&field.ident, &field.name.text, field.type_span());
        let own = self.optional(field);
        self.arm(field, name, &own);
        let mut value = quote!(slots.#own);
        // The attribute's own name wins over an alias, whatever comes first; so do earlier aliases over later ones.
        for alias in &field.aliases {
            let slot = self.optional(field);
            self.arm(field, &alias.text, &slot);
            value = quote!(__dynamo::__private::Option::or(#value, slots.#slot));
        }
        let value = match (&field.default, &field.storage) {
            (Some(default), _) => {
                let default = default_value(Some(default));
                quote_spanned!(span=> __dynamo::__private::Option::unwrap_or_else(#value, || #default))
            }
            (None, Storage::Plain) => quote_spanned!(span=> __dynamo::__private::finish_field(#value, #name)?),
            (None, _) => {
                let null = null_of(field);
                quote_spanned!(span=> __dynamo::__private::finish_field_with(#value, #null, #name)?)
            }
        };
        self.values.push(quote!(#ident: #value));
    }

    /// The arm for one name of a field.
    fn arm(&mut self, field: &FieldModel, name: &str, slot: &Index) {
        let span = field.type_span();
        let call = if matches!(field.storage, Storage::Plain) {
            quote_spanned!(span=> __dynamo::__private::decode_field(&mut slots.#slot, decoder, #name, kind))
        } else {
            let (codec, null) = (codec(field), null_of(field));
            quote_spanned! {span=>
                __dynamo::__private::decode_field_with::<#codec, _, _>(&mut slots.#slot, decoder, #name, kind, #null)
            }
        };
        self.arms.push(quote!(#name => #call,));
    }
}

/// What stands for null in the field's type: `None` for an `Option`.
fn null_of(field: &FieldModel) -> TokenStream {
    let ty = &field.ty;
    quote!({
        use __dynamo::__private::{AnyNull as _, OptionNull as _};
        (&__dynamo::__private::NullOf::<#ty>::new()).null()
    })
}

/// What a field is when its attribute is missing.
pub(super) fn default_value(default: Option<&DefaultValue>) -> TokenStream {
    match default {
        Some(DefaultValue::Expression(expression)) => quote!(#expression),
        Some(DefaultValue::Trait) | None => quote!(__dynamo::__private::Default::default()),
    }
}
