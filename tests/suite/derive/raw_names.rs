use dynamo::{Attribute, Item};

use super::{m, n, s, stored_as, text};

#[derive(Item, Debug, PartialEq)]
#[allow(non_camel_case_types)]
#[dynamo(table = "t", partition_key(type), sort_key(r#match), new)]
struct r#struct {
    r#type: String,
    r#match: u8,
    #[dynamo(rename = "as")]
    r#as: Option<u8>,
    #[dynamo(with = r#mod)]
    r#fn: u8,
    r#enum: r#enum,
}

mod r#mod {
    use dynamo::{Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, Kind};

    pub(super) fn encode<E: Encoder>(value: &u8, encoder: &mut E) -> Result<(), EncodeError> {
        (value + 1).encode(encoder)
    }

    pub(super) fn decode<'de, D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<u8, DecodeError> {
        u8::decode(decoder, kind).map(|value| value - 1)
    }
}

#[derive(Attribute, Debug, PartialEq)]
#[allow(non_camel_case_types)]
enum r#enum {
    r#loop,
    r#while { r#in: u8 },
}

#[test]
fn raw_identifiers_lose_their_prefix() {
    let item = r#struct::new("a".into(), 1, 2, r#enum::r#while { r#in: 3 });
    stored_as(
        &item,
        [
            ("pk", s("type#a#struct")),
            ("sk", s("1")),
            ("type", s("a")),
            ("match", n("1")),
            ("fn", n("3")),
            ("enum", m([("while", m([("in", n("3"))]))])),
        ],
    );
    assert_eq!(dynamo::to_attribute_value(&r#enum::r#loop).unwrap(), s("loop"));
    assert_eq!(text(r#struct::key("a", 1)), "type#a#struct / 1");
    assert_eq!(r#struct::FIELDS.r#type.name(), "type");
}
