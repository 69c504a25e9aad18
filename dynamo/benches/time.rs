//! All works by all contenders, and pages that grow, with criterion.
//!
//! ```text
//! cargo bench -p dynamo-rs --bench time                     # all
//! cargo bench -p dynamo-rs --bench time -- 'GetItem|growth' # some
//! ```

mod support;

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use support::{
    contender::Contender,
    embedded,
    work::{Work, growing_page},
};

const GROWTH: [usize; 5] = [1, 10, 100, 1000, 10_000];

fn works(criterion: &mut Criterion) {
    for work in Work::ALL {
        let mut group = criterion.benchmark_group(work.name());
        group.throughput(Throughput::Elements(work.items() as u64));
        for (contender, mut job) in work.jobs() {
            group.bench_function(contender.name(), |bencher| bencher.iter_custom(|times| job.time(whole(times))));
        }
    }
}

fn on_embedded(criterion: &mut Criterion) {
    for (name, jobs) in embedded::works() {
        let mut group = criterion.benchmark_group(format!("embedded, {name}"));
        for (contender, mut job) in jobs {
            group.bench_function(contender.name(), |bencher| bencher.iter_custom(|times| job.time(whole(times))));
        }
    }
}

fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("growth");
    for count in GROWTH {
        group.throughput(Throughput::Elements(count as u64));
        for contender in [Contender::Raw, Contender::Dynamo] {
            let Some(mut job) = growing_page(contender, count) else { continue };
            let id = BenchmarkId::new(contender.name(), count);
            group.bench_function(id, |bencher| bencher.iter_custom(|times| job.time(whole(times))));
        }
    }
}

fn whole(times: u64) -> usize {
    usize::try_from(times).expect("a number of times")
}

fn configuration() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
}

criterion_group! { name = all; config = configuration(); targets = works, on_embedded, growth }
criterion_main!(all);
