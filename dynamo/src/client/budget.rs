//! A budget of read capacity that several readers share.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{Instant, timeout},
};

/// What a strongly consistent request of 1 MB costs, in capacity units; from AWS's page "Capacity unit consumption for read
/// operations".
const LARGE_REQUEST: f64 = 256.0;

/// So many capacity units per second. What a request costs is known when it is done: so it is expected to cost as much as
/// the one before, and may overdraw; the next one waits until that is made good.
#[derive(Debug)]
pub(super) struct Budget {
    units_per_second: f64,
    account: Mutex<Account>,
    /// Told when a request has turned out cheaper than expected.
    settled: Notify,
}

#[derive(Debug)]
struct Account {
    balance: f64,
    at: Instant,
    /// What a request is expected to cost.
    expected: f64,
}

/// A request that the budget lets through. What was set aside for it comes back if it is never done.
#[derive(Debug)]
pub(super) struct Turn {
    budget: Arc<Budget>,
    set_aside: f64,
}

impl Budget {
    /// A budget of at least a little: none at all would wait forever.
    pub(super) fn new(units_per_second: f64) -> Self {
        let units_per_second = if units_per_second.is_finite() { units_per_second.max(0.01) } else { f64::MAX };
        // Nothing is known of the first request: as others should not go with it, it is taken for a large one.
        let expected = units_per_second.min(LARGE_REQUEST);
        let account = Account { balance: 0.0, at: Instant::now(), expected };
        Self { units_per_second, account: Mutex::new(account), settled: Notify::new() }
    }

    /// The account as it is now; no more than a second's worth is saved up.
    fn account(&self) -> MutexGuard<'_, Account> {
        // No code panics while it holds the lock.
        let mut account = self.account.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let earned = now.duration_since(account.at).as_secs_f64() * self.units_per_second;
        account.balance = (account.balance + earned).min(self.units_per_second);
        account.at = now;
        account
    }

    /// Waits until nothing is owed.
    pub(super) async fn turn(self: &Arc<Self>) -> Turn {
        loop {
            let settled = self.settled.notified();
            let owed = {
                let mut account = self.account();
                if account.balance >= 0.0 {
                    let set_aside = account.expected;
                    account.balance -= set_aside;
                    return Turn { budget: Arc::clone(self), set_aside };
                }
                -account.balance
            };
            let wait = Duration::from_secs_f64((owed / self.units_per_second).clamp(0.001, 60.0));
            // Whichever comes first: the balance says whether it is enough.
            let _ = timeout(wait, settled).await;
        }
    }
}

/// What a request is taken to have cost, in capacity units, where the server does not say: as if each item that it looked at
/// had 4 KB, which is one unit, or half a one for an eventually consistent read. Most are smaller; no request is larger than
/// 1 MB.
pub(super) fn estimate(scanned_count: usize, is_consistent: bool) -> f64 {
    let items = u32::try_from(scanned_count.max(1)).map_or(LARGE_REQUEST, f64::from);
    let units = items.min(LARGE_REQUEST);
    if is_consistent { units } else { units / 2.0 }
}

impl Turn {
    /// Says what the request has cost.
    pub(super) fn spent(self, units: f64) {
        if units.is_finite() && units > 0.0 {
            let mut account = self.budget.account();
            account.balance -= units;
            account.expected = units;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.budget.account().balance += self.set_aside;
        self.budget.settled.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;
    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_overdrawn_is_waited_for() {
        let (budget, start) = (Arc::new(Budget::new(100.0)), Instant::now());
        drop(budget.turn().await);
        assert!(start.elapsed().is_zero(), "the first request waits for nothing");
        for _ in 0..5 {
            budget.turn().await.spent(200.0);
        }
        budget.turn().await.spent(1.0);
        let seconds = start.elapsed().as_secs_f64();
        assert!((9.9..10.2).contains(&seconds), "1000 units at 100 a second took {seconds} seconds");
    }

    #[tokio::test(start_paused = true)]
    async fn many_at_once_stay_within_the_budget() {
        const UNITS: f64 = 128.0;
        let (budget, start) = (Arc::new(Budget::new(100.0)), Instant::now());
        let reader = async || {
            let mut starts = Vec::new();
            for _ in 0..3 {
                let turn = budget.turn().await;
                starts.push(start.elapsed().as_secs_f64());
                sleep(Duration::from_millis(50)).await;
                turn.spent(UNITS);
            }
            starts
        };
        let mut starts = join_all((0..8).map(|_| reader())).await.concat();
        starts.sort_by(f64::total_cmp);
        for (count, seconds) in (0_u32..).zip(&starts) {
            // One request more may be under way, and a second's worth saved up.
            let most = seconds * 100.0 + UNITS + 100.0;
            assert!(f64::from(count) * UNITS <= most, "{count} requests before {seconds} seconds");
        }
        let all = starts.last().copied().unwrap_or_default();
        assert!((28.0..31.0).contains(&all), "24 requests of 128 units took {all} seconds");
    }

    #[tokio::test(start_paused = true)]
    async fn cheap_requests_do_not_wait_for_what_was_expected() {
        let (budget, start) = (Arc::new(Budget::new(10.0)), Instant::now());
        let cheap = async || {
            let turn = budget.turn().await;
            sleep(Duration::from_millis(20)).await;
            turn.spent(0.5);
        };
        join_all((0..4).map(|_| cheap())).await;
        assert!(start.elapsed() < Duration::from_millis(400), "{:?}", start.elapsed());
        // A request that is given up has cost nothing.
        let dropped = timeout(Duration::from_millis(1), async {
            let _turn = budget.turn().await;
            sleep(Duration::from_secs(1)).await;
        });
        assert!(dropped.await.is_err());
        sleep(Duration::from_secs(1)).await;
        let (before, _turn) = (start.elapsed(), budget.turn().await);
        assert_eq!(start.elapsed(), before);
    }

    #[tokio::test(start_paused = true)]
    async fn savings_are_bounded_and_nonsense_is_harmless() {
        let (budget, start) = (Arc::new(Budget::new(10.0)), Instant::now());
        sleep(Duration::from_mins(1)).await;
        budget.turn().await.spent(20.0);
        budget.turn().await.spent(f64::NAN);
        drop(budget.turn().await);
        assert!((60.9..61.2).contains(&start.elapsed().as_secs_f64()));
        for units in [0.0, -1.0, f64::INFINITY, f64::NAN] {
            drop(Arc::new(Budget::new(units)).turn().await);
        }
    }
}
