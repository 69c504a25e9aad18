//! What came by.

use super::fault::Fault;

/// A request as [`Faults`](super::Faults) saw it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// Its place among all requests, from 0. An attempt that the SDK repeats is a request of its own.
    pub number: usize,
    /// Its operation, such as `"PutItem"`.
    pub operation: String,
    /// The fault that it met; `None` when it passed.
    pub fault: Option<Fault>,
    /// Whether the backend was given it, or the part of it that a fault left over.
    pub reached_backend: bool,
    /// Its body, as the client sent it.
    pub body: Vec<u8>,
}

impl Request {
    /// Its body as JSON; null when it is not JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Whether it went through unharmed.
    pub fn passed(&self) -> bool {
        self.fault.is_none()
    }
}
