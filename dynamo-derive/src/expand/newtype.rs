//! A struct with one unnamed field: stored as that field is.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::bounds::{self, Needs, impl_for, require, with_de};
use crate::model::NewtypeModel;

pub(super) fn expand(model: &NewtypeModel) -> TokenStream {
    let (of, inner, span) = (&model.of, &model.inner, model.inner.span());
    let de = bounds::de();
    let encoding = Needs::encode().of_types(of, [inner]);
    let decoding = with_de(Needs::decode(&de).of_types(of, [inner]), &de);
    let encode = impl_for(&encoding, &of.generics, &of.ident, &quote!(__dynamo::Encode));
    let decode = impl_for(&decoding, &of.generics, &of.ident, &quote!(__dynamo::Decode<#de>));
    let encode_inner = quote_spanned!(span=> <#inner as __dynamo::Encode>);
    let decode_inner = quote_spanned!(span=> <#inner as __dynamo::Decode<#de>>);
    let kinship = kinship(model);
    quote! {
        #encode {
            fn encode<__E: __dynamo::Encoder>(
                &self,
                encoder: &mut __E,
            ) -> __private::Result<(), __dynamo::EncodeError> {
                #encode_inner::encode(&self.0, encoder)
            }
            fn is_absent(&self) -> __private::bool {
                #encode_inner::is_absent(&self.0)
            }
        }
        #decode {
            fn decode<__D: __dynamo::Decoder<#de>>(
                decoder: &mut __D,
                kind: __dynamo::Kind,
            ) -> __private::Result<Self, __dynamo::DecodeError> {
                __private::Result::map(#decode_inner::decode(decoder, kind), Self)
            }
            fn missing() -> __private::Result<Self, __dynamo::DecodeError> {
                __private::Result::map(#decode_inner::missing(), Self)
            }
        }
        #kinship
    }
}

/// What the newtype can do because its field can.
pub(super) fn kinship(model: &NewtypeModel) -> TokenStream {
    let (of, inner) = (&model.of, &model.inner);
    let mut shaping = of.generics.clone();
    require(&mut shaping, of, inner, &quote!(__dynamo::Shaped));
    let shaped = impl_for(&shaping, &of.generics, &of.ident, &quote!(__dynamo::Shaped));
    let newtype = impl_for(&of.generics, &of.generics, &of.ident, &quote!(__dynamo::Newtype));
    let shape_of_inner = quote_spanned!(inner.span()=> <#inner as __dynamo::Shaped>::Shape);
    // At the field's type: there the compiler refuses one that is more private than the newtype.
    let inner_type = quote_spanned!(inner.span()=> type Inner = #inner;);
    let shape = quote_spanned!(inner.span()=> type Shape = #shape_of_inner;);
    quote! {
        #shaped {
            #shape
        }
        #newtype {
            #inner_type
            fn inner(&self) -> &#inner {
                &self.0
            }
            fn from_inner(inner: #inner) -> Self {
                Self(inner)
            }
        }
    }
}
