use std::{
    cell::RefCell,
    future::{Future, poll_fn},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use aws_sdk_dynamodb::config::Builder;
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_types::config_bag::{Storable, StoreReplace};

use super::{Operation, Splice, answer::AnswerReader};
use crate::{
    client::attempts::Attempts,
    error::{Error, ErrorKind},
};

/// One request: what the library reads and writes of it itself, and what it learns of its attempts.
#[derive(Debug)]
pub(in crate::client) struct Exchange {
    pub(in crate::client) operation: &'static Operation,
    pub(super) answer: Option<Arc<dyn AnswerReader>>,
    pub(super) splice: Option<Splice>,
    pub(super) attempts: Option<Attempts>,
    /// Whether the body has been made whole.
    pub(super) is_spliced: AtomicBool,
}

thread_local! {
    /// The exchange of the request whose future is polled for the first time. The interceptor takes it there: the SDK gives
    /// no other way to hand a request something without the price of customizing it.
    static OFFERED: RefCell<Option<Offered>> = const { RefCell::new(None) };
}

/// An exchange, and the identity of the input that it is for: an interceptor of a user may send a request of its own before
/// the library's interceptor has its turn.
struct Offered {
    exchange: Arc<Exchange>,
    identity: usize,
}

/// Offers an exchange while it lives.
struct Offer {
    before: Option<Offered>,
}

impl Offer {
    fn new(offered: Offered) -> Self {
        Self { before: OFFERED.replace(Some(offered)) }
    }
}

impl Drop for Offer {
    fn drop(&mut self) {
        OFFERED.replace(self.before.take());
    }
}

impl Exchange {
    pub(in crate::client) fn new(operation: &'static Operation) -> Self {
        Self { operation, answer: None, splice: None, attempts: None, is_spliced: AtomicBool::new(false) }
    }

    /// Has the answer's items read by this.
    pub(in crate::client) fn answer(mut self, answer: Option<Arc<dyn AnswerReader>>) -> Self {
        self.answer = answer;
        self
    }

    /// Has the request's body made whole by this.
    pub(in crate::client) fn splice(mut self, splice: Option<Splice>) -> Self {
        self.splice = splice;
        self
    }

    /// Has the attempts watched by this.
    pub(in crate::client) fn attempts(mut self, attempts: &Attempts) -> Self {
        self.attempts = Some(attempts.clone());
        self
    }

    pub(in crate::client) fn shared(self) -> Arc<Self> {
        Arc::new(self)
    }

    /// Whether an attempt that may have been applied must be the last.
    pub(in crate::client) fn is_once(&self) -> bool {
        self.attempts.as_ref().is_some_and(Attempts::is_once)
    }

    /// The configuration that the request needs, if any.
    pub(in crate::client) fn config(&self) -> Option<Builder> {
        self.attempts.as_ref().filter(|attempts| attempts.is_once()).map(Attempts::config)
    }

    /// Sends the request whose input has this identity.
    pub(in crate::client) async fn run<F: Future>(
        self: &Arc<Self>,
        identity: Option<usize>,
        mut request: Pin<Box<F>>,
    ) -> F::Output {
        let mut own = identity.map(|identity| Offered { exchange: Arc::clone(self), identity });
        poll_fn(move |context| {
            let _offer = own.take().map(Offer::new);
            request.as_mut().poll(context)
        })
        .await
    }

    /// What is offered to the request with this input; it is nobody else's then.
    pub(super) fn take_offered(input: &Input) -> Option<Arc<Self>> {
        let is_for = |offered: &mut Offered| (offered.exchange.operation.identity)(input) == Some(offered.identity);
        OFFERED.with_borrow_mut(|offered| offered.take_if(is_for)).map(|offered| offered.exchange)
    }

    /// Whether the request went out with all it should have.
    pub(in crate::client) fn check_sent(&self) -> Result<(), Error> {
        if self.splice.is_none() || self.is_spliced.load(Ordering::Relaxed) {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Other,
            "the request was answered without being sent as it should: its client does not run the library's interceptor. \
             Where answers come from a mock that takes no requests, use Dynamo::sdk_values",
        ))
    }
}

/// The exchange of a request, in the SDK's own bag.
#[derive(Debug)]
pub(super) struct Current(pub(super) Arc<Exchange>);

impl Storable for Current {
    type Storer = StoreReplace<Self>;
}
