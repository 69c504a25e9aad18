//! What goes wrong goes wrong the same way: kinds, texts, request ids, attempts, and what is stored afterwards.

use dynamo::{
    Error, ErrorKind,
    testing::{Fault, Step, Withhold},
};

use super::scene::{Cart, Parcel, Scene, Way, cart, parcel};

/// What became of an operation, without what is another each time.
fn outcome<V: std::fmt::Debug>(operation: &str, requests: usize, result: Result<V, Error>) -> String {
    let result = result.map_err(|error| {
        let id = error.request_id().map(|id| if id.starts_with("INJECTED") { id } else { "the backend's" });
        let reasons: Vec<_> = error.cancellation_reasons().iter().map(|reason| (reason.kind(), reason.message())).collect();
        format!(
            "{:?} {error}, retryable {}, request {id:?}, applied {}, old {:?} {:?}, reasons {reasons:?}, left {:?}, done {:?}",
            error.kind(),
            error.is_retryable(),
            error.may_be_applied(),
            error.old_item::<Parcel>().ok(),
            error.old_item::<Cart>().ok(),
            error.unprocessed_positions(),
            error.done(),
        )
    });
    format!("{operation}: {requests} requests, {result:?}")
}

/// Does everything under the steps, one operation after the other, each beginning with the same steps.
async fn all(scene: &Scene, way: &Way, steps: &[Step]) -> Vec<String> {
    scene.reset().await;
    let mut outcomes = Vec::new();
    macro_rules! does {
        ($name:literal, $operation:expr) => {
            scene.faults.clear();
            scene.faults.extend(steps.iter().cloned());
            let earlier = scene.faults.request_count();
            let result = $operation.await;
            let requests = scene.faults.request_count() - earlier;
            outcomes.push(outcome($name, requests, result));
        };
    }
    let (parcels, carts) = (&way.parcels, &way.carts);
    let no_time = std::time::Duration::ZERO;
    let [three, nine] = [3, 9].map(|number| parcel("ada", number));
    let changed = Parcel { notes: vec!["changed".to_owned()], ..three.clone() };
    let key = |number| Parcel::key("ada", number);
    does!("get", parcels.get(key(3)).consistent());
    does!("query", parcels.query("ada").consistent().collect());
    does!("page", parcels.query("ada").consistent().limit(2).page());
    does!("scan", parcels.scan().consistent().collect());
    does!("batch get", parcels.batch_get([key(1), key(2)]).consistent().in_order().give_up_after(no_time));
    does!("put", parcels.put(&changed).return_old());
    does!("create", parcels.create(&nine));
    does!("create again", parcels.create(&nine).return_old_on_condition_failure());
    does!("put on condition", parcels.put(&three).when(|parcel| parcel.weight.eq(3.25)));
    does!("put on failing condition", parcels.put(&three).when(|parcel| parcel.weight.eq(0.5)));
    does!("update", parcels.update(key(3)).set(|parcel| parcel.weight, 7.5).return_new());
    let failing = parcels.update(key(3)).set(|parcel| parcel.weight, 8.5).when(|parcel| parcel.weight.eq(0.5));
    does!("update on failing condition", failing.return_old_on_condition_failure());
    does!("increment", carts.update(Cart::key("1")).increment(|cart| cart.total, 1).return_new());
    does!("delete", parcels.delete(key(1)).return_old());
    does!("delete what is not there", parcels.delete(key(1)).must_exist());
    does!("batch put", parcels.batch_put([&three, &nine]).give_up_after(no_time));
    does!("batch delete", parcels.batch_delete([key(3), key(9)]).give_up_after(no_time));
    if let Some(db) = &way.db {
        let (cart_3, cart_2) = (cart("3", 3), cart("2", 2));
        does!("transact get", db.transact_get((parcels.get(key(2)), carts.get(Cart::key("1")))));
        let write = || db.transaction().put(parcels.put(&three)).put(carts.create(&cart_3)).give_up_after(no_time);
        does!("transaction", write());
        let canceled = db.transaction().put(parcels.put(&nine)).put(carts.create(&cart_2));
        does!("transaction that fails", canceled.give_up_after(no_time));
        let batch = db.batch_write().put(parcels, &nine).delete(carts, Cart::key("1")).put(carts, &cart_2);
        does!("batch write", batch.give_up_after(no_time));
    }
    scene.faults.clear();
    outcomes
}

/// The same through each connection, each with a database and a budget of retries of its own; gives what there was.
async fn compare(steps: &[Step]) -> Vec<String> {
    let mut seen: Vec<(Vec<String>, String)> = Vec::new();
    for number in 0..3 {
        let scene = Scene::new().await;
        let outcomes = all(&scene, &scene.ways[number], steps).await;
        // Each database has names of its own.
        let prefix = scene.ways[2].carts.name().unwrap().replace("carts", "");
        let outcomes = outcomes.into_iter().map(|outcome| outcome.replace(&prefix, "")).collect();
        seen.push((outcomes, scene.stored().await));
    }
    let [hooked, per_request, values] = seen.try_into().unwrap();
    assert_eq!(hooked.0.len(), values.0.len());
    for direct in [&hooked.0, &per_request.0] {
        for (direct, values) in direct.iter().zip(&values.0) {
            assert_eq!(direct, values, "{steps:?}");
        }
    }
    assert_eq!(hooked.1, values.1, "{steps:?}");
    values.0
}

fn count(outcomes: &[String], text: &str) -> usize {
    outcomes.iter().filter(|outcome| outcome.contains(text)).count()
}

#[tokio::test]
async fn without_faults_conditions_fail_the_same_way() {
    let outcomes = compare(&[]).await;
    let failed = count(&outcomes, &format!("Err(\"{:?}", ErrorKind::ConditionalCheckFailed));
    assert_eq!(failed, 4, "{outcomes:#?}");
    assert_eq!(count(&outcomes, &format!("Err(\"{:?}", ErrorKind::TransactionCanceled)), 1, "{outcomes:#?}");
    assert_eq!(count(&outcomes, "request Some(\\\"the backend's"), 5, "{outcomes:#?}");
}

#[tokio::test]
async fn faults_that_pass() {
    for fault in [Fault::Throttling, Fault::InternalServerError, Fault::Timeout, Fault::ConnectionReset] {
        let outcomes = compare(&[fault.into()]).await;
        assert!(count(&outcomes, ": 2 requests, Ok") >= 12, "{outcomes:#?}");
    }
}

#[tokio::test]
async fn faults_that_stay() {
    let faults = [
        (Fault::ProvisionedThroughputExceeded, ErrorKind::ProvisionedThroughputExceeded),
        (Fault::InternalServerError, ErrorKind::InternalServerError),
        (Fault::Timeout, ErrorKind::Timeout),
        (Fault::error(400, "SomethingNew", "never seen"), ErrorKind::Other),
    ];
    for (fault, kind) in faults {
        let outcomes = compare(&[fault.times(3)]).await;
        assert!(count(&outcomes, &format!("Err(\"{kind:?}")) >= 12, "{outcomes:#?}");
    }
}

#[tokio::test]
async fn lost_answers() {
    compare(&[Fault::AnswerLost.into()]).await;
    compare(&[Fault::AnswerLost.times(3)]).await;
}

#[tokio::test]
async fn spoiled_answers() {
    for fault in [Fault::CutBody, Fault::MalformedBody] {
        let outcomes = compare(&[fault.into()]).await;
        assert!(count(&outcomes, &format!("Err(\"{:?}", ErrorKind::InvalidResponse)) >= 12, "{outcomes:#?}");
    }
    // First without an answer, then with half of one.
    compare(&[Fault::AnswerLost.into(), Fault::CutBody.into()]).await;
}

#[tokio::test]
async fn what_is_not_allowed() {
    let outcomes = compare(&[Fault::AccessDenied.into()]).await;
    assert_eq!(count(&outcomes, ": 1 requests, Err(\"AccessDenied"), outcomes.len(), "{outcomes:#?}");
}

#[tokio::test]
async fn conflicts_and_what_is_unprocessed() {
    compare(&[Fault::TransactionConflict.into()]).await;
    compare(&[Fault::canceled(["None", "ThrottlingError"]).into()]).await;
    compare(&[Fault::canceled(["ValidationError"]).into()]).await;
    compare(&[Fault::Unprocessed(Withhold::First(1)).into()]).await;
    compare(&[Fault::Unprocessed(Withhold::All).into()]).await;
}
