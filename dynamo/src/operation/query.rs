use std::{fmt, marker::PhantomData};

use aws_sdk_dynamodb::operation::query::{QueryInput, builders::QueryInputBuilder};

use super::{
    Projected, Selected, Target, Wanted, explain::Explanation, query_request::QueryRequest, read::read_methods,
};
use crate::{
    codec::{Document, Item},
    error::Result,
    expression::{Projection, Selection},
    schema::{AllAttributes, ComponentValue, QueryKey, SomeAttributes, SortKey, SortKeyCondition, SortParts},
};

/// Reads the items of one partition, in the order of the sort key: `Query`.
///
/// The operators on the sort key compare its first component; [`sort`](Query::sort) walks further along a composite one.
/// After one operator there is no second: the type says so. End with a reading verb: [`collect`](Query::collect),
/// [`stream`](Query::stream), [`page`](Query::page), [`first`](Query::first), [`count`](Query::count).
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// #[derive(Item, Debug)]
/// #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, order_id))]
/// struct Order {
///     customer: String,
///     placed_on: String,
///     order_id: String,
///     total: u64,
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let orders = Dynamo::embedded().table::<Order>();
/// # orders.create_table().await?;
/// # for (placed_on, total) in [("2026-01-15", 100), ("2026-01-20", 900), ("2026-02-01", 50)] {
/// #     let (customer, order_id) = ("C123".into(), "1".into());
/// #     orders.put(&Order { customer, placed_on: placed_on.into(), order_id, total }).await?;
/// # }
/// let january: Vec<Order> = orders.query("C123").begins_with("2026-01").collect().await?;
/// assert_eq!(january.len(), 2);
///
/// let dear = orders.query("C123").filter(|order| order.total.gt(500)).count().await?;
/// assert_eq!(dear, 1);
///
/// let latest = orders.query("C123").descending().first().await?.unwrap();
/// assert_eq!(latest.placed_on, "2026-02-01");
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a query does nothing until it is read from"]
pub struct Query<T: Item, S = <T as Item>::Sort, O = AllAttributes> {
    pub(crate) request: QueryRequest,
    pub(crate) output: O,
    types: PhantomData<fn() -> (T, S)>,
}

impl<T: Item, S, O> Query<T, S, O> {
    pub(crate) fn new(target: Target, key: QueryKey, partition: Vec<ComponentValue<'static>>, output: O) -> Self {
        Self { request: QueryRequest::new(target, key, partition), output, types: PhantomData }
    }

    /// Walks the composite sort key from the left: `with` gives a component, one operator ends the walk. Of those that
    /// compare, [one thing about order](SortKey#the-order-of-components) is worth knowing.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, order_id))]
    /// # struct Order { customer: String, placed_on: String, order_id: String }
    /// # let orders = Dynamo::embedded().table::<Order>();
    /// let one_day = orders.query("C123").sort(|key| key.with("2026-01-15"));
    /// let late = orders.query("C123").sort(|key| key.with("2026-01-15").ge("ORD-400"));
    /// assert!(late.explain()?.contains(r#"BETWEEN "2026-01-15#ORD-400""#));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn sort<K: Into<SortKeyCondition>>(self, walk: impl FnOnce(SortKey<S>) -> K) -> Query<T, (), O>
    where
        S: SortParts,
    {
        self.ending(walk(SortKey::new()).into())
    }

    pub(super) fn ending(mut self, condition: SortKeyCondition) -> Query<T, (), O> {
        let SortKeyCondition { fixed, operator } = condition;
        self.request.fixed = fixed;
        self.request.operator = operator;
        Query { request: self.request, output: self.output, types: PhantomData }
    }

    /// From the end: the greatest sort key first.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// assert_eq!(events.query("1").descending().into_input()?.scan_index_forward(), Some(false));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn descending(mut self) -> Self {
        self.request.descending = true;
        self
    }

    read_methods!(request.read, "events.query(\"1\")");

    /// Fetches only some attributes: each item gives a value, or a tuple of values. An attribute that may be missing is
    /// given its default, or is an `Option` with `optional()`; one that must be there and is not is an error.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))]
    /// # struct Event { id: String, at: String, level: u8, text: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let events = Dynamo::embedded().table::<Event>();
    /// # events.create_table().await?;
    /// # events.put(&Event { id: "1".into(), at: "2026".into(), level: 3, text: "long".into() }).await?;
    /// let levels: Vec<(String, u8)> = events.query("1").select(|event| (event.at, event.level)).collect().await?;
    /// assert_eq!(levels, [("2026".to_owned(), 3)]);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn select<P: Selection<T>>(mut self, selection: impl FnOnce(T::Fields) -> P) -> Query<T, S, Selected<P>> {
        let output = Selected::new(selection(<T as Document>::FIELDS));
        self.request.read.paths = Some(output.paths());
        Query { request: self.request, output, types: PhantomData }
    }

    /// Fetches only the attributes of a struct that derives [`Projection`](macro@crate::Projection).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item, Projection};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))]
    /// # struct Event { id: String, at: String, level: u8, text: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// #[derive(Projection)]
    /// #[dynamo(item = Event)]
    /// struct Level {
    ///     at: String,
    ///     level: u8,
    /// }
    ///
    /// let query = events.query("1").project::<Level>();
    /// assert_eq!(query.into_input()?.projection_expression(), Some("#n1, #n2"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn project<V: Projection<Item = T>>(mut self) -> Query<T, S, Projected<V>> {
        let output = Projected::new();
        self.request.read.paths = Some(output.paths());
        Query { request: self.request, output, types: PhantomData }
    }

    /// The SDK's input of the first request.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// let input = events.query("1").begins_with("2026").into_input()?;
    /// assert_eq!(input.key_condition_expression(), Some("#n0 = :v0 AND begins_with(#n1, :v1)"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What is known to be wrong before sending: a key that cannot be built, an inverted range, a filter on a key attribute.
    pub fn into_input(self) -> Result<QueryInput> {
        super::built(self.into_builder()?.build())
    }

    /// The SDK's builder of the first request: set any option of it, then send it with `send_with`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// let builder = events.query("1").into_builder()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Query::into_input).
    pub fn into_builder(mut self) -> Result<QueryInputBuilder> {
        let prepared = self.request.prepare(&T::SCHEMA.settings())?;
        Ok(prepared.input.set_exclusive_start_key(prepared.start))
    }

    /// The first request in words, with the values: for development, not for logs.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "visits", partition_key(id), sort_key(at))] struct Visit { id: String, at: String }
    /// # let visits = Dynamo::embedded().table::<Visit>();
    /// let text = visits.query("1").begins_with("2026").explain()?;
    /// assert_eq!(text, "Query on `visits`\n  key: pk = \"id#1#visit\" AND begins_with(sk, \"2026\")\n");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Query::into_input).
    pub fn explain(self) -> Result<String> {
        let input = self.into_input()?;
        Ok(explain_query(&input))
    }
}

/// A query in words.
pub(super) fn explain_query(input: &QueryInput) -> String {
    let (names, values) = (input.expression_attribute_names(), input.expression_attribute_values());
    let mut text = Explanation::new("Query", input.table_name());
    if let Some(index) = input.index_name() {
        text.line("index", index);
    }
    text.expression("key", input.key_condition_expression(), names, values);
    text.expression("filter", input.filter_expression(), names, values);
    text.expression("projection", input.projection_expression(), names, values);
    if input.scan_index_forward() == Some(false) {
        text.line("order", "descending");
    }
    if input.consistent_read() == Some(true) {
        text.line("read", "strongly consistent");
    }
    text.finish()
}

impl<T: Item, S> Query<T, S, SomeAttributes> {
    /// Reads whole items: the keys from the index, the items from the table by their keys, 100 at a time. An item that has
    /// been deleted, or has left this partition of the index since, is left out.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// #[derive(Item)]
    /// #[dynamo(table = "orders", partition_key(id))]
    /// #[dynamo(gsi(name = "StatusIndex", partition_key(status), projection = "keys_only"))]
    /// struct Order {
    ///     id: String,
    ///     status: String,
    ///     total: u64,
    /// }
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let orders = Dynamo::embedded().table::<Order>();
    /// # orders.create_table().await?;
    /// # orders.put(&Order { id: "1".into(), status: "paid".into(), total: 7 }).await?;
    /// let paid: Vec<Order> = orders.index(Order::STATUS_INDEX).query("paid").hydrate().collect().await?;
    /// assert_eq!(paid[0].total, 7);
    /// # Ok::<(), dynamo::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn hydrate(mut self) -> Query<T, S, AllAttributes> {
        self.request.read.wanted = Wanted::HydratedItems;
        Query { request: self.request, output: AllAttributes, types: PhantomData }
    }
}

impl<T: Item, S, O> fmt::Debug for Query<T, S, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("entity", &T::SCHEMA.entity)
            .field("filter", &self.request.read.filter)
            .field("limit", &self.request.read.limit)
            .finish_non_exhaustive()
    }
}
