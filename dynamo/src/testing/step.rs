//! One step of a script.

use super::fault::Fault;

/// What happens to the next request, or the next of one operation.
///
/// A [`Fault`] is a step by itself: `faults.push(Fault::Timeout)`.
///
/// ```
/// use dynamo::testing::{Fault, Step};
///
/// let steps = [
///     Fault::Throttling.times(2),
///     Step::pass(),
///     Fault::AnswerLost.on("PutItem"),
///     Fault::AccessDenied.on("DeleteTable").always(),
/// ];
/// # let _ = steps;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a step does nothing until it is pushed to `Faults`"]
pub struct Step {
    fault: Option<Fault>,
    operation: Option<String>,
    /// How many more requests it is for; `None` is all of them.
    left: Option<usize>,
}

impl Step {
    /// A request that goes through unharmed, whatever the [`Plan`](super::Plan).
    pub fn pass() -> Self {
        Self { fault: None, operation: None, left: Some(1) }
    }

    /// Only for requests of one operation, such as `"PutItem"`.
    pub fn on(self, operation: impl Into<String>) -> Self {
        Self { operation: Some(operation.into()), ..self }
    }

    /// For so many requests instead of one.
    pub fn times(self, times: usize) -> Self {
        Self { left: Some(times), ..self }
    }

    /// For every request from now on. Later steps for the same requests are never reached.
    pub fn always(self) -> Self {
        Self { left: None, ..self }
    }

    pub(super) fn matches(&self, operation: &str) -> bool {
        !self.is_spent()
            && self.operation.as_deref().is_none_or(|only| only == operation)
            && self.fault.as_ref().is_none_or(|fault| fault.happens_to(operation))
    }

    /// What this step does to a request, one of those it is for being used up.
    pub(super) fn take(&mut self) -> Option<Fault> {
        self.left = self.left.map(|left| left.saturating_sub(1));
        self.fault.clone()
    }

    pub(super) fn is_spent(&self) -> bool {
        self.left == Some(0)
    }

    pub(super) fn is_limited(&self) -> bool {
        self.left.is_some()
    }
}

impl From<Fault> for Step {
    fn from(fault: Fault) -> Self {
        Self { fault: Some(fault), ..Self::pass() }
    }
}
