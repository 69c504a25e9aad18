//! A struct with one unnamed field: stored as that field is.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::bounds::{decoding, impl_for, with_bound};
use crate::model::NewtypeModel;

pub(super) fn expand(model: &NewtypeModel) -> TokenStream {
    let (of, inner, span) = (&model.of, &model.inner, model.inner.span());
    let encoding = with_bound(&of.generics, &quote!(__dynamo::Encode));
    let shaping = with_bound(&of.generics, &quote!(__dynamo::Shaped));
    let (decoding, de) = decoding(&of.generics);
    let encode = impl_for(&encoding, &of.generics, &of.ident, &quote!(__dynamo::Encode));
    let decode = impl_for(&decoding, &of.generics, &of.ident, &quote!(__dynamo::Decode<#de>));
    let shaped = impl_for(&shaping, &of.generics, &of.ident, &quote!(__dynamo::Shaped));
    let newtype = impl_for(&of.generics, &of.generics, &of.ident, &quote!(__dynamo::Newtype));
    let encode_inner = quote_spanned!(span=> <#inner as __dynamo::Encode>);
    let decode_inner = quote_spanned!(span=> <#inner as __dynamo::Decode<#de>>);
    let shape_of_inner = quote_spanned!(span=> <#inner as __dynamo::Shaped>::Shape);
    quote! {
        #encode {
            fn encode<__E: __dynamo::Encoder>(
                &self,
                encoder: &mut __E,
            ) -> __dynamo::__private::Result<(), __dynamo::EncodeError> {
                #encode_inner::encode(&self.0, encoder)
            }
            fn is_absent(&self) -> __dynamo::__private::bool {
                #encode_inner::is_absent(&self.0)
            }
        }
        #decode {
            fn decode<__D: __dynamo::Decoder<#de>>(
                decoder: &mut __D,
                kind: __dynamo::Kind,
            ) -> __dynamo::__private::Result<Self, __dynamo::DecodeError> {
                __dynamo::__private::Result::map(#decode_inner::decode(decoder, kind), Self)
            }
            fn missing() -> __dynamo::__private::Result<Self, __dynamo::DecodeError> {
                __dynamo::__private::Result::map(#decode_inner::missing(), Self)
            }
        }
        #shaped {
            type Shape = #shape_of_inner;
        }
        #newtype {
            type Inner = #inner;
            fn inner(&self) -> &#inner {
                &self.0
            }
            fn from_inner(inner: #inner) -> Self {
                Self(inner)
            }
        }
    }
}
