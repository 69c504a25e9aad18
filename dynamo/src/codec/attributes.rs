use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    hash::{BuildHasher, Hash},
};

use super::{Decode, Decoder, Encode, Encoder, Kind, MapKey, Names};
use crate::{
    error::{DecodeError, EncodeError},
    schema::{Shaped, shape},
};

/// A type whose value is a map of attributes, and so can be flattened into another; derived for structs.
///
/// ```
/// use dynamo::Attribute;
///
/// #[derive(Attribute)]
/// struct Audit {
///     created_by: String,
/// }
///
/// #[derive(Attribute)]
/// struct Page {
///     title: String,
///     #[dynamo(flatten)]
///     audit: Audit, // `created_by` stands beside `title`
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct of attributes, so it cannot be flattened",
    label = "not a struct that derives Attribute",
    note = "flatten takes structs that derive Attribute; a HashMap or BTreeMap takes all attributes that are left"
)]
pub trait EncodeAttributes {
    /// For generated code: whether no two attributes can have the same name, so that nobody need look.
    #[doc(hidden)]
    const HAS_DISTINCT_NAMES: bool = false;

    /// For generated code: the names that fields have.
    #[doc(hidden)]
    const NAMES: Names = Names::NONE;

    /// About how many attributes there are.
    fn attribute_count(&self) -> usize;

    /// For generated code: an attribute of a flattened map that has the name of a field.
    #[doc(hidden)]
    fn stray(&self, _fields: &Names) -> Option<Cow<'_, str>> {
        None
    }

    /// Writes the attributes, each a name and a value, without the map round them.
    ///
    /// # Errors
    ///
    /// When DynamoDB could not store one of them.
    fn encode_attributes<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError>;
}

/// A type that can be read from a map of attributes, one at a time in any order; derived for structs.
///
/// ```
/// fn assert_flattens<T: for<'de> dynamo::DecodeAttributes<'de>>() {}
/// assert_flattens::<std::collections::HashMap<String, String>>();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a struct of attributes, so it cannot be flattened",
    label = "not a struct that derives Attribute",
    note = "flatten takes structs that derive Attribute; a HashMap or BTreeMap takes all attributes that are left"
)]
pub trait DecodeAttributes<'de>: Sized {
    /// For generated code: whether every attribute is one of this type's, as all are a map's.
    #[doc(hidden)]
    const TAKES_REST: bool = false;

    /// For generated code: the names that fields have.
    #[doc(hidden)]
    const NAMES: Names = Names::NONE;

    /// What has been read so far.
    type Slots;

    /// Nothing read yet.
    fn slots() -> Self::Slots;

    /// Reads the attribute at hand if it is one of this type's; gives false, and has consumed nothing, if it is not.
    ///
    /// # Errors
    ///
    /// When the attribute does not fit its field.
    fn attribute<D: Decoder<'de>>(
        slots: &mut Self::Slots,
        decoder: &mut D,
        name: &str,
        kind: Kind,
    ) -> Result<bool, DecodeError>;

    /// The value, from all that has been read.
    ///
    /// # Errors
    ///
    /// When an attribute that must be there is missing.
    fn finish(slots: Self::Slots) -> Result<Self, DecodeError>;
}

macro_rules! rest_of_an_item {
    ($map:ident, $($bound:path),* $(; $hasher:ident)?) => {
        #[diagnostic::do_not_recommend]
        impl<K: MapKey, V: Encode $(, $hasher)?> EncodeAttributes for $map<K, V $(, $hasher)?> {
            fn attribute_count(&self) -> usize {
                self.len()
            }

            fn stray(&self, fields: &Names) -> Option<Cow<'_, str>> {
                self.keys().map(MapKey::name).find(|name| fields.contains(name))
            }

            fn encode_attributes<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                for (key, value) in self {
                    let name = key.name();
                    encoder.name(&name)?;
                    value.encode(encoder).map_err(|error| error.in_entry(name))?;
                }
                Ok(())
            }
        }

        #[diagnostic::do_not_recommend]
        impl<'de, K, V, $($hasher)?> DecodeAttributes<'de> for $map<K, V $(, $hasher)?>
        where
            K: MapKey $(+ $bound)*,
            V: Decode<'de>,
            $($hasher: BuildHasher + Default,)?
        {
            const TAKES_REST: bool = true;

            type Slots = Self;

            fn slots() -> Self {
                Self::default()
            }

            fn attribute<D: Decoder<'de>>(
                slots: &mut Self,
                decoder: &mut D,
                name: &str,
                kind: Kind,
            ) -> Result<bool, DecodeError> {
                let in_entry = |error: DecodeError| error.in_entry(name);
                let key = K::from_name(name).map_err(in_entry)?;
                let before = slots.insert(key, V::decode(decoder, kind).map_err(in_entry)?);
                // One of the two would be lost. Of a text that an answer has twice the later counts, as in the SDK's maps.
                if before.is_some() && !K::IS_TEXT {
                    return Err(in_entry(DecodeError::new::<K>("two keys of the map are one and the same for this type")));
                }
                Ok(true)
            }

            fn finish(slots: Self) -> Result<Self, DecodeError> {
                Ok(slots)
            }
        }

        impl<K: MapKey, V: Encode $(, $hasher)?> Encode for $map<K, V $(, $hasher)?> {
            fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                encode_map(self, encoder)
            }
        }

        impl<'de, K, V, $($hasher)?> Decode<'de> for $map<K, V $(, $hasher)?>
        where
            K: MapKey $(+ $bound)*,
            V: Decode<'de>,
            $($hasher: BuildHasher + Default,)?
        {
            fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
                decode_map(decoder, kind)
            }
        }

        impl<K, V $(, $hasher)?> Shaped for $map<K, V $(, $hasher)?> {
            type Shape = shape::Map<V>;
        }
    };
}

rest_of_an_item!(HashMap, Eq, Hash; S);
rest_of_an_item!(BTreeMap, Ord);

/// Refuses an attribute of a flattened map that would be read as a field which is not there.
#[doc(hidden)]
pub fn refuse_strays<T: EncodeAttributes>(value: &T) -> Result<(), EncodeError> {
    refuse_strays_of::<T>(&T::NAMES, |fields| value.stray(fields))
}

/// The same for the fields of a variant of `T`.
#[doc(hidden)]
pub fn refuse_strays_of<'a, T>(
    names: &Names,
    stray: impl FnOnce(&Names) -> Option<Cow<'a, str>>,
) -> Result<(), EncodeError> {
    match stray(names) {
        Some(name) => {
            let why = "a flattened map has an attribute of this name, which is that of a field; take it out of the map";
            Err(EncodeError::new::<T>(why).in_attribute(name.into_owned()))
        }
        None => Ok(()),
    }
}

/// Writes attributes as a map (M).
#[doc(hidden)]
pub fn encode_map<T: EncodeAttributes, E: Encoder>(value: &T, encoder: &mut E) -> Result<(), EncodeError> {
    if T::HAS_DISTINCT_NAMES {
        encoder.begin_fields(value.attribute_count())?;
    } else {
        encoder.begin_map(value.attribute_count())?;
    }
    value.encode_attributes(encoder)?;
    encoder.end_map()
}

/// Reads attributes from a map (M); attributes that the type does not know are passed over.
#[doc(hidden)]
pub fn decode_map<'de, T, D>(decoder: &mut D, kind: Kind) -> Result<T, DecodeError>
where
    T: DecodeAttributes<'de>,
    D: Decoder<'de>,
{
    if kind != Kind::Map {
        return Err(kind.instead_of::<T>(Kind::Map.describe()));
    }
    let mut slots = T::slots();
    decoder.entries(
        |decoder, name, kind| {
            if T::attribute(&mut slots, decoder, name, kind)? { Ok(()) } else { decoder.skip() }
        },
    )?;
    T::finish(slots)
}
