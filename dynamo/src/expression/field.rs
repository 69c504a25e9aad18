use std::{fmt, marker::PhantomData};

use super::{
    fallback::Fallback,
    path::{AttributePath, Path, PathData},
};
use crate::{
    codec::Document,
    schema::{
        Shaped,
        shape::{DocumentShape, ListShape, MapShape},
    },
};

/// A field of an item of type `T`: an attribute of type `V`; `R` says what may be done to it.
///
/// `Order::FIELDS` has one for every stored field, and closures such as `|o| o.total.gt(5)` receive them all. The
/// operators ask the compiler what the attribute's type allows.
///
/// ```
/// use dynamo::Item;
///
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(id))]
/// struct Order {
///     id: String,
///     #[dynamo(rename = "sum")]
///     total: u64,
/// }
///
/// assert_eq!(Order::FIELDS.total.name(), "sum");
/// let dear = Order::FIELDS.total.gt(1000);
/// ```
pub struct Field<T, V, R> {
    name: &'static str,
    fallback: Fallback<V>,
    types: PhantomData<fn() -> (T, V, R)>,
}

impl<T, V, R> Field<T, V, R> {
    /// For generated code: the field that is stored in the attribute `name`.
    #[doc(hidden)]
    pub const fn new(name: &'static str) -> Self {
        Self { name, fallback: Fallback::NONE, types: PhantomData }
    }

    /// For generated code: old names of the attribute.
    #[doc(hidden)]
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.fallback.aliases = aliases;
        self
    }

    /// For generated code: the value where the attribute is missing.
    #[doc(hidden)]
    #[must_use]
    pub const fn missing(mut self, missing: fn() -> V) -> Self {
        self.fallback.missing = Some(missing);
        self
    }

    /// The value where the attribute is missing, if the field has a default.
    pub(crate) fn default_value(&self) -> Option<V> {
        self.fallback.missing.map(|missing| missing())
    }

    /// For generated code: the value that stands for NULL.
    #[doc(hidden)]
    #[must_use]
    pub const fn null(mut self, null: fn() -> Option<V>) -> Self {
        self.fallback.null = Some(null);
        self
    }

    /// The name of the attribute.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// assert_eq!(User::FIELDS.id.name(), "id");
    /// ```
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// A field of the nested struct. It is looked for under the name of this field; what is inside an old name is not seen.
    ///
    /// ```
    /// # use dynamo::{Attribute, Item};
    /// # #[derive(Attribute)] struct Address { city: String }
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, address: Address }
    /// let condition = User::FIELDS.address.at(|address| address.city).eq("Berlin");
    /// ```
    pub fn at<D, P>(self, field: impl FnOnce(D::Fields) -> P) -> Path<T, P::Value, P::Role>
    where
        V: Shaped<Shape: DocumentShape<Document = D>>,
        D: Document,
        P: AttributePath<D>,
    {
        self.path().at(field)
    }

    /// The element of the list at that position, from 0.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, emails: Vec<String> }
    /// let condition = User::FIELDS.emails.index(0).eq("ada@example.com");
    /// ```
    pub fn index<E>(self, index: usize) -> Path<T, E>
    where
        V: Shaped<Shape: ListShape<Element = E>>,
    {
        self.path().index(index)
    }

    /// The value of the map under that key.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))]
    /// # struct Product { id: String, stock: std::collections::HashMap<String, u64> }
    /// let condition = Product::FIELDS.stock.key("Berlin").ge(1);
    /// ```
    pub fn key<E>(self, key: impl Into<String>) -> Path<T, E>
    where
        V: Shaped<Shape: MapShape<Value = E>>,
    {
        self.path().key(key)
    }

    fn path(self) -> Path<T, V, R> {
        Path::new(self.into_path(), Fallback::NONE)
    }
}

impl<T, V, R> AttributePath<T> for Field<T, V, R> {
    type Value = V;
    type Role = R;

    fn into_path(self) -> PathData {
        PathData::attribute(self.name)
    }

    fn fallback(&self) -> Fallback<V> {
        self.fallback
    }
}

impl<T, V, R> Clone for Field<T, V, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, V, R> Copy for Field<T, V, R> {}

impl<T, V, R> fmt::Debug for Field<T, V, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Field({})", self.name)
    }
}

/// A flattened field: its own fields stand beside those of the item of type `T`.
///
/// ```
/// # use dynamo::{Attribute, Item};
/// # #[derive(Attribute)] struct Audit { created_by: String }
/// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Page { id: String, #[dynamo(flatten)] audit: Audit }
/// assert_eq!(Page::FIELDS.audit.at(|audit| audit.created_by).to_string(), "created_by");
/// ```
pub struct Flattened<T, D> {
    types: PhantomData<fn() -> (T, D)>,
}

impl<T, D> Flattened<T, D> {
    /// For generated code.
    #[doc(hidden)]
    #[allow(clippy::new_without_default, reason = "a constant, for generated code")]
    pub const fn new() -> Self {
        Self { types: PhantomData }
    }

    /// A field of the flattened struct.
    ///
    /// ```
    /// # use dynamo::{Attribute, Item};
    /// # #[derive(Attribute)] struct Audit { created_by: String }
    /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Page { id: String, #[dynamo(flatten)] audit: Audit }
    /// let condition = Page::FIELDS.audit.at(|audit| audit.created_by).eq("ada");
    /// ```
    pub fn at<P>(self, field: impl FnOnce(D::Fields) -> P) -> Path<T, P::Value, P::Role>
    where
        D: Document,
        P: AttributePath<D>,
    {
        let inner = field(D::FIELDS);
        let fallback = inner.fallback();
        Path::new(inner.into_path(), fallback)
    }
}

impl<T, D> Clone for Flattened<T, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T, D> Copy for Flattened<T, D> {}

impl<T, D> fmt::Debug for Flattened<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flattened")
    }
}
