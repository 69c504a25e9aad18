//! The indexes: their part of the schema, their components, and a constant for each.

use std::collections::HashSet;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Generics, Ident, Type, spanned::Spanned as _};

use super::{bounds::require, encode::own, keys, schema};
use crate::model::{
    IndexModel, IndexPart, IndexProjection, IndexShape, ItemModel, ShapePiece, TypeModel, Usage, unraw,
};

/// What the generics must promise of the fields that index keys are built from.
pub(super) fn require_components(generics: &mut Generics, of: &TypeModel, item: &ItemModel) {
    for part in &item.indexes.components {
        let shape = match part.usage {
            Usage::Native => quote!(NativeKeyShape),
            Usage::Text | Usage::Padded => quote!(TextKeyShape),
        };
        let bound = quote! {
            __dynamo::schema::IndexComponent<Component: __dynamo::KeyComponent<Shape: __dynamo::shape::#shape>>
        };
        require(generics, of, ty(item, part), &bound);
    }
}

fn ty<'a>(item: &'a ItemModel, part: &IndexPart) -> &'a Type {
    &item.structure.fields[part.field].ty
}

/// `Schema::index_components`.
pub(super) fn components(item: &ItemModel) -> TokenStream {
    let components = item.indexes.components.iter().map(|part| {
        let field = &item.structure.fields[part.field];
        let (own, name, ty) = (unraw(&field.ident), &field.name.text, &field.ty);
        let function = match part.usage {
            Usage::Native => quote!(native_component),
            Usage::Text => quote!(text_component),
            Usage::Padded => quote!(padded_component),
        };
        let function = quote_spanned!(field.type_span()=> __private::#function::<#ty>);
        let has_default = field.default.is_some();
        let component = quote_spanned!(field.type_span()=> #function(#own, #name, #has_default));
        match part.usage {
            Usage::Native if !field.aliases.is_empty() => quote!(__private::renamed_component(#component)),
            Usage::Native | Usage::Text | Usage::Padded => component,
        }
    });
    quote!(&[#(#components),*])
}

/// `Schema::indexes`.
pub(super) fn schemas(item: &ItemModel) -> TokenStream {
    let indexes = item.indexes.indexes.iter().map(|index| {
        let name = &index.name;
        let kind = if index.is_local { quote!(Local) } else { quote!(Global) };
        let partition = shape(&index.partition);
        let sort = index.sort.as_ref().map_or_else(
            || quote!(__private::None),
            |sort| {
                let sort = shape(sort);
                quote!(__private::Some(#sort))
            },
        );
        let projection = match &index.projection {
            IndexProjection::All => quote!(All),
            IndexProjection::KeysOnly => quote!(KeysOnly),
            IndexProjection::Include(names) => quote!(Include(&[#(#names),*])),
        };
        quote! {
            __dynamo::schema::IndexSchema {
                name: #name,
                kind: __dynamo::schema::IndexKind::#kind,
                partition: #partition,
                sort: #sort,
                projection: __dynamo::schema::ProjectedAttributes::#projection,
            }
        }
    });
    quote!(&[#(#indexes),*])
}

fn shape(shape: &IndexShape) -> TokenStream {
    match shape {
        IndexShape::Attributes(parts) => {
            let parts = parts.iter().map(|(part, _)| part);
            quote!(__dynamo::schema::IndexKey::Attributes(&[#(#parts),*]))
        }
        IndexShape::Template { name, pieces, .. } => {
            let pieces = schema::pieces(pieces);
            quote!(__dynamo::schema::IndexKey::Template { name: #name, pieces: #pieces })
        }
        IndexShape::TablePartition => quote!(__dynamo::schema::IndexKey::TablePartition),
        IndexShape::TableSort => quote!(__dynamo::schema::IndexKey::TableSort),
    }
}

/// `Item::index_component`: nothing without indexes.
pub(super) fn component(item: &ItemModel) -> TokenStream {
    let mut parts = item.indexes.components.iter().map(|part| {
        let field = &item.structure.fields[part.field];
        let (ty, own) = (&field.ty, own(field));
        let component = quote_spanned!(field.type_span()=> <#ty as __dynamo::schema::IndexComponent>::index_component);
        quote!(#component(#own))
    });
    let Some(last) = parts.next_back() else { return quote!() };
    let arms = parts.enumerate().map(|(index, part)| quote!(#index => #part,));
    quote! {
        fn index_component(
            &self,
            index: __private::usize,
        ) -> __private::Option<__dynamo::ComponentValue<'_>> {
            match index {
                #(#arms)*
                _ => #last,
            }
        }
    }
}

/// A constant for each index.
pub(super) fn constants(item: &ItemModel) -> TokenStream {
    let vis = &item.structure.of.vis;
    let constants = item.indexes.indexes.iter().enumerate().map(|(position, index)| {
        let span = first_span(item, index);
        let constant = Ident::new(&index.constant.to_string(), span);
        let ty = index_type(item, index, &partition_types(item, index), &sort_parts(item, index));
        let doc = format!("The index `{}`.", index.name);
        quote_spanned! {span=>
            #[doc = #doc]
            #vis const #constant: #ty = __dynamo::Index::new(#position);
        }
    });
    quote!(#(#constants)*)
}

/// The type of an index's constant.
fn index_type(item: &ItemModel, index: &IndexModel, partition: &TokenStream, sort: &TokenStream) -> TokenStream {
    let holds = if index.is_whole { quote!(AllAttributes) } else { quote!(SomeAttributes) };
    // At a component's type: there the compiler says that it cannot be one.
    quote_spanned!(first_span(item, index)=> __dynamo::Index<Self, #partition, #sort, __dynamo::schema::#holds>)
}

/// The type of the first field that an index's own keys are built from.
fn first_span(item: &ItemModel, index: &IndexModel) -> Span {
    let mut shapes = std::iter::once(&index.partition).chain(&index.sort);
    shapes.find_map(|shape| first_type(item, shape)).map_or_else(Span::call_site, Type::span)
}

/// The same of one key.
fn shape_span(item: &ItemModel, shape: &IndexShape) -> Span {
    first_type(item, shape).map_or_else(Span::call_site, Type::span)
}

fn first_type<'a>(item: &'a ItemModel, shape: &IndexShape) -> Option<&'a Type> {
    let part = match shape {
        IndexShape::Attributes(parts) => parts.first().map(|(part, _)| *part),
        IndexShape::Template { pieces, .. } => ShapePiece::components(pieces).next(),
        IndexShape::TablePartition | IndexShape::TableSort => None,
    };
    part.map(|part| ty(item, &item.indexes.components[part]))
}

/// Instead of the constants, where the derive has reported mistakes: with their types, as far as these are known.
pub(super) fn constant_stubs(item: &ItemModel) -> TokenStream {
    let vis = &item.structure.of.vis;
    let mut seen = vec!["SCHEMA".to_owned(), "FIELDS".to_owned()];
    let unknown = quote!(__private::UnknownKey);
    let known = item.indexes.indexes.iter().map(|index| {
        let is_known = index.is_known && !is_shared(item, index);
        let partition = if is_known { partition_types(item, index) } else { unknown.clone() };
        let sort = if is_known && index.sort.is_some() { sort_parts(item, index) } else { unknown.clone() };
        (&index.constant, index_type(item, index, &partition, &sort))
    });
    let others =
        item.indexes.unknown.iter().map(|constant| (constant, quote!(__dynamo::Index<Self, #unknown, #unknown>)));
    let constants = known.chain(others).filter_map(|(constant, ty)| {
        if seen.contains(&constant.to_string()) {
            return None;
        }
        seen.push(constant.to_string());
        Some(quote!(#vis const #constant: #ty = __dynamo::Index::new(0);))
    });
    quote!(#(#constants)*)
}

/// Whether another index would have the constant too.
fn is_shared(item: &ItemModel, index: &IndexModel) -> bool {
    item.indexes.indexes.iter().filter(|other| other.constant == index.constant).count() > 1
}

/// The type of a component, without its `Option`.
fn component_type(item: &ItemModel, part: usize) -> TokenStream {
    let ty = ty(item, &item.indexes.components[part]);
    quote_spanned!(ty.span()=> <#ty as __dynamo::schema::IndexComponent>::Component)
}

fn partition_types(item: &ItemModel, index: &IndexModel) -> TokenStream {
    // Each field once, be it padded here and plain there.
    let distinct = |pieces: &[ShapePiece]| {
        let mut seen = HashSet::new();
        let is_new = |part: &usize| seen.insert(item.indexes.components[*part].field);
        ShapePiece::components(pieces).filter(is_new).collect::<Vec<_>>()
    };
    let types: Vec<TokenStream> = match &index.partition {
        IndexShape::Attributes(parts) => parts.iter().map(|(part, _)| component_type(item, *part)).collect(),
        IndexShape::Template { pieces, .. } => {
            distinct(pieces).into_iter().map(|part| component_type(item, part)).collect()
        }
        IndexShape::TablePartition => keys::distinct_types(item, item.key.partition.as_ref()),
        IndexShape::TableSort => keys::distinct_types(item, item.key.sort.as_ref()),
    };
    quote_spanned!(shape_span(item, &index.partition)=> (#(#types,)*))
}

fn sort_parts(item: &ItemModel, index: &IndexModel) -> TokenStream {
    let parts: Vec<TokenStream> = match &index.sort {
        None => Vec::new(),
        Some(IndexShape::Attributes(parts)) => parts
            .iter()
            .map(|(part, _)| {
                let ty = component_type(item, *part);
                quote_spanned!(ty.span()=> __private::NativePart<#ty>)
            })
            .collect(),
        Some(IndexShape::Template { pieces, .. }) => pieces
            .iter()
            .filter_map(|piece| match piece {
                ShapePiece::Literal(_) => None,
                ShapePiece::Component { index, width } => {
                    let ty = component_type(item, *index);
                    Some(if *width > 0 { quote!(__private::PaddedPart<#ty>) } else { quote!(__private::TextPart<#ty>) })
                }
            })
            .collect(),
        Some(IndexShape::TablePartition) => keys::parts(item, item.key.partition.as_ref()),
        Some(IndexShape::TableSort) => keys::parts(item, item.key.sort.as_ref()),
    };
    let span = index.sort.as_ref().map_or_else(Span::call_site, |sort| shape_span(item, sort));
    quote_spanned!(span=> (#(#parts,)*))
}
