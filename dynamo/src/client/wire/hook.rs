use std::sync::{Arc, OnceLock};

use aws_sdk_dynamodb::config::{
    ConfigBag, RuntimeComponents,
    interceptors::{
        BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextRef, FinalizerInterceptorContextRef,
    },
};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, dyn_dispatch_hint},
        ser_de::{SharedRequestSerializer, SharedResponseDeserializer},
    },
};

use super::{answer::ItemsDeserializer, exchange::Exchange, operations::PlainInputs};

/// Gives a request of the library its serializer and deserializer; requests of others it lets alone.
#[derive(Debug, Clone)]
pub(in crate::client) struct Hook {
    /// What writes the plain requests of the client that the hook is of, for each operation that has them.
    serializers: Option<Arc<Serializers>>,
}

type Serializers = [OnceLock<Option<SharedRequestSerializer>>; PlainInputs::OPERATIONS];

impl Hook {
    /// Of a client, for all requests of the library.
    pub(in crate::client) fn of_client() -> Self {
        Self { serializers: Some(Arc::default()) }
    }

    /// Of one request.
    pub(in crate::client) fn of_request() -> Self {
        Self { serializers: None }
    }

    /// What writes a request; none where the SDK does, and puts nothing in.
    fn serializer(&self, exchange: &Exchange) -> Result<Option<SharedRequestSerializer>, BoxError> {
        let operation = exchange.operation;
        let own = self.serializers.as_ref().zip(operation.plain.as_ref().filter(|_| exchange.is_direct));
        if let Some((serializers, plain)) = own
            && let Some(serializer) = serializers[plain.number].get_or_init(|| operation.plain_serializer())
        {
            return Ok(Some(serializer.clone()));
        }
        if exchange.splice.is_none() {
            return Ok(None);
        }
        Ok(Some(operation.serializer().ok_or("the SDK has no serializer for the operation")?))
    }
}

#[dyn_dispatch_hint]
impl Intercept for Hook {
    fn name(&self) -> &'static str {
        "dynamo: items on the wire"
    }

    fn read_before_execution(
        &self,
        context: &BeforeSerializationInterceptorContextRef<'_>,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // Nobody can have changed the input yet. A client may have the interceptor twice: a request begins once.
        let Some(exchange) = Exchange::begin(context.input(), bag) else { return Ok(()) };
        let operation = exchange.operation;
        if let Some(serializer) = self.serializer(&exchange)? {
            bag.interceptor_state().store_put(serializer);
        }
        if exchange.answer.is_some() && operation.deserializer().is_some() {
            bag.interceptor_state().store_put(SharedResponseDeserializer::new(ItemsDeserializer::new(operation)));
        }
        Ok(())
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(exchange) = Exchange::of(bag) {
            exchange.transmits();
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(exchange) = Exchange::of(bag)
            && exchange.ends_attempt()
            && let Some(attempts) = &exchange.attempts
        {
            attempts.observe(context.output_or_error(), context.response());
        }
        Ok(())
    }
}
