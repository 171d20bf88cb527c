//! A load as text and as Markdown.

use std::fmt::Write as _;

use super::LoadReport;
use crate::judge::{Grade, Latency, LoadFacts};
use crate::report::words::{count, duration, visible};

/// The grade as the reports of runs say it.
pub(super) const fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::Conformant => "CONFORMANT",
        Grade::Nonconformant => "NONCONFORMANT",
        Grade::Inconclusive => "INCONCLUSIVE",
    }
}

/// The rows of the table of latencies.
pub(super) fn rows(facts: &LoadFacts) -> Vec<(String, String, Latency)> {
    let mut rows = vec![("all, from when due".to_owned(), facts.sent.to_string(), facts.latency)];
    for operation in &facts.operations {
        let failed = match operation.failed {
            0 => operation.sent.to_string(),
            failed => format!("{}, {failed} wrong", operation.sent),
        };
        rows.push((format!("  {}", operation.name), failed, operation.latency));
    }
    rows.push(("all, from when sent".to_owned(), facts.sent.to_string(), facts.service));
    rows
}

/// How many requests were sent, at which rate, and what they created.
pub(super) fn sentences(facts: &LoadFacts) -> Vec<String> {
    let answers: Vec<String> =
        facts.answers.iter().map(|(status, number)| format!("{status}: {number}")).collect();
    let created = usize::try_from(facts.created).unwrap_or(usize::MAX);
    let mut sentences = vec![
        format!(
            "{} of {} requests sent at {:.2} a second ({:.2} asked for) in {}, {:.1} ms late at \
             most",
            facts.sent,
            facts.planned,
            facts.sent_rate,
            facts.rate,
            duration(facts.duration_ms),
            facts.lateness.max_ms
        ),
        format!("answers: {}", answers.join(", ")),
    ];
    sentences.push(match facts.residue.as_slice() {
        [] => format!("{} created, all of it deleted", count(created, "resource")),
        left => format!(
            "{} created, {} of it still there: {}{}",
            count(created, "resource"),
            left.len(),
            left.iter().take(3).map(|path| visible(path)).collect::<Vec<_>>().join(", "),
            if left.len() > 3 { ", …" } else { "" }
        ),
    });
    sentences
}

/// The report for a terminal.
#[must_use]
pub fn load_text(report: LoadReport<'_>) -> String {
    let LoadReport { facts, verdict } = report;
    let mut text = String::new();
    if facts.stopped.is_none() {
        let _ = writeln!(
            text,
            "{:<24} {:>16} {:>9} {:>9} {:>9} {:>9} {:>9}",
            "milliseconds", "requests", "p50", "p90", "p99", "p99.9", "longest"
        );
        for (name, sent, latency) in rows(facts) {
            let Latency { p50_ms, p90_ms, p99_ms, p999_ms, max_ms, .. } = latency;
            let _ = writeln!(
                text,
                "{name:<24} {sent:>16} {p50_ms:>9.2} {p90_ms:>9.2} {p99_ms:>9.2} {p999_ms:>9.2} \
                 {max_ms:>9.2}"
            );
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{} (ENTRA-C-8)", grade(verdict.grade));
    for reason in &verdict.reasons {
        let _ = writeln!(text, "  {}", visible(reason));
    }
    if facts.stopped.is_none() {
        for sentence in sentences(facts) {
            let _ = writeln!(text, "{sentence}");
        }
    }
    text
}

/// The report for a job summary.
#[must_use]
pub fn load_markdown(report: LoadReport<'_>) -> String {
    let LoadReport { facts, verdict } = report;
    let mut text = format!(
        "## scimproof load: {}\n\n{} requests a second to {}\n\n",
        grade(verdict.grade),
        facts.rate,
        code(&facts.target)
    );
    for reason in &verdict.reasons {
        let _ = writeln!(text, "- {}", code(reason));
    }
    if facts.stopped.is_some() {
        return text;
    }
    text.push_str("\n| milliseconds | requests | p50 | p90 | p99 | p99.9 | longest |\n");
    text.push_str("|---|--:|--:|--:|--:|--:|--:|\n");
    for (name, sent, latency) in rows(facts) {
        let Latency { p50_ms, p90_ms, p99_ms, p999_ms, max_ms, .. } = latency;
        let _ = writeln!(
            text,
            "| {} | {sent} | {p50_ms:.2} | {p90_ms:.2} | {p99_ms:.2} | {p999_ms:.2} | {max_ms:.2} |",
            name.trim_start()
        );
    }
    text.push('\n');
    for sentence in sentences(facts) {
        let _ = writeln!(text, "- {}", code(&sentence));
    }
    text
}

/// A text of strangers as code, on one line and without a way out of it.
fn code(text: &str) -> String {
    format!("`{}`", visible(text).replace('`', "'"))
}
