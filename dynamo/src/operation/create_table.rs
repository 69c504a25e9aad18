use std::{borrow::Cow, marker::PhantomData, time::Duration};

use aws_sdk_dynamodb::{
    operation::create_table::{CreateTableInput, builders::CreateTableInputBuilder},
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, LocalSecondaryIndex,
        Projection, ProjectionType, ProvisionedThroughput, ScalarAttributeType,
    },
};

use super::{Target, explain::Explanation};
use crate::{
    codec::Item,
    config::Settings,
    error::{Error, KeyError, KeyProblem, KeyRole, Result},
    schema::{IndexKind, IndexSchema, ProjectedAttributes, QueryKey, ScalarType, Schema},
};

/// Creates the table of items of type `T`, from its schema: `CreateTable`. Awaiting it also waits until the table is
/// ACTIVE.
///
/// The table's indexes come with it. The billing mode is on-demand unless [`provisioned`](CreateTable::provisioned).
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
    /// The schemas of other items that share the table.
    others: Vec<&'static Schema>,
    item: PhantomData<fn() -> T>,
}

impl<T: Item> CreateTable<T> {
    pub(crate) fn new(target: Target) -> Self {
        let wait = Duration::from_mins(5);
        Self { target, throughput: None, deletion_protection: false, wait, others: Vec::new(), item: PhantomData }
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

    /// Builds the indexes of other items, too, that share the table: they must have the same key attributes.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// #[derive(Item)]
    /// #[dynamo(table = "app", pk = "USER#{id}", sk = "PROFILE")]
    /// #[dynamo(gsi(name = "ByMail", partition_key(mail)))]
    /// struct User {
    ///     id: String,
    ///     mail: String,
    /// }
    ///
    /// #[derive(Item)]
    /// #[dynamo(table = "app", pk = "USER#{user}", sk = "ORDER#{id}")]
    /// #[dynamo(gsi(name = "ByStatus", partition_key(status)))]
    /// struct Order {
    ///     user: String,
    ///     id: String,
    ///     status: String,
    /// }
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let db = Dynamo::embedded();
    /// let users = db.table::<User>();
    /// users.create_table().also_for::<Order>().await?;
    /// assert_eq!(db.table::<Order>().index(Order::BY_STATUS).query("open").count().await?, 0);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn also_for<U: Item>(mut self) -> Self {
        self.others.push(U::SCHEMA);
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
        let throughput = match self.throughput {
            None => None,
            Some((read, write)) => {
                let throughput = ProvisionedThroughput::builder().read_capacity_units(read).write_capacity_units(write);
                Some(super::built(throughput.build())?)
            }
        };
        let mut definitions = Definitions::default();
        let table_keys = definitions.key(QueryKey::table(schema), settings)?;
        let mut input = CreateTableInputBuilder::default()
            .table_name(self.target.table_name(schema, settings)?)
            .set_key_schema(Some(table_keys.clone()));
        for SharedIndex { index, schema, settings, types } in self.indexes(settings, &table_keys, &mut definitions)? {
            let (key, settings) = (QueryKey::index(schema, index), &settings);
            let keys = definitions.key(key, settings)?;
            let projection = projection(&index.projection, &types, &key.position_names(settings));
            input = match index.kind {
                IndexKind::Global => {
                    let index = GlobalSecondaryIndex::builder()
                        .index_name(index.name)
                        .set_key_schema(Some(keys))
                        .projection(projection)
                        .set_provisioned_throughput(throughput.clone());
                    input.global_secondary_indexes(super::built(index.build())?)
                }
                IndexKind::Local => {
                    let index = LocalSecondaryIndex::builder()
                        .index_name(index.name)
                        .set_key_schema(Some(keys))
                        .projection(projection);
                    input.local_secondary_indexes(super::built(index.build())?)
                }
            };
        }
        let mode = if throughput.is_some() { BillingMode::Provisioned } else { BillingMode::PayPerRequest };
        Ok(input
            .set_attribute_definitions(Some(definitions.0))
            .billing_mode(mode)
            .set_provisioned_throughput(throughput)
            .set_deletion_protection_enabled(self.deletion_protection.then_some(true)))
    }

    /// The indexes of all items that share the table, each once.
    fn indexes(
        &self,
        settings: &Settings,
        table_keys: &[KeySchemaElement],
        definitions: &mut Definitions,
    ) -> Result<Vec<SharedIndex>> {
        let mut indexes: Vec<SharedIndex> = Vec::new();
        let others = self.others.iter().map(|other| (*other, other.settings()));
        for (schema, settings) in std::iter::once((T::SCHEMA, settings.clone())).chain(others) {
            if definitions.key(QueryKey::table(schema), &settings)? != table_keys {
                return Err(Error::validation(format!(
                    "`{}` cannot share the table of `{}`: its key attributes are others",
                    schema.entity,
                    T::SCHEMA.entity
                )));
            }
            for index in schema.indexes {
                let names = |index, schema, settings: &Settings| QueryKey::index(schema, index).names(settings);
                let own_type = settings.type_attribute.clone();
                match indexes.iter_mut().find(|known| known.index.name == index.name) {
                    None => {
                        let types = own_type.into_iter().collect();
                        indexes.push(SharedIndex { index, schema, settings: settings.clone(), types });
                    }
                    Some(known)
                        if known.index.kind == index.kind
                            && known.index.projection == index.projection
                            && names(known.index, known.schema, &known.settings) == names(index, schema, &settings) =>
                    {
                        known.types.extend(own_type);
                    }
                    Some(known) => {
                        return Err(Error::validation(format!(
                            "the index `{}` of `{}` is not as that of `{}`: its keys or its projection are others",
                            index.name, schema.entity, known.schema.entity
                        )));
                    }
                }
            }
        }
        Ok(indexes)
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
        let line = |text: &mut Explanation, label: &str, keys: &[KeySchemaElement]| {
            for key in keys {
                let name = key.attribute_name();
                let definition = input.attribute_definitions().iter().find(|known| known.attribute_name() == name);
                let scalar = definition.map_or("?", |definition| definition.attribute_type().as_str());
                text.line(label, &format!("{name} {scalar} {}", key.key_type().as_str()));
            }
        };
        line(&mut text, "key", input.key_schema());
        for index in input.global_secondary_indexes() {
            line(&mut text, &format!("global index {}", index.index_name()), index.key_schema());
        }
        for index in input.local_secondary_indexes() {
            line(&mut text, &format!("local index {}", index.index_name()), index.key_schema());
        }
        if let Some(mode) = input.billing_mode() {
            text.line("billing", mode.as_str());
        }
        Ok(text.finish())
    }
}

/// The attributes that keys are made of, each once.
#[derive(Default)]
struct Definitions(Vec<AttributeDefinition>);

impl Definitions {
    /// The elements of a key, whose attributes join the definitions.
    fn key(&mut self, key: QueryKey, settings: &Settings) -> Result<Vec<KeySchemaElement>> {
        let partition = key.partition(settings).into_iter().map(|attribute| (attribute, KeyType::Hash));
        let sort = key.sort(settings).into_iter().map(|attribute| (attribute, KeyType::Range));
        partition
            .chain(sort)
            .map(|(attribute, role)| {
                let name = attribute.name.as_ref();
                self.define(name, attribute.scalar())?;
                super::built(KeySchemaElement::builder().attribute_name(name).key_type(role).build())
            })
            .collect()
    }

    fn define(&mut self, name: &str, scalar: ScalarType) -> Result<()> {
        let scalar = match scalar {
            ScalarType::S => ScalarAttributeType::S,
            ScalarType::N => ScalarAttributeType::N,
            ScalarType::B => ScalarAttributeType::B,
        };
        match self.0.iter().find(|known| known.attribute_name() == name) {
            Some(known) if *known.attribute_type() == scalar => Ok(()),
            Some(known) => Err(Error::validation(format!(
                "the key attribute `{name}` would be {} in one key and {} in another; give one another name",
                known.attribute_type().as_str(),
                scalar.as_str()
            ))),
            None => {
                let definition = AttributeDefinition::builder().attribute_name(name).attribute_type(scalar);
                self.0.push(super::built(definition.build())?);
                Ok(())
            }
        }
    }
}

/// An index, and the first item that declares it.
struct SharedIndex {
    index: &'static IndexSchema,
    schema: &'static Schema,
    settings: Settings,
    /// The type attributes of all items that declare it.
    types: Vec<Cow<'static, str>>,
}

/// The keys are held anyway; DynamoDB refuses them among the other attributes. The type attributes join those: by them a read
/// of the index tells the items of one entity from those of others.
fn projection(projected: &ProjectedAttributes, types: &[Cow<'static, str>], keys: &[Cow<'static, str>]) -> Projection {
    let others = match projected {
        ProjectedAttributes::All => return Projection::builder().projection_type(ProjectionType::All).build(),
        ProjectedAttributes::KeysOnly => &[][..],
        ProjectedAttributes::Include(names) => names,
    };
    let mut held: Vec<String> = Vec::new();
    for name in others.iter().copied().chain(types.iter().map(AsRef::as_ref)) {
        if !keys.iter().any(|key| key == name) && !held.iter().any(|known| known == name) {
            held.push(name.to_owned());
        }
    }
    if held.is_empty() {
        return Projection::builder().projection_type(ProjectionType::KeysOnly).build();
    }
    Projection::builder().projection_type(ProjectionType::Include).set_non_key_attributes(Some(held)).build()
}
