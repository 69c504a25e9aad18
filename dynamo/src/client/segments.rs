//! The segments of a scan, read side by side, which can be kept going while nobody takes their items.

use std::{collections::VecDeque, future};

use futures::stream::{FuturesUnordered, Stream, StreamExt, StreamFuture};

use crate::error::Result;

/// Streams that are read side by side, step by step: an item, or none where an answer had none.
pub(super) struct Segments<S: Stream> {
    running: FuturesUnordered<StreamFuture<S>>,
    /// Those whose next step has come before it was asked for, at most one of each.
    held: VecDeque<(S::Item, S)>,
}

impl<S: Stream<Item = Result<Option<V>>> + Unpin, V> Segments<S> {
    pub(super) fn new(segments: impl Iterator<Item = S>) -> Self {
        Self { running: segments.map(StreamExt::into_future).collect(), held: VecDeque::new() }
    }

    /// The next item of any of them; none when all are at their end.
    pub(super) async fn next(&mut self) -> Option<Result<V>> {
        loop {
            let (step, segment) = match self.held.pop_front() {
                Some((step, segment)) => (Some(step), segment),
                None => self.running.next().await?,
            };
            let Some(step) = step else { continue };
            self.running.push(segment.into_future());
            if let Some(item) = step.transpose() {
                return Some(item);
            }
        }
    }

    /// Brings what is under way to its end, and begins nothing more: a request that nobody polls would run into its timeout.
    /// It never ends, and loses nothing when it is dropped.
    pub(super) async fn keep_going(&mut self) {
        while let Some((step, segment)) = self.running.next().await {
            if let Some(step) = step {
                self.held.push_back((step, segment));
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
                (count < 5).then_some((Ok(Some(count)), count + 1))
            }))
        };
        let mut segments = Segments::new((0..4).map(segment));
        assert_eq!(segments.next().await.unwrap().unwrap(), 0);
        assert!(timeout(Duration::from_mins(1), segments.keep_going()).await.is_err());
        let counts = || (begun.load(Ordering::Relaxed), ended.load(Ordering::Relaxed));
        assert_eq!(counts(), (5, 5), "the first segment was asked again when its item was taken");
        let mut all = vec![0];
        while let Some(item) = segments.next().await {
            all.push(item.unwrap());
        }
        all.sort_unstable();
        assert_eq!(all, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4]);
    }

    #[tokio::test]
    async fn a_step_without_an_item_is_a_step() {
        let begun = AtomicUsize::new(0);
        let begun = &begun;
        let segment = |_| {
            Box::pin(stream::unfold(0, move |count| async move {
                begun.fetch_add(1, Ordering::Relaxed);
                (count < 100).then_some((Ok((count == 99).then_some(count)), count + 1))
            }))
        };
        let mut segments = Segments::new((0..4).map(segment));
        for _ in 0..10 {
            // What is held stays so.
            assert!(timeout(Duration::from_millis(1), segments.keep_going()).await.is_err());
        }
        assert_eq!(begun.load(Ordering::Relaxed), 4);
        for _ in 0..4 {
            assert_eq!(segments.next().await.unwrap().unwrap(), 99);
        }
        assert!(segments.next().await.is_none());
    }
}
