use std::{borrow::Cow, fmt, iter, slice};

use crate::codec::{Frame, FramedBody, Member, SharedBytes, WireItem, escape};

/// Items of a request whose input has empty values in their places.
pub(in crate::client) enum Splice {
    /// They are a member of a body that is written already, in case the request has nothing else.
    Body(FramedBody),
    Parts(Vec<Part>),
}

/// One place of the body.
pub(in crate::client) struct Part {
    /// The text that stands for it, up to the empty value: `"Item":`. It is there once for each part that names it.
    before: Cow<'static, [u8]>,
    /// The empty value: `{}` or `[]`.
    empty: &'static str,
    value: Value,
}

/// What is put in a place.
enum Value {
    /// An item, or an array that is written already.
    Item(WireItem),
    Array(Vec<Element>),
}

/// One element of an array: an item, and what stands around it.
pub(in crate::client) struct Element {
    pub(in crate::client) item: WireItem,
    pub(in crate::client) frame: &'static Frame,
}

impl Value {
    /// How many bytes it takes, or a few less.
    fn length(&self) -> usize {
        match self {
            Self::Item(item) => item.json().len(),
            Self::Array(elements) => {
                let of_one = |Element { item, frame }: &Element| {
                    frame.before_item.len() + item.json().len() + frame.after_item.len() + 1
                };
                elements.iter().map(of_one).sum::<usize>() + 1
            }
        }
    }

    fn write_to(&self, body: &mut Vec<u8>) {
        let elements = match self {
            Self::Item(item) => return body.extend_from_slice(item.json()),
            Self::Array(elements) => elements,
        };
        body.push(b'[');
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                body.push(b',');
            }
            body.extend_from_slice(element.frame.before_item.as_bytes());
            body.extend_from_slice(element.item.json());
            body.extend_from_slice(element.frame.after_item.as_bytes());
        }
        body.push(b']');
    }
}

impl Splice {
    /// The item of a put to this table.
    pub(in crate::client) fn put(table: Option<&str>, item: WireItem) -> Self {
        let body = table.and_then(|table| Frame::PUT_ITEM.body(table, iter::once(Some(&item))));
        body.map_or_else(|| Self::Parts(vec![Self::item(item)]), Self::Body)
    }

    /// Parts of the same text stand in the body in this order. None without parts.
    pub(in crate::client) fn parts(parts: Vec<Part>) -> Option<Self> {
        (!parts.is_empty()).then_some(Self::Parts(parts))
    }

    /// An item of a put.
    pub(in crate::client) fn item(item: WireItem) -> Part {
        Part { before: Cow::Borrowed(b"\"Item\":"), empty: "{}", value: Value::Item(item) }
    }

    /// The array of a name.
    pub(in crate::client) fn array(name: &str, elements: Vec<Element>) -> Part {
        let mut before = vec![b'"'];
        escape(name, &mut before);
        before.extend_from_slice(b"\":");
        Part { before: before.into(), empty: "[]", value: Value::Array(elements) }
    }

    /// The body of a request with nothing else: with the items in this member, and of this table.
    pub(super) fn whole_body(&self, member: Member, table: &str) -> Option<&SharedBytes> {
        match self {
            Self::Body(body) if body.member() == member && body.table() == table.as_bytes() => Some(body.bytes()),
            _ => None,
        }
    }

    /// The body with all items in their places; none if a place is missing, or there are more.
    pub(super) fn apply(&self, body: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Body(framed) => apply(slice::from_ref(&Part::of_body(framed)), body),
            Self::Parts(parts) => apply(parts, body),
        }
    }
}

/// The body with all parts in their places; none if a place is missing, or there are more.
///
/// A string cannot look like one of them: its quotes are escaped. Nor can an attribute of that name: its value has a type.
fn apply(parts: &[Part], body: &[u8]) -> Option<Vec<u8>> {
    let mut places: Vec<(usize, &Part)> = Vec::with_capacity(parts.len());
    for (index, part) in parts.iter().enumerate() {
        let is_alike = |other: &Part| other.before == part.before;
        // On from the place of the one before: the body of a transaction is long, and has many.
        let start = parts[..index].iter().rposition(is_alike).map_or(0, |before| places[before].0 + 1);
        let mut found = part.places(body, start);
        places.push((found.next()?, part));
        let is_last = !parts[index + 1..].iter().any(is_alike);
        if is_last && found.next().is_some() {
            return None;
        }
    }
    places.sort_unstable_by_key(|(at, _)| *at);
    let length = body.len() + parts.iter().map(|part| part.value.length()).sum::<usize>();
    let (mut whole, mut copied) = (Vec::with_capacity(length), 0);
    for (at, part) in places {
        whole.extend_from_slice(&body[copied..at]);
        part.value.write_to(&mut whole);
        copied = at + part.empty.len();
    }
    whole.extend_from_slice(&body[copied..]);
    Some(whole)
}

impl Part {
    /// The member of a body that is written already. Its table's name is one that stands there as it is.
    fn of_body(body: &FramedBody) -> Self {
        let (name, empty) = match body.member() {
            Member::Item => (&b"Item"[..], "{}"),
            Member::Table => (body.table(), "[]"),
        };
        let before = [b"\"", name, b"\":"].concat().into();
        Self { before, empty, value: Value::Item(body.value()) }
    }

    /// Where in the body empty values of its text stand, from a position on.
    fn places<'a>(&'a self, body: &'a [u8], start: usize) -> impl Iterator<Item = usize> + 'a {
        let (before, empty) = (&self.before[..], self.empty.as_bytes());
        let openings = memchr::memchr_iter(empty.first().copied().unwrap_or_default(), &body[start..]);
        openings
            .map(move |at| start + at)
            .filter(move |at| body[..*at].ends_with(before) && body[*at..].starts_with(empty))
    }
}

/// Without the items, which may be private.
impl fmt::Debug for Splice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Splice")
    }
}

#[cfg(test)]
mod tests {
    use super::{Element, Splice};
    use crate::codec::{Frame, WireItem};

    fn element(json: &str) -> Element {
        Element { item: WireItem::whole(json.into()), frame: &Frame::BATCH_PUT }
    }

    #[test]
    fn parts_of_the_same_text_stand_in_their_order_among_others() {
        let item = |value| Splice::item(WireItem::whole(format!("{{{value}}}").into()));
        let splice =
            Splice::parts(vec![item(1), Splice::array("t", vec![element("2"), element("")]), item(3), item(4)])
                .unwrap();
        let apply = |body: &str| Some(String::from_utf8(splice.apply(body.as_bytes())?).unwrap());
        let body = r#"{"Item":{"Item":{"M":{}}},"Item":{},"t":[],"Item":{},"at":[],"Item":{}}"#;
        let whole = r#"{"Item":{"Item":{"M":{}}},"Item":{1},"t":[{"PutRequest":{"Item":2}},{"PutRequest":{"Item":}}],"Item":{3},"at":[],"Item":{4}}"#;
        assert_eq!(apply(body).as_deref(), Some(whole));
        // One too few, one too many.
        for wrong in [
            body.replacen(r#""Item":{},"#, "", 1),
            body.replace("at", "Item").replace(":[],\"Item\":{}", ":{},\"Item\":{}"),
            format!("{body}{body}"),
        ] {
            assert_eq!(apply(&wrong), None, "{wrong}");
        }
    }
}
