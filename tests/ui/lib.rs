//! Nothing: the tests are in `ui.rs`, one folder for each kind of mistake.
