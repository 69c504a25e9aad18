//! Generated code relies on nothing that the user's module brings into scope: no prelude here, and misleading names.

#![no_implicit_prelude]
#![allow(missing_docs, dead_code, non_camel_case_types, clippy::trivially_copy_pass_by_ref)]

// The names that generated code might be tempted to use.
struct Option;
struct String;
struct Result;
struct Vec;
struct Ok;
struct Err;
struct Some;
struct None;
struct Box;
struct Default;
struct Item;
struct Attribute;
struct Encode;
struct Decode;
struct Encoder;
struct Decoder;
struct Kind;
struct Field;
struct Schema;
struct str;
struct bool;
struct usize;
struct u8;
mod dynamo {}
mod std {}
mod core {}

mod numbers {
    pub(crate) fn encode<E: ::dynamo::Encoder>(
        value: &::std::primitive::u32,
        encoder: &mut E,
    ) -> ::std::result::Result<(), ::dynamo::EncodeError> {
        ::dynamo::Encode::encode(value, encoder)
    }

    pub(crate) fn decode<'de, D: ::dynamo::Decoder<'de>>(
        decoder: &mut D,
        kind: ::dynamo::Kind,
    ) -> ::std::result::Result<::std::primitive::u32, ::dynamo::DecodeError> {
        ::dynamo::Decode::decode(decoder, kind)
    }
}

#[derive(::dynamo::Item, ::std::fmt::Debug, ::std::cmp::PartialEq)]
#[dynamo(
    table = "t",
    partition_key(id, kind),
    sort_key(slots, name),
    key_separator = "|",
    prefix_sort_key = true,
    type_attribute = "_type",
    entity = "e",
    rename_all = "camelCase",
    new
)]
struct Everything<E, D> {
    id: ::std::string::String,
    kind: Unit,
    slots: ::std::primitive::u32,
    name: Id,
    #[dynamo(default)]
    encoder: ::std::vec::Vec<E>,
    #[dynamo(default = 3, alias = "old", rename = "new-name")]
    decoder: ::std::primitive::u32,
    #[dynamo(skip)]
    value: ::std::marker::PhantomData<fn() -> D>,
    #[dynamo(serde)]
    serde: ::std::option::Option<::std::string::String>,
    #[dynamo(json)]
    json: ::std::string::String,
    #[dynamo(with = numbers)]
    with: ::std::primitive::u32,
    #[dynamo(null)]
    null: ::std::option::Option<::std::primitive::u8>,
    data: Data<E>,
    #[dynamo(flatten)]
    nested: Nested,
    #[dynamo(flatten)]
    rest: ::std::collections::HashMap<::std::string::String, ::std::string::String>,
}

#[derive(::dynamo::Item)]
#[dynamo(table = "t", pk = "A#{id}", sk = "B#{number:03}")]
struct Template {
    id: ::std::string::String,
    number: ::std::primitive::u8,
}

#[derive(::dynamo::Item)]
#[dynamo(table = "t", partition_key(id), sort_key(number), keys = "native")]
struct Native {
    id: ::std::string::String,
    number: ::std::primitive::u8,
}

#[derive(::dynamo::Attribute, ::std::fmt::Debug, ::std::cmp::PartialEq)]
#[dynamo(new)]
struct Nested {
    depth: ::std::primitive::u8,
}

#[derive(::dynamo::Attribute, ::std::fmt::Debug, ::std::cmp::PartialEq)]
struct Id(::std::string::String);

#[derive(::dynamo::Attribute, ::std::fmt::Debug, ::std::cmp::PartialEq)]
#[dynamo(rename_all = "lowercase")]
enum Unit {
    Some,
    #[dynamo(alias = "nothing")]
    None,
}

#[derive(::dynamo::Attribute, ::std::fmt::Debug, ::std::cmp::PartialEq)]
enum Data<T> {
    None,
    Some(T),
    Pair(::std::primitive::u8, T),
    Named {
        encoder: T,
        #[dynamo(with = numbers)]
        decoder: ::std::primitive::u32,
        #[dynamo(json)]
        name: ::std::option::Option<T>,
    },
    Flattened {
        fields: T,
        #[dynamo(flatten)]
        nested: Nested,
        #[dynamo(flatten)]
        rest: ::std::collections::HashMap<::std::string::String, T>,
    },
}

#[derive(::dynamo::Attribute, ::std::fmt::Debug, ::std::cmp::PartialEq)]
struct Borrowed<'a> {
    text: &'a ::std::primitive::str,
}

#[test]
fn generated_code_names_everything_absolutely() {
    use ::std::{assert_eq, convert::Into as _, string::ToString as _};

    let everything = Everything::<::std::primitive::u8, ()>::new(
        "1".into(),
        Unit::None,
        2,
        Id("n".into()),
        "j".into(),
        5,
        Data::Named { encoder: 1, decoder: 2, name: ::std::option::Option::None },
        Nested::new(1),
        ::std::collections::HashMap::new(),
    );
    let item = ::dynamo::to_item(&everything).unwrap();
    assert_eq!(item["pk"].as_s().unwrap(), "id|1|kind|none|e");
    assert_eq!(item["sk"].as_s().unwrap(), "slots|2|name|n");
    assert_eq!(::dynamo::from_item::<Everything<::std::primitive::u8, ()>>(item).unwrap(), everything);
    assert_eq!(
        <::dynamo::Key<Template>>::resolve(&Template::key("x", 7)).unwrap().sort().unwrap().to_string(),
        "B#007"
    );
    let _ = Native::key("x", 7);
}
