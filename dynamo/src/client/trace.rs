//! Tracing spans of requests, with OpenTelemetry's names for DynamoDB.

#[cfg(feature = "tracing")]
use std::fmt;
use std::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};

use aws_sdk_dynamodb::{config::http::HttpResponse, error::SdkError};

use crate::error::{Error, Result, ServiceError};

#[cfg(feature = "tracing")]
type Spanned<F> = tracing::instrument::Instrumented<F>;
#[cfg(not(feature = "tracing"))]
type Spanned<F> = F;

/// `GetItem users`, or the operation alone where there are several tables.
#[cfg(feature = "tracing")]
struct SpanName<'a> {
    operation: &'static str,
    table: Option<&'a str>,
}

#[cfg(feature = "tracing")]
impl fmt::Display for SpanName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation)?;
        self.table.map_or(Ok(()), |table| write!(f, " {table}"))
    }
}

/// A request in its span, if there are spans: it is polled and dropped there.
pub(super) struct Traced<F> {
    request: Spanned<F>,
}

impl<F> Traced<F> {
    #[cfg(feature = "tracing")]
    pub(super) fn new(operation: &'static str, table: Option<&str>, request: F) -> Self {
        let name = SpanName { operation, table };
        let span = tracing::debug_span!(
            "dynamodb",
            otel.name = tracing::field::display(name),
            otel.kind = "client",
            otel.status_code = tracing::field::Empty,
            db.system.name = "aws.dynamodb",
            db.operation.name = operation,
            db.collection.name = table,
            error.type = tracing::field::Empty,
        );
        Self { request: tracing::Instrument::instrument(request, span) }
    }

    #[cfg(not(feature = "tracing"))]
    pub(super) fn new(_: &'static str, _: Option<&str>, request: F) -> Self {
        Self { request }
    }

    /// The error of a request that failed.
    #[cold]
    pub(super) fn failed<E: ServiceError>(
        &self,
        operation: &'static str,
        table: Option<&str>,
        error: SdkError<E, HttpResponse>,
    ) -> Error {
        self.recorded(Error::from(error).of_request(operation, table))
    }

    /// Has the span say that there was an error, and of what kind.
    #[cfg(feature = "tracing")]
    pub(super) fn recorded(&self, error: Error) -> Error {
        let span = self.request.span();
        span.record("error.type", tracing::field::debug(error.kind()));
        span.record("otel.status_code", "ERROR");
        error
    }

    #[cfg(not(feature = "tracing"))]
    #[allow(clippy::unused_self, reason = "as with the feature")]
    pub(super) fn recorded(&self, error: Error) -> Error {
        error
    }
}

impl<F: Future + Unpin> Traced<F> {
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<F::Output> {
        Pin::new(&mut self.request).poll(context)
    }
}

/// Sends a request that the SDK makes as a whole.
pub(super) async fn traced<O, E: ServiceError>(
    operation: &'static str,
    table: &str,
    request: impl Future<Output = Result<O, SdkError<E, HttpResponse>>>,
) -> Result<O> {
    let mut request = Traced::new(operation, Some(table), Box::pin(request));
    let result = poll_fn(|context| request.poll(context)).await;
    result.map_err(|error| request.failed(operation, Some(table), error))
}
