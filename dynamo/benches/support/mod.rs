//! A service that answers from memory, so that only the client is measured.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
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
use bytes::Bytes;
use dynamo::{Dynamo, sdk::Client};

/// Answers request after request with these bodies, and begins again after the last.
#[derive(Debug, Clone)]
pub(crate) struct Canned {
    bodies: Arc<[Bytes]>,
    requests: Arc<AtomicUsize>,
}

impl Canned {
    pub(crate) fn new(bodies: impl IntoIterator<Item = String>) -> Self {
        Self { bodies: bodies.into_iter().map(Bytes::from).collect(), requests: Arc::default() }
    }

    /// How many requests there have been.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// A database whose every answer is one of these.
    pub(crate) fn database(&self) -> Dynamo {
        let embedded = Dynamo::embedded();
        let config = embedded.client().config().to_builder().http_client(self.clone()).build();
        Dynamo::new(Client::from_conf(config))
    }
}

impl HttpClient for Canned {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Canned {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let body = self.bodies[number % self.bodies.len()].clone();
        let mut response = HttpResponse::new(StatusCode::try_from(200).expect("a status"), SdkBody::from(body));
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        HttpConnectorFuture::ready(Ok(response))
    }
}
