//! One contender's way to do one work, ready to be done any number of times.

use std::{
    cell::RefCell,
    hint::black_box,
    rc::Rc,
    sync::LazyLock,
    time::{Duration, Instant},
};

use tokio::runtime::{Builder, Runtime};

/// How many inputs are made ready at once: enough for the clock, few enough for the processor's cache.
const STOCK: usize = 16;

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));

pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    RUNTIME.block_on(future)
}

pub(crate) struct Job {
    prepare: Box<dyn FnMut(usize)>,
    run: Box<dyn FnMut(usize)>,
}

impl Job {
    /// An operation that needs no input. Dropping what it gives is part of it.
    pub(crate) fn new<O>(operation: impl AsyncFn() -> O + 'static) -> Self {
        Self::with_input(|| (), async move |()| operation().await)
    }

    /// An operation that uses up an input, which is made before the clock starts.
    pub(crate) fn with_input<I: 'static, O>(
        input: impl Fn() -> I + 'static,
        operation: impl AsyncFn(I) -> O + 'static,
    ) -> Self {
        let stock = Rc::new(RefCell::new(Vec::new()));
        let inputs = Rc::clone(&stock);
        let prepare = move |times| inputs.borrow_mut().extend((0..times).map(|_| input()));
        let run = move |times| {
            block_on(async {
                for _ in 0..times {
                    let input = stock.borrow_mut().pop().expect("an input for each time");
                    drop(black_box(operation(black_box(input)).await));
                }
            });
        };
        Self { prepare: Box::new(prepare), run: Box::new(run) }
    }

    /// Makes the inputs of so many runs.
    pub(crate) fn prepare(&mut self, times: usize) {
        (self.prepare)(times);
    }

    /// Only what happens in here is measured; the instruction counter knows it by name.
    #[inline(never)]
    pub(crate) fn run(&mut self, times: usize) {
        (self.run)(times);
    }

    /// Does the work so many times, and says how long it took without the preparation.
    pub(crate) fn time(&mut self, times: usize) -> Duration {
        let mut took = Duration::ZERO;
        let mut left = times;
        while left > 0 {
            let now = left.min(STOCK);
            self.prepare(now);
            let start = Instant::now();
            self.run(now);
            took += start.elapsed();
            left -= now;
        }
        took
    }
}
