//! A query as a value without types: what becomes the SDK's input.

use std::{borrow::Cow, cmp::Ordering};

use aws_sdk_dynamodb::{operation::query::builders::QueryInputBuilder, types::AttributeValue};

use super::{Fingerprint, OwnItems, Read, Target, read::is_position};
use crate::{
    codec::{compare_scalars, into_attribute_value},
    config::Settings,
    error::{AttributeMap, Error, KeyError, KeyProblem, KeyRole, Result},
    expression::{Expressions, Node, PathData},
    schema::{ComponentValue, QueryKey, Schema, SortCondition, SortOperator},
};

/// A query: which partition of which key, and what part of it.
#[derive(Debug)]
pub(crate) struct QueryRequest {
    pub(crate) read: Read,
    pub(super) partition: Vec<ComponentValue<'static>>,
    pub(super) fixed: Vec<ComponentValue<'static>>,
    pub(super) operator: SortOperator,
    pub(super) descending: bool,
}

/// A request that is ready, and what it takes to send it again and again.
#[derive(Debug, Clone)]
pub(crate) struct Prepared<I> {
    pub(crate) input: I,
    /// What binds cursors to the request.
    pub(crate) fingerprint: Fingerprint,
    /// Where the first request starts; none at the beginning.
    pub(crate) start: Option<AttributeMap>,
    /// What tells the items that are wanted from those of other entities.
    pub(crate) own: OwnItems,
}

impl QueryRequest {
    pub(super) fn new(target: Target, key: QueryKey, partition: Vec<ComponentValue<'static>>) -> Self {
        let read = Read::new(target, key);
        Self { read, partition, fixed: Vec::new(), operator: SortOperator::Any, descending: false }
    }

    pub(crate) fn prepare(&mut self, settings: &Settings) -> Result<Prepared<QueryInputBuilder>> {
        self.read.check(settings)?;
        let partition = self.partition(settings)?;
        let key_condition = self.key_condition(settings, &partition)?;
        let keys = self.read.key.names(settings);
        if let Some(name) = self.read.filter.as_ref().and_then(|filter| keys.iter().find(|name| filter.names(name))) {
            return Err(Error::validation(format!(
                "the filter names `{name}`, a key attribute, which DynamoDB does not filter on; use the query's operators on \
                 the sort key"
            )));
        }
        let (own_filter, own) = self.read.own_items(settings, Some(&self.partition))?;
        let filter = [self.read.filter.take(), own_filter].into_iter().flatten().reduce(Node::and);
        let leaves_out = filter.is_some() || !own.are_all();
        let projection = self.read.projection(settings, &own);
        let expressions = Expressions::of_read(Some(key_condition), filter, projection.as_deref())?;
        let input = QueryInputBuilder::default()
            .table_name(self.read.target.table_name(self.read.key.schema, settings)?)
            .set_index_name(self.read.index_name())
            .set_key_condition_expression(expressions.key_condition)
            .set_filter_expression(expressions.condition)
            .set_projection_expression(expressions.projection)
            .set_expression_attribute_names(expressions.names)
            .set_expression_attribute_values(expressions.values)
            .set_select(self.read.select(&own))
            .set_scan_index_forward(self.descending.then_some(false))
            .set_consistent_read(self.read.consistent.then_some(true))
            .set_return_consumed_capacity(self.read.sdk_capacity())
            .set_limit(self.read.sdk_page_size(leaves_out));
        let fingerprint = fingerprint(&input, self.read.key.schema);
        let start =
            self.read.after.take().map(|cursor| cursor.open(fingerprint, self.read.seal.as_ref())).transpose()?;
        if let Some(start) = &start {
            check_start(start, &partition, self.read.key, settings)?;
        }
        Ok(Prepared { input, fingerprint, start, own })
    }

    fn partition(&self, settings: &Settings) -> Result<Vec<(Cow<'static, str>, AttributeValue)>> {
        let values = self.read.key.partition_values(settings, &self.partition)?;
        Ok(values.into_iter().map(|(name, value)| (name, into_attribute_value(value))).collect())
    }

    fn key_condition(&self, settings: &Settings, partition: &[(Cow<'static, str>, AttributeValue)]) -> Result<Node> {
        let partition = partition
            .iter()
            .map(|(name, value)| Node::compare(PathData::attribute(name.clone()), "=", value.clone()))
            .collect::<Vec<_>>();
        let sort = self.read.key.sort_conditions(settings, &self.fixed, &self.operator)?;
        let sort = sort.into_iter().map(|(name, condition)| self.sort_node(PathData::attribute(name), condition));
        let sort = sort.collect::<Result<Vec<_>>>()?;
        partition
            .into_iter()
            .chain(sort)
            .reduce(Node::and)
            .ok_or_else(|| Error::validation("the schema has no partition key to query by"))
    }

    fn sort_node(&self, path: PathData, condition: SortCondition) -> Result<Node> {
        Ok(match condition {
            SortCondition::Eq(value) => Node::compare(path, "=", into_attribute_value(value)),
            SortCondition::Lt(value) => Node::compare(path, "<", into_attribute_value(value)),
            SortCondition::Le(value) => Node::compare(path, "<=", into_attribute_value(value)),
            SortCondition::Gt(value) => Node::compare(path, ">", into_attribute_value(value)),
            SortCondition::Ge(value) => Node::compare(path, ">=", into_attribute_value(value)),
            SortCondition::BeginsWith(value) => Node::begins_with(path, into_attribute_value(value)),
            SortCondition::Between(low, high) => {
                let (low, high) = (into_attribute_value(low), into_attribute_value(high));
                // The values of a text key have been compared by component; here is a field's own attribute.
                if compare_scalars(&low, &high).is_some_and(Ordering::is_gt) {
                    let QueryKey { schema, index } = self.read.key;
                    let fields = schema.key.components.iter().chain(schema.index_components);
                    let field = fields
                        .into_iter()
                        .find(|component| component.attribute == path.root())
                        .map(|known| known.field);
                    let error = KeyError::new(schema.entity, KeyRole::Sort, field, KeyProblem::InvertedRange);
                    return Err(error.of_index(index.map(|index| index.name)).into());
                }
                Node::between(path, low, high)
            }
        })
    }
}

/// All that decides which items a query gives, and in which order; what is selected of them does not.
fn fingerprint(input: &QueryInputBuilder, schema: &Schema) -> Fingerprint {
    let texts = [
        input.get_table_name(),
        input.get_index_name(),
        input.get_key_condition_expression(),
        input.get_filter_expression(),
    ];
    let texts = texts.map(|text| text.as_deref().unwrap_or_default());
    Fingerprint::of_request(
        schema,
        &texts,
        input.get_expression_attribute_names().as_ref(),
        input.get_expression_attribute_values().as_ref(),
        input.get_scan_index_forward().unwrap_or(true),
    )
}

/// A cursor's key must be one of this key, in this partition: whatever a client has made of it, it leads nowhere else.
fn check_start(
    start: &AttributeMap,
    partition: &[(Cow<'static, str>, AttributeValue)],
    key: QueryKey,
    settings: &Settings,
) -> Result<()> {
    let is_whole = is_position(start, key, settings);
    let is_here =
        partition.iter().all(|(name, value)| start.get(name.as_ref()).is_some_and(|start| is_same(start, value)));
    if is_whole && is_here {
        return Ok(());
    }
    Err(Error::validation("the cursor is not of this query: its key is of another partition or table"))
}

/// DynamoDB writes a number in its own way: 1.50 as 1.5.
fn is_same(left: &AttributeValue, right: &AttributeValue) -> bool {
    left == right || compare_scalars(left, right).is_some_and(Ordering::is_eq)
}
