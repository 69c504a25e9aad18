use std::{marker::PhantomData, ops::Range};

use aws_sdk_dynamodb::{
    operation::put_item::{PutItemInput, builders::PutItemInputBuilder},
    types::AttributeValue,
};

use super::{
    Target,
    capacity::{metered_method, requested},
    explain::Explanation,
    guard::{Guard, guard_methods},
    returning::{ReturnMaybeOld, ReturnNothing, Returning},
};
use crate::{
    codec::{Frame, Item, MAX_ITEM_BYTES, WireEncoder, WireItem, encode_item, encode_item_json, item_size},
    config::Settings,
    error::{AttributeMap, Error, ErrorKind, Result},
    schema::PrimaryKey,
};

/// Writes one whole item: `PutItem`, as [`Table::put`](crate::Table::put) and [`Table::create`](crate::Table::create)
/// make it. Awaiting it gives nothing, or the old item after [`return_old`](Put::return_old).
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// let user = User { id: "123".into(), visits: 1 };
/// users.create(&user).await?;
/// let error = users.create(&user).await.unwrap_err();
/// assert_eq!(error.kind(), dynamo::ErrorKind::ConditionalCheckFailed);
///
/// let old = users.put(&User { visits: 2, ..user }).when(|user| user.visits.lt(2)).return_old().await?;
/// assert_eq!(old.unwrap().visits, 1);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "an operation does nothing until it is awaited"]
pub struct Put<'a, T, R = ReturnNothing> {
    pub(crate) target: Target,
    pub(crate) item: &'a T,
    pub(crate) guard: Guard,
    returning: PhantomData<fn() -> R>,
}

impl<'a, T: Item> Put<'a, T> {
    pub(crate) fn new(target: Target, item: &'a T, must_be_new: bool) -> Self {
        Self {
            target,
            item,
            guard: if must_be_new { Guard::default().must_not_exist() } else { Guard::default() },
            returning: PhantomData,
        }
    }

    /// Awaiting gives the item that was there before, or `None`. Where the answer to an attempt was lost and the next one found
    /// the new item, it is lost: an error of kind [`InvalidResponse`](ErrorKind::InvalidResponse) says that the write was done.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// assert!(users.put(&User { id: "1".into() }).return_old().await?.is_none());
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn return_old(self) -> Put<'a, T, ReturnMaybeOld> {
        let Self { target, item, guard, returning: _ } = self;
        Put { target, item, guard, returning: PhantomData }
    }
}

impl<T: Item, R: Returning<T>> Put<'_, T, R> {
    metered_method!(guard.meter, "users.put(&user)");

    guard_methods!("Writes", "users.put(&user)");

    /// The SDK's input for this operation.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let input = users.create(&User { id: "1".into() }).into_input()?;
    /// assert_eq!(input.condition_expression(), Some("attribute_not_exists(#n0)"));
    /// assert_eq!(input.expression_attribute_names().unwrap()["#n0"], "pk");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What is known to be wrong before sending: a value that DynamoDB cannot store, a key that cannot be built, an item
    /// over 400 KB, a condition that cannot be expressed.
    pub fn into_input(self) -> Result<PutItemInput> {
        super::built(self.into_builder()?.build())
    }

    /// The SDK's builder for this operation: set any option of it, then send it with `send_with`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item, sdk::types::ReturnConsumedCapacity};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let builder = users.put(&User { id: "1".into() }).into_builder()?;
    /// let builder = builder.return_consumed_capacity(ReturnConsumedCapacity::Total);
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Put::into_input).
    pub fn into_builder(self) -> Result<PutItemInputBuilder> {
        self.build(&T::SCHEMA.settings())
    }

    pub(crate) fn build(self, settings: &Settings) -> Result<PutItemInputBuilder> {
        let table = self.target.table_name(T::SCHEMA, settings)?;
        let item = encode_item(self.item, settings)?;
        check_item_size(&item)?;
        self.build_with(table, item, settings)
    }

    /// The input without its item, and the item as it goes over the wire.
    pub(crate) fn build_direct(self, settings: &Settings) -> Result<(PutItemInputBuilder, EncodedItem)> {
        let table = self.target.table_name(T::SCHEMA, settings)?;
        let encoded = EncodedItem::new(self.item, settings, &table)?;
        Ok((self.build_with(table, AttributeMap::new(), settings)?, encoded))
    }

    fn build_with(self, table: String, item: AttributeMap, settings: &Settings) -> Result<PutItemInputBuilder> {
        // What most puts do not have is set apart: the builder is large, and moves with each setter.
        let mut input = PutItemInputBuilder::default().table_name(table).set_item(Some(item));
        if R::RETURN_VALUES.is_some() {
            input = input.set_return_values(R::RETURN_VALUES);
        }
        if self.guard.meter.is_some() {
            input = input.set_return_consumed_capacity(requested(self.guard.meter.as_ref()));
        }
        if self.guard.old_on_failure {
            input = input.set_return_values_on_condition_check_failure(self.guard.failure_returns());
        }
        if !self.guard.is_empty() {
            let expressions = self.guard.render::<T>(None, settings)?;
            input = input.set_condition_expression(expressions.condition);
            input = input.set_expression_attribute_names(expressions.names);
            input = input.set_expression_attribute_values(expressions.values);
        }
        Ok(input)
    }

    /// The request in words, with the values: for development, not for logs.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let text = users.create(&User { id: "1".into() }).explain()?;
    /// assert!(text.contains("condition: attribute_not_exists(pk)"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Put::into_input).
    pub fn explain(self) -> Result<String> {
        let input = self.into_input()?;
        let mut text = Explanation::new("PutItem", input.table_name());
        text.attributes("item", input.item());
        text.expression(
            "condition",
            input.condition_expression(),
            input.expression_attribute_names(),
            input.expression_attribute_values(),
        );
        Ok(text.finish())
    }
}

/// Refuses an item that DynamoDB would refuse for its size.
pub(crate) fn check_item_size(item: &AttributeMap) -> Result<()> {
    let size = item_size(item);
    if size <= MAX_ITEM_BYTES {
        return Ok(());
    }
    let one = |name: &String, value: &AttributeValue| item_size(&AttributeMap::from([(name.clone(), value.clone())]));
    let largest = item.iter().map(|(name, value)| (one(name, value), name)).max();
    let largest = largest
        .map(|(bytes, name)| format!("; its largest attribute is `{name}` with {bytes} bytes"))
        .unwrap_or_default();
    Err(Error::new(
        ErrorKind::ItemTooLarge,
        format!(
            "the item is {size} bytes, and DynamoDB stores at most {MAX_ITEM_BYTES}{largest}. Keep large values elsewhere, \
             such as in S3, and store a reference"
        ),
    ))
}

impl<T, R> std::fmt::Debug for Put<'_, T, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Put").field("guard", &self.guard).finish_non_exhaustive()
    }
}

/// An item as it goes over the wire, and its key.
pub(crate) struct EncodedItem {
    pub(crate) item: WireItem,
    pub(crate) key: PrimaryKey,
}

impl EncodedItem {
    /// Of an item that is put to this table. Fails for an item that is too large, too.
    fn new<T: Item>(item: &T, settings: &Settings, table: &str) -> Result<Self> {
        const FRAME: &Frame = &Frame::PUT_ITEM;
        let mut encoder = WireEncoder::new();
        FRAME.begin(table, &mut encoder);
        let (place, key) = FRAME.item(&mut encoder, |encoder| encode_item_checked(item, settings, encoder))?;
        FRAME.end(&mut encoder);
        Ok(Self { item: WireItem::new(encoder.finish().into(), place), key })
    }
}

/// Encodes an item that goes over the wire, and is not too large.
pub(crate) fn encode_item_checked<T: Item>(
    item: &T,
    settings: &Settings,
    encoder: &mut WireEncoder,
) -> Result<(Range<usize>, PrimaryKey)> {
    let (place, key) = encode_item_json(item, settings, encoder)?;
    // As JSON an item is longer than as DynamoDB counts it.
    if place.len() > MAX_ITEM_BYTES {
        check_item_size(&encode_item(item, settings)?)?;
    }
    Ok((place, key))
}
