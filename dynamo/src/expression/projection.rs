use super::selection::{SelectedItem, SelectedPath};
use crate::{codec::Item, error::DecodeError};

/// Some of an item's attributes as a struct of their own; implemented by `#[derive(Projection)]`.
///
/// ```
/// use dynamo::{Dynamo, Item, Projection};
///
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(customer), sort_key(id))]
/// struct Order {
///     customer: String,
///     id: String,
///     total: u64,
///     notes: Vec<String>,
/// }
///
/// #[derive(Projection, Debug, PartialEq)]
/// #[dynamo(item = Order)]
/// struct Slim {
///     id: String,
///     total: u64,
/// }
///
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// # let orders = Dynamo::embedded().table::<Order>();
/// # orders.create_table().await?;
/// # orders.put(&Order { customer: "C1".into(), id: "1".into(), total: 7, notes: vec![] }).await?;
/// let slim: Vec<Slim> = orders.query("C1").project::<Slim>().collect().await?;
/// assert_eq!(slim, [Slim { id: "1".into(), total: 7 }]);
/// # Ok::<(), dynamo::Error>(())
/// # }).unwrap();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a projection of an item",
    label = "not a projection",
    note = "put #[derive(dynamo::Projection)] and #[dynamo(item = TheItem)] on the struct"
)]
pub trait Projection: Sized + Send + 'static {
    /// The type of the items that it shows some attributes of.
    type Item: Item;

    /// For the library: the attributes.
    #[doc(hidden)]
    fn paths() -> Vec<SelectedPath>;

    /// For the library: the value from an item that came back.
    #[doc(hidden)]
    fn read(item: &SelectedItem<'_>) -> Result<Self, DecodeError>;
}
