use syn::{Attribute, Path, Token, Type, parse_quote};

use super::{Once, value::path_in_string, visit_options};
use crate::ctxt::Ctxt;

/// The options on a struct that derives `Projection`.
pub(crate) struct ProjectionAttrs {
    pub(crate) item: Once<Type>,
    krate: Once<Path>,
}

impl ProjectionAttrs {
    pub(crate) fn parse(ctxt: &Ctxt, attributes: &[Attribute]) -> Self {
        let mut attrs = Self { item: Once::new("item"), krate: Once::new("crate") };
        visit_options(ctxt, attributes, &["item", "crate"], |name, meta| {
            match name {
                "item" => attrs.item.read(ctxt, meta, |meta| {
                    let help = || meta.error("`item` takes the type of the items: item = Order");
                    if !meta.input.peek(Token![=]) {
                        return Err(help());
                    }
                    meta.value()?.parse().map_err(|_| help())
                })?,
                "crate" => attrs.krate.read(ctxt, meta, path_in_string)?,
                _ => return Ok(false),
            }
            Ok(true)
        });
        attrs
    }

    /// The path of the runtime crate.
    pub(crate) fn runtime(&self) -> Path {
        self.krate.get().cloned().unwrap_or_else(|| parse_quote!(::dynamo))
    }
}
