//! The library's own implementations: one file per family of types.

#[cfg(feature = "bytes")]
mod bytes;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "rust_decimal")]
mod decimal;
mod float;
mod integer;
#[cfg(feature = "jiff")]
mod jiff;
mod json;
mod number;
mod pointer;
mod raw;
mod sequence;
mod set;
mod text;
#[cfg(feature = "time")]
mod time;
mod tuple;
#[cfg(feature = "uuid")]
mod uuid;

pub use self::set::SetElement;
