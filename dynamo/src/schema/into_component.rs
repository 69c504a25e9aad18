use std::{borrow::Cow, sync::Arc};

use super::{ComponentValue, KeyComponent};

/// A value that can be given for a key component of type `C`: a `C`, a reference to one, or a `&str` for a string.
///
/// ```
/// use dynamo::Item;
///
/// #[derive(Item)]
/// #[dynamo(table = "orders", partition_key(customer), sort_key(number))]
/// struct Order {
///     customer: String,
///     number: u64,
/// }
///
/// let customer = String::from("C1");
/// assert_eq!(Order::key("C1", 7), Order::key(&customer, &7));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be given for a key component of type `{C}`",
    label = "expected `{C}`, `&{C}`, or `&str` where that is a string"
)]
pub trait IntoComponent<C> {
    /// What the value contributes to the key.
    fn into_component(self) -> ComponentValue<'static>;
}

#[diagnostic::do_not_recommend]
impl<C: KeyComponent> IntoComponent<C> for C {
    fn into_component(self) -> ComponentValue<'static> {
        self.component().into_owned()
    }
}

#[diagnostic::do_not_recommend]
impl<C: KeyComponent> IntoComponent<C> for &C {
    fn into_component(self) -> ComponentValue<'static> {
        self.component().into_owned()
    }
}

macro_rules! from_str {
    ($($string:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoComponent<$string> for &str {
            fn into_component(self) -> ComponentValue<'static> {
                ComponentValue::Text(Cow::Owned(self.to_owned()))
            }
        }
    )*};
}

from_str!(String, Box<str>, Arc<str>, Cow<'_, str>);

macro_rules! from_slice {
    ($($binary:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl IntoComponent<$binary> for &[u8] {
            fn into_component(self) -> ComponentValue<'static> {
                ComponentValue::Binary(Cow::Owned(self.to_owned()))
            }
        }
    )*};
}

from_slice!(Vec<u8>, Box<[u8]>);
