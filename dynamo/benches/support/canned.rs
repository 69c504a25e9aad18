//! A service that answers from memory, so that only the client is measured.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
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
use dynamo::{
    Dynamo,
    sdk::{
        Client, Config,
        config::{BehaviorVersion, Credentials, Region, retry::RetryConfig},
    },
};
use http_body::{Body, Frame, SizeHint};

/// Answers request after request with these bodies, and begins again after the last.
#[derive(Debug, Clone)]
pub(crate) struct Canned {
    bodies: Arc<[Bytes]>,
    requests: Arc<AtomicUsize>,
    heard: Option<Arc<Mutex<Vec<u8>>>>,
    chunk: Option<usize>,
}

impl Canned {
    pub(crate) fn new(bodies: impl IntoIterator<Item = String>) -> Self {
        Self {
            bodies: bodies.into_iter().map(Bytes::from).collect(),
            requests: Arc::default(),
            heard: None,
            chunk: None,
        }
    }

    /// Keeps the body of the last request.
    pub(crate) fn listening(mut self) -> Self {
        self.heard = Some(Arc::default());
        self
    }

    /// The body of the last request.
    pub(crate) fn heard(&self) -> Vec<u8> {
        let heard = self.heard.as_ref().expect("one that listens");
        heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers in chunks of so many bytes, as a connection does, and not with a body that is whole in memory.
    pub(crate) fn in_chunks(mut self, chunk: usize) -> Self {
        self.chunk = Some(chunk);
        self
    }

    /// How many requests there have been.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// A client of its own. But for the connection, it is what AWS gets: the region's endpoint, signed requests, the
    /// SDK's retries.
    pub(crate) fn client(&self) -> Client {
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("AKIDEXAMPLE", "a secret of an example", None, None, "benchmark"))
            .retry_config(RetryConfig::standard())
            .http_client(self.clone())
            .build();
        Client::from_conf(config)
    }

    /// A database whose every answer is one of these.
    pub(crate) fn database(&self) -> Dynamo {
        Dynamo::new(self.client())
    }
}

impl HttpClient for Canned {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Canned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        if let Some(heard) = &self.heard {
            let body = request.body().bytes().expect("a request that is in memory");
            *heard.lock().unwrap_or_else(PoisonError::into_inner) = body.to_vec();
        }
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let body = self.bodies[number % self.bodies.len()].clone();
        let body = match self.chunk {
            Some(chunk) => SdkBody::from_body_1_x(Chunks { left: body, chunk }),
            None => SdkBody::from(body),
        };
        let mut response = HttpResponse::new(StatusCode::try_from(200).expect("a status"), body);
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        HttpConnectorFuture::ready(Ok(response))
    }
}

/// A body that comes in parts.
struct Chunks {
    left: Bytes,
    chunk: usize,
}

impl Body for Chunks {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.chunk.min(self.left.len());
        Poll::Ready((next > 0).then(|| Ok(Frame::data(self.left.split_to(next)))))
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left.len() as u64)
    }
}
