//! The items of a stream, as many at a time as a request takes.

use std::{
    future::Future as _,
    mem,
    pin::Pin,
    task::{Poll, ready},
    time::Duration,
};

use futures::{Stream, StreamExt as _, stream};
use tokio::time::{Sleep, sleep};

use super::batch_write::MAX_WRITES;

/// How long items that are there wait for others to fill their request.
const WAIT: Duration = Duration::from_millis(5);

/// The stream's items in their order: as many at a time as a request takes, or fewer where no more come for a while. A
/// stream may wait for what it gave to be written before it gives more.
pub(super) fn portions<S: Stream + Unpin>(items: S) -> impl Stream<Item = Vec<S::Item>> {
    let mut items = items.fuse();
    let (mut held, mut wait): (_, Option<Pin<Box<Sleep>>>) = (Vec::new(), None);
    stream::poll_fn(move |context| {
        while held.len() < MAX_WRITES {
            match items.poll_next_unpin(context) {
                Poll::Ready(Some(item)) => held.push(item),
                Poll::Ready(None) if held.is_empty() => return Poll::Ready(None),
                Poll::Pending if held.is_empty() => return Poll::Pending,
                Poll::Ready(None) => break,
                Poll::Pending => {
                    let wait = wait.get_or_insert_with(|| Box::pin(sleep(WAIT)));
                    ready!(wait.as_mut().poll(context));
                    break;
                }
            }
        }
        wait = None;
        Poll::Ready(Some(mem::take(&mut held)))
    })
}
