use std::{fmt, marker::PhantomData, num::NonZeroU32};

use aws_sdk_dynamodb::{
    operation::scan::{ScanInput, builders::ScanInputBuilder},
    types::AttributeValue,
};

use super::{Target, explain::Explanation};
use crate::{
    codec::{Document, Item},
    config::Settings,
    error::{AttributeMap, Error, Result},
    expression::{Condition, ExpressionValues, Expressions, Node, PathData},
    schema::{KeyFrame, KeyValue, key_frames},
};

/// Reads a whole table, in no order: `Scan`. It reads, and is charged for, every item of the table, whatever the filter
/// leaves out; where a partition is known, a query is better.
///
/// Of a table that other entities share, only the items of type `T` come.
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, active: bool }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// # for id in 0..10 { users.put(&User { id: id.to_string(), active: id % 2 == 0 }).await?; }
/// let active: Vec<User> = users.scan().filter(|user| user.active.eq(true)).parallel(4).collect().await?;
/// assert_eq!(active.len(), 5);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[must_use = "a scan does nothing until it is read from"]
pub struct Scan<T> {
    pub(crate) target: Target,
    filter: Option<Node>,
    consistent: bool,
    pub(crate) limit: Option<usize>,
    page_size: Option<u32>,
    pub(crate) segments: NonZeroU32,
    item: PhantomData<fn() -> T>,
}

impl<T: Item> Scan<T> {
    pub(crate) fn new(target: Target) -> Self {
        let segments = NonZeroU32::MIN;
        Self { target, filter: None, consistent: false, limit: None, page_size: None, segments, item: PhantomData }
    }

    /// Reads strongly consistently, at twice the read capacity.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert_eq!(users.scan().consistent().into_input()?.consistent_read(), Some(true));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn consistent(mut self) -> Self {
        self.consistent = true;
        self
    }

    /// Keeps only the items for which the condition holds; key attributes may be named. Several must all hold.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, active: bool }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let scan = users.scan().filter(|user| user.active.eq(true));
    /// assert!(scan.explain()?.contains("active = true"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn filter(mut self, condition: impl FnOnce(T::Fields) -> Condition<T>) -> Self {
        self.add_filter(condition(<T as Document>::FIELDS).into_node());
        self
    }

    /// Keeps only the items for which a condition in DynamoDB's own words holds; `()` stands for no names and values.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, email: Option<String> }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let scan = users.scan().filter_expression("attribute_exists(email)", ());
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
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let any_ten = users.scan().limit(10);
    /// ```
    pub fn limit(mut self, items: usize) -> Self {
        self.limit = Some(items);
        self
    }

    /// How many items one request looks at, before the filter: DynamoDB's own `Limit`. Without it a request looks at 1 MB.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert_eq!(users.scan().page_size(500).into_input()?.limit(), Some(500));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn page_size(mut self, items: u32) -> Self {
        self.page_size = Some(items);
        self
    }

    /// Reads that many segments of the table side by side, as one stream; 0 counts as 1, and DynamoDB takes up to
    /// 1,000,000.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let stream = users.scan().parallel(8).stream();
    /// ```
    pub fn parallel(mut self, segments: u32) -> Self {
        self.segments = NonZeroU32::new(segments).unwrap_or(NonZeroU32::MIN);
        self
    }

    /// The SDK's input of the first request; of a parallel scan, without its segment.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert_eq!(users.scan().into_input()?.filter_expression(), Some("begins_with(#n0, :v0)"));
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What is known to be wrong before sending: a filter that cannot be expressed, a limit of 0.
    pub fn into_input(self) -> Result<ScanInput> {
        super::built(self.into_builder()?.build())
    }

    /// The SDK's builder of the first request: set any option of it, then send it with `send_with`.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// let builder = users.scan().into_builder()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Scan::into_input).
    pub fn into_builder(self) -> Result<ScanInputBuilder> {
        Ok(self.build(&T::SCHEMA.settings())?.0)
    }

    /// The request, and the keys of the items that are wanted.
    pub(crate) fn build(self, settings: &Settings) -> Result<(ScanInputBuilder, Vec<KeyFrame>)> {
        let frames = key_frames(T::SCHEMA, settings)?;
        // What can be said in a filter is said there: what it leaves out is not sent.
        let own_type = settings
            .type_attribute
            .clone()
            .map(|name| Node::compare(PathData::attribute(name), "=", AttributeValue::S(T::SCHEMA.entity.to_owned())));
        let own_keys = frames.iter().filter(|frame| !frame.head.is_empty()).map(|frame| {
            Node::begins_with(PathData::attribute(frame.name.clone()), AttributeValue::S(frame.head.clone()))
        });
        let filter = self.filter.into_iter().chain(own_type).chain(own_keys).reduce(Node::and);
        let expressions = Expressions::render(filter, None)?;
        if self.page_size == Some(0) || self.limit == Some(0) {
            return Err(Error::validation("limit and page_size are at least 1"));
        }
        if self.segments.get() > 1_000_000 {
            return Err(Error::validation("a parallel scan has at most 1,000,000 segments"));
        }
        let input = ScanInputBuilder::default()
            .table_name(self.target.table_name::<T>(settings)?)
            .set_filter_expression(expressions.condition)
            .set_expression_attribute_names(expressions.names)
            .set_expression_attribute_values(expressions.values)
            .set_consistent_read(self.consistent.then_some(true))
            .set_limit(self.page_size.map(|size| i32::try_from(size).unwrap_or(i32::MAX)));
        Ok((input, frames))
    }

    /// The first request in words, with the values: for development, not for logs.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # let users = Dynamo::embedded().table::<User>();
    /// assert_eq!(users.scan().explain()?, "Scan on `users`\n  filter: begins_with(pk, \"id#\")\n");
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`into_input`](Scan::into_input).
    pub fn explain(self) -> Result<String> {
        let segments = self.segments;
        let input = self.into_input()?;
        let mut text = Explanation::new("Scan", input.table_name());
        text.expression(
            "filter",
            input.filter_expression(),
            input.expression_attribute_names(),
            input.expression_attribute_values(),
        );
        if segments.get() > 1 {
            text.line("segments", &segments.to_string());
        }
        if input.consistent_read() == Some(true) {
            text.line("read", "strongly consistent");
        }
        Ok(text.finish())
    }
}

/// Whether an item's keys are like those of its schema: a filter can ask for their beginning, not for their end.
pub(crate) fn belongs(item: &AttributeMap, frames: &[KeyFrame]) -> bool {
    frames.iter().all(|frame| match item.get(frame.name.as_ref()) {
        Some(AttributeValue::S(text)) => frame.fits(&KeyValue::S(text.clone())),
        _ => false,
    })
}

impl<T> fmt::Debug for Scan<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scan")
            .field("filter", &self.filter)
            .field("limit", &self.limit)
            .field("segments", &self.segments)
            .finish_non_exhaustive()
    }
}
