//! One request of a put, update or delete.

use std::sync::Arc;

use aws_sdk_dynamodb::{
    operation::{
        delete_item::{DeleteItemOutput, builders::DeleteItemInputBuilder},
        put_item::{PutItemOutput, builders::PutItemInputBuilder},
        update_item::{UpdateItemOutput, builders::UpdateItemInputBuilder},
    },
    types::{ConsumedCapacity, ReturnValuesOnConditionCheckFailure},
};

use super::{
    attempts::Attempts,
    sendable::Sendable,
    wire::{AnswerReader, Exchange, KeptItems, Layout, Operation, Sent, Splice},
};
use crate::{
    codec::ItemData,
    error::AttributeMap,
    operation::{CapacityMeter, Connection, EncodedItem},
};

/// A failed condition brings the item that is there.
const OLD: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

/// What the inputs of the three have in common, and no type of the SDK says.
pub(super) trait WriteInput: Sendable<Output: WriteOutput> {
    fn operation() -> &'static Operation;
    fn table(&self) -> Option<String>;
    /// Whether attributes come back.
    fn returns(&self) -> bool;
    /// Asks for the item that is there where a condition fails, and for none where there is no condition.
    fn with_old_on_failure(self) -> Self;
}

/// The same of the outputs.
pub(super) trait WriteOutput {
    fn consumed(&self) -> Option<&ConsumedCapacity>;
    fn into_attributes(self) -> Option<AttributeMap>;
}

macro_rules! writes {
    ($($input:ident $output:ident $operation:ident;)*) => {$(
        impl WriteInput for $input {
            fn operation() -> &'static Operation {
                Operation::$operation()
            }

            fn table(&self) -> Option<String> {
                self.get_table_name().clone()
            }

            fn returns(&self) -> bool {
                self.get_return_values().is_some()
            }

            fn with_old_on_failure(self) -> Self {
                let old = self.get_condition_expression().is_some().then_some(OLD);
                if *self.get_return_values_on_condition_check_failure() == old {
                    return self;
                }
                self.set_return_values_on_condition_check_failure(old)
            }
        }

        impl WriteOutput for $output {
            fn consumed(&self) -> Option<&ConsumedCapacity> {
                self.consumed_capacity()
            }

            fn into_attributes(self) -> Option<AttributeMap> {
                self.attributes
            }
        }
    )*};
}

writes! {
    PutItemInputBuilder PutItemOutput put;
    UpdateItemInputBuilder UpdateItemOutput update;
    DeleteItemInputBuilder DeleteItemOutput delete;
}

/// A request on its way.
pub(super) type SentWrite<I> = Sent<<I as Sendable>::Output, <I as Sendable>::Error>;

/// What takes what comes back with an answer.
pub(super) struct Returned {
    kept: Option<Arc<KeptItems>>,
    meter: Option<CapacityMeter>,
}

/// Makes the request; `encoded` is the item of a put whose input has none.
pub(super) fn write_request<I: WriteInput>(
    connection: &Connection,
    input: I,
    encoded: Option<EncodedItem>,
    attempts: &Attempts,
    meter: Option<CapacityMeter>,
) -> (SentWrite<I>, Returned) {
    let table = input.table();
    let kept = (connection.is_direct && input.returns()).then(|| Arc::new(KeptItems::new(Layout::One)));
    let answer = kept.clone().map(|kept| kept as Arc<dyn AnswerReader>);
    let splice = encoded.map(|encoded| Splice::put(table.as_deref(), encoded.item));
    let exchange = Exchange::new(I::operation(), table).attempts(attempts).splice(splice).answer(answer);
    (exchange.send(connection, input.with_old_on_failure()), Returned { kept, meter })
}

impl Returned {
    /// The attributes that come back with this output.
    pub(super) fn attributes(self, output: impl WriteOutput) -> Option<ItemData> {
        if let (Some(meter), Some(consumed)) = (&self.meter, output.consumed()) {
            meter.add(consumed);
        }
        // The SDK has the item where the library has not found it, or an interceptor has put another in its place.
        let kept = || self.kept.and_then(|kept| kept.take()?.into_iter().next()?.item).map(ItemData::Wire);
        output.into_attributes().map(ItemData::Map).or_else(kept)
    }
}
