use super::wire::fingerprint;

/// For generated code: a field's name, with what need not be found out again for every item.
#[derive(Debug)]
pub struct FieldName {
    text: &'static str,
    /// Empty if the name does not stand for itself in JSON.
    string: &'static [u8],
    fingerprint: u64,
}

impl FieldName {
    /// Of a name, and a string of that name as a member of a JSON object, up to its text.
    pub const fn new(text: &'static str, json: &'static str) -> Self {
        let string = if is_string(text.as_bytes(), json.as_bytes()) { json.as_bytes() } else { &[] };
        Self { text, string, fingerprint: fingerprint(text.as_bytes()) }
    }

    pub(crate) const fn text(&self) -> &'static str {
        self.text
    }

    /// `"name":{"S":"`; empty if the name does not stand for itself in JSON.
    pub(crate) const fn string(&self) -> &'static [u8] {
        self.string
    }

    /// `"name":`; empty as that is.
    pub(crate) fn member(&self) -> &'static [u8] {
        &self.string[..self.string.len().saturating_sub(STRING.len())]
    }

    pub(crate) const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}

/// How a string begins.
pub(super) const STRING: &[u8] = b"{\"S\":\"";

/// Whether it is `"name":{"S":"`, of a name that is not empty and has nothing to escape.
const fn is_string(name: &[u8], json: &[u8]) -> bool {
    let [b'"', rest @ .., b'"', b':', b'{', b'"', b'S', b'"', b':', b'"'] = json else { return false };
    let mut is_same = !name.is_empty() && name.len() == rest.len();
    let mut at = 0;
    while is_same && at < name.len() {
        is_same = name[at] == rest[at] && name[at] >= b' ' && name[at] != b'"' && name[at] != b'\\';
        at += 1;
    }
    is_same
}

/// A field's name, made when the program is compiled.
#[doc(hidden)]
#[macro_export]
macro_rules! __field_name {
    ($name:literal) => {
        const { &$crate::__private::FieldName::new($name, ::core::concat!("\"", $name, "\":{\"S\":\"")) }
    };
}
