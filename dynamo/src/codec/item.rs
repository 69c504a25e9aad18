use std::{borrow::Cow, ops::Range};

use super::{
    DecodeAttributes, DecodeOwned, Decoder, Encode, EncodeAttributes, Encoder, Key, Kind,
    key::resolve_item_key,
    map::{MapDecoder, MapEncoder},
    wire::WireEncoder,
};
use crate::{
    config::Settings,
    error::{AttributeMap, DecodeError, EncodeError, Error},
    schema::{
        ComponentValue, IndexComponents, IndexSchema, KeyShape, KeyValue, PrimaryKey, Schema, resolve_index_keys,
    },
};

/// A struct whose fields can be named in expressions; implemented by `#[derive(Item)]` and `#[derive(Attribute)]`.
///
/// ```
/// use dynamo::{Attribute, Document};
///
/// #[derive(Attribute)]
/// struct Address {
///     city: String,
/// }
/// assert_eq!(Address::FIELDS.city.name(), "city");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct whose fields can be named in expressions",
    note = "derive Item or Attribute for it"
)]
pub trait Document {
    /// A struct with a [`Field`](crate::Field) for every stored field.
    type Fields;

    /// The fields.
    const FIELDS: Self::Fields;
}

/// A type of item in a table; implemented by `#[derive(Item)]`. It owns its fields, and can go to other threads.
///
/// ```
/// use dynamo::Item;
///
/// #[derive(Item)]
/// #[dynamo(table = "users", partition_key(id))]
/// struct User {
///     id: String,
///     name: String,
/// }
///
/// let user = User { id: "123".into(), name: "Ada".into() };
/// let item = dynamo::to_item(&user)?;
/// assert_eq!(item["pk"].as_s().unwrap(), "id#123#user");
/// assert_eq!(item["name"].as_s().unwrap(), "Ada");
/// # Ok::<(), dynamo::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an item of a table",
    label = "not an item",
    note = "put #[derive(dynamo::Item)] and #[dynamo(table = \"..\", partition_key(..))] on the struct"
)]
pub trait Item:
    Document + Encode + EncodeAttributes + DecodeOwned + for<'de> DecodeAttributes<'de> + Sized + Send + Sync + 'static
{
    /// The types of the partition key's components: a tuple.
    type Partition;
    /// The parts of the sort key: a tuple.
    type Sort;

    /// The schema: table, keys, attributes.
    const SCHEMA: &'static Schema;

    /// The value of a key component, by its position in [`KeySchema::components`](crate::schema::KeySchema).
    #[doc(hidden)]
    fn component(&self, index: usize) -> ComponentValue<'_>;

    /// The value of a component of index keys, by its position in [`Schema::index_components`], if the item has it.
    #[doc(hidden)]
    fn index_component(&self, index: usize) -> Option<ComponentValue<'_>> {
        let _ = index;
        None
    }

    /// The item as it is to be written, where the schema has a function that may change it.
    #[doc(hidden)]
    fn before_write(&self) -> Option<Self> {
        None
    }

    /// The key of this item.
    ///
    /// ```
    /// # use dynamo::Item;
    /// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
    /// let user = User { id: "123".into() };
    /// assert_eq!(user.primary_key(), User::key("123"));
    /// ```
    fn primary_key(&self) -> Key<Self> {
        Key::of(self)
    }
}

/// Encodes an item with its keys, as it is stored: for use with the SDK, Lambda and streams.
///
/// ```
/// # use dynamo::Item;
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// let item = dynamo::to_item(&User { id: "7".into() })?;
/// assert_eq!(item.len(), 2); // pk and id
/// # Ok::<(), dynamo::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::Encode`](crate::ErrorKind::Encode) when DynamoDB could not store a value,
/// [`ErrorKind::InvalidKey`](crate::ErrorKind::InvalidKey) when a key cannot be built, and
/// [`ErrorKind::Validation`](crate::ErrorKind::Validation) when an attribute has the name of a generated one.
pub fn to_item<T: Item>(item: &T) -> Result<AttributeMap, Error> {
    encode_item(item, &T::SCHEMA.settings())
}

/// What the key attributes and the type attribute of an item are written to, after its own attributes.
pub(crate) trait ItemEncoder: Encoder {
    /// What has been written of the item's attribute of that name, compared with a value.
    fn stored(&mut self, name: &str, value: &KeyValue) -> Stored;

    /// Writes an attribute.
    fn attribute(&mut self, name: &str, value: &KeyValue) -> Result<(), EncodeError>;
}

/// What stands of an attribute in an item.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Stored {
    Nothing,
    Same,
    Other,
}

/// Encodes an item with its keys, under these settings.
pub(crate) fn encode_item<T: Item>(item: &T, settings: &Settings) -> Result<AttributeMap, Error> {
    let mut encoder = MapEncoder::item(item.attribute_count() + 3);
    encode_with_keys(item, settings, &mut encoder)?;
    Ok(encoder.finish_item()?)
}

/// The same as DynamoDB JSON: gives the place of the item in the encoder's JSON, and its key.
pub(crate) fn encode_item_json<T: Item>(
    item: &T,
    settings: &Settings,
    encoder: &mut WireEncoder,
) -> Result<(Range<usize>, PrimaryKey), Error> {
    let start = encoder.begin_item();
    let result = encode_with_keys(item, settings, encoder).and_then(|key| Ok((start..encoder.end_item()?, key)));
    // What is wrong with the item is told by one carrier alone, so that it is told in the same words.
    result.or_else(|error| encode_item(item, settings).and(Err(error)))
}

/// Writes the item's attributes, as `before_write` leaves it, and those that the library generates.
fn encode_with_keys<T: Item, E: ItemEncoder>(
    item: &T,
    settings: &Settings,
    encoder: &mut E,
) -> Result<PrimaryKey, Error> {
    match item.before_write() {
        Some(changed) => encode_as_it_is(&changed, settings, encoder),
        None => encode_as_it_is(item, settings, encoder),
    }
}

fn encode_as_it_is<T: Item, E: ItemEncoder>(
    item: &T,
    settings: &Settings,
    encoder: &mut E,
) -> Result<PrimaryKey, Error> {
    item.encode_attributes(encoder)?;
    if !T::HAS_DISTINCT_NAMES {
        refuse_index_keys(T::SCHEMA, encoder)?;
    }
    let key = resolve_item_key(item, settings)?;
    write_generated(T::SCHEMA, settings, encoder, &key, &|index| item.index_component(index))?;
    Ok(key)
}

/// A flattened map must not put the item into an index: of an absent component no key is generated that would clash.
fn refuse_index_keys<E: ItemEncoder>(schema: &'static Schema, encoder: &mut E) -> Result<(), Error> {
    let any = KeyValue::S(String::new());
    let keys = schema.indexes.iter().flat_map(IndexSchema::generated_keys);
    let mut names = keys.map(|key| key.name).filter(|name| !is_field(schema, name));
    match names.find(|name| encoder.stored(name, &any) != Stored::Nothing) {
        Some(name) => Err(clash(schema, name)),
        None => Ok(()),
    }
}

/// Writes the attributes that the library generates: keys, keys of indexes, the type attribute.
fn write_generated<E: ItemEncoder>(
    schema: &'static Schema,
    settings: &Settings,
    encoder: &mut E,
    key: &PrimaryKey,
    components: IndexComponents<'_>,
) -> Result<(), Error> {
    let index_keys = resolve_index_keys(schema, settings, key, components)?;
    for (name, value) in key.attributes() {
        match encoder.stored(name, value) {
            Stored::Nothing => encoder.attribute(name, value)?,
            // A native key is an attribute already. A difference comes from a `KeyComponent` that is not as `Encode` is.
            Stored::Same if is_native(schema, name) => {}
            _ => return Err(clash(schema, name)),
        }
    }
    for (name, value) in index_keys {
        match encoder.stored(name, &value) {
            Stored::Nothing => encoder.attribute(name, &value)?,
            // Indexes can share a key attribute.
            Stored::Same if !is_field(schema, name) => {}
            _ => return Err(clash(schema, name)),
        }
    }
    if let Some(name) = &settings.type_attribute {
        let entity = KeyValue::S(schema.entity.to_owned());
        if encoder.stored(name, &entity) != Stored::Nothing {
            return Err(clash(schema, name));
        }
        encoder.attribute(name, &entity)?;
    }
    Ok(())
}

fn is_field(schema: &Schema, name: &str) -> bool {
    schema.attributes.iter().any(|attribute| attribute.name == name)
}

fn is_native(schema: &Schema, name: &str) -> bool {
    let native =
        |shape: &KeyShape| matches!(shape, KeyShape::Native(index) if schema.key.components[*index].attribute == name);
    native(&schema.key.partition) || schema.key.sort.as_ref().is_some_and(native)
}

fn clash(schema: &Schema, name: &str) -> Error {
    Error::validation(format!(
        "`{}` has an attribute `{name}` of its own, which is also the name of a generated key or type attribute, or is a \
         key whose component differs from what is stored; rename the attribute, or configure another name",
        schema.entity
    ))
}

/// Decodes an item that the SDK, Lambda or a stream gives.
///
/// Generated key attributes and attributes that the type does not know are passed over.
///
/// ```
/// # use dynamo::Item;
/// # #[derive(Item, Debug, PartialEq)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// let user = User { id: "7".into() };
/// assert_eq!(dynamo::from_item::<User>(dynamo::to_item(&user)?)?, user);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// When an attribute is missing or does not fit its field, or the item's type attribute names another entity.
pub fn from_item<T: Item>(item: AttributeMap) -> Result<T, DecodeError> {
    decode_item(&mut MapDecoder::item(item), &T::SCHEMA.settings())
}

/// Decodes an item without taking it; [`from_item`] moves the strings instead of copying them.
///
/// ```
/// # use dynamo::Item;
/// # #[derive(Item, Debug, PartialEq)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// let item = dynamo::to_item(&User { id: "7".into() })?;
/// assert_eq!(dynamo::from_item_ref::<User>(&item)?.id, "7");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// As [`from_item`].
pub fn from_item_ref<T: Item>(item: &AttributeMap) -> Result<T, DecodeError> {
    decode_item(&mut MapDecoder::item_ref(item), &T::SCHEMA.settings())
}

/// Decodes an item from any carrier, under these settings.
pub(crate) fn decode_item<'de, T, D>(decoder: &mut D, settings: &Settings) -> Result<T, DecodeError>
where
    T: Item,
    D: Decoder<'de>,
{
    let (partition, sort) = generated_key_names(T::SCHEMA, settings);
    let type_attribute = settings.type_attribute.as_deref();
    let mut slots = <T as DecodeAttributes<'de>>::slots();
    decoder.entries(|decoder, name, kind| {
        if Some(name) == partition.as_deref() || Some(name) == sort.as_deref() || is_index_key(T::SCHEMA, name) {
            decoder.skip()
        } else if Some(name) == type_attribute {
            check_type::<T, D>(decoder, name, kind)
        } else if T::attribute(&mut slots, decoder, name, kind)? {
            Ok(())
        } else {
            decoder.skip()
        }
    })?;
    T::finish(slots)
}

/// The names of key attributes that are no field's own.
fn generated_key_names(
    schema: &'static Schema,
    settings: &Settings,
) -> (Option<Cow<'static, str>>, Option<Cow<'static, str>>) {
    let is_own = |shape: &KeyShape| matches!(shape, KeyShape::Native(_));
    let partition = (!is_own(&schema.key.partition)).then(|| schema.partition_name(settings));
    let sort = if schema.key.sort.as_ref().is_some_and(is_own) { None } else { schema.sort_name(settings) };
    (partition, sort)
}

/// Whether an attribute is one that the library writes for an index.
#[inline]
fn is_index_key(schema: &'static Schema, name: &str) -> bool {
    !schema.indexes.is_empty() && schema.indexes.iter().any(|index| index.generated_keys().any(|key| key.name == name))
}

fn check_type<'de, T: Item, D: Decoder<'de>>(decoder: &mut D, name: &str, kind: Kind) -> Result<(), DecodeError> {
    let wrong = |problem: String| DecodeError::new::<T>(problem).in_attribute(name.to_owned());
    if kind != Kind::String {
        return Err(wrong(format!("the type attribute is {}, not a string (S)", kind.describe())));
    }
    if decoder.text()? == T::SCHEMA.entity {
        Ok(())
    } else {
        Err(wrong(format!("the item is of another type than `{}`", T::SCHEMA.entity)))
    }
}
