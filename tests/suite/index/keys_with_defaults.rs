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
    // Its partition key is one fixed text.
    let by_rank = || ranked.index(Ranked::BY_RANK).query(());
    let ids = by_rank().select(|r| r.id).collect().await.unwrap();
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(by_rank().sort(|key| key.gt(5)).count().await.unwrap(), 1);
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

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "chores", partition_key(id), entity = "chore")]
#[dynamo(gsi(name = "ByTeam", pk = "TEAM#{team}", sk = "{due}", pk_name = "g1p", sk_name = "g1s"))]
struct Chore {
    id: String,
    team: String,
    #[dynamo(default)]
    due: Option<String>,
}

/// The same with another default.
#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "chores", partition_key(id), entity = "chore")]
#[dynamo(gsi(name = "ByTeam", pk = "TEAM#{team}", sk = "{due}", pk_name = "g1p", sk_name = "g1s"))]
struct Prompt {
    id: String,
    team: String,
    #[dynamo(default = Some("soon".to_owned()))]
    due: Option<String>,
}

#[tokio::test]
async fn none_is_assumed_where_the_field_would_be_read_so() {
    let db = database();
    let (chores, prompts) = (db.table::<Chore>(), db.table::<Prompt>());
    chores.create_table().await.unwrap();
    let chore = |due: Option<&str>| Chore { id: "1".into(), team: "a".into(), due: due.map(str::to_owned) };
    let moved = || chores.update(Chore::key("1")).set(|c| c.team, "b").assume(|c| c.due, None::<String>);
    let moved_prompt = || prompts.update(Prompt::key("1")).set(|c| c.team, "b").assume(|c| c.due, None::<String>);

    // Not there: none for the one, and another value for the other.
    chores.put(&chore(None)).await.unwrap();
    moved().await.unwrap();
    assert_eq!(moved_prompt().await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
    // NULL: none for both.
    chores.update(Chore::key("1")).set(|c| c.due, None).assume(|c| c.team, "b").await.unwrap();
    moved().await.unwrap();
    moved_prompt().await.unwrap();
    assert_eq!(chores.index(Chore::BY_TEAM).scan().count().await.unwrap(), 0);
    // A value for both.
    chores.put(&chore(Some("may"))).await.unwrap();
    assert_eq!(moved().await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
    assert_eq!(moved_prompt().await.unwrap_err().kind(), ErrorKind::ConditionalCheckFailed);
}

/// What is stored as NULL is there, and not in the index.
#[tokio::test]
async fn an_index_does_not_answer_for_null() {
    let prompts = database().table::<Prompt>();
    prompts.create_table().await.unwrap();
    let prompt =
        |id: &str, due: Option<&str>| Prompt { id: id.to_owned(), team: "a".into(), due: due.map(str::to_owned) };
    prompts.put(&prompt("1", None)).await.unwrap();
    prompts.put(&prompt("2", Some("may"))).await.unwrap();
    let there = || prompts.find(|p| p.team.eq("a") & p.due.exists());
    assert!(there().collect().await.unwrap_err().to_string().contains("holds only items with `due`"));
    assert_eq!(there().allow_scan().collect().await.unwrap().len(), 2);
    let valued = prompts.find(|p| p.team.eq("a") & p.due.ge("a")).collect().await.unwrap();
    assert_eq!(valued, [prompt("2", Some("may"))]);
}
