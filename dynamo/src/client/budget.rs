//! A budget of read capacity that several readers share.

use std::{sync::Mutex, time::Duration};

use tokio::time::{Instant, sleep};

/// So many capacity units per second. What a request costs is known when it is done: so each may overdraw, and the next
/// waits until that is made good.
#[derive(Debug)]
pub(super) struct Budget {
    units_per_second: f64,
    account: Mutex<Account>,
}

#[derive(Debug)]
struct Account {
    balance: f64,
    at: Instant,
}

impl Budget {
    /// A budget of at least a little: none at all would wait forever.
    pub(super) fn new(units_per_second: f64) -> Self {
        let units_per_second = if units_per_second.is_finite() { units_per_second.max(0.01) } else { f64::MAX };
        Self { units_per_second, account: Mutex::new(Account { balance: 0.0, at: Instant::now() }) }
    }

    /// The account as it is now; no more than a second's worth is saved up.
    fn account(&self) -> std::sync::MutexGuard<'_, Account> {
        // No code panics while it holds the lock.
        let mut account = self.account.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = Instant::now();
        let earned = now.duration_since(account.at).as_secs_f64() * self.units_per_second;
        account.balance = (account.balance + earned).min(self.units_per_second);
        account.at = now;
        account
    }

    /// Waits until nothing is owed.
    pub(super) async fn wait(&self) {
        loop {
            let owed = -self.account().balance;
            if owed <= 0.0 {
                return;
            }
            sleep(Duration::from_secs_f64((owed / self.units_per_second).clamp(0.001, 60.0))).await;
        }
    }

    pub(super) fn spend(&self, units: f64) {
        if units.is_finite() && units > 0.0 {
            self.account().balance -= units;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn what_is_overdrawn_is_waited_for() {
        let (budget, start) = (Budget::new(100.0), Instant::now());
        budget.wait().await;
        assert!(start.elapsed().is_zero(), "the first request waits for nothing");
        for _ in 0..5 {
            budget.spend(200.0);
            budget.wait().await;
        }
        let seconds = start.elapsed().as_secs_f64();
        assert!((9.9..10.2).contains(&seconds), "1000 units at 100 a second took {seconds} seconds");
    }

    #[tokio::test(start_paused = true)]
    async fn savings_are_bounded_and_nonsense_is_harmless() {
        let (budget, start) = (Budget::new(10.0), Instant::now());
        sleep(Duration::from_mins(1)).await;
        budget.spend(20.0);
        budget.spend(f64::NAN);
        budget.wait().await;
        assert!((60.9..61.2).contains(&start.elapsed().as_secs_f64()));
        for units in [0.0, -1.0, f64::INFINITY, f64::NAN] {
            Budget::new(units).wait().await;
        }
    }
}
