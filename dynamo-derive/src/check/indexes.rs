//! The rules of the indexes: one function each.

use std::collections::{HashMap, HashSet};

use crate::{
    ctxt::Ctxt,
    model::{IndexShape, ItemModel, Shape, ShapePiece, unraw},
};

/// All rules of the indexes of an item's table.
pub(super) fn check(ctxt: &Ctxt, item: &ItemModel) {
    names_are_good(ctxt, item);
    constants_are_unique(ctxt, item);
    local_indexes_are_few(ctxt, item);
    keys_share_no_attribute(ctxt, item);
    generated_attributes_are_free(ctxt, item);
    shared_attributes_are_the_same(ctxt, item);
}

/// From AWS's page "Supported data types and naming rules in Amazon DynamoDB".
fn names_are_good(ctxt: &Ctxt, item: &ItemModel) {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut seen = HashSet::new();
    for index in &item.indexes.indexes {
        if !(3..=255).contains(&index.name.len()) || !index.name.chars().all(allowed) {
            ctxt.error_at(index.span, "an index's name has 3 to 255 characters of a-z, A-Z, 0-9, `_`, `-` and `.`");
        }
        if !seen.insert(&index.name) {
            ctxt.error_at(index.span, format!("another index is called `{}` too; rename one", index.name));
        }
    }
}

/// Each index has a constant, beside those that every item has.
fn constants_are_unique(ctxt: &Ctxt, item: &ItemModel) {
    let mut seen: HashMap<String, &str> = ["SCHEMA", "FIELDS"].into_iter().map(|own| (own.to_owned(), "")).collect();
    for index in &item.indexes.indexes {
        match seen.insert(index.constant.to_string(), &index.name) {
            Some(other) if other == index.name => {}
            Some(other) => {
                let of = if other.is_empty() { "that every item has".to_owned() } else { format!("of `{other}`") };
                let constant = &index.constant;
                ctxt.error_at(
                    index.span,
                    format!("this index's constant would be `{constant}`, as is one {of}; rename it"),
                );
            }
            None => {}
        }
    }
}

/// From AWS's page "Quotas in Amazon DynamoDB".
fn local_indexes_are_few(ctxt: &Ctxt, item: &ItemModel) {
    if let Some(sixth) = item.indexes.indexes.iter().filter(|index| index.is_local).nth(5) {
        ctxt.error_at(sixth.span, "a table has at most five local indexes");
    }
}

/// An attribute is in one key of an index.
fn keys_share_no_attribute(ctxt: &Ctxt, item: &ItemModel) {
    for index in &item.indexes.indexes {
        match (&index.partition, &index.sort) {
            (IndexShape::Attributes(partition), Some(IndexShape::Attributes(sort))) => {
                for (part, span) in sort.iter().filter(|(part, _)| partition.iter().any(|(other, _)| other == part)) {
                    let name = unraw(&item.structure.fields[item.indexes.components[*part].field].ident);
                    ctxt.error_at(*span, format!("`{name}` is in both keys of the index; a key attribute is in one"));
                }
            }
            (IndexShape::TablePartition, Some(IndexShape::Attributes(sort))) => {
                let Some(Shape::Native(own)) = item.key.partition else { continue };
                let own = item.key.components[own].field;
                for (_, span) in sort.iter().filter(|(part, _)| item.indexes.components[*part].field == own) {
                    let name = unraw(&item.structure.fields[own].ident);
                    ctxt.error_at(
                        *span,
                        format!(
                            "`{name}` is the table's partition key, which a local index has too; write \
                             sort_key(other_field)"
                        ),
                    );
                }
            }
            (IndexShape::Template { name: partition, .. }, Some(IndexShape::Template { name: sort, span, .. }))
                if partition == sort =>
            {
                ctxt.error_at(*span, "both keys of the index would be in one attribute; give each its own");
            }
            _ => {}
        }
    }
}

fn generated(item: &ItemModel) -> impl Iterator<Item = (&str, proc_macro2::Span, &[ShapePiece])> {
    let shapes = item.indexes.indexes.iter().flat_map(|index| std::iter::once(&index.partition).chain(&index.sort));
    shapes.filter_map(|shape| match shape {
        IndexShape::Template { name, span, pieces } => Some((name.as_str(), *span, pieces.as_slice())),
        IndexShape::Attributes(_) | IndexShape::TablePartition | IndexShape::TableSort => None,
    })
}

/// A field must not be stored where an index's generated key is.
fn generated_attributes_are_free(ctxt: &Ctxt, item: &ItemModel) {
    for (name, span, _) in generated(item) {
        if name.is_empty() {
            ctxt.error_at(span, "a generated key needs a name");
        }
        let fields = || item.structure.fields.iter().filter(|field| field.is_stored());
        if fields().any(|field| field.name.text == name || field.aliases.iter().any(|alias| alias.text == name)) {
            ctxt.error_at(span, format!("a field is stored as `{name}` already; give the generated key another name"));
        }
        // The names of native keys are the fields' own. Those that the schema leaves open are the configuration's.
        let table_key = |own: &Option<Shape>, given: &Option<String>| {
            !item.key.native && own.is_some() && given.as_deref() == Some(name)
        };
        for (is_taken, what) in [
            (table_key(&item.key.partition, &item.settings.partition_key_name), "table's partition key"),
            (table_key(&item.key.sort, &item.settings.sort_key_name), "table's sort key"),
            (item.settings.type_attribute.as_deref() == Some(name), "type attribute"),
        ] {
            if is_taken {
                ctxt.error_at(span, format!("`{name}` is the {what} already; give the generated key another name"));
            }
        }
    }
}

/// Two indexes may share an attribute, which then has one value.
fn shared_attributes_are_the_same(ctxt: &Ctxt, item: &ItemModel) {
    let mut seen: HashMap<&str, &[ShapePiece]> = HashMap::new();
    for (name, span, pieces) in generated(item) {
        if let Some(other) = seen.insert(name, pieces)
            && !is_same(other, pieces)
        {
            ctxt.error_at(span, format!("another index generates `{name}` from another template; rename one"));
        }
    }
}

fn is_same(left: &[ShapePiece], right: &[ShapePiece]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|pair| match pair {
            (ShapePiece::Literal(left), ShapePiece::Literal(right)) => left == right,
            (
                ShapePiece::Component { index: left, width: left_width },
                ShapePiece::Component { index: right, width: right_width },
            ) => left == right && left_width == right_width,
            _ => false,
        })
}
