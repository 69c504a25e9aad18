//! Interceptors of users that change what goes out or comes back.

use std::collections::HashMap;

use dynamo::{
    ErrorKind,
    sdk::{
        Client,
        config::{
            ConfigBag, Intercept, RuntimeComponents,
            interceptors::{BeforeSerializationInterceptorContextMut, FinalizerInterceptorContextMut},
        },
        error::BoxError,
        operation::{
            batch_get_item::BatchGetItemOutput,
            batch_write_item::BatchWriteItemInput,
            get_item::{GetItemInput, GetItemOutput},
            put_item::{PutItemInput, PutItemOutput},
            query::{QueryInput, QueryOutput},
            scan::{ScanInput, ScanOutput},
            transact_write_items::TransactWriteItemsInput,
        },
        types::AttributeValue,
    },
    to_item,
};
use serde_json::json;

use super::{
    scene::{Cart, Scene, cart, config, parcel, ways},
    service::{Reply, Service, cart_json},
};
use crate::backend;

type Attributes = HashMap<String, AttributeValue>;

fn attributes(cart: &Cart) -> Attributes {
    to_item(cart).unwrap().into_iter().collect()
}

/// Gives outputs that nobody sent, as `aws-smithy-mocks` does.
#[derive(Debug)]
struct Mock(Vec<Cart>);

impl Intercept for Mock {
    fn name(&self) -> &'static str {
        "a mock"
    }

    fn modify_before_attempt_completion(
        &self,
        context: &mut FinalizerInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        use aws_smithy_runtime_api::client::{interceptors::context::Output, orchestrator::Metadata};
        let items: Vec<Attributes> = self.0.iter().map(attributes).collect();
        let output = match bag.load::<Metadata>().unwrap().name() {
            "GetItem" => Output::erase(GetItemOutput::builder().set_item(items.first().cloned()).build()),
            "Query" => {
                let key = items.last().cloned();
                Output::erase(
                    QueryOutput::builder().set_items(Some(items)).set_last_evaluated_key(key).count(2).build(),
                )
            }
            "Scan" => Output::erase(ScanOutput::builder().set_items(Some(items)).count(2).build()),
            "BatchGetItem" => {
                let responses = HashMap::from([("carts".to_owned(), items)]);
                Output::erase(BatchGetItemOutput::builder().set_responses(Some(responses)).build())
            }
            "PutItem" => Output::erase(PutItemOutput::builder().set_attributes(items.first().cloned()).build()),
            other => panic!("no mock of {other}"),
        };
        context.inner_mut().set_output_or_error(Ok(output));
        Ok(())
    }
}

#[tokio::test]
async fn outputs_of_a_mock_are_taken_as_they_are() {
    // What answers beneath a mock: also an item that the mock's outputs take the place of.
    let other = cart_json(&cart("9", 9));
    let whole = json!({
        "Item": other, "Items": [other], "Count": 1, "ScannedCount": 1, "Attributes": other,
        "Responses": { (format!("{}carts", backend::prefix())): [other] },
    });
    let whole = Reply::ok(whole.to_string());
    for reply in [whole, Reply::With(418, Vec::new()), Reply::ok("{}"), Reply::With(500, b"no".to_vec())] {
        let service = Service::new([reply]);
        let two = vec![cart("1", 5), cart("2", 6)];
        let mocked = config(service.clone(), &backend::prefix()).interceptor(Mock(two.clone()));
        for way in ways(mocked, "") {
            let carts = &way.carts;
            assert_eq!(carts.get(Cart::key("1")).await.unwrap(), Some(cart("1", 5)), "{}", way.name);
            let page = carts.query("1").page().await.unwrap();
            assert_eq!((&page.items, page.cursor.is_some()), (&two, true), "{}", way.name);
            let first = carts.query("1").limit(1).page().await.unwrap();
            assert_eq!((first.items, first.cursor.is_some()), (two[..1].to_vec(), true));
            assert_eq!(carts.scan().collect().await.unwrap(), two, "{}", way.name);
            let each = carts.batch_get(["2", "1"].map(Cart::key)).in_order().await.unwrap();
            assert_eq!(each, [Some(cart("2", 6)), Some(cart("1", 5))], "{}", way.name);
            assert_eq!(carts.put(&cart("1", 7)).return_old().await.unwrap(), Some(cart("1", 5)));
            carts.put(&cart("1", 7)).await.unwrap();
        }
    }
}

/// Adds an attribute to what is written.
#[derive(Debug)]
struct Stamp;

fn stamped(item: &mut Attributes) {
    item.insert("stamp".to_owned(), AttributeValue::Bool(true));
}

impl Intercept for Stamp {
    fn name(&self) -> &'static str {
        "stamps"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let input = context.input_mut();
        if let Some(put) = input.downcast_mut::<PutItemInput>() {
            stamped(put.item.get_or_insert_default());
        } else if let Some(batch) = input.downcast_mut::<BatchWriteItemInput>() {
            for (table, writes) in batch.request_items.iter_mut().flatten() {
                let has_puts = writes.iter().any(|write| write.put_request.is_some());
                assert!(has_puts || writes.is_empty(), "{table}");
                if writes.is_empty() {
                    // It sees no items, and may take the list for its own.
                    let put = dynamo::sdk::types::PutRequest::builder().set_item(Some(attributes(&cart("9", 9))));
                    let write = dynamo::sdk::types::WriteRequest::builder().put_request(put.build().unwrap()).build();
                    writes.push(write);
                }
                writes.iter_mut().filter_map(|write| write.put_request.as_mut()).for_each(|put| stamped(&mut put.item));
            }
        } else if let Some(transaction) = input.downcast_mut::<TransactWriteItemsInput>() {
            let items = transaction.transact_items.iter_mut().flatten();
            items.filter_map(|item| item.put.as_mut()).for_each(|put| stamped(&mut put.item));
        }
        Ok(())
    }
}

#[tokio::test]
async fn an_interceptor_that_adds_to_items_is_told_what_to_do() {
    let scene = Scene::new().await;
    scene.reset().await;
    let prefix = scene.ways[2].carts.name().unwrap().replace("carts", "");
    let stamping = config(scene.faults.clone(), &backend::prefix()).interceptor(Stamp);
    let before = scene.stored().await;
    let earlier = scene.faults.request_count();
    let changed = cart("1", 77);
    let all = ways(stamping, &prefix);
    for way in all.iter().filter(|way| way.is_direct) {
        let mut errors = vec![
            way.carts.put(&changed).await.unwrap_err(),
            way.carts.create(&cart("8", 8)).return_old().await.unwrap_err(),
            way.carts.batch_put([&changed]).give_up_after(std::time::Duration::ZERO).await.unwrap_err(),
        ];
        if let Some(db) = &way.db {
            errors.push(db.transaction().put(way.carts.put(&changed)).await.unwrap_err());
        }
        for error in errors {
            assert!(format!("{error:?}").contains("Dynamo::sdk_values"), "{}: {error:?}", way.name);
            assert!(!error.is_retryable() && !error.may_be_applied(), "{}: {error:?}", way.name);
        }
    }
    assert_eq!(scene.faults.request_count(), earlier, "something was sent");
    assert_eq!(scene.stored().await, before);

    let [.., values] = &all;
    values.carts.put(&changed).await.unwrap();
    values.carts.batch_put([&cart("5", 5)]).await.unwrap();
    values.db.as_ref().unwrap().transaction().put(values.carts.put(&cart("6", 6))).await.unwrap();
    let plain = Client::from_conf(config(scene.faults.clone(), &backend::prefix()).build());
    let found = plain.scan().table_name(values.carts.name().unwrap()).send().await.unwrap();
    assert_eq!(found.items().iter().filter(|item| item.contains_key("stamp")).count(), 3);
}

/// Sends requests to another table.
#[derive(Debug)]
struct Redirect(String);

impl Intercept for Redirect {
    fn name(&self) -> &'static str {
        "redirects"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let (input, table) = (context.input_mut(), Some(self.0.clone()));
        if let Some(put) = input.downcast_mut::<PutItemInput>() {
            put.table_name = table;
        } else if let Some(get) = input.downcast_mut::<GetItemInput>() {
            get.table_name = table;
        } else if let Some(query) = input.downcast_mut::<QueryInput>() {
            query.table_name = table;
        } else if let Some(scan) = input.downcast_mut::<ScanInput>() {
            scan.table_name = table;
        }
        Ok(())
    }
}

#[tokio::test]
async fn an_interceptor_may_change_what_is_no_item() {
    let scene = Scene::new().await;
    let name = scene.ways[2].parcels.name().unwrap();
    let redirecting = config(scene.faults.clone(), &backend::prefix()).interceptor(Redirect(name));
    for way in ways(redirecting, "not-there-") {
        scene.reset().await;
        way.parcels.put(&parcel("bob", 1)).await.unwrap();
        let got = way.parcels.get(super::scene::Parcel::key("bob", 1)).consistent().await.unwrap();
        assert_eq!(got, Some(parcel("bob", 1)));
        assert_eq!(way.parcels.query("ada").consistent().collect().await.unwrap().len(), 5);
        assert_eq!(way.parcels.scan().consistent().collect().await.unwrap().len(), 6);
        let gone = way.parcels.delete(super::scene::Parcel::key("bob", 1)).await.unwrap_err();
        assert_eq!(gone.kind(), ErrorKind::ResourceNotFound);
    }
}
