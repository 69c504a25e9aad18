//! A service that answers from memory, and two databases on it: items straight from the wire, and through the SDK's values.

use std::{
    future::Future,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use aws_smithy_runtime_api::{
    client::{
        http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
        runtime_components::RuntimeComponents,
    },
    http::StatusCode,
};
use aws_smithy_types::body::SdkBody;
use dynamo::{
    Dynamo,
    sdk::{
        Client, Config,
        config::{BehaviorVersion, Region, retry::RetryConfig},
    },
};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

/// Made once for many runs: clients and runtimes take longer to make than to use.
pub struct Laboratory {
    service: Service,
    /// Its clock goes on by itself when everybody sleeps, so that waiting before a retry takes no time.
    runtime: Runtime,
    wire: Dynamo,
    maps: Dynamo,
}

/// What the library made of the same answers, and what it sent.
pub struct Observed<V> {
    pub result: dynamo::Result<V>,
    pub requests: Vec<Vec<u8>>,
}

impl<V> Observed<V> {
    /// The requests, to compare: as text the order of members differs from run to run.
    ///
    /// # Panics
    ///
    /// When one is no JSON.
    pub fn requests_json(&self) -> Vec<Value> {
        self.requests.iter().map(|request| serde_json::from_slice(request).expect("a request is JSON")).collect()
    }
}

impl Laboratory {
    pub fn new() -> Self {
        let service = Service::default();
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .endpoint_url("http://localhost")
            .allow_no_auth()
            .retry_config(RetryConfig::disabled())
            .http_client(service.clone())
            .build();
        let wire = Dynamo::new(Client::from_conf(config));
        let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
        Self { service, runtime, maps: wire.clone().sdk_values(), wire }
    }

    /// The same operation, straight from the wire and through maps: each gets this answer so many times, and then `{}`.
    pub fn both<V, F: Future<Output = dynamo::Result<V>>>(
        &self,
        answer: &[u8],
        times: usize,
        operation: impl Fn(Dynamo) -> F,
    ) -> [Observed<V>; 2] {
        [&self.wire, &self.maps].map(|database| {
            *self.service.state() = State { answer: answer.to_vec(), times, requests: Vec::new() };
            let result = self.runtime.block_on(operation(database.clone()));
            Observed { result, requests: mem::take(&mut self.service.state().requests) }
        })
    }
}

impl Default for Laboratory {
    fn default() -> Self {
        Self::new()
    }
}

#[derive(Debug, Clone, Default)]
struct Service {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    answer: Vec<u8>,
    times: usize,
    requests: Vec<Vec<u8>>,
}

impl Service {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl HttpClient for Service {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Service {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let mut state = self.state();
        let answer = if state.requests.len() < state.times { state.answer.clone() } else { b"{}".to_vec() };
        state.requests.push(request.body().bytes().unwrap_or_default().to_vec());
        let mut response = HttpResponse::new(StatusCode::try_from(200).expect("a status"), SdkBody::from(answer));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        HttpConnectorFuture::ready(Ok(response))
    }
}
