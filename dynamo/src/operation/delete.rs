use std::marker::PhantomData;

use aws_sdk_dynamodb::operation::delete_item::{DeleteItemInput, builders::DeleteItemInputBuilder};

use super::{
    Target,
    capacity::{metered_method, requested},
    explain::Explanation,
    guard::{Guard, guard_methods},
    returning::{ReturnMaybeOld, ReturnNothing, Returning},
};
use crate::{
    codec::{Item, Key, key_attributes},
    config::Settings,
    error::Result,
};

/// Deletes one item by its key: `DeleteItem`. Awaiting it gives nothing, or the old item after
/// [`return_old`](Delete::return_old). An item that is not there is no error, unless [`must_exist`](Delete::must_exist).
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// users.put(&User { id: "123".into(), visits: 0 }).await?;
/// let old = users.delete(User::key("123")).when(|user| user.visits.eq(0)).return_old().await?;
/// assert_eq!(old.unwrap().id, "123");
/// assert!(users.delete(User::key("123")).must_exist().await.is_err());
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "an operation does nothing until it is awaited"]
#[derive(Debug)]
pub struct Delete<T, R = ReturnNothing> {
    pub(crate) target: Target,
    key: Key<T>,
    pub(crate) guard: Guard,
    returning: PhantomData<fn() -> R>,
}

impl<T: Item> Delete<T> {
    pub(crate) fn new(target: Target, key: Key<T>) -> Self {
        Self { target, key, guard: Guard::default(), returning: PhantomData }
    }

    /// Awaiting gives the item that was deleted, or `None` if there was none. Where the answer to an attempt was lost and the
    /// next one found nothing, the item may be lost: an error of kind [`InvalidResponse`](crate::ErrorKind::InvalidResponse)
    /// says that the write was done.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let delete = users.delete(User::key("123")).return_old();
    /// ```
    pub fn return_old(self) -> Delete<T, ReturnMaybeOld> {
        let Self { target, key, guard, returning: _ } = self;
        Delete { target, key, guard, returning: PhantomData }
    }
}

impl<T: Item, R: Returning<T>> Delete<T, R> {
    /// Fails with [`ErrorKind::ConditionalCheckFailed`](crate::ErrorKind::ConditionalCheckFailed) if there is no such item.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let delete = users.delete(User::key("123")).must_exist();
    /// assert!(delete.explain()?.contains("attribute_exists(pk)"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn must_exist(mut self) -> Self {
        self.guard = self.guard.must_exist();
        self
    }

    metered_method!(guard.meter, "users.delete(User::key(\"1\"))");

    guard_methods!("Deletes", "users.delete(User::key(\"1\"))");

    /// The SDK's input for this operation.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let input = users.delete(User::key("123")).into_input()?;
    /// assert_eq!(input.key().unwrap()["pk"].as_s().unwrap(), "id#123#user");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What is known to be wrong before sending: a key that cannot be built, a condition that cannot be expressed.
    pub fn into_input(self) -> Result<DeleteItemInput> {
        super::built(self.into_builder()?.build())
    }

    /// The SDK's builder for this operation: set any option of it, then send it with `send_with`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let builder = users.delete(User::key("123")).into_builder()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Delete::into_input).
    pub fn into_builder(self) -> Result<DeleteItemInputBuilder> {
        self.build(&T::SCHEMA.settings())
    }

    pub(crate) fn build(self, settings: &Settings) -> Result<DeleteItemInputBuilder> {
        let failure_returns = self.guard.failure_returns();
        let capacity = requested(self.guard.meter.as_ref());
        let expressions = self.guard.render::<T>(None, settings)?;
        Ok(DeleteItemInputBuilder::default()
            .table_name(self.target.table_name(T::SCHEMA, settings)?)
            .set_key(Some(key_attributes(self.key.resolve_with(settings)?)))
            .set_condition_expression(expressions.condition)
            .set_expression_attribute_names(expressions.names)
            .set_expression_attribute_values(expressions.values)
            .set_return_values(R::RETURN_VALUES)
            .set_return_consumed_capacity(capacity)
            .set_return_values_on_condition_check_failure(failure_returns))
    }

    /// The request in words, with the values: for development, not for logs.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert!(users.delete(User::key("1")).explain()?.starts_with("DeleteItem on `users`"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Delete::into_input).
    pub fn explain(self) -> Result<String> {
        let input = self.into_input()?;
        let mut text = Explanation::new("DeleteItem", input.table_name());
        text.attributes("key", input.key());
        text.expression(
            "condition",
            input.condition_expression(),
            input.expression_attribute_names(),
            input.expression_attribute_values(),
        );
        Ok(text.finish())
    }
}
