//! Tracing spans of requests, with OpenTelemetry's names for DynamoDB.

use std::{
    future::{Future, poll_fn},
    pin::pin,
};

use aws_sdk_dynamodb::{config::http::HttpResponse, error::SdkError};

use crate::error::{Error, Result, ServiceError};

/// The span of a request; nothing without the feature `tracing`.
pub(super) struct RequestSpan {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(feature = "tracing")]
impl RequestSpan {
    pub(super) fn new(operation: &'static str, table: Option<&str>) -> Self {
        let span = tracing::debug_span!(
            "dynamodb",
            otel.name = operation,
            db.system.name = "aws.dynamodb",
            db.operation.name = operation,
            db.collection.name = table,
            error.type = tracing::field::Empty,
        );
        Self { span }
    }

    /// What happens is in the span while the guard lives, on this thread.
    pub(super) fn enter(&self) -> impl Drop + '_ {
        self.span.enter()
    }

    pub(super) fn failed(&self, error: &Error) {
        self.span.record("error.type", tracing::field::debug(error.kind()));
    }
}

#[cfg(not(feature = "tracing"))]
#[allow(clippy::unused_self, reason = "as with the feature")]
impl RequestSpan {
    pub(super) fn new(_: &'static str, _: Option<&str>) -> Self {
        Self {}
    }

    pub(super) fn enter(&self) -> NoGuard {
        NoGuard
    }

    pub(super) fn failed(&self, _: &Error) {}
}

/// Where there are no spans.
#[cfg(not(feature = "tracing"))]
pub(super) struct NoGuard;

/// Sends a request that the SDK makes as a whole.
pub(super) async fn traced<O, E: ServiceError>(
    operation: &'static str,
    table: &str,
    request: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>,
) -> Result<O> {
    let (span, mut request) = (RequestSpan::new(operation, Some(table)), pin!(request));
    let result = poll_fn(|context| {
        let _entered = span.enter();
        request.as_mut().poll(context)
    });
    result.await.map_err(|error| {
        let error = Error::from(error).of_request(operation, Some(table));
        span.failed(&error);
        error
    })
}
