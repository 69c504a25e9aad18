//! Times of several contenders, measured in turns: what slows the machine down slows all of them.

use std::time::{Duration, Instant};

use super::{contender::Contender, job::Job};

/// One sample of a contender takes about as long: so that the processor's caches, full of the contender's code before it,
/// count for little.
const SAMPLE: Duration = Duration::from_millis(20);
const ROUNDS_AT_LEAST: usize = 5;

/// The median of what each took for one time, in nanoseconds, after about so much time for all of them.
pub(crate) fn compare(jobs: Vec<(Contender, Job)>, budget: Duration) -> Medians {
    let mut racers: Vec<Racer> = jobs.into_iter().map(|(contender, job)| Racer::warmed_up(contender, job)).collect();
    let start = Instant::now();
    let mut rounds = 0;
    while rounds < ROUNDS_AT_LEAST || start.elapsed() < budget {
        racers.iter_mut().for_each(Racer::sample);
        rounds += 1;
    }
    Medians(racers.into_iter().map(|racer| (racer.contender, median(racer.samples))).collect())
}

pub(crate) struct Medians(Vec<(Contender, f64)>);

impl Medians {
    pub(crate) fn of(&self, contender: Contender) -> Option<f64> {
        self.0.iter().find(|&&(of, _)| of == contender).map(|&(_, nanoseconds)| nanoseconds)
    }

    /// How much of `other`'s time `contender` takes.
    pub(crate) fn ratio(&self, contender: Contender, other: Contender) -> Option<f64> {
        Some(self.of(contender)? / self.of(other)?)
    }
}

struct Racer {
    contender: Contender,
    job: Job,
    times: usize,
    samples: Vec<f64>,
}

impl Racer {
    fn warmed_up(contender: Contender, mut job: Job) -> Self {
        job.time(2);
        let mut times = 1;
        while times < 1 << 16 && job.time(times) < SAMPLE {
            times *= 2;
        }
        Self { contender, job, times, samples: Vec::new() }
    }

    #[allow(clippy::cast_precision_loss, reason = "to print")]
    fn sample(&mut self) {
        let took = self.job.time(self.times);
        self.samples.push(took.as_nanos() as f64 / self.times as f64);
    }
}

fn median(mut samples: Vec<f64>) -> f64 {
    samples.sort_by(f64::total_cmp);
    samples[samples.len() / 2]
}
