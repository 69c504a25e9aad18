//! What stands round items in the bodies of requests.
//!
//! Items are encoded with it, so that what is encoded is a body. Where just these items are sent, nothing is copied.

use super::{WireEncoder, WireItem, special::has_special};
use crate::codec::SharedBytes;

/// A body with items of one table, and nothing else.
pub(crate) struct Frame {
    before_table: &'static str,
    after_table: &'static str,
    pub(crate) before_item: &'static str,
    pub(crate) after_item: &'static str,
    /// After an item that others follow.
    between: &'static str,
    end: &'static str,
}

impl Frame {
    pub(crate) const PUT_ITEM: Self = Self {
        before_table: "{\"TableName\":\"",
        after_table: "\",\"Item\":",
        before_item: "",
        after_item: "",
        between: "",
        end: "}",
    };

    pub(crate) const BATCH_PUT: Self = Self {
        before_table: "{\"RequestItems\":{\"",
        after_table: "\":[",
        before_item: "{\"PutRequest\":{\"Item\":",
        after_item: "}}",
        between: ",",
        end: "]}}",
    };

    pub(crate) const BATCH_DELETE: Self = Self { before_item: "{\"DeleteRequest\":{\"Key\":", ..Self::BATCH_PUT };

    /// Writes what comes before the items.
    pub(crate) fn begin(&self, table: &str, encoder: &mut WireEncoder) {
        encoder.write_raw(self.before_table);
        encoder.write_text(table);
        encoder.write_raw(self.after_table);
    }

    /// Writes an item by `write`, with what stands round it.
    pub(crate) fn item<R>(&self, encoder: &mut WireEncoder, write: impl FnOnce(&mut WireEncoder) -> R) -> R {
        encoder.write_raw(self.before_item);
        let written = write(encoder);
        encoder.write_raw(self.after_item);
        encoder.write_raw(self.between);
        written
    }

    /// Writes what comes after the items.
    pub(crate) fn end(&self, encoder: &mut WireEncoder) {
        encoder.write_end(self.end);
    }

    /// The body that has just these items, if they stand in it already. A table's name that must be escaped is not found.
    pub(crate) fn body<'a>(&self, table: &str, items: impl Iterator<Item = &'a WireItem>) -> Option<&'a SharedBytes> {
        if has_special(table.as_bytes()) {
            return None;
        }
        let mut items = items.peekable();
        let body = items.peek()?.bytes();
        let after =
            |at: usize, text: &str| body.all().get(at..)?.starts_with(text.as_bytes()).then_some(at + text.len());
        let mut at = after(after(after(0, self.before_table)?, table)?, self.after_table)?;
        while let Some(item) = items.next() {
            at = after(item.end_in(body, after(at, self.before_item)?)?, self.after_item)?;
            at = after(at, if items.peek().is_some() { self.between } else { self.end })?;
        }
        (at == body.all().len()).then_some(body)
    }
}

#[cfg(test)]
mod tests {
    use super::Frame;
    use crate::{
        KeyValue,
        codec::{SharedBytes, WireEncoder, WireItem, item::ItemEncoder as _},
    };

    /// The bytes of a body with items of these keys, and the items; an empty key fails.
    fn framed(frame: &Frame, table: &str, keys: &[&str]) -> Vec<WireItem> {
        let mut encoder = WireEncoder::new();
        frame.begin(table, &mut encoder);
        let write = |key: &&str| {
            frame.item(&mut encoder, |encoder| {
                let start = encoder.begin_item();
                encoder.attribute(key, &KeyValue::S("\"}},".into())).ok()?;
                Some(start..encoder.end_item().ok()?)
            })
        };
        let places: Vec<_> = keys.iter().map(write).collect();
        frame.end(&mut encoder);
        let bytes = SharedBytes::from(encoder.finish());
        places.into_iter().flatten().map(|place| WireItem::new(bytes.clone(), place)).collect()
    }

    fn body(frame: &Frame, table: &str, items: &[WireItem]) -> Option<String> {
        let body = frame.body(table, items.iter())?;
        Some(String::from_utf8(body.all().to_vec()).unwrap())
    }

    #[test]
    fn just_the_items_of_a_body_are_found_in_it() {
        for frame in [&Frame::BATCH_PUT, &Frame::BATCH_DELETE] {
            let items = framed(frame, "carts", &["a", "b", "c"]);
            let json = body(frame, "carts", &items).unwrap();
            let json: serde_json::Value = serde_json::from_str(&json).unwrap();
            assert_eq!(json["RequestItems"]["carts"].as_array().map(Vec::len), Some(3));

            let [a, b, c] = &items[..] else { panic!("three items") };
            let others = framed(frame, "carts", &["a", "b", "c"]);
            for wrong in [&[a, b][..], &[b, c], &[a, c], &[c, b, a], &[a, b, c, c], &[a, b, &others[2]], &[]] {
                let wrong: Vec<WireItem> = wrong.iter().map(|item| (*item).clone()).collect();
                assert_eq!(body(frame, "carts", &wrong), None, "{wrong:?}");
            }
            for table in ["cart", "cartss", "parts", ""] {
                assert_eq!(body(frame, table, &items), None, "{table}");
            }
            assert_eq!(body(&Frame::PUT_ITEM, "carts", &items), None);
        }
        assert_eq!(body(&Frame::BATCH_DELETE, "carts", &framed(&Frame::BATCH_PUT, "carts", &["a"])), None);
        let put = framed(&Frame::PUT_ITEM, "carts", &["a"]);
        let json = r#"{"TableName":"carts","Item":{"a":{"S":"\"}},"}}}"#;
        assert_eq!(body(&Frame::PUT_ITEM, "carts", &put).as_deref(), Some(json));
    }

    #[test]
    fn items_beside_one_that_failed_are_no_body() {
        for keys in [["", "b", "c"], ["a", "", "c"], ["a", "b", ""]] {
            let items = framed(&Frame::BATCH_PUT, "carts", &keys);
            assert_eq!(items.len(), 2);
            assert_eq!(body(&Frame::BATCH_PUT, "carts", &items), None, "{keys:?}");
        }
    }

    #[test]
    fn names_that_must_be_escaped_are_not_found() {
        for name in ["arn:\"", "arn:\\", "arn:\n", "arn:\",\"Item\":{},\"x\":\""] {
            let items = framed(&Frame::PUT_ITEM, name, &["a"]);
            assert_eq!(body(&Frame::PUT_ITEM, name, &items), None, "{name}");
            let escaped = serde_json::to_string(name).unwrap();
            assert_eq!(body(&Frame::PUT_ITEM, escaped.trim_matches('"'), &items), None, "{name}");
        }
    }
}
