//! What stands round items in the bodies of requests.
//!
//! Items are encoded with it, so that what is encoded is a body. Where just these items are sent, nothing is copied.

use super::{WireEncoder, WireItem, special::has_special};
use crate::codec::SharedBytes;

/// What a body with items of one table, and nothing else, has beside the items.
pub(crate) struct Frame {
    before_table: &'static str,
    after_table: &'static str,
    pub(crate) member: Member,
    pub(crate) before_item: &'static str,
    pub(crate) after_item: &'static str,
    /// After an item that others follow.
    between: &'static str,
    end: &'static str,
}

/// The member of the body that has the items.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Member {
    /// The one item is the value of `Item`.
    Item,
    /// An array of them is the value of the table's name.
    Table,
}

impl Frame {
    pub(crate) const PUT_ITEM: Self = Self {
        before_table: "{\"TableName\":\"",
        after_table: "\",\"Item\":",
        member: Member::Item,
        before_item: "",
        after_item: "",
        between: "",
        end: "}",
    };

    pub(crate) const BATCH_PUT: Self = Self {
        before_table: "{\"RequestItems\":{\"",
        after_table: "\":[",
        member: Member::Table,
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
    pub(crate) fn body<'a>(
        &'static self,
        table: &str,
        items: impl IntoIterator<Item = Option<&'a WireItem>>,
    ) -> Option<FramedBody> {
        if has_special(table.as_bytes()) {
            return None;
        }
        let mut items = items.into_iter().peekable();
        let body = (*items.peek()?)?.bytes();
        let after =
            |at: usize, text: &str| body.all().get(at..)?.starts_with(text.as_bytes()).then_some(at + text.len());
        let mut at = after(after(after(0, self.before_table)?, table)?, self.after_table)?;
        while let Some(item) = items.next() {
            at = after(item?.end_in(body, after(at, self.before_item)?)?, self.after_item)?;
            at = after(at, if items.peek().is_some() { self.between } else { self.end })?;
        }
        let is_all = at == body.all().len();
        is_all.then(|| FramedBody { bytes: body.clone(), table_length: table.len(), frame: self })
    }
}

/// A whole body.
pub(crate) struct FramedBody {
    bytes: SharedBytes,
    table_length: usize,
    frame: &'static Frame,
}

impl FramedBody {
    pub(crate) fn bytes(&self) -> &SharedBytes {
        &self.bytes
    }

    pub(crate) fn member(&self) -> Member {
        self.frame.member
    }

    /// The table's name.
    pub(crate) fn table(&self) -> &[u8] {
        let start = self.frame.before_table.len();
        self.bytes.get(start..start + self.table_length)
    }

    /// The member's value: the item, or the array of items.
    pub(crate) fn value(&self) -> WireItem {
        let Frame { before_table, after_table, end, .. } = self.frame;
        let brackets = match self.frame.member {
            Member::Item => 0,
            Member::Table => 1,
        };
        let start = before_table.len() + self.table_length + after_table.len() - brackets;
        WireItem::new(self.bytes.clone(), start..self.bytes.all().len() - end.len() + brackets)
    }
}

#[cfg(test)]
mod tests {
    use super::{Frame, FramedBody, Member};
    use crate::{
        KeyValue,
        codec::{SharedBytes, WireEncoder, WireItem, item::ItemEncoder as _},
    };

    /// The bytes of a body with items of these keys, and the items; an empty key fails.
    fn framed(frame: &'static Frame, table: &str, keys: &[&str]) -> Vec<WireItem> {
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

    fn body(frame: &'static Frame, table: &str, items: &[WireItem]) -> Option<FramedBody> {
        frame.body(table, items.iter().map(Some))
    }

    fn parse(json: &[u8]) -> serde_json::Value {
        serde_json::from_slice(json).unwrap()
    }

    #[test]
    fn just_the_items_of_a_body_are_found_in_it() {
        for frame in [&Frame::BATCH_PUT, &Frame::BATCH_DELETE] {
            let items = framed(frame, "carts", &["a", "b", "c"]);
            let whole = body(frame, "carts", &items).unwrap();
            let array = &parse(whole.bytes().all())["RequestItems"]["carts"];
            assert_eq!(array.as_array().map(Vec::len), Some(3));
            assert_eq!((whole.table(), whole.member() == Member::Table), (&b"carts"[..], true));
            assert_eq!(parse(whole.value().json()), *array);

            let [a, b, c] = &items[..] else { panic!("three items") };
            let others = framed(frame, "carts", &["a", "b", "c"]);
            for wrong in [&[a, b][..], &[b, c], &[a, c], &[c, b, a], &[a, b, c, c], &[a, b, &others[2]], &[]] {
                let wrong: Vec<WireItem> = wrong.iter().map(|item| (*item).clone()).collect();
                assert!(body(frame, "carts", &wrong).is_none(), "{wrong:?}");
            }
            for table in ["cart", "cartss", "parts", ""] {
                assert!(body(frame, table, &items).is_none(), "{table}");
            }
            assert!(body(&Frame::PUT_ITEM, "carts", &items).is_none());
            // One that goes through the SDK's values.
            assert!(frame.body("carts", [Some(a), Some(b), Some(c), None]).is_none());
            assert!(frame.body("carts", [None, Some(a), Some(b), Some(c)]).is_none());
        }
        assert!(body(&Frame::BATCH_DELETE, "carts", &framed(&Frame::BATCH_PUT, "carts", &["a"])).is_none());
        let put = body(&Frame::PUT_ITEM, "carts", &framed(&Frame::PUT_ITEM, "carts", &["a"])).unwrap();
        assert_eq!(put.bytes().all(), br#"{"TableName":"carts","Item":{"a":{"S":"\"}},"}}}"#);
        assert_eq!((put.table(), put.member() == Member::Item), (&b"carts"[..], true));
        assert_eq!(put.value().json(), br#"{"a":{"S":"\"}},"}}"#);
    }

    #[test]
    fn items_beside_one_that_failed_are_no_body() {
        for keys in [["", "b", "c"], ["a", "", "c"], ["a", "b", ""]] {
            let items = framed(&Frame::BATCH_PUT, "carts", &keys);
            assert_eq!(items.len(), 2);
            assert!(body(&Frame::BATCH_PUT, "carts", &items).is_none(), "{keys:?}");
        }
    }

    #[test]
    fn names_that_must_be_escaped_are_not_found() {
        for name in ["arn:\"", "arn:\\", "arn:\n", "arn:\",\"Item\":{},\"x\":\""] {
            let items = framed(&Frame::PUT_ITEM, name, &["a"]);
            assert!(body(&Frame::PUT_ITEM, name, &items).is_none(), "{name}");
            let escaped = serde_json::to_string(name).unwrap();
            assert!(body(&Frame::PUT_ITEM, escaped.trim_matches('"'), &items).is_none(), "{name}");
        }
    }
}
