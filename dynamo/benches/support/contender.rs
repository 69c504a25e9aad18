//! Who does the work.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contender {
    /// The SDK alone: items stay maps of attribute values. Those to be written are built by cloning ready ones, which costs
    /// about what building them by hand does.
    Raw,
    /// The SDK, and `serde_dynamo` between maps and structs.
    SerdeDynamo,
    /// The SDK, and code written by hand between maps and structs.
    HandWritten,
    /// This library.
    Dynamo,
    /// This library, where it reads a page without copying it. Reads that have no such way give no job.
    DynamoBorrowed,
    /// Nobody: the SDK alone, with bytes that are ready and an answer with nothing in it. What is built over the SDK takes
    /// at least this. Works of one request and a small answer have it.
    Floor,
}

impl Contender {
    pub(crate) const ALL: [Self; 6] =
        [Self::Raw, Self::SerdeDynamo, Self::HandWritten, Self::Dynamo, Self::DynamoBorrowed, Self::Floor];

    /// The library's own.
    pub(crate) const OURS: [Self; 2] = [Self::Dynamo, Self::DynamoBorrowed];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::SerdeDynamo => "serde_dynamo",
            Self::HandWritten => "hand-written",
            Self::Dynamo => "dynamo",
            Self::DynamoBorrowed => "dynamo-borrowed",
            Self::Floor => "floor",
        }
    }
}
