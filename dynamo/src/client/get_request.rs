//! One request of a batch get.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::Arc,
};

use aws_sdk_dynamodb::{
    operation::batch_get_item::builders::BatchGetItemInputBuilder,
    types::{KeysAndAttributes, ReturnConsumedCapacity},
};

use super::{
    bulk::{BulkOptions, Origin, Unfinished},
    bulk_get::Outcome,
    wire::{AnswerReader, Exchange, KeptItems, KeyNames, Operation},
};
use crate::{
    codec::{ItemData, KeyIdentity},
    error::{AttributeMap, Error, ErrorKind, Result},
    expression::{Expressions, PathData, SelectedPath},
    operation::{CapacityMeter, Connection},
};

/// One key to read.
pub(super) struct GetEntry {
    /// The position of its group.
    pub(super) group: usize,
    pub(super) identity: KeyIdentity,
    pub(super) key: AttributeMap,
    pub(super) origin: Origin,
}

/// What a batch get is given.
#[derive(Default)]
pub(super) struct Inputs {
    pub(super) entries: Vec<GetEntry>,
    /// What cannot be asked for.
    pub(super) refused: Unfinished,
}

impl Inputs {
    pub(super) fn count(&self) -> usize {
        self.entries.len() + self.refused.count()
    }

    /// The keys to read; or an error with all inputs if one of them cannot be read.
    pub(super) fn entries(self, operation: &str) -> Result<Vec<GetEntry>> {
        let Self { entries, mut refused } = self;
        if refused.is_empty() {
            return Ok(entries);
        }
        refused.add(entries.into_iter().map(|entry| entry.origin), None);
        Err(refused.into_error(operation, 0))
    }
}

/// Keys of one table that are read in one way.
pub(super) struct Group {
    pub(super) table: String,
    /// The names of the table's key attributes.
    names: KeyNames,
    consistent: bool,
    projection: Option<String>,
    placeholders: Option<HashMap<String, String>>,
    /// What these keys consume is added to it.
    meter: Option<CapacityMeter>,
}

impl Group {
    /// Of whole items if nothing is selected; a selection comes with the attributes in `also`.
    pub(super) fn new(
        table: String,
        names: &KeyNames,
        consistent: bool,
        selected: Option<&[SelectedPath]>,
        also: &[Cow<'static, str>],
    ) -> Result<Self> {
        // With the keys, which say whose the answers are.
        let paths = selected.map(|selected| {
            let mut paths = SelectedPath::all(selected, |_| true);
            paths.extend(names.iter().chain(also).cloned().map(PathData::attribute));
            paths
        });
        let expressions = Expressions::of_read(None, None, paths.as_deref())?;
        let (projection, placeholders) = (expressions.projection, expressions.names);
        Ok(Self { table, names: names.clone(), consistent, projection, placeholders, meter: None })
    }

    pub(super) fn metered(mut self, meter: Option<&CapacityMeter>) -> Self {
        self.meter = meter.cloned();
        self
    }

    fn keys(&self, keys: Vec<AttributeMap>) -> Result<KeysAndAttributes> {
        KeysAndAttributes::builder()
            .set_keys(Some(keys))
            .set_consistent_read(self.consistent.then_some(true))
            .set_projection_expression(self.projection.clone())
            .set_expression_attribute_names(self.placeholders.clone())
            .build()
            .map_err(|error| Error::validation(error.to_string()))
    }
}

fn strange(what: &str) -> Error {
    Error::new(ErrorKind::InvalidResponse, format!("DynamoDB gave an item {what}"))
}

/// One request; what is unprocessed stays in `left`.
pub(super) async fn get_once(
    connection: &Connection,
    groups: &[Group],
    options: &BulkOptions,
    outcome: &mut Outcome,
) -> Result<()> {
    let mut keys: HashMap<usize, Vec<AttributeMap>> = HashMap::new();
    for entry in &outcome.left {
        keys.entry(entry.group).or_default().push(entry.key.clone());
    }
    // A request has one group of a table: a table's name says which.
    let group_of =
        |table: &str| outcome.left.iter().map(|entry| entry.group).find(|group| groups[*group].table == table);
    let names = keys.keys().map(|group| (groups[*group].table.clone(), groups[*group].names.clone()));
    let kept = Arc::new(KeptItems::of_tables(names.collect()));
    let tables = keys
        .into_iter()
        .map(|(group, keys)| Ok((groups[group].table.clone(), groups[group].keys(keys)?)))
        .collect::<Result<HashMap<_, _>>>()?;
    let table = if tables.len() == 1 { tables.keys().next().cloned() } else { None };
    let only_group = table.as_deref().and_then(group_of);
    let reader = connection.is_direct.then(|| kept.clone() as Arc<dyn AnswerReader>);
    let exchange = Exchange::new(Operation::batch_get(), table).answer(reader);
    let input = BatchGetItemInputBuilder::default().set_request_items(Some(tables));
    let is_metered = options.capacity || groups.iter().any(|group| group.meter.is_some());
    let input = input.set_return_consumed_capacity(is_metered.then_some(ReturnConsumedCapacity::Indexes));
    let output = exchange.send(connection, input).await?;
    for consumed in output.consumed_capacity.iter().flatten() {
        if let Some(sum) = &mut outcome.consumed {
            sum.add(consumed);
        }
        let group = only_group.or_else(|| group_of(consumed.table_name()?));
        if let Some(meter) = group.and_then(|group| groups[group].meter.as_ref()) {
            meter.add(consumed);
        }
    }

    let asked: HashSet<(usize, &KeyIdentity)> =
        outcome.left.iter().map(|entry| (entry.group, &entry.identity)).collect();
    let mut unprocessed: HashSet<(usize, KeyIdentity)> = HashSet::new();
    let mut is_strange = false;
    for (table, left) in output.unprocessed_keys.into_iter().flatten() {
        let Some(group) = group_of(&table) else {
            is_strange = true;
            continue;
        };
        unprocessed.extend(left.keys.iter().map(|key| (group, KeyIdentity::of(key, &groups[group].names))));
    }
    // The SDK has the items where the library has not found them, or an interceptor has put others in their place.
    let answers: Vec<(String, ItemData, Option<AttributeMap>)> = match output.responses {
        Some(tables) => tables
            .into_iter()
            .flat_map(|(table, items)| items.into_iter().map(move |item| (table.clone(), ItemData::Map(item), None)))
            .collect(),
        None => {
            let kept = kept.take().into_iter().flatten();
            kept.filter_map(|kept| Some((kept.table?, ItemData::Wire(kept.item?), kept.key))).collect()
        }
    };
    let mut items = Vec::with_capacity(answers.len());
    for (table, item, key) in answers {
        let Some(group) = group_of(&table) else { return Err(strange("of a table that was not asked for")) };
        let names = &groups[group].names;
        let key = key.map_or_else(|| item.attributes(names), Ok)?;
        if key.len() < names.len() {
            return Err(strange("without its key"));
        }
        let identity = KeyIdentity::of(&key, names);
        // Only what was asked for.
        if asked.contains(&(group, &identity)) {
            items.push(((group, identity), item));
        }
    }
    // What is unprocessed and was not sent says nothing about what was: all that has not come is asked again.
    let unprocessed: HashSet<(usize, &KeyIdentity)> = unprocessed.iter().map(|(group, key)| (*group, key)).collect();
    is_strange |= !unprocessed.is_subset(&asked);
    let came: HashSet<(usize, &KeyIdentity)> = items.iter().map(|((group, key), _)| (*group, key)).collect();
    outcome.left.retain(|entry| {
        let identity = (entry.group, &entry.identity);
        !came.contains(&identity) && (is_strange || unprocessed.contains(&identity))
    });
    drop(came);
    outcome.items.extend(items);
    Ok(())
}
