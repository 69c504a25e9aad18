//! What the fuzz targets check, over their corpus: nothing random, and no fuzzer needed.

use std::{fs, path::Path};

/// The fuzz targets' own code.
#[allow(dead_code, unreachable_pub, clippy::missing_panics_doc)]
#[path = "../../dynamo/fuzz/src"]
mod targets {
    pub mod answers;
    pub mod item;
    pub mod json;
    pub mod service;
    pub mod text;
}

/// Runs the check on each file.
fn each_of(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dynamo/fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() > 3, "{} has only {} files", folder.display(), paths.len());
    for path in paths {
        // Of a check that fails, the last line printed names the file.
        println!("{}", path.display());
        check(&fs::read(&path).unwrap());
    }
}

#[test]
fn answers_are_read_as_through_maps() {
    each_of("answers", targets::answers::check);
}

#[test]
fn text_is_read_as_by_a_json_parser() {
    each_of("text", targets::text::check);
}
