use std::collections::{BTreeSet, HashSet};

use proc_macro2::Span;
use syn::Ident;

use super::{FieldModel, unraw};
use crate::{
    attr::{ContainerAttrs, KeyFields, Once, Template, TemplatePiece},
    ctxt::Ctxt,
    suggest::did_you_mean,
};

/// How the primary key is built.
pub(crate) struct KeyModel {
    /// The fields that the keys are built from, as positions among the struct's fields; each once, those of the partition
    /// key first.
    pub(crate) components: Vec<KeyPart>,
    /// How many components the partition key has.
    pub(crate) partition_len: usize,
    pub(crate) partition: Option<Shape>,
    pub(crate) sort: Option<Shape>,
    pub(crate) native: bool,
    /// Whether the keys are what was meant, whatever mistakes there are elsewhere: then their types are known.
    pub(crate) partition_is_known: bool,
    pub(crate) sort_is_known: bool,
    /// How many components were named for the whole key and for the partition key, rightly or wrongly.
    pub(crate) arity: (usize, usize),
}

/// A field that is part of a key.
pub(crate) struct KeyPart {
    /// Its position among the struct's fields.
    pub(crate) field: usize,
    /// Where the key names it.
    pub(crate) span: Span,
    /// Whether a template pads it.
    pub(crate) padded: bool,
}

/// One key; the numbers are positions among the components.
pub(crate) enum Shape {
    Named(Vec<usize>),
    Template(Vec<ShapePiece>),
    Native(usize),
}

impl Shape {
    /// Whether anything is left of it by mistakes, as nothing is of a template with a mistake.
    fn is_something(&self) -> bool {
        match self {
            Self::Native(_) => true,
            Self::Named(indices) => !indices.is_empty(),
            Self::Template(pieces) => !pieces.is_empty(),
        }
    }

    /// The components in order, each as often as the key has it.
    pub(crate) fn components(&self) -> Vec<usize> {
        match self {
            Self::Native(index) => vec![*index],
            Self::Named(indices) => indices.clone(),
            Self::Template(pieces) => ShapePiece::components(pieces).collect(),
        }
    }
}

pub(crate) enum ShapePiece {
    Literal(String),
    Component { index: usize, width: usize },
}

impl ShapePiece {
    /// The components that the pieces name, in order.
    pub(crate) fn components(pieces: &[Self]) -> impl Iterator<Item = usize> {
        pieces.iter().filter_map(|piece| match piece {
            Self::Literal(_) => None,
            Self::Component { index, .. } => Some(*index),
        })
    }
}

/// Which of the two keys of a table or an index.
#[derive(Clone, Copy)]
pub(super) enum Role {
    Partition,
    Sort,
}

impl Role {
    /// The first component that is too many for queries: the runtime crate has `PartitionValue` for six components, each
    /// counted once, and `SortParts` for eight.
    pub(super) fn excess(self, components: impl IntoIterator<Item = usize>) -> Option<usize> {
        let mut seen = HashSet::new();
        match self {
            Self::Partition => components.into_iter().filter(|component| seen.insert(*component)).nth(6),
            Self::Sort => components.into_iter().nth(8),
        }
    }

    pub(super) fn limit(self) -> &'static str {
        match self {
            Self::Partition => "a partition key has at most six components",
            Self::Sort => "a sort key has at most eight components",
        }
    }
}

/// What one key was declared with.
enum Declared<'a> {
    Fields(Vec<(usize, Span)>),
    Template(&'a Template),
    /// With a mistake that has been reported.
    Wrongly,
}

impl KeyModel {
    pub(super) fn new(ctxt: &Ctxt, attrs: &ContainerAttrs, item: &Ident, fields: &[FieldModel]) -> Self {
        let (native, kind_is_known) = ctxt.is_clean(|| match attrs.keys.get() {
            None => false,
            Some(literal) => {
                let text = literal.value();
                if text != "native" {
                    ctxt.error(literal, format!("unknown kind of keys `{text}`; the only one is \"native\""));
                }
                true
            }
        });
        let kind_is_known = kind_is_known && attrs.keys.is_set() == native;
        let (partition, partition_is_clean) = ctxt.is_clean(|| {
            declared(ctxt, fields, &attrs.partition_key, &attrs.pk, "partition_key", |field| field.partition_key)
        });
        let (sort, sort_is_clean) =
            ctxt.is_clean(|| declared(ctxt, fields, &attrs.sort_key, &attrs.sk, "sort_key", |field| field.sort_key));
        if partition.is_none() && !ctxt.may_have_meant(&["partition_key", "pk"]) {
            ctxt.error(
                item,
                "an item needs a partition key: #[dynamo(partition_key(field))], #[dynamo(pk = \"USER#{field}\")], or \
                 #[dynamo(partition_key)] on a field",
            );
        }
        let mut named = names(fields, &attrs.partition_key, &attrs.pk, |field| field.partition_key);
        let partition_arity = named.len();
        named.extend(names(fields, &attrs.sort_key, &attrs.sk, |field| field.sort_key));
        let arity = (named.len(), partition_arity);
        let mut model = Self {
            components: Vec::new(),
            partition_len: 0,
            partition: None,
            sort: None,
            native,
            partition_is_known: partition_is_clean && !ctxt.may_have_meant(&["partition_key", "pk"]),
            sort_is_known: sort_is_clean && kind_is_known && !ctxt.may_have_meant(&["sort_key", "sk", "keys"]),
            arity,
        };
        let (partition, is_clean) =
            ctxt.is_clean(|| partition.and_then(|declared| model.shape(ctxt, fields, Role::Partition, declared)));
        model.partition = partition;
        model.partition_len = model.components.len();
        model.partition_is_known &= is_clean && model.partition_len > 0;
        model.partition_is_known &= model.components.iter().all(|part| fields[part.field].is_plain());
        let (sort, is_clean) =
            ctxt.is_clean(|| sort.and_then(|declared| model.shape(ctxt, fields, Role::Sort, declared)));
        // There may be one, behind a mistake.
        model.sort_is_known &= is_clean && sort.as_ref().is_some_and(Shape::is_something);
        model.sort_is_known &= model.components.iter().all(|part| fields[part.field].is_plain());
        model.sort = sort;
        model
    }

    fn shape(&mut self, ctxt: &Ctxt, fields: &[FieldModel], role: Role, declared: Declared<'_>) -> Option<Shape> {
        match declared {
            Declared::Wrongly => None,
            Declared::Fields(key) => {
                let indices: Vec<usize> = key
                    .into_iter()
                    .filter_map(|(field, span)| {
                        if self.components.iter().any(|part| part.field == field) {
                            let name = unraw(&fields[field].ident);
                            ctxt.error_at(span, format!("`{name}` is part of the key already; name it once"));
                            return None;
                        }
                        Some(self.component(field, span, false))
                    })
                    .collect();
                if self.native {
                    if let Some(&second) = indices.get(1) {
                        ctxt.error_at(
                            self.components[second].span,
                            "a native key is one attribute, so one field; join several with a text key, without \
                             keys = \"native\"",
                        );
                    }
                    return indices.first().copied().map(Shape::Native);
                }
                if let Some(index) = role.excess(indices.iter().copied()) {
                    let KeyPart { field, span, .. } = self.components[index];
                    let name = unraw(&fields[field].ident);
                    ctxt.error_at(span, format!("{}; `{name}` is one too many", role.limit()));
                }
                Some(Shape::Named(indices))
            }
            Declared::Template(template) => {
                if self.native {
                    ctxt.error(&template.literal, "a native key is a field's own attribute; it has no template");
                    return None;
                }
                let pieces: Vec<ShapePiece> = template
                    .pieces
                    .iter()
                    .filter_map(|piece| match piece {
                        TemplatePiece::Literal(literal) => Some(ShapePiece::Literal(literal.clone())),
                        TemplatePiece::Field { name, width } => {
                            let Some(field) = fields.iter().position(|field| unraw(&field.ident) == *name) else {
                                let hint = meant_field(name, fields);
                                ctxt.error(
                                    &template.literal,
                                    format!("the template names an unknown field `{name}`{hint}"),
                                );
                                return None;
                            };
                            let index = self.component(field, template.literal.span(), *width > 0);
                            Some(ShapePiece::Component { index, width: *width })
                        }
                    })
                    .collect();
                if let Some(index) = role.excess(ShapePiece::components(&pieces)) {
                    let name = unraw(&fields[self.components[index].field].ident);
                    ctxt.error(&template.literal, format!("{}; `{name}` is one too many", role.limit()));
                }
                Some(Shape::Template(pieces))
            }
        }
    }

    /// The position of a field among the components, which it joins if it is new.
    fn component(&mut self, field: usize, span: Span, padded: bool) -> usize {
        if let Some(position) = self.components.iter().position(|part| part.field == field) {
            self.components[position].padded |= padded;
            return position;
        }
        self.components.push(KeyPart { field, span, padded });
        self.components.len() - 1
    }
}

/// The message's tail for an unknown field: the one that was meant, or all there are.
pub(super) fn meant_field(name: &str, fields: &[FieldModel]) -> String {
    let names: Vec<String> = fields.iter().map(|field| unraw(&field.ident)).collect();
    match did_you_mean(name, names.iter().map(String::as_str)) {
        hint if hint.is_empty() && !names.is_empty() => format!("; the fields are {}", names.join(", ")),
        hint => hint,
    }
}

/// The names that a key is built from, as typed.
fn names(
    fields: &[FieldModel],
    list: &Once<KeyFields>,
    template: &Once<Template>,
    on_field: impl Fn(&FieldModel) -> Option<Span>,
) -> BTreeSet<String> {
    let list = list.get().into_iter().flatten().map(unraw);
    let template = template.get().into_iter().flat_map(Template::fields).map(str::to_owned);
    let marked = fields.iter().filter(|field| on_field(field).is_some()).map(|field| unraw(&field.ident));
    list.chain(template).chain(marked).collect()
}

/// How a key was declared: by a list of fields, by options on the fields, or by a template.
fn declared<'a>(
    ctxt: &Ctxt,
    fields: &[FieldModel],
    list: &'a Once<KeyFields>,
    template: &'a Once<Template>,
    option: &str,
    on_field: impl Fn(&FieldModel) -> Option<Span>,
) -> Option<Declared<'a>> {
    let marked: Vec<(usize, Span)> =
        fields.iter().enumerate().filter_map(|(index, field)| Some((index, on_field(field)?))).collect();
    if list.is_set() {
        for (_, span) in &marked {
            ctxt.error_at(*span, format!("the struct has {option}(..) already; name this field there, in its place"));
        }
        if let Some(span) = template.span() {
            ctxt.error_at(span, format!("the struct has both `{}` and {option}(..); keep one", template.name()));
        }
    } else if template.is_set() {
        for (_, span) in &marked {
            let name = template.name();
            ctxt.error_at(*span, format!("the struct has the key template `{name}` already; name this field there"));
        }
    }
    if let Some(names) = list.get() {
        let mut known = Vec::new();
        for name in names {
            if let Some(index) = fields.iter().position(|field| unraw(&field.ident) == unraw(name)) {
                known.push((index, name.span()));
            } else {
                let hint = meant_field(&unraw(name), fields);
                ctxt.error(name, format!("the struct has no field `{}`{hint}", unraw(name)));
            }
        }
        return Some(Declared::Fields(known));
    }
    if let Some(template) = template.get() {
        return Some(Declared::Template(template));
    }
    if list.is_set() || template.is_set() {
        return Some(Declared::Wrongly);
    }
    (!marked.is_empty()).then_some(Declared::Fields(marked))
}

impl Template {
    /// Whether the template names any field: a sort key need not, a partition key must.
    pub(crate) fn is_constant(&self) -> bool {
        self.fields().next().is_none()
    }
}
