//! What several test binaries use.
#![expect(dead_code, reason = "no test binary uses all of it")]

use std::path::PathBuf;

use scimproof::scim::requirement::Catalogue;

/// The suite that uses everything.
pub const EXHAUSTIVE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suites/exhaustive.jsonc");

/// A small catalogue, so that tests do not change with the real one.
pub fn catalogue() -> Catalogue {
    let mut text = "id\trfc\tsection\tlevel\tsubject\trequirement\ttestable\thow\tcondition\tarea\t\
                    default_verdict\tsource\n"
        .to_owned();
    for (id, document, level, verdict) in [
        ("TEST-MUST-1", "RFC7644", "MUST", "fail"),
        ("TEST-MUST-2", "RFC7644", "MUST", "fail"),
        ("TEST-SHOULD-1", "RFC7644", "SHOULD", "warn"),
        ("TEST-INFO-1", "RFC7644", "MAY", "info"),
        ("ENTRA-TEST-1", "ENTRA", "ENTRA", "fail"),
        ("ENTRA-TEST-2", "ENTRA", "ENTRA", "info"),
    ] {
        text.push_str(&format!(
            "{id}\t{document}\t1\t{level}\tserver\tDoes right.\tyes\tasks\talways\tx\t{verdict}\t\n"
        ));
    }
    Catalogue::parse(&text)
}

/// The files of `tests/bad-suites`, by name.
pub fn bad_suites() -> Vec<PathBuf> {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad-suites");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// All snapshots lie in `/snapshots`, under the names that tests give them.
pub fn snapshot_settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
