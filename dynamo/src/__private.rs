//! What generated code may name. Nothing here is part of the public interface: it changes with the derive crate.

pub use std::{
    borrow::Cow,
    default::Default,
    marker::{PhantomData, Send, Sized, Sync},
    option::Option::{self, None, Some},
    primitive::{bool, str, usize},
    result::Result::{self, Ok},
    unreachable, vec,
    vec::Vec,
};

use crate::{
    codec::{Decoder, Encoder, Item, Kind},
    config::Config,
    error::{DecodeError, EncodeError},
    expression::Field,
    schema::{
        Attribute, Component, ComponentValue, IndexComponent, IntoComponent, KeyComponent, KeySchema, KeyShape,
        OrderedPart, Paddable, PartitionValue, PrefixPart, ScalarType, Schema, Shaped, SortPart, SortParts,
        shape::{NativeKeyShape, TextKeyShape},
    },
};
pub use crate::{
    codec::{
        FieldName, ItemData, Names, WireDecoder, WireItem,
        attributes::{decode_map, encode_map, refuse_strays, refuse_strays_of},
    },
    expression::{SelectedItem, SelectedPath},
    operation::Connection,
    schema::{NativePart, PaddedPart, TextPart},
};

/// The value of a field with a codec of its own, or what it is when its attribute is missing.
pub fn finish_field_with<V>(slot: Option<V>, null: Option<V>, name: &'static str) -> Result<V, DecodeError> {
    slot.or(null).ok_or_else(|| DecodeError::missing::<V>().in_attribute(name))
}

/// The value of a field with a default, or the default when its attribute is missing.
pub fn or_default<T, V, R>(slot: Option<V>, field: &Field<T, V, R>, name: &'static str) -> Result<V, DecodeError> {
    slot.or_else(|| field.default_value()).ok_or_else(|| DecodeError::missing::<V>().in_attribute(name))
}

/// Whether one of two flattened fields takes all attributes that are left: only one can.
#[track_caller]
pub const fn takes_rest(first: bool, second: bool) -> bool {
    assert!(
        !(first && second),
        "two flattened fields take all attributes that are left, so one of them would always be read empty; keep one map"
    );
    first || second
}

/// A field and its attribute.
pub const fn attribute(field: &'static str, name: &'static str) -> Attribute {
    Attribute { field, name }
}

/// A field that is part of a key.
pub const fn component(field: &'static str, attribute: &'static str, scalar: ScalarType) -> Component {
    Component { field, attribute, scalar, has_default: false, may_be_absent: false }
}

/// A field whose own attribute is an index key.
pub const fn native_component<F>(field: &'static str, attribute: &'static str, has_default: bool) -> Component
where
    F: IndexComponent<Component: KeyComponent<Shape: NativeKeyShape>>,
{
    let scalar = <<F::Component as Shaped>::Shape as NativeKeyShape>::SCALAR;
    Component { field, attribute, scalar, has_default, may_be_absent: F::IS_OPTIONAL || has_default }
}

/// A field whose own attribute is an index key, and that items may still have under an old name.
pub const fn renamed_component(component: Component) -> Component {
    Component { may_be_absent: true, ..component }
}

/// A field that is part of an index key's template.
pub const fn text_component<F>(field: &'static str, attribute: &'static str, has_default: bool) -> Component
where
    F: IndexComponent<Component: KeyComponent<Shape: TextKeyShape>>,
{
    Component { field, attribute, scalar: ScalarType::S, has_default, may_be_absent: F::IS_OPTIONAL }
}

/// A field that an index key's template pads with zeros.
pub const fn padded_component<F>(field: &'static str, attribute: &'static str, has_default: bool) -> Component
where
    F: IndexComponent<Component: Paddable>,
{
    Component { field, attribute, scalar: ScalarType::S, has_default, may_be_absent: F::IS_OPTIONAL }
}

/// The schema's level of the configuration: the names of partition key, sort key, separator and type attribute; the
/// switches for the partition key's suffix and prefix, the sort key's prefix, and whether the table has a sort key.
pub const fn schema_config(texts: [Option<&'static str>; 4], switches: [Option<bool>; 4]) -> Config {
    const fn text(text: Option<&'static str>) -> Option<Cow<'static, str>> {
        match text {
            Some(text) => Some(Cow::Borrowed(text)),
            None => None,
        }
    }
    let [partition_key_name, sort_key_name, key_separator, type_attribute] = texts;
    let [suffix_partition_key, prefix_partition_key, prefix_sort_key, table_has_sort_key] = switches;
    Config {
        partition_key_name: text(partition_key_name),
        sort_key_name: text(sort_key_name),
        key_separator: text(key_separator),
        suffix_partition_key,
        prefix_partition_key,
        prefix_sort_key,
        table_has_sort_key,
        table_prefix: None,
        type_attribute: text(type_attribute),
    }
}

/// Stands in for a schema whose mistakes the derive macro has reported.
pub const STUB_SCHEMA: &Schema = &Schema {
    table: "",
    entity: "",
    attributes: &[],
    key: KeySchema { components: &[], partition: KeyShape::Template(&[]), sort: None },
    index_components: &[],
    indexes: &[],
    config: Config::new(),
};

/// Stands in for the types of a key whose mistakes the derive macro has reported: whatever a query is given, it fits.
pub struct UnknownKey;

#[diagnostic::do_not_recommend]
impl<V> PartitionValue<UnknownKey> for V {
    fn into_components(self) -> Vec<ComponentValue<'static>> {
        Vec::new()
    }
}

#[diagnostic::do_not_recommend]
impl<V> IntoComponent<UnknownKey> for V {
    fn into_component(self) -> ComponentValue<'static> {
        ComponentValue::Flag(false)
    }
}

impl SortParts for UnknownKey {
    type Head = Self;
    type Tail = Self;
}
impl SortPart for UnknownKey {
    type Component = Self;
}
impl OrderedPart for UnknownKey {}
impl PrefixPart for UnknownKey {}

/// What `before_write` asks of an item.
#[diagnostic::on_unimplemented(
    message = "`before_write` changes a copy of each item, and `{Self}` cannot be copied",
    label = "`{Self}` has no `Clone`",
    note = "derive Clone: #[derive(Item, Clone)]"
)]
pub trait Changeable: Sized {
    /// A copy, which may be changed.
    fn copy(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Item + Clone> Changeable for T {
    fn copy(&self) -> Self {
        self.clone()
    }
}

/// An enum whose variants hold nothing.
pub trait UnitEnum: Sized {
    /// The names of the variants, as they are stored.
    const NAMES: &'static [&'static str];
    /// The name of the value.
    fn to_name(&self) -> &'static str;
    /// The value of that name, or alias.
    fn from_name(name: &str) -> Option<Self>;
}

/// A unit enum as a key component.
pub fn unit_component<T: UnitEnum>(value: &T) -> ComponentValue<'_> {
    ComponentValue::Text(Cow::Borrowed(value.to_name()))
}

/// A unit enum as a map's key.
pub fn unit_from_name<T: UnitEnum>(name: &str) -> Result<T, DecodeError> {
    T::from_name(name).ok_or_else(|| unknown_variant::<T>(T::NAMES))
}

fn unknown_variant<T>(names: &[&str]) -> DecodeError {
    DecodeError::new::<T>(std::format!("the variant is not one of {}", names.join(", ")))
}

/// Reads an enum whose variants hold nothing.
pub fn decode_unit<'de, T: UnitEnum, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<T, DecodeError> {
    if kind == Kind::String {
        unit_from_name(&decoder.text()?)
    } else {
        Err(kind.instead_of::<T>(Kind::String.describe()))
    }
}

/// Writes a variant that holds named fields.
pub fn encode_variant_fields<E: Encoder>(
    encoder: &mut E,
    name: &'static str,
    count: usize,
    fields: impl FnOnce(&mut E) -> Result<(), EncodeError>,
) -> Result<(), EncodeError> {
    encoder.begin_map(1)?;
    encoder.name(name)?;
    encoder.begin_map(count)?;
    fields(encoder).map_err(|error| error.in_attribute(name))?;
    encoder.end_map()?;
    encoder.end_map()
}

/// Reads an enum: a string for a variant that holds nothing, a map of one entry for the others.
pub fn decode_variant<'de, T, D: Decoder<'de>>(
    decoder: &mut D,
    kind: Kind,
    names: &[&str],
    unit: impl FnOnce(&str) -> Option<T>,
    mut data: impl FnMut(&mut D, &str, Kind) -> Result<Option<T>, DecodeError>,
) -> Result<T, DecodeError> {
    match kind {
        Kind::String => unit(&decoder.text()?).ok_or_else(|| unknown_variant::<T>(names)),
        Kind::Map => {
            let mut value = None;
            decoder.entries(|decoder, name, kind| {
                if value.is_some() {
                    return Err(DecodeError::new::<T>("the map has more than one entry, so the variant is not clear"));
                }
                value = data(decoder, name, kind).map_err(|error| error.in_attribute(name.to_owned()))?;
                if value.is_some() { Ok(()) } else { Err(unknown_variant::<T>(names)) }
            })?;
            value.ok_or_else(|| DecodeError::new::<T>("the map is empty, so the variant is not known"))
        }
        _ => Err(DecodeError::wrong_type::<T>(
            "a string (S) for a variant without fields, or a map (M) of one entry",
            kind.describe(),
        )),
    }
}

/// Asks the compiler whether a type is an `Option`, without a name to compare: a method on the value of a reference wins
/// over one on the reference. `(&Probe::of(&value)).is_absent()`
pub struct Probe<'a, V>(pub &'a V);

/// For `Option`.
pub trait OptionProbe {
    fn is_absent(&self) -> bool;
}

impl<V> OptionProbe for Probe<'_, Option<V>> {
    fn is_absent(&self) -> bool {
        self.0.is_none()
    }
}

/// For everything else.
pub trait AnyProbe {
    fn is_absent(&self) -> bool;
}

impl<V> AnyProbe for &Probe<'_, V> {
    fn is_absent(&self) -> bool {
        false
    }
}

/// Whether a field with a codec of its own is `None`.
#[doc(hidden)]
#[macro_export]
macro_rules! __absent {
    ($value:expr) => {{
        use $crate::__private::{AnyProbe as _, OptionProbe as _};
        (&$crate::__private::Probe($value)).is_absent()
    }};
}
pub use crate::__absent as absent;
pub use crate::__field_name as field_name;

/// What stands for null in a type, if anything: `None` in an `Option`. `(&NullOf::<V>::new()).null()`
pub struct NullOf<V>(PhantomData<fn() -> V>);

impl<V> NullOf<V> {
    #[must_use]
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

/// For `Option`.
pub trait OptionNull {
    type Value;
    fn null(&self) -> Option<Self::Value>;
}

impl<V> OptionNull for NullOf<Option<V>> {
    type Value = Option<V>;
    fn null(&self) -> Option<Option<V>> {
        Some(None)
    }
}

/// For everything else.
pub trait AnyNull {
    type Value;
    fn null(&self) -> Option<Self::Value>;
}

impl<V> AnyNull for &NullOf<V> {
    type Value = V;
    fn null(&self) -> Option<V> {
        None
    }
}

/// What stands for null in the type of a field with a codec of its own.
#[doc(hidden)]
#[macro_export]
macro_rules! __null {
    ($type:ty) => {{
        use $crate::__private::{AnyNull as _, OptionNull as _};
        (&$crate::__private::NullOf::<$type>::new()).null()
    }};
}
pub use crate::__null as null;
