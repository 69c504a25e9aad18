use std::{borrow::Cow, fmt, marker::PhantomData};

use aws_sdk_dynamodb::{
    operation::query::{QueryInput, builders::QueryInputBuilder},
    types::AttributeValue,
};

use super::{
    Cursor, Fingerprint, Target,
    explain::{self, Explanation},
};
use crate::{
    codec::{Document, Item, into_attribute_value},
    config::Settings,
    error::{AttributeMap, Error, Result},
    expression::{Condition, ExpressionValues, Expressions, Node, PathData},
    schema::{
        ComponentValue, KeyShape, SortCondition, SortKey, SortKeyCondition, SortOperator, SortParts, resolve_partition,
        sort_condition,
    },
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
pub struct Query<T: Item, S = <T as Item>::Sort> {
    pub(crate) target: Target,
    partition: Vec<ComponentValue<'static>>,
    fixed: Vec<ComponentValue<'static>>,
    operator: SortOperator,
    descending: bool,
    consistent: bool,
    filter: Option<Node>,
    pub(crate) limit: Option<usize>,
    page_size: Option<u32>,
    pub(crate) max_pages: Option<usize>,
    after: Option<Cursor>,
    types: PhantomData<fn() -> (T, S)>,
}

impl<T: Item> Query<T> {
    pub(crate) fn new(target: Target, partition: Vec<ComponentValue<'static>>) -> Self {
        Self {
            target,
            partition,
            fixed: Vec::new(),
            operator: SortOperator::Any,
            descending: false,
            consistent: false,
            filter: None,
            limit: None,
            page_size: None,
            max_pages: None,
            after: None,
            types: PhantomData,
        }
    }
}

impl<T: Item, S> Query<T, S> {
    /// Walks the composite sort key from the left: `with` gives a component, one operator ends the walk.
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
    pub fn sort<K: Into<SortKeyCondition>>(self, walk: impl FnOnce(SortKey<S>) -> K) -> Query<T, ()>
    where
        S: SortParts,
    {
        self.ending(walk(SortKey::new()).into())
    }

    pub(super) fn ending(self, condition: SortKeyCondition) -> Query<T, ()> {
        let Self {
            target,
            partition,
            fixed: _,
            operator: _,
            descending,
            consistent,
            filter,
            limit,
            page_size,
            max_pages,
            after,
            types: _,
        } = self;
        let SortKeyCondition { fixed, operator } = condition;
        Query {
            target,
            partition,
            fixed,
            operator,
            descending,
            consistent,
            filter,
            limit,
            page_size,
            max_pages,
            after,
            types: PhantomData,
        }
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
        self.descending = true;
        self
    }

    /// Reads strongly consistently: sees every write that succeeded before, at twice the read capacity.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// assert_eq!(events.query("1").consistent().into_input()?.consistent_read(), Some(true));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Keeps only the items for which the condition holds. DynamoDB reads them all and charges for them; only fewer come
    /// back. Several filters must all hold. A filter cannot name key attributes.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))]
    /// # struct Event { id: String, at: String, level: u8 }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// let query = events.query("1").filter(|event| event.level.ge(3));
    /// assert!(query.explain()?.contains("filter: level >= 3"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn filter(mut self, condition: impl FnOnce(T::Fields) -> Condition<T>) -> Self {
        self.add_filter(condition(<T as Document>::FIELDS).into_node());
        self
    }

    /// Keeps only the items for which a condition in DynamoDB's own words holds; `()` stands for no names and values.
    ///
    /// ```
    /// # use dynamo::{Dynamo, ExpressionValues, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))]
    /// # struct Event { id: String, at: String, level: u8 }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// let query = events.query("1").filter_expression("#l >= :min", ExpressionValues::new().name("#l", "level").value(":min", 3));
    /// assert!(query.explain()?.contains("filter: level >= 3"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn filter_expression(mut self, expression: impl Into<String>, values: impl Into<ExpressionValues>) -> Self {
        self.add_filter(Condition::<T>::raw(expression, values).into_node());
        self
    }

    fn add_filter(&mut self, node: Node) {
        self.filter = Some(match self.filter.take() {
            Some(filter) => filter.and(node),
            None => node,
        });
    }

    /// At most that many items in all, after the filter.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// let latest_ten = events.query("1").descending().limit(10);
    /// ```
    pub fn limit(mut self, items: usize) -> Self {
        self.limit = Some(items);
        self
    }

    /// How many items one request looks at, before the filter: DynamoDB's own `Limit`. Without it a request looks at 1 MB.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// assert_eq!(events.query("1").page_size(500).into_input()?.limit(), Some(500));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn page_size(mut self, items: u32) -> Self {
        self.page_size = Some(items);
        self
    }

    /// At most that many requests for one reading verb; what is left is behind the page's cursor.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// let query = events.query("1").limit(10).max_pages(5);
    /// ```
    pub fn max_pages(mut self, requests: usize) -> Self {
        self.max_pages = Some(requests);
        self
    }

    /// Goes on after the last item of a page of the same query.
    ///
    /// ```
    /// # use dynamo::{Cursor, Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// assert!("not a cursor".parse::<Cursor>().is_err());
    /// # let forged: Cursor = "AQAAAAAAAAAAe30".parse().unwrap();
    /// assert!(events.query("1").after(forged).into_input().is_err());
    /// ```
    pub fn after(mut self, cursor: Cursor) -> Self {
        self.after = Some(cursor);
        self
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
    pub fn into_builder(self) -> Result<QueryInputBuilder> {
        let (input, _, start) = self.start(&T::SCHEMA.settings())?;
        Ok(input.set_exclusive_start_key(start))
    }

    /// The request without a place to start, what binds cursors to it, and the place to start.
    pub(crate) fn start(
        mut self,
        settings: &Settings,
    ) -> Result<(QueryInputBuilder, Fingerprint, Option<AttributeMap>)> {
        let after = self.after.take();
        let (_, partition) = self.resolve_partition(settings)?;
        let input = self.build(settings)?;
        let fingerprint = fingerprint(&input);
        let start = after.map(|cursor| cursor.open(fingerprint)).transpose()?;
        if let Some(start) = &start {
            check_start::<T>(start, &partition, settings)?;
        }
        Ok((input, fingerprint, start))
    }

    fn resolve_partition(&self, settings: &Settings) -> Result<(Cow<'static, str>, AttributeValue)> {
        let (name, value) = resolve_partition(T::SCHEMA, settings, &|index| self.partition[index].borrowed())?;
        Ok((name, into_attribute_value(value)))
    }

    fn build(self, settings: &Settings) -> Result<QueryInputBuilder> {
        let key_condition = self.key_condition(settings)?;
        if let Some(filter) = &self.filter {
            check_filter::<T>(filter, settings)?;
        }
        let filter = [self.filter, own_type_only::<T>(settings)].into_iter().flatten().reduce(Node::and);
        let expressions = Expressions::of_query(key_condition, filter)?;
        let page_size = match self.page_size {
            Some(0) => return Err(Error::validation("page_size is 0; a request looks at one item at least")),
            size => size.map(|size| i32::try_from(size).unwrap_or(i32::MAX)),
        };
        if self.limit == Some(0) {
            return Err(Error::validation("limit is 0; leave out the query instead"));
        }
        Ok(QueryInputBuilder::default()
            .table_name(self.target.table_name::<T>(settings)?)
            .set_key_condition_expression(expressions.key_condition)
            .set_filter_expression(expressions.condition)
            .set_expression_attribute_names(expressions.names)
            .set_expression_attribute_values(expressions.values)
            .set_scan_index_forward(self.descending.then_some(false))
            .set_consistent_read(self.consistent.then_some(true))
            .set_limit(page_size))
    }

    fn key_condition(&self, settings: &Settings) -> Result<Node> {
        let (name, value) = self.resolve_partition(settings)?;
        let partition = Node::compare(PathData::attribute(name), "=", value);
        let condition = sort_condition(T::SCHEMA, settings, &self.fixed, &self.operator)?;
        Ok(match T::SCHEMA.sort_name(settings).zip(condition) {
            Some((name, condition)) => partition.and(sort_node(PathData::attribute(name), condition)),
            None => partition,
        })
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
        let (names, values) = (input.expression_attribute_names(), input.expression_attribute_values());
        let mut text = Explanation::new("Query", input.table_name());
        text.expression("key", input.key_condition_expression(), names, values);
        text.expression("filter", input.filter_expression(), names, values);
        if input.scan_index_forward() == Some(false) {
            text.line("order", "descending");
        }
        if input.consistent_read() == Some(true) {
            text.line("read", "strongly consistent");
        }
        Ok(text.finish())
    }
}

fn sort_node(path: PathData, condition: SortCondition) -> Node {
    match condition {
        SortCondition::Eq(value) => Node::compare(path, "=", into_attribute_value(value)),
        SortCondition::Lt(value) => Node::compare(path, "<", into_attribute_value(value)),
        SortCondition::Le(value) => Node::compare(path, "<=", into_attribute_value(value)),
        SortCondition::Gt(value) => Node::compare(path, ">", into_attribute_value(value)),
        SortCondition::Ge(value) => Node::compare(path, ">=", into_attribute_value(value)),
        SortCondition::BeginsWith(value) => Node::begins_with(path, into_attribute_value(value)),
        SortCondition::Between(low, high) => Node::between(path, into_attribute_value(low), into_attribute_value(high)),
    }
}

/// DynamoDB filters on anything but the keys.
fn check_filter<T: Item>(filter: &Node, settings: &Settings) -> Result<()> {
    let keys = std::iter::once(T::SCHEMA.partition_name(settings)).chain(T::SCHEMA.sort_name(settings));
    match keys.into_iter().find(|name| filter.names(name)) {
        Some(name) => Err(Error::validation(format!(
            "the filter names `{name}`, a key attribute, which DynamoDB does not filter on; use the query's operators on the \
             sort key"
        ))),
        None => Ok(()),
    }
}

/// Other entities in the partition are left out by their type attribute, unless the partition key names the entity.
fn own_type_only<T: Item>(settings: &Settings) -> Option<Node> {
    let named = matches!(T::SCHEMA.key.partition, KeyShape::Named(_)) && settings.suffix_partition_key;
    let name = settings.type_attribute.clone().filter(|_| !named)?;
    Some(Node::compare(PathData::attribute(name), "=", AttributeValue::S(T::SCHEMA.entity.to_owned())))
}

/// All that decides which items a query gives, and in which order.
fn fingerprint(input: &QueryInputBuilder) -> Fingerprint {
    let names = input.get_expression_attribute_names().iter().flatten();
    let mut parts: Vec<String> = names.map(|(placeholder, name)| format!("{placeholder}={name}")).collect();
    let values = input.get_expression_attribute_values().iter().flatten();
    parts.extend(values.map(|(placeholder, value)| format!("{placeholder}={}", explain::show(value))));
    parts.sort();
    let texts = [
        input.get_table_name(),
        input.get_index_name(),
        input.get_key_condition_expression(),
        input.get_filter_expression(),
    ];
    parts.extend(texts.map(|text| text.clone().unwrap_or_default()));
    parts.push(format!("{:?}", input.get_scan_index_forward()));
    Fingerprint::of(parts.iter().map(String::as_bytes))
}

/// A cursor's key must be one of this table, in this partition: whatever a client has made of it, it leads nowhere else.
fn check_start<T: Item>(start: &AttributeMap, partition: &AttributeValue, settings: &Settings) -> Result<()> {
    let name = T::SCHEMA.partition_name(settings);
    let sort = T::SCHEMA.sort_name(settings);
    let known = 1 + usize::from(sort.is_some());
    let has_sort = sort.is_none_or(|sort| start.contains_key(sort.as_ref()));
    if start.get(name.as_ref()) == Some(partition) && start.len() == known && has_sort {
        return Ok(());
    }
    Err(Error::validation("the cursor is not of this query: its key is of another partition or table"))
}

/// The key of an item that came back, to go on after it.
pub(crate) fn key_of<T: Item>(item: &AttributeMap, settings: &Settings) -> Option<AttributeMap> {
    let names = std::iter::once(T::SCHEMA.partition_name(settings)).chain(T::SCHEMA.sort_name(settings));
    names.map(|name| item.get(name.as_ref()).map(|value| (name.into_owned(), value.clone()))).collect()
}

impl<T: Item, S> fmt::Debug for Query<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("entity", &T::SCHEMA.entity)
            .field("filter", &self.filter)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
