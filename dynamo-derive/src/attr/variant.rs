use syn::{Attribute, LitStr};

use super::{Once, value::string, visit_options};
use crate::ctxt::Ctxt;

/// The options on a variant of an enum.
pub(crate) struct VariantAttrs {
    pub(crate) rename: Once<LitStr>,
    pub(crate) alias: Vec<LitStr>,
}

impl VariantAttrs {
    pub(crate) fn parse(ctxt: &Ctxt, attributes: &[Attribute]) -> Self {
        let mut attrs = Self { rename: Once::new("rename"), alias: Vec::new() };
        visit_options(ctxt, attributes, &["rename", "alias"], |name, meta| {
            match name {
                "rename" => attrs.rename.read(ctxt, meta, string)?,
                "alias" => attrs.alias.push(string(meta)?),
                _ => return Ok(false),
            }
            Ok(true)
        });
        attrs
    }
}
