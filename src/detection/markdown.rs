//! The matrix as a document: `docs/detection.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::server::Variation;

use super::matrix::{FaultRow, Found, Matrix};
use super::text::percent;

/// What stands above the numbers.
const HEAD: &str = "\
<!-- Generated: INSTA_UPDATE=always cargo test --release --test detection -->

# What scimproof finds

The reference server can be wrong in named ways, most of them taken from bugs of real servers, and it can differ in ways
that are allowed. This page says which of the bugs the suites find, and whether they complain about what is right. It is
made by `scimproof mutants --format markdown`; a test compares it, and CI fails when a number falls.

";

/// The matrix as Markdown.
#[must_use]
pub fn markdown(matrix: &Matrix) -> String {
    let numbers = &matrix.numbers;
    let mut page = HEAD.to_owned();
    let _ = writeln!(page, "| | |\n|---|---|");
    let _ = writeln!(
        page,
        "| detection power | {} of {} faults, {} |",
        numbers.found,
        numbers.faults,
        percent(numbers.detection_power())
    );
    let _ = writeln!(
        page,
        "| of severity critical and high | {} of {} |",
        numbers.grave_found, numbers.grave
    );
    let _ = writeln!(
        page,
        "| right cause (a failed check cites what is broken) | {} of {} found, {} |",
        numbers.right_cause,
        numbers.found,
        percent(numbers.right_cause_share())
    );
    let _ = writeln!(
        page,
        "| severity and level of the checks agree | {} of {} found, {} |",
        numbers.severity_agrees,
        numbers.found,
        percent(numbers.severity_share())
    );
    let _ = writeln!(
        page,
        "| false alarms under {} legal differences and combinations | {} |",
        numbers.differences, numbers.false_alarms
    );
    let _ = writeln!(
        page,
        "| checks that were seen to fail | {} of {} |\n",
        numbers.checks - numbers.idle_checks,
        numbers.checks
    );
    unfound(matrix, &mut page);
    faults(matrix, &mut page);
    differences(matrix, &mut page);
    not_shown(matrix, &mut page);
    page
}

fn unfound(matrix: &Matrix, page: &mut String) {
    page.push_str("## Not found\n\n");
    let rows: Vec<&FaultRow> = matrix.unfound().collect();
    if rows.is_empty() {
        page.push_str("None.\n\n");
        return;
    }
    page.push_str("| fault | severity | breaks |\n|---|---|---|\n");
    for row in rows {
        let _ = writeln!(page, "| {} | {} | {} |", row.name, row.severity, row.breaks.join(" "));
    }
    page.push('\n');
}

fn faults(matrix: &Matrix, page: &mut String) {
    page.push_str(
        "## Faults\n\n`scimproof explain NAME` says more about each. *Scenarios* is the number of those that fail.\n\n",
    );
    let mut areas: BTreeMap<&str, Vec<&FaultRow>> = BTreeMap::new();
    for row in &matrix.faults {
        areas.entry(row.area).or_default().push(row);
    }
    for (area, rows) in areas {
        let _ = writeln!(
            page,
            "### {area}\n\n| fault | severity | found | scenarios |\n|---|---|---|---|"
        );
        for row in rows {
            let found = match row.found {
                Found::Not => "no",
                Found::ByOtherCause => "by another cause",
                Found::ByItsCause => "yes",
            };
            let _ =
                writeln!(page, "| {} | {} | {found} | {} |", row.name, row.severity, row.scenarios);
        }
        page.push('\n');
    }
}

fn differences(matrix: &Matrix, page: &mut String) {
    page.push_str("## Legal differences\n\n| difference | what the server does | false alarms |\n|---|---|---|\n");
    for row in &matrix.differences {
        let does = match Variation::from_name(&row.name) {
            Some(variation) => variation.does().replace('|', "\\|"),
            None => row.of.join(", "),
        };
        let _ = writeln!(page, "| {} | {does} | {} |", row.name, row.false_alarms.len());
    }
    page.push('\n');
}

fn not_shown(matrix: &Matrix, page: &mut String) {
    page.push_str("## Known bugs that the reference server cannot have\n\n");
    for (name, reason) in &matrix.not_shown {
        let _ = writeln!(page, "- {name}: {reason}");
    }
}
