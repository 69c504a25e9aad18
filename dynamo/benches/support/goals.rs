//! What the library wants to reach: shares of what the others need.

use super::{contender::Contender, work::Work};

#[derive(Clone, Copy)]
pub(crate) struct Goal {
    /// At most so much of what the SDK alone needs.
    pub(crate) of_raw: f64,
    /// At most so much of what `serde_dynamo` needs.
    pub(crate) of_serde_dynamo: f64,
}

/// Allocations for an item of a page, beyond those that its fields are.
pub(crate) const ALLOCATIONS_BESIDE_FIELDS: f64 = 1.0;

/// The most memory that reading a page takes, as a share of what the SDK alone takes.
pub(crate) const PEAK_OF_RAW: f64 = 0.27;

/// The share of time.
pub(crate) fn time(work: Work, contender: Contender) -> Option<Goal> {
    let (of_raw, of_serde_dynamo) = match (work, contender) {
        (Work::Page, Contender::Dynamo) => (0.15, 0.12),
        (Work::Page, Contender::DynamoBorrowed) => (0.10, 0.08),
        (Work::BatchWrite, Contender::Dynamo) => (0.36, 0.28),
        (Work::Get, Contender::Dynamo) => (0.84, 0.76),
        (Work::Put, Contender::Dynamo) => (0.92, 0.85),
        (Work::SmallGet, Contender::Dynamo) => (1.03, 1.02),
        _ => return None,
    };
    Some(Goal { of_raw, of_serde_dynamo })
}

/// The share of instructions.
pub(crate) fn instructions(work: Work, contender: Contender) -> Option<Goal> {
    match (work, contender) {
        (Work::Page, Contender::Dynamo) => Some(Goal { of_raw: 0.24, of_serde_dynamo: 0.20 }),
        _ => None,
    }
}
