//! A reader's items and pages as streams.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures::stream::{self, Stream};

use super::Reader;
use crate::{
    client::pending::Taken,
    error::Result,
    operation::{Output, Page},
};

impl<T: 'static, O: Output<T>> Reader<T, O> {
    /// The items as they come; the next request is sent when the items before are taken. The reader is made when the
    /// stream is first polled, with the configuration in force there.
    pub(in crate::client) fn stream(
        start: impl FnOnce() -> Result<Self> + Send,
    ) -> impl Stream<Item = Result<O::Item>> + Send {
        use futures::StreamExt as _;
        stream::once(async move { start() }).flat_map(Self::items)
    }

    /// The items of a reader; what was wrong with its request is the only one.
    pub(in crate::client) fn items(start: Result<Self>) -> impl Stream<Item = Result<O::Item>> + Send {
        let start = start.map(|reader| (reader, Taken::default()));
        stream::unfold(Some(start), |state| async {
            let (mut reader, mut ready) = match state? {
                Ok(state) => state,
                Err(error) => return Some((Err(error), None)),
            };
            let result = reader.item(&mut ready).await.transpose()?;
            let next = result.is_ok().then_some(Ok((reader, ready)));
            Some((result, next))
        })
    }

    /// The same step by step: an item, or none where an answer had none.
    pub(in crate::client) fn steps(self) -> impl Stream<Item = Result<Option<O::Item>>> + Send {
        stream::unfold(Some((self, Taken::default())), |state| async {
            let (mut reader, mut ready) = state?;
            let result = reader.step(&mut ready).await.transpose()?;
            let next = result.is_ok().then_some((reader, ready));
            Some((result, next))
        })
    }

    /// Page after page, up to the limit; each is one request's.
    pub(in crate::client) fn pages(
        start: impl FnOnce() -> Result<Self> + Send,
        limit: Option<usize>,
    ) -> impl Stream<Item = Result<Page<O::Item>>> + Send + Unpin {
        enum State<F, R> {
            New(F),
            Open(Box<R>),
            Ended,
        }
        let left = limit.unwrap_or(usize::MAX);
        let pages = stream::unfold((State::New(start), left), |(state, left)| async move {
            let mut reader = match state {
                State::New(start) => match start() {
                    Ok(reader) => Box::new(reader),
                    Err(error) => return Some((Err(error), (State::Ended, 0))),
                },
                State::Open(reader) => reader,
                State::Ended => return None,
            };
            if left == 0 || (reader.ended && reader.pending.is_empty()) || reader.requests_left == 0 {
                return None;
            }
            match reader.one_page(left).await {
                Ok(page) => {
                    let left = left - page.items.len();
                    Some((Ok(page), (State::Open(reader), left)))
                }
                Err(error) => Some((Err(error), (State::Ended, 0))),
            }
        });
        Bounded::new(pages, None)
    }

    /// One request's items, as many of them as are wanted.
    async fn one_page(&mut self, at_most: usize) -> Result<Page<O::Item>> {
        let requests_left = std::mem::replace(&mut self.requests_left, 1);
        let page = self.page(Some(at_most)).await;
        self.requests_left = requests_left.saturating_sub(1);
        page
    }
}

/// A stream that ends after the limit and after the first error, and lets go then of what it reads from, with the requests
/// that are under way. It can be moved while it is read, and be polled after its end.
pub(in crate::client) struct Bounded<S> {
    /// None after the end.
    stream: Option<Pin<Box<S>>>,
    left: usize,
}

impl<S> Bounded<S> {
    /// A limit of 0 is refused by the request, which says so as the first item.
    pub(in crate::client) fn new(stream: S, limit: Option<usize>) -> Self {
        Self { stream: Some(Box::pin(stream)), left: limit.unwrap_or(usize::MAX).max(1) }
    }
}

impl<S: Stream<Item = Result<V>>, V> Stream for Bounded<S> {
    type Item = Result<V>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<V>>> {
        let Some(stream) = &mut self.stream else { return Poll::Ready(None) };
        let next = ready!(stream.as_mut().poll_next(context));
        self.left = match &next {
            Some(Ok(_)) => self.left.saturating_sub(1),
            Some(Err(_)) | None => 0,
        };
        if self.left == 0 {
            self.stream = None;
        }
        Poll::Ready(next)
    }
}
