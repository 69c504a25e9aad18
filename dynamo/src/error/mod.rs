//! The one error of the library, and the errors of the codec and of keys that it is made from.
//!
//! Layer 1: it knows nothing of the other layers.

mod cancellation;
mod codec;
mod key;
mod kind;
mod service;

use std::{any::Any, error::Error as StdError, fmt};

use aws_sdk_dynamodb::types::AttributeValue;

pub(crate) use self::service::ServiceError;
pub use self::{
    cancellation::CancellationReason,
    codec::{DecodeError, EncodeError, PathSegment},
    key::{KeyError, KeyProblem, KeyRole},
    kind::ErrorKind,
};

/// An item as DynamoDB returns it: attribute names to values.
pub type AttributeMap = std::collections::HashMap<String, AttributeValue>;

/// The result of every fallible operation of the library.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, for every operation of the library.
///
/// An `Error` is one pointer wide. [`kind`](Error::kind) says what to do about it, [`Display`](fmt::Display) says it in
/// words, and [`source`](StdError::source) leads to the cause: the SDK's own error, a [`DecodeError`], an
/// [`EncodeError`] or a [`KeyError`].
///
/// Neither `Display` nor `Debug` shows the values of an item: data may be private, and errors end up in logs.
///
/// An item that is absent is not an error: `get` returns `None`. A missing table is [`ErrorKind::ResourceNotFound`].
///
/// ```
/// use dynamo::{Error, ErrorKind};
///
/// fn describe(error: &Error) -> &'static str {
///     match error.kind() {
///         ErrorKind::ConditionalCheckFailed => "someone else was faster",
///         ErrorKind::ResourceNotFound => "create the table first",
///         _ if error.may_be_applied() => "if it was a write, look whether it was done",
///         _ if error.is_retryable() => "try again later",
///         _ => "report this",
///     }
/// }
/// assert_eq!(describe(&Error::validation("the table name is empty")), "report this");
/// ```
pub struct Error(Box<Inner>);

/// What led to an error.
type Source = Box<dyn StdError + Send + Sync>;

struct Inner {
    kind: ErrorKind,
    message: String,
    source: Option<Source>,
    request_id: Option<String>,
    retryable: bool,
    may_be_applied: bool,
    old_item: Option<AttributeMap>,
    cancellation_reasons: Vec<CancellationReason>,
    /// What an operation of several parts has to say about each: typed by the layer that knows it.
    attachment: Option<Box<dyn Any + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            source: None,
            request_id: None,
            retryable: kind.is_retryable(),
            may_be_applied: kind.leaves_it_open(),
            old_item: None,
            cancellation_reasons: Vec::new(),
            attachment: None,
        }))
    }

    /// An error of kind [`ErrorKind::Validation`]: a request that cannot be right, found before anything is sent.
    ///
    /// ```
    /// let error = dynamo::Error::validation("a page holds at least one item");
    /// assert_eq!(error.kind(), dynamo::ErrorKind::Validation);
    /// assert_eq!(error.to_string(), "a page holds at least one item");
    /// ```
    pub fn validation(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Validation, message)
    }

    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Whether the write that failed may have been applied all the same: no answer came to one of its attempts, or none that
    /// could be understood, or it was done and the item that was to come back is lost, or does not fit its type. Read before
    /// you try again what must not be done twice. Of a read it means nothing.
    ///
    /// ```
    /// # let error = dynamo::Error::validation("");
    /// if error.is_retryable() && !error.may_be_applied() { /* safe to do again, whatever it is */ }
    /// ```
    pub fn may_be_applied(&self) -> bool {
        self.0.may_be_applied
    }

    /// An attempt before the one that failed may have been applied.
    pub(crate) fn after_attempts(mut self, may_be_applied: bool) -> Self {
        self.0.may_be_applied |= may_be_applied;
        self
    }

    /// The write was done: there is nothing to try again.
    pub(crate) fn of_done_write(mut self) -> Self {
        self.0.retryable = false;
        self.0.may_be_applied = true;
        self
    }

    /// No attempt of the request was done.
    pub(crate) fn of_request_not_done(mut self) -> Self {
        self.0.may_be_applied = false;
        self
    }

    /// The request was done, and what went wrong came after it.
    pub(crate) fn of_accepted_request(mut self) -> Self {
        self.0.message = format!("the request was accepted, but {}", self.0.message);
        self.of_done_write()
    }

    /// Keeps the item that made a condition fail only if the caller asked for it.
    pub(crate) fn keep_old(mut self, asked: bool) -> Self {
        if !asked && self.0.old_item.take().is_some() {
            self.0.source = self.0.source.map(service::without_item);
        }
        self
    }

    /// The item that a write has replaced or deleted.
    pub(crate) fn with_old(mut self, old: Option<AttributeMap>) -> Self {
        self.0.old_item = old;
        self
    }

    /// Why a transaction was cancelled: a reason for each operation, in the order given. Empty for any other error.
    ///
    /// ```
    /// # let error = dynamo::Error::validation("");
    /// assert!(error.cancellation_reasons().is_empty());
    /// ```
    pub fn cancellation_reasons(&self) -> &[CancellationReason] {
        &self.0.cancellation_reasons
    }

    pub(crate) fn with_attachment<A: Any + Send + Sync>(mut self, attachment: A) -> Self {
        self.0.attachment = Some(Box::new(attachment));
        self
    }

    pub(crate) fn without_attachment(mut self) -> Self {
        self.0.attachment = None;
        self
    }

    pub(crate) fn attachment<A: Any>(&self) -> Option<&A> {
        self.0.attachment.as_deref()?.downcast_ref()
    }

    /// Says what became of the parts of a bulk operation.
    pub(crate) fn with_outcome(mut self, outcome: &str) -> Self {
        self.0.message = format!("{} ({outcome})", self.0.message);
        self
    }

    /// Says which of several inputs is wrong.
    pub(crate) fn at_position(mut self, position: usize) -> Self {
        self.0.message = format!("input {position}: {}", self.0.message);
        self
    }

    /// Says which operation failed on which table, and the way out where there is one.
    pub(crate) fn of_request(mut self, operation: &str, table: Option<&str>) -> Self {
        let message = &self.0.message;
        let named =
            |article: &str| table.map_or_else(|| format!("{article} table"), |table| format!("table `{table}`"));
        self.0.message = match self.0.kind {
            ErrorKind::ResourceNotFound => format!(
                "{} does not exist here: create it with create_table(), or check the name, its prefix and the region \
                 ({operation}: {message})",
                named("a")
            ),
            ErrorKind::AccessDenied => format!(
                "access denied: check the credentials, and that they allow dynamodb:{operation} on {} ({message})",
                named("each")
            ),
            _ if table.is_none() => format!("{operation}: {message}"),
            _ => format!("{operation} on {}: {message}", named("a")),
        };
        self
    }

    /// What kind of error this is, to decide what to do about it.
    ///
    /// ```
    /// # let error = dynamo::Error::validation("");
    /// if error.kind() == dynamo::ErrorKind::ConditionalCheckFailed { /* read again and decide */ }
    /// ```
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the same request may succeed later without any change: throttling, a conflict, a server's or network's fault.
    ///
    /// The SDK and the library have already retried within their bounds when you see such an error. Where a write
    /// [`may_be_applied`](Error::may_be_applied), retry only what may be done twice. Not so an error of a write that was done,
    /// of which only the answer is wrong or lost.
    ///
    /// ```
    /// assert!(!dynamo::Error::validation("").is_retryable());
    /// ```
    pub fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    /// The id that AWS gave the request, to quote to AWS Support; `None` when nothing was answered.
    ///
    /// ```
    /// assert_eq!(dynamo::Error::validation("").request_id(), None);
    /// ```
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The item that made a condition fail, where the request asked for it with `return_old_on_condition_failure`; or the one
    /// that a write with `return_old` has replaced or deleted, where it does not fit its type.
    ///
    /// [`old_item`](Error::old_item) gives it typed.
    ///
    /// ```
    /// assert!(dynamo::Error::validation("").old_attributes().is_none());
    /// ```
    pub fn old_attributes(&self) -> Option<&AttributeMap> {
        self.0.old_item.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

/// Leaves out the old item and the SDK's raw response: both hold values.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &self.0.kind).field("message", &self.0.message);
        if let Some(source) = &self.0.source {
            debug.field("source", &format_args!("{source}"));
        }
        if let Some(request_id) = &self.0.request_id {
            debug.field("request_id", request_id);
        }
        debug.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::new(ErrorKind::Decode, error.to_string()).with_source(error)
    }
}

impl From<EncodeError> for Error {
    fn from(error: EncodeError) -> Self {
        Self::new(ErrorKind::Encode, error.to_string()).with_source(error)
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        Self::new(ErrorKind::InvalidKey, error.to_string()).with_source(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_one_pointer_wide_and_can_cross_threads() {
        fn assert_error<E: StdError + Send + Sync + 'static>() {}
        assert_error::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn debug_hides_the_old_item() {
        let mut error = Error::new(ErrorKind::ConditionalCheckFailed, "the condition was not met");
        error.0.old_item = Some([("pin".to_owned(), AttributeValue::S("1234".to_owned()))].into());
        assert!(!format!("{error:?} {error}").contains("1234"));
    }
}
