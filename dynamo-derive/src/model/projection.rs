use syn::{Data, DeriveInput, Fields, Ident, Type};

use super::{TypeModel, unraw};
use crate::{attr::ProjectionAttrs, ctxt::Ctxt};

/// A struct that shows some attributes of an item.
pub(crate) struct ProjectionModel {
    pub(crate) of: TypeModel,
    pub(crate) item: Type,
    pub(crate) fields: Vec<(Ident, Type)>,
}

impl ProjectionModel {
    pub(super) fn new(ctxt: &Ctxt, input: &DeriveInput, attrs: &ProjectionAttrs, of: TypeModel) -> Option<Self> {
        if !attrs.item.is_set() && !ctxt.may_have_meant(&["item"]) {
            ctxt.error(&input.ident, "a projection needs the type of its items: #[dynamo(item = Order)]");
        }
        let fields = match &input.data {
            Data::Struct(data) => match &data.fields {
                Fields::Named(fields) => &fields.named,
                Fields::Unnamed(_) | Fields::Unit => {
                    ctxt.error(
                        &input.ident,
                        "a projection is a struct whose fields are named as the item's are; for a tuple use select",
                    );
                    return None;
                }
            },
            Data::Enum(_) | Data::Union(_) => {
                ctxt.error(&input.ident, "a projection is a struct whose fields are named as the item's are");
                return None;
            }
        };
        if fields.is_empty() {
            ctxt.error(&input.ident, "a projection shows at least one field of its item");
        }
        for field in fields {
            if let Some(attribute) = field.attrs.iter().find(|attribute| attribute.path().is_ident("dynamo")) {
                let name = field.ident.as_ref().map(unraw).unwrap_or_default();
                ctxt.error(attribute, format!("how `{name}` is stored is the item's to say; it takes no options here"));
            }
        }
        let fields = fields.iter().filter_map(|field| Some((field.ident.clone()?, field.ty.clone()))).collect();
        Some(Self { of, item: attrs.item.get().cloned()?, fields })
    }
}
