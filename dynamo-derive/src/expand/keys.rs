//! `key`, `partition`, and the components of an item's key.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Ident;

use super::encode::{own, spanned};
use crate::model::{ItemModel, KeyPart, Shape, ShapePiece, unraw};

/// `Item::component`: the value of a key component by its position.
pub(super) fn component(item: &ItemModel) -> TokenStream {
    let mut parts = item.key.components.iter().map(|part| {
        let field = &item.structure.fields[part.field];
        let component = spanned(field, &quote!(KeyComponent), &component_function(item, part));
        let own = own(field);
        quote!(#component(#own))
    });
    // A key has at least one component: the model says so.
    let last = parts.next_back();
    let arms = parts.enumerate().map(|(index, part)| quote!(#index => #part,));
    quote! {
        fn component(&self, index: __private::usize) -> __dynamo::ComponentValue<'_> {
            match index {
                #(#arms)*
                _ => #last,
            }
        }
    }
}

/// `key` and `partition`.
pub(super) fn functions(item: &ItemModel) -> TokenStream {
    let partition = &item.key.components[..item.key.partition_len];
    let key = function(item, "key", "Key", "The key of the item with these components.", &item.key.components);
    let partition =
        function(item, "partition", "Partition", "The partition of the items with these components.", partition);
    quote!(#key #partition)
}

fn function(item: &ItemModel, name: &str, output: &str, doc: &str, parts: &[KeyPart]) -> TokenStream {
    let vis = &item.structure.of.vis;
    let (name, output) = (quote::format_ident!("{name}"), quote::format_ident!("{output}"));
    let fields = || parts.iter().map(|part| (part, &item.structure.fields[part.field]));
    let parameters = fields().map(|(_, field)| {
        let (ident, ty) = (&field.ident, &field.ty);
        quote!(#ident: impl __dynamo::IntoComponent<#ty>)
    });
    let components = fields().map(|(_, field)| {
        let (ident, ty) = (&field.ident, &field.ty);
        quote!(__dynamo::IntoComponent::<#ty>::into_component(#ident))
    });
    let arguments: Vec<String> = fields().map(|(_, field)| unraw(&field.ident)).collect();
    let doc = format!("{doc} Components: {}.", arguments.join(", "));
    quote! {
        #[doc = #doc]
        #vis fn #name(#(#parameters),*) -> __dynamo::#output<Self> {
            __dynamo::#output::from_components(__private::vec![#(#components),*])
        }
    }
}

/// `Item::Partition`: the types of the partition key's components.
pub(super) fn partition_types(item: &ItemModel) -> TokenStream {
    let types = item.key.components[..item.key.partition_len].iter().map(|part| &item.structure.fields[part.field].ty);
    associated_type(item, &item.key.components[..item.key.partition_len], "Partition", &quote!((#(#types,)*)))
}

/// `type NAME = ..;` at the first component's type: there the compiler refuses one that is more private than the item.
fn associated_type(item: &ItemModel, parts: &[KeyPart], name: &str, ty: &TokenStream) -> TokenStream {
    let span = parts.first().map_or_else(Span::call_site, |part| item.structure.fields[part.field].type_span());
    let name = Ident::new(name, span);
    quote_spanned!(span=> type #name = #ty;)
}

/// `Item::Sort`: the parts of the sort key.
pub(super) fn sort_parts(item: &ItemModel) -> TokenStream {
    let parts = parts(item, item.key.sort.as_ref());
    associated_type(item, &item.key.components[item.key.partition_len..], "Sort", &quote!((#(#parts,)*)))
}

/// The parts of one of the table's keys, to walk along.
pub(super) fn parts(item: &ItemModel, shape: Option<&Shape>) -> Vec<TokenStream> {
    let part = |index: usize, kind: &str| {
        let (kind, ty) = (quote::format_ident!("{kind}"), component_type(item, index));
        quote!(__private::#kind<#ty>)
    };
    match shape {
        None => Vec::new(),
        Some(Shape::Native(index)) => vec![part(*index, "NativePart")],
        Some(Shape::Named(indices)) => indices.iter().map(|index| part(*index, "TextPart")).collect(),
        Some(Shape::Template(pieces)) => pieces
            .iter()
            .filter_map(|piece| match piece {
                ShapePiece::Literal(_) => None,
                ShapePiece::Component { index, width: 0 } => Some(part(*index, "TextPart")),
                ShapePiece::Component { index, .. } => Some(part(*index, "PaddedPart")),
            })
            .collect(),
    }
}

/// The types of the components of one of the table's keys, each once.
pub(super) fn distinct_types(item: &ItemModel, shape: Option<&Shape>) -> Vec<TokenStream> {
    let mut indices = Vec::new();
    for index in shape.map(Shape::components).unwrap_or_default() {
        if !indices.contains(&index) {
            indices.push(index);
        }
    }
    indices.into_iter().map(|index| component_type(item, index)).collect()
}

fn component_type(item: &ItemModel, index: usize) -> TokenStream {
    let ty = &item.structure.fields[item.key.components[index].field].ty;
    quote!(#ty)
}

/// The function that asks of a component's type what its place in the key needs.
fn component_function(item: &ItemModel, part: &KeyPart) -> TokenStream {
    if item.key.native {
        quote!(component)
    } else if part.padded {
        quote!(padded_component)
    } else {
        quote!(text_component)
    }
}
