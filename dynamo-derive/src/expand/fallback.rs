//! What stands in for the impls when the derive has reported mistakes: so that these are all the user sees.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use super::bounds::{decoding, impl_for};
use crate::{attr::ContainerAttrs, ctxt::Ctxt};

pub(crate) fn fallback(input: &DeriveInput) -> TokenStream {
    // The mistakes in the options have been reported; here only the runtime's path is wanted.
    let ctxt = Ctxt::new();
    let krate = ContainerAttrs::item(&ctxt, &input.attrs).runtime();
    let _ = ctxt.check();
    let (generics, ident) = (&input.generics, &input.ident);
    let (decoding, de) = decoding(generics);
    let encode = impl_for(generics, generics, ident, &quote!(__dynamo::Encode));
    let decode = impl_for(&decoding, generics, ident, &quote!(__dynamo::Decode<#de>));
    super::hygienic(
        &krate,
        &quote! {
            #encode {
                fn encode<__E: __dynamo::Encoder>(
                    &self,
                    _: &mut __E,
                ) -> __dynamo::__private::Result<(), __dynamo::EncodeError> {
                    __dynamo::__private::unreachable!()
                }
            }
            #decode {
                fn decode<__D: __dynamo::Decoder<#de>>(
                    _: &mut __D,
                    _: __dynamo::Kind,
                ) -> __dynamo::__private::Result<Self, __dynamo::DecodeError> {
                    __dynamo::__private::unreachable!()
                }
            }
        },
    )
}
