//! Bodies of the requests that are made most: they have a table's name, and a key or items, and nothing else.
//!
//! The SDK takes a good part of such a request's time to serialize it. What it would write is written here at once.

use std::{collections::HashMap, sync::LazyLock};

use aws_sdk_dynamodb::{
    operation::{
        batch_write_item::BatchWriteItemInput, delete_item::DeleteItemInput, get_item::GetItemInput,
        put_item::PutItemInput,
    },
    types::AttributeValue,
};
use aws_smithy_runtime_api::client::interceptors::context::Input;
use aws_smithy_types::body::SdkBody;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;

use super::Splice;
use crate::codec::{Member, SharedBytes, escape};

/// Writes the body of an input; none, and the input as it was, if it is not plain.
pub(super) type WriteBody = fn(&mut Input, Option<&Splice>) -> Option<SdkBody>;

/// An input of an operation that has plain inputs.
///
/// What plain inputs have is taken out, and the rest compared with an empty input: it may have members that are not known
/// here, and interceptors may have set them.
pub(super) trait PlainInput {
    /// Writes its body; none, and the input as it was, if it is not plain.
    fn write_body(&mut self, splice: Option<&Splice>) -> Option<SdkBody>;
}

macro_rules! empty {
    ($input:ident) => {{
        static EMPTY: LazyLock<Option<$input>> = LazyLock::new(|| $input::builder().build().ok());
        EMPTY.as_ref()
    }};
}

impl PlainInput for GetItemInput {
    fn write_body(&mut self, splice: Option<&Splice>) -> Option<SdkBody> {
        if splice.is_some() {
            return None;
        }
        let (table, key, is_consistent) = (self.table_name.take(), self.key.take(), self.consistent_read.take());
        let is_plain = empty!(GetItemInput) == Some(&*self);
        let body = if is_plain { keyed(table.as_ref(), key.as_ref(), is_consistent) } else { None };
        (self.table_name, self.key, self.consistent_read) = (table, key, is_consistent);
        body
    }
}

impl PlainInput for DeleteItemInput {
    fn write_body(&mut self, splice: Option<&Splice>) -> Option<SdkBody> {
        if splice.is_some() {
            return None;
        }
        let (table, key) = (self.table_name.take(), self.key.take());
        let is_plain = empty!(DeleteItemInput) == Some(&*self);
        let body = if is_plain { keyed(table.as_ref(), key.as_ref(), None) } else { None };
        (self.table_name, self.key) = (table, key);
        body
    }
}

impl PlainInput for PutItemInput {
    fn write_body(&mut self, splice: Option<&Splice>) -> Option<SdkBody> {
        let splice = splice?;
        let (table, item) = (self.table_name.take(), self.item.take());
        let is_plain = item.as_ref().is_some_and(HashMap::is_empty) && empty!(PutItemInput) == Some(&*self);
        let body = table.as_ref().filter(|_| is_plain).and_then(|table| splice.whole_body(Member::Item, table));
        (self.table_name, self.item) = (table, item);
        body.map(in_memory)
    }
}

impl PlainInput for BatchWriteItemInput {
    fn write_body(&mut self, splice: Option<&Splice>) -> Option<SdkBody> {
        let splice = splice?;
        let tables = self.request_items.take();
        let is_plain = empty!(BatchWriteItemInput) == Some(&*self);
        let only_table = tables.as_ref().filter(|tables| is_plain && tables.len() == 1);
        let only_table = only_table.and_then(|tables| tables.iter().find(|(_, writes)| writes.is_empty()));
        let body = only_table.and_then(|(table, _)| splice.whole_body(Member::Table, table));
        self.request_items = tables;
        body.map(in_memory)
    }
}

fn in_memory(body: &SharedBytes) -> SdkBody {
    Bytes::from(body.clone()).into()
}

/// The body of a request with a table and a key.
fn keyed(
    table: Option<&String>,
    key: Option<&HashMap<String, AttributeValue>>,
    is_consistent: Option<bool>,
) -> Option<SdkBody> {
    let mut body = Vec::with_capacity(256);
    write_string(b"{\"TableName\":\"", table?, &mut body);
    body.extend_from_slice(b",\"Key\":{");
    for (index, (name, value)) in key?.iter().enumerate() {
        write_string(if index == 0 { b"\"" } else { b",\"" }, name, &mut body);
        match value {
            AttributeValue::S(text) => write_string(b":{\"S\":\"", text, &mut body),
            AttributeValue::N(text) => write_string(b":{\"N\":\"", text, &mut body),
            AttributeValue::B(bytes) => write_string(b":{\"B\":\"", &STANDARD.encode(bytes), &mut body),
            _ => return None,
        }
        body.push(b'}');
    }
    body.extend_from_slice(match is_consistent {
        None => b"}}",
        Some(true) => b"},\"ConsistentRead\":true}",
        Some(false) => b"},\"ConsistentRead\":false}",
    });
    Some(body.into())
}

/// What is before the string, with its quote, and the string.
fn write_string(before: &[u8], text: &str, body: &mut Vec<u8>) {
    body.extend_from_slice(before);
    escape(text, body);
    body.push(b'"');
}
