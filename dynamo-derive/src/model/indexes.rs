use proc_macro2::Span;
use quote::format_ident;
use syn::Ident;

use super::{
    FieldModel, KeyModel, Shape, ShapePiece, Storage,
    keys::{Role, meant_field},
    unraw,
};
use crate::{
    attr::{IndexAttrs, KeyFields, Once, ProjectionAttr, Template, TemplatePiece},
    ctxt::Ctxt,
};

/// The secondary indexes of an item's table.
#[derive(Default)]
pub(crate) struct IndexesModel {
    /// The fields that index keys are built from, each once for each way that it is used.
    pub(crate) components: Vec<IndexPart>,
    pub(crate) indexes: Vec<IndexModel>,
    /// The constants of indexes that could not be made out, and have been reported.
    pub(crate) unknown: Vec<Ident>,
}

/// A field that is part of an index key.
pub(crate) struct IndexPart {
    /// Its position among the struct's fields.
    pub(crate) field: usize,
    /// Where the index names it.
    pub(crate) span: Span,
    pub(crate) usage: Usage,
}

/// How a field is part of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Usage {
    /// Its own attribute is the key.
    Native,
    /// As text in a template.
    Text,
    /// As a number in a template, padded.
    Padded,
}

/// One index.
pub(crate) struct IndexModel {
    pub(crate) name: String,
    /// Where to point for mistakes about the index: its name, if it has one.
    pub(crate) span: Span,
    /// The name of its constant.
    pub(crate) constant: Ident,
    pub(crate) is_local: bool,
    pub(crate) partition: IndexShape,
    pub(crate) sort: Option<IndexShape>,
    pub(crate) projection: IndexProjection,
    /// Whether whole items can be read from it.
    pub(crate) is_whole: bool,
    /// Whether the keys are what was meant, whatever mistakes there are elsewhere: then their types are known.
    pub(crate) is_known: bool,
}

/// One key of an index; the numbers are positions among the components.
pub(crate) enum IndexShape {
    /// With where this key names each: a component is known by where it was named first.
    Attributes(Vec<(usize, Span)>),
    Template {
        name: String,
        span: Span,
        pieces: Vec<ShapePiece>,
    },
    TablePartition,
    TableSort,
}

pub(crate) enum IndexProjection {
    All,
    KeysOnly,
    /// The names of attributes.
    Include(Vec<String>),
}

/// The most attributes that one key of an index may have.
const MAX_ATTRIBUTES: usize = 4;

impl IndexesModel {
    pub(super) fn new(ctxt: &Ctxt, attrs: &[IndexAttrs], fields: &[FieldModel], key: &KeyModel) -> Self {
        let mut model = Self::default();
        for index in attrs {
            match ctxt.is_clean(|| model.index(ctxt, index, fields, key)) {
                (Some(mut index), is_clean) => {
                    index.is_known &= is_clean;
                    model.indexes.push(index);
                }
                (None, _) => model.unknown.extend(index.name.get().map(|name| constant(&name.value()))),
            }
        }
        model
    }

    fn index(&mut self, ctxt: &Ctxt, attrs: &IndexAttrs, fields: &[FieldModel], key: &KeyModel) -> Option<IndexModel> {
        let name = attrs.name.get();
        if !attrs.name.is_set() && !ctxt.may_have_meant(&["name"]) {
            ctxt.error_at(attrs.span, "an index needs a name: name = \"ByField\"");
        }
        let span = name.map_or(attrs.span, syn::LitStr::span);
        let inverted = attrs.inverted.is_set();
        if inverted {
            let others = [
                (attrs.partition_key.name(), attrs.partition_key.span()),
                (attrs.sort_key.name(), attrs.sort_key.span()),
                (attrs.pk.name(), attrs.pk.span()),
                (attrs.sk.name(), attrs.sk.span()),
                (attrs.pk_name.name(), attrs.pk_name.span()),
                (attrs.sk_name.name(), attrs.sk_name.span()),
            ];
            for (option, span) in others.into_iter().filter_map(|(option, span)| Some((option, span?))) {
                ctxt.error_at(
                    span,
                    format!("an inverted index has the table's own keys, swapped; leave out `{option}` or `inverted`"),
                );
            }
        }
        if (inverted || attrs.is_local) && key.sort.is_none() && !ctxt.may_have_meant(&["sort_key", "sk"]) {
            let kind = if attrs.is_local {
                "a local index needs a table with"
            } else {
                "an inverted index swaps the keys of a table with"
            };
            ctxt.error_at(attrs.span, format!("{kind} a sort key; this item has none"));
        }
        let (partition, sort) = if inverted {
            let swapped = [(Role::Partition, &key.sort, "sort key"), (Role::Sort, &key.partition, "partition key")];
            for (role, shape, own) in swapped {
                if shape.as_ref().is_some_and(|shape| role.excess(shape.components()).is_some()) {
                    let span = attrs.inverted.span().unwrap_or(attrs.span);
                    ctxt.error_at(span, format!("{}; the table's {own}, which would be it, has more", role.limit()));
                }
            }
            (Some(IndexShape::TableSort), Some(IndexShape::TablePartition))
        } else {
            let partition = if attrs.is_local {
                Some(IndexShape::TablePartition)
            } else {
                self.key(ctxt, fields, Role::Partition, (&attrs.partition_key, &attrs.pk, &attrs.pk_name))
            };
            (partition, self.key(ctxt, fields, Role::Sort, (&attrs.sort_key, &attrs.sk, &attrs.sk_name)))
        };
        let declared = attrs.partition_key.is_set() || attrs.pk.is_set();
        if !declared && !inverted && !attrs.is_local && !ctxt.may_have_meant(&["partition_key", "pk"]) {
            ctxt.error_at(
                span,
                "an index needs a partition key: partition_key(field), or pk = \"STATUS#{field}\" and pk_name = \"gsi1pk\"",
            );
        }
        if attrs.is_local && !attrs.sort_key.is_set() && !attrs.sk.is_set() && !ctxt.may_have_meant(&["sort_key", "sk"])
        {
            ctxt.error_at(span, "a local index needs a sort key of its own: sort_key(field)");
        }
        if let (true, Some(second)) = (attrs.is_local, attrs.sort_key.get().and_then(|names| names.get(1))) {
            ctxt.error(second, "a local index has one sort key attribute, so one field");
        }
        let projection = projection(ctxt, attrs, fields);
        let partition = partition?;
        let is_known = std::iter::once(&partition).chain(&sort).all(|shape| self.is_known(shape, fields, key))
            && !ctxt.may_have_meant(&["partition_key", "pk", "sort_key", "sk", "inverted"]);
        let is_whole = attrs.is_local || self.holds_everything(fields, key, &partition, sort.as_ref(), &projection);
        let name = name?.value();
        Some(IndexModel {
            constant: constant(&name),
            name,
            span,
            is_local: attrs.is_local,
            partition,
            sort,
            projection: match projection {
                IndexProjectionFields::All => IndexProjection::All,
                IndexProjectionFields::KeysOnly => IndexProjection::KeysOnly,
                // With their old names: an item may still have them.
                IndexProjectionFields::Include(included) => IndexProjection::Include(
                    included
                        .into_iter()
                        .flat_map(|field| std::iter::once(&fields[field].name).chain(&fields[field].aliases))
                        .map(|name| name.text.clone())
                        .collect(),
                ),
            },
            is_whole,
            is_known,
        })
    }

    fn key(
        &mut self,
        ctxt: &Ctxt,
        fields: &[FieldModel],
        role: Role,
        (list, template, name): (&Once<KeyFields>, &Once<Template>, &Once<syn::LitStr>),
    ) -> Option<IndexShape> {
        if let (true, Some(span)) = (list.is_set(), template.span()) {
            ctxt.error_at(span, format!("the index has both `{}` and {}(..); keep one", template.name(), list.name()));
        }
        if let (false, Some(span)) = (template.is_set(), name.span()) {
            ctxt.error_at(
                span,
                format!(
                    "`{}` names the attribute that `{}` generates; without it leave it out",
                    name.name(),
                    template.name()
                ),
            );
        }
        if let Some(names) = list.get() {
            let mut parts: Vec<(usize, Span)> = Vec::new();
            for ident in names {
                let Some(field) = position(ctxt, fields, ident) else { continue };
                if parts.iter().any(|(part, _)| self.components[*part].field == field) {
                    ctxt.error(ident, format!("`{}` is part of this key already; name it once", unraw(ident)));
                    continue;
                }
                if parts.len() == MAX_ATTRIBUTES {
                    ctxt.error(ident, "a key of an index has at most four attributes");
                    break;
                }
                parts.push((self.component(field, ident.span(), Usage::Native), ident.span()));
            }
            return Some(IndexShape::Attributes(parts));
        }
        let template = template.get()?;
        if !name.is_set() {
            let (option, example) = (name.name(), name.name().replace("_name", ""));
            ctxt.error(
                &template.literal,
                format!("a generated key needs an attribute to be stored in: {option} = \"gsi1{example}\""),
            );
        }
        let pieces = template.pieces.iter().filter_map(|piece| match piece {
            TemplatePiece::Literal(literal) => Some(ShapePiece::Literal(literal.clone())),
            TemplatePiece::Field { name, width } => {
                let Some(field) = fields.iter().position(|field| unraw(&field.ident) == *name) else {
                    let hint = meant_field(name, fields);
                    ctxt.error(&template.literal, format!("the template names an unknown field `{name}`{hint}"));
                    return None;
                };
                let usage = if *width > 0 { Usage::Padded } else { Usage::Text };
                Some(ShapePiece::Component {
                    index: self.component(field, template.literal.span(), usage),
                    width: *width,
                })
            }
        });
        let pieces: Vec<ShapePiece> = pieces.collect();
        // A field that is padded here and plain there is one value of a query.
        let named = ShapePiece::components(&pieces).map(|part| self.components[part].field);
        if let Some(field) = role.excess(named) {
            let name = unraw(&fields[field].ident);
            ctxt.error(&template.literal, format!("{}; `{name}` is one too many", role.limit()));
        }
        name.get().map(|name| IndexShape::Template { name: name.value(), span: name.span(), pieces })
    }

    /// Whether the key is what was meant, as far as it shows: of a template with a mistake nothing is left.
    fn is_known(&self, shape: &IndexShape, fields: &[FieldModel], key: &KeyModel) -> bool {
        let is_plain = |part: usize| fields[self.components[part].field].is_plain();
        match shape {
            IndexShape::Attributes(parts) => !parts.is_empty() && parts.iter().all(|(part, _)| is_plain(*part)),
            IndexShape::Template { pieces, .. } => !pieces.is_empty() && ShapePiece::components(pieces).all(is_plain),
            IndexShape::TablePartition => key.partition_is_known,
            IndexShape::TableSort => key.sort_is_known,
        }
    }

    /// The position of a field among the components, which it joins if it is new.
    fn component(&mut self, field: usize, span: Span, usage: Usage) -> usize {
        let known = self.components.iter().position(|part| part.field == field && part.usage == usage);
        known.unwrap_or_else(|| {
            self.components.push(IndexPart { field, span, usage });
            self.components.len() - 1
        })
    }

    /// Whether an index holds all attributes of the fields.
    fn holds_everything(
        &self,
        fields: &[FieldModel],
        key: &KeyModel,
        partition: &IndexShape,
        sort: Option<&IndexShape>,
        projection: &IndexProjectionFields,
    ) -> bool {
        let included = match projection {
            IndexProjectionFields::All => return true,
            IndexProjectionFields::KeysOnly => &[][..],
            IndexProjectionFields::Include(fields) => fields,
        };
        let of_table = |shape: &Option<Shape>, field: usize| matches!(shape, Some(Shape::Native(index)) if key.components[*index].field == field);
        let of_index = |shape: &IndexShape, field: usize| matches!(shape, IndexShape::Attributes(parts) if parts.iter().any(|(part, _)| self.components[*part].field == field));
        fields.iter().enumerate().all(|(position, field)| match field.storage {
            Storage::Skip => true,
            Storage::Flatten => false,
            Storage::Plain | Storage::Codec(_) | Storage::Module { .. } => {
                included.contains(&position)
                    || of_table(&key.partition, position)
                    || of_table(&key.sort, position)
                    || of_index(partition, position)
                    || sort.is_some_and(|sort| of_index(sort, position))
            }
        })
    }
}

/// What an index holds beside the keys, as positions among the fields.
enum IndexProjectionFields {
    All,
    KeysOnly,
    Include(Vec<usize>),
}

fn projection(ctxt: &Ctxt, attrs: &IndexAttrs, fields: &[FieldModel]) -> IndexProjectionFields {
    match attrs.projection.get() {
        None | Some(ProjectionAttr::All) => IndexProjectionFields::All,
        Some(ProjectionAttr::KeysOnly) => IndexProjectionFields::KeysOnly,
        Some(ProjectionAttr::Include(names)) => {
            let mut included = Vec::new();
            for name in names {
                let Some(field) = position(ctxt, fields, name) else { continue };
                if !fields[field].is_stored() {
                    ctxt.error(name, format!("`{}` has no attribute of its own to include", unraw(name)));
                } else if included.contains(&field) {
                    ctxt.error(name, format!("`{}` is included already", unraw(name)));
                } else {
                    included.push(field);
                }
            }
            IndexProjectionFields::Include(included)
        }
    }
}

/// The position of a field by its name.
fn position(ctxt: &Ctxt, fields: &[FieldModel], name: &Ident) -> Option<usize> {
    let found = fields.iter().position(|field| unraw(&field.ident) == unraw(name));
    if found.is_none() {
        let hint = meant_field(&unraw(name), fields);
        ctxt.error(name, format!("the struct has no field `{}`{hint}", unraw(name)));
    }
    found
}

/// `STATUS_INDEX` for `StatusIndex`, `status-index` and `status.index`.
fn constant(name: &str) -> Ident {
    let mut words = vec![String::new()];
    let mut follows_small = false;
    for c in name.chars() {
        if !c.is_ascii_alphanumeric() || (c.is_ascii_uppercase() && follows_small) {
            words.push(String::new());
        }
        follows_small = c.is_ascii_lowercase() || c.is_ascii_digit();
        if let (true, Some(word)) = (c.is_ascii_alphanumeric(), words.last_mut()) {
            word.push(c.to_ascii_uppercase());
        }
    }
    words.retain(|word| !word.is_empty());
    let name = words.join("_");
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        format_ident!("INDEX_{name}")
    } else {
        format_ident!("{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::constant;

    #[test]
    fn constants_are_in_upper_case() {
        for (name, expected) in [
            ("StatusIndex", "STATUS_INDEX"),
            ("status-index", "STATUS_INDEX"),
            ("status.index", "STATUS_INDEX"),
            ("gsi1", "GSI1"),
            ("ByHTTP_code", "BY_HTTP_CODE"),
            ("2ndIndex", "INDEX_2ND_INDEX"),
            ("--", "INDEX_"),
        ] {
            assert_eq!(constant(name), expected);
        }
    }
}
