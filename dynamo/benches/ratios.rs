//! How much of the others' time this library takes, beside what it wants to take.
//!
//! ```text
//! cargo bench -p dynamo-rs --bench ratios               # about a minute
//! cargo bench -p dynamo-rs --bench ratios -- --quick    # about ten seconds
//! cargo bench -p dynamo-rs --bench ratios -- Put Get    # these two alone
//! ```

mod support;

use std::time::Duration;

use support::{
    compare::{Medians, compare},
    contender::Contender,
    embedded, goals,
    markdown::{Markdown, met, number},
    work::{Work, growing_page},
};

const GROWTH: [usize; 5] = [1, 10, 100, 1000, 10_000];

fn main() {
    let (flags, names): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let quick = flags.iter().any(|flag| flag == "--quick");
    let budget = Duration::from_millis(if quick { 250 } else { 2500 });
    if names.is_empty() {
        canned(&Work::ALL, budget);
        on_embedded(budget);
        growth(budget);
    } else {
        let work = |name: &String| {
            let work = Work::ALL.into_iter().find(|work| format!("{work:?}") == *name);
            work.unwrap_or_else(|| panic!("there is no work `{name}`, but {:?}", Work::ALL))
        };
        canned(&names.iter().map(work).collect::<Vec<_>>(), budget);
    }
}

fn canned(works: &[Work], budget: Duration) {
    let mut table = Markdown::new([
        "work, answers from memory",
        "raw µs",
        "serde_dynamo µs",
        "hand-written µs",
        "floor µs",
        "dynamo",
        "µs",
        "of raw",
        "goal",
        "of serde_dynamo",
        "goal",
        "met",
    ]);
    for &work in works {
        let medians = compare(work.jobs(), budget);
        for ours in Contender::OURS {
            let goal = goals::time(work, ours);
            if medians.of(ours).is_none() && goal.is_none() {
                continue;
            }
            let (of_raw, of_serde) = shares(&medians, ours);
            let reached = || {
                let goal = goal?;
                Some(of_raw? <= goal.of_raw && of_serde? <= goal.of_serde_dynamo)
            };
            table.row(vec![
                work.name().into(),
                microseconds(&medians, Contender::Raw),
                microseconds(&medians, Contender::SerdeDynamo),
                microseconds(&medians, Contender::HandWritten),
                microseconds(&medians, Contender::Floor),
                if ours == Contender::Dynamo { "owned" } else { "borrowed" }.into(),
                microseconds(&medians, ours),
                number(of_raw, 2),
                number(goal.map(|goal| goal.of_raw), 2),
                number(of_serde, 2),
                number(goal.map(|goal| goal.of_serde_dynamo), 2),
                met(reached()),
            ]);
        }
    }
    table.print("## Time");
}

fn on_embedded(budget: Duration) {
    let mut table = Markdown::new([
        "work, on the embedded database",
        "raw µs",
        "serde_dynamo µs",
        "hand-written µs",
        "dynamo µs",
        "of raw",
        "of serde_dynamo",
    ]);
    for (name, jobs) in embedded::works() {
        let medians = compare(jobs, budget);
        let (of_raw, of_serde) = shares(&medians, Contender::Dynamo);
        table.row(vec![
            name.into(),
            microseconds(&medians, Contender::Raw),
            microseconds(&medians, Contender::SerdeDynamo),
            microseconds(&medians, Contender::HandWritten),
            microseconds(&medians, Contender::Dynamo),
            number(of_raw, 2),
            number(of_serde, 2),
        ]);
    }
    table.print("## Time, with a database");
}

fn growth(budget: Duration) {
    let mut table = Markdown::new(["items on a page", "raw ns/item", "dynamo ns/item", "of raw"]);
    for count in GROWTH {
        let jobs =
            [Contender::Raw, Contender::Dynamo].map(|contender| Some((contender, growing_page(contender, count)?)));
        let medians = compare(jobs.into_iter().flatten().collect(), budget);
        #[allow(clippy::cast_precision_loss, reason = "to print")]
        let each = |contender| number(medians.of(contender).map(|all| all / count as f64), 0);
        let of_raw = medians.ratio(Contender::Dynamo, Contender::Raw);
        table.row(vec![count.to_string(), each(Contender::Raw), each(Contender::Dynamo), number(of_raw, 2)]);
    }
    table.print("## Growth");
}

fn shares(medians: &Medians, ours: Contender) -> (Option<f64>, Option<f64>) {
    (medians.ratio(ours, Contender::Raw), medians.ratio(ours, Contender::SerdeDynamo))
}

fn microseconds(medians: &Medians, contender: Contender) -> String {
    number(medians.of(contender).map(|nanoseconds| nanoseconds / 1000.0), 1)
}
