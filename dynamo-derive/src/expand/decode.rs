//! `Decode` and `DecodeAttributes`.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Ident, Index};

use super::{
    bounds::{self, Needs, impl_for, with_de},
    encode::{checks_of_names, names, spanned, spanned_codec},
    unseen,
};
use crate::{
    attr::DefaultValue,
    model::{FieldModel, Storage, TypeModel},
};

/// `is_document`: whether the type has a constant of its fields, which knows their defaults.
pub(super) fn expand(of: &TypeModel, fields: &[FieldModel], is_document: bool) -> TokenStream {
    let de = bounds::de();
    let generics = with_de(Needs::decode(&de).of_fields(of, fields), &de);
    let attributes = impl_for(&generics, &of.generics, &of.ident, &quote!(__dynamo::DecodeAttributes<#de>));
    let decode = impl_for(&generics, &of.generics, &of.ident, &quote!(__dynamo::Decode<#de>));
    let mut slots = Slots::new(fields, of, is_document, &quote!(#de));
    let (vis, slots_ident) = (&of.vis, format_ident!("__SlotsOf{}", of.ident));
    // A struct, because an associated type must not show the private types of fields.
    let (mut slot_generics, mut slot_arguments, mut slot_bounds) = (quote!(), quote!(), quote!());
    if !of.generics.params.is_empty() || slots.borrow {
        let (impl_generics, arguments, where_clause) = generics.split_for_impl();
        let (_, own, _) = of.generics.split_for_impl();
        let ident = &of.ident;
        slots.add(quote!(__private::PhantomData<fn() -> (&#de (), #ident #own)>), quote!(__private::PhantomData));
        (slot_generics, slot_arguments, slot_bounds) =
            (quote!(#impl_generics), quote!(#arguments), quote!(#where_clause));
    }
    let filled = filled();
    let (types, empty, arms, values) = (&slots.types, &slots.empty, &slots.arms, &slots.values);
    let (takes_rest, rest) = (slots.takes_rest(), slots.rest());
    let is_generic = !of.generics.params.is_empty();
    let names = if is_document && !is_generic {
        quote!(<Self as __dynamo::EncodeAttributes>::NAMES)
    } else {
        names(fields, &quote!(DecodeAttributes<#de>))
    };
    // Names that two fields share, and two fields that take all that is left, are errors where the type is known: here, or
    // where a generic one is read.
    let (mut here, mut where_read) = (TokenStream::new(), TokenStream::new());
    let may_be_two = slots.flattened.len() > 1;
    if is_generic {
        let checks = checks_of_names(fields, &quote!(<Self as __dynamo::DecodeAttributes<#de>>::NAMES));
        where_read.extend(quote!(#(const { #checks };)*));
        where_read.extend(may_be_two.then(|| quote!(let _ = Self::TAKES_REST;)));
    } else {
        let ident = &of.ident;
        let checks = checks_of_names(fields, &quote!(<#ident as __dynamo::DecodeAttributes<'static>>::NAMES));
        here.extend(quote!(#(const _: () = #checks;)*));
        here.extend(may_be_two.then(|| {
            quote! {
                const _: __private::bool = <#ident as __dynamo::DecodeAttributes<'static>>::TAKES_REST;
            }
        }));
    }
    quote! {
        #here
        #vis struct #slots_ident #slot_generics (#(#types,)*) #slot_bounds;
        #attributes {
            const NAMES: __private::Names = #names;
            #takes_rest
            type Slots = #slots_ident #slot_arguments;
            fn slots() -> Self::Slots {
                #slots_ident(#(#empty,)*)
            }
            fn attribute<__D: __dynamo::Decoder<#de>>(
                slots: &mut Self::Slots,
                decoder: &mut __D,
                name: &__private::str,
                kind: __dynamo::Kind,
            ) -> __private::Result<__private::bool, __dynamo::DecodeError> {
                #where_read
                match name {
                    #(#arms)*
                    _ => {
                        #rest
                        __private::Ok(false)
                    }
                }
            }
            fn finish(#filled: Self::Slots) -> __private::Result<Self, __dynamo::DecodeError> {
                __private::Ok(Self { #(#values,)* })
            }
        }
        #decode {
            fn decode<__D: __dynamo::Decoder<#de>>(
                decoder: &mut __D,
                kind: __dynamo::Kind,
            ) -> __private::Result<Self, __dynamo::DecodeError> {
                __private::decode_map(decoder, kind)
            }
        }
    }
}

/// A struct with a slot for every field, and one more for a field's aliases.
struct Slots<'a> {
    of: &'a TypeModel,
    is_document: bool,
    /// Whether a slot borrows from what is read.
    borrow: bool,
    types: Vec<TokenStream>,
    empty: Vec<TokenStream>,
    /// The match arms that fill a slot by the attribute's name.
    arms: Vec<TokenStream>,
    /// What is tried with other attributes: the flattened fields.
    flattened: Vec<Flattened>,
    /// `field: value` from the slots.
    values: Vec<TokenStream>,
}

/// A flattened field, as two expressions.
struct Flattened {
    ty: Span,
    /// Whether it takes every attribute that it is offered.
    takes_rest: TokenStream,
    /// Whether it takes the attribute at hand, which it then has read.
    takes: TokenStream,
}

impl<'a> Slots<'a> {
    fn new(fields: &[FieldModel], of: &'a TypeModel, is_document: bool, de: &TokenStream) -> Self {
        let (types, empty, arms, flattened, values) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut slots = Self { of, is_document, borrow: false, types, empty, arms, flattened, values };
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
        self.add(quote!(__private::Option<#ty>), quote!(__private::None))
    }

    fn field(&mut self, field: &FieldModel, de: &TokenStream) {
        let ident = &field.ident;
        match field.storage {
            Storage::Skip => {
                let value = default_value(field);
                self.values.push(quote!(#ident: #value));
            }
            Storage::Flatten => {
                self.borrow = true;
                let function = |name| spanned(field, &quote!(DecodeAttributes<#de>), &name);
                let (ty, slots) = (function(quote!(Slots)), function(quote!(slots)));
                let (attribute, finish) = (function(quote!(attribute)), function(quote!(finish)));
                let slot = self.add(ty, quote!(#slots()));
                self.flattened.push(Flattened {
                    ty: field.type_span(),
                    takes_rest: function(quote!(TAKES_REST)),
                    takes: quote!(#attribute(&mut slots.#slot, decoder, name, kind)?),
                });
                let filled = filled();
                self.values.push(quote!(#ident: #finish(#filled.#slot)?));
            }
            Storage::Plain | Storage::Codec(_) | Storage::Module { .. } => self.stored(field, de),
        }
    }

    /// The constant that says whether a flattened field takes all that is left; at the type of a second one the compiler
    /// says that there are two.
    fn takes_rest(&self) -> Option<TokenStream> {
        let mut fields = self.flattened.iter();
        let first = fields.next()?.takes_rest.clone();
        let value = fields.fold(first, |before, Flattened { ty, takes_rest, .. }| {
            quote_spanned!(*ty=> __private::takes_rest(#before, #takes_rest))
        });
        Some(quote!(const TAKES_REST: __private::bool = #value;))
    }

    /// What is done with an attribute of another name. A field that takes all that is left comes last, wherever it is
    /// declared: the others would never be offered anything.
    fn rest(&self) -> TokenStream {
        let take = |condition: TokenStream| quote!(if #condition { return __private::Ok(true); });
        if let [only] = &self.flattened[..] {
            return take(only.takes.clone());
        }
        let (some, rest): (Vec<_>, Vec<_>) = self
            .flattened
            .iter()
            .map(|Flattened { takes_rest, takes, .. }| {
                (take(quote!(!#takes_rest && #takes)), take(quote!(#takes_rest && #takes)))
            })
            .unzip();
        quote!(#(#some)* #(#rest)*)
    }

    fn stored(&mut self, field: &FieldModel, de: &TokenStream) {
        let (ident, name) = (&field.ident, &field.name.text);
        let own = self.optional(field);
        self.arm(field, name, &own, de);
        let filled = filled();
        let mut value = quote!(#filled.#own);
        // The attribute's own name wins over an alias, whatever comes first; so do earlier aliases over later ones.
        for alias in &field.aliases {
            let slot = self.optional(field);
            self.arm(field, &alias.text, &slot, de);
            value = quote!(__private::Option::or(#value, #filled.#slot));
        }
        let value = match (&field.default, &field.storage) {
            (Some(_), Storage::Plain) if self.is_document => {
                quote!(__private::or_default(#value, &<Self as __dynamo::Document>::FIELDS.#ident, #name)?)
            }
            (Some(_), _) => {
                let default = default_value(field);
                quote!(__private::Option::unwrap_or_else(#value, || #default))
            }
            (None, Storage::Plain) => {
                let finish = spanned(field, &quote!(Decode<#de>), &quote!(finish_field));
                quote!(#finish(#value, #name)?)
            }
            (None, _) => {
                let ty = &field.ty;
                quote!(__private::finish_field_with(#value, __private::null!(#ty), #name)?)
            }
        };
        self.values.push(quote!(#ident: #value));
    }

    /// The arm for one name of a field.
    fn arm(&mut self, field: &FieldModel, name: &str, slot: &Index, de: &TokenStream) {
        let call = if matches!(field.storage, Storage::Plain) {
            let decode = spanned(field, &quote!(Decode<#de>), &quote!(decode_field));
            quote!(#decode(&mut slots.#slot, decoder, #name, kind))
        } else {
            let ty = &field.ty;
            let decode = spanned_codec(field, &self.of.generics, &quote!(decode_field));
            quote!(#decode(&mut slots.#slot, decoder, #name, kind, __private::null!(#ty)))
        };
        self.arms.push(quote!(#name => #call,));
    }
}

/// The slots in `finish`, where defaults are evaluated: out of their sight.
fn filled() -> Ident {
    Ident::new("slots", unseen(Span::call_site()))
}

/// What a field is when its attribute is missing.
pub(super) fn default_value(field: &FieldModel) -> TokenStream {
    if let Some(DefaultValue::Expression(expression)) = &field.default {
        return quote!(#expression);
    }
    let ty = &field.ty;
    let default = quote_spanned!(field.type_span()=> <#ty as __private::Default>::default);
    quote!(#default())
}
