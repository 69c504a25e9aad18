//! Law 5 where an item may lack a component's attribute and have a value all the same: by default, or by an old name.

use dynamo::{ErrorKind, Item, to_item};

use crate::backend::database;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "ranked", partition_key(id))]
#[dynamo(gsi(name = "ByRank", pk = "X", sk = "{rank:03}#{id}", pk_name = "g1p", sk_name = "g1s"))]
struct Ranked {
    id: String,
    #[dynamo(default = 7)]
    rank: u32,
    note: Option<String>,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "stated", partition_key(id))]
#[dynamo(gsi(name = "ByState", pk = "S#{state}", pk_name = "g1p"))]
struct Stated {
    id: String,
    #[dynamo(alias = "old")]
    state: Option<String>,
    note: Option<String>,
}

#[tokio::test]
async fn a_default_is_part_of_the_key() {
    let ranked = database().table::<Ranked>();
    ranked.create_table().await.unwrap();
    ranked.put(&Ranked { id: "1".into(), rank: 3, note: None }).await.unwrap();
    let removed = ranked.update(Ranked::key("1")).remove(|r| r.rank).await.unwrap_err();
    assert!(removed.to_string().contains("`rank`"), "{removed}");
    let upserted = ranked.upsert(Ranked::key("2")).set(|r| r.note, "n").await.unwrap_err();
    assert_eq!(upserted.kind(), ErrorKind::Validation);
    assert!(upserted.to_string().contains("may create the item"), "{upserted}");
    ranked.upsert(Ranked::key("2")).set(|r| r.note, "n").set(|r| r.rank, 7).await.unwrap();
    ranked.update(Ranked::key("2")).set(|r| r.note, "m").await.unwrap();
    assert_eq!(ranked.index(Ranked::BY_RANK).scan().count().await.unwrap(), 2);
}

#[tokio::test]
async fn what_is_removed_is_removed_under_its_old_name_too() {
    let db = database();
    let stated = db.table::<Stated>();
    stated.create_table().await.unwrap();
    let mut item = to_item(&Stated { id: "1".into(), state: Some("x".into()), note: None }).unwrap();
    let value = item.remove("state").unwrap();
    item.insert("old".into(), value);
    let update = || stated.update(Stated::key("1"));
    db.client().put_item().table_name(stated.name().unwrap()).set_item(Some(item.clone())).send().await.unwrap();
    let not_so = update().set(|s| s.note, "n").assume(|s| s.state, None::<String>).await.unwrap_err();
    assert_eq!(not_so.kind(), ErrorKind::ConditionalCheckFailed);
    for removal in [update().remove(|s| s.state), update().set(|s| s.state, None)] {
        let put = db.client().put_item().table_name(stated.name().unwrap());
        put.set_item(Some(item.clone())).send().await.unwrap();
        assert_eq!(stated.get(Stated::key("1")).await.unwrap().unwrap().state.as_deref(), Some("x"));
        removal.await.unwrap();
        assert_eq!(stated.get(Stated::key("1")).await.unwrap().unwrap().state, None);
        assert_eq!(stated.index(Stated::BY_STATE).scan().count().await.unwrap(), 0);
    }
}
