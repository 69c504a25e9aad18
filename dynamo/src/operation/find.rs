use std::{fmt, marker::PhantomData};

use super::{
    Projected, Read, Selected, Target, Wanted,
    explain::Explanation,
    planner::{self, Plan},
    query::explain_query,
    read::read_methods,
    scan::explain_scan,
};
use crate::{
    codec::{Document, Item},
    config::Settings,
    error::Result,
    expression::{Node, Projection, Selection},
    schema::{AllAttributes, QueryKey},
};

/// Reads the items for which a condition holds, by the best key there is: the table's or an index's.
///
/// A key answers a condition that compares every component of its partition key with `eq`; the sort key's components are
/// compared from the left, with one range at the end; the rest is a filter. An index whose key has a component that items
/// may lack does not hold those items: it answers a condition that says that the component is there, such as a comparison
/// or `exists`. What no key can hold, such as a text with the separator where the key needs it, is found nowhere. Where no
/// key answers it, it refuses, and says what each key lacks, unless
/// [`allow_scan`](Find::allow_scan) lets it read the whole table. [`explain`](Find::explain) shows the plan.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// #[derive(Item, Debug)]
/// #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, id))]
/// #[dynamo(gsi(name = "StatusIndex", partition_key(status), sort_key(total)))]
/// struct Order {
///     customer: String,
///     placed_on: String,
///     id: String,
///     status: String,
///     total: u64,
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let orders = Dynamo::embedded().table::<Order>();
/// # orders.create_table().await?;
/// let dear = orders.find(|o| o.status.eq("paid") & o.total.ge(100) & o.customer.ne("C1"));
/// assert_eq!(
///     dear.explain()?,
///     "Query on `orders`\n  index: StatusIndex\n  key: status = \"paid\" AND total >= 100\n  \
///      filter: customer <> \"C1\" AND begins_with(pk, \"customer#\")\n"
/// );
///
/// let january: Vec<Order> = orders.find(|o| o.customer.eq("C1") & o.placed_on.begins_with("2026-01")).collect().await?;
///
/// let error = orders.find(|o| o.total.ge(100)).collect().await.unwrap_err().to_string();
/// assert!(error.contains("the table `orders` lacks `customer` = .."), "{error}");
/// let all = orders.find(|o| o.total.ge(100)).allow_scan().collect().await?;
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a find does nothing until it is read from"]
pub struct Find<T, O = AllAttributes> {
    pub(crate) read: Read,
    pub(crate) output: O,
    descending: bool,
    allow_scan: bool,
    item: PhantomData<fn() -> T>,
}

impl<T: Item> Find<T> {
    pub(crate) fn new(target: Target, condition: Node) -> Self {
        let mut read = Read::new(target, QueryKey::table(T::SCHEMA));
        read.add_filter(condition);
        Self { read, output: AllAttributes, descending: false, allow_scan: false, item: PhantomData }
    }
}

impl<T: Item, O> Find<T, O> {
    /// Reads the whole table where no key answers the condition: it is charged for every item.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, level: u8 }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert!(users.find(|user| user.level.eq(3)).explain().is_err());
    /// assert!(users.find(|user| user.level.eq(3)).allow_scan().explain()?.starts_with("Scan"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn allow_scan(mut self) -> Self {
        self.allow_scan = true;
        self
    }

    /// From the end: the greatest sort key first. Not of a scan, which has no order.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// assert!(events.find(|event| event.id.eq("1")).descending().explain()?.contains("descending"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    read_methods!(read, "events.find(|event| event.id.eq(\"1\"))");

    /// Fetches only some attributes: each item gives a value, or a tuple of values.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// let times = events.find(|event| event.id.eq("1")).select(|event| event.at);
    /// ```
    pub fn select<P: Selection<T>>(mut self, selection: impl FnOnce(T::Fields) -> P) -> Find<T, Selected<P>> {
        let output = Selected::new(selection(<T as Document>::FIELDS));
        self.read.paths = Some(output.paths());
        self.giving(output)
    }

    /// Fetches only the attributes of a struct that derives [`Projection`](macro@crate::Projection).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item, Projection};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// #[derive(Projection)]
    /// #[dynamo(item = Event)]
    /// struct Time {
    ///     at: String,
    /// }
    ///
    /// let times = events.find(|event| event.id.eq("1")).project::<Time>();
    /// ```
    pub fn project<V: Projection<Item = T>>(mut self) -> Find<T, Projected<V>> {
        let output = Projected::new();
        self.read.paths = Some(output.paths());
        self.giving(output)
    }

    fn giving<P>(self, output: P) -> Find<T, P> {
        let Self { read, output: _, descending, allow_scan, item: _ } = self;
        Find { read, output, descending, allow_scan, item: PhantomData }
    }

    pub(crate) fn plan(self, settings: &Settings) -> Result<(Plan, O)> {
        Ok((planner::plan(self.read, self.descending, self.allow_scan, settings)?, self.output))
    }

    /// The plan in words: the first request, with the values. For development, not for logs.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "visits", partition_key(id), sort_key(at))] struct Visit { id: String, at: String }
    /// # let visits = Dynamo::embedded().table::<Visit>();
    /// let text = visits.find(|visit| visit.id.eq("1") & visit.at.begins_with("2026")).explain()?;
    /// assert!(text.contains("key: pk = \"id#1#visit\" AND begins_with(sk, \"2026\")"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Validation`](crate::ErrorKind::Validation) when no key answers the condition and a scan is not allowed,
    /// and what else is known to be wrong before sending.
    pub fn explain(self) -> Result<String> {
        let settings = T::SCHEMA.settings();
        match self.plan(&settings)?.0 {
            Plan::Query(mut query) => {
                let hydrates = query.read.wanted == Wanted::HydratedItems;
                let mut text = explain_query(&super::built(query.prepare(&settings)?.input.build())?);
                if hydrates {
                    text.push_str("  then: BatchGetItem of the items by their keys\n");
                }
                Ok(text)
            }
            Plan::Scan(mut scan) => Ok(explain_scan(&super::built(scan.prepare(&settings)?.input.build())?).finish()),
            Plan::Nothing(mut scan, problem) => {
                let input = scan.prepare(&settings)?.input;
                let mut text = Explanation::new("No request", input.get_table_name().as_deref());
                text.line("no item can have such a key", &problem.to_string());
                Ok(text.finish())
            }
        }
    }
}

impl<T, O> fmt::Debug for Find<T, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Find")
            .field("condition", &self.read.filter)
            .field("allow_scan", &self.allow_scan)
            .finish_non_exhaustive()
    }
}
