//! `find` where indexes are sparse: an item that lacks a component of an index's key is not in the index, so only a
//! condition that says that the component is there may go by it.

use std::collections::BTreeSet;

use dynamo::{Condition, Document, Item, Projection, Table};

use crate::backend::{database, endpoint};

#[derive(Item, Debug, Clone)]
#[dynamo(table = "tasks", partition_key(owner), sort_key(id))]
#[dynamo(gsi(name = "ByStatus", partition_key(status), sort_key(due)))]
#[dynamo(gsi(name = "ByTeam", pk = "TEAM#{team}", sk = "{day}#{due}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
#[dynamo(gsi(name = "ByRoom", partition_key(room), sort_key(id), projection = "keys_only"))]
#[dynamo(lsi(name = "ByDay", sk = "{day}#{due}", sk_name = "lsi1sk"))]
#[dynamo(lsi(name = "ByRank", sort_key(rank)))]
#[dynamo(lsi(name = "ByPlace", sort_key(place)))]
struct Task {
    owner: String,
    id: String,
    status: String,
    team: Option<String>,
    day: String,
    due: Option<String>,
    room: Option<String>,
    #[dynamo(default = 7)]
    rank: u32,
    #[dynamo(alias = "spot")]
    place: String,
}

type Fields = <Task as Document>::Fields;

/// A condition, and the same in memory.
type Question = (fn(Fields) -> Condition<Task>, fn(&Task) -> bool);

const PARTITIONS: [Question; 4] = [
    (|t| t.owner.eq("ada"), |t| t.owner == "ada"),
    (|t| t.status.eq("open"), |t| t.status == "open"),
    (|t| t.team.eq("red"), |t| t.team.as_deref() == Some("red")),
    (|t| t.room.eq("1"), |t| t.room.as_deref() == Some("1")),
];

const DAYS: [Question; 3] = [
    (|t| t.day.exists(), |_| true),
    (|t| t.day.eq("mon"), |t| t.day == "mon"),
    (|t| t.day.ge("mon"), |t| t.day.as_str() >= "mon"),
];

const DUES: [Question; 12] = [
    (|t| t.owner.exists(), |_| true),
    (|t| t.due.eq("d1"), |t| t.due.as_deref() == Some("d1")),
    (|t| t.due.eq(None), |t| t.due.is_none()),
    (|t| t.due.ne(None), |t| t.due.is_some()),
    (|t| t.due.ne("d1"), |t| t.due.as_deref() != Some("d1")),
    (|t| t.due.gt("d1"), |t| t.due.as_deref() > Some("d1")),
    (|t| t.due.le("d1"), |t| t.due.as_deref().is_some_and(|due| due <= "d1")),
    (|t| t.due.begins_with("d"), |t| t.due.is_some()),
    (|t| t.due.in_list(["d1", "d2"]), |t| t.due.is_some()),
    (|t| t.due.exists(), |t| t.due.is_some()),
    (|t| t.due.eq("d1") | t.due.eq("d2"), |t| t.due.is_some()),
    (|t| t.due.eq("d1") | t.due.not_exists(), |t| t.due.as_deref() != Some("d2")),
];

/// The ids say whether the rank is stored, or only a default.
const RANKS: [Question; 3] = [
    (|t| t.owner.exists(), |_| true),
    (|t| t.rank.exists(), |t| t.id.ends_with('r')),
    (|t| t.rank.ge(1), |t| t.id.ends_with('r')),
];

/// Tasks that lack some of what the indexes go by, each in its own way.
async fn filled() -> (Table<Task>, Vec<Task>) {
    let tasks = database().table::<Task>();
    tasks.create_table().await.unwrap();
    let mut all = Vec::new();
    for number in 0..24_u32 {
        let has_rank = number % 5 > 0;
        let text = |texts: &[&str]| texts[number as usize % texts.len()].to_owned();
        let task = Task {
            owner: text(&["ada", "ada", "bo"]),
            id: format!("{number}{}", if has_rank { "r" } else { "" }),
            status: text(&["open", "open", "open", "done"]),
            team: (number % 7 > 0).then(|| "red".to_owned()),
            day: text(&["mon", "mon", "tue", "fri"]),
            due: [None, Some("d1"), Some("d2")][number as usize / 2 % 3].map(str::to_owned),
            room: (number % 2 > 0).then(|| "1".to_owned()),
            rank: 7,
            place: "here".to_owned(),
        };
        tasks.put(&task).await.unwrap();
        if !has_rank {
            tasks.update(Task::key(&task.owner, &task.id)).remove(|t| t.rank).await.unwrap();
        }
        all.push(task);
    }
    (tasks, all)
}

#[tokio::test]
async fn no_index_hides_what_it_does_not_hold() {
    let (tasks, all) = filled().await;
    for (partition, day, due, rank) in every_choice() {
        let questions = [PARTITIONS[partition], DAYS[day], DUES[due], RANKS[rank]];
        let condition =
            |_: Fields| questions.iter().map(|(ask, _)| ask(Task::FIELDS)).reduce(|all, next| all & next).unwrap();
        let holds = |task: &&Task| questions.iter().all(|(_, holds)| holds(task));
        let expected: BTreeSet<&str> = all.iter().filter(holds).map(|task| task.id.as_str()).collect();
        let plan = tasks.find(condition).allow_scan().explain().unwrap();
        let found = tasks.find(condition).allow_scan().collect().await.unwrap();
        assert_eq!(found.len(), expected.len(), "{plan}");
        assert_eq!(found.iter().map(|task| task.id.as_str()).collect::<BTreeSet<_>>(), expected, "{plan}");
        if rank == 0 {
            assert_eq!(tasks.find(condition).allow_scan().count().await.unwrap(), expected.len(), "{plan}");
        }
    }
}

fn every_choice() -> impl Iterator<Item = (usize, usize, usize, usize)> {
    (0..PARTITIONS.len()).flat_map(|partition| {
        (0..DAYS.len()).flat_map(move |day| {
            (0..DUES.len()).flat_map(move |due| (0..RANKS.len()).map(move |rank| (partition, day, due, rank)))
        })
    })
}

fn explain(condition: fn(Fields) -> Condition<Task>) -> String {
    dynamo::Dynamo::embedded().table::<Task>().find(condition).allow_scan().explain().unwrap()
}

#[test]
fn an_index_is_taken_where_the_condition_says_that_its_items_are_there() {
    assert!(explain(|t| t.status.eq("open")).starts_with("Scan"));
    assert!(explain(|t| t.status.eq("open") & t.due.not_exists()).starts_with("Scan"));
    assert!(explain(|t| t.status.eq("open") & t.due.gt("d1")).contains("index: ByStatus"));
    assert!(explain(|t| t.team.eq("red") & t.day.eq("mon")).starts_with("Scan"));
    assert!(explain(|t| t.team.eq("red") & t.day.eq("mon") & t.due.exists()).contains("index: ByTeam"));
    // After the one operator, too.
    assert!(explain(|t| t.team.eq("red") & t.day.ge("mon")).starts_with("Scan"));
    assert!(explain(|t| t.team.eq("red") & t.day.ge("mon") & t.due.lt("d2")).contains("index: ByTeam"));
    // The table has every item; a local index that says more has not.
    assert!(!explain(|t| t.owner.eq("ada") & t.day.eq("mon")).contains("index"));
    assert!(explain(|t| t.owner.eq("ada") & t.day.eq("mon") & t.due.exists()).contains("index: ByDay"));
    // By default, or under an old name, an item has a value without the attribute.
    assert!(explain(|t| t.owner.eq("ada") & t.rank.ge(1)).contains("index: ByRank"));
    assert!(explain(|t| t.owner.eq("ada") & t.place.eq("here")).contains("index: ByPlace"));
}

#[test]
fn what_an_index_lacks_is_said() {
    let tasks = dynamo::Dynamo::embedded().table::<Task>();
    let error = tasks.find(|t| t.status.eq("open")).explain().unwrap_err().to_string();
    assert!(error.contains("the index `ByStatus` holds only items with `due`"), "{error}");
    let error = tasks.find(|t| t.status.eq("open") & t.due.ne("d1")).explain().unwrap_err().to_string();
    assert!(error.contains("the index `ByStatus` holds only items with `due`"), "{error}");
}

#[derive(Projection, Debug)]
#[dynamo(item = Task)]
struct Slim {
    id: String,
    room: Option<String>,
}

/// The partition's component is optional, and `eq` says that it is there; so is what is read of it.
#[tokio::test]
async fn parts_of_items_in_an_optional_partition() {
    let (tasks, all) = filled().await;
    let in_room = || tasks.find(|t| t.room.eq("1"));
    let mut expected: Vec<&str> = all.iter().filter(|task| task.room.is_some()).map(|task| task.id.as_str()).collect();
    expected.sort_unstable();
    let slim = in_room().project::<Slim>().collect().await.unwrap();
    assert_eq!(slim.iter().map(|slim| slim.id.as_str()).collect::<Vec<_>>(), expected);
    assert!(slim.iter().all(|slim| slim.room.as_deref() == Some("1")));
    let selected = in_room().select(|t| (t.id, t.room, t.due)).collect().await.unwrap();
    assert_eq!(selected.len(), expected.len());
    if endpoint().is_none() {
        assert!(in_room().explain().unwrap().contains("index: ByRoom"));
    }
}
