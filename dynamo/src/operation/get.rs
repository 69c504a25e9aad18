use aws_sdk_dynamodb::operation::get_item::{GetItemInput, builders::GetItemInputBuilder};

use super::{
    CapacityMeter, Projected, Selected, Target,
    capacity::{metered_method, requested},
    explain::Explanation,
};
use crate::{
    codec::{Document, Item, Key, key_attributes},
    config::Settings,
    error::Result,
    expression::{Expressions, Projection, SelectedPath, Selection},
    schema::AllAttributes,
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
pub struct Get<T, O = AllAttributes> {
    pub(crate) target: Target,
    key: Key<T>,
    consistent: bool,
    pub(crate) meter: Option<CapacityMeter>,
    paths: Option<Vec<SelectedPath>>,
    pub(crate) output: O,
}

impl<T: Item> Get<T> {
    pub(crate) fn new(target: Target, key: Key<T>) -> Self {
        Self { target, key, consistent: false, meter: None, paths: None, output: AllAttributes }
    }
}

impl<T: Item, O> Get<T, O> {
    fn giving<P>(self, output: P, paths: Vec<SelectedPath>) -> Get<T, P> {
        Get {
            target: self.target,
            key: self.key,
            consistent: self.consistent,
            meter: self.meter,
            paths: Some(paths),
            output,
        }
    }

    /// Fetches only some attributes: gives a value, or a tuple of values. DynamoDB charges for the whole item all the same.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, name: String, photo: Vec<u8> }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// # users.put(&User { id: "1".into(), name: "Ada".into(), photo: vec![] }).await?;
    /// let name: Option<String> = users.get(User::key("1")).select(|user| user.name).await?;
    /// assert_eq!(name.as_deref(), Some("Ada"));
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn select<P: Selection<T>>(self, selection: impl FnOnce(T::Fields) -> P) -> Get<T, Selected<P>> {
        let output = Selected::new(selection(<T as Document>::FIELDS));
        let paths = output.paths();
        self.giving(output, paths)
    }

    /// Fetches only the attributes of a struct that derives [`Projection`](macro@crate::Projection).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item, Projection};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, name: String, photo: Vec<u8> }
    /// # let users = Dynamo::embedded().table::<User>();
    /// #[derive(Projection)]
    /// #[dynamo(item = User)]
    /// struct Name {
    ///     name: String,
    /// }
    ///
    /// let get = users.get(User::key("1")).project::<Name>();
    /// assert_eq!(get.into_input()?.projection_expression(), Some("#n0"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn project<V: Projection<Item = T>>(self) -> Get<T, Projected<V>> {
        let output = Projected::new();
        let paths = output.paths();
        self.giving(output, paths)
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

    metered_method!(meter, "users.get(User::key(\"1\"))");

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
        Ok(self.build(&T::SCHEMA.settings())?.0)
    }

    pub(crate) fn build(self, settings: &Settings) -> Result<(GetItemInputBuilder, O)> {
        // What most gets do not have is set apart: the builder is large, and moves with each setter.
        let mut input = GetItemInputBuilder::default()
            .table_name(self.target.table_name(T::SCHEMA, settings)?)
            .set_key(Some(key_attributes(self.key.resolve_with(settings)?)));
        if let Some(paths) = self.paths {
            let expressions = Expressions::of_read(None, None, Some(&SelectedPath::all(&paths, |_| true)))?;
            input = input.set_projection_expression(expressions.projection);
            input = input.set_expression_attribute_names(expressions.names);
        }
        if self.meter.is_some() {
            input = input.set_return_consumed_capacity(requested(self.meter.as_ref()));
        }
        if self.consistent {
            input = input.consistent_read(true);
        }
        Ok((input, self.output))
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
        text.expression("projection", input.projection_expression(), input.expression_attribute_names(), None);
        if input.consistent_read() == Some(true) {
            text.line("read", "strongly consistent");
        }
        Ok(text.finish())
    }
}
