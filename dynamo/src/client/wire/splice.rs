use std::{borrow::Cow, collections::HashMap, fmt};

use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

use crate::codec::{SharedBytes, WireItem, escape};

/// Items of a request whose input has empty values in their places.
pub(in crate::client) struct Splice {
    parts: Vec<Part>,
}

/// One place of the body.
pub(in crate::client) struct Part {
    /// The text that stands for it, up to the empty value: `"Item":`. It is there once for each part that names it.
    before: Cow<'static, str>,
    /// The empty value: `{}` or `[]`.
    empty: &'static str,
    value: Value,
}

/// What is put in a place.
enum Value {
    Item(WireItem),
    Array(Vec<Element>),
}

/// One element of an array: an item, and what stands around it.
pub(in crate::client) struct Element {
    pub(in crate::client) before: &'static str,
    pub(in crate::client) item: WireItem,
    pub(in crate::client) after: &'static str,
}

impl Value {
    /// How many bytes it takes, or a few less.
    fn length(&self) -> usize {
        match self {
            Self::Item(item) => item.json().len(),
            Self::Array(elements) => {
                let of_one =
                    |element: &Element| element.before.len() + element.item.json().len() + element.after.len() + 1;
                elements.iter().map(of_one).sum::<usize>() + 1
            }
        }
    }

    fn write_to(&self, body: &mut dyn BodyWriter) {
        let elements = match self {
            Self::Item(item) => return body.item(item),
            Self::Array(elements) => elements,
        };
        body.text("[");
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                body.text(",");
            }
            body.text(element.before);
            body.item(&element.item);
            body.text(element.after);
        }
        body.text("]");
    }

    fn first_item(&self) -> Option<&WireItem> {
        match self {
            Self::Item(item) => Some(item),
            Self::Array(elements) => elements.first().map(|element| &element.item),
        }
    }
}

/// Takes a body piece by piece.
pub(super) trait BodyWriter {
    fn text(&mut self, text: &str);
    fn item(&mut self, item: &WireItem);
}

impl BodyWriter for Vec<u8> {
    fn text(&mut self, text: &str) {
        self.extend_from_slice(text.as_bytes());
    }

    fn item(&mut self, item: &WireItem) {
        self.extend_from_slice(item.json());
    }
}

/// Finds that a body is there already: bytes that the items were written to, with what stands round them.
struct InPlace<'a> {
    bytes: &'a SharedBytes,
    /// So many of them are as the body has them; none if they are others.
    same: Option<usize>,
}

impl BodyWriter for InPlace<'_> {
    fn text(&mut self, text: &str) {
        let is_there = |same: &usize| self.bytes.all()[*same..].starts_with(text.as_bytes());
        self.same = self.same.filter(is_there).map(|same| same + text.len());
    }

    fn item(&mut self, item: &WireItem) {
        self.same = self.same.and_then(|same| item.end_in(self.bytes, same));
    }
}

impl Splice {
    /// Parts of the same text stand in the body in this order. None without parts.
    pub(in crate::client) fn new(parts: Vec<Part>) -> Option<Self> {
        (!parts.is_empty()).then_some(Self { parts })
    }

    /// An item of a put.
    pub(in crate::client) fn item(item: WireItem) -> Part {
        Part { before: Cow::Borrowed("\"Item\":"), empty: "{}", value: Value::Item(item) }
    }

    /// The array of a name.
    pub(in crate::client) fn array(name: &str, elements: Vec<Element>) -> Part {
        Part { before: (json_string(name) + ":").into(), empty: "[]", value: Value::Array(elements) }
    }

    /// How many bytes the parts take as members of an object, or a few more or less.
    fn length(&self) -> usize {
        self.parts.iter().map(|part| part.before.len() + part.value.length() + 1).sum()
    }

    /// Writes the parts as members of an object.
    pub(super) fn write_members(&self, body: &mut dyn BodyWriter) {
        for (index, part) in self.parts.iter().enumerate() {
            if index > 0 {
                body.text(",");
            }
            body.text(&part.before);
            part.value.write_to(body);
        }
    }

    /// The body that `write` writes, with so many bytes beside the parts: copied only where it is not there already.
    pub(super) fn body(&self, others: usize, write: impl Fn(&mut dyn BodyWriter)) -> SdkBody {
        if let Some(item) = self.parts.first().and_then(|part| part.value.first_item()) {
            let mut place = InPlace { bytes: item.bytes(), same: Some(0) };
            write(&mut place);
            if place.same == Some(place.bytes.all().len()) {
                return Bytes::from(place.bytes.clone()).into();
            }
        }
        let mut body = Vec::with_capacity(self.length() + others);
        write(&mut body);
        body.into()
    }

    /// Whether the parts are arrays of just these names, and nothing is in them yet.
    pub(super) fn is_all_of<V>(&self, arrays: &HashMap<String, Vec<V>>) -> bool {
        let is_there = |(name, array): (&String, &Vec<V>)| {
            let name = json_string(name);
            array.is_empty() && self.parts.iter().any(|part| part.before.strip_suffix(':') == Some(&name))
        };
        arrays.len() == self.parts.len() && arrays.iter().all(is_there)
    }

    /// The body with all parts in their places; none if a place is missing, or there are more.
    ///
    /// A string cannot look like one of them: its quotes are escaped. Nor can an attribute of that name: its value has a type.
    pub(super) fn apply(&self, body: &[u8]) -> Option<Vec<u8>> {
        let mut places: Vec<(usize, &Part)> = Vec::with_capacity(self.parts.len());
        for (index, part) in self.parts.iter().enumerate() {
            let is_alike = |other: &Part| other.before == part.before;
            // On from the place of the one before: the body of a transaction is long, and has many.
            let start = self.parts[..index].iter().rposition(is_alike).map_or(0, |before| places[before].0 + 1);
            let mut found = part.places(body, start);
            places.push((found.next()?, part));
            let is_last = !self.parts[index + 1..].iter().any(is_alike);
            if is_last && found.next().is_some() {
                return None;
            }
        }
        places.sort_unstable_by_key(|(at, _)| *at);
        let length = body.len() + self.parts.iter().map(|part| part.value.length()).sum::<usize>();
        let (mut whole, mut copied) = (Vec::with_capacity(length), 0);
        for (at, part) in places {
            whole.extend_from_slice(&body[copied..at]);
            part.value.write_to(&mut whole);
            copied = at + part.empty.len();
        }
        whole.extend_from_slice(&body[copied..]);
        Some(whole)
    }
}

/// Text with its quotes.
pub(in crate::client) fn json_string(text: &str) -> String {
    let mut json = Vec::with_capacity(text.len() + 2);
    json.push(b'"');
    escape(text, &mut json);
    json.push(b'"');
    String::from_utf8(json).unwrap_or_default()
}

impl Part {
    /// Where in the body empty values of its text stand, from a position on.
    fn places<'a>(&'a self, body: &'a [u8], start: usize) -> impl Iterator<Item = usize> + 'a {
        let (before, empty) = (self.before.as_bytes(), self.empty.as_bytes());
        let openings = memchr::memchr_iter(empty.first().copied().unwrap_or_default(), &body[start..]);
        openings
            .map(move |at| start + at)
            .filter(move |at| body[..*at].ends_with(before) && body[*at..].starts_with(empty))
    }
}

/// Without the items, which may be private.
impl fmt::Debug for Splice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Splice").field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{Element, Splice};
    use crate::codec::WireItem;

    fn element(json: &str) -> Element {
        Element { before: "<", item: WireItem::whole(json.into()), after: ">" }
    }

    #[test]
    fn parts_of_the_same_text_stand_in_their_order_among_others() {
        let item = |value| Splice::item(WireItem::whole(format!("{{{value}}}").into()));
        let splice =
            Splice::new(vec![item(1), Splice::array("t", vec![element("2"), element("")]), item(3), item(4)]).unwrap();
        let apply = |body: &str| Some(String::from_utf8(splice.apply(body.as_bytes())?).unwrap());
        let body = r#"{"Item":{"Item":{"M":{}}},"Item":{},"t":[],"Item":{},"at":[],"Item":{}}"#;
        let whole = r#"{"Item":{"Item":{"M":{}}},"Item":{1},"t":[<2>,<>],"Item":{3},"at":[],"Item":{4}}"#;
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
