use std::{
    collections::{BTreeSet, HashSet},
    hash::{BuildHasher, Hash},
};

use crate::{
    codec::{Decode, Decoder, Encode, Encoder, Kind, decode::decode_elements},
    error::{DecodeError, EncodeError},
    schema::{Newtype, Shaped, shape},
};

/// A type that can be the element of a set: a string, a number or binary.
///
/// ```
/// use std::collections::BTreeSet;
///
/// let tags: BTreeSet<&str> = ["audio", "wireless"].into();
/// assert!(dynamo::to_attribute_value(&tags)?.is_ss());
/// # Ok::<(), dynamo::EncodeError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the element of a set",
    label = "not a string, number or binary",
    note = "DynamoDB has sets of strings (SS), numbers (NS) and binary (BS); use a Vec for a list of anything else"
)]
pub trait SetElement: Encode {
    /// The set's kind: [`Kind::StringSet`], [`Kind::NumberSet`] or [`Kind::BinarySet`].
    const KIND: Kind;
}

#[diagnostic::do_not_recommend]
impl<W: Newtype<Inner: SetElement> + Encode> SetElement for W {
    const KIND: Kind = <W::Inner as SetElement>::KIND;
}

/// Writes a set of at least one element.
pub(crate) fn encode_set<'a, T: SetElement + 'a, E: Encoder>(
    elements: impl Iterator<Item = &'a T>,
    len: usize,
    encoder: &mut E,
) -> Result<(), EncodeError> {
    encoder.begin_set(T::KIND, len)?;
    for element in elements {
        element.encode(encoder)?;
    }
    encoder.end_set()
}

macro_rules! sets {
    ($set:ident, $($bound:path),* $(; $hasher:ident)?) => {
        impl<T: SetElement $(, $hasher)?> Encode for $set<T $(, $hasher)?> {
            fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
                if self.is_empty() {
                    return Err(EncodeError::new::<Self>(
                        "the set is empty, and DynamoDB has no empty sets; make the field an Option, or add an element",
                    ));
                }
                encode_set(self.iter(), self.len(), encoder)
            }
        }

        /// Also from a list, as serde writes sets.
        impl<'de, T, $($hasher)?> Decode<'de> for $set<T $(, $hasher)?>
        where
            T: Decode<'de> $(+ $bound)*,
            $($hasher: BuildHasher + Default,)?
        {
            fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
                let mut set = Self::default();
                decode_elements::<Self, D>(decoder, kind, |decoder, kind| {
                    set.insert(T::decode(decoder, kind)?);
                    Ok(())
                })?;
                Ok(set)
            }
        }

        impl<T $(, $hasher)?> Shaped for $set<T $(, $hasher)?> {
            type Shape = shape::Set<T>;
        }
    };
}

sets!(HashSet, Eq, Hash; S);
sets!(BTreeSet, Ord);
