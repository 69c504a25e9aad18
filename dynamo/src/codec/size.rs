use aws_sdk_dynamodb::types::AttributeValue;

use super::Number;
use crate::error::AttributeMap;

/// The largest item that DynamoDB stores, in bytes: 400 KB (AWS's page "Quotas in Amazon DynamoDB").
///
/// ```
/// assert_eq!(dynamo::MAX_ITEM_BYTES, 409_600);
/// ```
pub const MAX_ITEM_BYTES: usize = 400 * 1024;

/// The size of an item in bytes, by the rules of AWS's page "DynamoDB item sizes and formats".
///
/// Names and strings count their UTF-8 bytes, binary its bytes, a number about a byte for two digits and one more, null
/// and booleans one byte, a list or map three bytes and one for each element.
///
/// ```
/// # use dynamo::Item;
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String }
/// let item = dynamo::to_item(&User { id: "7".into() })?;
/// assert_eq!(dynamo::item_size(&item), "pk".len() + "id#7#user".len() + "id".len() + "7".len());
/// # Ok::<(), dynamo::Error>(())
/// ```
pub fn item_size(item: &AttributeMap) -> usize {
    item.iter().map(|(name, value)| name.len() + value_size(value)).sum()
}

fn value_size(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(text) => number_size(text),
        AttributeValue::B(blob) => blob.as_ref().len(),
        AttributeValue::M(map) => 3 + map.len() + item_size(map),
        AttributeValue::L(list) => 3 + list.len() + list.iter().map(value_size).sum::<usize>(),
        AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
        AttributeValue::Ns(texts) => texts.iter().map(|text| number_size(text)).sum(),
        AttributeValue::Bs(blobs) => blobs.iter().map(|blob| blob.as_ref().len()).sum(),
        // Booleans, null, and what is not known yet.
        _ => 1,
    }
}

fn number_size(text: &str) -> usize {
    text.parse::<Number>().map_or(text.len(), |number| number.size_in_bytes())
}
