//! What the fuzz targets check. The test suite runs the same checks over the corpus.

pub mod answers;
pub mod item;
pub mod json;
pub mod round;
pub mod service;
pub mod text;
