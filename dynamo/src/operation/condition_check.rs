use aws_sdk_dynamodb::types::ConditionCheck as SdkConditionCheck;

use super::{
    Target,
    guard::{Guard, guard_methods},
    transact::{BuiltWrite, TransactWrite, key_identity},
};
use crate::{
    codec::{Item, Key, item_size, key_attributes},
    config::Settings,
    error::Result,
};

/// Checks an item in a transaction, without changing it, as [`Table::check`](crate::Table::check) makes it: the transaction
/// is done only if the condition holds. Without a condition the item must be there.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, active: bool }
/// # #[derive(Item)] #[dynamo(table = "orders", partition_key(id))] struct Order { id: String, user: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let db = Dynamo::embedded();
/// # let (users, orders) = (db.table::<User>(), db.table::<Order>());
/// # users.create_table().await?;
/// # orders.create_table().await?;
/// # users.put(&User { id: "1".into(), active: true }).await?;
/// let order = Order { id: "7".into(), user: "1".into() };
/// db.transaction()
///     .check(users.check(User::key("1")).when(|user| user.active.eq(true)))
///     .put(orders.create(&order))
///     .await?;
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a check does nothing until it is part of a transaction"]
#[derive(Debug)]
pub struct ConditionCheck<T> {
    target: Target,
    key: Key<T>,
    guard: Guard,
}

impl<T: Item> ConditionCheck<T> {
    pub(crate) fn new(target: Target, key: Key<T>) -> Self {
        Self { target, key, guard: Guard::default() }
    }

    /// The item must not be there.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let free = users.check(User::key("1")).must_not_exist();
    /// ```
    pub fn must_not_exist(mut self) -> Self {
        self.guard = self.guard.must_not_exist();
        self
    }

    guard_methods!("Goes on", "users.check(User::key(\"1\"))");

    /// The condition in words, with the values: for development, not for logs.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert!(users.check(User::key("1")).explain()?.contains("attribute_exists(pk)"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What is known to be wrong before sending: a key that cannot be built, a condition that cannot be expressed.
    pub fn explain(self) -> Result<String> {
        let input = self.into_input()?;
        let mut text = super::explain::Explanation::new("ConditionCheck", Some(input.table_name()));
        text.attributes("key", Some(input.key()));
        let (names, values) = (input.expression_attribute_names(), input.expression_attribute_values());
        text.expression("condition", Some(input.condition_expression()), names, values);
        Ok(text.finish())
    }

    /// The SDK's value for this check.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert_eq!(users.check(User::key("1")).into_input()?.table_name(), "users");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`explain`](ConditionCheck::explain).
    pub fn into_input(self) -> Result<SdkConditionCheck> {
        self.build(&T::SCHEMA.settings())
    }

    fn build(mut self, settings: &Settings) -> Result<SdkConditionCheck> {
        let key = self.key.resolve_with(settings)?;
        if self.guard.is_empty() {
            self.guard = self.guard.must_exist();
        }
        let failure_returns = self.guard.failure_returns();
        let expressions = self.guard.render::<T>(None, settings)?;
        super::built(
            SdkConditionCheck::builder()
                .table_name(self.target.table_name(T::SCHEMA, settings)?)
                .set_key(Some(key_attributes(key)))
                .set_condition_expression(expressions.condition)
                .set_expression_attribute_names(expressions.names)
                .set_expression_attribute_values(expressions.values)
                .set_return_values_on_condition_check_failure(failure_returns)
                .build(),
        )
    }
}

impl<T: Item> TransactWrite for ConditionCheck<T> {
    fn built(self: Box<Self>, _: bool) -> Result<BuiltWrite> {
        let settings = T::SCHEMA.settings();
        let check = self.build(&settings)?;
        let values = check.expression_attribute_values().map(item_size).unwrap_or_default();
        let bytes = item_size(check.key()) + values;
        let (table, identity) = (check.table_name.clone(), key_identity::<T>(check.key(), &settings));
        Ok(BuiltWrite::new("ConditionCheck", T::SCHEMA, table, identity, bytes, |item| item.condition_check(check)))
    }
}
