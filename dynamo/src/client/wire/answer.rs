use std::{
    fmt::Debug,
    sync::{Mutex, MutexGuard, PoisonError},
};

use aws_smithy_runtime_api::client::{
    interceptors::context::{Error, Output as ErasedOutput},
    orchestrator::{HttpResponse, OrchestratorError},
    ser_de::DeserializeResponse,
};
use aws_smithy_types::{body::SdkBody, config_bag::ConfigBag};

use super::{Operation, exchange::Exchange};
use crate::{
    codec::{Scanner, SharedBytes, escape},
    error::DecodeError,
};

/// Takes the items of an answer from its bytes.
pub(in crate::client) trait AnswerReader: Debug + Send + Sync {
    /// Forgets what it has taken: there is another answer, or the SDK reads this one.
    fn clear(&self);

    /// Takes the items from the member that has them.
    fn read(&self, scanner: &mut Scanner<'_>, body: &SdkBody) -> Result<(), DecodeError>;
}

/// Has the items taken by the exchange's [`AnswerReader`], and the SDK read the rest.
#[derive(Debug)]
pub(super) struct ItemsDeserializer {
    operation: &'static Operation,
}

impl ItemsDeserializer {
    pub(super) fn new(operation: &'static Operation) -> Self {
        Self { operation }
    }

    /// Reads the items, if there is an answer that can be read: gives the answer without them.
    fn read(&self, response: &HttpResponse, bag: &ConfigBag) -> Option<HttpResponse> {
        let exchange = Exchange::of(bag)?;
        let answer = exchange.answer.as_deref()?;
        answer.clear();
        if !response.status().is_success() {
            return None;
        }
        let body = response.body();
        let Ok(rest) = split(body, self.operation.member, answer) else {
            // The SDK says what is wrong with it, or knows better.
            answer.clear();
            return None;
        };
        let mut rest = HttpResponse::new(response.status(), SdkBody::from(rest));
        for name in ["x-amzn-requestid", "x-amz-request-id"] {
            if let Some(id) = response.headers().get(name) {
                rest.headers_mut().insert(name, id.to_owned());
            }
        }
        Some(rest)
    }
}

impl DeserializeResponse for ItemsDeserializer {
    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        bag: &ConfigBag,
    ) -> Result<ErasedOutput, OrchestratorError<Error>> {
        let plain = self.operation.deserializer();
        let plain = plain.ok_or_else(|| OrchestratorError::other("the SDK has no deserializer for the operation"))?;
        let rest = self.read(response, bag);
        plain.deserialize_nonstreaming_with_config(rest.as_ref().unwrap_or(response), bag)
    }
}

/// Has the items read, and copies the other members.
fn split(body: &SdkBody, member: &str, answer: &dyn AnswerReader) -> Result<Vec<u8>, DecodeError> {
    let mut scanner = Scanner::of_bytes(body.bytes().unwrap_or_default())?;
    let (mut rest, mut is_there) = (vec![b'{'], false);
    scanner.object(|scanner, name| {
        if name == member {
            // The last one counts, and the others may not be left unread: that is for the SDK.
            if std::mem::replace(&mut is_there, true) {
                return Err(DecodeError::new::<SdkBody>("the answer has its items twice"));
            }
            // As the SDK takes it: null is none.
            return if scanner.peek() == Some(b'n') { scanner.skip() } else { answer.read(scanner, body) };
        }
        if rest.len() > 1 {
            rest.push(b',');
        }
        rest.push(b'"');
        escape(&name, &mut rest);
        rest.extend_from_slice(b"\":");
        let start = scanner.position();
        scanner.skip()?;
        rest.extend_from_slice(scanner.text_since(start).as_bytes());
        Ok(())
    })?;
    scanner.end()?;
    rest.push(b'}');
    Ok(rest)
}

pub(super) fn lock<V>(mutex: &Mutex<V>) -> MutexGuard<'_, V> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The body, kept beyond the answer.
struct Body(SdkBody);

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        self.0.bytes().unwrap_or_default()
    }
}

/// A body in memory is shared, not copied.
pub(super) fn shared(body: &SdkBody) -> Option<SharedBytes> {
    body.try_clone().map(|body| SharedBytes::of(Body(body)))
}
