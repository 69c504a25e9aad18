//! What may be done to an attribute, by the part it plays in the item.

use crate::codec::With;

/// A key attribute: conditions may name it, updates may not.
#[derive(Debug, Clone, Copy)]
pub enum KeyAttribute {}

/// An attribute that every item has, unless its type is an `Option`.
#[derive(Debug, Clone, Copy)]
pub enum Required {}

/// An attribute with `#[dynamo(default)]`: items without it can be read.
#[derive(Debug, Clone, Copy)]
pub enum Defaulted {}

/// An attribute with `#[dynamo(null)]`: a `None` is stored as NULL.
#[derive(Debug, Clone, Copy)]
pub enum Nullable {}

/// An element of a list, or an entry of a map.
#[derive(Debug, Clone, Copy)]
pub enum Element {}

/// An attribute that an update may set.
#[diagnostic::on_unimplemented(
    message = "a key attribute of the table cannot be changed by an update",
    label = "this field is part of the primary key",
    note = "an item with another key is another item: create the new one and delete the old one, in a transaction"
)]
pub trait Settable {
    /// Whether setting it to `None` stores NULL, because removing it would mean something else: the default, or one
    /// element less; or because the field asks for it.
    #[doc(hidden)]
    const NONE_IS_NULL: bool;
}
#[diagnostic::do_not_recommend]
impl Settable for Required {
    const NONE_IS_NULL: bool = false;
}
#[diagnostic::do_not_recommend]
impl Settable for Defaulted {
    const NONE_IS_NULL: bool = true;
}
#[diagnostic::do_not_recommend]
impl Settable for Nullable {
    const NONE_IS_NULL: bool = true;
}
#[diagnostic::do_not_recommend]
impl Settable for Element {
    const NONE_IS_NULL: bool = true;
}

/// An attribute of type `V` that an update may remove: an `Option`, one with a default, or an element.
#[diagnostic::on_unimplemented(
    message = "an attribute of type `{V}` cannot be removed",
    label = "an item without this attribute could not be read back",
    note = "only an Option, a field with #[dynamo(default)], and elements of lists and maps can be removed"
)]
pub trait Removable<V> {}
#[diagnostic::do_not_recommend]
impl<V> Removable<V> for Defaulted {}
/// A key attribute is refused by [`Settable`], in one message.
#[diagnostic::do_not_recommend]
impl<V> Removable<V> for KeyAttribute {}
#[diagnostic::do_not_recommend]
impl<V> Removable<V> for Element {}
#[diagnostic::do_not_recommend]
impl<V> Removable<Option<V>> for Required {}
#[diagnostic::do_not_recommend]
impl<V> Removable<Option<V>> for Nullable {}
#[diagnostic::do_not_recommend]
impl<V, C> Removable<With<Option<V>, C>> for Required {}
#[diagnostic::do_not_recommend]
impl<V, C> Removable<With<Option<V>, C>> for Nullable {}
