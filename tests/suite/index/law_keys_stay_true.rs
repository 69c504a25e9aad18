//! Law 5 as a property: whatever writes succeed, the stored index keys are those of the item that is read back.

use dynamo::{AttributeMap, Dynamo, Item, to_item};
use proptest::{option, prelude::*, sample::select, test_runner::TestRunner};

use crate::backend::{cases, database};

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "tickets", partition_key(id))]
#[dynamo(gsi(name = "ByOwner", pk = "OWNER#{owner}", sk = "{state}#{id}", pk_name = "gsi1pk", sk_name = "gsi1sk"))]
#[dynamo(gsi(name = "ByTeam", pk = "TEAM#{team}#{state}", sk = "{rank:03}", pk_name = "gsi2pk", sk_name = "gsi2sk"))]
#[dynamo(gsi(name = "ByDue", pk = "TEAM#{team}#{state}", sk = "{due}", pk_name = "gsi2pk", sk_name = "gsi3sk"))]
struct Ticket {
    id: u8,
    owner: Option<String>,
    state: String,
    team: Option<String>,
    rank: Option<u8>,
    due: Option<String>,
    note: Option<String>,
}

/// Two of the indexes share one.
const GENERATED: [&str; 5] = ["gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk", "gsi3sk"];

/// What a write does to one field.
#[derive(Debug, Clone)]
enum Act<V> {
    Nothing,
    Set(V),
    Remove,
    /// What it is, or is taken to be.
    Assume(V),
}

#[derive(Debug, Clone)]
enum Write {
    Put(Ticket),
    Update(Changes),
    Upsert(Changes),
    Delete(u8),
}

#[derive(Debug, Clone)]
struct Changes {
    id: u8,
    owner: Act<Option<String>>,
    state: Act<String>,
    team: Act<Option<String>>,
    rank: Act<Option<u8>>,
    due: Act<Option<String>>,
    note: Act<Option<String>>,
    increment: bool,
    /// Whether the assumptions are made true, so that the write may succeed.
    knows: bool,
}

fn word() -> impl Strategy<Value = String> {
    select(vec!["a", "b", "ab", "é"]).prop_map(str::to_owned)
}

fn act<V: Clone + std::fmt::Debug + 'static>(
    value: impl Strategy<Value = V> + Clone + 'static,
) -> BoxedStrategy<Act<V>> {
    prop_oneof![
        2 => Just(Act::Nothing),
        3 => value.clone().prop_map(Act::Set),
        1 => Just(Act::Remove),
        3 => value.prop_map(Act::Assume),
    ]
    .boxed()
}

fn changes() -> impl Strategy<Value = Changes> {
    let words = || option::weighted(0.8, word()).boxed();
    let rank = option::weighted(0.8, 0..3_u8).boxed();
    let fields = (act(words()), act(word().boxed()), act(words()), act(rank), act(words()), act(words()));
    (0..2_u8, fields, prop::bool::weighted(0.1), prop::bool::weighted(0.9)).prop_map(
        |(id, (owner, state, team, rank, due, note), increment, knows)| Changes {
            id,
            owner,
            // A required field is not taken away: such an item could not be read back.
            state: if matches!(state, Act::Remove) { Act::Nothing } else { state },
            team,
            rank,
            due,
            note,
            increment,
            knows,
        },
    )
}

fn writes() -> impl Strategy<Value = Vec<Write>> {
    let words = || option::of(word());
    let ticket = (0..2_u8, words(), word(), words(), option::of(0..3_u8), words(), words())
        .prop_map(|(id, owner, state, team, rank, due, note)| Ticket { id, owner, state, team, rank, due, note });
    let write = prop_oneof![
        2 => ticket.prop_map(Write::Put),
        6 => changes().prop_map(Write::Update),
        4 => changes().prop_map(Write::Upsert),
        1 => (0..2_u8).prop_map(Write::Delete),
    ];
    prop::collection::vec(write, 1..16)
}

/// The assumption that is true of the item, where the write knows it.
fn assumed<V: Clone>(act: Act<V>, truth: Option<V>) -> Act<V> {
    match (act, truth) {
        (Act::Assume(_), Some(truth)) => Act::Assume(truth),
        (act, _) => act,
    }
}

/// The same changes by update and by upsert, whose types differ.
macro_rules! changed {
    ($update:expr, $changes:expr) => {{
        let changes = $changes;
        let mut update = $update;
        update = match changes.owner {
            Act::Nothing => update,
            Act::Set(owner) => update.set(|t| t.owner, owner),
            Act::Remove => update.remove(|t| t.owner),
            Act::Assume(owner) => update.assume(|t| t.owner, owner),
        };
        update = match changes.state {
            Act::Nothing | Act::Remove => update,
            Act::Set(state) => update.set(|t| t.state, state),
            Act::Assume(state) => update.assume(|t| t.state, state),
        };
        update = match changes.team {
            Act::Nothing => update,
            Act::Set(team) => update.set(|t| t.team, team),
            Act::Remove => update.remove(|t| t.team),
            Act::Assume(team) => update.assume(|t| t.team, team),
        };
        let sets_rank = !matches!(changes.rank, Act::Nothing | Act::Assume(_));
        update = match changes.rank {
            Act::Nothing => update,
            Act::Set(rank) => update.set(|t| t.rank, rank),
            Act::Remove => update.remove(|t| t.rank),
            Act::Assume(rank) => update.assume(|t| t.rank, rank),
        };
        update = match changes.due {
            Act::Nothing => update,
            Act::Set(due) => update.set(|t| t.due, due),
            Act::Remove => update.remove(|t| t.due),
            Act::Assume(due) => update.assume(|t| t.due, due),
        };
        update = match changes.note {
            Act::Nothing | Act::Assume(_) => update,
            Act::Set(note) => update.set(|t| t.note, note),
            Act::Remove => update.remove(|t| t.note),
        };
        if changes.increment && !sets_rank { update.increment(|t| t.rank, 1) } else { update }
    }};
}

/// Runs the writes; gives how many succeeded.
async fn check(db: &Dynamo, writes: Vec<Write>) -> usize {
    let tickets = db.table::<Ticket>();
    if !tickets.exists().await.unwrap() {
        tickets.create_table().await.unwrap();
    }
    for id in 0..2_u8 {
        tickets.delete(Ticket::key(id)).await.unwrap();
    }
    let mut succeeded = 0;
    for write in writes {
        let text = format!("{write:?}");
        let known = |changes: Changes, item: Option<Ticket>| match item {
            Some(item) if changes.knows => Changes {
                owner: assumed(changes.owner, Some(item.owner)),
                state: assumed(changes.state, Some(item.state)),
                team: assumed(changes.team, Some(item.team)),
                rank: assumed(changes.rank, Some(item.rank)),
                due: assumed(changes.due, Some(item.due)),
                ..changes
            },
            _ => changes,
        };
        let (id, result) = match write {
            Write::Put(ticket) => (ticket.id, tickets.put(&ticket).await),
            Write::Delete(id) => (id, tickets.delete(Ticket::key(id)).await),
            Write::Update(changes) => {
                let id = changes.id;
                let changes = known(changes, readable(db, id).await);
                (id, changed!(tickets.update(Ticket::key(id)), changes).await)
            }
            Write::Upsert(changes) => {
                let id = changes.id;
                let changes = known(changes, readable(db, id).await);
                (id, changed!(tickets.upsert(Ticket::key(id)), changes).await)
            }
        };
        if result.is_err() {
            continue;
        }
        succeeded += 1;
        let Some(stored) = raw(db, id).await else { continue };
        let generated = |item: &AttributeMap| GENERATED.map(|name| item.get(name).cloned());
        // An upsert may create an item without its state, which is none: it is in no index then.
        let expected = match dynamo::from_item::<Ticket>(stored.clone()) {
            Ok(ticket) => generated(&to_item(&ticket).unwrap()),
            Err(_) => [const { None }; 5],
        };
        assert_eq!(generated(&stored), expected, "after {text}: {stored:?}");
    }
    succeeded
}

async fn raw(db: &Dynamo, id: u8) -> Option<AttributeMap> {
    let tickets = db.table::<Ticket>();
    let key = tickets.get(Ticket::key(id)).into_input().unwrap();
    let get = db.client().get_item().table_name(tickets.name().unwrap()).set_key(key.key().cloned());
    get.consistent_read(true).send().await.unwrap().item
}

async fn readable(db: &Dynamo, id: u8) -> Option<Ticket> {
    raw(db, id).await.and_then(|item| dynamo::from_item(item).ok())
}

#[test]
fn whatever_writes_succeed_the_index_keys_are_those_of_the_item() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let db = database();
    let succeeded = std::cell::Cell::new(0);
    TestRunner::new(cases(64))
        .run(&writes(), |writes| {
            succeeded.set(succeeded.get() + runtime.block_on(check(&db, writes)));
            Ok(())
        })
        .unwrap();
    assert!(succeeded.get() > 100, "only {} writes succeeded", succeeded.get());
}
