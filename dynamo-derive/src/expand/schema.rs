//! The constant `SCHEMA`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::indexes;
use crate::model::{ItemModel, Shape, ShapePiece, unraw};

pub(super) fn expand(item: &ItemModel) -> TokenStream {
    let (table, entity) = (&item.table, &item.entity);
    let attributes = item.structure.fields.iter().filter(|field| field.is_stored()).map(|field| {
        let (own, name) = (unraw(&field.ident), &field.name.text);
        quote!(__private::attribute(#own, #name))
    });
    let components = item.key.components.iter().map(|part| {
        let field = &item.structure.fields[part.field];
        let (own, name, ty) = (unraw(&field.ident), &field.name.text, &field.ty);
        let scalar = if item.key.native {
            let shape = quote_spanned!(field.type_span()=> <#ty as __dynamo::Shaped>::Shape);
            quote_spanned!(field.type_span()=> <#shape as __dynamo::shape::NativeKeyShape>::SCALAR)
        } else {
            quote!(__dynamo::ScalarType::S)
        };
        quote!(__private::component(#own, #name, #scalar))
    });
    let partition = item.key.partition.as_ref().map(shape);
    let sort = match &item.key.sort {
        Some(sort) => {
            let sort = shape(sort);
            quote!(__private::Some(#sort))
        }
        None => quote!(__private::None),
    };
    let config = config(item);
    let (index_components, indexes) = (indexes::components(item), indexes::schemas(item));
    quote! {
        __dynamo::Schema {
            table: #table,
            entity: #entity,
            attributes: &[#(#attributes),*],
            key: __dynamo::schema::KeySchema {
                components: &[#(#components),*],
                partition: #partition,
                sort: #sort,
            },
            index_components: #index_components,
            indexes: #indexes,
            config: #config,
        }
    }
}

fn shape(shape: &Shape) -> TokenStream {
    match shape {
        Shape::Named(indices) => quote!(__dynamo::schema::KeyShape::Named(&[#(#indices),*])),
        Shape::Native(index) => quote!(__dynamo::schema::KeyShape::Native(#index)),
        Shape::Template(template) => {
            let pieces = pieces(template);
            quote!(__dynamo::schema::KeyShape::Template(#pieces))
        }
    }
}

/// The pieces of a template.
pub(super) fn pieces(pieces: &[ShapePiece]) -> TokenStream {
    let pieces = pieces.iter().map(|piece| match piece {
        ShapePiece::Literal(literal) => quote!(__dynamo::schema::Piece::Literal(#literal)),
        ShapePiece::Component { index, width } => {
            quote!(__dynamo::schema::Piece::Component { index: #index, width: #width })
        }
    });
    quote!(&[#(#pieces),*])
}

/// The schema's level of the configuration.
fn config(item: &ItemModel) -> TokenStream {
    let settings = &item.settings;
    let texts =
        [&settings.partition_key_name, &settings.sort_key_name, &settings.key_separator, &settings.type_attribute];
    let flags = [
        settings.suffix_partition_key,
        settings.prefix_partition_key,
        settings.prefix_sort_key,
        settings.table_has_sort_key,
    ];
    if texts.iter().all(|text| text.is_none()) && flags.iter().all(Option::is_none) {
        return quote!(__dynamo::Config::new());
    }
    let texts = texts.into_iter().map(|text| optional(text.as_ref()));
    let flags = flags.iter().map(|flag| optional(flag.as_ref()));
    quote!(__private::schema_config([#(#texts),*], [#(#flags),*]))
}

fn optional<T: quote::ToTokens>(value: Option<&T>) -> TokenStream {
    match value {
        Some(value) => quote!(__private::Some(#value)),
        None => quote!(__private::None),
    }
}
