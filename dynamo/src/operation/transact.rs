//! Operations as parts of a transaction.

use aws_sdk_dynamodb::types::{
    Delete as SdkDelete, Get as SdkGet, Put as SdkPut, TransactGetItem, TransactWriteItem, Update as SdkUpdate,
    builders::TransactWriteItemBuilder,
};

use super::{CapacityMeter, Delete, Get, Put, ReturnNothing, Update, explain::Explanation};
use crate::{
    codec::{Item, ItemData, KeyIdentity, WireItem, item_size},
    config::Settings,
    error::{AttributeMap, Result},
    schema::{QueryKey, Schema},
};

/// An operation that can be part of a transaction.
pub(crate) trait TransactWrite {
    /// The operation, with the configuration in force here; `direct`: with a put's item as it goes over the wire.
    fn built(self: Box<Self>, direct: bool) -> Result<BuiltWrite>;
}

/// An operation of a transaction, ready to be sent.
#[derive(Debug)]
pub(crate) struct BuiltWrite {
    pub(crate) item: TransactWriteItem,
    /// The item of a put, if it is not in the operation itself.
    pub(crate) put: Option<WireItem>,
    /// What it does.
    pub(crate) operation: &'static str,
    pub(crate) schema: &'static Schema,
    pub(crate) table: String,
    pub(crate) identity: KeyIdentity,
    /// The meter that the operation was given.
    pub(crate) meter: Option<CapacityMeter>,
    /// The size of what is sent, in bytes, without the item that is not in the operation itself.
    bytes: usize,
}

impl BuiltWrite {
    pub(super) fn new(
        operation: &'static str,
        schema: &'static Schema,
        table: String,
        identity: KeyIdentity,
        bytes: usize,
        set: impl FnOnce(TransactWriteItemBuilder) -> TransactWriteItemBuilder,
    ) -> Self {
        let item = set(TransactWriteItem::builder()).build();
        Self { item, put: None, operation, schema, table, identity, meter: None, bytes }
    }

    /// The operation in words, as its own `explain` says it.
    pub(crate) fn explain(&self) -> String {
        let mut text = Explanation::new(&format!("{} of `{}`", self.operation, self.schema.entity), Some(&self.table));
        if let Some(put) = self.item.put() {
            let (names, values) = (put.expression_attribute_names(), put.expression_attribute_values());
            text.attributes("item", Some(put.item()));
            text.expression("condition", put.condition_expression(), names, values);
        }
        if let Some(update) = self.item.update() {
            let (names, values) = (update.expression_attribute_names(), update.expression_attribute_values());
            text.attributes("key", Some(update.key()));
            text.expression("update", Some(update.update_expression()), names, values);
            text.expression("condition", update.condition_expression(), names, values);
        }
        if let Some(delete) = self.item.delete() {
            let (names, values) = (delete.expression_attribute_names(), delete.expression_attribute_values());
            text.attributes("key", Some(delete.key()));
            text.expression("condition", delete.condition_expression(), names, values);
        }
        if let Some(check) = self.item.condition_check() {
            let (names, values) = (check.expression_attribute_names(), check.expression_attribute_values());
            text.attributes("key", Some(check.key()));
            text.expression("condition", Some(check.condition_expression()), names, values);
        }
        text.finish()
    }

    /// How many bytes it adds to a transaction: at most so many, or exactly.
    pub(crate) fn bytes(&self, exactly: bool) -> Result<usize> {
        let item = match &self.put {
            Some(item) if exactly => item_size(&ItemData::Wire(item.clone()).into_map()?),
            // As JSON an item is longer than as DynamoDB counts it.
            Some(item) => item.json().len(),
            None => 0,
        };
        Ok(self.bytes + item)
    }
}

/// What tells the item of this key, or this item, from others of its table.
pub(super) fn key_identity<T: Item>(item: &AttributeMap, settings: &Settings) -> KeyIdentity {
    KeyIdentity::of(item, &QueryKey::table(T::SCHEMA).names(settings))
}

fn values_size(values: Option<&AttributeMap>) -> usize {
    values.map(item_size).unwrap_or_default()
}

impl<T: Item> TransactWrite for Put<'_, T, ReturnNothing> {
    fn built(self: Box<Self>, direct: bool) -> Result<BuiltWrite> {
        let (settings, meter) = (T::SCHEMA.settings(), self.guard.meter.clone());
        let (input, encoded) = if direct {
            let (input, encoded) = self.build_direct(&settings)?;
            (input, Some(encoded))
        } else {
            (self.build(&settings)?, None)
        };
        let input = super::built(input.build())?;
        let table = input.table_name.clone().unwrap_or_default();
        let item = input.item.unwrap_or_default();
        let bytes = item_size(&item) + values_size(input.expression_attribute_values.as_ref());
        let (identity, wire) = match encoded {
            Some(encoded) => (KeyIdentity::of_key(&encoded.key), Some(encoded.item)),
            None => (key_identity::<T>(&item, &settings), None),
        };
        let put = super::built(
            SdkPut::builder()
                .set_table_name(input.table_name)
                .set_item(Some(item))
                .set_condition_expression(input.condition_expression)
                .set_expression_attribute_names(input.expression_attribute_names)
                .set_expression_attribute_values(input.expression_attribute_values)
                .set_return_values_on_condition_check_failure(input.return_values_on_condition_check_failure)
                .build(),
        )?;
        let write = BuiltWrite::new("Put", T::SCHEMA, table, identity, bytes, |item| item.put(put));
        Ok(BuiltWrite { put: wire, meter, ..write })
    }
}

impl<T: Item, M> TransactWrite for Update<T, M, ReturnNothing> {
    fn built(self: Box<Self>, _: bool) -> Result<BuiltWrite> {
        let (settings, meter) = (T::SCHEMA.settings(), self.guard.meter.clone());
        let input = super::built(self.build(&settings)?.build())?;
        let (table, key) = (input.table_name.clone().unwrap_or_default(), input.key.clone().unwrap_or_default());
        let bytes = item_size(&key) + values_size(input.expression_attribute_values.as_ref());
        let update = super::built(
            SdkUpdate::builder()
                .set_table_name(input.table_name)
                .set_key(input.key)
                .set_update_expression(input.update_expression)
                .set_condition_expression(input.condition_expression)
                .set_expression_attribute_names(input.expression_attribute_names)
                .set_expression_attribute_values(input.expression_attribute_values)
                .set_return_values_on_condition_check_failure(input.return_values_on_condition_check_failure)
                .build(),
        )?;
        let write = BuiltWrite::new("Update", T::SCHEMA, table, key_identity::<T>(&key, &settings), bytes, |item| {
            item.update(update)
        });
        Ok(BuiltWrite { meter, ..write })
    }
}

impl<T: Item> TransactWrite for Delete<T, ReturnNothing> {
    fn built(self: Box<Self>, _: bool) -> Result<BuiltWrite> {
        let (settings, meter) = (T::SCHEMA.settings(), self.guard.meter.clone());
        let input = super::built(self.build(&settings)?.build())?;
        let (table, key) = (input.table_name.clone().unwrap_or_default(), input.key.clone().unwrap_or_default());
        let bytes = item_size(&key) + values_size(input.expression_attribute_values.as_ref());
        let delete = super::built(
            SdkDelete::builder()
                .set_table_name(input.table_name)
                .set_key(input.key)
                .set_condition_expression(input.condition_expression)
                .set_expression_attribute_names(input.expression_attribute_names)
                .set_expression_attribute_values(input.expression_attribute_values)
                .set_return_values_on_condition_check_failure(input.return_values_on_condition_check_failure)
                .build(),
        )?;
        let write = BuiltWrite::new("Delete", T::SCHEMA, table, key_identity::<T>(&key, &settings), bytes, |item| {
            item.delete(delete)
        });
        Ok(BuiltWrite { meter, ..write })
    }
}

/// A get of a transaction, ready to be sent.
pub(crate) struct TransactGet<O> {
    pub(crate) item: TransactGetItem,
    pub(crate) output: O,
    pub(crate) meter: Option<CapacityMeter>,
}

impl<T: Item, O> Get<T, O> {
    /// The get as part of a transaction, which always reads consistently.
    pub(crate) fn build_transact(self, settings: &Settings) -> Result<TransactGet<O>> {
        let meter = self.meter.clone();
        let (input, output) = self.build(settings)?;
        let input = super::built(input.build())?;
        let get = super::built(
            SdkGet::builder()
                .set_table_name(input.table_name)
                .set_key(input.key)
                .set_projection_expression(input.projection_expression)
                .set_expression_attribute_names(input.expression_attribute_names)
                .build(),
        )?;
        Ok(TransactGet { item: TransactGetItem::builder().get(get).build(), output, meter })
    }
}
