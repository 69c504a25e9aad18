//! Reading request after request: what queries and scans have in common.

mod streams;

use std::{borrow::Cow, sync::Arc};

pub(super) use self::streams::Bounded;
use super::{
    budget::{Budget, estimate},
    hydrate::Hydration,
    item_array::ItemArray,
    page_ref::{PageRef, Places},
    pending::{Pending, Taken},
    progress::Progress,
    wire::{AnswerReader, DecodedItems, Exchange, Keeps, KeptItems, Layout, Operation},
};
use crate::{
    codec::ItemData,
    config::Settings,
    error::{AttributeMap, Error, ErrorKind, Result},
    operation::{
        CapacityMeter, Connection, ConsumedCapacity, Cursor, CursorKey, Fingerprint, Output, Page, Prepared, Read,
        Wanted,
    },
};
use aws_sdk_dynamodb::{
    operation::{query::builders::QueryInputBuilder, scan::builders::ScanInputBuilder},
    types,
};

/// A request that is sent again and again, each time from where the one before ended.
#[derive(Clone)]
pub(super) enum Request {
    Query(QueryInputBuilder),
    Scan(ScanInputBuilder),
}

/// What comes back from either.
struct Answer {
    items: Option<Vec<AttributeMap>>,
    count: usize,
    scanned_count: usize,
    last_key: Option<AttributeMap>,
    consumed: Option<types::ConsumedCapacity>,
}

/// The two outputs have the same fields, and no type in common.
macro_rules! answer {
    ($input:ident, $operation:ident, $connection:ident, $start:ident, $reader:ident) => {{
        let number = |count: i32| usize::try_from(count).unwrap_or_default();
        let input = $input.set_exclusive_start_key($start);
        let table = input.get_table_name().clone();
        let exchange = Exchange::new(Operation::$operation(), table).answer($reader);
        let output = exchange.send($connection, input).await?;
        Answer {
            items: output.items,
            count: number(output.count),
            scanned_count: number(output.scanned_count),
            last_key: output.last_evaluated_key,
            consumed: output.consumed_capacity,
        }
    }};
}

impl Request {
    /// The operation and its table.
    fn names(&self) -> (&'static str, Option<String>) {
        match self {
            Self::Query(input) => (Operation::query().name, input.get_table_name().clone()),
            Self::Scan(input) => (Operation::scan().name, input.get_table_name().clone()),
        }
    }

    async fn send(
        self,
        connection: &Connection,
        start: Option<AttributeMap>,
        reader: Option<Arc<dyn AnswerReader>>,
    ) -> Result<Answer> {
        Ok(match self {
            Self::Query(input) => answer!(input, query, connection, start, reader),
            Self::Scan(input) => answer!(input, scan, connection, start, reader),
        })
    }
}

/// What a reader needs beside its request, taken from it before it is built.
pub(super) struct ReaderOptions {
    connection: Connection,
    /// The attributes that say where to go on.
    names: Vec<Cow<'static, str>>,
    seal: Option<CursorKey>,
    requests: usize,
    wanted: Wanted,
    /// Whether reading may stop between the items of an answer.
    stops_between: bool,
    hydration: Option<Hydration>,
    capacity: Option<ConsumedCapacity>,
    meter: Option<CapacityMeter>,
    is_consistent: bool,
}

impl ReaderOptions {
    pub(super) fn of(read: &Read, settings: &Settings) -> Result<Self> {
        Ok(Self {
            connection: read.target.connection.clone(),
            names: read.key.position_names(settings),
            seal: read.seal.clone(),
            requests: read.max_pages.unwrap_or(usize::MAX),
            wanted: read.wanted,
            stops_between: read.limit.is_some() || read.wanted == Wanted::ItemsWithKeys,
            hydration: (read.wanted == Wanted::HydratedItems).then(|| Hydration::new(read, settings)).transpose()?,
            capacity: read.capacity.then(ConsumedCapacity::default),
            meter: read.meter.clone(),
            is_consistent: read.is_consistent(),
        })
    }
}

/// How the items of an answer come.
enum Carrier {
    /// As the SDK's maps.
    Maps,
    /// In their bytes, to be decoded later, if ever.
    Kept(Arc<KeptItems>),
    /// Decoded.
    Decoded,
}

/// A query or scan that is being read.
pub(super) struct Reader<T, O: Output<T>> {
    connection: Connection,
    request: Request,
    /// What makes values of items, and knows which items are wanted.
    decoded: Arc<DecodedItems<T, O>>,
    carrier: Carrier,
    /// What binds cursors to the request.
    fingerprint: Fingerprint,
    seal: Option<CursorKey>,
    names: Vec<Cow<'static, str>>,
    /// Where the next request starts; none at the beginning.
    pub(super) start: Option<AttributeMap>,
    /// How many requests there may still be.
    requests_left: usize,
    hydration: Option<Hydration>,
    capacity: Option<ConsumedCapacity>,
    meter: Option<CapacityMeter>,
    is_consistent: bool,
    pub(super) budget: Option<Arc<Budget>>,
    pub(super) progress: Option<Arc<Progress>>,
    pub(super) ended: bool,
    /// Whether it reads all there is: no segment beside others.
    pub(super) is_alone: bool,
    /// What has come back and has not been taken.
    pending: Pending<O::Item>,
    /// The same, where items are left in their array.
    array: Option<ItemArray>,
}

/// The counts of an answer, beside its items.
pub(super) struct Counts {
    /// Those that passed the filter, of whatever entity.
    count: usize,
    pub(super) scanned_count: usize,
}

impl<T: 'static, O: Output<T>> Reader<T, O> {
    pub(super) fn new<I>(
        options: ReaderOptions,
        prepared: Prepared<I>,
        output: O,
        settings: Settings,
        request: impl FnOnce(I) -> Request,
    ) -> Self {
        let ReaderOptions {
            connection,
            names,
            seal,
            requests,
            wanted,
            stops_between,
            hydration,
            capacity,
            meter,
            is_consistent,
        } = options;
        let Prepared { input, fingerprint, start, own } = prepared;
        // What is not decoded is known by its place alone.
        let keeps = match output.leaves_items() {
            true if !stops_between && own.are_all() => Keeps::Array,
            leaves_items if stops_between || leaves_items => Keeps::EachPlace,
            _ => Keeps::Nothing,
        };
        let carrier = match wanted {
            _ if !connection.is_direct => Carrier::Maps,
            Wanted::Items | Wanted::ItemsWithKeys => Carrier::Decoded,
            Wanted::HydratedItems | Wanted::Count => Carrier::Kept(Arc::new(KeptItems::new(Layout::List))),
        };
        let request = request(input);
        Self {
            connection,
            decoded: Arc::new(DecodedItems::new(request.names(), output, settings, own, keeps)),
            request,
            carrier,
            fingerprint,
            seal,
            names,
            start,
            requests_left: requests,
            hydration,
            capacity,
            meter,
            is_consistent,
            budget: None,
            progress: None,
            ended: false,
            is_alone: true,
            pending: Pending::default(),
            array: None,
        }
    }

    /// Sends the next request; what comes back is pending then. None at the end, or when there may be no more requests.
    pub(super) async fn next(&mut self) -> Result<Option<Counts>> {
        if self.ended || self.requests_left == 0 {
            return Ok(None);
        }
        self.requests_left -= 1;
        let turn = match &self.budget {
            Some(budget) => Some(budget.turn().await),
            None => None,
        };
        let reader = match &self.carrier {
            Carrier::Maps => None,
            Carrier::Kept(kept) => Some(kept.clone() as Arc<dyn AnswerReader>),
            Carrier::Decoded => Some(self.decoded.clone() as Arc<dyn AnswerReader>),
        };
        // A clone, so that a reader whose future is dropped midway asks the same again.
        let mut answer = self.request.clone().send(&self.connection, self.start.clone(), reader).await?;
        self.array = self.decoded.take_array().filter(|_| answer.items.is_none());
        self.pending = self.received(answer.items.take())?;
        if let Some(consumed) = &answer.consumed {
            if let Some(capacity) = &mut self.capacity {
                capacity.add(consumed);
            }
            if let Some(meter) = &self.meter {
                meter.add(consumed);
            }
        }
        if let Some(turn) = turn {
            // Not every server says: to charge nothing would be no budget at all.
            let said = answer.consumed.as_ref().and_then(types::ConsumedCapacity::capacity_units);
            turn.spent(said.unwrap_or_else(|| estimate(answer.scanned_count, self.is_consistent)));
        }
        let end = answer.last_key.take().filter(|key| !key.is_empty());
        if end.is_some() && end == self.start {
            return Err(Error::new(
                ErrorKind::InvalidResponse,
                "DynamoDB ended its answer where the request began: reading on would never end",
            ));
        }
        self.start = end;
        self.ended = self.start.is_none();
        let counts = Counts { count: answer.count, scanned_count: answer.scanned_count };
        if let Some(progress) = &self.progress {
            progress.add(self.own(&counts), &counts, answer.consumed.as_ref(), self.ended);
        }
        Ok(Some(counts))
    }

    /// The items of an answer: those of this entity. The SDK has maps of them where the library has not read them, or an
    /// interceptor has put others in their place.
    fn received(&self, maps: Option<Vec<AttributeMap>>) -> Result<Pending<O::Item>> {
        let kept = match &self.carrier {
            Carrier::Kept(kept) => kept.take(),
            Carrier::Maps | Carrier::Decoded => None,
        };
        let data: Vec<ItemData> = match (maps, self.decoded.take(), kept) {
            (Some(maps), ..) => maps.into_iter().map(ItemData::Map).collect(),
            (None, Some(page), _) => return Ok(Pending::of_page(page)),
            (None, None, kept) => kept.into_iter().flatten().filter_map(|kept| kept.item).map(ItemData::Wire).collect(),
        };
        let own = self.decoded.own();
        if own.are_all() {
            return Ok(Pending::of_data(data));
        }
        let names = own.names();
        let mut kept = Vec::with_capacity(data.len());
        for item in data {
            if own.contain(&item.attributes(&names)?) {
                kept.push(item);
            }
        }
        Ok(Pending::of_data(kept))
    }

    /// How many items of this entity the last answer had: as DynamoDB counts them, unless others must be told apart.
    fn own(&self, counts: &Counts) -> usize {
        if self.decoded.own().are_all() { counts.count } else { self.pending.len() }
    }

    pub(super) fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    fn cursor(&self, key: Option<&AttributeMap>) -> Result<Option<Cursor>> {
        key.map(|key| Cursor::new(self.fingerprint, key, self.seal.as_ref())).transpose()
    }

    /// Where to go on after a pending item.
    fn position_of(&self, index: usize) -> Result<AttributeMap> {
        let position = self.pending.attributes(index, &self.names)?;
        if position.len() == self.names.len() {
            return Ok(position);
        }
        Err(Error::new(ErrorKind::InvalidResponse, "DynamoDB gave an item without its key"))
    }

    /// The next pending item, and where to go on after it.
    pub(super) fn next_pending(&mut self) -> Option<Result<(AttributeMap, O::Item)>> {
        if self.pending.is_empty() {
            return None;
        }
        let position = match self.position_of(0) {
            Ok(position) => position,
            Err(error) => return Some(Err(error)),
        };
        let item = self.pending.take(1).next(&self.decoded)?;
        Some(item.map(|item| (position, item)))
    }

    /// Takes items that have come back, up to so many: whole ones, where keys had been read.
    async fn take(&mut self, at_most: usize) -> Result<Taken<O::Item>> {
        let Some(hydration) = &self.hydration else { return Ok(self.pending.take(at_most)) };
        let Pending::Data(pending) = &mut self.pending else { return Ok(Taken::default()) };
        let at_most = at_most.min(pending.len()).min(Hydration::CHUNK);
        if at_most == 0 {
            return Ok(Taken::default());
        }
        // Taken off once they are there: whoever drops this future loses nothing.
        let keys = pending.iter().take(at_most);
        let items = hydration.items(&self.connection, keys, self.capacity.as_mut()).await?;
        pending.drain(..at_most);
        Ok(Taken::Data(items.into_iter()))
    }

    /// Up to the limit, or one request's worth without one.
    pub(super) async fn page(&mut self, limit: Option<usize>) -> Result<Page<O::Item>> {
        let mut page = Page { items: Vec::new(), cursor: None, count: 0, scanned_count: 0, consumed_capacity: None };
        let mut last = None;
        while limit.is_none_or(|limit| page.items.len() < limit) {
            if self.pending.is_empty() {
                let Some(counts) = self.next().await? else { break };
                page.scanned_count += counts.scanned_count;
            }
            let wanted = limit.map_or(usize::MAX, |limit| limit - page.items.len()).min(self.pending.len());
            // With some left over, the page ends after the last that is taken, not after the last that was read.
            let has_rest = (1..self.pending.len()).contains(&wanted);
            last = has_rest.then(|| self.position_of(wanted - 1)).transpose()?;
            let mut taken = 0;
            while taken < wanted {
                let before = self.pending.len();
                let items = self.take(wanted - taken).await?;
                taken += before - self.pending.len();
                items.append_to(&mut page.items, &self.decoded)?;
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

    /// Whether no more requests may be sent.
    pub(super) fn is_exhausted(&self) -> bool {
        self.requests_left == 0
    }

    /// The next item; none at the end.
    async fn item(&mut self, ready: &mut Taken<O::Item>) -> Result<Option<O::Item>> {
        loop {
            match self.step(ready).await? {
                Some(None) => {}
                item => return Ok(item.flatten()),
            }
        }
    }

    /// The next item, or that an answer had none; none at the end. It sends one request at most, and a read of what an index
    /// does not hold.
    async fn step(&mut self, ready: &mut Taken<O::Item>) -> Result<Option<Option<O::Item>>> {
        if let Some(item) = ready.next(&self.decoded) {
            return item.map(|item| Some(Some(item)));
        }
        if self.pending.is_empty() && self.next().await?.is_none() {
            return Ok(None);
        }
        *ready = self.take(usize::MAX).await?;
        ready.next(&self.decoded).transpose().map(Some)
    }

    /// All items, up to the limit.
    pub(super) async fn collect(mut self, limit: Option<usize>) -> Result<Vec<O::Item>> {
        let limit = limit.unwrap_or(usize::MAX);
        let mut all = Vec::new();
        while all.len() < limit {
            if self.pending.is_empty() && self.next().await?.is_none() {
                break;
            }
            let items = self.take(limit - all.len()).await?;
            items.append_to(&mut all, &self.decoded)?;
        }
        Ok(all)
    }

    /// One request's worth, up to the limit, where the items lie.
    pub(super) async fn page_ref(&mut self, limit: Option<usize>) -> Result<PageRef>
    where
        O: Output<T, Item = ()>,
    {
        let counts = self.next().await?.unwrap_or(Counts { count: 0, scanned_count: 0 });
        let scanned_count = counts.scanned_count;
        let wanted = limit.unwrap_or(usize::MAX).min(self.pending.len());
        // With some left over, the page ends after the last that is taken, not after the last that was read.
        let last = (wanted < self.pending.len() && wanted > 0).then(|| self.position_of(wanted - 1)).transpose()?;
        let cursor = self.cursor(last.as_ref().or(self.start.as_ref()))?;
        let places = if let Some(array) = self.array.take() {
            Places::of_array(array, counts.count)?
        } else if self.hydration.is_some() {
            let mut whole = Vec::with_capacity(wanted);
            let end = self.pending.len() - wanted;
            while self.pending.len() > end {
                match self.take(self.pending.len() - end).await? {
                    Taken::Data(items) => whole.extend(items),
                    Taken::Decoded(_) => break,
                }
            }
            Places::Data(whole)
        } else {
            Places::of(std::mem::take(&mut self.pending), wanted)?
        };
        self.pending = Pending::default();
        if let Some(last) = last {
            // The rest of the answer is asked for again: fewer items may have been whole than were taken.
            (self.start, self.ended) = (Some(last), false);
        }
        let capacity = self.capacity.take();
        self.capacity = capacity.is_some().then(ConsumedCapacity::default);
        Ok(PageRef::new(places, cursor, scanned_count, capacity))
    }

    /// How many items there are, up to the limit.
    pub(super) async fn count(mut self, limit: Option<usize>) -> Result<usize> {
        let limit = limit.unwrap_or(usize::MAX);
        let mut count = 0;
        while count < limit
            && let Some(counts) = self.next().await?
        {
            count += self.own(&counts);
        }
        Ok(count.min(limit))
    }
}
