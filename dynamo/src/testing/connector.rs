//! Where the faults happen.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;
use aws_smithy_types::config_bag::ConfigBag;

use super::answer;
use super::batch::{self, Split, Withheld};
use super::fault::{self, Fault};
use super::faults::{Faults, Verdict};

type Outcome = Result<HttpResponse, ConnectorError>;

impl HttpClient for Faults {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner().http_connector(settings, components);
        SharedHttpConnector::new(FaultyConnector { faults: self.clone(), inner })
    }

    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        config: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner().validate_base_client_config(components, config)
    }

    fn validate_final_config(&self, components: &RuntimeComponents, config: &ConfigBag) -> Result<(), BoxError> {
        self.inner().validate_final_config(components, config)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner().connector_metadata()
    }
}

#[derive(Debug)]
struct FaultyConnector {
    faults: Faults,
    inner: SharedHttpConnector,
}

impl HttpConnector for FaultyConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let operation = operation(&request).to_owned();
        let verdict = self.faults.decide(&operation, body(&request));
        let number = verdict.number;

        match course(verdict, &operation, request) {
            Course::Answer(outcome) => HttpConnectorFuture::ready(outcome),
            Course::Forward(request, after) => {
                let (faults, inner) = (self.faults.clone(), self.inner.clone());
                HttpConnectorFuture::new(async move {
                    faults.reaches_backend(number);
                    after.apply(inner.call(request).await).await
                })
            }
        }
    }
}

/// Where a request goes.
enum Course {
    /// Nowhere: this is its answer.
    Answer(Outcome),
    /// To the backend, whose answer is then treated like this.
    Forward(HttpRequest, After),
}

/// What becomes of the backend's answer.
enum After {
    Nothing,
    Lose,
    Cut,
    Add(Withheld),
}

impl After {
    async fn apply(self, answer: Outcome) -> Outcome {
        match self {
            Self::Nothing => answer,
            Self::Lose => Err(answer::timeout()),
            Self::Cut => rewrite(answer?, |body| Some(body[..body.len() / 2].to_vec())).await,
            Self::Add(withheld) => {
                let answer = answer?;
                // An error of the backend concerns the whole batch.
                if !answer.status().is_success() {
                    return Ok(answer);
                }
                rewrite(answer, |body| withheld.add_to(body)).await
            }
        }
    }
}

/// Where a request goes that meets this fault, or none.
fn course(Verdict { number, fault, draws }: Verdict, operation: &str, request: HttpRequest) -> Course {
    let answer = |status, body| Course::Answer(answer::response(number, status, body));
    let error = |status, code: &str, message: &str| answer(status, answer::error(code, message));
    let Some(fault) = fault else { return Course::Forward(request, After::Nothing) };
    match fault {
        Fault::ProvisionedThroughputExceeded => error(
            400,
            "ProvisionedThroughputExceededException",
            "The level of configured provisioned throughput for the table was exceeded.",
        ),
        Fault::Throttling => error(400, "ThrottlingException", "Rate of requests exceeds the allowed throughput."),
        Fault::RequestLimitExceeded => {
            error(400, "RequestLimitExceeded", "Throughput exceeds the current throughput limit for your account.")
        }
        Fault::Unprocessed(withhold) => {
            let split = batch::split(operation, body(&request), withhold, draws);
            withhold_part(number, request, split)
        }
        Fault::TransactionConflict if fault::is_transaction(operation) => {
            answer(400, answer::canceled(body(&request), &["TransactionConflict".to_owned()]))
        }
        Fault::TransactionConflict => error(400, "TransactionConflictException", "Transaction is ongoing for the item"),
        Fault::TransactionCanceled(codes) => answer(400, answer::canceled(body(&request), &codes)),
        Fault::InternalServerError => error(500, "InternalServerError", "Internal server error"),
        Fault::AccessDenied => error(
            400,
            "AccessDeniedException",
            &format!("User: arn:aws:iam::000000000000:user/test is not authorized to perform: dynamodb:{operation}"),
        ),
        Fault::Error { status, code, message } => error(status, &code, &message),
        Fault::Timeout => Course::Answer(Err(answer::timeout())),
        Fault::ConnectionReset => Course::Answer(Err(answer::connection_reset())),
        Fault::AnswerLost => Course::Forward(request, After::Lose),
        Fault::CutBody => Course::Forward(request, After::Cut),
        Fault::MalformedBody => answer(200, "<html>not what you asked for</html>".to_owned()),
    }
}

/// Sends on what is left of a batch.
fn withhold_part(number: usize, mut request: HttpRequest, split: Option<Split>) -> Course {
    match split {
        // Not a batch at all: the backend has its own words for that.
        None => Course::Forward(request, After::Nothing),
        Some(Split { rest: None, withheld }) => Course::Answer(answer::response(number, 200, withheld.into_response())),
        Some(Split { rest: Some(rest), withheld }) => {
            request.headers_mut().insert("content-length", rest.len().to_string());
            *request.body_mut() = SdkBody::from(rest);
            Course::Forward(request, After::Add(withheld))
        }
    }
}

/// The response with another body; with its own when `change` gives none.
async fn rewrite(mut response: HttpResponse, change: impl FnOnce(&[u8]) -> Option<Vec<u8>>) -> Outcome {
    let body = ByteStream::new(response.take_body()).collect().await;
    let body = body.map_err(|error| ConnectorError::io(error.into()))?.into_bytes();
    let changed = change(&body).unwrap_or_else(|| body.to_vec());
    // Both describe the old body.
    response.headers_mut().remove("content-length");
    response.headers_mut().remove("x-amz-crc32");
    *response.body_mut() = SdkBody::from(changed);
    Ok(response)
}

/// The operation that a request names in its `X-Amz-Target`: `DynamoDB_20120810.PutItem` is `PutItem`.
fn operation(request: &HttpRequest) -> &str {
    let target = request.headers().get("x-amz-target").unwrap_or_default();
    target.rsplit('.').next().unwrap_or_default()
}

/// The SDK sends every DynamoDB request from memory; a body that is a stream counts as an empty one.
fn body(request: &HttpRequest) -> &[u8] {
    request.body().bytes().unwrap_or_default()
}
