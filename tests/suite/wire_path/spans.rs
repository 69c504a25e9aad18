//! Spans of requests: what is in them, and when they are entered and closed.

use std::{
    collections::BTreeMap,
    fmt,
    future::IntoFuture as _,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use dynamo::{Dynamo, ErrorKind, sdk::Client};
use futures::poll;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
    subscriber::DefaultGuard,
};

use super::{
    scene::{Cart, cart, config},
    service::{Reply, Service, cart_json},
};
use crate::backend;

/// What became of a span.
#[derive(Debug, Clone, Default, PartialEq)]
struct Span {
    fields: BTreeMap<String, String>,
    entered: usize,
    exited: usize,
    is_closed: bool,
}

impl Visit for Span {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.fields.insert(field.name().to_owned(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

/// Keeps the library's spans, in the order in which they began.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Span>>>);

impl Spans {
    /// Keeps those of this thread while the guard lives.
    fn of_this_thread() -> (Self, DefaultGuard) {
        let spans = Self::default();
        (spans.clone(), tracing::subscriber::set_default(spans))
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Span>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, id: &Id, change: impl FnOnce(&mut Span)) {
        let index = usize::try_from(id.into_u64()).unwrap() - 1;
        change(&mut self.lock()[index]);
    }

    fn only(&self) -> Span {
        let [span] = self.lock().clone().try_into().unwrap();
        span
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_span() && metadata.name() == "dynamodb"
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut span = Span::default();
        attributes.record(&mut span);
        let mut spans = self.lock();
        spans.push(span);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        self.change(id, |span| values.record(span));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, id: &Id) {
        self.change(id, |span| span.entered += 1);
    }

    fn exit(&self, id: &Id) {
        self.change(id, |span| span.exited += 1);
    }

    fn try_close(&self, id: Id) -> bool {
        self.change(&id, |span| span.is_closed = true);
        true
    }
}

fn database(reply: Reply) -> Dynamo {
    Dynamo::new(Client::from_conf(config(Service::new([reply]), &backend::prefix()).build()))
}

#[tokio::test]
async fn a_request_has_a_span_that_says_what_it_is() {
    let answer = format!("{{\"Item\":{}}}", cart_json(&cart("1", 5)));
    let carts = database(Reply::ok(answer)).table::<Cart>();
    let (spans, _guard) = Spans::of_this_thread();
    assert_eq!(carts.get(Cart::key("1")).await.unwrap(), Some(cart("1", 5)));
    let span = spans.only();
    let expected = [
        ("db.collection.name", "carts"),
        ("db.operation.name", "GetItem"),
        ("db.system.name", "aws.dynamodb"),
        ("otel.kind", "client"),
        ("otel.name", "GetItem carts"),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(span.fields, BTreeMap::from(expected));
    assert!(span.is_closed && span.entered > 0 && span.entered == span.exited, "{span:?}");
}

#[tokio::test]
async fn the_span_of_a_request_that_failed_says_why() {
    let error = br#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}"#;
    let carts = database(Reply::With(400, error.to_vec())).table::<Cart>();
    for work in 0..3 {
        let (spans, _guard) = Spans::of_this_thread();
        let error = match work {
            0 => carts.put(&cart("1", 5)).await.unwrap_err(),
            1 => carts.query("1").page().await.unwrap_err(),
            _ => carts.delete_table().await.unwrap_err(),
        };
        assert_eq!(error.kind(), ErrorKind::ResourceNotFound);
        let span = spans.only();
        assert_eq!(span.fields["error.type"], "ResourceNotFound", "{work} {span:?}");
        assert_eq!(span.fields["otel.status_code"], "ERROR", "{work} {span:?}");
        assert!(span.is_closed, "{work} {span:?}");
    }
}

#[tokio::test]
async fn a_request_that_is_given_up_is_dropped_in_its_span() {
    let carts = database(Reply::Never).table::<Cart>();
    let (spans, _guard) = Spans::of_this_thread();
    let mut get = carts.get(Cart::key("1")).into_future();
    assert!(poll!(&mut get).is_pending());
    let before = spans.only();
    assert!(before.entered == before.exited && !before.is_closed, "{before:?}");
    drop(get);
    let after = spans.only();
    assert!(after.entered == before.entered + 1 && after.entered == after.exited && after.is_closed, "{after:?}");
}
