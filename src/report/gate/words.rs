//! The verdict of a gate in words, for people.

use std::fmt::Write as _;

use super::{GateOutcome, GateReport, GateTestReport};
use crate::report::words::{excerpt, visible};

const LONGEST: usize = 400;
const LONGEST_CAUSE: usize = 800;

fn word(test: &GateTestReport) -> &'static str {
    match test.outcome {
        GateOutcome::Passed => "pass",
        GateOutcome::Failed if test.optional => "warning",
        GateOutcome::Failed => "FAIL",
        GateOutcome::Skipped => "skipped",
    }
}

/// For terminals and other plain places.
pub(in crate::report) fn text(gate: &GateReport) -> String {
    let mut text = format!(
        "GALLERY {} by the gate's rule; {}\n  gate version {}\n",
        gate.overall.word(),
        ready(gate),
        gate.version
    );
    let width = gate.tests.iter().map(|test| test.test.len()).max().unwrap_or(0);
    for test in &gate.tests {
        let result = excerpt(&test.result, LONGEST);
        let _ = writeln!(text, "  {:7}  {:width$}  {result}", word(test), test.test);
        for line in more(test) {
            let _ = writeln!(text, "             {}", visible(&line));
        }
    }
    for note in &gate.notes {
        let _ = writeln!(text, "  note: {}", visible(note));
    }
    text.push_str("  attest yourself (our list, Microsoft publishes none):\n");
    for sentence in &gate.attest {
        let _ = writeln!(text, "    - {sentence}");
    }
    text
}

/// May the result be handed in, and why?
pub(in crate::report) fn ready(gate: &GateReport) -> String {
    let may = if gate.ready_to_submit { "ready to submit" } else { "not ready to submit" };
    format!("{may}: {}", gate.ready_because)
}

/// What is told below a test.
pub(in crate::report) fn more(test: &GateTestReport) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(test.cause.as_ref().map(|cause| excerpt(cause, LONGEST_CAUSE)));
    lines.extend(dialects(&test.dialects));
    for quirk in &test.quirks {
        lines.push(format!("an artefact of the gate, quirk {}: {}", quirk.quirk, quirk.means));
    }
    lines.extend(test.remarks.iter().cloned());
    lines
}

/// In which of Entra's two dialects a test failed.
fn dialects(failed: &[String]) -> Option<String> {
    let told = match failed {
        [] => return None,
        [one] if one == "legacy" => {
            "fails only in Entra's legacy dialect, without the flag aadOptscim062020".to_owned()
        }
        [one] if one == "flagged" => {
            "fails only in Entra's dialect with the flag aadOptscim062020".to_owned()
        }
        [one] => format!("fails only in the dialect {one}"),
        _ => "fails in both of Entra's dialects, with the flag aadOptscim062020 and without"
            .to_owned(),
    };
    Some(told)
}

/// For job summaries; `escape` makes text harmless there.
pub(in crate::report) fn markdown(gate: &GateReport, escape: &dyn Fn(&str) -> String) -> String {
    let mut part = format!(
        "### App gallery: {}\n\n{}. Gate version {}.\n\n| test | verdict | result |\n|---|---|---|\n",
        gate.overall.word(),
        escape(&capital(&ready(gate))),
        escape(&gate.version)
    );
    for test in &gate.tests {
        let mut result = escape(&excerpt(&test.result, LONGEST));
        for line in more(test) {
            result.push_str("<br>");
            result.push_str(&escape(&line));
        }
        let _ = writeln!(part, "| {} | {} | {result} |", escape(&test.test), word(test));
    }
    for note in &gate.notes {
        let _ = write!(part, "\nNote: {}\n", escape(note));
    }
    part.push_str(
        "\n<details><summary>Attest yourself (our list, Microsoft publishes none)</summary>\n\n",
    );
    for sentence in &gate.attest {
        let _ = writeln!(part, "- {}", escape(sentence));
    }
    part.push_str("\n</details>\n");
    part
}

/// With a capital letter, as the beginning of a sentence.
pub(in crate::report) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
