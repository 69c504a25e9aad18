//! `key`, `partition`, and the components of an item's key.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::model::{ItemModel, KeyPart, Shape, ShapePiece, unraw};

/// `Item::component`: the value of a key component by its position.
pub(super) fn component(item: &ItemModel) -> TokenStream {
    let mut parts = item.key.components.iter().map(|part| {
        let field = &item.structure.fields[part.field];
        let ident = &field.ident;
        quote_spanned!(field.type_span()=> __dynamo::KeyComponent::component(&self.#ident))
    });
    // A key has at least one component: the model says so.
    let last = parts.next_back();
    let arms = parts.enumerate().map(|(index, part)| quote!(#index => #part,));
    quote! {
        fn component(&self, index: __dynamo::__private::usize) -> __dynamo::ComponentValue<'_> {
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
    let components = fields().map(|(part, field)| {
        let (ident, ty) = (&field.ident, &field.ty);
        let call = component_function(item, part);
        quote_spanned!(field.type_span()=> __dynamo::__private::#call::<#ty>(#ident))
    });
    let arguments: Vec<String> = fields().map(|(_, field)| unraw(&field.ident)).collect();
    let doc = format!("{doc} Components: {}.", arguments.join(", "));
    quote! {
        #[doc = #doc]
        #vis fn #name(#(#parameters),*) -> __dynamo::#output<Self> {
            __dynamo::#output::from_components(__dynamo::__private::vec![#(#components),*])
        }
    }
}

/// `Item::Partition`: the types of the partition key's components.
pub(super) fn partition_types(item: &ItemModel) -> TokenStream {
    let types = item.key.components[..item.key.partition_len].iter().map(|part| &item.structure.fields[part.field].ty);
    quote!((#(#types,)*))
}

/// `Item::Sort`: the parts of the sort key.
pub(super) fn sort_parts(item: &ItemModel) -> TokenStream {
    let ty = |index: usize| &item.structure.fields[item.key.components[index].field].ty;
    let part = |index: usize, kind: &str| {
        let (kind, ty) = (quote::format_ident!("{kind}"), ty(index));
        quote!(__dynamo::__private::#kind<#ty>)
    };
    let parts: Vec<TokenStream> = match &item.key.sort {
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
    };
    quote!((#(#parts,)*))
}

/// The function that asks of a component's type what its place in the key needs.
fn component_function(item: &ItemModel, part: &KeyPart) -> TokenStream {
    if item.key.native {
        quote!(native_component)
    } else if part.padded {
        quote!(padded_component)
    } else {
        quote!(text_component)
    }
}
