//! Reading request after request: what queries and scans have in common.

use std::{borrow::Cow, collections::VecDeque, sync::Arc};

use aws_sdk_dynamodb::{
    Client,
    operation::{query::builders::QueryInputBuilder, scan::builders::ScanInputBuilder},
    types,
};
use futures::stream::{self, Stream};

use super::{budget::Budget, hydrate::Hydration, progress::Progress, send::traced};
use crate::{
    config::Settings,
    error::{AttributeMap, Error, ErrorKind, Result},
    operation::{
        CapacityMeter, ConsumedCapacity, Cursor, CursorKey, Fingerprint, Output, Page, Prepared, Read, Wanted, belongs,
        position_of,
    },
    schema::KeyFrame,
};

/// A request that is sent again and again, each time from where the one before ended.
#[derive(Clone)]
pub(super) enum Request {
    Query(QueryInputBuilder),
    Scan(ScanInputBuilder),
}

/// What comes back from either.
pub(super) struct Answer {
    pub(super) items: Vec<AttributeMap>,
    pub(super) count: usize,
    pub(super) scanned_count: usize,
    last_key: Option<AttributeMap>,
    pub(super) consumed: Option<types::ConsumedCapacity>,
}

/// The two outputs have the same fields, and no type in common.
macro_rules! answer {
    ($input:ident, $operation:literal, $client:ident, $start:ident) => {{
        let number = |count: i32| usize::try_from(count).unwrap_or_default();
        let table = $input.get_table_name().clone();
        // On the heap: the SDK's futures are large, and would be part of every future above.
        let request = Box::pin($input.set_exclusive_start_key($start).send_with($client));
        let output = traced($operation, table.as_deref(), request).await?;
        Answer {
            items: output.items.unwrap_or_default(),
            count: number(output.count),
            scanned_count: number(output.scanned_count),
            last_key: output.last_evaluated_key,
            consumed: output.consumed_capacity,
        }
    }};
}

impl Request {
    async fn send(self, client: &Client, start: Option<AttributeMap>) -> Result<Answer> {
        Ok(match self {
            Self::Query(input) => answer!(input, "Query", client, start),
            Self::Scan(input) => answer!(input, "Scan", client, start),
        })
    }
}

/// What a reader needs beside its request, taken from it before it is built.
pub(super) struct ReaderOptions {
    client: Client,
    /// The attributes that say where to go on.
    names: Vec<Cow<'static, str>>,
    seal: Option<CursorKey>,
    requests: usize,
    hydration: Option<Hydration>,
    capacity: Option<ConsumedCapacity>,
    meter: Option<CapacityMeter>,
}

impl ReaderOptions {
    pub(super) fn of(read: &Read, settings: &Settings) -> Result<Self> {
        Ok(Self {
            client: read.target.client.clone(),
            names: read.key.position_names(settings),
            seal: read.seal.clone(),
            requests: read.max_pages.unwrap_or(usize::MAX),
            hydration: (read.wanted == Wanted::HydratedItems).then(|| Hydration::new(read, settings)).transpose()?,
            capacity: read.capacity.then(ConsumedCapacity::default),
            meter: read.meter.clone(),
        })
    }
}

/// A query or scan that is being read.
pub(super) struct Reader {
    client: Client,
    request: Request,
    pub(super) settings: Settings,
    /// What binds cursors to the request.
    fingerprint: Fingerprint,
    seal: Option<CursorKey>,
    pub(super) names: Vec<Cow<'static, str>>,
    /// Where the next request starts; none at the beginning.
    pub(super) start: Option<AttributeMap>,
    /// How many requests there may still be.
    requests_left: usize,
    /// The keys of the items that are wanted, among those of other entities.
    frames: Vec<KeyFrame>,
    hydration: Option<Hydration>,
    capacity: Option<ConsumedCapacity>,
    meter: Option<CapacityMeter>,
    pub(super) budget: Option<Arc<Budget>>,
    pub(super) progress: Option<Arc<Progress>>,
    pub(super) ended: bool,
    /// Whether it reads all there is: no segment beside others.
    pub(super) is_alone: bool,
    /// What has come back and has not been taken.
    pending: VecDeque<AttributeMap>,
}

impl Reader {
    pub(super) fn new<I>(
        options: ReaderOptions,
        prepared: Prepared<I>,
        settings: Settings,
        request: impl FnOnce(I) -> Request,
    ) -> Self {
        let ReaderOptions { client, names, seal, requests, hydration, capacity, meter } = options;
        let Prepared { input, fingerprint, start, frames } = prepared;
        Self {
            client,
            request: request(input),
            settings,
            fingerprint,
            seal,
            names,
            start,
            requests_left: requests,
            frames,
            hydration,
            capacity,
            meter,
            budget: None,
            progress: None,
            ended: false,
            is_alone: true,
            pending: VecDeque::new(),
        }
    }

    /// Sends the next request; none at the end, or when there may be no more requests.
    pub(super) async fn next(&mut self) -> Result<Option<Answer>> {
        if self.ended || self.requests_left == 0 {
            return Ok(None);
        }
        self.requests_left -= 1;
        if let Some(budget) = &self.budget {
            budget.wait().await;
        }
        // A clone, so that a reader whose future is dropped midway asks the same again.
        let mut answer = self.request.clone().send(&self.client, self.start.clone()).await?;
        self.start = answer.last_key.take().filter(|key| !key.is_empty());
        self.ended = self.start.is_none();
        if let Some(consumed) = &answer.consumed {
            if let Some(capacity) = &mut self.capacity {
                capacity.add(consumed);
            }
            if let Some(meter) = &self.meter {
                meter.add(consumed);
            }
            if let Some(budget) = &self.budget {
                budget.spend(consumed.capacity_units().unwrap_or(0.0));
            }
        }
        if !self.frames.is_empty() {
            answer.items.retain(|item| belongs(item, &self.frames));
        }
        if let Some(progress) = &self.progress {
            let items = if self.frames.is_empty() { answer.count } else { answer.items.len() };
            progress.add(&answer, items, self.ended);
        }
        Ok(Some(answer))
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    fn cursor(&self, key: Option<&AttributeMap>) -> Result<Option<Cursor>> {
        key.map(|key| Cursor::new(self.fingerprint, key, self.seal.as_ref())).transpose()
    }

    /// Where to go on after an item that came back.
    pub(super) fn position_of(&self, item: &AttributeMap) -> Result<AttributeMap> {
        position_of(item, &self.names)
            .ok_or_else(|| Error::new(ErrorKind::InvalidResponse, "DynamoDB gave an item without its key"))
    }

    /// Takes items that have come back, up to so many: whole ones, where keys had been read.
    async fn take(&mut self, at_most: usize) -> Result<Vec<AttributeMap>> {
        let Some(hydration) = &self.hydration else {
            return Ok(self.pending.drain(..at_most.min(self.pending.len())).collect());
        };
        let at_most = at_most.min(self.pending.len()).min(Hydration::CHUNK);
        if at_most == 0 {
            return Ok(Vec::new());
        }
        // Taken off once they are there: whoever drops this future loses nothing.
        let keys = self.pending.iter().take(at_most);
        let items = hydration.items(&self.client, keys, self.capacity.as_mut(), self.meter.as_ref()).await?;
        self.pending.drain(..at_most);
        Ok(items)
    }

    /// Up to the limit, or one request's worth without one.
    pub(super) async fn page<T, O: Output<T>>(&mut self, output: &O, limit: Option<usize>) -> Result<Page<O::Item>> {
        let mut page = Page { items: Vec::new(), cursor: None, count: 0, scanned_count: 0, consumed_capacity: None };
        let mut last = None;
        while limit.is_none_or(|limit| page.items.len() < limit) {
            if self.pending.is_empty() {
                let Some(answer) = self.next().await? else { break };
                page.scanned_count += answer.scanned_count;
                self.pending.extend(answer.items);
            }
            let wanted = limit.map_or(usize::MAX, |limit| limit - page.items.len()).min(self.pending.len());
            // With some left over, the page ends after the last that is taken, not after the last that was read.
            last = match self.pending.get(wanted.saturating_sub(1)).filter(|_| wanted < self.pending.len()) {
                Some(item) => Some(self.position_of(item)?),
                None => None,
            };
            let mut taken = 0;
            while taken < wanted {
                let before = self.pending.len();
                let items = self.take(wanted - taken).await?;
                taken += before - self.pending.len();
                page.items.reserve(items.len());
                for item in items {
                    page.items.push(output.decode(item, &self.settings)?);
                }
            }
            if limit.is_none() {
                break;
            }
        }
        page.count = page.items.len();
        page.cursor = self.cursor(if self.pending.is_empty() { self.start.as_ref() } else { last.as_ref() })?;
        page.consumed_capacity = self.capacity.take();
        if page.consumed_capacity.is_some() {
            self.capacity = Some(ConsumedCapacity::default());
        }
        Ok(page)
    }

    /// The next item; none at the end.
    pub(super) async fn item<T, O: Output<T>>(
        &mut self,
        output: &O,
        ready: &mut VecDeque<AttributeMap>,
    ) -> Result<Option<O::Item>> {
        loop {
            if let Some(item) = ready.pop_front() {
                return Ok(Some(output.decode(item, &self.settings)?));
            }
            if self.pending.is_empty() {
                match self.next().await? {
                    Some(answer) => self.pending.extend(answer.items),
                    None => return Ok(None),
                }
            }
            ready.extend(self.take(usize::MAX).await?);
        }
    }

    /// All items, up to the limit.
    pub(super) async fn collect<T, O: Output<T>>(mut self, output: &O, limit: Option<usize>) -> Result<Vec<O::Item>> {
        let limit = limit.unwrap_or(usize::MAX);
        let mut all = Vec::new();
        while all.len() < limit {
            if self.pending.is_empty() {
                match self.next().await? {
                    Some(answer) => self.pending.extend(answer.items),
                    None => break,
                }
            }
            let items = self.take(limit - all.len()).await?;
            all.reserve(items.len());
            for item in items {
                all.push(output.decode(item, &self.settings)?);
            }
        }
        Ok(all)
    }

    /// How many items there are, up to the limit: as DynamoDB counts them, unless other entities must be told apart.
    pub(super) async fn count(mut self, limit: Option<usize>) -> Result<usize> {
        let limit = limit.unwrap_or(usize::MAX);
        let mut count = 0;
        while count < limit
            && let Some(answer) = self.next().await?
        {
            count += if self.frames.is_empty() { answer.count } else { answer.items.len() };
        }
        Ok(count.min(limit))
    }

    /// The items as they come; the next request is sent when the items before are taken. The reader is made when the
    /// stream is first polled, with the configuration in force there.
    pub(super) fn stream<T, O: Output<T>>(
        start: impl FnOnce() -> Result<(Self, O)> + Send,
    ) -> impl Stream<Item = Result<O::Item>> + Send
    where
        O::Item: Send,
    {
        use futures::StreamExt as _;
        stream::once(async move { start() }).flat_map(|start| Self::items(start))
    }

    /// The items of a reader; what was wrong with its request is the only one.
    pub(super) fn items<T, O: Output<T>>(start: Result<(Self, O)>) -> impl Stream<Item = Result<O::Item>> + Send
    where
        O::Item: Send,
    {
        struct State<O> {
            reader: Reader,
            output: O,
            ready: VecDeque<AttributeMap>,
        }
        let start = start.map(|(reader, output)| State { reader, output, ready: VecDeque::new() });
        stream::unfold(Some(start), |state| async {
            let mut state = match state? {
                Ok(state) => state,
                Err(error) => return Some((Err(error), None)),
            };
            let result = state.reader.item(&state.output, &mut state.ready).await.transpose()?;
            let next = result.is_ok().then_some(Ok(state));
            Some((result, next))
        })
    }

    /// Page after page, up to the limit; each is one request's.
    pub(super) fn pages<T, O: Output<T>>(
        start: impl FnOnce() -> Result<(Self, O)> + Send,
        limit: Option<usize>,
    ) -> impl Stream<Item = Result<Page<O::Item>>> + Send
    where
        O::Item: Send,
    {
        enum State<F, O> {
            New(F),
            Open(Box<Reader>, O),
            Ended,
        }
        let left = limit.unwrap_or(usize::MAX);
        stream::unfold((State::New(start), left), |(state, left)| async move {
            let (mut reader, output) = match state {
                State::New(start) => match start() {
                    Ok((reader, output)) => (Box::new(reader), output),
                    Err(error) => return Some((Err(error), (State::Ended, 0))),
                },
                State::Open(reader, output) => (reader, output),
                State::Ended => return None,
            };
            if left == 0 || (reader.ended && reader.pending.is_empty()) || reader.requests_left == 0 {
                return None;
            }
            match reader.one_page(&output, left).await {
                Ok(page) => {
                    let left = left - page.items.len();
                    Some((Ok(page), (State::Open(reader, output), left)))
                }
                Err(error) => Some((Err(error), (State::Ended, 0))),
            }
        })
    }

    /// One request's items, as many of them as are wanted.
    async fn one_page<T, O: Output<T>>(&mut self, output: &O, at_most: usize) -> Result<Page<O::Item>> {
        let requests_left = std::mem::replace(&mut self.requests_left, 1);
        let page = self.page(output, Some(at_most)).await;
        self.requests_left = requests_left.saturating_sub(1);
        page
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
