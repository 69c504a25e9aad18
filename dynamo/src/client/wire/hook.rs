use aws_sdk_dynamodb::config::{
    ConfigBag, RuntimeComponents,
    interceptors::{BeforeSerializationInterceptorContextRef, FinalizerInterceptorContextRef},
};
use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{Intercept, dyn_dispatch_hint},
        ser_de::SharedResponseDeserializer,
    },
};

use super::{answer::ItemsDeserializer, exchange::Exchange};

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
        // Nobody can have changed the input yet. A client may have the interceptor twice: a request begins once.
        let Some(exchange) = Exchange::begin(context.input(), bag) else { return Ok(()) };
        let operation = exchange.operation;
        if exchange.splice.is_some() || (exchange.is_direct && operation.write_body.is_some()) {
            let serializer = operation.serializer().ok_or("the SDK has no serializer for the operation")?;
            bag.interceptor_state().store_put(serializer);
        }
        if exchange.answer.is_some() && operation.deserializer().is_some() {
            bag.interceptor_state().store_put(SharedResponseDeserializer::new(ItemsDeserializer::new(operation)));
        }
        Ok(())
    }

    fn read_after_attempt(
        &self,
        context: &FinalizerInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(attempts) = Exchange::of(bag).as_ref().and_then(|exchange| exchange.attempts.as_ref()) {
            attempts.observe(context.output_or_error(), context.response());
        }
        Ok(())
    }
}
