//! What several test binaries use.

use scimproof::scim::requirement::Catalogue;

/// The suite that uses everything.
pub(crate) const EXHAUSTIVE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suites/exhaustive.jsonc");

/// A small catalogue, so that tests do not change with the real one.
pub(crate) fn catalogue() -> Catalogue {
    let mut text =
        "id\trfc\tsection\tlevel\tsubject\trequirement\ttestable\thow\tcondition\tarea\t\
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
        let columns =
            [id, document, "1", level, "server", "Does right.", "yes", "", "", "x", verdict, ""];
        text.push_str(&columns.join("\t"));
        text.push('\n');
    }
    Catalogue::parse(&text)
}
