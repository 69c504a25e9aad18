//! An interceptor of a user that looks at inputs and outputs.

use std::sync::{Arc, Mutex, PoisonError};

use dynamo::sdk::{
    config::{
        ConfigBag, Intercept, RuntimeComponents,
        interceptors::{AfterDeserializationInterceptorContextRef, BeforeSerializationInterceptorContextRef},
    },
    error::BoxError,
    operation::{
        batch_get_item::BatchGetItemOutput,
        batch_write_item::BatchWriteItemInput,
        delete_item::DeleteItemOutput,
        get_item::GetItemOutput,
        put_item::{PutItemInput, PutItemOutput},
        query::QueryOutput,
        scan::ScanOutput,
        transact_get_items::TransactGetItemsOutput,
        transact_write_items::TransactWriteItemsInput,
        update_item::UpdateItemOutput,
    },
};

/// How many items the SDK has had in its own values, on the way out and back.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Seen {
    pub(super) requests: usize,
    pub(super) items_sent: usize,
    pub(super) items_received: usize,
}

/// Counts what it sees.
#[derive(Debug, Clone, Default)]
pub(super) struct Witness(Arc<Mutex<Seen>>);

impl Witness {
    /// What it has seen since it was asked last.
    pub(super) fn take(&self) -> Seen {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note(&self, note: impl FnOnce(&mut Seen)) {
        note(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Intercept for Witness {
    fn name(&self) -> &'static str {
        "a witness"
    }

    fn read_before_serialization(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let input = context.input();
        let items = if let Some(put) = input.downcast_ref::<PutItemInput>() {
            usize::from(put.item().is_some_and(|item| !item.is_empty()))
        } else if let Some(batch) = input.downcast_ref::<BatchWriteItemInput>() {
            batch.request_items().map_or(0, |tables| tables.values().map(Vec::len).sum())
        } else if let Some(transaction) = input.downcast_ref::<TransactWriteItemsInput>() {
            let puts = transaction.transact_items().iter().filter_map(|item| item.put());
            puts.filter(|put| !put.item().is_empty()).count()
        } else {
            0
        };
        self.note(|seen| {
            seen.requests += 1;
            seen.items_sent += items;
        });
        Ok(())
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let Ok(output) = context.output_or_error() else { return Ok(()) };
        let items = if let Some(get) = output.downcast_ref::<GetItemOutput>() {
            usize::from(get.item().is_some())
        } else if let Some(query) = output.downcast_ref::<QueryOutput>() {
            query.items().len()
        } else if let Some(scan) = output.downcast_ref::<ScanOutput>() {
            scan.items().len()
        } else if let Some(batch) = output.downcast_ref::<BatchGetItemOutput>() {
            batch.responses().map_or(0, |tables| tables.values().map(Vec::len).sum())
        } else if let Some(transaction) = output.downcast_ref::<TransactGetItemsOutput>() {
            transaction.responses().iter().filter(|response| response.item().is_some()).count()
        } else if let Some(put) = output.downcast_ref::<PutItemOutput>() {
            usize::from(put.attributes().is_some())
        } else if let Some(update) = output.downcast_ref::<UpdateItemOutput>() {
            usize::from(update.attributes().is_some())
        } else if let Some(delete) = output.downcast_ref::<DeleteItemOutput>() {
            usize::from(delete.attributes().is_some())
        } else {
            0
        };
        self.note(|seen| seen.items_received += items);
        Ok(())
    }
}
