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

/// How a read sees writes, which decides what it costs.
///
/// ```
/// use dynamo::{ReadConsistency, read_units};
///
/// assert_eq!(read_units(9_000, ReadConsistency::Eventual), 1.5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReadConsistency {
    /// It may not see the latest writes: half the cost.
    Eventual,
    /// It sees every write that succeeded before.
    Strong,
    /// Part of a transaction: twice the cost.
    Transactional,
}

/// The read capacity units of reading that many bytes: one for each 4 KB begun, by the consistency half or double.
///
/// For one item give its size; for a query or scan the sizes of all items it looks at, added up. From AWS's page "`DynamoDB`
/// read consistency" and "Capacity unit consumption for read operations".
///
/// ```
/// use dynamo::{ReadConsistency, read_units};
///
/// assert_eq!(read_units(100, ReadConsistency::Strong), 1.0);
/// assert_eq!(read_units(4_097, ReadConsistency::Strong), 2.0);
/// assert_eq!(read_units(100, ReadConsistency::Transactional), 2.0);
/// ```
pub fn read_units(bytes: usize, consistency: ReadConsistency) -> f64 {
    let each = match consistency {
        ReadConsistency::Eventual => 0.5,
        ReadConsistency::Strong => 1.0,
        ReadConsistency::Transactional => 2.0,
    };
    blocks(bytes, 4096) * each
}

/// The write capacity units of writing an item of that many bytes: one for each 1 KB begun, in a transaction two.
///
/// An update costs as much as the larger of the item before and after. From AWS's page "Capacity unit consumption for write
/// operations".
///
/// ```
/// use dynamo::{Item, item_size, to_item, write_units};
/// # #[derive(Item)] #[dynamo(table = "users", partition_key(id))] struct User { id: String, bio: String }
/// let user = User { id: "1".into(), bio: "x".repeat(1500) };
/// assert_eq!(write_units(item_size(&to_item(&user)?)), 2.0);
/// # Ok::<(), dynamo::Error>(())
/// ```
pub fn write_units(bytes: usize) -> f64 {
    blocks(bytes, 1024)
}

/// How many blocks are begun; at least one.
#[allow(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
fn blocks(bytes: usize, block: usize) -> f64 {
    bytes.div_ceil(block).max(1) as f64
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
