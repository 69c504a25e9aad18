//! The reads, by each contender. Each gives the same items before it is measured, or the benchmark ends here.

use std::collections::HashMap;

use dynamo::{
    Dynamo,
    sdk::{
        Client,
        operation::{batch_get_item::BatchGetItemOutput, get_item::GetItemOutput, query::QueryOutput},
        types::{AttributeValue, KeysAndAttributes},
    },
};

use super::{
    contender::Contender,
    job::{Job, block_on},
    ready::repeating,
    shapes::{AttributeMap, Shape},
};

/// One page of a query.
pub(crate) fn page<T: Shape>(contender: Contender, client: Client, expected: &[T]) -> Option<Job> {
    let table = Dynamo::new(client.clone()).table::<T>();
    let name = table.name().expect("a name");
    let ask = async move || -> QueryOutput {
        let query = client.query().table_name(&name).key_condition_expression("#partition = :partition");
        let query = query.expression_attribute_names("#partition", T::KEY[0]);
        let partition = AttributeValue::S(T::PARTITION.to_owned());
        query.expression_attribute_values(":partition", partition).send().await.expect("a page")
    };
    let maps = |output: QueryOutput| output.items.expect("items");
    Some(match contender {
        Contender::Raw => checked(ask, move |output| from_maps(maps(output)), expected),
        Contender::SerdeDynamo => checked(async move || from_maps::<T>(maps(ask().await)), |items| items, expected),
        Contender::HandWritten => {
            let read = T::BY_HAND?.read;
            let convert = async move || -> Vec<T> { by_hand(maps(ask().await), read) };
            checked(convert, |items| items, expected)
        }
        Contender::Dynamo => {
            let read = async move || T::query(&table).page().await.expect("a page");
            checked(read, |page| page.items, expected)
        }
        Contender::DynamoBorrowed => {
            let look = T::LOOK?;
            let read = async move || {
                let page = T::query(&table).page_ref().await.expect("a page");
                (look.look)(&page);
                page
            };
            checked(read, |page| (look.own)(&page), expected)
        }
        Contender::Floor => return None,
    })
}

/// One item by its key.
pub(crate) fn get<T: Shape>(contender: Contender, client: Client, item: &T) -> Option<Job> {
    let table = Dynamo::new(client.clone()).table::<T>();
    let (name, key, typed_key) = (table.name().expect("a name"), key(item), item.primary_key());
    let expected = std::slice::from_ref(item);
    let (asker, table_name, its_key) = (client.clone(), name.clone(), key.clone());
    let ask = async move || -> GetItemOutput {
        asker.get_item().table_name(&table_name).set_key(Some(its_key.clone())).send().await.expect("an answer")
    };
    let map = |output: GetItemOutput| output.item.expect("an item");
    Some(match contender {
        Contender::Raw => checked(ask, move |output| from_maps(vec![map(output)]), expected),
        Contender::SerdeDynamo => {
            let read = async move || -> T { serde_dynamo::from_item(map(ask().await)).expect("an item") };
            checked(read, |item| vec![item], expected)
        }
        Contender::HandWritten => {
            let convert = T::BY_HAND?.read;
            checked(async move || convert(map(ask().await)).expect("an item"), |item| vec![item], expected)
        }
        Contender::Dynamo => {
            let read = async move || table.get(typed_key.clone()).await.expect("an answer");
            checked(read, |item| item.into_iter().collect(), expected)
        }
        Contender::DynamoBorrowed => return None,
        // Its answer has no item.
        Contender::Floor => {
            let client = repeating(client);
            let get = move || client.get_item().table_name(&name);
            block_on(get().set_key(Some(key)).send()).expect("an answer");
            Job::new(async move || get().send().await.expect("an answer"))
        }
    })
}

/// Items by their keys, as many as one request takes.
pub(crate) fn batch_get<T: Shape>(contender: Contender, client: Client, expected: &[T]) -> Option<Job> {
    let table = Dynamo::new(client.clone()).table::<T>();
    let name = table.name().expect("a name");
    let keys: Vec<AttributeMap> = expected.iter().map(key).collect();
    let typed_keys: Vec<_> = expected.iter().map(T::primary_key).collect();
    let (asked, answered) = (name.clone(), name);
    let ask = async move || -> BatchGetItemOutput {
        let keys = KeysAndAttributes::builder().set_keys(Some(keys.clone())).build().expect("keys");
        client.batch_get_item().request_items(&asked, keys).send().await.expect("an answer")
    };
    let maps = move |output: BatchGetItemOutput| -> Vec<AttributeMap> {
        let mut responses: HashMap<_, _> = output.responses.expect("items");
        responses.remove(&answered).expect("items of the table")
    };
    Some(match contender {
        Contender::Raw => checked(ask, move |output| from_maps(maps(output)), expected),
        Contender::SerdeDynamo => checked(async move || from_maps::<T>(maps(ask().await)), |items| items, expected),
        Contender::HandWritten => {
            let read = T::BY_HAND?.read;
            let convert = async move || -> Vec<T> { by_hand(maps(ask().await), read) };
            checked(convert, |items| items, expected)
        }
        Contender::Dynamo => {
            let read = async move || table.batch_get(typed_keys.iter().cloned()).await.expect("items");
            checked(read, |items| items, expected)
        }
        Contender::DynamoBorrowed | Contender::Floor => return None,
    })
}

/// Reads once, compares, and only then is a job.
fn checked<T: Shape, O>(read: impl AsyncFn() -> O + 'static, items: impl FnOnce(O) -> Vec<T>, expected: &[T]) -> Job {
    assert!(items(block_on(read())) == expected, "other items than there are");
    Job::new(read)
}

fn from_maps<T: Shape>(maps: Vec<AttributeMap>) -> Vec<T> {
    serde_dynamo::from_items(maps).expect("items")
}

fn by_hand<T>(maps: Vec<AttributeMap>, read: fn(AttributeMap) -> Option<T>) -> Vec<T> {
    maps.into_iter().map(read).collect::<Option<_>>().expect("items")
}

fn key<T: Shape>(item: &T) -> AttributeMap {
    let mut attributes: AttributeMap = serde_dynamo::to_item(item).expect("an item");
    attributes.retain(|name, _| T::KEY.contains(&name.as_str()));
    attributes
}
