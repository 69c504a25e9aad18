//! Collects the mistakes, so that all of them are reported at once.

use std::{
    cell::{Cell, RefCell},
    thread,
};

use quote::ToTokens;

/// The mistakes found so far. It must be asked for them: dropped unasked, it panics.
pub(crate) struct Ctxt {
    errors: RefCell<Option<Vec<syn::Error>>>,
    /// The options that were meant by misspelt ones.
    meant: RefCell<Vec<&'static str>>,
    /// Whether options were lost to a mistake in the syntax.
    lost: Cell<bool>,
}

impl Ctxt {
    pub(crate) fn new() -> Self {
        Self { errors: RefCell::new(Some(Vec::new())), meant: RefCell::default(), lost: Cell::new(false) }
    }

    /// Reports a mistake at the tokens it was made with.
    pub(crate) fn error(&self, tokens: impl ToTokens, message: impl std::fmt::Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Reports a mistake at a span.
    pub(crate) fn error_at(&self, span: proc_macro2::Span, message: impl std::fmt::Display) {
        self.push(syn::Error::new(span, message));
    }

    pub(crate) fn push(&self, error: syn::Error) {
        if let Some(errors) = self.errors.borrow_mut().as_mut() {
            errors.push(error);
        }
    }

    /// Takes a step, and says whether no mistake was reported in it.
    pub(crate) fn is_clean<T>(&self, step: impl FnOnce() -> T) -> (T, bool) {
        let count = || self.errors.borrow().as_ref().map(Vec::len);
        let before = count();
        let result = step();
        (result, count() == before)
    }

    /// An option was misspelt.
    pub(crate) fn mean(&self, option: &'static str) {
        self.meant.borrow_mut().push(option);
    }

    /// A mistake in the syntax has hidden what follows it.
    pub(crate) fn lose_track(&self) {
        self.lost.set(true);
    }

    /// Whether one of these options may have been given after all, behind a mistake that has been reported: then that it
    /// is missing is not worth a second message.
    pub(crate) fn may_have_meant(&self, options: &[&str]) -> bool {
        self.lost.get() || self.meant.borrow().iter().any(|meant| options.contains(meant))
    }

    /// All mistakes as one error.
    pub(crate) fn check(self) -> syn::Result<()> {
        let errors = self.errors.take().unwrap_or_default();
        match errors.into_iter().reduce(|mut all, error| {
            all.combine(error);
            all
        }) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}

impl Drop for Ctxt {
    fn drop(&mut self) {
        assert!(thread::panicking() || self.errors.borrow().is_none(), "forgot to check for errors");
    }
}
