use std::{marker::PhantomData, time::Duration};

use aws_sdk_dynamodb::operation::delete_table::{DeleteTableInput, builders::DeleteTableInputBuilder};

use super::{Target, explain::Explanation};
use crate::{codec::Item, config::Settings, error::Result};

/// Deletes the table of items of type `T` with everything in it: `DeleteTable`. Awaiting it also waits until the table
/// is gone.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let users = Dynamo::embedded().table::<User>();
/// users.create_table().await?;
/// users.delete_table().await?;
/// assert!(!users.exists().await?);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "an operation does nothing until it is awaited"]
#[derive(Debug)]
pub struct DeleteTable<T> {
    pub(crate) target: Target,
    pub(crate) wait: Duration,
    item: PhantomData<fn() -> T>,
}

impl<T: Item> DeleteTable<T> {
    pub(crate) fn new(target: Target) -> Self {
        Self { target, wait: Duration::from_mins(5), item: PhantomData }
    }

    /// Waits at most that long for the table to be gone; 5 minutes if not given, not at all for zero.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let delete = users.delete_table().wait_at_most(Duration::ZERO);
    /// ```
    pub fn wait_at_most(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// The SDK's input for this operation.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert_eq!(users.delete_table().into_input()?.table_name(), Some("users"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) for a table name that DynamoDB does not take.
    pub fn into_input(self) -> Result<DeleteTableInput> {
        super::built(self.into_builder()?.build())
    }

    /// The SDK's builder for this operation; send it with `send_with`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let builder = users.delete_table().into_builder()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](DeleteTable::into_input).
    pub fn into_builder(self) -> Result<DeleteTableInputBuilder> {
        self.build(&T::SCHEMA.settings())
    }

    pub(crate) fn build(self, settings: &Settings) -> Result<DeleteTableInputBuilder> {
        Ok(DeleteTableInputBuilder::default().table_name(self.target.table_name(T::SCHEMA, settings)?))
    }

    /// The request in words.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert_eq!(users.delete_table().explain()?, "DeleteTable on `users`\n");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](DeleteTable::into_input).
    pub fn explain(self) -> Result<String> {
        Ok(Explanation::new("DeleteTable", self.into_input()?.table_name()).finish())
    }
}
