use std::{fmt, marker::PhantomData};

use super::{ComponentValue, IntoComponent, Shaped, range::SortOperator, shape};

/// A part of a text sort key, of type `C`: for the compiler only.
#[doc(hidden)]
#[derive(Debug)]
pub struct TextPart<C>(PhantomData<fn() -> C>);

/// A part of a text sort key that is a number padded with zeros: for the compiler only.
#[doc(hidden)]
#[derive(Debug)]
pub struct PaddedPart<C>(PhantomData<fn() -> C>);

/// A sort key that is a field's own attribute, of type `C`: for the compiler only.
#[doc(hidden)]
#[derive(Debug)]
pub struct NativePart<C>(PhantomData<fn() -> C>);

/// A part of a sort key.
pub trait SortPart {
    /// The type of the component.
    type Component;
}

impl<C> SortPart for TextPart<C> {
    type Component = C;
}
impl<C> SortPart for PaddedPart<C> {
    type Component = C;
}
impl<C> SortPart for NativePart<C> {
    type Component = C;
}

/// A part of a sort key with an order: `lt`, `le`, `gt`, `ge`, `between`.
#[diagnostic::on_unimplemented(message = "this part of the sort key has no order")]
pub trait OrderedPart: SortPart {}
impl<C: Shaped<Shape: OrderedAsText<C>>> OrderedPart for TextPart<C> {}
impl<C> OrderedPart for PaddedPart<C> {}
impl<C: Shaped<Shape: shape::OrderedShape>> OrderedPart for NativePart<C> {}

/// A part of a sort key with a beginning: `begins_with`.
#[diagnostic::on_unimplemented(message = "this part of the sort key has no beginning to compare")]
pub trait PrefixPart: SortPart {}
impl<C: Shaped<Shape: PrefixAsText<C>>> PrefixPart for TextPart<C> {}
impl<C: Shaped<Shape: shape::PrefixShape>> PrefixPart for NativePart<C> {}

/// The shape of a type `C` whose order in a text key is the order of its values.
#[diagnostic::on_unimplemented(
    message = "`{C}` has no order as text in a composite key",
    label = "lt, le, gt, ge and between need a component whose text order is its value order",
    note = "for an unsigned integer pad it in a key template: #[dynamo(sk = \"{{number:010}}\")]; or use keys = \"native\""
)]
pub trait OrderedAsText<C> {}
impl<C> OrderedAsText<C> for shape::Text {}

/// The shape of a type `C` whose text in a key has a meaningful beginning.
#[diagnostic::on_unimplemented(
    message = "`{C}` has no beginning to compare in a composite key",
    label = "begins_with needs a component that is text"
)]
pub trait PrefixAsText<C> {}
impl<C> PrefixAsText<C> for shape::Text {}
impl<C> PrefixAsText<C> for shape::Label {}

/// What is left of a sort key to walk: a tuple of parts.
#[diagnostic::on_unimplemented(
    message = "there is nothing left of the sort key to compare",
    label = "every component is given already, an operator has ended the walk, or there is no sort key",
    note = "walk the sort key from the left with `.sort(|key| key.with(..).ge(..))`; one operator ends it"
)]
pub trait SortParts {
    /// The next part.
    type Head: SortPart;
    /// The parts after it.
    type Tail;
}

macro_rules! sort_parts {
    ($($head:ident $($tail:ident)*;)*) => {$(
        impl<$head: SortPart, $($tail),*> SortParts for ($head, $($tail,)*) {
            type Head = $head;
            type Tail = ($($tail,)*);
        }
    )*};
}

// The derive macro refuses keys of more parts.
sort_parts! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
}

/// The type of the next component.
pub type Head<S> = <<S as SortParts>::Head as SortPart>::Component;

/// A walk along a composite sort key, from the left: give components with [`with`](SortKey::with), and end with one
/// operator on the next, or with none.
///
/// Comparisons are of whole components, not of characters: `with("2026-01-1")` does not match 2026-01-10.
///
/// # The order of components
///
/// `lt`, `le`, `gt`, `ge` and `between` compare keys. Where the key is a field's own attribute, and on the last component of
/// a text key, the order is that of the values. On a component that is not the last, or that fixed text follows, it is so
/// unless one value begins another and goes on there with a character below the separator: below `#` are the space, `!`, `"`
/// and control characters, so `report 2` may sort before `report`. Dates, ids and padded numbers never do this. `with`, `eq`
/// and `begins_with` know no such case, and [`find`](crate::Table::find) is exact with all values.
///
/// ```
/// use dynamo::{Dynamo, Item};
///
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, order_id))]
/// struct Order {
///     customer: String,
///     placed_on: String,
///     order_id: String,
/// }
///
/// let orders = Dynamo::embedded().table::<Order>();
/// let late = orders.query("C123").sort(|key| key.with("2026-01-15").ge("ORD-400"));
/// ```
#[must_use = "a walk does nothing until it is given to a query"]
pub struct SortKey<S> {
    pub(crate) fixed: Vec<ComponentValue<'static>>,
    parts: PhantomData<fn() -> S>,
}

impl<S> SortKey<S> {
    pub(crate) fn new() -> Self {
        Self { fixed: Vec::new(), parts: PhantomData }
    }
}

impl<S> fmt::Debug for SortKey<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.fixed).finish()
    }
}

/// What a sort key must be: the end of a walk.
#[must_use = "a condition does nothing until it is given to a query"]
#[derive(Debug)]
pub struct SortKeyCondition {
    pub(crate) fixed: Vec<ComponentValue<'static>>,
    pub(crate) operator: SortOperator,
}

impl<S> From<SortKey<S>> for SortKeyCondition {
    fn from(walk: SortKey<S>) -> Self {
        Self { fixed: walk.fixed, operator: SortOperator::Any }
    }
}

impl<S> SortKey<S> {
    /// Gives the next component.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, order_id))]
    /// # struct Order { customer: String, placed_on: String, order_id: String }
    /// # let orders = Dynamo::embedded().table::<Order>();
    /// let query = orders.query("C123").sort(|key| key.with("2026-01-15").with("ORD-456"));
    /// # query.into_input()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn with(mut self, component: impl IntoComponent<Head<S>>) -> SortKey<S::Tail>
    where
        S: SortParts,
    {
        self.fixed.push(component.into_component());
        SortKey { fixed: self.fixed, parts: PhantomData }
    }

    /// The next component equals the value; the same as [`with`](SortKey::with), and the end of the walk.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, order_id))]
    /// # struct Order { customer: String, placed_on: String, order_id: String }
    /// # let orders = Dynamo::embedded().table::<Order>();
    /// let query = orders.query("C123").sort(|key| key.eq("2026-01-15"));
    /// # query.into_input()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn eq(self, component: impl IntoComponent<Head<S>>) -> SortKeyCondition
    where
        S: SortParts,
    {
        self.end(SortOperator::Eq(component.into_component()))
    }

    /// The next component begins with the text.
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, order_id))]
    /// # struct Order { customer: String, placed_on: String, order_id: String }
    /// # let orders = Dynamo::embedded().table::<Order>();
    /// let query = orders.query("C123").sort(|key| key.begins_with("2026-01"));
    /// # query.into_input()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn begins_with(self, prefix: impl IntoComponent<Head<S>>) -> SortKeyCondition
    where
        S: SortParts<Head: PrefixPart>,
    {
        self.end(SortOperator::BeginsWith(prefix.into_component()))
    }

    /// The next component is less than the value. [How they are ordered](SortKey#the-order-of-components).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, order_id))]
    /// # struct Order { customer: String, placed_on: String, order_id: String }
    /// # let orders = Dynamo::embedded().table::<Order>();
    /// let query = orders.query("C123").sort(|key| key.lt("2026-01-15"));
    /// # query.into_input()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn lt(self, component: impl IntoComponent<Head<S>>) -> SortKeyCondition
    where
        S: SortParts<Head: OrderedPart>,
    {
        self.end(SortOperator::Lt(component.into_component()))
    }

    /// The next component is less than or equal to the value. [How they are ordered](SortKey#the-order-of-components).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, order_id))]
    /// # struct Order { customer: String, placed_on: String, order_id: String }
    /// # let orders = Dynamo::embedded().table::<Order>();
    /// let query = orders.query("C123").sort(|key| key.le("2026-01-15"));
    /// # query.into_input()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn le(self, component: impl IntoComponent<Head<S>>) -> SortKeyCondition
    where
        S: SortParts<Head: OrderedPart>,
    {
        self.end(SortOperator::Le(component.into_component()))
    }

    /// The next component is greater than the value. [How they are ordered](SortKey#the-order-of-components).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, order_id))]
    /// # struct Order { customer: String, placed_on: String, order_id: String }
    /// # let orders = Dynamo::embedded().table::<Order>();
    /// let query = orders.query("C123").sort(|key| key.gt("2026-01-15"));
    /// # query.into_input()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn gt(self, component: impl IntoComponent<Head<S>>) -> SortKeyCondition
    where
        S: SortParts<Head: OrderedPart>,
    {
        self.end(SortOperator::Gt(component.into_component()))
    }

    /// The next component is greater than or equal to the value. [How they are ordered](SortKey#the-order-of-components).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, order_id))]
    /// # struct Order { customer: String, placed_on: String, order_id: String }
    /// # let orders = Dynamo::embedded().table::<Order>();
    /// let query = orders.query("C123").sort(|key| key.with("2026-01-15").ge("ORD-400"));
    /// # query.into_input()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn ge(self, component: impl IntoComponent<Head<S>>) -> SortKeyCondition
    where
        S: SortParts<Head: OrderedPart>,
    {
        self.end(SortOperator::Ge(component.into_component()))
    }

    /// The next component lies between the values, both included. [How they are ordered](SortKey#the-order-of-components).
    ///
    /// ```
    /// # use dynamo::{Dynamo, Item};
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(customer), sort_key(placed_on, order_id))]
    /// # struct Order { customer: String, placed_on: String, order_id: String }
    /// # let orders = Dynamo::embedded().table::<Order>();
    /// let query = orders.query("C123").sort(|key| key.between("2026-01-01", "2026-01-31"));
    /// # query.into_input()?;
    /// # Ok::<(), dynamo::Error>(())
    /// ```
    pub fn between(self, low: impl IntoComponent<Head<S>>, high: impl IntoComponent<Head<S>>) -> SortKeyCondition
    where
        S: SortParts<Head: OrderedPart>,
    {
        self.end(SortOperator::Between(low.into_component(), high.into_component()))
    }

    fn end(self, operator: SortOperator) -> SortKeyCondition {
        SortKeyCondition { fixed: self.fixed, operator }
    }
}
