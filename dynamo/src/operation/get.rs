use std::marker::PhantomData;

use aws_sdk_dynamodb::operation::get_item::{GetItemInput, builders::GetItemInputBuilder};

use super::{Target, explain::Explanation};
use crate::{
    codec::{Item, Key, key_attributes},
    config::Settings,
    error::Result,
};

/// Reads one item by its key: `GetItem`. Awaiting it gives `Option<T>`; `None` when there is no such item.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// let user: Option<User> = users.get(User::key("123")).consistent().await?;
/// assert!(user.is_none());
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "an operation does nothing until it is awaited"]
#[derive(Debug)]
pub struct Get<T> {
    pub(crate) target: Target,
    key: Key<T>,
    consistent: bool,
    item: PhantomData<fn() -> T>,
}

impl<T: Item> Get<T> {
    pub(crate) fn new(target: Target, key: Key<T>) -> Self {
        Self { target, key, consistent: false, item: PhantomData }
    }

    /// Reads strongly consistently: sees every write that succeeded before, at twice the read capacity.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let input = users.get(User::key("123")).consistent().into_input()?;
    /// assert_eq!(input.consistent_read(), Some(true));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// The SDK's input for this operation.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let input = users.get(User::key("123")).into_input()?;
    /// assert_eq!(input.table_name(), Some("users"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidKey`](crate::ErrorKind::InvalidKey) or [`ErrorKind::Validation`](crate::ErrorKind::Validation):
    /// what is known to be wrong before sending.
    pub fn into_input(self) -> Result<GetItemInput> {
        super::built(self.into_builder()?.build())
    }

    /// The SDK's builder for this operation: set any option of it, then send it with `send_with`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item, sdk::types::ReturnConsumedCapacity};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let builder = users.get(User::key("123")).into_builder()?;
    /// let builder = builder.return_consumed_capacity(ReturnConsumedCapacity::Total);
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Get::into_input).
    pub fn into_builder(self) -> Result<GetItemInputBuilder> {
        self.build(&T::SCHEMA.settings())
    }

    pub(crate) fn build(self, settings: &Settings) -> Result<GetItemInputBuilder> {
        Ok(GetItemInputBuilder::default()
            .table_name(self.target.table_name::<T>(settings)?)
            .set_key(Some(key_attributes(self.key.resolve_with(settings)?)))
            .set_consistent_read(self.consistent.then_some(true)))
    }

    /// The request in words, with the values: for development, not for logs.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let text = users.get(User::key("123")).explain()?;
    /// assert_eq!(text, "GetItem on `users`\n  key: pk = \"id#123#user\"\n");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Get::into_input).
    pub fn explain(self) -> Result<String> {
        let input = self.into_input()?;
        let mut text = Explanation::new("GetItem", input.table_name());
        text.attributes("key", input.key());
        if input.consistent_read() == Some(true) {
            text.line("read", "strongly consistent");
        }
        Ok(text.finish())
    }
}
