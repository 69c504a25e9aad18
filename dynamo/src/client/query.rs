//! Reading from a query: its verbs.

use std::collections::VecDeque;

use aws_sdk_dynamodb::{
    Client,
    operation::query::{QueryOutput, builders::QueryInputBuilder},
    types::Select,
};
use futures::stream::{self, Stream};

use super::send::traced;
use crate::{
    codec::{Item, decode_item_map},
    config::Settings,
    error::{AttributeMap, Error, Result},
    operation::{Cursor, Fingerprint, Page, Query, key_of},
};

/// A query that is being read: request after request, from one place to the next.
struct Reader {
    client: Client,
    input: QueryInputBuilder,
    settings: Settings,
    fingerprint: Fingerprint,
    /// Where the next request starts; none at the beginning.
    start: Option<AttributeMap>,
    /// How many requests there may still be.
    requests_left: usize,
    ended: bool,
}

impl Reader {
    fn new<T: Item, S>(query: Query<T, S>) -> Result<Self> {
        let settings = T::SCHEMA.settings();
        let client = query.target.client.clone();
        let requests_left = query.max_pages.unwrap_or(usize::MAX);
        let (input, fingerprint, start) = query.start(&settings)?;
        Ok(Self { client, input, settings, fingerprint, start, requests_left, ended: false })
    }

    /// The next request's answer; none at the end, or when there may be no more requests.
    async fn next(&mut self) -> Result<Option<QueryOutput>> {
        if self.ended || self.requests_left == 0 {
            return Ok(None);
        }
        self.requests_left -= 1;
        let table = self.input.get_table_name().clone();
        let input = self.input.clone().set_exclusive_start_key(self.start.take());
        // On the heap: the SDK's future is large, and would be part of every future above.
        let request = Box::pin(input.send_with(&self.client));
        let mut output = traced("Query", table.as_deref(), request).await?;
        self.start = output.last_evaluated_key.take().filter(|key| !key.is_empty());
        self.ended = self.start.is_none();
        Ok(Some(output))
    }

    fn cursor(&self, key: Option<&AttributeMap>) -> Result<Option<Cursor>> {
        key.map(|key| Cursor::new(self.fingerprint, key)).transpose()
    }
}

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
        let mut reader = Reader::new(self)?;
        let mut page = Page { items: Vec::new(), cursor: None, scanned_count: 0 };
        while let Some(output) = reader.next().await? {
            page.scanned_count += usize::try_from(output.scanned_count).unwrap_or_default();
            let mut items = output.items.unwrap_or_default();
            let wanted = limit.map_or(items.len(), |limit| limit - page.items.len());
            if items.len() > wanted || (items.len() == wanted && limit.is_some()) {
                // Go on after the last item that is taken, not after the last that was read.
                let more = items.len() > wanted || !reader.ended;
                items.truncate(wanted);
                let last = items.last().and_then(|item| key_of::<T>(item, &reader.settings));
                page.cursor = reader.cursor(last.as_ref().filter(|_| more))?;
                decode_into(&mut page.items, items, &reader.settings)?;
                return Ok(page);
            }
            decode_into(&mut page.items, items, &reader.settings)?;
            if limit.is_none() {
                break;
            }
        }
        page.cursor = reader.cursor(reader.start.as_ref())?;
        Ok(page)
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
        struct State<T> {
            reader: Reader,
            ready: VecDeque<AttributeMap>,
            left: usize,
            item: std::marker::PhantomData<fn() -> T>,
        }
        let left = self.limit.unwrap_or(usize::MAX);
        // What is wrong with the query is the stream's only item.
        let start = Reader::new(self).map(|reader| State::<T> {
            reader,
            ready: VecDeque::new(),
            left,
            item: std::marker::PhantomData,
        });
        stream::unfold(Some(start), |state| async {
            let mut state = match state? {
                Ok(state) => state,
                Err(error) => return Some((Err(error), None)),
            };
            if state.left == 0 {
                return None;
            }
            let result = loop {
                if let Some(item) = state.ready.pop_front() {
                    break decode_item_map(item, &state.reader.settings).map_err(Error::from);
                }
                match state.reader.next().await {
                    Ok(Some(output)) => state.ready.extend(output.items.unwrap_or_default()),
                    Ok(None) => return None,
                    Err(error) => break Err(error),
                }
            };
            state.left -= 1;
            let next = result.is_ok().then_some(Ok(state));
            Some((result, next))
        })
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
        let limit = self.limit.unwrap_or(usize::MAX);
        let mut reader = Reader::new(self)?;
        let mut all = Vec::new();
        while all.len() < limit
            && let Some(output) = reader.next().await?
        {
            let mut items = output.items.unwrap_or_default();
            items.truncate(limit - all.len());
            decode_into(&mut all, items, &reader.settings)?;
        }
        Ok(all)
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
        let limit = self.limit.unwrap_or(usize::MAX);
        let mut reader = Reader::new(self)?;
        reader.input = reader.input.select(Select::Count);
        let mut count = 0;
        while count < limit
            && let Some(output) = reader.next().await?
        {
            count += usize::try_from(output.count).unwrap_or_default();
        }
        Ok(count.min(limit))
    }
}

fn decode_into<T: Item>(all: &mut Vec<T>, items: Vec<AttributeMap>, settings: &Settings) -> Result<()> {
    all.reserve(items.len());
    for item in items {
        all.push(decode_item_map(item, settings)?);
    }
    Ok(())
}
