//! Waiting before the same is asked again: exponentially longer, by chance, and for a bounded number of times.

use std::time::Duration;

/// The longest wait before the second attempt, and before any.
const FIRST: Duration = Duration::from_millis(50);
const LONGEST: Duration = Duration::from_secs(5);

/// How many attempts in a row may bring nothing.
const MAX_ATTEMPTS: u32 = 10;

/// How long to wait before each further attempt.
#[derive(Debug, Clone)]
pub(super) struct Backoff {
    attempts: u32,
}

impl Backoff {
    pub(super) const fn new() -> Self {
        Self { attempts: 0 }
    }

    /// Something was done: the next failure is a first one.
    pub(super) fn reset(&mut self) {
        self.attempts = 0;
    }

    /// How long to wait before the next attempt: "full jitter", so that many callers do not come back all at once. None if
    /// there were attempts enough.
    pub(super) fn next(&mut self) -> Option<Duration> {
        self.attempts += 1;
        if self.attempts >= MAX_ATTEMPTS {
            return None;
        }
        let ceiling = FIRST.saturating_mul(1 << (self.attempts - 1).min(16)).min(LONGEST);
        Some(ceiling.mul_f64(fastrand::f64()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_bounded_in_length_and_number() {
        let mut backoff = Backoff::new();
        let waits: Vec<Duration> = std::iter::from_fn(|| backoff.next()).take(100).collect();
        assert_eq!(waits.len(), MAX_ATTEMPTS as usize - 1);
        assert!(waits.iter().all(|wait| *wait <= LONGEST));
        assert!(waits[0] <= FIRST);
        backoff.reset();
        assert!(backoff.next().is_some_and(|wait| wait <= FIRST));
    }
}
