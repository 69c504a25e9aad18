//! What a read gives for each item: the type parameter of the read builders.

use std::{marker::PhantomData, sync::Arc};

use crate::{
    codec::{Item, ItemData, WireDecoder, decode_item},
    config::Settings,
    error::{AttributeMap, DecodeError},
    expression::{Projection, SelectedItem, SelectedPath, Selection},
    schema::AllAttributes,
};

/// What a read of items of type `T` gives for each of them.
#[diagnostic::on_unimplemented(
    message = "items of type `{T}` cannot be read from this index: it does not hold all of their attributes",
    label = "`{Self}` of `{T}`",
    note = "read what the index holds with .select(|item| (item.a, item.b)) or .project::<Part>()",
    note = "or read whole items with .hydrate(), which gets them from the table by their keys"
)]
pub trait Output<T>: Send + Sync + 'static {
    /// The value for one item.
    type Item: Send + 'static;

    /// For the library: the value of what came back, as the SDK's own values.
    #[doc(hidden)]
    fn decode(&self, item: AttributeMap, settings: &Settings) -> Result<Self::Item, DecodeError>;

    /// For the library: the value of what came back, from the answer's own bytes.
    #[doc(hidden)]
    fn decode_wire(&self, decoder: &mut WireDecoder<'_>, settings: &Settings) -> Result<Self::Item, DecodeError> {
        self.decode(decoder.all_attributes()?, settings)
    }

    /// For the library: whether items are left undecoded.
    #[doc(hidden)]
    fn leaves_items(&self) -> bool {
        false
    }
}

/// The value of what came back, whichever way it came.
pub(crate) fn decode_data<T, O: Output<T>>(
    output: &O,
    item: ItemData,
    settings: &Settings,
) -> Result<O::Item, DecodeError> {
    item.decode_with(|decoder| output.decode_wire(decoder, settings), |map| output.decode(map, settings))
}

impl<T: Item> Output<T> for AllAttributes {
    type Item = T;

    fn decode(&self, item: AttributeMap, settings: &Settings) -> Result<T, DecodeError> {
        ItemData::Map(item).decode(settings)
    }

    fn decode_wire(&self, decoder: &mut WireDecoder<'_>, settings: &Settings) -> Result<T, DecodeError> {
        decode_item(decoder, settings)
    }
}

/// Finds items, and decodes none.
pub(crate) struct NoItems;

#[diagnostic::do_not_recommend]
impl<T> Output<T> for NoItems {
    type Item = ();

    fn decode(&self, _: AttributeMap, _: &Settings) -> Result<(), DecodeError> {
        Ok(())
    }

    fn decode_wire(&self, decoder: &mut WireDecoder<'_>, _: &Settings) -> Result<(), DecodeError> {
        decoder.leave_item()
    }

    fn leaves_items(&self) -> bool {
        true
    }
}

/// For the library: segments that are read side by side share what says how.
#[diagnostic::do_not_recommend]
impl<T, O: Output<T>> Output<T> for Arc<O> {
    type Item = O::Item;

    fn decode(&self, item: AttributeMap, settings: &Settings) -> Result<O::Item, DecodeError> {
        O::decode(self, item, settings)
    }

    fn decode_wire(&self, decoder: &mut WireDecoder<'_>, settings: &Settings) -> Result<O::Item, DecodeError> {
        O::decode_wire(self, decoder, settings)
    }

    fn leaves_items(&self) -> bool {
        O::leaves_items(self)
    }
}

/// What [`select`](super::Query::select) named: each item gives a value, or a tuple of them.
#[derive(Debug)]
pub struct Selected<P> {
    selection: P,
    paths: Vec<SelectedPath>,
}

impl<P> Selected<P> {
    pub(crate) fn new<T>(selection: P) -> Self
    where
        P: Selection<T>,
    {
        let mut paths = Vec::new();
        selection.paths(&mut paths);
        SelectedPath::settle(&mut paths);
        Self { selection, paths }
    }

    pub(crate) fn paths(&self) -> Vec<SelectedPath> {
        self.paths.clone()
    }
}

impl<T, P: Selection<T> + Send + Sync + 'static> Output<T> for Selected<P> {
    type Item = P::Output;

    fn decode(&self, item: AttributeMap, _: &Settings) -> Result<P::Output, DecodeError> {
        self.selection.read(&SelectedItem { item: &item, paths: &self.paths }, 0)
    }
}

/// What [`project`](super::Query::project) named: each item gives a `V`.
#[derive(Debug)]
pub struct Projected<V> {
    paths: Vec<SelectedPath>,
    value: PhantomData<fn() -> V>,
}

impl<V: Projection> Projected<V> {
    pub(crate) fn new() -> Self {
        let mut paths = V::paths();
        SelectedPath::settle(&mut paths);
        Self { paths, value: PhantomData }
    }

    pub(crate) fn paths(&self) -> Vec<SelectedPath> {
        self.paths.clone()
    }
}

impl<V: Projection> Output<V::Item> for Projected<V> {
    type Item = V;

    fn decode(&self, item: AttributeMap, _: &Settings) -> Result<V, DecodeError> {
        V::read(&SelectedItem { item: &item, paths: &self.paths })
    }
}
