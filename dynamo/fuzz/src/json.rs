//! DynamoDB JSON read by a JSON parser and made into the SDK's values: what the library's own reader is measured by.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use dynamo::{
    AttributeMap,
    sdk::{primitives::Blob, types::AttributeValue},
};
use serde_json::Value;

/// None for what is not DynamoDB JSON.
pub fn parse_item(value: &Value) -> Option<AttributeMap> {
    value.as_object()?.iter().map(|(name, value)| Some((name.clone(), parse(value)?))).collect()
}

fn parse(value: &Value) -> Option<AttributeValue> {
    let mut members = value.as_object()?.iter();
    let (tag, value) = members.next()?;
    if members.next().is_some() {
        return None;
    }
    let strings = || value.as_array()?.iter().map(|text| Some(text.as_str()?.to_owned())).collect::<Option<Vec<_>>>();
    let blob = |text: &str| STANDARD.decode(text).ok().map(Blob::new);
    Some(match tag.as_str() {
        "S" => AttributeValue::S(value.as_str()?.to_owned()),
        "N" => AttributeValue::N(value.as_str()?.to_owned()),
        "B" => AttributeValue::B(blob(value.as_str()?)?),
        "BOOL" => AttributeValue::Bool(value.as_bool()?),
        "NULL" => AttributeValue::Null(value.as_bool()?),
        "M" => AttributeValue::M(parse_item(value)?),
        "L" => AttributeValue::L(value.as_array()?.iter().map(parse).collect::<Option<_>>()?),
        "SS" => AttributeValue::Ss(strings()?),
        "NS" => AttributeValue::Ns(strings()?),
        "BS" => AttributeValue::Bs(strings()?.iter().map(|text| blob(text)).collect::<Option<_>>()?),
        _ => return None,
    })
}
