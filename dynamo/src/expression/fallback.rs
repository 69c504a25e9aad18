use std::fmt;

use super::{
    condition::Node,
    operand::{Operand, is_none},
    path::PathData,
};
use crate::codec::{Encode, Kind};

/// Where else a selected attribute may be found, and what stands for it when it is not there: for generated code.
#[doc(hidden)]
pub struct Fallback<V> {
    /// Old names of the attribute.
    pub(crate) aliases: &'static [&'static str],
    /// The value where the attribute is missing.
    pub(crate) missing: Option<fn() -> V>,
    /// The value that stands for NULL.
    pub(crate) null: Option<fn() -> Option<V>>,
}

impl<V> Fallback<V> {
    /// Nothing: the type itself says what a missing attribute and NULL are.
    pub(crate) const NONE: Self = Self { aliases: &[], missing: None, null: None };

    /// The same for a place that may not be there.
    pub(super) fn optional(self) -> Fallback<Option<V>> {
        Fallback { aliases: self.aliases, ..Fallback::NONE }
    }

    /// What a read gives where the attribute is missing; `None` if the field has no default.
    pub(crate) fn missing_operand(&self) -> Operand
    where
        V: Encode,
    {
        self.missing.map_or_else(Operand::none, |missing| Operand::value(&missing()))
    }

    /// What is to be added to a set, or removed from it: of the one attribute, as it is stored.
    pub(crate) fn elements_of_set(&self, elements: Operand) -> Operand
    where
        V: Encode,
    {
        if !self.aliases.is_empty() {
            return Operand::invalid(
                "add_to_set and remove_from_set do not see what a set has under an old name, and it would be lost; set the \
                 whole set, or take the alias away once no item has that name",
            );
        }
        if self.missing_operand().as_value().is_some() {
            return Operand::invalid(
                "add_to_set and remove_from_set do not see the elements that the set has by default, and they would be lost; \
                 set the whole set",
            );
        }
        elements
    }

    /// Holds where the attribute is there, under any of its names.
    pub(crate) fn exists(&self, path: PathData) -> Node {
        let mut names = self.each_name("attribute_exists", path);
        if names.len() == 1 { names.remove(0) } else { Node::Or(names) }
    }

    /// Holds where the attribute is not there, under none of its names.
    pub(crate) fn not_exists(&self, path: PathData) -> Node {
        let mut names = self.each_name("attribute_not_exists", path);
        if names.len() == 1 { names.remove(0) } else { Node::And(names) }
    }

    /// The function of each of the names, the new one first.
    fn each_name(&self, function: &'static str, path: PathData) -> Vec<Node> {
        let old: Vec<PathData> = self.aliases.iter().map(|alias| path.renamed(alias)).collect();
        std::iter::once(path).chain(old).map(|name| Node::existence(function, name)).collect()
    }

    /// Whether a read gives `None` where the attribute is missing.
    pub(crate) fn is_none_if_missing(&self) -> bool
    where
        V: Encode,
    {
        self.missing.is_none_or(|missing| is_none(&missing(), self.none()))
    }

    /// Holds where a read gives `None`; `if_missing` says whether it does where the attribute is missing. Old names count only
    /// where the newer ones are missing, and NULL is `None` under each.
    pub(crate) fn is_none(&self, path: &PathData, if_missing: bool) -> Node {
        let null = Node::is_type(path.clone(), Kind::Null);
        let missing = Node::existence("attribute_not_exists", path.clone());
        match self.aliases {
            [] if if_missing => Node::Or(vec![missing, null]),
            [] => null,
            [old, older @ ..] => {
                let old = Self { aliases: older, ..*self }.is_none(&path.renamed(old), if_missing);
                Node::Or(vec![Node::And(vec![missing, old]), null])
            }
        }
    }

    /// Holds where a read gives no `None`.
    pub(crate) fn is_some(&self, path: &PathData, none_if_missing: bool) -> Node {
        let not_null = Node::Not(Box::new(Node::is_type(path.clone(), Kind::Null)));
        let exists = Node::existence("attribute_exists", path.clone());
        match self.aliases {
            [] if none_if_missing => Node::And(vec![exists, not_null]),
            [] => not_null,
            [old, older @ ..] => {
                let old = Self { aliases: older, ..*self }.is_some(&path.renamed(old), none_if_missing);
                Node::And(vec![Node::Or(vec![exists, old]), not_null])
            }
        }
    }

    /// The `None` of a field with a codec of its own: the type alone does not say that it is one.
    pub(crate) fn none(&self) -> Option<V> {
        self.null.and_then(|null| null())
    }
}

impl<V> Clone for Fallback<V> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<V> Copy for Fallback<V> {}

impl<V> fmt::Debug for Fallback<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fallback").field("aliases", &self.aliases).finish_non_exhaustive()
    }
}
