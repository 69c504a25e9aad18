//! The README and the guides: `cargo test` compiles and runs the code in them.
