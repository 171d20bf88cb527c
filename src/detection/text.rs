//! The matrix for people: one line for each fault, then what is wrong.

use std::fmt::Write as _;

use super::matrix::{FaultRow, Found, Matrix, Numbers};

/// The matrix as a table of plain text.
#[must_use]
pub fn text(matrix: &Matrix) -> String {
    let mut text = String::new();
    let width = matrix.faults.iter().map(|row| row.name.len()).max().unwrap_or(0);
    for row in &matrix.faults {
        let _ = writeln!(
            text,
            "{:width$}  {:8}  {:18}  {:>3} scenarios{}",
            row.name,
            row.severity,
            words(row),
            row.scenarios,
            if row.severity_agrees || row.found == Found::Not { "" } else { "  severity differs" },
        );
    }
    let alarms = matrix.differences.iter().filter(|row| !row.false_alarms.is_empty());
    for row in alarms {
        let _ = writeln!(text, "\nfalse alarms under {}{}:", row.name, listed(&row.of));
        row.false_alarms.iter().for_each(|alarm| {
            let _ = writeln!(text, "  {alarm}");
        });
    }
    let unjudged = matrix.differences.iter().filter(|row| !row.unjudged.is_empty());
    for row in unjudged {
        let _ = writeln!(text, "\nnot judged under {}{}:", row.name, listed(&row.of));
        row.unjudged.iter().for_each(|scenario| {
            let _ = writeln!(text, "  {scenario}");
        });
    }
    if !matrix.right.is_empty() {
        let _ = writeln!(text, "\ncomplaints about the right server:");
        matrix.right.iter().for_each(|complaint| {
            let _ = writeln!(text, "  {complaint}");
        });
    }
    text.push_str("\nchecks that find nothing:\n");
    for row in matrix.checks.iter().filter(|row| row.finds == 0) {
        let _ = writeln!(text, "  {}", row.id);
    }
    let _ = write!(text, "\n{}", summary(&matrix.numbers));
    text
}

fn words(row: &FaultRow) -> &'static str {
    match row.found {
        Found::Not => "NOT FOUND",
        Found::ByOtherCause => "found, other cause",
        Found::ByItsCause => "found",
    }
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) }
}

/// Tenths of a percent as percent.
pub(super) fn percent(per_mille: usize) -> String {
    format!("{}.{} %", per_mille / 10, per_mille % 10)
}

/// The sums in sentences, one a line.
pub(super) fn summary(numbers: &Numbers) -> String {
    format!(
        "{} of {} faults found ({}); {} of {} that are critical or high\n\
         {} of the found by a check that cites what is broken ({})\n\
         {} of the found at a level that fits the severity ({})\n\
         {} false alarms under {} legal differences and combinations\n\
         {} of {} checks were never seen to fail\n",
        numbers.found,
        numbers.faults,
        percent(numbers.detection_power()),
        numbers.grave_found,
        numbers.grave,
        numbers.right_cause,
        percent(numbers.right_cause_share()),
        numbers.severity_agrees,
        percent(numbers.severity_share()),
        numbers.false_alarms,
        numbers.differences,
        numbers.idle_checks,
        numbers.checks,
    )
}
