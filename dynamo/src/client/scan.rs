//! Reading from a scan: its verbs.

use std::{pin::pin, sync::Arc};

use futures::{
    StreamExt as _, TryStreamExt as _,
    future::{Either, select},
    stream::{self, Stream},
};
use tokio::sync::mpsc;

use super::{
    budget::Budget,
    progress::Progress,
    reader::{Bounded, Reader, ReaderOptions, Request},
    scan_stream::ScanStream,
    segments::Segments,
};
use crate::{
    codec::Item,
    config::Settings,
    error::{Error, ErrorKind, Result},
    operation::{NoItems, Output, Page, Scan, ScanRequest, SegmentState, Wanted},
};

impl<T: Item, O> Scan<T, O> {
    /// The items one after another, as they come, of all segments: the next request of a segment is sent when its items
    /// before are taken. Dropping the stream ends the requests; after an error it ends.
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
    /// let mut stream = users.scan().parallel(4).stream();
    /// let mut count = 0;
    /// while let Some(_user) = stream.try_next().await? {
    ///     count += 1;
    /// }
    /// assert_eq!(count, 10);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn stream(self) -> impl Stream<Item = Result<O::Item>> + Send + Unpin + use<T, O>
    where
        O: Output<T>,
    {
        let (limit, request, output) = (self.request.read.limit, self.request, Arc::new(self.output));
        // Made when the stream is first polled, with the configuration in force there.
        let start = stream::once(async move { readers::<T, _>(request, &output, &T::SCHEMA.settings()) });
        let items = start.flat_map(|readers| {
            // What is wrong with the scan is the only item.
            let segments: Vec<_> = match readers {
                Ok(readers) => readers.into_iter().map(|(_, reader)| Ok(reader)).collect(),
                Err(error) => vec![Err(error)],
            };
            stream::select_all(segments.into_iter().map(|reader| Box::pin(Reader::items(reader))))
        });
        Bounded::new(items, limit)
    }

    /// The same as [`stream`](Scan::stream), and it can say how far it has come: a [`ScanCheckpoint`] to
    /// [`resume`](Scan::resume) from after a crash, without losing an item or giving one twice.
    ///
    /// [`ScanCheckpoint`]: crate::ScanCheckpoint
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
    /// let mut stream = users.scan().parallel(2).resumable();
    /// while let Some(_user) = stream.try_next().await? {
    ///     // work, and now and then store stream.checkpoint()
    /// }
    /// assert!(stream.checkpoint().is_done(0..2));
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn resumable(mut self) -> ScanStream<O::Item>
    where
        O: Output<T>,
    {
        self.request.read.wanted = Wanted::ItemsWithKeys;
        ScanStream::new::<T, O>(self.request, Arc::new(self.output))
    }

    /// Reads up to the limit, or one request's worth without one, and says where to go on. Of one segment only: a parallel
    /// scan has [`resumable`](Scan::resumable).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// # for id in 0..5 { users.put(&User { id: id.to_string() }).await?; }
    /// let first = users.scan().limit(3).page().await?;
    /// let second = users.scan().limit(3).after(first.cursor.unwrap()).page().await?;
    /// assert_eq!(first.items.len() + second.items.len(), 5);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`collect`](Scan::collect).
    pub async fn page(self) -> Result<Page<O::Item>>
    where
        O: Output<T>,
    {
        let limit = self.request.read.limit;
        one_reader(self.request, self.output, &T::SCHEMA.settings())?.page(limit).await
    }

    /// Page after page, as a stream: each is one request's, with the cursor after it. Of one segment only.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// use futures::TryStreamExt as _;
    ///
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let mut pages = users.scan().page_size(100).pages();
    /// while let Some(page) = pages.try_next().await? {
    ///     println!("{} items", page.count);
    /// }
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn pages(self) -> impl Stream<Item = Result<Page<O::Item>>> + Send + Unpin + use<T, O>
    where
        O: Output<T>,
    {
        let (limit, request) = (self.request.read.limit, self.request);
        let output = self.output;
        Reader::pages(move || one_reader::<T, O>(request, output, &T::SCHEMA.settings()), limit)
    }

    /// All items, or those up to the limit, in memory: for small tables.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let all: Vec<User> = users.scan().collect().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What [`into_input`](Scan::into_input) says, what DynamoDB answers, and
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) for an item that does not fit the type.
    pub async fn collect(self) -> Result<Vec<O::Item>>
    where
        O: Output<T>,
    {
        self.stream().try_collect().await
    }

    /// Any one item, if there is one.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, active: bool }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let someone: Option<User> = users.scan().filter(|user| user.active.eq(true)).first().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`collect`](Scan::collect).
    pub async fn first(self) -> Result<Option<O::Item>>
    where
        O: Output<T>,
    {
        Ok(self.limit(1).collect().await?.pop())
    }

    /// How many items there are. DynamoDB reads them all and charges for them all the same; no items are sent, or only keys where
    /// other entities share the table.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// assert_eq!(users.scan().parallel(4).count().await?, 0);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What [`into_input`](Scan::into_input) says, and what DynamoDB answers.
    pub async fn count(mut self) -> Result<usize> {
        let limit = self.request.read.limit;
        self.request.read.wanted = Wanted::Count;
        let readers = readers::<T, _>(self.request, &Arc::new(NoItems), &T::SCHEMA.settings())?;
        let side_by_side = readers.len().max(1);
        let counts = stream::iter(readers.into_iter().map(|(_, reader)| reader.count(limit)));
        let total: usize = counts.buffer_unordered(side_by_side).try_fold(0, |a, b| async move { Ok(a + b) }).await?;
        Ok(limit.map_or(total, |limit| total.min(limit)))
    }

    /// Sends the items to a channel, in batches of that size, and gives how many there were. It waits while the channel is
    /// full: requests that are under way are brought to their end meanwhile, and each segment reads on by one request at
    /// most. So the items may be worked on as slowly as need be.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item, Debug)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// # for id in 0..10 { users.put(&User { id: id.to_string() }).await?; }
    /// let (sender, mut receiver) = tokio::sync::mpsc::channel::<Vec<User>>(4);
    /// let worker = tokio::spawn(async move {
    ///     let mut count = 0;
    ///     while let Some(batch) = receiver.recv().await {
    ///         count += batch.len();
    ///     }
    ///     count
    /// });
    /// assert_eq!(users.scan().parallel(2).send_to(sender, 3).await?, 10);
    /// assert_eq!(worker.await.unwrap(), 10);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`collect`](Scan::collect), and [`ErrorKind::Other`] when the receiver is gone before the end.
    pub async fn send_to(self, sender: mpsc::Sender<Vec<O::Item>>, batch_size: usize) -> Result<usize>
    where
        O: Output<T>,
    {
        let (limit, batch_size) = (self.request.read.limit.unwrap_or(usize::MAX), batch_size.max(1));
        let readers = readers::<T, _>(self.request, &Arc::new(self.output), &T::SCHEMA.settings())?;
        let mut segments = Segments::new(readers.into_iter().map(|(_, reader)| Box::pin(reader.steps())));
        let mut sent = 0;
        let gone = |sent: usize| {
            Error::new(ErrorKind::Other, format!("the receiver is gone, after {sent} items had been sent to it"))
        };
        loop {
            let wanted = batch_size.min(limit - sent);
            let filled = async {
                let (mut batch, mut failure) = (Vec::new(), None);
                while batch.len() < wanted {
                    match segments.next().await {
                        Some(Ok(item)) => batch.push(item),
                        Some(Err(error)) => {
                            failure = Some(error);
                            break;
                        }
                        None => break,
                    }
                }
                (batch, failure)
            };
            // A batch may take long to fill, where a filter leaves little: nobody may be waiting for it any more.
            let (batch, failure) = match select(pin!(filled), pin!(sender.closed())).await {
                Either::Left((filled, _)) => filled,
                Either::Right(_) => return Err(gone(sent)),
            };
            let count = batch.len();
            let is_last = count < batch_size || sent + count >= limit;
            // What came before a failure is delivered all the same.
            if count > 0 {
                match select(pin!(sender.send(batch)), pin!(segments.keep_going())).await {
                    Either::Left((result, _)) => result.map_err(|_| gone(sent))?,
                    Either::Right(((), _)) => return Err(gone(sent)),
                }
            }
            sent += count;
            match failure {
                Some(error) => return Err(error),
                None if is_last => return Ok(sent),
                None => {}
            }
        }
    }
}

/// The reader of a scan of one segment.
pub(super) fn one_reader<T: Item, O: Output<T>>(
    request: ScanRequest,
    output: O,
    settings: &Settings,
) -> Result<Reader<T, Arc<O>>> {
    match readers(request, &Arc::new(output), settings)?.pop() {
        Some((_, reader)) if reader.is_alone => Ok(reader),
        _ => Err(Error::validation(
            "pages are of a scan of one segment; for a parallel scan use stream(), or resumable() and its checkpoint",
        )),
    }
}

/// A reader for each segment.
pub(super) fn readers<T: Item, O: Output<T>>(
    mut request: ScanRequest,
    output: &Arc<O>,
    settings: &Settings,
) -> Result<Vec<(u32, Reader<T, Arc<O>>)>> {
    let prepared = request.prepare(settings)?;
    let budget = request.budget.map(|units| Arc::new(Budget::new(units)));
    let resume = request.resume.take().map(|checkpoint| checkpoint.segments).unwrap_or_default();
    let (segments, total) = (request.segments.clone(), request.total);
    let done = segments.clone().filter(|segment| resume.get(segment) == Some(&SegmentState::Done)).count();
    let count = u32::try_from(segments.len()).unwrap_or(u32::MAX);
    let progress = request
        .progress
        .take()
        .map(|callback| Arc::new(Progress::new(callback, count, u32::try_from(done).unwrap_or(u32::MAX))));
    segments
        .map(|segment| {
            let options = ReaderOptions::of(&request.read, settings)?;
            let mut reader = Reader::new(options, prepared.clone(), output.clone(), settings.clone(), |input| {
                Request::Scan(request.of_segment(input, segment))
            });
            reader.is_alone = total == 1;
            reader.budget.clone_from(&budget);
            reader.progress.clone_from(&progress);
            match resume.get(&segment) {
                Some(SegmentState::At(key)) => reader.start = Some(key.clone()),
                Some(SegmentState::Done) => reader.ended = true,
                None => {}
            }
            Ok((segment, reader))
        })
        .collect()
}
