//! Reading request after request: what queries and scans have in common.

use std::{collections::VecDeque, marker::PhantomData};

use aws_sdk_dynamodb::{
    Client,
    operation::{query::builders::QueryInputBuilder, scan::builders::ScanInputBuilder},
};
use futures::stream::{self, Stream};

use super::send::traced;
use crate::{
    codec::{Item, decode_item_map},
    config::Settings,
    error::{AttributeMap, Error, Result},
    operation::{Cursor, Fingerprint, Page, belongs, key_of},
    schema::KeyFrame,
};

/// A request that is sent again and again, each time from where the one before ended.
#[derive(Clone)]
pub(super) enum Request {
    Query(QueryInputBuilder),
    Scan(ScanInputBuilder),
}

/// What comes back from either.
struct Answer {
    items: Vec<AttributeMap>,
    count: usize,
    scanned_count: usize,
    last_key: Option<AttributeMap>,
}

impl Request {
    async fn send(self, client: &Client, start: Option<AttributeMap>) -> Result<Answer> {
        let number = |count: i32| usize::try_from(count).unwrap_or_default();
        // On the heap: the SDK's futures are large, and would be part of every future above.
        Ok(match self {
            Self::Query(input) => {
                let table = input.get_table_name().clone();
                let request = Box::pin(input.set_exclusive_start_key(start).send_with(client));
                let output = traced("Query", table.as_deref(), request).await?;
                Answer {
                    items: output.items.unwrap_or_default(),
                    count: number(output.count),
                    scanned_count: number(output.scanned_count),
                    last_key: output.last_evaluated_key,
                }
            }
            Self::Scan(input) => {
                let table = input.get_table_name().clone();
                let request = Box::pin(input.set_exclusive_start_key(start).send_with(client));
                let output = traced("Scan", table.as_deref(), request).await?;
                Answer {
                    items: output.items.unwrap_or_default(),
                    count: number(output.count),
                    scanned_count: number(output.scanned_count),
                    last_key: output.last_evaluated_key,
                }
            }
        })
    }
}

/// A query or scan that is being read.
pub(super) struct Reader {
    pub(super) client: Client,
    pub(super) request: Request,
    pub(super) settings: Settings,
    /// What binds cursors to the request.
    pub(super) fingerprint: Fingerprint,
    /// Where the next request starts; none at the beginning.
    pub(super) start: Option<AttributeMap>,
    /// How many requests there may still be.
    pub(super) requests_left: usize,
    /// The keys of the items that are wanted, among those of other entities.
    pub(super) frames: Vec<KeyFrame>,
    pub(super) ended: bool,
}

impl Reader {
    /// The next request's answer; none at the end, or when there may be no more requests.
    async fn next(&mut self) -> Result<Option<Answer>> {
        if self.ended || self.requests_left == 0 {
            return Ok(None);
        }
        self.requests_left -= 1;
        let mut answer = self.request.clone().send(&self.client, self.start.take()).await?;
        self.start = answer.last_key.take().filter(|key| !key.is_empty());
        self.ended = self.start.is_none();
        answer.items.retain(|item| belongs(item, &self.frames));
        Ok(Some(answer))
    }

    fn cursor(&self, key: Option<&AttributeMap>) -> Result<Option<Cursor>> {
        key.map(|key| Cursor::new(self.fingerprint, key)).transpose()
    }

    fn decode_into<T: Item>(&self, all: &mut Vec<T>, items: Vec<AttributeMap>) -> Result<()> {
        all.reserve(items.len());
        for item in items {
            all.push(decode_item_map(item, &self.settings)?);
        }
        Ok(())
    }

    /// Up to the limit, or one request's worth without one.
    pub(super) async fn page<T: Item>(mut self, limit: Option<usize>) -> Result<Page<T>> {
        let mut page = Page { items: Vec::new(), cursor: None, scanned_count: 0 };
        while let Some(answer) = self.next().await? {
            page.scanned_count += answer.scanned_count;
            let mut items = answer.items;
            let wanted = limit.map_or(usize::MAX, |limit| limit - page.items.len());
            if items.len() >= wanted {
                // Go on after the last item that is taken, not after the last that was read.
                let more = items.len() > wanted || !self.ended;
                items.truncate(wanted);
                let last = items.last().and_then(|item| key_of::<T>(item, &self.settings));
                page.cursor = self.cursor(last.as_ref().filter(|_| more))?;
                self.decode_into(&mut page.items, items)?;
                return Ok(page);
            }
            self.decode_into(&mut page.items, items)?;
            if limit.is_none() {
                break;
            }
        }
        page.cursor = self.cursor(self.start.as_ref())?;
        Ok(page)
    }

    /// All items, up to the limit.
    pub(super) async fn collect<T: Item>(mut self, limit: Option<usize>) -> Result<Vec<T>> {
        let limit = limit.unwrap_or(usize::MAX);
        let mut all = Vec::new();
        while all.len() < limit
            && let Some(answer) = self.next().await?
        {
            let mut items = answer.items;
            items.truncate(limit - all.len());
            self.decode_into(&mut all, items)?;
        }
        Ok(all)
    }

    /// How many items there are, up to the limit; `by_items` if the answers hold items to count one by one.
    pub(super) async fn count(mut self, limit: Option<usize>, by_items: bool) -> Result<usize> {
        let limit = limit.unwrap_or(usize::MAX);
        let mut count = 0;
        while count < limit
            && let Some(answer) = self.next().await?
        {
            count += if by_items { answer.items.len() } else { answer.count };
        }
        Ok(count.min(limit))
    }

    /// The items as they come; the next request is sent when the items before are taken. The reader is made when the
    /// stream is first polled, with the configuration in force there.
    pub(super) fn stream<T: Item + Send>(
        start: impl FnOnce() -> Result<Self> + Send,
    ) -> impl Stream<Item = Result<T>> + Send {
        use futures::StreamExt as _;
        stream::once(async move { start() }).flat_map(|reader| Self::items(reader))
    }

    /// The items of a reader; what was wrong with its request is the only one.
    pub(super) fn items<T: Item + Send>(reader: Result<Self>) -> impl Stream<Item = Result<T>> + Send + use<T> {
        struct State<T> {
            reader: Reader,
            ready: VecDeque<AttributeMap>,
            item: PhantomData<fn() -> T>,
        }
        let start = reader.map(|reader| State::<T> { reader, ready: VecDeque::new(), item: PhantomData });
        stream::unfold(Some(start), |state| async {
            let mut state = match state? {
                Ok(state) => state,
                Err(error) => return Some((Err(error), None)),
            };
            let result = loop {
                if let Some(item) = state.ready.pop_front() {
                    break decode_item_map(item, &state.reader.settings).map_err(Error::from);
                }
                match state.reader.next().await {
                    Ok(Some(answer)) => state.ready.extend(answer.items),
                    Ok(None) => return None,
                    Err(error) => break Err(error),
                }
            };
            let next = result.is_ok().then_some(Ok(state));
            Some((result, next))
        })
    }
}

/// The same stream, ended after the limit and after the first error.
pub(super) fn bounded<T: Send>(
    stream: impl Stream<Item = Result<T>> + Send,
    limit: Option<usize>,
) -> impl Stream<Item = Result<T>> + Send {
    use futures::StreamExt as _;
    let mut failed = false;
    stream.take(limit.unwrap_or(usize::MAX)).take_while(move |item| {
        let go_on = !failed;
        failed = item.is_err();
        std::future::ready(go_on)
    })
}
