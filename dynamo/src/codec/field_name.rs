use super::wire::fingerprint;

/// For generated code: a field's name, with what need not be found out again for every item.
#[derive(Debug)]
pub struct FieldName {
    text: &'static str,
    /// `,"name":`, if the name stands for itself in JSON.
    json: Option<&'static [u8]>,
    fingerprint: u64,
}

impl FieldName {
    /// Of a name, and the same as a member of a JSON object.
    pub const fn new(text: &'static str, json: &'static str) -> Self {
        let json = if is_member(text.as_bytes(), json.as_bytes()) { Some(json.as_bytes()) } else { None };
        Self { text, json, fingerprint: fingerprint(text.as_bytes()) }
    }

    pub(crate) const fn text(&self) -> &'static str {
        self.text
    }

    pub(crate) const fn json(&self) -> Option<&'static [u8]> {
        self.json
    }

    pub(crate) const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }
}

/// Whether it is `,"name":`, of a name that is not empty and has nothing to escape.
const fn is_member(name: &[u8], json: &[u8]) -> bool {
    let [b',', b'"', rest @ .., b'"', b':'] = json else { return false };
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
        const { &$crate::__private::FieldName::new($name, ::core::concat!(",\"", $name, "\":")) }
    };
}
