//! What the benchmarks share: items, the works done with them, who does them, and how they are timed.

#![allow(dead_code, reason = "each benchmark uses a part of it")]

pub(crate) mod canned;
pub(crate) mod compare;
pub(crate) mod contender;
pub(crate) mod embedded;
pub(crate) mod goals;
pub(crate) mod job;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod reads;
pub(crate) mod ready;
pub(crate) mod shapes;
pub(crate) mod work;
pub(crate) mod writes;
