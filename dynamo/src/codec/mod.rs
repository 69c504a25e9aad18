//! How Rust values become DynamoDB attributes and come back.
//!
//! Layer 3. [`Encode`] and [`Decode`] are written once per type, generic over the carrier ([`Encoder`], [`Decoder`]), as
//! serde's traits are generic over the format. There are two carriers: the SDK's `AttributeValue` in [`map`], and the
//! bytes of DynamoDB JSON in [`wire`].

pub(crate) mod attributes;
mod data;
mod decode;
mod encode;
mod field_name;
mod finite;
mod item;
mod key;
mod kind;
mod map;
mod map_key;
mod names;
mod number;
mod same;
mod selectable;
mod size;
mod types;
mod wire;
mod with;

pub use self::{
    attributes::{DecodeAttributes, EncodeAttributes},
    data::ItemData,
    decode::{Decode, DecodeOwned, Decoder},
    encode::{Encode, Encoder},
    field_name::FieldName,
    item::{Document, Item, from_item, from_item_ref, to_item},
    key::{Key, Partition},
    kind::Kind,
    map::{from_attribute_value, from_attribute_value_ref, to_attribute_value},
    map_key::MapKey,
    names::Names,
    number::{Number, NumberError},
    selectable::Selectable,
    size::{MAX_ITEM_BYTES, ReadConsistency, item_size, read_units, write_units},
    types::SetElement,
    wire::{WireDecoder, WireItem, from_json},
    with::{FieldCodec, Json, Serde, With},
};
pub(crate) use self::{
    data::SharedBytes,
    item::{decode_item, encode_item, encode_item_json},
    key::{KeyIdentity, compare_scalars, component_of, into_attribute_value, key_attributes},
    map::MapDecoder,
    same::{contained, is_same_item, is_same_value},
    wire::{Arena, Frame, FramedBody, Member, Scanner, WireEncoder, escape},
};
