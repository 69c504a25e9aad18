use std::{borrow::Cow, fmt, marker::PhantomData};

use aws_sdk_dynamodb::types::AttributeValue;

use super::{fallback::Fallback, role::Element};
use crate::{
    codec::Document,
    error::AttributeMap,
    schema::{
        Shaped,
        shape::{DocumentShape, ListShape, MapShape},
    },
};

/// An attribute of an item of type `T`, or a place inside one: what expressions name.
///
/// [`Field`](super::Field) and [`Path`] implement it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an attribute of `{T}`",
    label = "not a field of `{T}`",
    note = "name a field of the item: |item| item.field, or a place in it: .at(|nested| nested.field), .index(0), .key(\"k\")"
)]
pub trait AttributePath<T> {
    /// The type of the value at the path.
    type Value;
    /// What may be done to it.
    type Role;

    /// For the library: the path, without types.
    #[doc(hidden)]
    fn into_path(self) -> PathData;

    /// For the library: what a selection gives where the attribute is not there.
    #[doc(hidden)]
    fn fallback(&self) -> Fallback<Self::Value> {
        Fallback::NONE
    }
}

/// The names and positions that lead to a value.
#[doc(hidden)]
#[derive(Clone, PartialEq, Eq)]
pub struct PathData(pub(crate) Vec<Segment>);

#[doc(hidden)]
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    Name(Cow<'static, str>),
    /// A map's key: data, unlike a name.
    Key(Cow<'static, str>),
    Index(usize),
}

impl PathData {
    pub(crate) fn attribute(name: impl Into<Cow<'static, str>>) -> Self {
        Self(vec![Segment::Name(name.into())])
    }

    pub(super) fn then(mut self, segment: Segment) -> Self {
        self.0.push(segment);
        self
    }

    /// The attribute that the path begins with.
    pub(crate) fn root(&self) -> &str {
        match self.0.first() {
            Some(Segment::Name(name)) => name,
            // A path begins with an attribute.
            Some(Segment::Key(_) | Segment::Index(_)) | None => "",
        }
    }

    /// The same place under another name.
    pub(crate) fn renamed(&self, name: &'static str) -> Self {
        let mut path = self.clone();
        if let Some(last) = path.0.last_mut() {
            *last = Segment::Name(Cow::Borrowed(name));
        }
        path
    }

    /// Whether the path leads through a list.
    pub(crate) fn has_index(&self) -> bool {
        self.0.iter().any(|segment| matches!(segment, Segment::Index(_)))
    }

    /// The value at the path, if there is one.
    pub(crate) fn find<'a>(&self, item: &'a AttributeMap) -> Option<&'a AttributeValue> {
        let mut value = item.get(self.root())?;
        for segment in self.0.iter().skip(1) {
            value = match (segment, value) {
                (Segment::Name(name) | Segment::Key(name), AttributeValue::M(map)) => map.get(name.as_ref())?,
                (Segment::Index(index), AttributeValue::L(list)) => list.get(*index)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// Whether the path is an attribute, not a place inside one.
    pub(crate) fn is_attribute(&self) -> bool {
        self.0.len() == 1
    }

    /// Whether one of the two paths leads to or into the other.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a == b)
    }

    /// The path as messages show it, with `*` for the keys of maps: data may be private.
    pub(crate) fn without_keys(&self) -> WithoutKeys<'_> {
        WithoutKeys(self)
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, with_keys: bool) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Name(name) if position == 0 => write!(f, "{name}")?,
                Segment::Key(_) if !with_keys => f.write_str(".*")?,
                Segment::Name(name) | Segment::Key(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for PathData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, true)
    }
}

impl fmt::Debug for PathData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

/// A path without the keys of maps.
pub(crate) struct WithoutKeys<'a>(&'a PathData);

impl fmt::Display for WithoutKeys<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, false)
    }
}

/// A place inside an attribute of an item of type `T`, holding a value of type `V`; `R` says what may be done to it.
///
/// ```
/// use dynamo::{Attribute, Item};
///
/// #[derive(Attribute)]
/// struct Line {
///     product: String,
///     quantity: u32,
/// }
///
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(id))]
/// struct Order {
///     id: String,
///     lines: Vec<Line>,
/// }
///
/// let quantity = Order::FIELDS.lines.index(0).at(|line| line.quantity);
/// assert_eq!(quantity.to_string(), "lines[0].quantity");
/// let condition = quantity.gt(3);
/// ```
pub struct Path<T, V, R = Element> {
    pub(super) data: PathData,
    fallback: Fallback<V>,
    types: PhantomData<fn() -> (T, V, R)>,
}

impl<T, V, R> Path<T, V, R> {
    pub(super) fn new(data: PathData, fallback: Fallback<V>) -> Self {
        Self { data, fallback, types: PhantomData }
    }

    /// A field of the nested struct.
    ///
    /// ```
    /// # use dynamo::{Attribute, Item};
    /// # #[derive(Attribute)] struct Line { quantity: u32 }
    /// # #[derive(Item)] #[dynamo(table = "orders", partition_key(id))] struct Order { id: String, lines: Vec<Line> }
    /// let path = Order::FIELDS.lines.index(2).at(|line| line.quantity);
    /// assert_eq!(path.to_string(), "lines[2].quantity");
    /// ```
    pub fn at<D, P>(self, field: impl FnOnce(D::Fields) -> P) -> Path<T, P::Value, P::Role>
    where
        V: Shaped<Shape: DocumentShape<Document = D>>,
        D: Document,
        P: AttributePath<D>,
    {
        let inner = field(D::FIELDS);
        let fallback = inner.fallback();
        Path::new(inner.into_path().0.into_iter().fold(self.data, PathData::then), fallback)
    }

    /// The element of the list at that position, from 0.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))] struct Grid { id: String, cells: Vec<Vec<u32>> }
    /// assert_eq!(Grid::FIELDS.cells.index(1).index(2).to_string(), "cells[1][2]");
    /// ```
    pub fn index<E>(self, index: usize) -> Path<T, E>
    where
        V: Shaped<Shape: ListShape<Element = E>>,
    {
        Path::new(self.data.then(Segment::Index(index)), Fallback::NONE)
    }

    /// The value of the map under that key.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "t", partition_key(id))]
    /// # struct Product { id: String, stock: std::collections::HashMap<String, u64> }
    /// assert_eq!(Product::FIELDS.stock.key("Berlin").to_string(), "stock.Berlin");
    /// ```
    pub fn key<E>(self, key: impl Into<String>) -> Path<T, E>
    where
        V: Shaped<Shape: MapShape<Value = E>>,
    {
        Path::new(self.data.then(Segment::Key(Cow::Owned(key.into()))), Fallback::NONE)
    }
}

impl<T, V, R> AttributePath<T> for Path<T, V, R> {
    type Value = V;
    type Role = R;

    fn into_path(self) -> PathData {
        self.data
    }

    fn fallback(&self) -> Fallback<V> {
        self.fallback
    }
}

impl<T, V, R> Clone for Path<T, V, R> {
    fn clone(&self) -> Self {
        Self::new(self.data.clone(), self.fallback)
    }
}

impl<T, V, R> fmt::Debug for Path<T, V, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Path({:?})", self.data)
    }
}

impl<T, V, R> fmt::Display for Path<T, V, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.data.fmt(f)
    }
}
