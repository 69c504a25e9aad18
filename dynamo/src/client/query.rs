//! Reading from a query: its verbs.

use futures::stream::Stream;

use super::{
    find::more_than_one,
    reader::{Bounded, Reader, ReaderOptions, Request},
};
use crate::{
    codec::Item,
    config::Settings,
    error::Result,
    operation::{NoItems, Output, Page, Query, QueryRequest, Wanted},
};

impl<T: Item, S, O> Query<T, S, O> {
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
    pub async fn page(self) -> Result<Page<O::Item>>
    where
        O: Output<T>,
    {
        let limit = self.request.read.limit;
        reader(self.request, self.output, &T::SCHEMA.settings())?.page(limit).await
    }

    /// Page after page, as a stream: each is one request's, with the cursor after it.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// use futures::TryStreamExt as _;
    ///
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// # for at in 0..5 { events.put(&Event { id: "1".into(), at }).await?; }
    /// let mut pages = events.query("1").page_size(2).pages();
    /// let mut sizes = Vec::new();
    /// while let Some(page) = pages.try_next().await? {
    ///     sizes.push(page.count);
    /// }
    /// assert_eq!(sizes, [2, 2, 1]);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn pages(self) -> impl Stream<Item = Result<Page<O::Item>>> + Send + Unpin + use<T, S, O>
    where
        O: Output<T>,
    {
        let (limit, request) = (self.request.read.limit, self.request);
        let output = self.output;
        Reader::pages(move || reader::<T, O>(request, output, &T::SCHEMA.settings()), limit)
    }

    /// The items one after another, as they come: the next request is sent when the items before are taken. Dropping the
    /// stream ends the requests; after an error it ends.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// use futures::TryStreamExt as _;
    ///
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// # for at in 0..5 { events.put(&Event { id: "1".into(), at }).await?; }
    /// let mut stream = events.query("1").page_size(2).stream();
    /// let mut count = 0;
    /// while let Some(event) = stream.try_next().await? {
    ///     assert_eq!(event.at, count);
    ///     count += 1;
    /// }
    /// assert_eq!(count, 5);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn stream(self) -> impl Stream<Item = Result<O::Item>> + Send + Unpin + use<T, S, O>
    where
        O: Output<T>,
    {
        let (limit, request) = (self.request.read.limit, self.request);
        let output = self.output;
        Bounded::new(Reader::stream(move || reader::<T, O>(request, output, &T::SCHEMA.settings())), limit)
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
    pub async fn collect(self) -> Result<Vec<O::Item>>
    where
        O: Output<T>,
    {
        let limit = self.request.read.limit;
        reader(self.request, self.output, &T::SCHEMA.settings())?.collect(limit).await
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
    pub async fn first(self) -> Result<Option<O::Item>>
    where
        O: Output<T>,
    {
        Ok(self.limit(1).collect().await?.pop())
    }

    /// The only item, if there is one: where there are more, the query does not say which.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// #[derive(Item)]
    /// #[dynamo(table = "users", partition_key(id), gsi(name = "ByMail", partition_key(mail)))]
    /// struct User {
    ///     id: String,
    ///     mail: String,
    /// }
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let user: Option<User> = users.index(User::BY_MAIL).query("ada@example.com").one().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`collect`](Query::collect), and [`ErrorKind::Validation`](crate::ErrorKind::Validation) when there is more than
    /// one item.
    pub async fn one(self) -> Result<Option<O::Item>>
    where
        O: Output<T>,
    {
        let mut items = self.limit(2).collect().await?;
        if items.len() > 1 {
            return Err(more_than_one(T::SCHEMA.entity));
        }
        Ok(items.pop())
    }

    /// How many items there are, without fetching them (every index can say; DynamoDB reads them and charges for them all the same).
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
    pub async fn count(mut self) -> Result<usize> {
        let limit = self.request.read.limit;
        self.request.read.wanted = Wanted::Count;
        reader::<T, _>(self.request, NoItems, &T::SCHEMA.settings())?.count(limit).await
    }
}

pub(super) fn reader<T: Item, O: Output<T>>(
    mut request: QueryRequest,
    output: O,
    settings: &Settings,
) -> Result<Reader<T, O>> {
    let prepared = request.prepare(settings)?;
    let options = ReaderOptions::of(&request.read, settings)?;
    Ok(Reader::new(options, prepared, output, settings.clone(), Request::Query))
}
