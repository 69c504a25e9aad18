//! Reading from a query: its verbs.

use aws_sdk_dynamodb::types::Select;
use futures::stream::Stream;

use super::reader::{Reader, Request, bounded};
use crate::{
    codec::Item,
    error::Result,
    operation::{Page, Query},
};

impl<T: Item, S> Query<T, S> {
    /// Reads up to the limit, or one request's worth without one, and says where to go on.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// # for at in 0..5 { events.put(&Event { id: "1".into(), at }).await?; }
    /// let first = events.query("1").limit(3).page().await?;
    /// assert_eq!(first.items.len(), 3);
    /// let second = events.query("1").limit(3).after(first.cursor.unwrap()).page().await?;
    /// assert_eq!(second.items.len(), 2);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`collect`](Query::collect).
    pub async fn page(self) -> Result<Page<T>> {
        let limit = self.limit;
        self.reader()?.page(limit).await
    }

    /// The items one after another, as they come: the next request is sent when the items before are taken. Dropping the
    /// stream ends the requests; after an error it ends.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// use std::pin::pin;
    ///
    /// use futures::TryStreamExt as _;
    ///
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// # for at in 0..5 { events.put(&Event { id: "1".into(), at }).await?; }
    /// let mut stream = pin!(events.query("1").page_size(2).stream());
    /// let mut count = 0;
    /// while let Some(event) = stream.try_next().await? {
    ///     assert_eq!(event.at, count);
    ///     count += 1;
    /// }
    /// assert_eq!(count, 5);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn stream(self) -> impl Stream<Item = Result<T>> + Send + use<T, S>
    where
        T: Send,
    {
        let limit = self.limit;
        bounded(Reader::stream(move || self.reader()), limit)
    }

    /// All items, or those up to the limit.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// let all: Vec<Event> = events.query("1").collect().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What [`into_input`](Query::into_input) says, what DynamoDB answers, and
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) for an item that does not fit the type.
    pub async fn collect(self) -> Result<Vec<T>> {
        let limit = self.limit;
        self.reader()?.collect(limit).await
    }

    /// The first item, if there is one.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// let latest: Option<Event> = events.query("1").descending().first().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`collect`](Query::collect).
    pub async fn first(self) -> Result<Option<T>> {
        Ok(self.limit(1).collect().await?.pop())
    }

    /// How many items there are, without fetching them (DynamoDB reads them and charges for them all the same).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// assert_eq!(events.query("1").count().await?, 0);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What [`into_input`](Query::into_input) says, and what DynamoDB answers.
    pub async fn count(self) -> Result<usize> {
        let limit = self.limit;
        let mut reader = self.reader()?;
        if let Request::Query(input) = reader.request {
            reader.request = Request::Query(input.select(Select::Count));
        }
        reader.count(limit, false).await
    }

    fn reader(self) -> Result<Reader> {
        let settings = T::SCHEMA.settings();
        let client = self.target.client.clone();
        let requests_left = self.max_pages.unwrap_or(usize::MAX);
        let (input, fingerprint, start) = self.start(&settings)?;
        let request = Request::Query(input);
        // The key condition leaves the others out.
        let frames = Vec::new();
        Ok(Reader { client, request, settings, fingerprint, start, requests_left, frames, ended: false })
    }
}
