//! What queries and scans have in common: the request, and the methods that shape it.

use std::borrow::Cow;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity, Select};

use super::{CapacityMeter, Cursor, CursorKey, OwnItems, Target};
use crate::{
    config::Settings,
    error::{AttributeMap, Error, Result},
    expression::{Node, PathData, SelectedPath},
    schema::{IndexKind, ProjectedAttributes, QueryKey, ScalarType},
};

/// What is made of what comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Items,
    /// Each with its key.
    ItemsWithKeys,
    /// Got from the table, by the keys that the index gives.
    HydratedItems,
    /// Only their number.
    Count,
}

/// A request for items, by the table's key or an index's.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) target: Target,
    pub(crate) key: QueryKey,
    pub(super) filter: Option<Node>,
    pub(super) consistent: bool,
    pub(crate) limit: Option<usize>,
    pub(super) page_size: Option<u32>,
    pub(crate) max_pages: Option<usize>,
    pub(crate) after: Option<Cursor>,
    pub(crate) seal: Option<CursorKey>,
    /// What is selected; whole items if nothing is.
    pub(super) paths: Option<Vec<SelectedPath>>,
    pub(crate) wanted: Wanted,
    pub(crate) capacity: bool,
    pub(crate) meter: Option<CapacityMeter>,
}

impl Read {
    pub(super) fn new(target: Target, key: QueryKey) -> Self {
        Self {
            target,
            key,
            filter: None,
            consistent: false,
            limit: None,
            page_size: None,
            max_pages: None,
            after: None,
            seal: None,
            paths: None,
            wanted: Wanted::Items,
            capacity: false,
            meter: None,
        }
    }

    pub(super) fn add_filter(&mut self, node: Node) {
        self.filter = Some(match self.filter.take() {
            Some(filter) => filter.and(node),
            None => node,
        });
    }

    /// What is selected; whole items if nothing is.
    pub(crate) fn selected(&self) -> Option<&[SelectedPath]> {
        self.paths.as_deref()
    }

    pub(crate) fn is_consistent(&self) -> bool {
        self.consistent
    }

    /// Whether a key's index holds all that is to be read.
    pub(super) fn is_held_by(&self, key: QueryKey, settings: &Settings) -> bool {
        match &self.paths {
            _ if self.wanted == Wanted::Count => true,
            Some(paths) => paths.iter().all(|selected| key.projects(selected.root(), settings)),
            None => key.holds_all(),
        }
    }

    /// Refuses what DynamoDB would refuse, or would answer with less than was asked for.
    pub(super) fn check(&self, settings: &Settings) -> Result<()> {
        if self.limit == Some(0) {
            return Err(Error::validation("limit is 0; leave out the request instead"));
        }
        if self.page_size == Some(0) {
            return Err(Error::validation("page_size is 0; a request looks at one item at least"));
        }
        if self.max_pages == Some(0) {
            return Err(Error::validation("max_pages is 0; leave out the request instead"));
        }
        let Some(index) = self.key.index else { return Ok(()) };
        if self.consistent && index.kind == IndexKind::Global {
            return Err(Error::validation(format!(
                "the global index `{}` has no strongly consistent reads; leave out consistent(), or read by the table's key",
                index.name
            )));
        }
        let lacks = |attribute: &str, what: &str| {
            Error::validation(format!(
                "the index `{}` does not hold `{attribute}`, which the {what} names; add it to the index's projection, or \
                 read by another key",
                index.name
            ))
        };
        let mut missing = None;
        self.filter.iter().for_each(|filter| {
            filter.visit_attributes(&mut |name| {
                if missing.is_none() && !self.key.may_hold(name, settings) {
                    missing = Some(lacks(name, "filter"));
                }
            });
        });
        let from_index = self.wanted != Wanted::HydratedItems;
        let selected = self.paths.iter().flatten().filter(|_| from_index).map(SelectedPath::root);
        let unprojected = selected.into_iter().find(|name| !self.key.projects(name, settings));
        missing.or_else(|| unprojected.map(|name| lacks(name, "selection"))).map_or(Ok(()), Err)
    }

    /// The attributes to ask for: those that are selected, and the keys, which say where to go on and whose items they are.
    /// All that an index holds, where that may be the type or not.
    pub(super) fn projection(&self, settings: &Settings, own: &OwnItems) -> Option<Vec<PathData>> {
        let keys = || self.key.position_names(settings).into_iter().map(PathData::attribute);
        let told_apart_by = || own.names().into_iter().map(PathData::attribute);
        let cannot_be_named = |name: &Cow<'_, str>| !self.key.projects(name, settings);
        match self.wanted {
            Wanted::HydratedItems => return Some(keys().collect()),
            _ if own.names().iter().any(cannot_be_named) => return None,
            Wanted::Count => return (!own.are_all()).then(|| told_apart_by().collect()),
            Wanted::Items | Wanted::ItemsWithKeys => {}
        }
        let selected = self.paths.as_ref()?;
        let mut paths = SelectedPath::all(selected, |name| self.key.projects(name, settings));
        paths.extend(told_apart_by());
        if self.limit.is_some() || self.wanted == Wanted::ItemsWithKeys {
            paths.extend(keys());
        }
        Some(paths)
    }

    /// A local index is asked for what it does not hold: DynamoDB gets that from the table.
    pub(super) fn select(&self, own: &OwnItems) -> Option<Select> {
        if self.wanted == Wanted::Count {
            return own.are_all().then_some(Select::Count);
        }
        let index = self.key.index?;
        let whole = self.paths.is_none() && self.wanted != Wanted::HydratedItems;
        let fetches = index.kind == IndexKind::Local && index.projection != ProjectedAttributes::All;
        (whole && fetches).then_some(Select::AllAttributes)
    }

    pub(super) fn index_name(&self) -> Option<String> {
        self.key.index.map(|index| index.name.to_owned())
    }

    /// How many items a request looks at: with a limit no more than that, unless some may be left out.
    pub(super) fn sdk_page_size(&self, leaves_out: bool) -> Option<i32> {
        let limit = self.limit.filter(|_| !leaves_out).map(|limit| u32::try_from(limit).unwrap_or(u32::MAX));
        let size = self.page_size.into_iter().chain(limit).min();
        size.map(|size| i32::try_from(size).unwrap_or(i32::MAX))
    }

    pub(super) fn sdk_capacity(&self) -> Option<ReturnConsumedCapacity> {
        (self.capacity || self.meter.is_some()).then_some(ReturnConsumedCapacity::Indexes)
    }
}

/// Whether these are the attributes that say where to go on with this key, each of its type.
pub(super) fn is_position(start: &AttributeMap, key: QueryKey, settings: &Settings) -> bool {
    let names = key.position_names(settings);
    let table = QueryKey::table(key.schema);
    let attributes = [key.partition(settings), key.sort(settings), table.partition(settings), table.sort(settings)];
    let is_typed = attributes.iter().flatten().all(|attribute| {
        matches!(
            (start.get(attribute.name.as_ref()), attribute.scalar()),
            (Some(AttributeValue::S(_)), ScalarType::S)
                | (Some(AttributeValue::N(_)), ScalarType::N)
                | (Some(AttributeValue::B(_)), ScalarType::B)
        )
    });
    start.len() == names.len() && is_typed
}

/// The attributes of an item that came back which say where to go on after it.
pub(crate) fn position_of(item: &AttributeMap, names: &[Cow<'static, str>]) -> Option<AttributeMap> {
    names.iter().map(|name| item.get(name.as_ref()).map(|value| (name.clone().into_owned(), value.clone()))).collect()
}

/// The methods of the read builders that shape the request; `$read` leads to it, `$example` is a read of events.
macro_rules! read_methods {
    ($($read:ident).+, $example:literal) => {
        /// Keeps only the items for which the condition holds. DynamoDB reads them all and charges for them; only fewer come
        /// back. Several filters must all hold. A query's filter cannot name the key attributes that it queries by.
        ///
        /// ```
        /// # use dynamo::{Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))]
        /// # struct Event { id: String, at: String, level: u8 }
        /// # let events = Dynamo::embedded().table::<Event>();
        #[doc = concat!("let read = ", $example, ".filter(|event| event.level.ge(3));")]
        /// assert!(read.explain()?.contains("level >= 3"));
        /// # Ok::<(), dynamo::Error>(())
        /// ```
        pub fn filter(mut self, condition: impl FnOnce(T::Fields) -> $crate::Condition<T>) -> Self {
            self.$($read).+.add_filter(condition(<T as $crate::Document>::FIELDS).into_node());
            self
        }

        /// Keeps only the items for which a condition in DynamoDB's own words holds; `()` stands for no names and values.
        ///
        /// ```
        /// # use dynamo::{Dynamo, ExpressionValues, Item};
        /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))]
        /// # struct Event { id: String, at: String, level: u8 }
        /// # let events = Dynamo::embedded().table::<Event>();
        /// let values = ExpressionValues::new().name("#l", "level").value(":min", 3);
        #[doc = concat!("let read = ", $example, ".filter_expression(\"#l >= :min\", values);")]
        /// assert!(read.explain()?.contains("level >= 3"));
        /// # Ok::<(), dynamo::Error>(())
        /// ```
        pub fn filter_expression(
            mut self,
            expression: impl Into<String>,
            values: impl Into<$crate::ExpressionValues>,
        ) -> Self {
            self.$($read).+.add_filter($crate::Condition::<T>::raw(expression, values).into_node());
            self
        }

        /// Reads strongly consistently: sees every write that succeeded before, at twice the read capacity. A global index
        /// cannot; it refuses.
        ///
        /// ```
        /// # use dynamo::{Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
        /// # let events = Dynamo::embedded().table::<Event>();
        #[doc = concat!("assert!(", $example, ".consistent().explain()?.contains(\"strongly consistent\"));")]
        /// # Ok::<(), dynamo::Error>(())
        /// ```
        pub fn consistent(mut self) -> Self {
            self.$($read).+.consistent = true;
            self
        }

        /// At most that many items in all, after the filter. Without a filter no more than that are read.
        ///
        /// ```
        /// # use dynamo::{Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
        /// # let events = Dynamo::embedded().table::<Event>();
        #[doc = concat!("let ten = ", $example, ".limit(10);")]
        /// ```
        pub fn limit(mut self, items: usize) -> Self {
            self.$($read).+.limit = Some(items);
            self
        }

        /// How many items one request looks at, before the filter: DynamoDB's own `Limit`. Without it a request looks at 1 MB.
        ///
        /// ```
        /// # use dynamo::{Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
        /// # let events = Dynamo::embedded().table::<Event>();
        #[doc = concat!("let read = ", $example, ".page_size(500);")]
        /// ```
        pub fn page_size(mut self, items: u32) -> Self {
            self.$($read).+.page_size = Some(items);
            self
        }

        /// At most that many requests for one reading verb, and at least one; what is left is behind the page's cursor. A
        /// parallel scan sends at most that many for each segment.
        ///
        /// ```
        /// # use dynamo::{Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
        /// # let events = Dynamo::embedded().table::<Event>();
        #[doc = concat!("let read = ", $example, ".limit(10).max_pages(5);")]
        /// ```
        pub fn max_pages(mut self, requests: usize) -> Self {
            self.$($read).+.max_pages = Some(requests);
            self
        }

        /// Goes on after the last item of a page of the same request.
        ///
        /// ```
        /// # use dynamo::{Cursor, Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
        /// # let events = Dynamo::embedded().table::<Event>();
        /// assert!("not a cursor".parse::<Cursor>().is_err());
        /// # let forged: Cursor = "AQAAAAAAAAAAe30".parse().unwrap();
        #[doc = concat!("assert!(", $example, ".after(forged).explain().is_err());")]
        /// ```
        pub fn after(mut self, cursor: $crate::Cursor) -> Self {
            self.$($read).+.after = Some(cursor);
            self
        }

        /// Seals the cursors that it gives, and takes only those that are sealed with this key: for cursors that are given
        /// to strangers.
        ///
        /// ```
        /// # use dynamo::{CursorKey, Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
        /// # let events = Dynamo::embedded().table::<Event>();
        /// let secret = CursorKey::new([7; 32])?;
        #[doc = concat!("let read = ", $example, ".sealed(&secret).limit(10);")]
        /// # Ok::<(), dynamo::Error>(())
        /// ```
        pub fn sealed(mut self, key: &$crate::CursorKey) -> Self {
            self.$($read).+.seal = Some(key.clone());
            self
        }

        /// Adds what the requests consume to a meter.
        ///
        /// ```
        /// # use dynamo::{CapacityMeter, Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
        /// # let events = Dynamo::embedded().table::<Event>();
        /// let meter = CapacityMeter::new();
        #[doc = concat!("let read = ", $example, ".metered(&meter);")]
        /// ```
        pub fn metered(mut self, meter: &$crate::CapacityMeter) -> Self {
            self.$($read).+.meter = Some(meter.clone());
            self
        }

        /// Has DynamoDB say what the requests consumed: [`Page::consumed_capacity`](crate::Page::consumed_capacity).
        ///
        /// ```
        /// # use dynamo::{Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
        /// # let events = Dynamo::embedded().table::<Event>();
        #[doc = concat!("let read = ", $example, ".return_consumed_capacity();")]
        /// ```
        pub fn return_consumed_capacity(mut self) -> Self {
            self.$($read).+.capacity = true;
            self
        }
    };
}
pub(super) use read_methods;
