//! The segments of a scan, read side by side, which can be kept going while nobody takes their items.

use std::{collections::VecDeque, future};

use futures::stream::{FuturesUnordered, Stream, StreamExt, StreamFuture};

/// Streams that are read side by side.
pub(super) struct Segments<S: Stream> {
    running: FuturesUnordered<StreamFuture<S>>,
    /// Those whose next item has come before it was asked for, at most one of each.
    held: VecDeque<(S::Item, S)>,
}

impl<S: Stream + Unpin> Segments<S> {
    pub(super) fn new(segments: impl Iterator<Item = S>) -> Self {
        Self { running: segments.map(StreamExt::into_future).collect(), held: VecDeque::new() }
    }

    /// The next item of any of them; none when all are at their end.
    pub(super) async fn next(&mut self) -> Option<S::Item> {
        if let Some((item, segment)) = self.held.pop_front() {
            self.running.push(segment.into_future());
            return Some(item);
        }
        while let Some((item, segment)) = self.running.next().await {
            if let Some(item) = item {
                self.running.push(segment.into_future());
                return Some(item);
            }
        }
        None
    }

    /// Brings what is under way to its end, and begins nothing more: a request that nobody polls would run into its timeout.
    /// It never ends, and loses nothing when it is dropped.
    pub(super) async fn keep_going(&mut self) {
        while let Some((item, segment)) = self.running.next().await {
            if let Some(item) = item {
                self.held.push_back((item, segment));
            }
        }
        future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use futures::stream;
    use tokio::time::{sleep, timeout};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_under_way_ends_and_nothing_more_begins() {
        let (begun, ended) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let (begun, ended) = (&begun, &ended);
        let segment = |_| {
            Box::pin(stream::unfold(0, move |count| async move {
                begun.fetch_add(1, Ordering::Relaxed);
                sleep(Duration::from_secs(1)).await;
                ended.fetch_add(1, Ordering::Relaxed);
                (count < 5).then_some((count, count + 1))
            }))
        };
        let mut segments = Segments::new((0..4).map(segment));
        assert_eq!(segments.next().await, Some(0));
        assert!(timeout(Duration::from_mins(1), segments.keep_going()).await.is_err());
        let counts = || (begun.load(Ordering::Relaxed), ended.load(Ordering::Relaxed));
        assert_eq!(counts(), (5, 5), "the first segment was asked again when its item was taken");
        let mut all = vec![0];
        while let Some(item) = segments.next().await {
            all.push(item);
        }
        all.sort_unstable();
        assert_eq!(all, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]);
    }
}
