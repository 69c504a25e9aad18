//! The conditions of a write, the same for put, update and delete.

use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;

use super::CapacityMeter;
use crate::{
    codec::Item,
    config::Settings,
    error::Result,
    expression::{Actions, Expressions, Node, PathData},
};

/// What must hold for a write to happen.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    /// `attribute_exists` or `attribute_not_exists` of the item's partition key.
    existence: Option<&'static str>,
    condition: Option<Node>,
    pub(super) old_on_failure: bool,
    /// What counts what the write consumes.
    pub(crate) meter: Option<CapacityMeter>,
}

/// What a write needs to know of its conditions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GuardSummary {
    /// Whether the item must be new.
    pub(crate) is_create: bool,
    /// Whether the caller asked for the item that is there.
    pub(crate) old_on_failure: bool,
}

impl Guard {
    /// The item must be there.
    pub(super) fn must_exist(mut self) -> Self {
        self.existence = Some("attribute_exists");
        self
    }

    /// The item must not be there.
    pub(super) fn must_not_exist(mut self) -> Self {
        self.existence = Some("attribute_not_exists");
        self
    }

    /// What a write needs to know of it when it is sent.
    pub(crate) fn summary(&self) -> GuardSummary {
        GuardSummary { is_create: self.existence == Some("attribute_not_exists"), old_on_failure: self.old_on_failure }
    }

    /// Whether it asks for nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.existence.is_none() && self.condition.is_none()
    }

    pub(super) fn add(&mut self, node: Node) {
        self.condition = Some(match self.condition.take() {
            Some(condition) => condition.and(node),
            None => node,
        });
    }

    pub(super) fn failure_returns(&self) -> Option<ReturnValuesOnConditionCheckFailure> {
        self.old_on_failure.then_some(ReturnValuesOnConditionCheckFailure::AllOld)
    }

    /// The condition, and the update beside it, as expressions that share their placeholders.
    pub(super) fn render<T: Item>(mut self, update: Option<Actions>, settings: &Settings) -> Result<Expressions> {
        if let Some(function) = self.existence {
            let partition = T::SCHEMA.partition_name(settings);
            self.add(Node::existence(function, PathData::attribute(partition)));
        }
        Expressions::render(self.condition, update)
    }
}

/// The public methods of a builder with a `guard`.
macro_rules! guard_methods {
    ($verb:literal, $example:literal) => {
        #[doc = concat!($verb, " only if the condition holds for the item that is there. Several conditions must all hold.")]
        ///
        /// ```
        /// # use dynamo::{Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
        /// # let users = Dynamo::embedded().table::<User>();
        /// # let user = User { id: "1".into(), visits: 2 };
        #[doc = concat!("let operation = ", $example, ".when(|user| user.visits.lt(2));")]
        /// assert!(operation.explain()?.contains("visits < 2"));
        /// # Ok::<(), dynamo::Error>(())
        /// ```
        pub fn when(mut self, condition: impl FnOnce(T::Fields) -> $crate::Condition<T>) -> Self {
            self.guard.add(condition(<T as $crate::Document>::FIELDS).into_node());
            self
        }

        #[doc = concat!($verb, " only if a condition in DynamoDB's own words holds; `()` stands for no names and values.")]
        ///
        /// ```
        /// # use dynamo::{Dynamo, ExpressionValues, Item};
        /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
        /// # let users = Dynamo::embedded().table::<User>();
        /// # let user = User { id: "1".into(), visits: 2 };
        /// let values = ExpressionValues::new().value(":max", 2);
        #[doc = concat!("let operation = ", $example, ".when_expression(\"visits < :max\", values);")]
        /// assert!(operation.explain()?.contains("visits < 2"));
        /// # Ok::<(), dynamo::Error>(())
        /// ```
        pub fn when_expression(
            mut self,
            expression: impl Into<String>,
            values: impl Into<$crate::ExpressionValues>,
        ) -> Self {
            self.guard.add($crate::Condition::<T>::raw(expression, values).into_node());
            self
        }

        /// If a condition fails, the error holds the item that is there: [`Error::old_item`](crate::Error::old_item).
        ///
        /// ```
        /// # use dynamo::{Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, visits: u32 }
        /// # let users = Dynamo::embedded().table::<User>();
        /// # let user = User { id: "1".into(), visits: 2 };
        #[doc = concat!("let operation = ", $example, ".return_old_on_condition_failure();")]
        /// assert!(operation.into_input()?.return_values_on_condition_check_failure().is_some());
        /// # Ok::<(), dynamo::Error>(())
        /// ```
        pub fn return_old_on_condition_failure(mut self) -> Self {
            self.guard.old_on_failure = true;
            self
        }
    };
}
pub(super) use guard_methods;
