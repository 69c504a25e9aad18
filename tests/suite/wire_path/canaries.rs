//! Each operation through the three connections: the same requests, the same results, the same items stored; and proof
//! that two of the connections do go past the SDK's values.

use std::fmt::Debug;

use serde_json::Value;

use super::{
    scene::{Cart, Parcel, Scene, Way, cart, parcel},
    witness::Seen,
};

/// Does the same through each connection that can do it, from the same state, and compares. With the SDK's values its
/// interceptors see so many items sent and received; else none.
async fn check<V: Debug>(sent: usize, received: usize, operation: impl AsyncFn(&Way) -> Option<V>) {
    let scene = Scene::new().await;
    let mut first: Option<(String, String, Vec<Value>)> = None;
    for way in &scene.ways {
        scene.reset().await;
        let earlier = scene.faults.request_count();
        let Some(result) = operation(way).await else { continue };
        let seen = scene.witness.take();
        let requests = scene.faults.requests().split_off(earlier);
        assert_eq!(seen.requests, requests.len(), "{}", way.name);
        let (items_sent, items_received) = if way.is_direct { (0, 0) } else { (sent, received) };
        assert_eq!(seen, Seen { items_sent, items_received, ..seen }, "{}", way.name);
        let bodies = requests.iter().map(|request| without_token(request.json())).collect();
        let outcome = (format!("{result:?}"), scene.stored().await, bodies);
        match &first {
            None => first = Some(outcome),
            Some(first) => {
                assert_eq!(first.0, outcome.0, "{}", way.name);
                assert_eq!(first.1, outcome.1, "{}", way.name);
                assert_eq!(first.2, outcome.2, "{}", way.name);
            }
        }
    }
}

/// Each transaction has a token of its own.
fn without_token(mut body: Value) -> Value {
    body.as_object_mut().unwrap().remove("ClientRequestToken");
    body
}

#[tokio::test]
async fn get() {
    check(0, 3, async |way| {
        let get = |number| way.parcels.get(Parcel::key("ada", number)).consistent();
        let none = get(99).await.unwrap();
        assert_eq!(none, None);
        let tags = get(1).select(|parcel| (parcel.tags, parcel.seal)).await.unwrap();
        Some((get(3).await.unwrap().unwrap(), get(4).await.unwrap().unwrap(), tags, none))
    })
    .await;
}

#[tokio::test]
async fn query() {
    check(0, 5 + 2 + 5 + 5, async |way| {
        let query = || way.parcels.query("ada").consistent();
        let all = query().collect().await.unwrap();
        assert_eq!(all, (0..5).map(|number| parcel("ada", number)).collect::<Vec<_>>());
        let page = query().limit(2).page().await.unwrap();
        let numbers = query().descending().select(|parcel| parcel.number).collect().await.unwrap();
        let count = query().count().await.unwrap();
        let filtered = query().filter(|parcel| parcel.number.ge(0)).collect().await.unwrap();
        Some((all, page, numbers, count, filtered))
    })
    .await;
}

#[tokio::test]
async fn scan() {
    // A limit does not keep requests short where other entities may stand between: each brings all.
    check(0, 5 + 5 + 2 + 5, async |way| {
        let scan = || way.parcels.scan().consistent();
        let all = scan().collect().await.unwrap();
        assert_eq!(all.len(), 5);
        let page = scan().limit(3).page().await.unwrap();
        let rest = scan().after(page.cursor.clone().unwrap()).page().await.unwrap();
        Some((all, page, rest, scan().count().await.unwrap()))
    })
    .await;
}

#[tokio::test]
async fn batch_get() {
    check(0, 2 + 2, async |way| {
        let keys = || [3, 99, 1].map(|number| Parcel::key("ada", number));
        let each = way.parcels.batch_get(keys()).consistent().in_order().await.unwrap();
        assert_eq!(each, [Some(parcel("ada", 3)), None, Some(parcel("ada", 1))]);
        let weights = way.parcels.batch_get(keys()).select(|parcel| parcel.weight).in_order().await.unwrap();
        Some((each, weights))
    })
    .await;
}

#[tokio::test]
async fn batch_get_of_two_tables() {
    check(0, 3, async |way| {
        let db = way.db.as_ref()?;
        let parcels = way.parcels.batch_get([0, 4].map(|number| Parcel::key("ada", number))).in_order();
        let (parcels, carts) = db.batch_get((parcels, way.carts.batch_get([Cart::key("2")]))).await.unwrap();
        Some((parcels, carts))
    })
    .await;
}

#[tokio::test]
async fn transact_get() {
    check(0, 2, async |way| {
        let db = way.db.as_ref()?;
        let gets = (
            way.parcels.get(Parcel::key("ada", 2)),
            way.parcels.get(Parcel::key("ada", 77)),
            way.carts.get(Cart::key("1")).select(|cart| cart.total),
        );
        let (parcel, none, total) = db.transact_get(gets).await.unwrap();
        assert_eq!((none.is_none(), total), (true, Some(10)));
        Some((parcel, total))
    })
    .await;
}

#[tokio::test]
async fn put() {
    check(4, 0, async |way| {
        way.parcels.put(&parcel("bob", 6)).await.unwrap();
        way.parcels.put(&parcel("bob", 6)).when(|parcel| parcel.weight.eq(6.25)).await.unwrap();
        way.carts.create(&cart("3", 30)).await.unwrap();
        Some(way.carts.create(&cart("3", 31)).return_old_on_condition_failure().await.unwrap_err().to_string())
    })
    .await;
}

#[tokio::test]
async fn put_that_returns_the_old_item() {
    check(2, 1, async |way| {
        let changed = super::scene::Parcel { weight: 1e-7, ..parcel("ada", 3) };
        let old = way.parcels.put(&changed).return_old().await.unwrap();
        let none = way.parcels.put(&parcel("cy", 1)).return_old().await.unwrap();
        assert_eq!((&old, &none), (&Some(parcel("ada", 3)), &None));
        Some((old, none))
    })
    .await;
}

#[tokio::test]
async fn update() {
    check(0, 2, async |way| {
        let update = || way.parcels.update(Parcel::key("ada", 3)).set(|parcel| parcel.weight, 9.5);
        let new = update().return_new().await.unwrap();
        let old = update().remove(|parcel| parcel.place).return_old().await.unwrap();
        update().await.unwrap();
        // Depends on what was there: it is not tried again, and goes out with a configuration of its own.
        let total = way.carts.upsert(Cart::key("9")).increment(|cart| cart.total, 4).await;
        total.unwrap();
        Some((new, old))
    })
    .await;
}

#[tokio::test]
async fn an_update_that_must_not_be_done_twice() {
    check(0, 2, async |way| {
        let grow = || way.carts.update(Cart::key("1")).increment(|cart| cart.total, 5);
        Some((grow().return_new().await.unwrap(), grow().return_old().await.unwrap()))
    })
    .await;
}

#[tokio::test]
async fn delete() {
    check(0, 1, async |way| {
        let old = way.parcels.delete(Parcel::key("ada", 0)).return_old().await.unwrap();
        let none = way.parcels.delete(Parcel::key("ada", 0)).return_old().await.unwrap();
        way.parcels.delete(Parcel::key("ada", 1)).must_exist().await.unwrap();
        Some((old, none))
    })
    .await;
}

#[tokio::test]
async fn batch_put_and_batch_delete() {
    check(3 + 2, 0, async |way| {
        let many: Vec<Parcel> = (10..13).map(|number| parcel("dee", number)).collect();
        let put = way.parcels.batch_put(&many).await.unwrap();
        let deleted = way.parcels.batch_delete([10, 99].map(|number| Parcel::key("dee", number))).await.unwrap();
        Some((put, deleted))
    })
    .await;
}

#[tokio::test]
async fn batch_write_of_two_tables() {
    check(5, 0, async |way| {
        let (five, six, four) = (parcel("eve", 5), parcel("eve", 6), cart("4", 40));
        let write = way.db.as_ref()?.batch_write();
        let write = write.put(&way.parcels, &five).delete(&way.carts, Cart::key("1")).put(&way.carts, &four);
        Some(write.delete(&way.parcels, Parcel::key("ada", 2)).put(&way.parcels, &six).await.unwrap())
    })
    .await;
}

#[tokio::test]
async fn transaction() {
    check(3, 0, async |way| {
        let (seven, eight, again) = (parcel("fay", 7), parcel("fay", 8), cart("1", 99));
        let db = way.db.as_ref()?;
        let done = db
            .transaction()
            .put(way.parcels.create(&seven))
            .update(way.carts.update(Cart::key("2")).set(|cart| cart.total, 21))
            .put(way.parcels.put(&eight))
            .delete(way.parcels.delete(Parcel::key("ada", 1)).must_exist())
            .check(way.parcels.check(Parcel::key("ada", 0)).when(|parcel| parcel.weight.lt(1.0)))
            .await
            .unwrap();
        let error = db.transaction().put(way.carts.create(&again)).await.unwrap_err();
        Some((done, error.to_string()))
    })
    .await;
}
