//! What goes out: the same bytes and headers as of the SDK's own call, signed for the body that is really sent.

use std::fmt::Write as _;

use aws_smithy_async::time::StaticTimeSource;
use dynamo::{
    Dynamo,
    sdk::{
        Client,
        config::Builder,
        types::{Put, PutRequest, TransactWriteItem, WriteRequest},
    },
    to_item,
};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    scene::{Cart, Parcel, cart, config, parcel, ways},
    service::{Reply, Sent, Service},
};
use crate::backend;

/// A clock that stands: signatures can be compared.
pub(super) fn fixed(service: &Service) -> Builder {
    config(service.clone(), &backend::prefix()).time_source(StaticTimeSource::from_secs(1_767_225_600))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Whether the signature is right, as AWS checks it (Signature Version 4); the secret is `local`.
fn assert_signed(sent: &Sent) {
    let authorization = &sent.headers["authorization"];
    let part = |name: &str| {
        let start = authorization.find(name).unwrap() + name.len();
        authorization[start..].split(',').next().unwrap().to_owned()
    };
    let (names, signature) = (part("SignedHeaders="), part("Signature="));
    for name in ["host", "x-amz-date", "x-amz-target", "content-type"] {
        assert!(names.split(';').any(|signed| signed == name), "{name} is not signed: {authorization}");
    }
    let host = sent.uri.split("://").nth(1).unwrap().trim_end_matches('/');
    let value = |name: &str| if name == "host" { host } else { sent.headers[name].trim() };
    let headers = names.split(';').fold(String::new(), |mut text, name| {
        writeln!(text, "{name}:{}", value(name)).unwrap();
        text
    });
    let canonical = format!("POST\n/\n\n{headers}\n{names}\n{}", hex(&Sha256::digest(&sent.body)));
    let credential = part("Credential=local/");
    let time = &sent.headers["x-amz-date"];
    let text = format!("AWS4-HMAC-SHA256\n{time}\n{credential}\n{}", hex(&Sha256::digest(canonical.as_bytes())));
    let key = credential.split('/').fold(b"AWS4local".to_vec(), |key, part| hmac(&key, part));
    assert_eq!(signature, hex(&hmac(&key, &text)), "not signed for {}", String::from_utf8_lossy(&sent.body));
    if let Some(length) = sent.headers.get("content-length") {
        assert_eq!(*length, sent.body.len().to_string());
    }
}

/// All but the number that each request has of its own.
fn comparable(mut sent: Sent) -> Sent {
    sent.headers.remove("amz-sdk-invocation-id").unwrap();
    sent
}

fn one(service: &Service) -> Sent {
    let [sent] = service.take().try_into().unwrap();
    assert_signed(&sent);
    comparable(sent)
}

/// Which attribute the SDK writes first is chance: the plain call is repeated until its body is the same.
async fn assert_as_plain(service: &Service, sent: Sent, plain: impl AsyncFn()) {
    for _ in 0..100 {
        plain().await;
        let plain = one(service);
        assert_eq!(json(&sent), json(&plain));
        if plain.body == sent.body {
            assert_eq!(plain, sent);
            return;
        }
    }
    panic!("the SDK never writes {}", String::from_utf8_lossy(&sent.body));
}

fn json(sent: &Sent) -> Value {
    serde_json::from_slice(&sent.body).unwrap()
}

#[tokio::test]
async fn a_put_is_as_the_sdk_sends_it() {
    let service = Service::new([Reply::ok("{}")]);
    let client = Client::from_conf(fixed(&service).build());
    for way in ways(fixed(&service), "") {
        way.carts.put(&cart("1", 5)).await.unwrap();
        let sent = one(&service);
        let item = to_item(&cart("1", 5)).unwrap();
        let plain = async || {
            client
                .put_item()
                .table_name("carts")
                .set_item(Some(item.clone().into_iter().collect()))
                .send()
                .await
                .unwrap();
        };
        assert_as_plain(&service, sent, plain).await;
    }
}

#[tokio::test]
async fn a_batch_write_is_as_the_sdk_sends_it() {
    let service = Service::new([Reply::ok("{}")]);
    let client = Client::from_conf(fixed(&service).build());
    for way in ways(fixed(&service), "") {
        way.carts.batch_put(&[cart("1", 5)]).await.unwrap();
        let sent = one(&service);
        let plain = async || {
            // A map that was copied has the order of its original.
            let item = to_item(&cart("1", 5)).unwrap().into_iter().collect();
            let put = PutRequest::builder().set_item(Some(item)).build().unwrap();
            let write = WriteRequest::builder().put_request(put).build();
            client.batch_write_item().request_items("carts", vec![write]).send().await.unwrap();
        };
        assert_as_plain(&service, sent, plain).await;

        way.carts.batch_delete([Cart::key("1")]).await.unwrap();
        let deletion = one(&service);
        assert_eq!(json(&deletion)["RequestItems"]["carts"][0]["DeleteRequest"]["Key"].as_object().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_transaction_is_as_the_sdk_sends_it() {
    let service = Service::new([Reply::ok("{}")]);
    let client = Client::from_conf(fixed(&service).build());
    for way in ways(fixed(&service), "") {
        let Some(db) = &way.db else { continue };
        db.transaction().put(way.carts.put(&cart("1", 5))).token("a token").await.unwrap();
        let sent = one(&service);
        let plain = async || {
            let item = to_item(&cart("1", 5)).unwrap().into_iter().collect();
            let put = Put::builder().table_name("carts").set_item(Some(item)).build().unwrap();
            let write = TransactWriteItem::builder().put(put).build();
            let request = client.transact_write_items().transact_items(write).client_request_token("a token");
            request.send().await.unwrap();
        };
        assert_as_plain(&service, sent, plain).await;
    }
}

/// Writes of every kind, with attributes of every kind.
async fn write_all(db: &Dynamo, way: &super::scene::Way) {
    let (one, two, three) = (parcel("ada \"Item\":{}", 1), parcel("ada", 2), parcel("тест", 3));
    way.parcels.put(&one).await.unwrap();
    way.parcels.create(&two).return_old().await.unwrap();
    way.parcels.put(&three).when(|parcel| parcel.weight.gt(1.0)).await.unwrap();
    let batch = db.batch_write().put(&way.parcels, &one).delete(&way.parcels, Parcel::key("ada", 9));
    batch.put(&way.carts, &cart("1", 1)).put(&way.parcels, &three).await.unwrap();
    let transaction = db.transaction().put(way.parcels.put(&one)).put(way.parcels.create(&two));
    let transaction = transaction.delete(way.carts.delete(Cart::key("1"))).put(way.parcels.put(&three));
    transaction.token("t").await.unwrap();
}

#[tokio::test]
async fn whatever_is_written_is_signed_and_the_same_as_json() {
    let service = Service::new([Reply::ok("{}")]);
    let [hooked, _, values] = ways(fixed(&service), "");
    write_all(hooked.db.as_ref().unwrap(), &hooked).await;
    let direct = service.take();
    write_all(values.db.as_ref().unwrap(), &values).await;
    let plain = service.take();
    assert_eq!((direct.len(), plain.len()), (5, 5));
    for (direct, plain) in direct.into_iter().zip(plain) {
        assert_signed(&direct);
        assert_signed(&plain);
        assert_eq!(json(&direct), json(&plain));
        let (mut direct, mut plain) = (comparable(direct), comparable(plain));
        // They depend on the order of the attributes.
        for sent in [&mut direct, &mut plain] {
            sent.headers.remove("authorization").unwrap();
            sent.body.clear();
        }
        assert_eq!(direct.headers["content-type"], "application/x-amz-json-1.0");
        assert_eq!(direct.headers, plain.headers);
    }
}

#[tokio::test]
async fn a_second_attempt_sends_the_same_again() {
    let failure = Reply::With(500, br#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}"#.to_vec());
    for number in 0..3 {
        let service = Service::new([failure.clone(), failure.clone(), Reply::ok("{}")]);
        let way = &ways(fixed(&service), "")[number];
        way.parcels.put(&parcel("ada", 3)).await.unwrap();
        let [first, second, third] = service.requests().try_into().unwrap();
        for sent in [&first, &second, &third] {
            assert_signed(sent);
            assert_eq!(json(sent)["Item"].as_object().unwrap().len(), to_item(&parcel("ada", 3)).unwrap().len());
        }
        assert_eq!((&first.body, &second.body), (&second.body, &third.body));
        assert_eq!(first.headers["authorization"], third.headers["authorization"]);
        assert_eq!(first.headers.get("content-length"), third.headers.get("content-length"));
        assert!(third.headers["amz-sdk-request"].contains("attempt=3"), "{third:?}");
    }
}
