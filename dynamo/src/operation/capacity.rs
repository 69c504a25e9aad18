use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

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

/// Adds up what operations consume: give it to as many as should be counted together, with `metered`.
///
/// It is a handle, cheap to clone. Pages, chunks and retries of the library are all counted.
///
/// ```
/// # use dynamo::{CapacityMeter, Dynamo, Item};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let users = Dynamo::embedded().table::<User>();
/// # users.create_table().await?;
/// let meter = CapacityMeter::new();
/// users.put(&User { id: "1".into(), visits: 0 }).metered(&meter).await?;
/// users.update(User::key("1")).increment(|user| user.visits, 1).metered(&meter).await?;
/// users.get(User::key("1")).metered(&meter).await?;
/// assert_eq!(meter.consumed().total, 1.0 + 1.0 + 0.5);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Default)]
pub struct CapacityMeter(Arc<Mutex<ConsumedCapacity>>);

impl CapacityMeter {
    /// Nothing consumed yet.
    ///
    /// ```
    /// assert_eq!(dynamo::CapacityMeter::new().consumed().total, 0.0);
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// What has been consumed so far.
    ///
    /// ```
    /// # let meter = dynamo::CapacityMeter::new();
    /// println!("{} units", meter.consumed().total);
    /// ```
    pub fn consumed(&self) -> ConsumedCapacity {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn add(&self, consumed: &types::ConsumedCapacity) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).add(consumed);
    }
}

impl fmt::Debug for CapacityMeter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.consumed().fmt(f)
    }
}

/// What an operation asks DynamoDB to say about its capacity.
pub(crate) fn requested(meter: Option<&CapacityMeter>) -> Option<types::ReturnConsumedCapacity> {
    meter.map(|_| types::ReturnConsumedCapacity::Indexes)
}

/// The method `metered` of a builder; `$meter` is where the meter is kept, `$example` an operation on users.
macro_rules! metered_method {
    ($($meter:ident).+, $example:literal) => {
        /// Adds what the operation consumes to a meter.
        ///
        /// ```
        /// # use dynamo::{CapacityMeter, Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
        /// # let db = Dynamo::embedded();
        /// # let users = db.table::<User>();
        /// # let user = User { id: "1".into(), visits: 2 };
        /// let meter = CapacityMeter::new();
        #[doc = concat!("let operation = ", $example, ".metered(&meter);")]
        /// ```
        pub fn metered(mut self, meter: &$crate::CapacityMeter) -> Self {
            self.$($meter).+ = Some(meter.clone());
            self
        }
    };
}
pub(crate) use metered_method;
