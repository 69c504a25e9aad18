//! The operators of a query on the first component of its sort key.

use super::query::Query;
use crate::{
    codec::Item,
    schema::{Head, IntoComponent, OrderedPart, PrefixPart, SortKey, SortParts},
};

macro_rules! first_component {
    ($($(#[$doc:meta])* $name:ident: $bound:ident;)*) => {$(
        $(#[$doc])*
        /// [How components are compared](SortKey#the-order-of-components).
        ///
        /// ```
        /// # use dynamo::{Dynamo, Item};
        /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
        /// # let events = Dynamo::embedded().table::<Event>();
        #[doc = concat!("let query = events.query(\"1\").", stringify!($name), "(\"2026-01\");")]
        /// ```
        pub fn $name(self, component: impl IntoComponent<Head<S>>) -> Query<T, (), O>
        where
            S: SortParts<Head: $bound>,
        {
            self.ending(SortKey::<S>::new().$name(component))
        }
    )*};
}

/// Operators on the sort key's first component.
impl<T: Item, S, O> Query<T, S, O> {
    first_component! {
        /// The sort key's first component begins with the text.
        begins_with: PrefixPart;
        /// The sort key's first component is less than the value.
        lt: OrderedPart;
        /// The sort key's first component is less than or equal to the value.
        le: OrderedPart;
        /// The sort key's first component is greater than the value.
        gt: OrderedPart;
        /// The sort key's first component is greater than or equal to the value.
        ge: OrderedPart;
    }

    /// The sort key's first component equals the value.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// let query = events.query("1").eq("2026-01-15");
    /// ```
    pub fn eq(self, component: impl IntoComponent<Head<S>>) -> Query<T, (), O>
    where
        S: SortParts,
    {
        self.ending(SortKey::<S>::new().eq(component))
    }

    /// The sort key's first component lies between the values, both included.
    /// [How components are compared](SortKey#the-order-of-components).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "events", partition_key(id), sort_key(at))] struct Event { id: String, at: String }
    /// # let events = Dynamo::embedded().table::<Event>();
    /// let query = events.query("1").between("2026-01-01", "2026-01-31");
    /// ```
    pub fn between(self, low: impl IntoComponent<Head<S>>, high: impl IntoComponent<Head<S>>) -> Query<T, (), O>
    where
        S: SortParts<Head: OrderedPart>,
    {
        self.ending(SortKey::<S>::new().between(low, high))
    }
}
