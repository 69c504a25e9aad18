use std::fmt;

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
