use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use futures::stream::{self, Stream, StreamExt as _};

use super::{reader::Reader, scan::readers};
use crate::{
    codec::Item,
    error::Result,
    operation::{Fingerprint, Output, ScanCheckpoint, ScanRequest, SegmentState},
};

/// The items of a scan, and how far it has come: what [`Scan::resumable`](crate::Scan::resumable) gives.
///
/// Dropping it ends the requests; after an error it ends, and its checkpoint covers what it had given before.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// use futures::TryStreamExt as _;
///
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// # for id in 0..10 { users.put(&User { id: id.to_string() }).await?; }
/// let mut stream = users.scan().resumable();
/// let first = stream.try_next().await?;
/// assert!(first.is_some());
///
/// let rest: Vec<User> = users.scan().resume(stream.checkpoint()).collect().await?;
/// assert_eq!(rest.len(), 9);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
pub struct ScanStream<V> {
    /// None after the end: with it go the requests that are under way.
    steps: Option<Pin<Box<dyn Stream<Item = Step<V>> + Send>>>,
    checkpoint: ScanCheckpoint,
    limit: usize,
}

/// What a scan comes to.
enum Step<V> {
    /// The scan is what the checkpoint is of.
    Begin(Fingerprint),
    /// A segment has come that far, perhaps with an item.
    Segment(u32, SegmentState, Option<V>),
    Failure(crate::Error),
}

impl<V: Send + 'static> ScanStream<V> {
    pub(super) fn new<T: Item, O: Output<T, Item = V> + 'static>(request: ScanRequest, output: Arc<O>) -> Self {
        // A limit of 0 is refused by the request.
        let limit = request.read.limit.unwrap_or(usize::MAX).max(1);
        let checkpoint =
            request.resume.clone().unwrap_or_else(|| ScanCheckpoint::new(Fingerprint::default(), request.total));
        // Made when the stream is first polled, with the configuration in force there.
        let start = stream::once(async move { readers::<T, O>(request, &output, &T::SCHEMA.settings()) });
        let steps = start.flat_map(|readers| match readers {
            Err(error) => stream::iter([Step::Failure(error)]).boxed(),
            Ok(readers) => {
                let fingerprint = readers.first().map(|(_, reader)| reader.fingerprint()).unwrap_or_default();
                let segments = readers.into_iter().map(|(segment, reader)| Box::pin(segment_steps(segment, reader)));
                stream::iter([Step::Begin(fingerprint)]).chain(stream::select_all(segments)).boxed()
            }
        });
        Self { steps: Some(steps.boxed()), checkpoint, limit }
    }
}

/// The steps of one segment.
fn segment_steps<T: Item, O: Output<T>>(
    segment: u32,
    reader: Reader<T, O>,
) -> impl Stream<Item = Step<O::Item>> + Send {
    let start = (!reader.ended).then_some(reader);
    stream::unfold(start, move |reader| async move {
        let mut reader = reader?;
        let failure = |error| Some((Step::Failure(error), None));
        loop {
            match reader.next_pending() {
                Some(Ok((position, item))) => {
                    return Some((Step::Segment(segment, SegmentState::At(position), Some(item)), Some(reader)));
                }
                Some(Err(error)) => return failure(error),
                None => {}
            }
            // All that came before has been taken. Where the next request starts covers what a filter left out, too.
            let position = reader.start.clone().map(SegmentState::At);
            match reader.next().await {
                Err(error) => return failure(error),
                Ok(None) if reader.ended => {
                    return Some((Step::Segment(segment, SegmentState::Done, None), None));
                }
                // There may be no more requests.
                Ok(None) => return position.map(|position| (Step::Segment(segment, position, None), None)),
                Ok(Some(_)) => {
                    if let Some(position) = position {
                        return Some((Step::Segment(segment, position, None), Some(reader)));
                    }
                }
            }
        }
    })
}

impl<V> ScanStream<V> {
    /// How far the scan has come: what the stream has given so far is done.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let stream = users.scan().resumable();
    /// let from_the_beginning = stream.checkpoint();
    /// ```
    pub fn checkpoint(&self) -> ScanCheckpoint {
        self.checkpoint.clone()
    }
}

impl<V> Stream for ScanStream<V> {
    type Item = Result<V>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<V>>> {
        while let Some(steps) = &mut self.steps {
            match ready!(steps.as_mut().poll_next(context)) {
                None => self.steps = None,
                Some(Step::Begin(fingerprint)) => self.checkpoint.fingerprint = fingerprint,
                Some(Step::Failure(error)) => {
                    self.steps = None;
                    return Poll::Ready(Some(Err(error)));
                }
                Some(Step::Segment(segment, state, item)) => {
                    self.checkpoint.segments.insert(segment, state);
                    let Some(item) = item else { continue };
                    self.limit -= 1;
                    if self.limit == 0 {
                        self.steps = None;
                    }
                    return Poll::Ready(Some(Ok(item)));
                }
            }
        }
        Poll::Ready(None)
    }
}

impl<V> fmt::Debug for ScanStream<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScanStream").field("checkpoint", &self.checkpoint).finish_non_exhaustive()
    }
}
