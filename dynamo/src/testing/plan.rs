//! Faults by chance.

use super::fault::Fault;
use super::random::Draws;

/// Chances of faults, drawn from a seed.
///
/// The seed and a request's number decide its fate, so that the same requests in the same order meet the same faults.
/// `Debug` shows the seed: print the plan when a test fails, and run it again with that seed.
///
/// ```
/// use dynamo::testing::{Fault, Plan, Withhold};
///
/// let plan = Plan::seeded(42)
///     .with(0.05, Fault::Throttling)
///     .with(0.02, Fault::AnswerLost)
///     .with(0.30, Fault::Unprocessed(Withhold::Random))
///     .with_on("PutItem", 0.10, Fault::TransactionConflict);
/// # let _ = plan;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a plan does nothing until it is given to `Faults`"]
pub struct Plan {
    seed: u64,
    chances: Vec<Chance>,
}

#[derive(Debug, Clone, PartialEq)]
struct Chance {
    probability: f64,
    operation: Option<String>,
    fault: Fault,
}

impl Plan {
    /// A plan without faults yet.
    ///
    /// ```
    /// use dynamo::testing::Plan;
    ///
    /// let plan = Plan::seeded(42);
    /// assert!(format!("{plan:?}").contains("42")); // to print when a test fails
    /// ```
    pub fn seeded(seed: u64) -> Self {
        Self { seed, chances: Vec::new() }
    }

    /// Adds a fault that happens to this share of the requests it can happen to, from 0.0 (never) to 1.0 (always).
    ///
    /// One request meets one fault at most. The chances of the faults that a request can meet add up; should they come
    /// to more than 1.0, those added last lose.
    ///
    /// ```
    /// # use dynamo::{embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults, Plan};
    ///
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let client = Client::from_conf(sdk_config(faults.clone()));
    /// faults.plan(Plan::seeded(42).with(0.25, Fault::AccessDenied));
    /// for _ in 0..100 {
    ///     let _ = client.list_tables().send().await;
    /// }
    /// let denied = faults.requests().iter().filter(|request| request.fault.is_some()).count();
    /// assert!((15..=35).contains(&denied), "about a quarter: {denied}");
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn with(self, probability: f64, fault: Fault) -> Self {
        self.chance(probability, None, fault)
    }

    /// Adds a fault that happens to this share of the requests of one operation, such as `"PutItem"`: from 0.0 to 1.0.
    ///
    /// ```
    /// # use dynamo::{Dynamo, ErrorKind, Item, embedded::{EmbeddedConnector, sdk_config}, sdk::Client};
    /// use dynamo::testing::{Fault, Faults, Plan};
    ///
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// # let faults = Faults::new(EmbeddedConnector::in_memory()?);
    /// # let users = Dynamo::new(Client::from_conf(sdk_config(faults.clone()))).table::<User>();
    /// faults.plan(Plan::seeded(42).with_on("PutItem", 1.0, Fault::AccessDenied));
    /// users.create_table().await?;
    /// let error = users.put(&User { id: "1".into() }).await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::AccessDenied);
    /// # Ok::<(), Box<dyn std::error::Error + Send + Sync>>(())
    /// # }).unwrap();
    /// ```
    pub fn with_on(self, operation: impl Into<String>, probability: f64, fault: Fault) -> Self {
        self.chance(probability, Some(operation.into()), fault)
    }

    /// The seed that this plan was made from.
    ///
    /// ```
    /// use dynamo::testing::Plan;
    ///
    /// assert_eq!(Plan::seeded(42).seed(), 42);
    /// ```
    pub fn seed(&self) -> u64 {
        self.seed
    }

    fn chance(mut self, probability: f64, operation: Option<String>, fault: Fault) -> Self {
        self.chances.push(Chance { probability, operation, fault });
        self
    }

    /// The fate of one request.
    pub(super) fn draw(&self, number: usize, operation: &str) -> Option<Fault> {
        let mut draw = Draws::of_request(self.seed, number).unit(0);
        let possible = self.chances.iter().filter(|chance| chance.concerns(operation));
        for Chance { probability, fault, .. } in possible {
            if draw < *probability {
                return Some(fault.clone());
            }
            draw -= probability.max(0.0);
        }
        None
    }
}

impl Chance {
    fn concerns(&self, operation: &str) -> bool {
        self.operation.as_deref().is_none_or(|only| only == operation) && self.fault.happens_to(operation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Withhold;

    fn fates(plan: &Plan, operation: &str) -> Vec<Option<Fault>> {
        (0..1000).map(|number| plan.draw(number, operation)).collect()
    }

    #[test]
    fn a_seed_decides_everything() {
        let plan = |seed| Plan::seeded(seed).with(0.2, Fault::Throttling).with(0.2, Fault::Timeout);
        assert_eq!(fates(&plan(7), "GetItem"), fates(&plan(7), "GetItem"));
        assert_ne!(fates(&plan(7), "GetItem"), fates(&plan(8), "GetItem"));
        assert!(format!("{:?}", plan(7)).contains("seed: 7"));
    }

    #[test]
    fn faults_come_about_as_often_as_asked() {
        let plan = Plan::seeded(1).with(0.1, Fault::Throttling).with(0.3, Fault::Timeout);
        let fates = fates(&plan, "GetItem");
        let count = |wanted: &Fault| fates.iter().flatten().filter(|fault| *fault == wanted).count();
        assert!((70..130).contains(&count(&Fault::Throttling)));
        assert!((250..350).contains(&count(&Fault::Timeout)));
    }

    #[test]
    fn never_always_and_nonsense() {
        let fates_with = |probability| fates(&Plan::seeded(1).with(probability, Fault::Timeout), "GetItem");
        assert!(fates_with(0.0).iter().all(Option::is_none));
        assert!(fates_with(-1.0).iter().all(Option::is_none));
        assert!(fates_with(f64::NAN).iter().all(Option::is_none));
        assert!(fates_with(1.0).iter().all(Option::is_some));
    }

    #[test]
    fn a_fault_meets_only_what_it_can_happen_to() {
        let plan = Plan::seeded(1).with(1.0, Fault::Unprocessed(Withhold::All)).with_on("Query", 1.0, Fault::Timeout);
        assert_eq!(plan.draw(0, "BatchGetItem"), Some(Fault::Unprocessed(Withhold::All)));
        assert_eq!(plan.draw(0, "Query"), Some(Fault::Timeout));
        assert_eq!(plan.draw(0, "Scan"), None);
    }
}
