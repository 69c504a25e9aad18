/// Keeps text and bytes that items borrow and that do not stand in the answer as they are: strings with escapes, and
/// binary, which is base64 there.
#[derive(Default)]
pub(crate) struct Arena {
    texts: boxcar::Vec<Box<str>>,
    bytes: boxcar::Vec<Box<[u8]>>,
}

impl Arena {
    pub(super) fn text(&self, text: String) -> &str {
        let index = self.texts.push(text.into());
        &self.texts[index]
    }

    pub(super) fn bytes(&self, bytes: Vec<u8>) -> &[u8] {
        let index = self.bytes.push(bytes.into());
        &self.bytes[index]
    }
}
