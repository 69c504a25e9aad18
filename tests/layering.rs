//! The layers of the library point one way: error, config, schema, codec, expression, operation, client.

use std::{fs, path::Path};

/// From the bottom to the top. A layer may name those before it.
const LAYERS: [&str; 7] = ["error", "config", "schema", "codec", "expression", "operation", "client"];

#[test]
fn layers_name_only_layers_below() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dynamo/src");
    let mut seen = 0;
    for (position, layer) in LAYERS.iter().enumerate() {
        visit(&src.join(layer), &mut |path, text| {
            seen += 1;
            for above in &LAYERS[position + 1..] {
                let mut in_crate_import = false;
                for (number, line) in code_lines(text) {
                    in_crate_import = line == "use crate::{" || (in_crate_import && !line.starts_with('}'));
                    assert!(
                        !names(line, in_crate_import, above),
                        "{}:{number}: layer `{layer}` names layer `{above}`, which is above it:\n{line}",
                        path.display()
                    );
                }
            }
        });
    }
    assert!(seen > 30, "only {seen} files were looked at: have the layers moved?");
}

#[test]
fn only_the_client_sends() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dynamo/src");
    for layer in LAYERS.iter().filter(|layer| **layer != "client") {
        visit(&src.join(layer), &mut |path, text| {
            for (number, line) in code_lines(text) {
                assert!(
                    !line.contains(".send()") && !line.contains(".send_with("),
                    "{}:{number}: layer `{layer}` does IO:\n{line}",
                    path.display()
                );
            }
        });
    }
}

#[test]
fn no_file_is_a_maze() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for folder in ["dynamo/src", "dynamo-derive/src"] {
        visit(&root.join(folder), &mut |path, text| {
            let lines = text.lines().count();
            let tests = path.file_name().is_some_and(|name| name == "tests.rs");
            assert!(lines <= 520 || tests, "{} has {lines} lines: a second room may be hiding in it", path.display());
        });
    }
}

/// Whether the line names a module of that layer: `crate::above`, or `above::` directly inside a `use crate::{..}`.
fn names(line: &str, in_crate_import: bool, layer: &str) -> bool {
    let path_to = |text: &str| text.strip_prefix(layer).is_some_and(|rest| rest.starts_with("::") || rest == ",");
    line.match_indices("crate::").any(|(start, name)| {
        let rest = &line[start + name.len()..];
        path_to(rest) || rest.strip_prefix('{').is_some_and(|group| group.split(", ").any(path_to))
    }) || (in_crate_import && line.strip_prefix("    ").is_some_and(path_to))
}

/// The lines that are code: no comments, and nothing of unit tests.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]"))
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line))
}

fn visit(path: &Path, look: &mut dyn FnMut(&Path, &str)) {
    for entry in fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            visit(&path, look);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            look(&path, &fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn a_name_of_a_layer_above_is_seen() {
    assert!(names("use crate::client::Table;", false, "client"));
    assert!(names("use crate::{client::Table, error::Error};", false, "client"));
    assert!(names("use crate::{error::Error, client::Table};", false, "client"));
    assert!(names("    client::Table,", true, "client"));
    assert!(!names("    client::Table,", false, "client"));
    assert!(!names("    error::{client::Table},", true, "client"));
    assert!(!names("pub use self::client::Table;", false, "client"));
}
