//! A request of the library leaves nothing behind for others on its thread, and nobody takes what is meant for it.

use std::{
    fmt,
    future::IntoFuture as _,
    sync::{Arc, Mutex},
    task::{Context, Waker},
};

use aws_smithy_runtime_api::client::{
    http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    orchestrator::HttpRequest,
    runtime_components::RuntimeComponents,
};
use dynamo::{
    Dynamo, Table,
    sdk::{
        Client,
        config::{
            ConfigBag, Credentials, Intercept, ProvideCredentials,
            interceptors::BeforeSerializationInterceptorContextRef,
        },
        error::BoxError,
        types::AttributeValue,
    },
    to_item,
};
use futures::{FutureExt as _, future::BoxFuture, join};
use serde_json::{Value, json};

use super::{
    scene::{Cart, cart, config},
    service::{Reply, Service, cart_json},
};
use crate::backend;

/// An answer with this cart.
fn answer(cart: &Cart) -> Reply {
    Reply::ok(json!({ "Item": cart_json(cart) }).to_string())
}

fn database(service: &Service) -> Dynamo {
    Dynamo::new(Client::from_conf(config(service.clone(), &backend::prefix()).build()))
}

/// What the SDK gives who asks it without the library.
async fn plain_get(client: &Client) -> usize {
    let get = client.get_item().table_name("carts").key("pk", AttributeValue::S("id#1".into()));
    get.send().await.unwrap().item.map_or(0, |item| item.len())
}

#[tokio::test]
async fn a_future_dropped_midway_leaves_nothing() {
    let whole = to_item(&cart("1", 5)).unwrap().len();
    for polls in 0..3 {
        let service = Service::new([vec![Reply::Never; usize::from(polls > 0)], vec![answer(&cart("1", 5))]].concat());
        let db = database(&service);
        let carts: Table<Cart> = db.table();
        let mut get = carts.get(Cart::key("1")).into_future();
        for _ in 0..polls {
            assert!(get.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        }
        drop(get);
        assert_eq!(plain_get(db.client()).await, whole, "after {polls} polls");
        assert_eq!(carts.get(Cart::key("1")).await.unwrap(), Some(cart("1", 5)));
        assert_eq!(plain_get(db.client()).await, whole);
    }
}

/// What fails before the library's interceptor runs.
#[derive(Debug)]
struct Refusal;

impl Intercept for Refusal {
    fn name(&self) -> &'static str {
        "refuses"
    }

    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &dynamo::sdk::config::RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        Err("not today".into())
    }
}

#[tokio::test]
async fn a_request_that_is_refused_leaves_nothing() {
    let service = Service::new([answer(&cart("1", 5))]);
    let refusing = config(service.clone(), &backend::prefix()).interceptor(Refusal);
    let refusing = Dynamo::new(Client::from_conf(refusing.build()));
    let error = refusing.table::<Cart>().get(Cart::key("1")).await.unwrap_err();
    assert!(format!("{error:?}").contains("not today"), "{error:?}");
    assert_eq!(service.requests().len(), 0);
    assert_eq!(plain_get(database(&service).client()).await, to_item(&cart("1", 5)).unwrap().len());
}

#[tokio::test]
async fn requests_side_by_side_do_not_mix() {
    let service = Service::new([answer(&cart("1", 5))]);
    let db = database(&service);
    let carts: Table<Cart> = db.table();
    let per_request = Table::<Cart>::new(db.client());
    let values: Table<Cart> = db.clone().sdk_values().table();
    let whole = to_item(&cart("1", 5)).unwrap().len();
    for _ in 0..3 {
        let (first, one, second, two, third, three, fourth) = join!(
            plain_get(db.client()),
            carts.get(Cart::key("1")).into_future(),
            plain_get(db.client()),
            per_request.get(Cart::key("1")).into_future(),
            plain_get(db.client()),
            values.get(Cart::key("1")).into_future(),
            plain_get(db.client()),
        );
        assert_eq!([first, second, third, fourth], [whole; 4]);
        for got in [one, two, three] {
            assert_eq!(got.unwrap(), Some(cart("1", 5)));
        }
    }
    // The interceptor twice is as good as once.
    let twice = Dynamo::new(db.client().clone()).table::<Cart>();
    assert_eq!(twice.get(Cart::key("1")).await.unwrap(), Some(cart("1", 5)));
    service.take();
    twice.put(&cart("1", 5)).await.unwrap();
    Table::<Cart>::new(db.client()).put(&cart("1", 5)).await.unwrap();
    for sent in service.take() {
        let body: Value = serde_json::from_slice(&sent.body).unwrap();
        assert_eq!(body["Item"], cart_json(&cart("1", 5)));
    }
}

/// Asks a table who the caller is, as the SDK's own user.
struct Registry {
    client: Client,
    seen: Arc<Mutex<Vec<usize>>>,
}

impl Registry {
    fn look(&self) -> BoxFuture<'_, ()> {
        async {
            let attributes = plain_get(&self.client).await;
            self.seen.lock().unwrap().push(attributes);
        }
        .boxed()
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Registry")
    }
}

impl ProvideCredentials for Registry {
    fn provide_credentials<'a>(&'a self) -> aws_credential_types::provider::future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        aws_credential_types::provider::future::ProvideCredentials::new(async {
            self.look().await;
            Ok(Credentials::new("local", "local", None, None, "a registry"))
        })
    }
}

#[tokio::test]
async fn a_credentials_provider_may_use_the_same_kind_of_client() {
    let whole = to_item(&cart("1", 5)).unwrap().len();
    let service = Service::new([answer(&cart("1", 5))]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let registry = || Registry { client: database(&service).client().clone(), seen: seen.clone() };
    for is_direct in [true, false] {
        let config = config(service.clone(), &backend::prefix()).credentials_provider(registry());
        let db = Dynamo::new(Client::from_conf(config.build()));
        let db = if is_direct { db } else { db.sdk_values() };
        assert_eq!(db.table::<Cart>().get(Cart::key("1")).await.unwrap(), Some(cart("1", 5)));
    }
    assert_eq!(*seen.lock().unwrap(), [whole; 2]);
}

/// An interceptor that blocks on requests of its own, before the library's interceptor has its turn.
#[derive(Debug)]
struct Asks(Registry);

impl Asks {
    fn ask(&self) {
        futures::executor::block_on(async {
            self.0.look().await;
            let put = self.0.client.put_item().table_name("carts").item("pk", AttributeValue::S("an entry".into()));
            put.send().await.unwrap();
        });
    }
}

impl Intercept for Asks {
    fn name(&self) -> &'static str {
        "asks"
    }

    fn read_before_execution(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.ask();
        Ok(())
    }

    fn read_before_serialization(
        &self,
        _: &BeforeSerializationInterceptorContextRef<'_>,
        _: &dynamo::sdk::config::RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.ask();
        Ok(())
    }
}

#[tokio::test]
async fn an_interceptor_may_ask_with_the_same_kind_of_client() {
    let whole = to_item(&cart("1", 5)).unwrap().len();
    let service = Service::new([answer(&cart("1", 5))]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let registry = Registry { client: database(&service).client().clone(), seen: seen.clone() };
    let config = config(service.clone(), &backend::prefix()).interceptor(Asks(registry));
    let client = Client::from_conf(config.build());
    let tables = [
        Dynamo::new(client.clone()).table::<Cart>(),
        Table::new(&client),
        Dynamo::new(client).sdk_values().table::<Cart>(),
    ];
    for carts in tables {
        assert_eq!(carts.get(Cart::key("1")).await.unwrap(), Some(cart("1", 5)));
        service.take();
        carts.put(&cart("1", 5)).await.unwrap();
        let items = service.take().into_iter().filter_map(|sent| {
            let body: Value = serde_json::from_slice(&sent.body).unwrap();
            Some(body.get("Item")?.as_object().unwrap().len())
        });
        // The two entries of the interceptor, and the library's item.
        assert_eq!(items.collect::<Vec<_>>(), [1, 1, whole]);
    }
    assert_eq!(*seen.lock().unwrap(), [whole; 3 * 2 * 2]);
}

/// Hands out credentials after some polls, so that requests are polled before they are serialized, too.
#[derive(Debug)]
struct Slow;

impl ProvideCredentials for Slow {
    fn provide_credentials<'a>(&'a self) -> aws_credential_types::provider::future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        aws_credential_types::provider::future::ProvideCredentials::new(async {
            pending_twice().await;
            Ok(Credentials::new("local", "local", None, None, "slow"))
        })
    }
}

async fn pending_twice() {
    let mut left = 2;
    std::future::poll_fn(|context| {
        if left == 0 {
            return std::task::Poll::Ready(());
        }
        left -= 1;
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

/// The service, and each answer after some polls.
#[derive(Debug, Clone)]
struct SlowService(Service);

impl HttpClient for SlowService {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for SlowService {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let answer = self.0.call(request);
        HttpConnectorFuture::new(async {
            pending_twice().await;
            answer.await
        })
    }
}

/// Several requests at once, each poll of each by a thread of its own, in turns; two attempts of each.
#[tokio::test]
async fn a_future_may_be_polled_by_another_thread_each_time() {
    let replies: Vec<Reply> = (0..4).map(|_| Reply::With(500, b"{}".to_vec())).chain([answer(&cart("1", 5))]).collect();
    let service = Service::new(replies);
    let config = config(SlowService(service.clone()), &backend::prefix()).credentials_provider(Slow);
    let client = Client::from_conf(config.build());
    let (hooked, per_request) = (Dynamo::new(client.clone()).table::<Cart>(), Table::<Cart>::new(&client));
    let (one, two) = (cart("1", 5), cart("1", 5));
    let mut gets = [hooked.get(Cart::key("1")).into_future(), per_request.get(Cart::key("1")).into_future()];
    let mut puts = [hooked.put(&one).into_future(), per_request.put(&two).into_future()];
    let (mut got, mut done, mut polls) = ([None, None], [false, false], 0);
    let runtime = tokio::runtime::Handle::current();
    while got.iter().any(Option::is_none) || done.contains(&false) {
        for index in 0..2 {
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    let _runtime = runtime.enter();
                    if !done[index]
                        && let std::task::Poll::Ready(result) =
                            puts[index].as_mut().poll(&mut Context::from_waker(Waker::noop()))
                    {
                        result.unwrap();
                        done[index] = true;
                    }
                });
            });
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    let _runtime = runtime.enter();
                    if got[index].is_none()
                        && let std::task::Poll::Ready(result) =
                            gets[index].as_mut().poll(&mut Context::from_waker(Waker::noop()))
                    {
                        got[index] = Some(result.unwrap());
                    }
                });
            });
        }
        polls += 1;
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        assert!(polls < 1000);
    }
    assert!(polls > 3, "{polls}");
    assert_eq!(got, [Some(Some(cart("1", 5))), Some(Some(cart("1", 5)))]);
    let sent = service.take();
    assert_eq!(sent.len(), 8);
    for sent in sent {
        let body: Value = serde_json::from_slice(&sent.body).unwrap();
        if let Some(item) = body.get("Item") {
            assert_eq!(*item, cart_json(&cart("1", 5)));
        }
    }
}
