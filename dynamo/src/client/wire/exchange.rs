use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    ptr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use aws_sdk_dynamodb::config::ConfigBag;
use aws_smithy_runtime_api::client::interceptors::context::Input;

use super::{Hook, Operation, Splice, answer::AnswerReader};
use crate::{
    client::{
        attempts::Attempts,
        sendable::{Sendable, Sending},
        trace::Traced,
    },
    error::{Error, ErrorKind, Result, ServiceError},
    operation::Connection,
};

/// One request: what the library reads and writes of it itself, and what it learns of its attempts.
#[derive(Debug)]
pub(in crate::client) struct Exchange {
    pub(super) operation: &'static Operation,
    /// The table's name, if it is one table; for errors and traces.
    table: Option<String>,
    /// Whether the library writes and reads what it can itself.
    pub(super) is_direct: bool,
    pub(super) answer: Option<Arc<dyn AnswerReader>>,
    pub(super) splice: Option<Splice>,
    pub(super) attempts: Option<Attempts>,
    /// The identity of the request's input, until the request has begun; then none, which is 0.
    input: AtomicUsize,
    /// What tells the request's configuration from all others while it lives: where it is in memory. Before it is known, 0.
    bag: AtomicUsize,
    /// Whether the body has been made whole.
    pub(super) is_spliced: AtomicBool,
    /// Whether the attempt under way has got as far as being transmitted, whether the one that ended last has, and whether any
    /// that ended has.
    is_transmitted: AtomicBool,
    last_was_transmitted: AtomicBool,
    was_transmitted: AtomicBool,
}

thread_local! {
    /// The exchange whose request is being polled. The SDK gives no other way to hand a request something without the price
    /// of customizing it, or of a longer list of what interceptors have stored.
    ///
    /// An interceptor or a credentials provider of a user may poll other requests meanwhile: a request is the exchange's own
    /// if it has begun with the exchange's input, and has the same configuration since.
    static CURRENT: RefCell<Option<Arc<Exchange>>> = const { RefCell::new(None) };
}

/// Makes an exchange the current one while it lives.
struct Turn {
    before: Option<Arc<Exchange>>,
}

impl Turn {
    fn of(exchange: &Arc<Exchange>) -> Self {
        Self { before: CURRENT.replace(Some(Arc::clone(exchange))) }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        CURRENT.replace(self.before.take());
    }
}

fn address(bag: &ConfigBag) -> usize {
    ptr::from_ref(bag).addr()
}

/// A request that the SDK sends.
pub(in crate::client) struct Sent<O, E> {
    exchange: Arc<Exchange>,
    request: Traced<Sending<O, E>>,
}

impl<O, E: ServiceError> Future for Sent<O, E> {
    type Output = Result<O>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let result = {
            let Self { exchange, request } = &mut *self;
            let _turn = Turn::of(exchange);
            request.poll(context)
        };
        let Self { exchange, request } = &*self;
        match result {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Ok(output)) if exchange.is_whole() => Poll::Ready(Ok(output)),
            Poll::Ready(Ok(_)) => Poll::Ready(Err(request.recorded(not_whole()))),
            Poll::Ready(Err(error)) => {
                let error = request.failed(exchange.operation.name, exchange.table.as_deref(), error);
                Poll::Ready(Err(if exchange.was_surely_not_done() { error.of_request_not_done() } else { error }))
            }
        }
    }
}

impl<O, E> Sent<O, E> {
    /// The error, with the operation and the table where it is of an item that came back.
    #[cold]
    pub(in crate::client) fn told(&self, error: Error) -> Error {
        if error.kind() != ErrorKind::Decode {
            return error;
        }
        error.of_request(self.exchange.operation.name, self.exchange.table.as_deref())
    }
}

#[cold]
fn not_whole() -> Error {
    Error::new(
        ErrorKind::Other,
        "the request was answered without being sent as it should: its client does not run the library's interceptor. \
         Where answers come from a mock that takes no requests, use Dynamo::sdk_values",
    )
}

impl Exchange {
    /// Of an operation on the table, if it is one table.
    pub(in crate::client) fn new(operation: &'static Operation, table: Option<String>) -> Self {
        Self {
            operation,
            table,
            is_direct: false,
            answer: None,
            splice: None,
            attempts: None,
            input: AtomicUsize::new(0),
            bag: AtomicUsize::new(0),
            is_spliced: AtomicBool::new(false),
            is_transmitted: AtomicBool::new(false),
            last_was_transmitted: AtomicBool::new(false),
            was_transmitted: AtomicBool::new(false),
        }
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

    /// Sends the request with this input, and with what the library reads and writes of it itself.
    ///
    /// Nothing of the input stays in the future, which is part of the futures around it.
    pub(in crate::client) fn send<I: Sendable>(
        mut self,
        connection: &Connection,
        input: I,
    ) -> Sent<I::Output, I::Error> {
        self.is_direct = connection.is_direct;
        *self.input.get_mut() = input.identity().unwrap_or_default();
        let attempts = self.attempts.as_ref().filter(|attempts| attempts.is_once());
        let request = if connection.is_hooked && attempts.is_none() {
            input.send(connection.client.clone())
        } else {
            let hook = (!connection.is_hooked).then(Hook::of_request);
            input.send_customized(&connection.client, hook, attempts.map(Attempts::config))
        };
        let request = Traced::new(self.operation.name, self.table.as_deref(), request);
        Sent { exchange: Arc::new(self), request }
    }

    /// The exchange of the request that begins with this input and this configuration.
    pub(super) fn begin(input: &Input, bag: &ConfigBag) -> Option<Arc<Self>> {
        let is_own = |exchange: &&Arc<Self>| {
            let expected = exchange.input.load(Ordering::Relaxed);
            expected != 0 && (exchange.operation.identity)(input) == Some(expected)
        };
        let exchange = CURRENT.with_borrow(|current| current.as_ref().filter(is_own).cloned())?;
        exchange.input.store(0, Ordering::Relaxed);
        exchange.bag.store(address(bag), Ordering::Relaxed);
        Some(exchange)
    }

    /// The exchange of the request that has this configuration.
    pub(super) fn of(bag: &ConfigBag) -> Option<Arc<Self>> {
        let is_own = |exchange: &&Arc<Self>| exchange.bag.load(Ordering::Relaxed) == address(bag);
        CURRENT.with_borrow(|current| current.as_ref().filter(is_own).cloned())
    }

    /// The attempt under way is about to be transmitted.
    pub(super) fn transmits(&self) {
        self.is_transmitted.store(true, Ordering::Relaxed);
    }

    /// The attempt under way is over: whether it was transmitted.
    pub(super) fn ends_attempt(&self) -> bool {
        let is_transmitted = self.is_transmitted.swap(false, Ordering::Relaxed);
        self.last_was_transmitted.store(is_transmitted, Ordering::Relaxed);
        self.was_transmitted.fetch_or(is_transmitted, Ordering::Relaxed);
        is_transmitted
    }

    /// Whether for certain the last attempt was not transmitted (for want of credentials or of an HTTP client, or because an
    /// interceptor did not let it pass), and none before it was done: none was transmitted, or those that were are watched,
    /// and were refused. Of a request that the hook has not seen, nothing is certain.
    fn was_surely_not_done(&self) -> bool {
        let is_set = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        let is_seen = self.bag.load(Ordering::Relaxed) != 0;
        let was_last_unsent = !is_set(&self.is_transmitted) && !is_set(&self.last_was_transmitted);
        let may_be_applied =
            self.attempts.as_ref().map_or_else(|| is_set(&self.was_transmitted), Attempts::may_be_applied);
        is_seen && was_last_unsent && !may_be_applied
    }

    /// Whether the request went out with all it should have.
    fn is_whole(&self) -> bool {
        self.splice.is_none() || self.is_spliced.load(Ordering::Relaxed)
    }
}
