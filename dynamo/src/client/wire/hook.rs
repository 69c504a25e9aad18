use aws_sdk_dynamodb::config::{
    ConfigBag, RuntimeComponents,
    interceptors::{BeforeSerializationInterceptorContextRef, FinalizerInterceptorContextRef},
};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, dyn_dispatch_hint},
        ser_de::{SharedRequestSerializer, SharedResponseDeserializer},
    },
};

use super::{
    answer::ItemsDeserializer,
    exchange::{Current, Exchange},
    request::ItemsSerializer,
};

/// Gives a request of the library its serializer and deserializer; requests of others it lets alone.
#[derive(Debug, Clone)]
pub(in crate::client) struct Hook;

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
        // Nobody can have changed the input yet. A client may have the interceptor twice: only the first finds an offer.
        let Some(exchange) = Exchange::take_offered(context.input()) else { return Ok(()) };
        if exchange.splice.is_some() {
            let plain = exchange.operation.serializer().ok_or("the SDK has no serializer for the operation")?;
            let serializer = SharedRequestSerializer::new(ItemsSerializer::new(plain, exchange.clone()));
            bag.interceptor_state().store_put(serializer);
        }
        if exchange.answer.is_some() && exchange.operation.deserializer().is_some() {
            let deserializer = SharedResponseDeserializer::new(ItemsDeserializer::new(exchange.clone()));
            bag.interceptor_state().store_put(deserializer);
        }
        if exchange.attempts.is_some() {
            bag.interceptor_state().store_put(Current(exchange));
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(attempts) = bag.load::<Current>().and_then(|current| current.0.attempts.as_ref()) {
            attempts.observe(context.output_or_error(), context.response());
        }
        Ok(())
    }
}
