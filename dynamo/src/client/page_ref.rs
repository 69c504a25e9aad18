use std::{fmt, iter, ops::Range};

use futures::stream::{self, Stream};

use super::{
    item_array::{ItemArray, not_as_expected},
    pending::Pending,
    query,
    reader::{Bounded, Reader},
    scan::one_reader,
};
use crate::{
    codec::{
        Arena, DecodeAttributes, Item, ItemData, Kind, MapDecoder, Scanner, SharedBytes, WireDecoder,
        attributes::decode_map,
    },
    error::{DecodeError, Error, ErrorKind, Result},
    operation::{ConsumedCapacity, Cursor, NoItems, Query, Scan},
};

/// A page whose items are read where they lie: their text and bytes are borrowed from the page, not copied.
///
/// ```
/// use dynamo::{Attribute, Dynamo, Item};
///
/// #[derive(Item)]
/// #[dynamo(table = "events", partition_key(id), sort_key(at))]
/// struct Event {
///     id: String,
///     at: u64,
///     text: String,
///     payload: Vec<u8>,
/// }
///
/// // What is looked at, by the names of the item's attributes.
/// #[derive(Attribute)]
/// struct Glance<'a> {
///     at: u64,
///     text: &'a str,
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let events = Dynamo::embedded().table::<Event>();
/// # events.create_table().await?;
/// # events.put(&Event { id: "1".into(), at: 7, text: "started".into(), payload: vec![1] }).await?;
/// let page = events.query("1").page_ref().await?;
/// for glance in page.items::<Glance<'_>>() {
///     let glance = glance?;
///     assert_eq!((glance.at, glance.text), (7, "started"));
/// }
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[non_exhaustive]
pub struct PageRef {
    /// Where to go on; `None` at the end.
    pub cursor: Option<Cursor>,
    /// How many items there are on this page: the answer's own count, where it has one.
    pub count: usize,
    /// How many items DynamoDB looked at for this page, before the filter.
    pub scanned_count: usize,
    /// What the request for this page consumed, where `return_consumed_capacity` asked for it.
    pub consumed_capacity: Option<ConsumedCapacity>,
    items: Places,
    arena: Arena,
}

/// Where the items are.
pub(super) enum Places {
    /// In the answer, so many, each after the other.
    Array { array: ItemArray, count: usize },
    /// In the answer, here and there.
    Bytes { body: SharedBytes, places: Vec<Range<usize>> },
    /// Apart from it: the SDK has read the answer, or they were read one by one.
    Data(Vec<ItemData>),
}

impl PageRef {
    pub(super) fn new(
        items: Places,
        cursor: Option<Cursor>,
        scanned_count: usize,
        capacity: Option<ConsumedCapacity>,
    ) -> Self {
        let count = match &items {
            Places::Array { count, .. } => *count,
            Places::Bytes { places, .. } => places.len(),
            Places::Data(items) => items.len(),
        };
        Self { cursor, count, scanned_count, consumed_capacity: capacity, items, arena: Arena::default() }
    }

    /// The items, each decoded when it comes. `G` is a struct that derives [`Attribute`](derive@crate::Attribute), and may have
    /// fields of `&'a str`, `Cow<'a, str>` and `&'a [u8]`; attributes that it does not name are passed over.
    ///
    /// Text with escapes and bytes, which are base64 in an answer, are decoded once for each time they are read, and kept by the
    /// page; other text is borrowed as it came.
    ///
    /// ```
    /// # use dynamo::{Attribute, Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))]
    /// # struct Event { id: String, at: u64, text: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// # events.put(&Event { id: "1".into(), at: 7, text: "\"started\"".into() }).await?;
    /// #[derive(Attribute)]
    /// struct Glance<'a> {
    ///     text: &'a str,
    /// }
    ///
    /// let page = events.query("1").page_ref().await?;
    /// let texts: Vec<&str> = page.items().map(|item| item.map(|glance: Glance<'_>| glance.text)).collect::<Result<_, _>>()?;
    /// assert_eq!(texts, ["\"started\""]);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// An item that does not fit `G` gives an error in its place. So does what is not the JSON that was expected; where the
    /// next item cannot be found then, the error is the last.
    pub fn items<'page, G>(&'page self) -> impl Iterator<Item = Result<G, DecodeError>> + use<'page, G>
    where
        G: DecodeAttributes<'page>,
    {
        let mut in_array = match &self.items {
            Places::Array { array, .. } => Some(array.items(&self.arena)),
            Places::Bytes { .. } | Places::Data(_) => None,
        };
        let mut apart = self.apart();
        iter::from_fn(move || match &mut in_array {
            Some(items) => items.next(),
            None => apart.next(),
        })
    }

    /// The items that do not stand one after the other.
    fn apart<'page, G>(&'page self) -> impl Iterator<Item = Result<G, DecodeError>> + use<'page, G>
    where
        G: DecodeAttributes<'page>,
    {
        let text = match &self.items {
            Places::Bytes { body, .. } => Some(Scanner::of_bytes(body.all())),
            Places::Array { .. } | Places::Data(_) => None,
        };
        let mut index = 0;
        iter::from_fn(move || {
            let item = match (&self.items, &text) {
                (Places::Bytes { places, .. }, Some(Ok(text))) => {
                    let place = places.get(index)?;
                    let mut scanner = text.at(place.start);
                    let item =
                        WireDecoder::item_in(&mut scanner, Some(&self.arena), |decoder| decode_map(decoder, Kind::Map));
                    // Until now only its braces have been looked at.
                    item.and_then(
                        |item| if scanner.position() == place.end { Ok(item) } else { Err(not_as_expected::<G>()) },
                    )
                }
                (Places::Bytes { places, .. }, _) if index < places.len() => {
                    Err(DecodeError::new::<G>("the answer is no UTF-8"))
                }
                (Places::Bytes { .. } | Places::Array { .. }, _) => return None,
                (Places::Data(items), _) => match items.get(index)? {
                    ItemData::Map(item) => decode_map(&mut MapDecoder::item_ref(item), Kind::Map),
                    ItemData::Wire(item) => Scanner::of_bytes(item.json()).and_then(|mut scanner| {
                        WireDecoder::item_in(&mut scanner, Some(&self.arena), |decoder| decode_map(decoder, Kind::Map))
                    }),
                },
            };
            index += 1;
            Some(item)
        })
    }
}

/// Without the items, which may be private.
impl fmt::Debug for PageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PageRef").field("count", &self.count).field("cursor", &self.cursor).finish_non_exhaustive()
    }
}

impl<T: Item, S, O> Query<T, S, O> {
    /// Reads one request's worth, or up to the limit, without copying the items: [`PageRef`] says how.
    ///
    /// ```
    /// # use dynamo::{Attribute, Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// #[derive(Attribute)]
    /// struct Glance {
    ///     at: u64,
    /// }
    ///
    /// let page = events.query("1").page_ref().await?;
    /// let latest = page.items::<Glance>().filter_map(Result::ok).map(|glance| glance.at).max();
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`collect`](Query::collect), save for items that cannot be decoded: they are told where they are read.
    pub async fn page_ref(self) -> Result<PageRef> {
        let limit = self.request.read.limit;
        query::reader::<T, _>(self.request, NoItems, &T::SCHEMA.settings())?.page_ref(limit).await
    }

    /// Reads page after page as [`page_ref`](Query::page_ref) does, up to the limit.
    ///
    /// ```
    /// # use dynamo::{Attribute, Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
    /// # #[derive(Attribute)] struct Glance { at: u64 }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// use futures::TryStreamExt as _;
    ///
    /// let mut pages = events.query("1").pages_ref();
    /// while let Some(page) = pages.try_next().await? {
    ///     for glance in page.items::<Glance>() {
    ///         assert!(glance?.at > 0);
    ///     }
    /// }
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`page_ref`](Query::page_ref); the first one ends the stream.
    pub fn pages_ref(self) -> impl Stream<Item = Result<PageRef>> + Send + Unpin + use<T, S, O> {
        let (limit, request) = (self.request.read.limit, self.request);
        pages(move || query::reader::<T, _>(request, NoItems, &T::SCHEMA.settings()), limit)
    }
}

impl<T: Item, O> Scan<T, O> {
    /// Reads one request's worth, or up to the limit, without copying the items: [`PageRef`] says how. Of one segment only.
    ///
    /// ```
    /// # use dynamo::{Attribute, Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, name: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// # users.put(&User { id: "1".into(), name: "Ada".into() }).await?;
    /// #[derive(Attribute)]
    /// struct Name<'a> {
    ///     name: &'a str,
    /// }
    ///
    /// let page = users.scan().page_ref().await?;
    /// let longest = page.items::<Name<'_>>().filter_map(Result::ok).max_by_key(|user| user.name.len());
    /// assert_eq!(longest.unwrap().name, "Ada");
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`collect`](Scan::collect), save for items that cannot be decoded: they are told where they are read.
    pub async fn page_ref(self) -> Result<PageRef> {
        let limit = self.request.read.limit;
        one_reader::<T, _>(self.request, NoItems, &T::SCHEMA.settings())?.page_ref(limit).await
    }

    /// Reads page after page as [`page_ref`](Scan::page_ref) does, up to the limit.
    ///
    /// ```
    /// # use dynamo::{Attribute, Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let users = Dynamo::embedded().table::<User>();
    /// # users.create_table().await?;
    /// use futures::TryStreamExt as _;
    ///
    /// let count: usize = users.scan().pages_ref().try_fold(0, |sum, page| async move { Ok(sum + page.count) }).await?;
    /// assert_eq!(count, 0);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`page_ref`](Scan::page_ref); the first one ends the stream.
    pub fn pages_ref(self) -> impl Stream<Item = Result<PageRef>> + Send + Unpin + use<T, O> {
        let (limit, request) = (self.request.read.limit, self.request);
        pages(move || one_reader::<T, _>(request, NoItems, &T::SCHEMA.settings()), limit)
    }
}

/// The pages of a reader that is made when the first is asked for.
fn pages<T: Item, O>(
    start: impl FnOnce() -> Result<Reader<T, O>> + Send,
    limit: Option<usize>,
) -> impl Stream<Item = Result<PageRef>> + Send + Unpin
where
    O: crate::operation::Output<T, Item = ()>,
{
    enum State<F, R> {
        New(F),
        Open(Box<R>),
        Ended,
    }
    let pages = stream::unfold((State::New(start), limit), |(state, left)| async move {
        let mut reader = match state {
            State::New(start) => match start() {
                Ok(reader) => Box::new(reader),
                Err(error) => return Some((Err(error), (State::Ended, None))),
            },
            State::Open(reader) => reader,
            State::Ended => return None,
        };
        if left == Some(0) || reader.ended || reader.is_exhausted() {
            return None;
        }
        match reader.page_ref(left).await {
            Ok(page) => {
                let left = left.map(|left| left - page.count);
                Some((Ok(page), (State::Open(reader), left)))
            }
            Err(error) => Some((Err(error), (State::Ended, None))),
        }
    });
    Bounded::new(pages, None)
}

impl Places {
    /// Items that are so many, says the answer; if it says nothing, they are counted.
    pub(super) fn of_array(array: ItemArray, count: usize) -> Result<Self> {
        Ok(match count {
            0 => Self::Bytes { places: array.places()?, body: array.body },
            _ => Self::Array { array, count },
        })
    }

    /// What is pending, up to so many.
    pub(super) fn of(pending: Pending<()>, at_most: usize) -> Result<Self> {
        Ok(match pending {
            Pending::Decoded { places, body: Some(body), .. } => {
                Self::Bytes { body, places: places.take(at_most).collect() }
            }
            Pending::Decoded { .. } => {
                return Err(Error::new(ErrorKind::InvalidResponse, "the answer's items were read and not kept"));
            }
            Pending::Data(items) => Self::Data(items.into_iter().take(at_most).collect()),
        })
    }
}
