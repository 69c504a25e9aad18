//! Reading what a condition finds: the verbs.

use std::sync::Arc;

use futures::stream::Stream;

use super::{
    query,
    reader::{Bounded, Reader},
    scan,
};
use crate::{
    codec::Item,
    config::Settings,
    error::{Error, Result},
    operation::{Find, NoItems, Output, Page, Plan, Wanted},
};

impl<T: Item, O> Find<T, O> {
    /// Reads up to the limit, or one request's worth without one, and says where to go on.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// # for at in 0..5 { events.put(&Event { id: "1".into(), at }).await?; }
    /// let first = events.find(|event| event.id.eq("1")).limit(3).page().await?;
    /// let second = events.find(|event| event.id.eq("1")).limit(3).after(first.cursor.unwrap()).page().await?;
    /// assert_eq!(second.items.len(), 2);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`collect`](Find::collect).
    pub async fn page(self) -> Result<Page<O::Item>>
    where
        O: Output<T>,
    {
        let limit = self.read.limit;
        self.reader(&T::SCHEMA.settings())?.page(limit).await
    }

    /// Page after page, as a stream: each is one request's, with the cursor after it.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// let pages = events.find(|event| event.id.eq("1")).page_size(100).pages();
    /// ```
    pub fn pages(self) -> impl Stream<Item = Result<Page<O::Item>>> + Send + Unpin + use<T, O>
    where
        O: Output<T>,
    {
        let limit = self.read.limit;
        Reader::pages(move || self.reader(&T::SCHEMA.settings()), limit)
    }

    /// The items one after another, as they come: the next request is sent when the items before are taken. Dropping the
    /// stream ends the requests; after an error it ends.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// let stream = events.find(|event| event.id.eq("1")).stream();
    /// ```
    pub fn stream(self) -> impl Stream<Item = Result<O::Item>> + Send + Unpin + use<T, O>
    where
        O: Output<T>,
    {
        let limit = self.read.limit;
        Bounded::new(Reader::stream(move || self.reader(&T::SCHEMA.settings())), limit)
    }

    /// All items, or those up to the limit.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// let all: Vec<Event> = events.find(|event| event.id.eq("1")).collect().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What [`explain`](Find::explain) says, what DynamoDB answers, and
    /// [`ErrorKind::Decode`](crate::ErrorKind::Decode) for an item that does not fit the type.
    pub async fn collect(self) -> Result<Vec<O::Item>>
    where
        O: Output<T>,
    {
        let limit = self.read.limit;
        self.reader(&T::SCHEMA.settings())?.collect(limit).await
    }

    /// The first item, if there is one.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// assert!(events.find(|event| event.id.eq("1")).first().await?.is_none());
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`collect`](Find::collect).
    pub async fn first(self) -> Result<Option<O::Item>>
    where
        O: Output<T>,
    {
        Ok(self.limit(1).collect().await?.pop())
    }

    /// The only item, if there is one.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id), gsi(name = "ByMail", partition_key(mail)))]
    /// # struct User { id: String, mail: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// let ada: Option<User> = users.find(|user| user.mail.eq("ada@example.com")).one().await?;
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`collect`](Find::collect), and [`ErrorKind::Validation`](crate::ErrorKind::Validation) when there is more than
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

    /// How many items there are, without fetching them (DynamoDB reads them and charges for them all the same).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// assert_eq!(events.find(|event| event.id.eq("1")).count().await?, 0);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// What [`explain`](Find::explain) says, and what DynamoDB answers.
    pub async fn count(mut self) -> Result<usize> {
        let limit = self.read.limit;
        self.read.wanted = Wanted::Count;
        let settings = T::SCHEMA.settings();
        let (plan, _) = self.plan(&settings)?;
        reader::<T, _>(plan, NoItems, &settings)?.count(limit).await
    }

    fn reader(self, settings: &Settings) -> Result<Reader<T, Arc<O>>>
    where
        O: Output<T>,
    {
        let (plan, output) = self.plan(settings)?;
        reader(plan, output, settings)
    }
}

fn reader<T: Item, O: Output<T>>(plan: Plan, output: O, settings: &Settings) -> Result<Reader<T, Arc<O>>> {
    match plan {
        Plan::Query(request) => query::reader(*request, Arc::new(output), settings),
        Plan::Scan(request) => scan::one_reader(*request, output, settings),
        Plan::Nothing(request, _) => {
            let mut reader = scan::one_reader(*request, output, settings)?;
            reader.ended = true;
            Ok(reader)
        }
    }
}

/// Where one item was asked for.
pub(super) fn more_than_one(entity: &str) -> Error {
    Error::validation(format!(
        "the query for one `{entity}` found more than one; ask for first(), or make the condition narrower"
    ))
}
