//! The least that a request takes: what is left to the SDK if its bytes are there already and nobody reads the answer.

use std::sync::{Mutex, PoisonError};

use aws_smithy_runtime_api::{
    box_error::BoxError,
    client::{
        interceptors::{
            Intercept, SharedInterceptor,
            context::{BeforeSerializationInterceptorContextRef, BeforeTransmitInterceptorContextMut, Input},
            dyn_dispatch_hint,
        },
        orchestrator::HttpRequest,
        runtime_components::RuntimeComponents,
        ser_de::{SerializeRequest, SharedRequestSerializer},
    },
};
use aws_smithy_types::config_bag::ConfigBag;
use dynamo::sdk::Client;

/// The client, but it serializes its first request alone, and sends it again for each that follows.
#[allow(clippy::needless_pass_by_value, reason = "a client of another kind takes its place")]
pub(crate) fn repeating(client: Client) -> Client {
    let mut config = client.config().to_builder();
    config.push_interceptor(SharedInterceptor::permanent(Repeat::default()));
    Client::from_conf(config.build())
}

#[derive(Debug, Default)]
struct Repeat {
    request: Mutex<Option<HttpRequest>>,
}

impl Repeat {
    fn ready(&self) -> Option<HttpRequest> {
        let request = self.request.lock().unwrap_or_else(PoisonError::into_inner);
        request.as_ref().map(copy)
    }
}

#[dyn_dispatch_hint]
impl Intercept for Repeat {
    fn name(&self) -> &'static str {
        "benchmark: the first request again"
    }

    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(request) = self.ready() {
            bag.interceptor_state().store_put(SharedRequestSerializer::new(Ready(request)));
        }
        Ok(())
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let mut request = self.request.lock().unwrap_or_else(PoisonError::into_inner);
        request.get_or_insert_with(|| copy(context.request()));
        Ok(())
    }
}

#[derive(Debug)]
struct Ready(HttpRequest);

impl SerializeRequest for Ready {
    fn serialize_input(&self, _: Input, _: &mut ConfigBag) -> Result<HttpRequest, BoxError> {
        Ok(copy(&self.0))
    }
}

fn copy(request: &HttpRequest) -> HttpRequest {
    request.try_clone().expect("a request that is in memory")
}
