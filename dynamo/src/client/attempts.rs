//! Writes that must not be done twice, nor be taken for failed because their own first attempt was done.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use aws_sdk_dynamodb::config::{
    Builder,
    http::HttpResponse,
    interceptors::InterceptorContext,
    retry::{ClassifyRetry, RetryAction},
};
use aws_smithy_runtime_api::client::{interceptors::context::Error, orchestrator::OrchestratorError};

/// Watches the attempts of one request.
#[derive(Debug, Clone, Default)]
pub(super) struct Attempts {
    may_be_applied: Arc<AtomicBool>,
    /// Whether an attempt that may have been applied must be the last.
    once: bool,
}

impl Attempts {
    /// Tries again as the SDK does, and remembers whether an earlier attempt may have been applied.
    pub(super) fn watched() -> Self {
        Self::default()
    }

    /// Does not try again what may have been applied.
    pub(super) fn at_most_once() -> Self {
        Self { once: true, ..Self::default() }
    }

    /// Whether an attempt that got no good answer may have been applied all the same.
    pub(super) fn may_be_applied(&self) -> bool {
        self.may_be_applied.load(Ordering::Relaxed)
    }

    pub(super) fn is_once(&self) -> bool {
        self.once
    }

    /// Takes note of an attempt that was transmitted and is over.
    pub(super) fn observe<O>(
        &self,
        result: Option<Result<&O, &OrchestratorError<Error>>>,
        response: Option<&HttpResponse>,
    ) {
        if may_be_applied(result, response) {
            self.may_be_applied.store(true, Ordering::Relaxed);
        }
    }

    /// The client's configuration for this request, where what may have been applied must not be tried again.
    pub(super) fn config(&self) -> Builder {
        Builder::new().retry_classifier(self.clone())
    }
}

impl ClassifyRetry for Attempts {
    fn name(&self) -> &'static str {
        "dynamo: writes that may have been applied"
    }

    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        if self.once && may_be_applied(context.output_or_error(), context.response()) {
            RetryAction::RetryForbidden
        } else {
            RetryAction::NoActionIndicated
        }
    }
}

/// An answer below 500 that could be read says for certain; what else went wrong does not.
fn may_be_applied<O>(result: Option<Result<&O, &OrchestratorError<Error>>>, response: Option<&HttpResponse>) -> bool {
    let Some(Err(error)) = result else { return false };
    match response.map(|response| response.status().as_u16()) {
        Some(status) if (400..500).contains(&status) => error.is_timeout_error(),
        _ => true,
    }
}
