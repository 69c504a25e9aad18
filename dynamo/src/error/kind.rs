use std::fmt;

/// What kind of [`Error`](super::Error) it is; named after DynamoDB's own errors where it has one.
///
/// The service's errors are listed on AWS's page "Error handling with DynamoDB".
///
/// ```
/// use dynamo::ErrorKind;
///
/// assert!(ErrorKind::Throttling.is_retryable());
/// assert!(!ErrorKind::ConditionalCheckFailed.is_retryable());
/// assert_eq!(ErrorKind::InvalidKey.to_string(), "InvalidKey");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The table or index does not exist (an absent item is `None`, not an error).
    ResourceNotFound,
    /// The table exists already, or is being changed.
    ResourceInUse,
    /// A condition was not met: `create` found the item, `update` did not, or a `.when(..)` was false.
    ConditionalCheckFailed,
    /// A transaction was cancelled; the message gives the reasons.
    TransactionCanceled,
    /// Another transaction is working on the same item, or one with this token is still in progress.
    TransactionConflict,
    /// The transaction's token was used for another request.
    IdempotentParameterMismatch,
    /// The table's or partition's provisioned throughput is used up.
    ProvisionedThroughputExceeded,
    /// The account's throughput limit is reached.
    RequestLimitExceeded,
    /// The service asked to slow down.
    Throttling,
    /// The items of one partition and their local indexes exceed 10 GB.
    ItemCollectionSizeLimitExceeded,
    /// The credentials are missing, invalid, or lack a permission.
    AccessDenied,
    /// The request cannot be right; found by the library before sending, or by DynamoDB.
    Validation,
    /// The item is larger than the 400 KB that DynamoDB stores; found before sending, or by DynamoDB where an update makes it so.
    ItemTooLarge,
    /// Part of a bulk operation was not done, and is handed back.
    Unprocessed,
    /// An item that came back does not fit the type; the source is a [`DecodeError`](super::DecodeError).
    Decode,
    /// A value that DynamoDB cannot store; the source is an [`EncodeError`](super::EncodeError).
    Encode,
    /// A key that cannot be built; the source is a [`KeyError`](super::KeyError).
    InvalidKey,
    /// No answer came in time. A write may have been applied.
    Timeout,
    /// The request could not be sent, or the connection broke. A write may have been applied, unless nothing was sent:
    /// [`may_be_applied`](super::Error::may_be_applied) says so. Not retryable where it does not pass, as where there are
    /// no credentials; those whose provider failed may be there the next time.
    Dispatch,
    /// DynamoDB failed (status 500 and above). A write may have been applied.
    InternalServerError,
    /// The answer could not be understood. A write may have been applied.
    InvalidResponse,
    /// Anything else; the source says more.
    Other,
}

impl ErrorKind {
    /// Whether the same request may succeed later without any change. An error may know better than its kind:
    /// [`Error::is_retryable`](super::Error::is_retryable).
    ///
    /// Not so [`Unprocessed`](Self::Unprocessed), though time may mend it: what is left is handed back in the error,
    /// and only that is to be sent again.
    ///
    /// ```
    /// assert!(dynamo::ErrorKind::TransactionConflict.is_retryable());
    /// ```
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::TransactionConflict
                | Self::ProvisionedThroughputExceeded
                | Self::RequestLimitExceeded
                | Self::Throttling
                | Self::Timeout
                | Self::Dispatch
                | Self::InternalServerError
                | Self::InvalidResponse
        )
    }

    /// Whether it does not say if the request was performed.
    pub(super) fn leaves_it_open(self) -> bool {
        matches!(self, Self::Timeout | Self::Dispatch | Self::InternalServerError | Self::InvalidResponse)
    }

    /// The kind for an error code of the service, as it stands in `__type`.
    pub(super) fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "ResourceNotFoundException" | "TableNotFoundException" | "IndexNotFoundException" => Self::ResourceNotFound,
            "ResourceInUseException" | "TableAlreadyExistsException" | "TableInUseException" => Self::ResourceInUse,
            "ConditionalCheckFailedException" => Self::ConditionalCheckFailed,
            "TransactionCanceledException" => Self::TransactionCanceled,
            "TransactionConflictException" | "TransactionInProgressException" | "ReplicatedWriteConflictException" => {
                Self::TransactionConflict
            }
            "RequestTimeout" | "RequestTimeoutException" => Self::Timeout,
            "IdempotentParameterMismatchException" => Self::IdempotentParameterMismatch,
            "ProvisionedThroughputExceededException" => Self::ProvisionedThroughputExceeded,
            "RequestLimitExceeded" => Self::RequestLimitExceeded,
            "ThrottlingException"
            | "Throttling"
            | "ThrottledException"
            | "RequestThrottled"
            | "RequestThrottledException"
            | "TooManyRequestsException"
            | "PriorRequestNotComplete"
            | "BandwidthLimitExceeded"
            | "SlowDown"
            | "LimitExceededException" => Self::Throttling,
            "ItemCollectionSizeLimitExceededException" => Self::ItemCollectionSizeLimitExceeded,
            "AccessDeniedException"
            | "UnrecognizedClientException"
            | "MissingAuthenticationTokenException"
            | "MissingAuthenticationToken"
            | "IncompleteSignatureException"
            | "InvalidSignatureException"
            | "ExpiredTokenException"
            | "NotAuthorized" => Self::AccessDenied,
            "ValidationException" | "SerializationException" => Self::Validation,
            "InternalServerError" | "InternalFailure" | "ServiceUnavailable" | "ServiceUnavailableException" => {
                Self::InternalServerError
            }
            _ => return None,
        })
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
