//! Requests that never leave the process: for want of credentials, or because an interceptor does not let them pass.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use aws_credential_types::{
    Credentials,
    provider::{error::CredentialsError, future},
};
use aws_smithy_runtime_api::client::result::ConnectorError;
use dynamo::{
    Dynamo, ErrorKind, Item,
    embedded::sdk_config,
    sdk::{
        Client,
        config::{
            ConfigBag, IdentityCache, Intercept, ProvideCredentials, RuntimeComponents,
            interceptors::BeforeTransmitInterceptorContextRef,
        },
        error::BoxError,
    },
    testing::Fault,
};

use crate::backend::faulty;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "users", partition_key(id))]
struct User {
    id: String,
    name: String,
}

/// Lets no attempt after so many leave the process.
#[derive(Debug)]
struct LetsPass {
    attempts: usize,
    seen: AtomicUsize,
}

impl Intercept for LetsPass {
    fn name(&self) -> &'static str {
        "lets some attempts pass"
    }

    fn read_before_signing(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if self.seen.fetch_add(1, Ordering::Relaxed) < self.attempts { Ok(()) } else { Err("not today".into()) }
    }
}

fn letting_pass(db: &Dynamo, attempts: usize) -> Dynamo {
    let seen = AtomicUsize::new(0);
    let config = db.client().config().to_builder().interceptor(LetsPass { attempts, seen });
    Dynamo::new(Client::from_conf(config.build()))
}

#[derive(Debug)]
struct NoCredentials;

impl ProvideCredentials for NoCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::ready(Err(CredentialsError::not_loaded("none here")))
    }
}

/// Has credentials from the second time on that it is asked.
#[derive(Debug)]
struct Late {
    failure: fn() -> CredentialsError,
    asked: AtomicUsize,
}

impl ProvideCredentials for Late {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let is_first = self.asked.fetch_add(1, Ordering::Relaxed) == 0;
        future::ProvideCredentials::ready(if is_first {
            Err((self.failure)())
        } else {
            Ok(Credentials::new("a", "b", None, None, "late"))
        })
    }
}

/// Does not answer when it is asked first.
#[derive(Debug)]
struct Stuck {
    asked: AtomicUsize,
}

impl ProvideCredentials for Stuck {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        if self.asked.fetch_add(1, Ordering::Relaxed) == 0 {
            return future::ProvideCredentials::new(std::future::pending());
        }
        future::ProvideCredentials::ready(Ok(Credentials::new("a", "b", None, None, "late")))
    }
}

#[tokio::test]
async fn credentials_that_take_too_long_are_asked_for_again() {
    let (db, _) = faulty();
    let users = db.table::<User>();
    users.create_table().await.unwrap();
    let stuck = || {
        let cache = IdentityCache::lazy().load_timeout(Duration::from_millis(50)).build();
        let config = db.client().config().to_builder().credentials_provider(Stuck { asked: AtomicUsize::new(0) });
        Dynamo::new(Client::from_conf(config.identity_cache(cache).build()))
            .table::<User>()
            .named(users.name().unwrap())
    };
    let user = User { id: "1".into(), name: "Ada".into() };
    let error = stuck().put(&user).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.is_retryable(), error.may_be_applied()),
        (ErrorKind::Dispatch, true, false),
        "{error}"
    );
    stuck().batch_put([&user]).await.unwrap();
}

#[tokio::test]
async fn credentials_that_come_late_are_waited_for() {
    let (db, _) = faulty();
    let users = db.table::<User>();
    users.create_table().await.unwrap();
    let user = User { id: "1".into(), name: "Ada".into() };
    let late = |failure: fn() -> CredentialsError| {
        let provider = Late { failure, asked: AtomicUsize::new(0) };
        let config = db.client().config().to_builder().credentials_provider(provider).build();
        Dynamo::new(Client::from_conf(config))
    };
    let table = |db: &Dynamo| db.table::<User>().named(users.name().unwrap());
    let passing: [fn() -> CredentialsError; 4] = [
        || CredentialsError::provider_timed_out(Duration::from_secs(5)),
        || CredentialsError::provider_error("503"),
        || CredentialsError::unhandled(ConnectorError::io("reset".into())),
        || CredentialsError::unhandled(ConnectorError::timeout("5 seconds".into())),
    ];
    for failure in passing {
        table(&late(failure)).batch_put([&user]).await.unwrap();
        table(&late(failure)).batch_put_stream(futures::stream::iter([user.clone()])).await.unwrap();
        assert_eq!(table(&late(failure)).batch_get([User::key("1")]).await.unwrap(), std::slice::from_ref(&user));
        let db = late(failure);
        db.transaction().put(table(&db).put(&user)).await.unwrap();
        let error = table(&late(failure)).put(&user).await.unwrap_err();
        assert_eq!((error.is_retryable(), error.may_be_applied()), (true, false), "{error}");
    }
    let lasting: [fn() -> CredentialsError; 4] = [
        CredentialsError::not_loaded_no_source,
        || CredentialsError::invalid_configuration("a loop"),
        || CredentialsError::unhandled("not UTF-8"),
        || CredentialsError::unhandled(ConnectorError::user("no client".into())),
    ];
    for failure in lasting {
        let error = table(&late(failure)).batch_put([&user]).await.unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Dispatch, false), "{error}");
    }
}

#[tokio::test]
async fn what_never_left_the_process_was_not_done() {
    let (db, faults) = faulty();
    db.table::<User>().create_table().await.unwrap();
    let sent = faults.request_count();
    let user = User { id: "1".into(), name: "Ada".into() };
    let no_credentials = sdk_config(faults.clone()).to_builder().credentials_provider(NoCredentials).build();
    let no_credentials = Dynamo::new(Client::from_conf(no_credentials));
    let started = Instant::now();
    for db in [no_credentials, letting_pass(&db, 0)] {
        let users = db.table::<User>();
        let errors = [
            users.put(&user).await.unwrap_err(),
            users.update(User::key("1")).set(|user| user.name, "Bea").return_old().await.unwrap_err(),
            users.delete(User::key("1")).must_exist().await.unwrap_err(),
            users.batch_put([&user]).await.unwrap_err(),
            users.batch_put_stream(futures::stream::iter([user.clone()])).await.unwrap_err(),
            db.transaction().put(users.create(&user)).await.unwrap_err(),
        ];
        for error in errors {
            let known = (error.kind(), error.is_retryable(), error.may_be_applied());
            assert_eq!(known, (ErrorKind::Dispatch, false, false), "{error}");
        }
    }
    assert!(started.elapsed() < Duration::from_secs(3), "nothing of it is to be tried again: {:?}", started.elapsed());
    assert_eq!(faults.request_count(), sent);

    // What an earlier attempt did is not forgotten.
    for (fault, may_be_applied) in [(Fault::AnswerLost, true), (Fault::Throttling, false)] {
        faults.push(fault.clone());
        let users = letting_pass(&db, 1).table::<User>().named(db.table::<User>().name().unwrap());
        let error = users.put(&user).await.unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Dispatch, false), "{error}");
        assert_eq!(error.may_be_applied(), may_be_applied, "{error}");
        faults.push(fault);
        let users = letting_pass(&db, 1).table::<User>().named(db.table::<User>().name().unwrap());
        let error = users.update(User::key("1")).set(|user| user.name, "Bea").await.unwrap_err();
        assert_eq!(error.may_be_applied(), may_be_applied, "{error}");
    }
    faults.push(Fault::ConnectionReset.always());
    let error = db.table::<User>().put(&user).await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable(), error.may_be_applied()), (ErrorKind::Dispatch, true, true));
}
