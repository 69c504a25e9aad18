use std::{borrow::Cow, marker::PhantomData};

use aws_sdk_dynamodb::{
    operation::update_item::{UpdateItemInput, builders::UpdateItemInputBuilder},
    types::AttributeValue,
};

use super::{
    Target,
    capacity::{metered_method, requested},
    explain::Explanation,
    guard::{Guard, guard_methods},
    returning::{ReturnMaybeOld, ReturnNew, ReturnNothing, ReturnOld, Returning},
    update_indexes::Assumption,
};
use crate::{
    codec::{Item, Key, key_attributes},
    config::Settings,
    error::{Error, Result},
    expression::{Action, Actions, Operand, PathData, UpdateResult},
    schema::check_index_keys,
};

/// An update of an item that must exist.
#[derive(Debug)]
pub enum MustExist {}

/// An update that creates the item if it is not there.
#[derive(Debug)]
pub enum MayExist {}

/// Creates or updates one item: `UpdateItem` without a check that the item exists, as
/// [`Table::upsert`](crate::Table::upsert) makes it.
pub type Upsert<T, R = ReturnNothing> = Update<T, MayExist, R>;

/// Changes attributes of one item: `UpdateItem`, as [`Table::update`](crate::Table::update) makes it; it fails with
/// [`ErrorKind::ConditionalCheckFailed`](crate::ErrorKind::ConditionalCheckFailed) if the item is not there. Awaiting it
/// gives nothing, or the item after [`return_new`](Update::return_new) or [`return_old`](Update::return_old).
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))]
/// # struct User { id: String, visits: u32, name: String, email: Option<String> }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// # users.put(&User { id: "123".into(), visits: 0, name: "A".into(), email: None }).await?;
/// let after: User = users
///     .update(User::key("123"))
///     .set(|user| user.name, "Ada")
///     .increment(|user| user.visits, 1)
///     .remove(|user| user.email)
///     .when(|user| user.visits.lt(10))
///     .return_new()
///     .await?;
/// assert_eq!((after.name.as_str(), after.visits), ("Ada", 1));
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "an operation does nothing until it is awaited"]
#[derive(Debug)]
pub struct Update<T, M = MustExist, R = ReturnNothing> {
    pub(crate) target: Target,
    pub(super) key: Key<T>,
    pub(super) actions: Actions,
    pub(crate) guard: Guard,
    /// What attributes are said to be, where index keys need them.
    pub(super) assumed: Vec<Assumption>,
    /// Whether it may create the item, which then needs the attributes that every item has.
    pub(super) creates: bool,
    types: PhantomData<fn() -> (M, R)>,
}

impl<T: Item> Update<T, MustExist> {
    pub(crate) fn new(target: Target, key: Key<T>) -> Self {
        let guard = Guard::default().must_exist();
        Self {
            target,
            key,
            actions: Actions::default(),
            guard,
            assumed: Vec::new(),
            creates: false,
            types: PhantomData,
        }
    }

    /// Awaiting gives the item as it was before.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let update = users.update(User::key("1")).increment(|user| user.visits, 1).return_old();
    /// ```
    pub fn return_old(self) -> Update<T, MustExist, ReturnOld> {
        self.returning()
    }
}

impl<T: Item> Update<T, MayExist> {
    pub(crate) fn new_upsert(target: Target, key: Key<T>) -> Self {
        let guard = Guard::default();
        Self { target, key, actions: Actions::default(), guard, assumed: Vec::new(), creates: true, types: PhantomData }
    }

    /// Awaiting gives the item as it was before, or `None` if the upsert created it.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let before = users.upsert(User::key("1")).increment(|user| user.visits, 1).return_old().await?;
    /// assert!(before.is_none());
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn return_old(self) -> Update<T, MayExist, ReturnMaybeOld> {
        self.returning()
    }
}

impl<T: Item, M> Update<T, M> {
    /// Awaiting gives the item as it is afterwards.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let update = users.update(User::key("1")).increment(|user| user.visits, 1).return_new();
    /// ```
    pub fn return_new(self) -> Update<T, M, ReturnNew> {
        self.returning()
    }

    fn returning<R>(self) -> Update<T, M, R> {
        let Self { target, key, actions, guard, assumed, creates, types: _ } = self;
        Update { target, key, actions, guard, assumed, creates, types: PhantomData }
    }
}

impl<T: Item, M, R: Returning<T>> Update<T, M, R> {
    metered_method!(guard.meter, "users.update(User::key(\"1\")).set(|user| user.visits, 0)");

    guard_methods!("Updates", "users.update(User::key(\"1\")).set(|user| user.visits, 0)");

    /// The SDK's input for this operation.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let input = users.update(User::key("1")).set(|user| user.visits, 7).into_input()?;
    /// assert_eq!(input.update_expression(), Some("SET #n0 = :v0"));
    /// assert_eq!(input.condition_expression(), Some("attribute_exists(#n1)"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What is known to be wrong before sending: a value that DynamoDB cannot store, a key that cannot be built, an update
    /// that changes nothing or one place twice, a condition that cannot be expressed.
    pub fn into_input(self) -> Result<UpdateItemInput> {
        super::built(self.into_builder()?.build())
    }

    /// The SDK's builder for this operation: set any option of it, then send it with `send_with`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let builder = users.update(User::key("1")).set(|user| user.visits, 7).into_builder()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Update::into_input).
    pub fn into_builder(self) -> Result<UpdateItemInputBuilder> {
        self.build(&T::SCHEMA.settings())
    }

    pub(crate) fn build(self, settings: &Settings) -> Result<UpdateItemInputBuilder> {
        Ok(self.build_with_result(settings)?.0)
    }

    /// The request, and what the item will be like, if that does not depend on what it was.
    pub(crate) fn build_with_result(
        mut self,
        settings: &Settings,
    ) -> Result<(UpdateItemInputBuilder, Option<UpdateResult>)> {
        let key = self.key.resolve_with(settings)?;
        self.keep_indexes(settings)?;
        if self.creates {
            check_index_keys(T::SCHEMA, settings, &key)?;
            self.fill_in(settings)?;
        }
        if self.actions.is_empty() && !self.creates {
            return Err(Error::validation(format!(
                "the update of `{}` changes nothing; add set, increment, remove or another action",
                T::SCHEMA.entity
            )));
        }
        let failure_returns = self.guard.failure_returns();
        let capacity = requested(self.guard.meter.as_ref());
        let result = self.actions.result();
        let expressions = self.guard.render::<T>(Some(self.actions), settings)?;
        let input = UpdateItemInputBuilder::default()
            .table_name(self.target.table_name(T::SCHEMA, settings)?)
            .set_key(Some(key_attributes(key)))
            .set_update_expression(expressions.update)
            .set_condition_expression(expressions.condition)
            .set_expression_attribute_names(expressions.names)
            .set_expression_attribute_values(expressions.values)
            .set_return_values(R::RETURN_VALUES)
            .set_return_consumed_capacity(capacity)
            .set_return_values_on_condition_check_failure(failure_returns);
        Ok((input, result))
    }

    /// What a created item must have beside its key: the key's components as fields, and its type.
    fn fill_in(&mut self, settings: &Settings) -> Result<()> {
        let components = self.key.component_attributes().map(|(name, value)| (Cow::Borrowed(name), value));
        let entity = AttributeValue::S(T::SCHEMA.entity.to_owned());
        let own_type = settings.type_attribute.clone().map(|name| (name, entity));
        let fill: Vec<Action> = components
            .chain(own_type)
            .map(|(name, value)| Action::set(PathData::attribute(name), Operand::value(&value), false))
            .collect();
        if self.actions.raw.is_some() && !fill.is_empty() {
            return Err(Error::validation(
                "an upsert fills in the key's components, for which a raw update expression leaves no place; use update(), \
                 or typed actions",
            ));
        }
        self.actions.actions.splice(..0, fill);
        Ok(())
    }

    /// The request in words, with the values: for development, not for logs.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let text = users.update(User::key("1")).set(|user| user.visits, 7).explain()?;
    /// assert!(text.contains("update: SET visits = 7"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Update::into_input).
    pub fn explain(self) -> Result<String> {
        let input = self.into_input()?;
        let (names, values) = (input.expression_attribute_names(), input.expression_attribute_values());
        let mut text = Explanation::new("UpdateItem", input.table_name());
        text.attributes("key", input.key());
        text.expression("update", input.update_expression(), names, values);
        text.expression("condition", input.condition_expression(), names, values);
        Ok(text.finish())
    }
}
