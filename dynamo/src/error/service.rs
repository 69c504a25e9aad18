//! From the SDK's errors to ours.

use std::{error::Error as StdError, iter};

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_dynamodb::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
    operation::{
        RequestId, batch_get_item::BatchGetItemError, batch_write_item::BatchWriteItemError,
        create_table::CreateTableError, delete_item::DeleteItemError, delete_table::DeleteTableError,
        describe_table::DescribeTableError, get_item::GetItemError, put_item::PutItemError, query::QueryError,
        scan::ScanError, transact_get_items::TransactGetItemsError, transact_write_items::TransactWriteItemsError,
        update_item::UpdateItemError,
    },
    types,
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;

use super::{AttributeMap, CancellationReason, Error, ErrorKind, Source};

/// An operation's error type in the SDK.
pub(crate) trait ServiceError: ProvideErrorMetadata + RequestId + StdError + Send + Sync + 'static {
    /// The item that a failed condition returned, where it was asked for.
    fn old_item(&self) -> Option<AttributeMap> {
        None
    }

    /// Why a transaction was cancelled, operation by operation.
    fn cancellation_reasons(&self) -> Vec<CancellationReason> {
        Vec::new()
    }
}

macro_rules! transaction {
    ($($error:ident),*) => {$(
        impl ServiceError for $error {
            fn cancellation_reasons(&self) -> Vec<CancellationReason> {
                let Self::TransactionCanceledException(canceled) = self else { return Vec::new() };
                let reason = |reason: &types::CancellationReason| CancellationReason {
                    code: reason.code.clone(),
                    message: reason.message.clone(),
                    item: reason.item.clone(),
                };
                canceled.cancellation_reasons().iter().map(reason).collect()
            }
        }
    )*};
}

transaction!(TransactWriteItemsError, TransactGetItemsError);

macro_rules! conditional {
    ($($error:ident),*) => {
        /// The SDK's error without the item that made a condition fail: its `Debug` would show it, also as bytes.
        pub(super) fn without_item(source: Source) -> Source {
            $(
                let source = match source.downcast::<SdkError<$error, HttpResponse>>() {
                    Ok(error) => return Box::new(map_service_error(*error, |mut error| {
                        if let $error::ConditionalCheckFailedException(failure) = &mut error {
                            failure.item = None;
                        }
                        error
                    })),
                    Err(other) => other,
                };
            )*
            source
        }

        $(
        impl ServiceError for $error {
            fn old_item(&self) -> Option<AttributeMap> {
                match self {
                    Self::ConditionalCheckFailedException(failure) => failure.item.clone(),
                    _ => None,
                }
            }
        }
        )*
    };
}

/// The same with another error of the service, and without the body of its answer.
fn map_service_error<E>(error: SdkError<E, HttpResponse>, map: impl FnOnce(E) -> E) -> SdkError<E, HttpResponse> {
    let SdkError::ServiceError(context) = error else { return error };
    let mut raw = HttpResponse::new(context.raw().status(), SdkBody::empty());
    *raw.headers_mut() = context.raw().headers().clone();
    SdkError::service_error(map(context.into_err()), raw)
}

conditional!(PutItemError, UpdateItemError, DeleteItemError);

impl ServiceError for BatchGetItemError {}
impl ServiceError for BatchWriteItemError {}
impl ServiceError for CreateTableError {}
impl ServiceError for DeleteTableError {}
impl ServiceError for DescribeTableError {}
impl ServiceError for GetItemError {}
impl ServiceError for QueryError {}
impl ServiceError for ScanError {}

impl<E: ServiceError> From<SdkError<E, HttpResponse>> for Error {
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        let request_id = error.request_id().map(ToOwned::to_owned);
        let mut converted = match &error {
            SdkError::ServiceError(context) => from_service(context.err(), context.raw().status().as_u16()),
            SdkError::TimeoutError(_) => Self::new(ErrorKind::Timeout, "no answer came from DynamoDB in time"),
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                Self::new(ErrorKind::Timeout, "no answer came from DynamoDB in time")
            }
            SdkError::DispatchFailure(failure) => {
                let message = format!("the request could not be sent to DynamoDB: {}", deepest(&error));
                let mut converted = Self::new(ErrorKind::Dispatch, message);
                // As the SDK holds it: a connection that broke may be whole the next time; credentials or an HTTP client
                // that there are not, will not be.
                let kind = failure.as_connector_error().and_then(ConnectorError::as_other);
                converted.0.retryable = failure.is_io() || kind.is_some() || is_passing_want_of_credentials(&error);
                converted
            }
            SdkError::ResponseError(_) => {
                Self::new(ErrorKind::InvalidResponse, "the answer from DynamoDB could not be understood")
            }
            SdkError::ConstructionFailure(_) => {
                Self::new(ErrorKind::Validation, format!("the request could not be built: {}", deepest(&error)))
            }
            _ => Self::new(ErrorKind::Other, format!("the request failed: {}", deepest(&error))),
        };
        converted.0.request_id = request_id;
        converted.with_source(error)
    }
}

fn from_service<E: ServiceError>(error: &E, status: u16) -> Error {
    let code = error.code();
    let kind = match code.and_then(ErrorKind::from_code) {
        Some(ErrorKind::Validation) if error.message().is_some_and(is_of_size) => ErrorKind::ItemTooLarge,
        Some(kind) => kind,
        // Also without a code: a load balancer in front of the service answers in HTML.
        None if status >= 500 => ErrorKind::InternalServerError,
        // A success whose body cannot be read arrives as an unhandled service error without a code.
        None if code.is_none() => ErrorKind::InvalidResponse,
        None => ErrorKind::Other,
    };
    let mut converted = match (code, error.message()) {
        (Some(code), Some(message)) => Error::new(kind, format!("DynamoDB answered {code}: {message}")),
        (Some(code), None) => Error::new(kind, format!("DynamoDB answered {code}")),
        (None, _) if status >= 500 => {
            Error::new(kind, format!("DynamoDB answered status {status}, without an error code"))
        }
        (None, _) => Error::new(kind, format!("the answer from DynamoDB, of status {status}, could not be understood")),
    };
    converted.0.old_item = error.old_item();
    converted.0.cancellation_reasons = error.cancellation_reasons();
    if kind == ErrorKind::TransactionCanceled {
        // Conflicts and throttling pass; a condition that does not hold does not.
        let mut kinds = converted.0.cancellation_reasons.iter().filter_map(CancellationReason::kind).peekable();
        converted.0.retryable = kinds.peek().is_some() && kinds.all(ErrorKind::is_retryable);
    }
    converted
}

/// Whether a validation failed for the item's size: for that there is no code. An update tells it alone, as only DynamoDB
/// knows the item that comes of it.
pub(super) fn is_of_size(message: &str) -> bool {
    message.starts_with("Item size") && message.contains("exceeded the maximum allowed size")
}

/// Whether whoever gives credentials has none at the moment: the SDK asks it once for each request.
fn is_passing_want_of_credentials(error: &(dyn StdError + 'static)) -> bool {
    // The SDK's cache of credentials has its own time for all of it, and a private type to say that it is over.
    if causes(error).any(|cause| cause.to_string().starts_with("identity resolver timed out")) {
        return true;
    }
    let mut rest = causes(error).skip_while(|cause| !cause.is::<CredentialsError>());
    match rest.next().and_then(|cause| cause.downcast_ref()) {
        Some(CredentialsError::ProviderTimedOut(_) | CredentialsError::ProviderError(_)) => true,
        // So the SDK's providers say that they got no answer.
        Some(CredentialsError::Unhandled(_)) => rest.any(|cause| {
            let failure = cause.downcast_ref::<ConnectorError>();
            failure.is_some_and(|failure| failure.is_io() || failure.is_timeout() || failure.as_other().is_some())
        }),
        _ => false,
    }
}

/// The error, what it comes from, and so on.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    iter::successors(Some(error), |error| (**error).source())
}

/// The message of the innermost cause: the SDK's outer messages say only "dispatch failure".
fn deepest(error: &(dyn StdError + 'static)) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}
