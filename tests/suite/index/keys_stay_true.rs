//! Law 5: index keys never go stale.

use dynamo::{ErrorKind, ExpressionValues, Item};

use crate::backend::{database, table};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "tasks", partition_key(id))]
#[dynamo(gsi(name = "ByOwner", pk = "OWNER#{owner}", sk = "{state}#{id}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
#[dynamo(gsi(name = "ByState", pk = "STATE#{state}", sk = "{rank:04}", pk_name = "gsi2pk", sk_name = "gsi2sk"))]
#[dynamo(gsi(name = "ById", pk = "TASK#{id}", pk_name = "gsi3pk"))]
struct Task {
    id: String,
    owner: Option<String>,
    state: String,
    rank: u32,
    creator: Option<String>,
    #[dynamo(default)]
    notes: String,
}

fn task() -> Task {
    Task {
        id: "1".into(),
        owner: Some("ada".into()),
        state: "open".into(),
        rank: 3,
        creator: Some("ada".into()),
        notes: String::new(),
    }
}

#[tokio::test]
async fn an_update_writes_the_keys_anew() {
    let db = database();
    let (tasks, client) = (db.table::<Task>(), db.client());
    tasks.create_table().await.unwrap();
    tasks.put(&task()).await.unwrap();
    tasks.update(Task::key("1")).set(|t| t.owner, "bob").set(|t| t.state, "done").set(|t| t.rank, 4).await.unwrap();
    let found = tasks.index(Task::BY_OWNER).query("bob").collect().await.unwrap();
    assert_eq!((found.len(), found[0].state.as_str()), (1, "done"));
    assert!(tasks.index(Task::BY_OWNER).query("ada").first().await.unwrap().is_none());
    assert_eq!(tasks.index(Task::BY_STATE).query("done").ge(4).count().await.unwrap(), 1);
    assert_eq!(tasks.index(Task::BY_STATE).query("open").count().await.unwrap(), 0);
    // What the whole item writes is what the update wrote.
    let stored = tasks.get(Task::key("1")).await.unwrap().unwrap();
    let expected = dynamo::to_item(&stored).unwrap();
    assert_eq!(expected["gsi1sk"].as_s().unwrap(), "done#1");
    let raw = client.get_item().table_name(tasks.name().unwrap()).key("pk", expected["pk"].clone());
    assert_eq!(raw.send().await.unwrap().item.unwrap(), expected);
}

#[tokio::test]
async fn a_component_that_is_not_known_must_be_given() {
    let tasks = table::<Task>().await;
    tasks.put(&task()).await.unwrap();
    let error = tasks.update(Task::key("1")).set(|t| t.owner, "bob").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    let text = error.to_string();
    assert!(
        text.contains("`ByOwner`") && text.contains("`state`") && text.contains(".assume(|item| item.state"),
        "{text}"
    );

    let assumed = tasks.update(Task::key("1")).set(|t| t.owner, "bob").assume(|t| t.state, "open").return_new();
    assert_eq!(assumed.await.unwrap().owner.as_deref(), Some("bob"));
    assert_eq!(tasks.index(Task::BY_OWNER).query("bob").begins_with("open").count().await.unwrap(), 1);

    let wrong = tasks.update(Task::key("1")).set(|t| t.owner, "cy").assume(|t| t.state, "done").await.unwrap_err();
    assert_eq!(wrong.kind(), ErrorKind::ConditionalCheckFailed);
}

#[tokio::test]
async fn what_is_taken_away_takes_the_item_out_of_the_index() {
    let tasks = table::<Task>().await;
    tasks.put(&task()).await.unwrap();
    tasks.update(Task::key("1")).remove(|t| t.owner).await.unwrap();
    assert_eq!(tasks.index(Task::BY_OWNER).scan().count().await.unwrap(), 0);
    assert_eq!(tasks.index(Task::BY_STATE).scan().count().await.unwrap(), 1, "the other index is as it was");

    // Who is in no index stays out of it: the assumption says so.
    let update = || tasks.update(Task::key("1")).set(|t| t.state, "done").set(|t| t.rank, 1);
    update().assume(|t| t.owner, None::<String>).await.unwrap();
    assert_eq!(tasks.index(Task::BY_OWNER).scan().count().await.unwrap(), 0);
    assert_eq!(tasks.index(Task::BY_STATE).query("done").count().await.unwrap(), 1);
    assert_eq!(update().await.unwrap_err().kind(), ErrorKind::Validation);
}

#[tokio::test]
async fn an_assumption_that_names_another_attribute_is_no_value() {
    let tasks = table::<Task>().await;
    tasks.put(&task()).await.unwrap();
    let done = || tasks.update(Task::key("1")).set(|t| t.state, "done").set(|t| t.rank, 3);
    let error = done().assume(|t| t.owner, Task::FIELDS.creator).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Validation);
    assert!(error.to_string().contains("the key needs `owner` too"), "{error}");
    // What does not need it may go on under the condition.
    let note = tasks.update(Task::key("1")).set(|t| t.notes, "n").assume(|t| t.owner, Task::FIELDS.creator);
    note.await.unwrap();
    assert_eq!(tasks.index(Task::BY_OWNER).query("ada").count().await.unwrap(), 1);
}

#[tokio::test]
async fn what_depends_on_the_old_value_is_refused() {
    let tasks = table::<Task>().await;
    tasks.put(&task()).await.unwrap();
    let increment = tasks.update(Task::key("1")).increment(|t| t.rank, 1).assume(|t| t.state, "open");
    assert!(increment.into_input().unwrap_err().to_string().contains("`rank`"));
    let raw = |expression: &str| {
        let values = ExpressionValues::new().name("#s", "state").value(":s", "done");
        tasks.update(Task::key("1")).update_expression(expression, values).into_input()
    };
    for refused in ["SET #s = :s", "SET state = :s", "SET notes = :s, #s=:s", "REMOVE owner"] {
        assert_eq!(raw(refused).unwrap_err().kind(), ErrorKind::Validation, "{refused}");
    }
    for fine in ["SET notes = :s", "SET notes.state = :s", "SET states = :s"] {
        assert!(raw(fine).is_ok(), "{fine}");
    }
    // What is no component may be anything.
    tasks.update(Task::key("1")).set(|t| t.notes, "x").await.unwrap();
}

#[tokio::test]
async fn an_upsert_writes_the_keys_that_it_knows() {
    let tasks = table::<Task>().await;
    let created =
        tasks.upsert(Task::key("2")).set(|t| t.state, "open").set(|t| t.rank, 1).assume(|t| t.owner, None::<String>);
    created.return_new().await.unwrap();
    assert_eq!(tasks.index(Task::BY_ID).query("2").count().await.unwrap(), 1);
    assert_eq!(tasks.index(Task::BY_STATE).query("open").count().await.unwrap(), 1);
    assert_eq!(tasks.index(Task::BY_OWNER).scan().count().await.unwrap(), 0);
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "chores", partition_key(id))]
#[dynamo(gsi(name = "ByState", pk = "OWNER#{owner}", sk = "{state}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
#[dynamo(gsi(name = "ByDue", pk = "OWNER#{owner}", sk = "{due}", pk_name = "gsi1pk", sk_name = "gsi2sk"))]
struct Chore {
    id: String,
    owner: String,
    state: Option<String>,
    due: Option<String>,
}

#[tokio::test]
async fn an_attribute_that_two_indexes_share_stays_for_the_other() {
    let chores = table::<Chore>().await;
    let chore = |state: Option<&str>, due: Option<&str>| Chore {
        id: "1".into(),
        owner: "ada".into(),
        state: state.map(Into::into),
        due: due.map(Into::into),
    };
    let counts = async || {
        let by_state = chores.index(Chore::BY_STATE).query("ada").count().await.unwrap();
        (by_state, chores.index(Chore::BY_DUE).query("ada").count().await.unwrap())
    };
    let remove = || chores.update(Chore::key("1")).remove(|c| c.state);

    // Whether the other index has the item decides over the attribute.
    chores.put(&chore(Some("open"), Some("may"))).await.unwrap();
    let text = remove().await.unwrap_err().to_string();
    assert!(text.contains("`ByState`") && text.contains("`ByDue` has the attribute `gsi1pk` too"), "{text}");
    assert!(text.contains(".assume(|item| item.owner, ..).assume(|item| item.due, ..)"), "{text}");
    remove().assume(|c| c.owner, "ada").assume(|c| c.due, "may").await.unwrap();
    assert_eq!(counts().await, (0, 1));
    chores.put(&chore(Some("open"), None)).await.unwrap();
    remove().assume(|c| c.due, None::<String>).await.unwrap();
    assert_eq!(counts().await, (0, 0));

    // In one update, whichever index comes first.
    chores.put(&chore(Some("open"), None)).await.unwrap();
    remove().set(|c| c.owner, "ada").set(|c| c.due, "june").await.unwrap();
    assert_eq!(counts().await, (0, 1));
    let swap = chores.update(Chore::key("1")).set(|c| c.owner, "ada").set(|c| c.state, "done").remove(|c| c.due);
    swap.await.unwrap();
    assert_eq!(counts().await, (1, 0));
}
