//! A service that answers whatever a test wants.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
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
use dynamo::{Dynamo, sdk::Client};
use serde_json::Value;

/// Answers each request with what a function makes of it.
#[derive(Clone)]
pub(crate) struct Canned {
    answer: Arc<dyn Fn(&Value) -> String + Send + Sync>,
    status: u16,
    delay: Option<fn(&Value) -> Duration>,
    requests: Arc<Mutex<Vec<Value>>>,
}

impl Canned {
    pub(crate) fn new(answer: impl Fn(&Value) -> String + Send + Sync + 'static) -> Self {
        Self { answer: Arc::new(answer), status: 200, delay: None, requests: Arc::default() }
    }

    /// The same with another status than 200.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same, but each answer takes that long.
    pub(crate) fn with_delay(mut self, delay: fn(&Value) -> Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    /// The requests there have been.
    pub(crate) fn requests(&self) -> Vec<Value> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A database whose every answer is one of these.
    pub(crate) fn database(&self) -> Dynamo {
        let config = Dynamo::embedded().client().config().to_builder().http_client(self.clone()).build();
        Dynamo::new(Client::from_conf(config))
    }
}

impl fmt::Debug for Canned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canned").finish_non_exhaustive()
    }
}

impl HttpClient for Canned {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Canned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let request: Value = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap_or_default();
        let body = (self.answer)(&request);
        let delay = self.delay.map(|delay| delay(&request));
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        let status = StatusCode::try_from(self.status).expect("a status");
        let mut response = HttpResponse::new(status, SdkBody::from(body));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        let Some(delay) = delay else { return HttpConnectorFuture::ready(Ok(response)) };
        HttpConnectorFuture::new(async move {
            // In two steps: as the head and the body of an answer, each must be waited for.
            tokio::time::sleep(delay / 2).await;
            tokio::time::sleep(delay / 2).await;
            Ok(response)
        })
    }
}
