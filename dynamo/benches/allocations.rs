//! How often each contender allocates, and how much memory a page takes at most.
//!
//! A field that grows counts again each time it does. The body of an answer is there before and is not counted, for
//! anybody; copies of it are.
//!
//! ```text
//! cargo bench -p dynamo-rs --bench allocations
//! ```

mod support;

use std::hint::black_box;

use allocation_counter::{AllocationInfo, measure};
use support::{
    contender::Contender,
    goals,
    job::Job,
    markdown::{Markdown, met, number},
    shapes::{Mixed, Shape as _},
    work::{Work, growing_page},
};

const WORKS: [Work; 6] = [Work::Page, Work::Get, Work::SmallGet, Work::BatchGet, Work::Put, Work::BatchWrite];

fn main() {
    each_item_of_a_page();
    all_of_a_work();
    peak_of_a_page();
}

fn each_item_of_a_page() {
    let count = Work::Page.items();
    let items = Mixed::many(count);
    let cloned = measure(|| drop(black_box(items.clone())));
    let fields = per(cloned.count_total - 1, count); // without the list

    let mut table =
        Markdown::new(["1 item of a page of 1 MB", "allocations", "of them its fields", "beside", "goal", "met"]);
    for contender in Contender::ALL {
        let empty = growing_page(contender, 0).map(|mut job| measured(&mut job).count_total);
        let full = growing_page(contender, count).map(|mut job| measured(&mut job).count_total);
        let Some((empty, full)) = empty.zip(full) else { continue };
        let each = per(full - empty, count); // what a request takes without items is no item's
        let typed = contender != Contender::Raw;
        let beside = typed.then_some(each - fields);
        let goal = (contender == Contender::Dynamo).then_some(goals::ALLOCATIONS_BESIDE_FIELDS);
        table.row(vec![
            contender.name().into(),
            number(Some(each), 1),
            number(typed.then_some(fields), 1),
            number(beside, 2),
            number(goal, 2),
            met(goal.zip(beside).map(|(goal, beside)| beside <= goal)),
        ]);
    }
    table.print("## Allocations for an item");
}

fn all_of_a_work() {
    let mut table = Markdown::new(["allocations", "raw", "serde_dynamo", "hand-written", "dynamo", "of raw"]);
    for work in WORKS {
        let count = |contender| work.job(contender).map(|mut job| whole(measured(&mut job).count_total));
        let (raw, dynamo) = (count(Contender::Raw), count(Contender::Dynamo));
        table.row(vec![
            work.name().into(),
            number(raw, 0),
            number(count(Contender::SerdeDynamo), 0),
            number(count(Contender::HandWritten), 0),
            number(dynamo, 0),
            number(dynamo.zip(raw).map(|(dynamo, raw)| dynamo / raw), 2),
        ]);
    }
    table.print("## Allocations");
}

fn peak_of_a_page() {
    let mut table = Markdown::new(["page of 1 MB", "at most KB", "of raw", "all together KB", "goal", "met"]);
    let mut raw = None;
    for contender in Contender::ALL {
        let Some(info) = Work::Page.job(contender).map(|mut job| measured(&mut job)) else { continue };
        let peak = whole(info.bytes_max);
        let of_raw = peak / *raw.get_or_insert(peak);
        let goal = (contender == Contender::Dynamo).then_some(goals::PEAK_OF_RAW);
        table.row(vec![
            contender.name().into(),
            number(Some(peak / 1000.0), 0),
            number(Some(of_raw), 2),
            number(Some(whole(info.bytes_total) / 1000.0), 0),
            number(goal, 2),
            met(goal.map(|goal| of_raw <= goal)),
        ]);
    }
    table.print("## Memory");
}

/// What one run takes, when all that is made once is there.
fn measured(job: &mut Job) -> AllocationInfo {
    job.time(3);

    measure(|| job.run(1))
}

fn per(total: u64, count: usize) -> f64 {
    whole(total) / whole(count as u64)
}

#[allow(clippy::cast_precision_loss, reason = "to print")]
fn whole(number: u64) -> f64 {
    number as f64
}
