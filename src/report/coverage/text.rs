//! The table for people at a terminal.

use std::fmt::Write as _;

use super::{
    Coverage, CoverageCounts, CoveredRequirement, Standing, by_scenario, result_word, verdict_word,
};

/// The table as text: the counts, then each requirement by area, then what is
/// not tested.
#[must_use]
pub fn coverage_text(coverage: &Coverage) -> String {
    let mut text = String::new();
    if let Some(run) = &coverage.run {
        let _ = writeln!(
            text,
            "Results of run {} against {} ({}, profile {})\n",
            run.run, run.target, run.started, run.profile
        );
    }
    let width = coverage.areas.keys().map(String::len).max().unwrap_or(0).max(5);
    let _ =
        write!(text, "{:width$}  {:>5} {:>6} {:>5} {:>5}", "area", "all", "cited", "fail", "warn");
    let _ = write!(text, " {:>8} {:>10} {:>5}", "uncited", "untestable", "free");
    if coverage.run.is_some() {
        let _ = write!(text, " {:>7} {:>7} {:>7} {:>8}", "failed", "advice", "passed", "not seen");
    }
    text.push('\n');
    let rows = coverage.areas.iter().map(|(area, counts)| (area.as_str(), counts));
    for (area, counts) in rows.chain([("total", &coverage.total)]) {
        push_counts(&mut text, area, counts, width, coverage.run.is_some());
    }
    text.push_str(
        "\nfail, warn: how many of those cited are worth a failure or a warning when they are broken.\n",
    );
    for area in coverage.areas.keys() {
        let _ = writeln!(text, "\n{area}");
        for requirement in coverage.requirements.iter().filter(|known| known.area == *area) {
            push_requirement(&mut text, requirement);
        }
    }
    push_list(&mut text, coverage, Standing::Uncited, "Not tested, and should be");
    push_list(&mut text, coverage, Standing::Untestable, "Cannot be tested");
    text
}

fn push_counts(text: &mut String, area: &str, counts: &CoverageCounts, width: usize, run: bool) {
    let ([all, cited, fail, warn, uncited, untestable, free], seen) = counts.columns();
    let _ = write!(
        text,
        "{area:width$}  {all:>5} {cited:>6} {fail:>5} {warn:>5} {uncited:>8} {untestable:>10} {free:>5}"
    );
    if run {
        let [failed, advised, passed, unseen] = seen;
        let _ = write!(text, " {failed:>7} {advised:>7} {passed:>7} {unseen:>8}");
    }
    text.push('\n');
}

fn push_requirement(text: &mut String, requirement: &CoveredRequirement) {
    let _ = write!(
        text,
        "  {}  {}, {}",
        requirement.id,
        requirement.level,
        verdict_word(requirement.default_verdict)
    );
    match (requirement.standing, requirement.result) {
        (Standing::Cited, Some(result)) => {
            let _ = write!(text, ", {}", result_word(result));
        }
        (Standing::Cited, None) => {}
        (standing, _) => {
            let _ = write!(text, ", {}", standing.word());
        }
    }
    let _ = writeln!(text, "\n      {}", requirement.text);
    for (scenario, checks) in by_scenario(&requirement.checks) {
        let word = if checks == 1 { "check" } else { "checks" };
        let _ = writeln!(text, "      {scenario} ({checks} {word})");
    }
}

fn push_list(text: &mut String, coverage: &Coverage, standing: Standing, heading: &str) {
    let _ = writeln!(text, "\n{heading}: {}", coverage.standing(standing).count());
    for requirement in coverage.standing(standing) {
        let _ = writeln!(text, "  {}  {}", requirement.id, requirement.text);
        if let Some(reason) = &requirement.reason {
            let _ = writeln!(text, "      {reason}");
        }
    }
}
