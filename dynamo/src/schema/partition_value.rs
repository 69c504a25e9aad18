use super::{ComponentValue, IntoComponent};

/// A value for a partition key of the components `P`: a bare value for one component, a tuple for several, `()` for an index
/// whose partition key has none.
///
/// ```
/// use dynamo::{Dynamo, Item};
///
/// #[derive(Item)]
/// #[dynamo(table = "visits", partition_key(tenant, day), sort_key(id))]
/// struct Visit {
///     tenant: String,
///     day: String,
///     id: String,
/// }
///
/// let visits = Dynamo::embedded().table::<Visit>();
/// let query = visits.query(("acme", "2026-01-15"));
/// assert!(query.explain()?.contains("tenant#acme#day#2026-01-15#visit"));
/// # Ok::<(), dynamo::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not name a partition: its key has the components `{P}`",
    label = "give one value for one component, a tuple in their order for several"
)]
pub trait PartitionValue<P> {
    /// The components' values, in order.
    fn into_components(self) -> Vec<ComponentValue<'static>>;
}

impl<A, X: IntoComponent<A>> PartitionValue<(A,)> for X {
    fn into_components(self) -> Vec<ComponentValue<'static>> {
        vec![self.into_component()]
    }
}

/// For an index whose partition key is one fixed text.
#[diagnostic::do_not_recommend]
impl PartitionValue<()> for () {
    fn into_components(self) -> Vec<ComponentValue<'static>> {
        Vec::new()
    }
}

macro_rules! tuples {
    ($($($component:ident $value:ident $index:tt),*;)*) => {$(
        impl<$($component, $value: IntoComponent<$component>),*> PartitionValue<($($component,)*)> for ($($value,)*) {
            fn into_components(self) -> Vec<ComponentValue<'static>> {
                vec![$(self.$index.into_component()),*]
            }
        }
    )*};
}

// The derive macro refuses keys of more components.
tuples! {
    A X 0, B Y 1;
    A X 0, B Y 1, C Z 2;
    A X 0, B Y 1, C Z 2, D W 3;
    A X 0, B Y 1, C Z 2, D W 3, E V 4;
    A X 0, B Y 1, C Z 2, D W 3, E V 4, F U 5;
}
