//! A service that answers with whatever bytes a test wants, or never, and keeps requests as they went out.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
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
use dynamo::{sdk::types::AttributeValue, to_item};
use serde_json::{Map, Value, json};

use super::scene::Cart;

/// A request as it went out.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sent {
    pub(super) uri: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

#[derive(Debug, Clone)]
pub(super) enum Reply {
    With(u16, Vec<u8>),
    Never,
}

impl Reply {
    pub(super) fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::With(200, body.into())
    }
}

/// A cart as DynamoDB writes it.
pub(super) fn cart_json(cart: &Cart) -> Value {
    let attributes = to_item(cart).unwrap().into_iter().map(|(name, value)| match value {
        AttributeValue::N(text) => (name.clone(), json!({ "N": text })),
        AttributeValue::S(text) => (name.clone(), json!({ "S": text })),
        other => panic!("a cart has no {other:?}"),
    });
    Value::Object(attributes.collect::<Map<_, _>>())
}

/// Answers the first request with the first reply, and those after the last with the last.
#[derive(Clone)]
pub(super) struct Service {
    replies: Arc<Vec<Reply>>,
    requests: Arc<Mutex<Vec<Sent>>>,
}

impl Service {
    pub(super) fn new(replies: impl Into<Vec<Reply>>) -> Self {
        Self { replies: Arc::new(replies.into()), requests: Arc::default() }
    }

    pub(super) fn requests(&self) -> Vec<Sent> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The requests since it was asked last.
    pub(super) fn take(&self) -> Vec<Sent> {
        std::mem::take(&mut self.requests.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").finish_non_exhaustive()
    }
}

impl HttpClient for Service {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Service {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let headers = request.headers().iter().map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        let sent = Sent {
            uri: request.uri().to_owned(),
            headers: headers.collect(),
            body: request.body().bytes().expect("a body in memory").to_vec(),
        };
        let number = {
            let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
            requests.push(sent);
            requests.len() - 1
        };
        match self.replies.get(number).or(self.replies.last()) {
            Some(Reply::With(status, body)) => {
                let status = StatusCode::try_from(*status).expect("a status");
                let mut response = HttpResponse::new(status, SdkBody::from(body.clone()));
                response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
                response.headers_mut().insert("x-amzn-requestid", format!("REQUEST-{number}"));
                HttpConnectorFuture::ready(Ok(response))
            }
            Some(Reply::Never) | None => HttpConnectorFuture::new(std::future::pending()),
        }
    }
}
