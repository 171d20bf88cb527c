//! Markdown for the job summary of a CI system (GitHub, GitLab, Azure).
//!
//! Nothing from a target can become markup: each character with a meaning in
//! Markdown or HTML is written as a character reference.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::failure::{Trouble, advice, exchange_line, failures, request_line};
use super::gate;
use super::words::{NOTHING_SEEN, count, duration, excerpt, visible};
use super::{Report, Reporter, RequirementStatus};
use crate::event::Event;
use crate::judge::{Grade, Skip, Verdict};
use crate::suite::RequirementId;

/// How much of a value is shown in a cell.
const VALUE_LENGTH: usize = 120;
/// How much of a curl line is shown.
const CURL_LENGTH: usize = 2000;
/// How many rows a table has. GitHub refuses a summary of more than one MiB.
const ROWS: usize = 100;

/// Writes the report as Markdown.
pub struct MarkdownReporter<W>(W);

impl<W: Write> MarkdownReporter<W> {
    /// Writes to `out`.
    pub const fn new(out: W) -> Self {
        Self(out)
    }
}

impl<W: Write> Reporter for MarkdownReporter<W> {
    fn event(&mut self, _: &Event) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self, report: &Report) -> io::Result<()> {
        self.0.write_all(text(report).as_bytes())?;
        self.0.flush()
    }

    fn shows_passed(&self) -> bool {
        false
    }
}

fn text(report: &Report) -> String {
    let parts = [
        Some(heading(report)),
        report.gate.as_ref().map(|verdict| gate::markdown(verdict, &escaped)),
        Some(tally(report)),
        failure_part(report),
        advice_part(report),
        unjudged_part(report),
        residue_part(report),
        Some(footer(report)),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join("\n")
}

fn heading(report: &Report) -> String {
    let grade = match report.grade {
        Grade::Conformant => "conformant",
        Grade::Nonconformant => "nonconformant",
        Grade::Inconclusive => "inconclusive",
    };
    format!(
        "## SCIM: {grade} with the profile {}\n\n{}\n",
        escaped(&report.profile.name),
        escaped(&report.summary)
    )
}

fn tally(report: &Report) -> String {
    let tally = &report.tally;
    format!(
        "| passed | with advice | failed | blocked | broken | skipped | requests | time |\n\
         |--:|--:|--:|--:|--:|--:|--:|--:|\n\
         | {} | {} | {} | {} | {} | {} | {} | {} |\n",
        tally.passed,
        tally.advised,
        tally.failed,
        tally.blocked,
        tally.broken,
        tally.skipped,
        tally.requests,
        duration(report.elapsed_ms)
    )
}

fn failure_part(report: &Report) -> Option<String> {
    let all: Vec<Trouble<'_>> =
        report.scenarios.iter().flat_map(|scenario| failures(report, scenario)).collect();
    if all.is_empty() {
        return None;
    }
    // First what has a cause of its own; a table has an end.
    let (first, alike): (Vec<_>, Vec<_>) =
        all.iter().partition(|trouble| report.told_elsewhere(&trouble.check.id).is_none());
    let mut part = format!("### Failures\n\n{}", table(report, &first));
    if !alike.is_empty() {
        let number = count(alike.len(), "more failed check");
        let table = table(report, &alike);
        let _ = write!(
            part,
            "\n<details><summary>{number} with the same symptoms</summary>\n\n{table}\n</details>\n"
        );
    }
    part.push_str("\n<details><summary>Repeat the requests</summary>\n\n");
    for trouble in all.iter().take(ROWS) {
        let requests = [trouble.judged_write(), trouble.exchange];
        let curls: Vec<String> = requests
            .into_iter()
            .flatten()
            .map(|exchange| excerpt(&exchange.curl, CURL_LENGTH))
            .collect();
        if !curls.is_empty() {
            let id = code(trouble.check.id.as_str());
            let _ = write!(part, "{id}\n\n{}\n", fenced(&curls.join("\n")));
        }
    }
    part.push_str("</details>\n");
    Some(part)
}

fn advice_part(report: &Report) -> Option<String> {
    let all: Vec<Trouble<'_>> =
        report.scenarios.iter().flat_map(|scenario| advice(report, scenario)).collect();
    if all.is_empty() {
        return None;
    }
    let number = count(all.len(), "remark");
    let table = table(report, &all);
    Some(format!("<details><summary>Advice: {number}</summary>\n\n{table}\n</details>\n"))
}

fn table(report: &Report, all: &[Trouble<'_>]) -> String {
    let mut table =
        "| check | request | expected | got | requirement |\n|---|---|---|---|---|\n".to_owned();
    for trouble in all.iter().take(ROWS) {
        table.push_str(&row(report, trouble));
    }
    if all.len() > ROWS {
        let _ = writeln!(table, "\nand {} more", all.len() - ROWS);
    }
    table
}

fn row(report: &Report, trouble: &Trouble<'_>) -> String {
    let check = trouble.check;
    let request = trouble.exchange.map_or_else(String::new, |told| {
        let line = match told.exchange.answer.response() {
            Some(response) => {
                format!("{} answered {}", request_line(&told.exchange.request), response.status)
            }
            None => exchange_line(told),
        };
        code(&line)
    });
    let (mut expected, mut actual) = match check.findings.first() {
        Some(finding) => {
            let place = code(&finding.at);
            (format!("{place} {}", code(&finding.expected)), code(&finding.actual))
        }
        None => (String::new(), String::new()),
    };
    if check.findings.len() > 1 {
        let _ = write!(actual, " and {} more", count(check.findings.len() - 1, "difference"));
    }
    if let Some(because) = &check.because {
        if !expected.is_empty() {
            expected.push_str("<br>");
        }
        expected.push_str(&escaped(&excerpt(because, 2 * VALUE_LENGTH)));
    }
    let cites: Vec<String> = check.cites.iter().map(|cite| link(report, cite)).collect();
    format!(
        "| {} | {request} | {expected} | {actual} | {} {} |\n",
        code(check.id.as_str()),
        check.level,
        cites.join(" ")
    )
}

fn link(report: &Report, cite: &RequirementId) -> String {
    let id = escaped(cite.as_str());
    let known = report.requirements.iter().find(|known| known.requirement.id == cite.as_str());
    match known.map(|known| known.requirement.url.as_str()) {
        Some(url) if url.starts_with("https://") => format!("[{id}](<{}>)", target(url)),
        _ => id,
    }
}

/// A URL between `<` and `>`: what could end it is percent-encoded.
fn target(url: &str) -> String {
    let mut target = String::new();
    for byte in url.bytes() {
        if byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'\\' | b'|' | b'"' | b'`') {
            target.push(char::from(byte));
        } else {
            let _ = write!(target, "%{byte:02X}");
        }
    }
    target
}

fn unjudged_part(report: &Report) -> Option<String> {
    let mut lines = Vec::new();
    for scenario in &report.scenarios {
        let (word, reason) = match &scenario.verdict {
            Verdict::Blocked { by, .. } => ("blocked", by.as_str()),
            Verdict::Broken { error } => ("broken", error.as_str()),
            Verdict::Skipped(Skip::Unsupported { server_says, .. }) => {
                ("skipped", server_says.as_str())
            }
            Verdict::Skipped(Skip::NothingSeen) => ("skipped", NOTHING_SEEN),
            Verdict::Skipped(Skip::Interrupted) => ("not run", "the run was interrupted"),
            Verdict::Passed
            | Verdict::Advised
            | Verdict::Failed
            | Verdict::Skipped(Skip::NotNeeded) => continue,
        };
        let reason = escaped(&excerpt(reason, 2 * VALUE_LENGTH));
        lines.push(format!("- {} {word}: {reason}\n", code(scenario.id.as_str())));
    }
    if lines.is_empty() {
        return None;
    }
    let number = count(lines.len(), "scenario");
    let more = match lines.len().saturating_sub(ROWS) {
        0 => String::new(),
        hidden => format!("- and {hidden} more\n"),
    };
    let list = lines.into_iter().take(ROWS).collect::<String>();
    Some(format!("<details><summary>Not judged: {number}</summary>\n\n{list}{more}\n</details>\n"))
}

fn residue_part(report: &Report) -> Option<String> {
    let left = &report.residue;
    if left.is_empty() {
        return None;
    }
    let number = count(left.len(), "resource");
    let mut part = format!("{number} could not be deleted:\n\n");
    for resource in left.iter().take(ROWS) {
        let _ = writeln!(part, "- {}", code(resource));
    }
    if left.len() > ROWS {
        let _ = writeln!(part, "- and {} more", left.len() - ROWS);
    }
    Some(part)
}

fn footer(report: &Report) -> String {
    let of = |status| report.requirements.iter().filter(|known| known.status == status).count();
    let cited = report.requirements.len();
    let seen = cited - of(RequirementStatus::Unseen);
    format!(
        "{} cited, {seen} of them judged. {}, run {}, against {}, {}.\n",
        count(cited, "requirement"),
        escaped(&report.tool),
        escaped(&report.run),
        code(&report.target),
        escaped(&report.started),
    )
}

/// A value in the type of code, on one line.
fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(&excerpt(text, VALUE_LENGTH)))
}

/// Text that no reader of Markdown takes for markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' | '<' | '>' | '"' | '\'' | '|' | '`' | '*' | '_' | '[' | ']' | '\\' | '~' | '$'
            | '@' | '#' | '!' | '^' | '{' | '}' => {
                let _ = write!(escaped, "&#{};", u32::from(character));
            }
            _ => escaped.push(character),
        }
    }
    // GitHub makes links of these by itself.
    escaped.replace("://", "&#58;//").replace("www.", "www&#46;")
}

/// A block of code, fenced longer than anything in it.
fn fenced(text: &str) -> String {
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}sh\n{text}\n{fence}\n")
}
