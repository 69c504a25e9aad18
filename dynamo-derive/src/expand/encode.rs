//! `Encode` and `EncodeAttributes`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::{
    bounds::{impl_for, with_bound},
    fields::codec,
};
use crate::{
    attr::DefaultValue,
    model::{FieldModel, Storage, TypeModel},
};

pub(super) fn expand(of: &TypeModel, fields: &[FieldModel]) -> TokenStream {
    let generics = with_bound(&of.generics, &quote!(__dynamo::Encode));
    let attributes = impl_for(&generics, &of.generics, &of.ident, &quote!(__dynamo::EncodeAttributes));
    let encode = impl_for(&generics, &of.generics, &of.ident, &quote!(__dynamo::Encode));
    let own = fields.iter().filter(|field| field.is_stored()).count();
    let flattened = fields.iter().filter(|field| matches!(field.storage, Storage::Flatten)).map(|field| &field.ident);
    let statements = statements(fields, |field| {
        let ident = &field.ident;
        quote!(&self.#ident)
    });
    quote! {
        #attributes {
            fn attribute_count(&self) -> __dynamo::__private::usize {
                #own #(+ __dynamo::EncodeAttributes::attribute_count(&self.#flattened))*
            }
            fn encode_attributes<__E: __dynamo::Encoder>(
                &self,
                encoder: &mut __E,
            ) -> __dynamo::__private::Result<(), __dynamo::EncodeError> {
                #statements
                __dynamo::__private::Ok(())
            }
        }
        #encode {
            fn encode<__E: __dynamo::Encoder>(
                &self,
                encoder: &mut __E,
            ) -> __dynamo::__private::Result<(), __dynamo::EncodeError> {
                __dynamo::__private::encode_map(self, encoder)
            }
        }
    }
}

/// A statement for every field; `reference` gives the expression for a reference to it.
pub(super) fn statements(fields: &[FieldModel], reference: impl Fn(&FieldModel) -> TokenStream) -> TokenStream {
    fields
        .iter()
        .map(|field| {
            let name = &field.name.text;
            let value = reference(field);
            // At the type: that is what a missing `Encode` is about.
            let span = field.type_span();
            // An absent attribute would be read as the default.
            let null = field.null.is_some() || matches!(field.default, Some(DefaultValue::Expression(_)));
            match &field.storage {
                Storage::Skip => quote!(),
                Storage::Flatten => {
                    quote_spanned!(span=> __dynamo::EncodeAttributes::encode_attributes(#value, encoder)?;)
                }
                Storage::Plain if null => {
                    quote_spanned!(span=> __dynamo::__private::encode_nullable_field(encoder, #name, #value)?;)
                }
                Storage::Plain => {
                    quote_spanned!(span=> __dynamo::__private::encode_field(encoder, #name, #value)?;)
                }
                Storage::Codec(_) | Storage::Module(_) => {
                    let codec = codec(field);
                    let absent = quote!({
                        use __dynamo::__private::{AnyProbe as _, OptionProbe as _};
                        (&__dynamo::__private::Probe(#value)).is_absent()
                    });
                    quote_spanned! {span=>
                        __dynamo::__private::encode_field_with::<#codec, _, _>(encoder, #name, #value, #absent, #null)?;
                    }
                }
            }
        })
        .collect()
}
