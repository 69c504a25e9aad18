//! The writes, by each contender.

use std::rc::Rc;

use dynamo::{
    Dynamo,
    sdk::{
        Client,
        types::{Put, PutRequest, TransactWriteItem, WriteRequest},
    },
};
use serde_json::Value;

use super::{
    canned::Canned,
    contender::Contender,
    job::{Job, block_on},
    ready::repeating,
    shapes::{AttributeMap, Shape},
};

/// A way to write items: one of the functions below.
pub(crate) type Write<T> = fn(Contender, Client, &[T]) -> Option<Job>;

/// One item.
pub(crate) fn put<T: Shape>(contender: Contender, client: Client, items: &[T]) -> Option<Job> {
    let table = Dynamo::new(client.clone()).table::<T>();
    let name = table.name().expect("a name");
    let item = items[0].clone();
    let (sender, table_name) = (client.clone(), name.clone());
    let send = async move |map: AttributeMap| {
        sender.put_item().table_name(&table_name).set_item(Some(map)).send().await.expect("an answer")
    };
    Some(match contender {
        Contender::Raw => {
            let map = to_map(&item);
            Job::new(async move || send(map.clone()).await)
        }
        Contender::SerdeDynamo => Job::new(async move || send(to_map(&item)).await),
        Contender::HandWritten => {
            let write = T::BY_HAND?.write;
            Job::new(async move || send(write(&item)).await)
        }
        Contender::Dynamo => Job::new(async move || table.put(&item).await.expect("an answer")),
        Contender::DynamoBorrowed => return None,
        Contender::Floor => {
            let client = repeating(client);
            let put = move || client.put_item().table_name(&name);
            block_on(put().set_item(Some(to_map(&item))).send()).expect("an answer");
            Job::new(async move || put().send().await.expect("an answer"))
        }
    })
}

/// Items in one batch, each for itself.
pub(crate) fn batch_write<T: Shape>(contender: Contender, client: Client, items: &[T]) -> Option<Job> {
    let table = Dynamo::new(client.clone()).table::<T>();
    let name = table.name().expect("a name");
    let items: Rc<[T]> = items.into();
    let (sender, table_name) = (client.clone(), name.clone());
    let send = async move |maps: Vec<AttributeMap>| {
        let requests = maps.into_iter().map(put_request).collect();
        let sent = sender.batch_write_item().request_items(&table_name, requests).send().await;
        let output = sent.expect("an answer");
        assert!(output.unprocessed_items().is_none_or(std::collections::HashMap::is_empty), "part is left");
        output
    };
    Some(match contender {
        Contender::Raw => {
            let maps: Vec<AttributeMap> = items.iter().map(to_map).collect();
            Job::new(async move || send(maps.clone()).await)
        }
        Contender::SerdeDynamo => Job::new(async move || send(items.iter().map(to_map).collect()).await),
        Contender::HandWritten => {
            let write = T::BY_HAND?.write;
            Job::new(async move || send(items.iter().map(write).collect()).await)
        }
        Contender::Dynamo => Job::new(async move || table.batch_put(items.iter()).await.expect("all written")),
        Contender::DynamoBorrowed => return None,
        Contender::Floor => {
            let client = repeating(client);
            let puts = move |items: &[T]| {
                let requests = items.iter().map(|item| put_request(to_map(item))).collect();
                client.batch_write_item().request_items(&name, requests).send()
            };
            block_on(puts(&items)).expect("an answer");
            Job::new(async move || puts(&[]).await.expect("an answer"))
        }
    })
}

/// Items all at once or not at all.
pub(crate) fn transaction<T: Shape>(contender: Contender, client: Client, items: &[T]) -> Option<Job> {
    let database = Dynamo::new(client.clone());
    let table = database.table::<T>();
    let name = table.name().expect("a name");
    let items: Rc<[T]> = items.into();
    let send = async move |maps: Vec<AttributeMap>| {
        let put = |map| Put::builder().table_name(&name).set_item(Some(map)).build().expect("a put");
        let puts = maps.into_iter().map(|map| TransactWriteItem::builder().put(put(map)).build()).collect();
        client.transact_write_items().set_transact_items(Some(puts)).send().await.expect("an answer")
    };
    Some(match contender {
        Contender::Raw => {
            let maps: Vec<AttributeMap> = items.iter().map(to_map).collect();
            Job::new(async move || send(maps.clone()).await)
        }
        Contender::SerdeDynamo => Job::new(async move || send(items.iter().map(to_map).collect()).await),
        Contender::HandWritten => {
            let write = T::BY_HAND?.write;
            Job::new(async move || send(items.iter().map(write).collect()).await)
        }
        Contender::Dynamo => Job::new(async move || {
            let begun = database.transaction();
            items.iter().fold(begun, |all, item| all.put(table.put(item))).await.expect("all written")
        }),
        Contender::DynamoBorrowed | Contender::Floor => return None,
    })
}

/// Ends the benchmark if this contender does not send the body that raw sends.
pub(crate) fn check<T: Shape>(write: Write<T>, contender: Contender, items: &[T]) {
    let body = |contender| -> Option<Value> {
        let canned = Canned::new(["{}".to_owned()]).listening();
        write(contender, canned.client(), items)?.time(1);
        let mut body: Value = serde_json::from_slice(&canned.heard()).expect("JSON");
        // A transaction's token is another each time.
        body.as_object_mut().expect("a map").remove("ClientRequestToken");
        Some(body)
    };
    if let Some(body_of_contender) = body(contender) {
        assert_eq!(Some(body_of_contender), body(Contender::Raw), "{} writes something else", contender.name());
    }
}

fn put_request(item: AttributeMap) -> WriteRequest {
    WriteRequest::builder().put_request(PutRequest::builder().set_item(Some(item)).build().expect("a put")).build()
}

fn to_map<T: Shape>(item: &T) -> AttributeMap {
    serde_dynamo::to_item(item).expect("an item")
}
