//! Items that came: decoded already, or to be decoded when they are taken.

use std::{
    borrow::Cow,
    collections::{VecDeque, vec_deque},
    ops::Range,
    vec,
};

use super::wire::{DecodedItems, DecodedPage};
use crate::{
    codec::{ItemData, SharedBytes, WireItem},
    error::{AttributeMap, Result},
    operation::Output,
};

/// Items that came and have not been taken.
pub(super) enum Pending<V> {
    Decoded { items: vec::IntoIter<V>, places: vec::IntoIter<Range<usize>>, body: Option<SharedBytes> },
    Data(VecDeque<ItemData>),
}

/// Items that have been taken, in their order.
pub(super) enum Taken<V> {
    Decoded(vec::IntoIter<V>),
    Data(vec::IntoIter<ItemData>),
}

impl<V> Default for Pending<V> {
    fn default() -> Self {
        Self::Data(VecDeque::new())
    }
}

impl<V> Default for Taken<V> {
    fn default() -> Self {
        Self::Data(Vec::new().into_iter())
    }
}

impl<V> Pending<V> {
    pub(super) fn of_page(page: DecodedPage<V>) -> Self {
        let DecodedPage { items, places, body } = page;
        Self::Decoded { items: items.into_iter(), places: places.into_iter(), body }
    }

    pub(super) fn of_data(items: Vec<ItemData>) -> Self {
        Self::Data(items.into())
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Decoded { items, .. } => items.len(),
            Self::Data(items) => items.len(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The attributes of these names of the item at a position, those that are there.
    pub(super) fn attributes(&self, index: usize, names: &[Cow<'static, str>]) -> Result<AttributeMap> {
        let attributes = match self {
            Self::Decoded { places, body, .. } => {
                let place = places.as_slice().get(index).zip(body.as_ref());
                place.map(|(place, body)| WireItem::new(body.clone(), place.clone()).attributes(names))
            }
            Self::Data(items) => items.get(index).map(|item| item.attributes(names)),
        };
        Ok(attributes.transpose()?.unwrap_or_default())
    }

    /// Takes the first ones, up to so many.
    pub(super) fn take(&mut self, at_most: usize) -> Taken<V> {
        match self {
            Self::Decoded { items, places, .. } => {
                if at_most >= items.len() {
                    let Self::Decoded { items, .. } = std::mem::take(self) else { return Taken::default() };
                    return Taken::Decoded(items);
                }
                places.by_ref().take(at_most).for_each(drop);
                Taken::Decoded(items.by_ref().take(at_most).collect::<Vec<_>>().into_iter())
            }
            Self::Data(items) => {
                let taken: vec_deque::Drain<'_, _> = items.drain(..at_most.min(items.len()));
                Taken::Data(taken.collect::<Vec<_>>().into_iter())
            }
        }
    }
}

impl<V: Send + 'static> Taken<V> {
    /// The next one, decoded.
    pub(super) fn next<T, O: Output<T, Item = V>>(&mut self, decoded: &DecodedItems<T, O>) -> Option<Result<V>> {
        match self {
            Self::Decoded(items) => items.next().map(Ok),
            Self::Data(items) => Some(decoded.decode(items.next()?)),
        }
    }

    /// Adds all to a list.
    pub(super) fn append_to<T, O: Output<T, Item = V>>(
        self,
        list: &mut Vec<V>,
        decoded: &DecodedItems<T, O>,
    ) -> Result<()> {
        match self {
            // The whole answer is moved as it is.
            Self::Decoded(items) if list.is_empty() => *list = items.collect(),
            Self::Decoded(items) => list.extend(items),
            Self::Data(items) => {
                list.reserve(items.len());
                for item in items {
                    list.push(decoded.decode(item)?);
                }
            }
        }
        Ok(())
    }
}
