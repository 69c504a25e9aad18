use std::{marker::PhantomData, time::Duration};

use aws_sdk_dynamodb::{
    operation::create_table::{CreateTableInput, builders::CreateTableInputBuilder},
    types::{AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ProvisionedThroughput, ScalarAttributeType},
};

use super::{Target, explain::Explanation};
use crate::{
    codec::Item,
    config::Settings,
    error::{Error, KeyError, KeyProblem, KeyRole, Result},
    schema::{KeyShape, ScalarType},
};

/// Creates the table of items of type `T`, from its schema: `CreateTable`. Awaiting it also waits until the table is
/// ACTIVE.
///
/// The billing mode is on-demand unless [`provisioned`](CreateTable::provisioned).
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let users = Dynamo::embedded().table::<User>();
/// users.create_table().await?;
/// assert!(users.exists().await?);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "an operation does nothing until it is awaited"]
#[derive(Debug)]
pub struct CreateTable<T> {
    pub(crate) target: Target,
    throughput: Option<(i64, i64)>,
    deletion_protection: bool,
    pub(crate) wait: Duration,
    item: PhantomData<fn() -> T>,
}

impl<T: Item> CreateTable<T> {
    pub(crate) fn new(target: Target) -> Self {
        let wait = Duration::from_mins(5);
        Self { target, throughput: None, deletion_protection: false, wait, item: PhantomData }
    }

    /// Provisioned billing, with this many read and write capacity units per second.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let input = users.create_table().provisioned(50, 25).into_input()?;
    /// assert_eq!(input.provisioned_throughput().unwrap().read_capacity_units(), 50);
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn provisioned(mut self, read_units: u32, write_units: u32) -> Self {
        self.throughput = Some((read_units.into(), write_units.into()));
        self
    }

    /// Protects the table from being deleted until the protection is taken off.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert_eq!(users.create_table().deletion_protection().into_input()?.deletion_protection_enabled(), Some(true));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn deletion_protection(mut self) -> Self {
        self.deletion_protection = true;
        self
    }

    /// Waits at most that long for the table to become ACTIVE; 5 minutes if not given, not at all for zero.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let create = users.create_table().wait_at_most(Duration::from_secs(30));
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
    /// let input = users.create_table().into_input()?;
    /// assert_eq!(input.key_schema()[0].attribute_name(), "pk");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) for a table name that DynamoDB does not take,
    /// [`ErrorKind::InvalidKey`](crate::ErrorKind::InvalidKey) if the item has a sort key and `table_has_sort_key` is false.
    pub fn into_input(self) -> Result<CreateTableInput> {
        super::built(self.into_builder()?.build())
    }

    /// The SDK's builder for this operation: set any option of it, then send it with `send_with`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item, sdk::types::TableClass};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let builder = users.create_table().into_builder()?.table_class(TableClass::StandardInfrequentAccess);
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](CreateTable::into_input).
    pub fn into_builder(self) -> Result<CreateTableInputBuilder> {
        self.build(&T::SCHEMA.settings())
    }

    pub(crate) fn build(self, settings: &Settings) -> Result<CreateTableInputBuilder> {
        let schema = T::SCHEMA;
        if schema.key.sort.is_some() && !settings.table_has_sort_key {
            let error = KeyError::new(schema.entity, KeyRole::Sort, None, KeyProblem::NoSortKeyInTable);
            return Err(error.into());
        }
        let (partition, sort) = (schema.partition_name(settings), schema.sort_name(settings));
        let mut input = CreateTableInputBuilder::default()
            .table_name(self.target.table_name::<T>(settings)?)
            .key_schema(key_element(&partition, KeyType::Hash)?)
            .attribute_definitions(definition(&partition, scalar::<T>(&schema.key.partition))?);
        if let (Some(name), Some(shape)) = (sort, &schema.key.sort) {
            input = input
                .key_schema(key_element(&name, KeyType::Range)?)
                .attribute_definitions(definition(&name, scalar::<T>(shape))?);
        }
        if self.deletion_protection {
            input = input.deletion_protection_enabled(true);
        }
        Ok(match self.throughput {
            None => input.billing_mode(BillingMode::PayPerRequest),
            Some((read, write)) => {
                let throughput = ProvisionedThroughput::builder().read_capacity_units(read).write_capacity_units(write);
                input.billing_mode(BillingMode::Provisioned).provisioned_throughput(super::built(throughput.build())?)
            }
        })
    }

    /// The request in words.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert_eq!(users.create_table().explain()?, "CreateTable on `users`\n  key: pk S HASH\n  billing: PAY_PER_REQUEST\n");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](CreateTable::into_input).
    pub fn explain(self) -> Result<String> {
        let input = self.into_input()?;
        let mut text = Explanation::new("CreateTable", input.table_name());
        for (element, definition) in input.key_schema().iter().zip(input.attribute_definitions()) {
            let (name, scalar, role) =
                (element.attribute_name(), definition.attribute_type().as_str(), element.key_type().as_str());
            text.line("key", &format!("{name} {scalar} {role}"));
        }
        if let Some(mode) = input.billing_mode() {
            text.line("billing", mode.as_str());
        }
        Ok(text.finish())
    }
}

fn scalar<T: Item>(shape: &KeyShape) -> ScalarAttributeType {
    match shape {
        KeyShape::Native(index) => match T::SCHEMA.key.components[*index].scalar {
            ScalarType::S => ScalarAttributeType::S,
            ScalarType::N => ScalarAttributeType::N,
            ScalarType::B => ScalarAttributeType::B,
        },
        KeyShape::Named(_) | KeyShape::Template(_) => ScalarAttributeType::S,
    }
}

fn key_element(name: &str, role: KeyType) -> Result<KeySchemaElement, Error> {
    super::built(KeySchemaElement::builder().attribute_name(name).key_type(role).build())
}

fn definition(name: &str, scalar: ScalarAttributeType) -> Result<AttributeDefinition, Error> {
    super::built(AttributeDefinition::builder().attribute_name(name).attribute_type(scalar).build())
}
