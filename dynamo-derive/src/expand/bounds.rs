//! The generics of generated impls: bounds where the fields need them, and nowhere else.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    GenericParam, Generics, Ident, Lifetime, Path, Type, parse_quote,
    visit::{self, Visit},
};

use super::fields::codec;
use crate::model::{FieldModel, Storage, TypeModel};

/// What a trait's implementation asks of what the fields hold.
pub(super) struct Needs {
    /// Of a type parameter in a field that is stored plainly.
    pub(super) plain: TokenStream,
    /// Of a flattened field.
    pub(super) flattened: TokenStream,
}

impl Needs {
    pub(super) fn encode() -> Self {
        Self { plain: quote!(__dynamo::Encode), flattened: quote!(__dynamo::EncodeAttributes) }
    }

    pub(super) fn decode(de: &Lifetime) -> Self {
        Self { plain: quote!(__dynamo::Decode<#de>), flattened: quote!(__dynamo::DecodeAttributes<#de>) }
    }

    /// Both ways, without borrowing.
    pub(super) fn item() -> Self {
        Self {
            plain: quote!(__dynamo::Encode + __dynamo::DecodeOwned),
            flattened: quote!(__dynamo::EncodeAttributes + for<'__de> __dynamo::DecodeAttributes<'__de>),
        }
    }

    /// The generics with what the fields need.
    pub(super) fn of_fields<'a>(&self, of: &TypeModel, fields: impl IntoIterator<Item = &'a FieldModel>) -> Generics {
        let generics = &of.generics;
        let mut bounded = generics.clone();
        for field in fields {
            match &field.storage {
                Storage::Plain => self.add(&mut bounded, of, &field.ty),
                Storage::Flatten => require(&mut bounded, of, &field.ty, &self.flattened),
                Storage::Codec(_) | Storage::Module { .. } if mentions(of, &field.ty) => {
                    let (codec, ty) = (codec(field, generics), &field.ty);
                    push(&mut bounded, codec, &quote!(__dynamo::FieldCodec<#ty>));
                }
                Storage::Skip | Storage::Codec(_) | Storage::Module { .. } => {}
            }
        }
        bounded
    }

    /// The generics with what fields of these types need.
    pub(super) fn of_types<'a>(&self, of: &TypeModel, types: impl IntoIterator<Item = &'a Type>) -> Generics {
        let mut bounded = of.generics.clone();
        for ty in types {
            self.add(&mut bounded, of, ty);
        }
        bounded
    }

    /// A bound on the field's type, which says exactly what is needed (a set asks more of its elements than a list); a
    /// recursive type would run in circles so, and bounds its parameters.
    fn add(&self, bounded: &mut Generics, of: &TypeModel, ty: &Type) {
        let Parameters { used, recursive, .. } = Parameters::of(of, ty);
        if !recursive {
            require(bounded, of, ty, &self.plain);
            return;
        }
        for parameter in used {
            push(bounded, &parameter, &self.plain);
        }
    }
}

fn push(bounded: &mut Generics, ty: impl ToTokens, bound: &TokenStream) {
    let predicate = parse_quote!(#ty: #bound);
    let predicates = &mut bounded.make_where_clause().predicates;
    if !predicates.iter().any(|known| *known == predicate) {
        predicates.push(predicate);
    }
}

/// Adds a bound on a type that is generic.
pub(super) fn require(bounded: &mut Generics, of: &TypeModel, ty: &Type, bound: &TokenStream) {
    if mentions(of, ty) {
        push(bounded, ty, bound);
    }
}

/// Asks of a generic item what every item must be: free to go to other threads, and to stay there.
pub(super) fn require_item(bounded: &mut Generics, of: &TypeModel) {
    if !of.generics.params.is_empty() {
        let (ident, (_, type_generics, _)) = (&of.ident, of.generics.split_for_impl());
        push(bounded, quote!(#ident #type_generics), &quote!(__private::Send + __private::Sync + 'static));
    }
}

/// Whether a type depends on the type parameters.
fn mentions(of: &TypeModel, ty: &Type) -> bool {
    !Parameters::of(of, ty).used.is_empty()
}

/// Finds the type parameters in a type, and their associated types: `T`, `T::Id`.
struct Parameters {
    all: BTreeSet<String>,
    own: Ident,
    used: Vec<Path>,
    recursive: bool,
}

impl Parameters {
    fn of(of: &TypeModel, ty: &Type) -> Self {
        let all = of.generics.type_params().map(|parameter| parameter.ident.to_string()).collect();
        let mut parameters = Self { all, own: of.ident.clone(), used: Vec::new(), recursive: false };
        parameters.visit_type(ty);
        parameters
    }
}

impl Visit<'_> for Parameters {
    fn visit_path(&mut self, path: &Path) {
        if path.segments.last().is_some_and(|last| last.ident == "PhantomData") {
            return;
        }
        self.recursive |= path.segments.last().is_some_and(|last| last.ident == self.own);
        let of_parameter = path.leading_colon.is_none()
            && path.segments.first().is_some_and(|first| self.all.contains(&first.ident.to_string()));
        if of_parameter && !self.used.contains(path) {
            self.used.push(path.clone());
        }
        visit::visit_path(self, path);
    }
}

/// The generics with the lifetime of what is read from, which outlives the type's own.
pub(super) fn with_de(mut generics: Generics, de: &Lifetime) -> Generics {
    let mut own = generics.lifetimes().map(|parameter| parameter.lifetime.clone()).peekable();
    let parameter: GenericParam = if own.peek().is_some() { parse_quote!(#de: #(#own)+*) } else { parse_quote!(#de) };
    generics.params.insert(0, parameter);
    generics
}

/// The lifetime of what is read from.
pub(super) fn de() -> Lifetime {
    parse_quote!('__de)
}

/// `impl<..>` of generics that have gained parameters, with the original type's `Type<..>`.
pub(super) fn impl_for(
    generics: &Generics,
    original: &Generics,
    ident: &syn::Ident,
    trait_path: &TokenStream,
) -> TokenStream {
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = original.split_for_impl();
    let where_clause = where_clause.map(ToTokens::to_token_stream);
    quote!(#[automatically_derived] impl #impl_generics #trait_path for #ident #type_generics #where_clause)
}
