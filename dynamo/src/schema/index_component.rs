use super::{ComponentValue, KeyComponent};

/// A type that can be part of an index key: a [`KeyComponent`], or an `Option` of one; an item whose component is `None` is
/// not in the index.
///
/// ```
/// use dynamo::{ComponentValue, schema::IndexComponent};
///
/// assert_eq!(IndexComponent::index_component(&7u32), Some(ComponentValue::Number("7".into())));
/// assert_eq!(IndexComponent::index_component(&None::<String>), None);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be part of an index key",
    label = "not a key component",
    note = "index keys are built from strings, integers, booleans, binary, dates, UUIDs, unit enums, newtypes of these, and \
            Options of all of them",
    note = "for a type of your own implement `dynamo::KeyComponent` and `dynamo::Shaped`"
)]
pub trait IndexComponent {
    /// The type of the component itself, without the `Option`.
    type Component: KeyComponent;

    /// Whether a value can be `None`.
    const IS_OPTIONAL: bool;

    /// What this value contributes to the key; `None` keeps the item out of the index.
    fn index_component(&self) -> Option<ComponentValue<'_>>;
}

#[diagnostic::do_not_recommend]
impl<C: KeyComponent> IndexComponent for C {
    type Component = C;
    const IS_OPTIONAL: bool = false;

    fn index_component(&self) -> Option<ComponentValue<'_>> {
        Some(self.component())
    }
}

#[diagnostic::do_not_recommend]
impl<C: KeyComponent> IndexComponent for Option<C> {
    type Component = C;
    const IS_OPTIONAL: bool = true;

    fn index_component(&self) -> Option<ComponentValue<'_>> {
        self.as_ref().map(KeyComponent::component)
    }
}
