//! A service that never answers: the same errors in the same time.

use std::time::{Duration, Instant};

use dynamo::{
    ErrorKind,
    sdk::config::{Builder, retry::RetryConfig, timeout::TimeoutConfig},
};

use super::{
    scene::{Cart, Way, cart, config, ways},
    service::{Reply, Service},
};
use crate::backend;

const SHORT: Duration = Duration::from_millis(40);

/// What an operation says, and how many requests there were.
type Outcome = (String, ErrorKind, bool, bool);

async fn errors(way: &Way) -> Vec<Outcome> {
    let item = cart("1", 1);
    let key = || Cart::key("1");
    let mut errors = vec![
        way.carts.get(key()).await.map(drop).unwrap_err(),
        way.carts.query("1").collect().await.map(drop).unwrap_err(),
        way.carts.scan().page().await.map(drop).unwrap_err(),
        way.carts.batch_get([key()]).give_up_after(Duration::ZERO).await.map(drop).unwrap_err(),
        way.carts.put(&item).await.map(drop).unwrap_err(),
        way.carts.create(&item).return_old().await.map(drop).unwrap_err(),
        way.carts.update(key()).set(|cart| cart.total, 2).return_new().await.map(drop).unwrap_err(),
        way.carts.update(key()).increment(|cart| cart.total, 2).await.map(drop).unwrap_err(),
        way.carts.delete(key()).return_old().await.map(drop).unwrap_err(),
        way.carts.batch_put([&item]).give_up_after(Duration::ZERO).await.map(drop).unwrap_err(),
    ];
    if let Some(db) = &way.db {
        let transaction = db.transaction().put(way.carts.put(&item)).give_up_after(Duration::ZERO);
        errors.push(transaction.await.map(drop).unwrap_err());
    }
    let outcome =
        |error: &dynamo::Error| (error.to_string(), error.kind(), error.is_retryable(), error.may_be_applied());
    errors.iter().map(outcome).collect()
}

async fn compare(configure: impl Fn(Builder) -> Builder, attempts: usize) {
    let mut all = Vec::new();
    for number in 0..3 {
        let service = Service::new([Reply::Never]);
        let way = &ways(configure(config(service.clone(), &backend::prefix())), "")[number];
        let begin = Instant::now();
        let errors = errors(way).await;
        assert!(begin.elapsed() < Duration::from_secs(20), "{}: {:?}", way.name, begin.elapsed());
        let targets = service.requests().iter().map(|sent| sent.headers["x-amz-target"].clone()).collect::<Vec<_>>();
        let gets = targets.iter().filter(|target| target.ends_with(".GetItem")).count();
        assert_eq!(gets, attempts, "{}", way.name);
        all.push((errors, targets));
    }
    let [(hooked, sent_hooked), (per_request, _), (values, sent_values)] = all.try_into().unwrap();
    assert_eq!(hooked, values);
    assert_eq!(sent_hooked, sent_values);
    assert_eq!(per_request, values[..per_request.len()]);
    // Of a batch the first error is in what the whole says.
    assert!(hooked.iter().filter(|(_, kind, ..)| *kind == ErrorKind::Timeout).count() >= 10, "{hooked:?}");
}

#[tokio::test]
async fn an_operation_that_takes_too_long() {
    let timeouts = TimeoutConfig::builder().operation_timeout(SHORT).build();
    compare(|config| config.timeout_config(timeouts.clone()), 1).await;
}

#[tokio::test]
async fn an_attempt_that_takes_too_long() {
    let timeouts = TimeoutConfig::builder().operation_attempt_timeout(SHORT).build();
    compare(|config| config.timeout_config(timeouts.clone()).retry_config(RetryConfig::disabled()), 1).await;
    let retries = RetryConfig::standard().with_max_attempts(2).with_initial_backoff(Duration::from_millis(1));
    compare(|config| config.timeout_config(timeouts.clone()).retry_config(retries.clone()), 2).await;
}
