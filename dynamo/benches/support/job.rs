//! One contender's way to do one work, ready to be done any number of times.

use std::{
    hint::black_box,
    sync::LazyLock,
    time::{Duration, Instant},
};

use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));

pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    RUNTIME.block_on(future)
}

pub(crate) struct Job {
    run: Box<dyn FnMut(usize)>,
}

impl Job {
    /// An operation. Dropping what it gives is part of it.
    pub(crate) fn new<O>(operation: impl AsyncFn() -> O + 'static) -> Self {
        let run = move |times| {
            block_on(async {
                for _ in 0..times {
                    drop(black_box(operation().await));
                }
            });
        };
        Self { run: Box::new(run) }
    }

    /// Only what happens in here is measured; the instruction counter knows it by name.
    #[inline(never)]
    pub(crate) fn run(&mut self, times: usize) {
        (self.run)(times);
    }

    /// Does the work so many times, and says how long it took.
    pub(crate) fn time(&mut self, times: usize) -> Duration {
        let start = Instant::now();
        self.run(times);
        start.elapsed()
    }
}
