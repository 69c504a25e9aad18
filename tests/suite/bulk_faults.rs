//! Batches under random faults: the table holds what the result says, whatever went wrong on the way.

use std::{
    collections::{BTreeMap, HashMap},
    time::{Duration, Instant},
};

use dynamo::{
    Dynamo, Error, ErrorKind, Item, Table,
    testing::{Fault, Faults, Plan, Request, Withhold},
};
use futures::{StreamExt as _, stream};
use serde_json::Value;

use crate::backend::faulty;

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "things", partition_key(group), sort_key(id))]
struct Thing {
    group: String,
    id: u32,
    version: u64,
}

#[derive(Item, Debug, Clone, PartialEq)]
#[dynamo(table = "marks", partition_key(id))]
struct Mark {
    id: u32,
    version: u64,
}

/// A thing or a mark, by its id: what a test tells the items apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Id {
    Thing(u32),
    Mark(u32),
}

/// What the tables hold.
type State = BTreeMap<Id, u64>;

/// A put of this version, or a delete.
type Input = (Id, Option<u64>);

/// The SDK's own attempts for one of the library's.
const SDK_ATTEMPTS: usize = 3;
/// How many of the library's attempts in a row bring nothing to a chunk before it gives up.
const IDLE_ATTEMPTS: usize = 10;

fn thing(id: u32, version: u64) -> Thing {
    Thing { group: format!("g{}", id % 7), id, version }
}

fn thing_key(id: u32) -> dynamo::Key<Thing> {
    Thing::key(format!("g{}", id % 7), id)
}

async fn both(db: &Dynamo) -> (Table<Thing>, Table<Mark>) {
    let (things, marks) = (db.table(), db.table());
    things.create_table().await.unwrap();
    marks.create_table().await.unwrap();
    (things, marks)
}

async fn stored(things: &Table<Thing>, marks: &Table<Mark>) -> State {
    let found = things.scan().consistent().collect().await.unwrap();
    let mut state: State = found.iter().map(|thing| (Id::Thing(thing.id), thing.version)).collect();
    let found = marks.scan().consistent().collect().await.unwrap();
    state.extend(found.iter().map(|mark| (Id::Mark(mark.id), mark.version)));
    state
}

/// Numbers by chance, the same for the same seed.
fn draw(seed: u64, number: u64) -> u64 {
    let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ number.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 31)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 29)
}

fn plan(seed: u64) -> Plan {
    let mut plan = Plan::seeded(seed)
        .with(0.10, Fault::Unprocessed(Withhold::Random))
        .with(0.08, Fault::Unprocessed(Withhold::EveryOther))
        .with(0.05, Fault::Unprocessed(Withhold::Last(3)))
        .with(0.03, Fault::Unprocessed(Withhold::All))
        .with(0.06, Fault::Throttling)
        .with(0.04, Fault::ProvisionedThroughputExceeded)
        .with(0.05, Fault::InternalServerError)
        .with(0.04, Fault::Timeout)
        .with(0.03, Fault::ConnectionReset)
        .with(0.08, Fault::AnswerLost)
        .with(0.05, Fault::CutBody)
        .with(0.05, Fault::MalformedBody);
    if seed % 4 == 2 {
        plan = plan.with(0.02, Fault::AccessDenied).with(0.01, Fault::error(400, "ValidationException", "injected"));
    }
    plan
}

/// Every fourth seed gives up soon.
fn patience(seed: u64) -> Duration {
    if seed % 4 == 1 { Duration::from_millis(25) } else { Duration::from_mins(1) }
}

/// The items that a batch's request names, in the order of the faults' positions: the tables by name.
fn named(request: &Request) -> Vec<Id> {
    // In a key the number stands between the names, as in `id#7#mark`.
    let number = |value: &Value| value["S"].as_str()?.split('#').find_map(|part| part.parse().ok());
    let json = request.json();
    let tables: BTreeMap<&String, &Value> = json["RequestItems"].as_object().unwrap().iter().collect();
    let ids = tables.into_iter().flat_map(|(table, requests)| {
        let requests = requests.as_array().or(requests["Keys"].as_array()).unwrap();
        requests.iter().map(move |request| {
            let key = [&request["PutRequest"]["Item"], &request["DeleteRequest"]["Key"], request];
            let key = key.into_iter().find(|key| key.is_object()).unwrap();
            let is_thing = table.ends_with("things");
            let number = number(&key[if is_thing { "sk" } else { "pk" }]).unwrap();
            if is_thing { Id::Thing(number) } else { Id::Mark(number) }
        })
    });
    ids.collect()
}

/// What an answer acknowledged for certain, as far as the fault tells.
fn acknowledged(request: &Request) -> Vec<Id> {
    let ids = named(request);
    let count = ids.len();
    let keep = |position: usize| match &request.fault {
        None => true,
        Some(Fault::Unprocessed(Withhold::EveryOther)) => position % 2 == 1,
        Some(Fault::Unprocessed(Withhold::Last(last))) => position + last < count,
        _ => false,
    };
    ids.into_iter().enumerate().filter(|(position, _)| keep(*position)).map(|(_, id)| id).collect()
}

fn is_answered(request: &Request) -> bool {
    matches!(request.fault, None | Some(Fault::Unprocessed(_)))
}

/// Nothing is sent again that was acknowledged, no request mixes chunks, and each chunk has a bounded number of them.
fn check_requests(requests: &[Request], chunk_of: &HashMap<Id, usize>) {
    let mut done: HashMap<Id, usize> = HashMap::new();
    let mut chunks: HashMap<usize, (usize, usize)> = HashMap::new();
    for request in requests {
        let ids = named(request);
        for id in &ids {
            assert!(!done.contains_key(id), "{id:?} is sent in {} and was done in {}", request.number, done[id]);
            assert_eq!(chunk_of[id], chunk_of[&ids[0]], "a request holds parts of two chunks");
        }
        let (count, progress) = chunks.entry(chunk_of[&ids[0]]).or_default();
        *count += 1;
        *progress += usize::from(is_answered(request));
        done.extend(acknowledged(request).into_iter().map(|id| (id, request.number)));
    }
    for (chunk, (count, progress)) in chunks {
        let bound = SDK_ATTEMPTS * IDLE_ATTEMPTS * (1 + progress);
        assert!(count <= bound, "chunk {chunk}: {count} requests for {progress} answers");
    }
}

/// Puts and deletes for both tables, in runs of one kind, some of one item twice.
fn inputs(seed: u64, count: u64) -> Vec<Input> {
    let input = |number: u64| {
        let chance = draw(seed, number);
        let id = u32::try_from(chance % (count * 2)).unwrap();
        let id = if (number / 40).is_multiple_of(2) { Id::Thing(id) } else { Id::Mark(id) };
        (id, (!(number / 20).is_multiple_of(3)).then_some(1_000 + number))
    };
    (0..count).map(input).collect()
}

async fn write(db: &Dynamo, inputs: &[Input], give_up_after: Duration) -> Result<dynamo::BatchWritten, Error> {
    let (things, marks) = (db.table::<Thing>(), db.table::<Mark>());
    let put = |input: &Input| match *input {
        (Id::Thing(id), Some(version)) => (Some(thing(id, version)), None),
        (Id::Mark(id), Some(version)) => (None, Some(Mark { id, version })),
        _ => (None, None),
    };
    let items: Vec<_> = inputs.iter().map(put).collect();
    let mut write = db.batch_write().give_up_after(give_up_after).concurrency(1 + inputs.len() % 8);
    for (input, item) in inputs.iter().zip(&items) {
        write = match (input.0, item) {
            (_, (Some(item), _)) => write.put(&things, item),
            (_, (_, Some(item))) => write.put(&marks, item),
            (Id::Thing(id), _) => write.delete(&things, thing_key(id)),
            (Id::Mark(id), _) => write.delete(&marks, Mark::key(id)),
        };
    }
    write.await
}

fn apply(state: &mut State, (id, version): Input) {
    match version {
        Some(version) => state.insert(id, version),
        None => state.remove(&id),
    };
}

/// One batch write under a plan; whether it was all done.
async fn written_under(seed: u64, count: u64) -> bool {
    let (db, faults) = faulty();
    let (things, marks) = both(&db).await;
    let before: Vec<Input> = inputs(seed + 1_000_000, count).into_iter().filter(|input| input.1.is_some()).collect();
    write(&db, &before, Duration::from_mins(1)).await.unwrap();
    let mut expected = stored(&things, &marks).await;

    let inputs = inputs(seed, count);
    // Of several inputs for one item the last counts.
    let last: HashMap<Id, usize> = inputs.iter().enumerate().map(|(position, input)| (input.0, position)).collect();
    let sent = inputs.iter().enumerate().filter(|(position, input)| last[&input.0] == *position);
    let chunk_of: HashMap<Id, usize> = sent.enumerate().map(|(number, (_, input))| (input.0, number / 25)).collect();

    let earlier = faults.request_count();
    faults.plan(plan(seed));
    let result = write(&db, &inputs, patience(seed)).await;
    faults.clear();
    let requests = faults.requests().split_off(earlier);
    check_requests(&requests, &chunk_of);

    let left = result.as_ref().err().map(Error::unprocessed_positions).unwrap_or_default();
    match &result {
        Ok(written) => {
            assert_eq!(written.done, inputs.len());
            assert_eq!(written.requests, requests.iter().filter(|request| is_answered(request)).count());
        }
        Err(error) => {
            assert_eq!(error.done().unwrap() + left.len(), inputs.len(), "{error}");
            assert!(left.is_sorted_by(|a, b| a < b) && !left.is_empty(), "{left:?}");
            check_leftovers(error, &inputs, &left);
        }
    }
    // What is not handed back is done. What is handed back is done only if a request with it was, and its answer lost.
    let is_unclear = |request: &&Request| {
        request.reached_backend && matches!(request.fault, Some(Fault::AnswerLost | Fault::CutBody))
    };
    let unclear: Vec<Id> = requests.iter().filter(is_unclear).flat_map(named).collect();
    for (position, input) in inputs.iter().enumerate() {
        let is_left = left.contains(&position);
        assert_eq!(is_left, left.contains(&last[&input.0]), "input {position}, and the last one of its item");
        if last[&input.0] == position && (!is_left || unclear.contains(&input.0)) {
            apply(&mut expected, *input);
        }
    }
    assert_eq!(stored(&things, &marks).await, expected);

    // What was handed back, done later, brings what was wanted.
    if let Err(error) = &result {
        let (items, keys) = (error.unprocessed_items::<Thing>().unwrap(), error.unprocessed_keys::<Thing>());
        db.batch_write().puts(&things, &items).deletes(&things, keys).await.unwrap();
        marks.batch_put(&error.unprocessed_items::<Mark>().unwrap()).await.unwrap();
        marks.batch_delete(error.unprocessed_keys::<Mark>()).await.unwrap();
        for position in &left {
            apply(&mut expected, inputs[*position]);
        }
        assert_eq!(stored(&things, &marks).await, expected);
    }
    result.is_ok()
}

/// Items and keys come back in order, each as it was given. Of one that a later one of the other sort takes the place of,
/// only the position does.
fn check_leftovers(error: &Error, inputs: &[Input], left: &[usize]) {
    let is_last_a_put: HashMap<Id, bool> = inputs.iter().map(|(id, version)| (*id, version.is_some())).collect();
    let left = left.iter().map(|position| inputs[*position]);
    let left: Vec<Input> = left.filter(|(id, version)| is_last_a_put[id] == version.is_some()).collect();
    let put_thing = |input: &Input| match *input {
        (Id::Thing(id), Some(version)) => Some(thing(id, version)),
        _ => None,
    };
    let things: Vec<Thing> = left.iter().filter_map(put_thing).collect();
    assert_eq!(error.unprocessed_items::<Thing>().unwrap(), things);
    let deleted_mark = |input: &Input| match *input {
        (Id::Mark(id), None) => Some(Mark::key(id)),
        _ => None,
    };
    let marks: Vec<_> = left.iter().filter_map(deleted_mark).collect();
    assert_eq!(error.unprocessed_keys::<Mark>(), marks);
    let all = [
        error.unprocessed_items::<Thing>().unwrap().len(),
        error.unprocessed_items::<Mark>().unwrap().len(),
        error.unprocessed_keys::<Thing>().len(),
        error.unprocessed_keys::<Mark>().len(),
    ];
    assert_eq!(all.iter().sum::<usize>(), left.len());
}

/// One batch get under a plan; whether it was all read.
async fn read_under(seed: u64, things: &Table<Thing>, faults: &Faults) -> bool {
    // Every third is not there, some are asked for twice and thrice.
    let ids: Vec<u32> = (0..400).map(|number| u32::try_from(draw(seed, number) % 600).unwrap()).collect();
    let answer = |id: &u32| (*id < 400).then(|| thing(*id, u64::from(*id)));
    let mut chunk_of: HashMap<Id, usize> = HashMap::new();
    for id in &ids {
        let next = chunk_of.len() / 100;
        chunk_of.entry(Id::Thing(*id)).or_insert(next);
    }
    let earlier = faults.request_count();
    faults.plan(plan(seed));
    let keys = || ids.iter().map(|id| thing_key(*id));
    let result = things.batch_get(keys()).in_order().give_up_after(patience(seed)).await;
    faults.clear();
    check_requests(&faults.requests().split_off(earlier), &chunk_of);
    match result {
        Ok(each) => {
            assert_eq!(each, ids.iter().map(answer).collect::<Vec<_>>());
            true
        }
        Err(error) => {
            let left = error.unprocessed_positions();
            assert!(left.is_sorted_by(|a, b| a < b) && !left.is_empty(), "{left:?}");
            assert_eq!(error.done().unwrap() + left.len(), ids.len(), "{error}");
            let keys: Vec<_> = left.iter().map(|position| thing_key(ids[*position])).collect();
            assert_eq!(error.unprocessed_keys::<Thing>(), keys);
            // A key that is handed back is so wherever it stands.
            let unread: Vec<u32> = left.iter().map(|position| ids[*position]).collect();
            let positions = ids.iter().enumerate().filter(|(_, id)| unread.contains(id)).map(|(position, _)| position);
            assert_eq!(left, positions.collect::<Vec<_>>());
            let each = things.batch_get(error.unprocessed_keys()).in_order().await.unwrap();
            assert_eq!(each, unread.iter().map(answer).collect::<Vec<_>>());
            false
        }
    }
}

/// Says which seed it was if the test fails.
struct Seed(u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("seed {}", self.0);
        }
    }
}

#[tokio::test]
async fn a_table_holds_what_a_batch_write_says_whatever_goes_wrong() {
    let run = |seed| {
        tokio::spawn(async move {
            let _seed = Seed(seed);
            written_under(seed, 450).await
        })
    };
    let results: Vec<bool> = stream::iter(0..24).map(run).buffer_unordered(8).map(Result::unwrap).collect().await;
    let done = results.iter().filter(|done| **done).count();
    assert!((4..=20).contains(&done), "{done} of {} were all done: too many or too few to mean much", results.len());
}

#[tokio::test]
async fn a_batch_get_gives_the_items_of_the_keys_whatever_goes_wrong() {
    let (db, faults) = faulty();
    let (things, _) = both(&db).await;
    things.batch_put(&(0..400).map(|id| thing(id, u64::from(id))).collect::<Vec<_>>()).await.unwrap();
    let mut done = 0;
    for seed in 0..24 {
        let _seed = Seed(seed);
        done += usize::from(read_under(seed, &things, &faults).await);
    }
    assert!((4..=22).contains(&done), "{done} of 24 were all read: too many or too few to mean much");
}

#[tokio::test]
async fn a_failure_that_no_retry_mends_stops_the_other_chunks() {
    for fault in [Fault::AccessDenied, Fault::error(400, "ValidationException", "injected")] {
        let (db, faults) = faulty();
        let (things, _) = both(&db).await;
        let many: Vec<Thing> = (0..1000).map(|id| thing(id, 1)).collect();
        let earlier = faults.request_count();
        faults.push(dynamo::testing::Step::pass().times(3)).push(fault.clone());
        let error = db.batch_write().puts(&things, &many).await.unwrap_err();
        let expected = if fault == Fault::AccessDenied { ErrorKind::AccessDenied } else { ErrorKind::Validation };
        assert_eq!(error.kind(), expected);
        assert!(!error.is_retryable());
        // The one that failed, those before, and those that were under way with it.
        let requests = faults.request_count() - earlier;
        assert!((4..=7).contains(&requests), "{requests}");
        let left = error.unprocessed_positions();
        assert_eq!(error.done().unwrap(), (requests - 1) * 25);
        assert_eq!(error.done().unwrap() + left.len(), 1000);
        let found = things.scan().consistent().count().await.unwrap();
        assert_eq!(found, error.done().unwrap());

        let earlier = faults.request_count();
        faults.push(fault);
        let error = things.batch_get((0..1000).map(thing_key)).concurrency(1).await.unwrap_err();
        assert_eq!((error.kind(), error.done()), (expected, Some(0)));
        assert_eq!(faults.request_count() - earlier, 1);
        assert_eq!(error.unprocessed_keys::<Thing>().len(), 1000);
    }
}

#[tokio::test]
async fn a_batch_gives_up_in_time_and_after_so_many_attempts() {
    let (db, faults) = faulty();
    let (things, _) = both(&db).await;
    let many: Vec<Thing> = (0..25).map(|id| thing(id, 1)).collect();
    faults.push(Fault::Unprocessed(Withhold::All).always());
    let (earlier, begin) = (faults.request_count(), Instant::now());
    let short = Duration::from_millis(200);
    let error = things.batch_put(&many).give_up_after(short).await.unwrap_err();
    assert_eq!((error.kind(), error.done()), (ErrorKind::Unprocessed, Some(0)));
    assert!((1..=IDLE_ATTEMPTS).contains(&(faults.request_count() - earlier)));
    let error = things.batch_get((0..25).map(thing_key)).give_up_after(short).await.unwrap_err();
    assert_eq!((error.kind(), error.done()), (ErrorKind::Unprocessed, Some(0)));
    assert!(begin.elapsed() < Duration::from_secs(4), "{:?}", begin.elapsed());

    // No patience at all is one attempt, and none is longer than time itself.
    let earlier = faults.request_count();
    things.batch_put(&many).give_up_after(Duration::ZERO).await.unwrap_err();
    assert_eq!(faults.request_count() - earlier, 1);
    faults.clear().push(Fault::Unprocessed(Withhold::First(20)));
    let written = things.batch_put(&many).give_up_after(Duration::MAX).await.unwrap();
    assert_eq!((written.done, written.requests), (25, 2));
}
