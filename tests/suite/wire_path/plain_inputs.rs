//! Requests of inputs that have a table, a key or items, and nothing else: the library writes them without the SDK.

use std::collections::HashMap;

use aws_smithy_runtime_api::client::interceptors::context::Input;
use bytes::Bytes;
use dynamo::{
    Dynamo, Item, Table,
    sdk::{
        Client,
        config::{
            Builder, ConfigBag, Intercept, RuntimeComponents, interceptors::BeforeSerializationInterceptorContextMut,
        },
        error::BoxError,
        operation::{
            batch_write_item::BatchWriteItemInput, delete_item::DeleteItemInput, get_item::GetItemInput,
            put_item::PutItemInput,
        },
        types::{
            AttributeValue, ConditionalOperator, ReturnConsumedCapacity, ReturnItemCollectionMetrics, ReturnValue,
        },
    },
};
use serde_json::Value;

use super::{
    service::{Reply, Sent, Service},
    signatures::fixed,
};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "drawers", partition_key(label), sort_key(number), keys = "native")]
struct Drawer {
    label: String,
    number: i64,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "seals", partition_key(seal), keys = "native")]
struct Seal {
    #[dynamo(rename = "the \"seal\"")]
    seal: Bytes,
}

/// With the library's interceptor in the client, with the interceptor given to each request, and with the SDK's values.
fn tables<T: Item>(config: Builder) -> [Table<T>; 3] {
    let client = Client::from_conf(config.build());
    let db = Dynamo::new(client.clone());
    [db.table(), Table::new(&client), db.sdk_values().table()]
}

/// The requests as they can be compared: the signature depends on the order of attributes, which is chance.
fn comparable(requests: Vec<Sent>) -> Vec<(Sent, Value)> {
    let comparable = |mut sent: Sent| {
        for name in ["amz-sdk-invocation-id", "authorization"] {
            sent.headers.remove(name).unwrap();
        }
        assert_eq!(sent.headers["content-length"], sent.body.len().to_string());
        let json = serde_json::from_slice(&std::mem::take(&mut sent.body)).unwrap();
        (sent, json)
    };
    requests.into_iter().map(comparable).collect()
}

/// Has the same done in all ways, and gives what the SDK alone sends.
async fn same<T: Item>(
    service: &Service,
    config: impl Fn() -> Builder,
    work: impl AsyncFn(&Table<T>),
) -> Vec<(Sent, Value)> {
    let mut sent = Vec::new();
    for table in tables::<T>(config()) {
        work(&table).await;
        sent.push(comparable(service.take()));
    }
    let [hooked, per_request, plain] = sent.try_into().unwrap();
    assert_eq!(hooked, plain);
    assert_eq!(per_request, plain);
    plain
}

#[tokio::test]
async fn keys_of_all_types_are_written_as_the_sdk_writes_them() {
    let service = Service::new([Reply::ok("{}")]);
    let sent = same::<Drawer>(
        &service,
        || fixed(&service),
        async |drawers| {
            for label in ["a", "\"}],\\\u{1}\n", "тяжёлый 📦", &"long ".repeat(300)] {
                for number in [0, -7, i64::MIN] {
                    drawers.get(Drawer::key(label, number)).await.unwrap();
                    drawers.get(Drawer::key(label, number)).consistent().await.unwrap();
                    drawers.delete(Drawer::key(label, number)).await.unwrap();
                    drawers.put(&Drawer { label: label.to_owned(), number }).await.unwrap();
                }
            }
        },
    )
    .await;
    assert_eq!(sent.len(), 4 * 3 * 4);
    assert_eq!(sent[1].1["ConsistentRead"], true);

    let sent = same::<Seal>(
        &service,
        || fixed(&service),
        async |seals| {
            for length in 1..9 {
                let seal: Bytes = (250..).take(length).map(|byte: u32| byte.to_le_bytes()[0]).collect();
                seals.get(Seal::key(seal.clone())).await.unwrap();
                seals.delete(Seal::key(seal.clone())).await.unwrap();
                seals.batch_put([&Seal { seal }]).await.unwrap();
            }
        },
    )
    .await;
    assert_eq!(sent.len(), 8 * 3);
    assert_eq!(sent[0].1["Key"]["the \"seal\""]["B"], "+g==");
}

#[tokio::test]
async fn batches_of_one_table_are_written_as_the_sdk_writes_them() {
    let service = Service::new([Reply::ok("{}")]);
    for name in ["drawers", "arn:aws:dynamodb:us-east-1:123456789012:table/drawers", "arn:\"},\\\n"] {
        let drawer = |number| Drawer { label: "\"a\"}}]".to_owned(), number };
        let sent = same::<Drawer>(
            &service,
            || fixed(&service),
            async |drawers| {
                let drawers = drawers.clone().named(name);
                for count in [1, 2, 25, 60] {
                    let all: Vec<Drawer> = (0..count).map(drawer).collect();
                    let twice = all.iter().chain(all.iter().take(2));
                    drawers.batch_put(twice).concurrency(1).await.unwrap();
                    let keys = || all.iter().map(|drawer| Drawer::key(&drawer.label, drawer.number));
                    drawers.batch_delete(keys()).concurrency(1).await.unwrap();
                }
                drawers.put(&drawer(1)).await.unwrap();
                drawers.get(Drawer::key("a", 1)).await.unwrap();
            },
        )
        .await;
        assert_eq!(sent.len(), 2 * (1 + 1 + 1 + 3) + 2);
        assert_eq!(sent[4].1["RequestItems"][name].as_array().map(Vec::len), Some(25));
    }
}

/// Sets members that the library never sets with such requests.
#[derive(Debug, Clone, Copy)]
struct Sets(fn(&mut Input));

impl Intercept for Sets {
    fn name(&self) -> &'static str {
        "sets other members"
    }

    fn modify_before_serialization(
        &self,
        context: &mut BeforeSerializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0(context.input_mut());
        Ok(())
    }
}

macro_rules! sets {
    ($($input:ident: $member:ident = $value:expr, $written:literal;)*) => {
        [$((Sets(|input| if let Some(input) = input.downcast_mut::<$input>() { input.$member = Some($value) }), $written)),*]
    };
}

#[tokio::test]
async fn what_an_interceptor_sets_is_sent() {
    let all = sets! {
        GetItemInput: attributes_to_get = vec!["label".to_owned()], "AttributesToGet";
        GetItemInput: return_consumed_capacity = ReturnConsumedCapacity::Total, "ReturnConsumedCapacity";
        GetItemInput: projection_expression = "label".to_owned(), "ProjectionExpression";
        GetItemInput: key = HashMap::from([("odd".to_owned(), AttributeValue::Bool(true))]), "BOOL";
        GetItemInput: consistent_read = false, "false";
        GetItemInput: table_name = "other".to_owned(), "other";
        DeleteItemInput: condition_expression = "size(label) > 1".to_owned(), "ConditionExpression";
        DeleteItemInput: return_values = ReturnValue::AllOld, "ALL_OLD";
        DeleteItemInput: key = HashMap::from([("odd".to_owned(), AttributeValue::Null(true))]), "NULL";
        DeleteItemInput: return_item_collection_metrics = ReturnItemCollectionMetrics::Size, "SIZE";
        PutItemInput: return_item_collection_metrics = ReturnItemCollectionMetrics::Size, "SIZE";
        PutItemInput: return_values = ReturnValue::AllOld, "ALL_OLD";
        PutItemInput: conditional_operator = ConditionalOperator::Or, "ConditionalOperator";
        PutItemInput: table_name = "other".to_owned(), "other";
        BatchWriteItemInput: return_consumed_capacity = ReturnConsumedCapacity::Indexes, "INDEXES";
        BatchWriteItemInput: return_item_collection_metrics = ReturnItemCollectionMetrics::Size, "SIZE";
    };
    for (sets, written) in all {
        let service = Service::new([Reply::ok("{}")]);
        let sent = same::<Drawer>(
            &service,
            || fixed(&service).interceptor(sets),
            async |drawers| {
                drawers.get(Drawer::key("a", 1)).await.unwrap();
                drawers.delete(Drawer::key("a", 1)).await.unwrap();
                drawers.put(&Drawer { label: "a".to_owned(), number: 1 }).await.unwrap();
                drawers.batch_put([&Drawer { label: "a".to_owned(), number: 1 }]).await.unwrap();
            },
        )
        .await;
        assert_eq!(
            sent.iter().filter(|(_, json)| json.to_string().contains(written)).count(),
            1,
            "{written}: {sent:?}"
        );
    }
}
