//! The carrier of DynamoDB JSON: bytes as the service, its streams and its exports write them, decoded straight into types,
//! and encoded from them.

mod arena;
mod decoder;
mod encoder;
mod escape;
mod frame;
mod item;
mod json;
#[cfg(test)]
mod misuse_tests;
mod names;
#[cfg(test)]
mod names_tests;
mod outline;
mod plain;
mod scanner;
mod special;
#[cfg(test)]
mod tests;

pub(crate) use self::{
    arena::Arena,
    encoder::WireEncoder,
    escape::escape,
    frame::{Frame, FramedBody, Member},
    names::fingerprint,
    scanner::Scanner,
};
pub use self::{decoder::WireDecoder, item::WireItem};
use super::{Item, item::decode_item};
use crate::error::DecodeError;

/// Decodes an item from `DynamoDB` JSON: `{"id": {"S": "7"}, ..}`, as the service, Lambda events and exports to S3 write it.
///
/// The text is read strictly: what is no JSON, or has anything after the item, is an error. Generated key attributes and
/// attributes that the type does not know are passed over.
///
/// ```
/// # use dynamo::Item;
/// # #[derive(Item, Debug, PartialEq)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, age: u8 }
/// let json = br#"{"pk": {"S": "id#7#user"}, "id": {"S": "7"}, "age": {"N": "36"}}"#;
/// assert_eq!(dynamo::from_json::<User>(json)?, User { id: "7".into(), age: 36 });
/// # Ok::<(), dynamo::DecodeError>(())
/// ```
///
/// # Errors
///
/// When the text is not `DynamoDB` JSON, an attribute is missing or does not fit its field, or the item's type attribute
/// names another entity.
pub fn from_json<T: Item>(json: &[u8]) -> Result<T, DecodeError> {
    let mut scanner = Scanner::of_bytes(json)?;
    let item = WireDecoder::item(&mut scanner, |decoder| decode_item(decoder, &T::SCHEMA.settings()))?;
    scanner.end()?;
    Ok(item)
}
