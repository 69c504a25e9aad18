use super::{AttributeMap, ErrorKind, service::is_of_size};

/// Why an operation of a transaction kept it from being done, or that it did not.
///
/// ```
/// # use dynamo::{Dynamo, ErrorKind, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let db = Dynamo::embedded();
/// # let users = db.table::<User>();
/// # users.create_table().await?;
/// let (ada, bob) = (User { id: "ada".into() }, User { id: "bob".into() });
/// users.put(&bob).await?;
/// let error = db.transaction().put(users.create(&ada)).put(users.create(&bob)).await.unwrap_err();
///
/// assert_eq!(error.kind(), ErrorKind::TransactionCanceled);
/// let reasons = error.cancellation_reasons();
/// assert_eq!(reasons[0].kind(), None, "nothing was wrong with ada");
/// assert_eq!(reasons[1].kind(), Some(ErrorKind::ConditionalCheckFailed));
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct CancellationReason {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) item: Option<AttributeMap>,
}

impl CancellationReason {
    /// What kept this operation from being done; `None` if nothing did.
    ///
    /// ```
    /// # let error = dynamo::Error::validation("");
    /// let failed = error.cancellation_reasons().iter().position(|reason| reason.kind().is_some());
    /// assert_eq!(failed, None);
    /// ```
    pub fn kind(&self) -> Option<ErrorKind> {
        Some(match self.code.as_deref()? {
            "None" => return None,
            "ConditionalCheckFailed" => ErrorKind::ConditionalCheckFailed,
            "TransactionConflict" => ErrorKind::TransactionConflict,
            "ProvisionedThroughputExceeded" => ErrorKind::ProvisionedThroughputExceeded,
            "ThrottlingError" => ErrorKind::Throttling,
            "ItemCollectionSizeLimitExceeded" => ErrorKind::ItemCollectionSizeLimitExceeded,
            "ValidationError" if self.message().is_some_and(is_of_size) => ErrorKind::ItemTooLarge,
            "ValidationError" => ErrorKind::Validation,
            "AccessDenied" => ErrorKind::AccessDenied,
            _ => ErrorKind::Other,
        })
    }

    /// DynamoDB's own words, if it gave any.
    ///
    /// ```
    /// # let error = dynamo::Error::validation("");
    /// for reason in error.cancellation_reasons() {
    ///     println!("{:?}: {}", reason.kind(), reason.message().unwrap_or("fine"));
    /// }
    /// ```
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The item that made the condition fail, where `return_old_on_condition_failure` asked for it.
    pub(crate) fn item(&self) -> Option<&AttributeMap> {
        self.item.as_ref().filter(|item| !item.is_empty())
    }
}

/// Does not show the item.
impl std::fmt::Debug for CancellationReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CancellationReason")
            .field("code", &self.code)
            .field("message", &self.message)
            .finish_non_exhaustive()
    }
}
