//! What DynamoDB would refuse is an Encode error that names the attribute, and nothing is sent.

use std::collections::{BTreeSet, HashMap, HashSet};

use dynamo::{
    Attribute, Decode, DecodeError, Decoder, Encode, EncodeError, Encoder, ErrorKind, ExpressionValues, Item, Kind,
    Shaped, sdk::types::AttributeValue, shape,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::backend::{faulty_table, table};

#[derive(Item, Debug, Clone, PartialEq, Default)]
#[dynamo(table = "refused", partition_key(id))]
struct Bag {
    id: String,
    double: Option<f64>,
    single: Option<f32>,
    #[dynamo(rename = "wide.integer")]
    wide: Option<i128>,
    unsigned: Option<u128>,
    texts: Option<HashSet<String>>,
    numbers: Option<BTreeSet<u8>>,
    lines: Vec<Line>,
    stock: HashMap<String, f64>,
    tuple: Option<(u8, f64)>,
    choice: Option<Choice>,
    json: Option<Value>,
    raw: Option<AttributeValue>,
    #[dynamo(serde)]
    native: Option<SerdeFloat>,
    #[dynamo(json)]
    text: Option<SerdeFloat>,
    deep: Option<Deep>,
    #[dynamo(flatten)]
    rest: HashMap<String, String>,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
struct Line {
    price: f64,
}

#[derive(Attribute, Debug, Clone, PartialEq)]
enum Choice {
    One(f64),
    Fields { inner: f64 },
}

#[derive(Serialize, serde::Deserialize, Debug, Clone, PartialEq)]
struct SerdeFloat {
    float: f64,
}

/// So many lists, one in the other.
#[derive(Debug, Clone, PartialEq)]
struct Deep(Vec<Deep>);

impl Encode for Deep {
    fn encode<E: Encoder>(&self, encoder: &mut E) -> Result<(), EncodeError> {
        self.0.encode(encoder)
    }
}

impl<'de> Decode<'de> for Deep {
    fn decode<D: Decoder<'de>>(decoder: &mut D, kind: Kind) -> Result<Self, DecodeError> {
        Vec::decode(decoder, kind).map(Self)
    }
}

impl Shaped for Deep {
    type Shape = shape::List<Self>;
}

fn deep(levels: usize) -> Deep {
    (1..levels).fold(Deep(Vec::new()), |inner, _| Deep(vec![inner]))
}

fn bag() -> Bag {
    Bag { id: "1".into(), ..Bag::default() }
}

fn encode_error(error: &dynamo::Error) -> &EncodeError {
    assert_eq!(error.kind(), ErrorKind::Encode, "{error}");
    std::error::Error::source(error).and_then(|source| source.downcast_ref()).expect("an EncodeError")
}

#[tokio::test]
async fn no_write_is_sent_with_a_value_that_cannot_be_stored() {
    let (bags, faults) = faulty_table::<Bag>().await;
    let before = faults.request_count();
    let raw = |value| Bag { raw: Some(value), ..bag() };
    let refused = [
        ("double", Bag { double: Some(f64::NAN), ..bag() }),
        ("double", Bag { double: Some(f64::INFINITY), ..bag() }),
        ("double", Bag { double: Some(1e126), ..bag() }),
        ("double", Bag { double: Some(-1e300), ..bag() }),
        ("double", Bag { double: Some(f64::MIN_POSITIVE), ..bag() }),
        ("single", Bag { single: Some(f32::NEG_INFINITY), ..bag() }),
        ("wide.integer", Bag { wide: Some(i128::MIN), ..bag() }),
        ("wide.integer", Bag { wide: Some(10_i128.pow(38) + 1), ..bag() }),
        ("unsigned", Bag { unsigned: Some(u128::MAX), ..bag() }),
        ("texts", Bag { texts: Some(HashSet::new()), ..bag() }),
        ("numbers", Bag { numbers: Some(BTreeSet::new()), ..bag() }),
        ("lines[1].price", Bag { lines: vec![Line { price: 1.0 }, Line { price: f64::NAN }], ..bag() }),
        ("stock.Berlin", Bag { stock: [("Berlin".to_owned(), f64::NAN)].into(), ..bag() }),
        ("tuple[1]", Bag { tuple: Some((1, f64::NAN)), ..bag() }),
        ("choice.One", Bag { choice: Some(Choice::One(f64::NAN)), ..bag() }),
        ("choice.Fields.inner", Bag { choice: Some(Choice::Fields { inner: f64::NAN }), ..bag() }),
        ("json.a[0]", Bag { json: Some(json!({ "a": [1e200] })), ..bag() }),
        ("native.float", Bag { native: Some(SerdeFloat { float: f64::NAN }), ..bag() }),
        ("native.float", Bag { native: Some(SerdeFloat { float: 1e300 }), ..bag() }),
        ("text", Bag { text: Some(SerdeFloat { float: f64::NAN }), ..bag() }),
        ("text", Bag { text: Some(SerdeFloat { float: f64::NEG_INFINITY }), ..bag() }),
        ("raw", raw(AttributeValue::N("NaN".into()))),
        ("raw", raw(AttributeValue::N(String::new()))),
        ("raw", raw(AttributeValue::N("1".repeat(39)))),
        ("raw", raw(AttributeValue::Ns(vec!["1".into(), "x".into()]))),
        ("raw", raw(AttributeValue::Ss(Vec::new()))),
        ("raw", raw(AttributeValue::Bs(Vec::new()))),
        (
            "raw[0].k",
            raw(AttributeValue::L(vec![AttributeValue::M([("k".into(), AttributeValue::N("-".into()))].into())])),
        ),
    ];
    for (path, bag) in refused {
        let error = bags.put(&bag).await.unwrap_err();
        assert_eq!(encode_error(&error).path(), path, "{error}");
        // The message says where, but leaves out the keys of maps, which are data.
        let attribute = path.split(['.', '[']).next().unwrap_or_default();
        assert!(error.to_string().contains(&format!("`{attribute}")), "{error}");
        assert!(!error.to_string().contains("Berlin"), "{error}");
        assert!(bags.create(&bag).return_old().await.is_err());
    }
    assert_eq!(faults.request_count(), before);
}

/// DynamoDB counts 32 levels; of lists in lists these are 31 and what the innermost holds.
#[tokio::test]
async fn deep_values_are_stored_and_deeper_ones_are_not_sent() {
    let (bags, faults) = faulty_table::<Bag>().await;
    let deepest = Bag { deep: Some(deep(31)), ..bag() };
    bags.put(&deepest).await.unwrap();
    assert_eq!(bags.get(Bag::key("1")).consistent().await.unwrap(), Some(deepest));
    let before = faults.request_count();
    for levels in [33, 34, 100, 500] {
        let error = bags.put(&Bag { deep: Some(deep(levels)), ..bag() }).await.unwrap_err();
        assert!(encode_error(&error).path().starts_with("deep[0]"), "{error}");
        let error = bags.update(Bag::key("1")).set(|bag| bag.deep, deep(levels)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode);
        let json = (0..levels).fold(Value::Null, |inner, _| json!([inner]));
        let error = bags.put(&Bag { json: Some(json), ..bag() }).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Encode);
    }
    assert_eq!(faults.request_count(), before);
}

#[tokio::test]
async fn no_expression_is_sent_with_a_value_that_cannot_be_stored() {
    let (bags, faults) = faulty_table::<Bag>().await;
    let before = faults.request_count();
    let key = || Bag::key("1");
    let raw = || ExpressionValues::new().value(":nan", f64::NAN);
    let errors = [
        ("double", bags.update(key()).set(|bag| bag.double, f64::NAN).await.unwrap_err()),
        ("wide.integer", bags.update(key()).increment(|bag| bag.wide, i128::MAX).await.unwrap_err()),
        ("double", bags.update(key()).set_if_not_exists(|bag| bag.double, f64::INFINITY).await.unwrap_err()),
        ("texts", bags.update(key()).set(|bag| bag.texts, HashSet::new()).await.unwrap_err()),
        ("lines[0].price", bags.update(key()).append(|bag| bag.lines, [Line { price: f64::NAN }]).await.unwrap_err()),
        ("stock.Berlin", bags.update(key()).set(|bag| bag.stock.key("Berlin"), f64::NAN).await.unwrap_err()),
        (
            "native.float",
            bags.update(key()).set(|bag| bag.native, Some(SerdeFloat { float: f64::NAN })).await.unwrap_err(),
        ),
        ("text", bags.update(key()).set(|bag| bag.text, Some(SerdeFloat { float: f64::INFINITY })).await.unwrap_err()),
        ("raw", bags.update(key()).set(|bag| bag.raw, AttributeValue::N("NaN".into())).await.unwrap_err()),
        ("double", bags.delete(key()).when(|bag| bag.double.eq(f64::NAN)).await.unwrap_err()),
        ("double", bags.delete(key()).when(|bag| bag.double.in_list([1.0, f64::NAN])).await.unwrap_err()),
        ("double", bags.put(&bag()).when(|bag| bag.double.between(0.0, f64::NAN)).await.unwrap_err()),
        (":nan", bags.put(&bag()).when_expression("a = :nan", raw()).await.unwrap_err()),
        (":nan", bags.update(key()).update_expression("SET a = :nan", raw()).await.unwrap_err()),
    ];
    for (path, error) in errors {
        assert_eq!(encode_error(&error).path(), path, "{error}");
    }
    assert_eq!(faults.request_count(), before);
}

#[tokio::test]
async fn operands_that_make_no_sense_are_named_with_their_attribute() {
    let bags = table::<Bag>().await;
    let when = |condition| bags.delete(Bag::key("1")).when(|_| condition).into_input().unwrap_err().to_string();
    let bag = Bag::FIELDS;
    assert!(when(bag.double.between(2.0, 1.0)).contains("`double`: between was given a lower end"));
    assert!(when(bag.double.in_list([0.0; 0])).contains("`double`: in_list takes 1 to 100 values and was given 0"));
    assert!(when(bag.stock.key("Berlin").in_list([0.0; 101])).contains("`stock.*`: in_list takes 1 to 100"));
    assert!(when(bag.json.eq(None) & bag.double.lt(None)).contains("`double`: lt was given None"));
}

/// A flattened map must not overwrite the attributes that stand beside it.
#[tokio::test]
async fn no_attribute_is_written_twice() {
    let (bags, faults) = faulty_table::<Bag>().await;
    let before = faults.request_count();
    let nameless = Bag { stock: [(String::new(), 1.0)].into(), ..bag() };
    assert_eq!(encode_error(&bags.put(&nameless).await.unwrap_err()).path(), "stock");
    for name in ["id", "lines", "pk"] {
        let clash = Bag { rest: [(name.to_owned(), "x".to_owned())].into(), ..bag() };
        let error = bags.put(&clash).await.unwrap_err();
        match error.kind() {
            ErrorKind::Encode => assert_eq!(encode_error(&error).path(), name),
            kind => {
                assert_eq!(kind, ErrorKind::Validation);
                assert!(error.to_string().contains(&format!("`{name}`")), "{error}");
            }
        }
    }
    assert_eq!(faults.request_count(), before);
}
