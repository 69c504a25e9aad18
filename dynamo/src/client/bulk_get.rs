//! Many keys, read in as many requests as it takes.

use std::{
    collections::{HashMap, HashSet},
    sync::atomic::{AtomicBool, Ordering},
};

use futures::{StreamExt as _, stream};

use super::{
    bulk::{BulkOptions, Origin, Patience, Unfinished, deadline},
    get_request::{GetEntry, Group, get_once},
};
use crate::{
    codec::{ItemData, KeyIdentity},
    error::{Error, Result},
    operation::{Connection, ConsumedCapacity},
};

/// The most keys that one request takes; from AWS's page "`BatchGetItem`" of the API reference.
const MAX_KEYS: usize = 100;

pub(super) const OPERATION: &str = "BatchGetItem";

/// The items that came back, and whose they are.
pub(super) struct GotItems {
    pub(super) items: HashMap<(usize, KeyIdentity), ItemData>,
    /// For each input its group and its identity.
    inputs: Vec<(usize, KeyIdentity)>,
    pub(super) consumed: Option<ConsumedCapacity>,
}

impl GotItems {
    /// The answer to each input, in order.
    pub(super) fn answers(mut self) -> impl Iterator<Item = Option<ItemData>> {
        let mut left: HashMap<(usize, KeyIdentity), usize> = HashMap::new();
        for input in &self.inputs {
            *left.entry(input.clone()).or_default() += 1;
        }
        self.inputs.into_iter().map(move |input| {
            // The last to ask takes it; the others take a copy.
            match left.get_mut(&input) {
                Some(count) if *count > 1 => {
                    *count -= 1;
                    self.items.get(&input).cloned()
                }
                _ => self.items.remove(&input),
            }
        })
    }
}

/// Reads all entries, each once, or fails with what is left.
pub(super) async fn get_all(
    connection: &Connection,
    groups: &[Group],
    entries: Vec<GetEntry>,
    options: &BulkOptions,
) -> Result<GotItems> {
    let inputs: Vec<_> = entries.iter().map(|entry| (entry.group, entry.identity.clone())).collect();
    let mut duplicates: HashMap<(usize, KeyIdentity), Vec<Origin>> = HashMap::new();
    let mut seen = HashSet::new();
    let mut once = Vec::with_capacity(entries.len());
    for entry in entries {
        let identity = (entry.group, entry.identity.clone());
        if seen.insert(identity.clone()) {
            once.push(entry);
        } else {
            duplicates.entry(identity).or_default().push(entry.origin);
        }
    }
    let failed = AtomicBool::new(false);
    let get = |chunk| get_chunk(connection, groups, chunk, options, &failed);
    let mut outcomes = stream::iter(chunks(groups, once).into_iter().map(get)).buffer_unordered(options.concurrency);
    let (mut items, mut unfinished) = (HashMap::new(), Unfinished::default());
    let mut consumed = options.capacity.then(ConsumedCapacity::default);
    while let Some(outcome) = outcomes.next().await {
        items.extend(outcome.items);
        let left = outcome.left.into_iter().flat_map(|entry| {
            let duplicates = duplicates.remove(&(entry.group, entry.identity));
            duplicates.into_iter().flatten().chain([entry.origin])
        });
        unfinished.add(left, outcome.cause);
        if let (Some(sum), Some(more)) = (&mut consumed, &outcome.consumed) {
            sum.merge(more);
        }
    }
    if unfinished.count() == 0 {
        return Ok(GotItems { items, inputs, consumed });
    }
    let done = inputs.len() - unfinished.count();
    Err(unfinished.into_error(OPERATION, done))
}

/// Chunks of keys; two groups of one table are asked for in different requests.
fn chunks(groups: &[Group], entries: Vec<GetEntry>) -> Vec<Vec<GetEntry>> {
    let mut chunks: Vec<Vec<GetEntry>> = Vec::with_capacity(entries.len().div_ceil(MAX_KEYS));
    for entry in entries {
        let fits = |chunk: &Vec<GetEntry>| {
            let is_other =
                |other: &GetEntry| other.group != entry.group && groups[other.group].table == groups[entry.group].table;
            chunk.len() < MAX_KEYS && !chunk.iter().any(is_other)
        };
        match chunks.last_mut().filter(|chunk| fits(chunk)) {
            Some(chunk) => chunk.push(entry),
            None => chunks.push(vec![entry]),
        }
    }
    chunks
}

/// What became of a chunk.
pub(super) struct Outcome {
    pub(super) left: Vec<GetEntry>,
    pub(super) items: Vec<((usize, KeyIdentity), ItemData)>,
    cause: Option<Error>,
    pub(super) consumed: Option<ConsumedCapacity>,
}

/// Reads one chunk, again and again what is left of it.
async fn get_chunk(
    connection: &Connection,
    groups: &[Group],
    chunk: Vec<GetEntry>,
    options: &BulkOptions,
    failed: &AtomicBool,
) -> Outcome {
    let consumed = options.capacity.then(ConsumedCapacity::default);
    let mut outcome = Outcome { left: chunk, items: Vec::new(), cause: None, consumed };
    let mut patience = Patience::until(deadline(options));
    // After a failure that trying again does not mend, or has not mended, no further request is begun.
    while !failed.load(Ordering::Relaxed) {
        let before = outcome.left.len();
        match get_once(connection, groups, options, &mut outcome).await {
            Ok(()) => outcome.cause = None,
            Err(error) if error.is_retryable() => outcome.cause = Some(error),
            Err(error) => {
                failed.store(true, Ordering::Relaxed);
                outcome.cause = Some(error);
                break;
            }
        }
        if outcome.left.is_empty() {
            break;
        }
        if !patience.wait(outcome.left.len() < before).await {
            failed.store(true, Ordering::Relaxed);
            break;
        }
    }
    outcome
}
