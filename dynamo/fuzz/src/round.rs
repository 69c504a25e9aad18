//! Items that are written: what goes out is the item, the same on both ways, and comes back as it was.

use std::collections::BTreeMap;

use arbitrary::{Arbitrary as _, Result, Unstructured};
use dynamo::sdk::{primitives::Blob, types::AttributeValue};
use serde_json::Value;

use super::{
    item::{Part, State, Thing},
    json::parse_item,
    service::{Laboratory, Observed},
};

/// Names that a flattened map could take from the fields beside it.
const TAKEN: [&str; 5] = ["pk", "sk", "note", "label", "title"];

thread_local! {
    static LABORATORY: Laboratory = Laboratory::new();
}

/// Writes the items that the bytes stand for: one, several in a batch, several in a transaction.
///
/// # Panics
///
/// When what is written is not the item, differs between the two ways, or is read as something else.
pub fn check(input: &[u8]) {
    let mut source = Unstructured::new(input);
    let Ok(things) = (0..3).map(|_| thing(&mut source)).collect::<Result<Vec<_>>>() else { return };
    LABORATORY.with(|laboratory| {
        put(laboratory, &things[0]);
        let batch =
            laboratory.both(b"{}", 1, async |database| database.table::<Thing>().batch_put(&things).await.map(drop));
        compare("batch_put", batch);
        let transaction = laboratory.both(b"{}", 1, async |database| {
            let table = database.table::<Thing>();
            let mut transaction = database.transaction().token("fixed");
            for (position, thing) in things.iter().enumerate() {
                transaction = transaction.put(if position == 0 { table.create(thing) } else { table.put(thing) });
            }
            transaction.await.map(drop)
        });
        compare("transaction", transaction);
    });
}

fn put(laboratory: &Laboratory, thing: &Thing) {
    let put = laboratory.both(b"{}", 1, async |database| database.table::<Thing>().put(thing).await.map(drop));
    let encoded = dynamo::to_item(thing);
    if let Err(error) = &encoded {
        let put = put[0].result.as_ref().map_err(dynamo::Error::kind);
        assert_eq!(put, Err(error.kind()), "to_item: {error}");
    }
    let Some(body) = compare("put", put) else { return };
    let map = encoded.expect("it was sent");
    assert_eq!(parse_item(&body["Item"]).as_ref(), Some(&map), "another item than to_item's");
    let json = serde_json::to_vec(&body["Item"]).expect("JSON");
    let read = dynamo::from_json::<Thing>(&json).map_err(|error| error.to_string());
    let from_map = dynamo::from_item::<Thing>(map).map_err(|error| error.to_string());
    assert_eq!(read.as_ref().ok(), from_map.as_ref().ok(), "from_json: {read:?}, from_item: {from_map:?}");
    if !TAKEN.iter().any(|name| thing.rest.contains_key(*name)) {
        assert_eq!(read.as_ref(), Ok(thing), "read as something else");
    }
}

/// The body that both ways sent, if they did.
fn compare(operation: &str, [wire, maps]: [Observed<()>; 2]) -> Option<Value> {
    let kinds = [&wire, &maps].map(|observed| observed.result.as_ref().map_err(dynamo::Error::kind).copied());
    assert_eq!(kinds[0], kinds[1], "{operation}: wire {:?}, maps {:?}", wire.result, maps.result);
    let [wire, maps] = [wire, maps].map(|observed| observed.requests_json());
    assert_eq!(wire, maps, "{operation}: another request than through maps");
    wire.into_iter().next()
}

fn thing(source: &mut Unstructured<'_>) -> Result<Thing> {
    Ok(Thing {
        owner: text(source)?,
        group: text(source)?,
        number: source.arbitrary()?,
        tiny: source.arbitrary()?,
        wide: source.arbitrary()?,
        wider: if rarely(source)? { source.arbitrary()? } else { i64::arbitrary(source)?.into() },
        ratio: float(source)?,
        half: f32::from(i16::arbitrary(source)?) / 8.0,
        flag: source.arbitrary()?,
        letter: source.arbitrary()?,
        bytes: source.arbitrary()?,
        note: source.arbitrary()?,
        rank: source.arbitrary()?,
        level: source.arbitrary()?,
        title: text(source)?,
        part: part(source, 3)?,
        state: state(source)?,
        parts: many(source, |source| part(source, 1))?,
        states: many(source, state)?,
        pair: source.arbitrary()?,
        texts: set(source, text)?.into_iter().collect(),
        numbers: set(source, |source| source.arbitrary())?.into_iter().collect(),
        blobs: source.arbitrary()?,
        counts: many(source, |source| Ok((name(source)?, source.arbitrary()?)))?.into_iter().collect(),
        by_number: source.arbitrary()?,
        raw: value(source, 36)?,
        rest: many(source, |source| Ok((name(source)?, value(source, 3)?)))?.into_iter().collect::<BTreeMap<_, _>>(),
    })
}

/// Few elements: a long collection shows no more than a short one.
fn many<V>(source: &mut Unstructured<'_>, mut one: impl FnMut(&mut Unstructured<'_>) -> Result<V>) -> Result<Vec<V>> {
    let count = source.int_in_range(0..=4)?;
    (0..count).map(|_| one(source)).collect()
}

/// What DynamoDB cannot store has its place in an item too, but not in most of them.
fn rarely(source: &mut Unstructured<'_>) -> Result<bool> {
    Ok(source.arbitrary::<u8>()? == 255)
}

/// Not empty, because DynamoDB has no empty sets.
fn set<V>(source: &mut Unstructured<'_>, mut one: impl FnMut(&mut Unstructured<'_>) -> Result<V>) -> Result<Vec<V>> {
    let mut elements = many(source, &mut one)?;
    if elements.is_empty() && !rarely(source)? {
        elements.push(one(source)?);
    }
    Ok(elements)
}

/// Not empty, because keys must not be.
fn text(source: &mut Unstructured<'_>) -> Result<String> {
    let text = String::arbitrary(source)?;
    Ok(if text.is_empty() && !rarely(source)? { "x".to_owned() } else { text })
}

/// Within DynamoDB's range.
fn float(source: &mut Unstructured<'_>) -> Result<f64> {
    if rarely(source)? {
        return source.arbitrary();
    }
    let power = source.int_in_range(-110..=100)?;
    Ok(f64::from(i32::arbitrary(source)?) * 10_f64.powi(power))
}

fn name(source: &mut Unstructured<'_>) -> Result<String> {
    if rarely(source)? { source.choose(&TAKEN).map(|name| (*name).to_owned()) } else { text(source) }
}

fn part(source: &mut Unstructured<'_>, depth: usize) -> Result<Part> {
    let inner = if depth > 0 && source.arbitrary()? { Some(Box::new(part(source, depth - 1)?)) } else { None };
    Ok(Part {
        name: text(source)?,
        weight: source.arbitrary::<bool>()?.then(|| float(source)).transpose()?,
        tags: many(source, text)?,
        inner,
    })
}

fn state(source: &mut Unstructured<'_>) -> Result<State> {
    Ok(match source.int_in_range(0..=3)? {
        0 => State::New,
        1 => State::Counted(source.arbitrary()?),
        2 => State::Named {
            name: text(source)?,
            part: source.arbitrary::<bool>()?.then(|| part(source, 1)).transpose()?,
        },
        _ => State::Both(text(source)?, source.arbitrary()?),
    })
}

fn value(source: &mut Unstructured<'_>, depth: usize) -> Result<AttributeValue> {
    let number = |source: &mut Unstructured<'_>| i64::arbitrary(source).map(|number| number.to_string());
    let blob = |source: &mut Unstructured<'_>| source.arbitrary::<Vec<u8>>().map(Blob::new);
    Ok(match source.int_in_range(0..=if depth > 0 { 9 } else { 7 })? {
        0 => AttributeValue::S(source.arbitrary()?),
        1 => AttributeValue::N(number(source)?),
        2 => AttributeValue::B(blob(source)?),
        3 => AttributeValue::Bool(source.arbitrary()?),
        4 => AttributeValue::Null(true),
        5 => AttributeValue::Ss(set(source, text)?),
        6 => AttributeValue::Ns(set(source, number)?),
        7 => AttributeValue::Bs(set(source, blob)?),
        8 => AttributeValue::L(many(source, |source| value(source, depth - 1))?),
        _ => AttributeValue::M(
            many(source, |source| Ok((text(source)?, value(source, depth - 1)?)))?.into_iter().collect(),
        ),
    })
}
