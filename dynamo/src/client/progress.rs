//! The progress of a scan, which its segments add up.

use std::sync::{Mutex, PoisonError};

use aws_sdk_dynamodb::types::ConsumedCapacity;

use super::reader::Counts;
use crate::operation::{ProgressCallback, ScanProgress};

/// What has been done so far, and whom to tell.
pub(super) struct Progress {
    sum: Mutex<ScanProgress>,
    callback: ProgressCallback,
}

impl Progress {
    pub(super) fn new(callback: ProgressCallback, segments: u32, done: u32) -> Self {
        let sum = ScanProgress { segments, segments_done: done, ..ScanProgress::default() };
        Self { sum: Mutex::new(sum), callback }
    }

    /// Takes in one answer. The callback runs without the lock, on a copy.
    pub(super) fn add(&self, items: usize, counts: &Counts, consumed: Option<&ConsumedCapacity>, ends: bool) {
        let copy = {
            let mut sum = self.sum.lock().unwrap_or_else(PoisonError::into_inner);
            sum.items += items;
            sum.scanned += counts.scanned_count;
            sum.requests += 1;
            sum.segments_done += u32::from(ends);
            sum.consumed_capacity += consumed.and_then(ConsumedCapacity::capacity_units).unwrap_or(0.0);
            sum.clone()
        };
        (self.callback.0)(&copy);
    }
}
