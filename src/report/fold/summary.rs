//! The sentence that says why the grade is what it is.

use super::cause::neutral;
use crate::judge::{Skip, Verdict};
use crate::report::words::{NOTHING_SEEN, count, excerpt};
use crate::report::{ScenarioReport, Tally};

/// How many reasons for skips are told, the commonest first.
const REASONS: usize = 3;
/// How much of a stranger's text is told.
const REASON_LENGTH: usize = 120;

/// One sentence: what was wrong, how much was looked at, why not at more.
pub(super) fn sentence(
    scenarios: &[ScenarioReport],
    tally: &Tally,
    causes: usize,
    interrupted: bool,
    stopped: Option<&str>,
) -> String {
    if let Some(reason) = stopped {
        return format!("nothing was run: {}", excerpt(reason, 4 * REASON_LENGTH));
    }
    let mut parts = Vec::new();
    if interrupted {
        parts.push("the run was interrupted".to_owned());
    }
    if tally.failed > 0 {
        let number = scenarios_of(tally.failed);
        let judged = tally.passed + tally.advised + tally.failed;
        let of = if judged == tally.failed { String::new() } else { format!(" of {judged}") };
        // More causes than scenarios say nothing that the number of scenarios does not.
        let seems = if causes < tally.failed as usize {
            format!(", from what looks like {}", count(causes, "cause"))
        } else {
            String::new()
        };
        parts.push(format!("{number} failed{of}{seems}"));
    }
    parts.push(looked_at(tally));
    parts.extend(not_judged(scenarios));
    parts.extend(not_run(scenarios));
    parts.extend(skipped(scenarios));
    parts.join("; ")
}

fn scenarios_of(number: u32) -> String {
    count(number as usize, "scenario")
}

fn looked_at(tally: &Tally) -> String {
    let Tally { gating_judged: judged, gating_planned: planned, .. } = tally;
    match (judged, planned) {
        (0, 0) => "no gating check applies, so nothing was judged".to_owned(),
        (judged, planned) => format!("judged {judged} of {planned} gating checks"),
    }
}

fn not_judged(scenarios: &[ScenarioReport]) -> Vec<String> {
    let blocked = reasons(scenarios, |verdict| match verdict {
        Verdict::Blocked { by, .. } => Some(by.as_str()),
        _ => None,
    });
    let broken = reasons(scenarios, |verdict| match verdict {
        Verdict::Broken { error } => Some(error.as_str()),
        _ => None,
    });
    [("blocked", blocked), ("broken", broken)]
        .into_iter()
        .filter(|(_, reasons)| !reasons.is_empty())
        .map(|(word, reasons)| told(word, &reasons))
        .collect()
}

fn not_run(scenarios: &[ScenarioReport]) -> Option<String> {
    let number =
        scenarios.iter().filter(|scenario| scenario.skip() == Some(&Skip::Interrupted)).count();
    (number > 0).then(|| format!("{} not run", count(number, "scenario")))
}

fn skipped(scenarios: &[ScenarioReport]) -> Option<String> {
    let reasons = reasons(scenarios, |verdict| match verdict {
        Verdict::Skipped(Skip::Unsupported { server_says, .. }) => Some(server_says.as_str()),
        Verdict::Skipped(Skip::NothingSeen) => Some(NOTHING_SEEN),
        _ => None,
    });
    (!reasons.is_empty()).then(|| told("skipped", &reasons))
}

/// What the verdicts give as reasons and how often, the commonest first, else
/// in the order of the report.
fn reasons<'a>(
    scenarios: &'a [ScenarioReport],
    reason: impl Fn(&'a Verdict) -> Option<&'a str>,
) -> Vec<(&'a str, usize)> {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for text in scenarios.iter().filter_map(|scenario| reason(&scenario.verdict)) {
        // The same refusal of another resource is no other reason.
        match reasons.iter_mut().find(|(known, _)| neutral(known) == neutral(text)) {
            Some((_, number)) => *number += 1,
            None => reasons.push((text, 1)),
        }
    }
    reasons.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    reasons
}

fn told(word: &str, reasons: &[(&str, usize)]) -> String {
    let number: usize = reasons.iter().map(|(_, number)| number).sum();
    let number = count(number, "scenario");
    if let [(reason, _)] = reasons {
        return format!("{number} {word}: {}", excerpt(reason, REASON_LENGTH));
    }
    let mut texts: Vec<String> = reasons
        .iter()
        .take(REASONS)
        .map(|(reason, number)| format!("{} ({number})", excerpt(reason, REASON_LENGTH)))
        .collect();
    if reasons.len() > REASONS {
        texts.push(format!("and {}", count(reasons.len() - REASONS, "other reason")));
    }
    format!("{number} {word}: {}", texts.join(", "))
}
