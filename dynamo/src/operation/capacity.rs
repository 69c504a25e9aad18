use std::collections::BTreeMap;

use aws_sdk_dynamodb::types;

/// The capacity that requests have consumed, in capacity units, summed over all of them.
///
/// A read unit is one strongly consistent read of up to 4 KB, or two eventually consistent ones; a write unit is one write
/// of up to 1 KB. From AWS's page "DynamoDB throughput capacity".
///
/// ```
/// # use dynamo::{Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: u64 }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let events = Dynamo::embedded().table::<Event>();
/// # events.create_table().await?;
/// # events.put(&Event { id: "1".into(), at: 1 }).await?;
/// let page = events.query("1").return_consumed_capacity().page().await?;
/// assert_eq!(page.consumed_capacity.unwrap().total, 0.5);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ConsumedCapacity {
    /// All of it, in capacity units.
    pub total: f64,
    /// What the tables themselves consumed, in capacity units.
    pub table: f64,
    /// What each index consumed, in capacity units, by its name.
    pub indexes: BTreeMap<String, f64>,
}

impl ConsumedCapacity {
    /// Adds what other requests consumed.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.total += other.total;
        self.table += other.table;
        for (name, units) in &other.indexes {
            *self.indexes.entry(name.clone()).or_default() += units;
        }
    }

    /// Adds what one request consumed.
    pub(crate) fn add(&mut self, consumed: &types::ConsumedCapacity) {
        let units =
            |capacity: Option<&types::Capacity>| capacity.and_then(types::Capacity::capacity_units).unwrap_or(0.0);
        self.total += consumed.capacity_units().unwrap_or(0.0);
        self.table += units(consumed.table());
        let global = consumed.global_secondary_indexes().into_iter().flatten();
        for (name, capacity) in global.chain(consumed.local_secondary_indexes().into_iter().flatten()) {
            *self.indexes.entry(name.clone()).or_default() += units(Some(capacity));
        }
    }
}
