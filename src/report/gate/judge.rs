//! From scenarios to the verdict of a gate.

use serde_json::json;

use super::details::{action, details};
use super::told::Told;
use super::{GateOutcome, GateReport, GateTestReport, Overall};
use crate::event::GateFacts;
use crate::judge::{CheckResult, Skip, Verdict};
use crate::report::ScenarioReport;
use crate::report::words::count;
use crate::suite::template::{Part, parts};
use crate::suite::{Blocks, CheckId, Details, GateRole, GateTest, Outcome, Quirk};

/// The verdict of the gate of a run.
pub(in crate::report) fn judge(facts: &GateFacts, scenarios: &[ScenarioReport]) -> GateReport {
    let judge = Judge { facts, scenarios };
    let mut tests: Vec<GateTestReport> =
        facts.gate.tests.iter().map(|test| judge.test(test)).collect();
    judge.warn_of_neighbours(&mut tests);
    let overall = overall(facts, &tests);
    let (ready_to_submit, ready_because) = judge.ready(&tests);
    GateReport {
        version: facts.gate.version.clone(),
        overall,
        ready_to_submit,
        ready_because,
        tests,
        notes: facts.notes.clone(),
        attest: facts.gate.attest.clone(),
    }
}

/// The gate's own rule for the whole.
fn overall(facts: &GateFacts, tests: &[GateTestReport]) -> Overall {
    let of = |blocks: Blocks| {
        let pairs = facts.gate.tests.iter().zip(tests);
        pairs.filter(move |(test, _)| test.blocks == blocks).map(|(_, report)| report)
    };
    let failed = of(Blocks::Always).any(|report| report.outcome == GateOutcome::Failed);
    let mut others = of(Blocks::UnlessAnotherPasses).peekable();
    let none_of_others =
        others.peek().is_some() && !others.any(|report| report.outcome == GateOutcome::Passed);
    if failed || none_of_others { Overall::Failed } else { Overall::Succeeded }
}

struct Judge<'a> {
    facts: &'a GateFacts,
    scenarios: &'a [ScenarioReport],
}

/// Why a test failed.
struct Reason<'a> {
    scenario: &'a ScenarioReport,
    /// The gate's text.
    says: String,
    cause: String,
    /// The status of the answer; 0 if there was none.
    status: u16,
    check: Option<&'a CheckResult>,
}

impl<'a> Judge<'a> {
    /// The scenarios of a test: itself, or without quirks.
    fn of(&self, test: &str, is_control: bool) -> Vec<(&'a ScenarioReport, &'a GateRole)> {
        self.scenarios
            .iter()
            .filter_map(|scenario| {
                let (_, role) = self.facts.roles.iter().find(|(id, _)| *id == scenario.id)?;
                (role.is_of(test) && role.is_control() == is_control).then_some((scenario, role))
            })
            .collect()
    }

    fn test(&self, test: &GateTest) -> GateTestReport {
        let scenarios: Vec<&ScenarioReport> =
            self.of(&test.test, false).into_iter().map(|(scenario, _)| scenario).collect();
        let mut report = GateTestReport {
            test: test.test.clone(),
            optional: test.optional,
            part: test.part,
            outcome: GateOutcome::Skipped,
            result: self.absent(test),
            details: json!(""),
            details_form: test.details,
            cause: None,
            dialects: Vec::new(),
            quirks: Vec::new(),
            remarks: Vec::new(),
            scenario: scenarios.first().map(|scenario| scenario.id.clone()),
        };
        let failed: Vec<&ScenarioReport> =
            scenarios.iter().copied().filter(|scenario| is_failed(scenario)).collect();
        let unsupported = |scenario: &ScenarioReport| match scenario.skip() {
            Some(Skip::Unsupported { server_says, .. }) => Some(server_says.clone()),
            _ => None,
        };
        let reasons: Vec<Reason<'a>> =
            failed.iter().map(|scenario| self.reason(scenario)).collect();
        let statuses: Vec<u16> = reasons.iter().map(|reason| reason.status).collect();
        if let Some(reason) = reasons.into_iter().next() {
            report.outcome = GateOutcome::Failed;
            report.scenario = Some(reason.scenario.id.clone());
            report.details = details(test.details, &reason.says, &reason.cause, reason.check);
            report.result =
                if test.optional { reason.says.replace("FAILED", "WARNING") } else { reason.says };
            report.cause = Some(reason.cause);
            if scenarios.len() > 1 {
                report.dialects = failed.iter().filter_map(|scenario| row(scenario)).collect();
            }
            report.quirks = self.quirks(&test.test, &statuses);
        } else if let Some(missing) = scenarios.iter().find_map(|scenario| unsupported(scenario))
            && let Some(unconfigured) = &test.unconfigured
        {
            report.outcome = GateOutcome::Failed;
            report.result.clone_from(&unconfigured.says);
            report.cause = Some(missing);
            report.details = match test.details {
                Details::Action => action(&unconfigured.says),
                _ => json!({ "summary": unconfigured.says }),
            };
            report.quirks = self.quirk(unconfigured.quirk).into_iter().collect();
        } else if !scenarios.is_empty()
            && scenarios.iter().all(|one| matches!(one.verdict, Verdict::Passed | Verdict::Advised))
        {
            report.outcome = GateOutcome::Passed;
            report.result.clone_from(&test.passes);
        }
        report.remarks = remarks(&scenarios);
        report
    }

    /// What is said of a test of which nothing ran.
    fn absent(&self, test: &GateTest) -> String {
        let left_out = self.facts.known.contains(&test.test);
        if left_out { "SKIPPED".to_owned() } else { test.absent.clone() }
    }

    fn quirk(&self, number: u8) -> Option<Quirk> {
        self.facts.gate.quirks.iter().find(|quirk| quirk.quirk == number).cloned()
    }

    /// The quirks without which the test would have passed; as few as will do.
    /// `statuses` are those of the answers by which it failed.
    fn quirks(&self, test: &str, statuses: &[u16]) -> Vec<Quirk> {
        let mut controls = self.of(test, true);
        controls.retain(|(_, role)| {
            role.answered.is_empty() || statuses.iter().all(|status| role.answered.contains(status))
        });
        let mut all: Vec<&[u8]> =
            controls.iter().map(|(_, role)| role.without.as_slice()).collect();
        all.dedup();
        // In both dialects, if there are two.
        all.retain(|without| {
            let mut of_it = controls.iter().filter(|(_, role)| role.without == *without);
            of_it.all(|(scenario, _)| scenario.verdict == Verdict::Passed)
        });
        let fewest = all.iter().map(|without| without.len()).min();
        let mut numbers: Vec<u8> = all
            .into_iter()
            .filter(|without| Some(without.len()) == fewest)
            .flatten()
            .copied()
            .collect();
        numbers.dedup();
        numbers.into_iter().filter_map(|number| self.quirk(number)).collect()
    }

    /// A quirk that failed one test may fail others that share something with it, as
    /// the gate begins all of them at once and here they do not meet.
    fn warn_of_neighbours(&self, tests: &mut [GateTestReport]) {
        let failed: Vec<(String, u8)> = tests
            .iter()
            .flat_map(|test| test.quirks.iter().map(|quirk| (test.test.clone(), quirk)))
            .filter(|(_, quirk)| quirk.shared)
            .map(|(test, quirk)| (test, quirk.quirk))
            .collect();
        for test in tests.iter_mut().filter(|test| test.outcome == GateOutcome::Passed) {
            let neighbour = failed.iter().find(|(of, quirk)| self.meet(of, &test.test, *quirk));
            if let Some((other, quirk)) = neighbour {
                test.remarks.push(format!(
                    "it passes when it runs before the others; the gate begins all at once, and by quirk {quirk}, which fails \
                     {other}, it may fail there"
                ));
            }
        }
    }

    /// Do two tests share what a quirk is about? Those that one scenario explains
    /// do, and so do those that have one each.
    fn meet(&self, one: &str, other: &str, quirk: u8) -> bool {
        let of = |test: &str| -> Vec<&GateRole> {
            let roles = self.facts.roles.iter().map(|(_, role)| role);
            roles.filter(|role| role.is_of(test) && role.without.contains(&quirk)).collect()
        };
        let (first, second) = (of(one), of(other));
        first.iter().any(|a| {
            let alone = |role: &GateRole| role.tests.len() == 1;
            second.iter().any(|b| a.tests == b.tests || (alone(a) && alone(b)))
        })
    }

    fn reason(&self, scenario: &'a ScenarioReport) -> Reason<'a> {
        let failed = scenario.checks.iter().find(|check| check.outcome == Outcome::Fail);
        let Some(check) = failed else {
            let cause = match &scenario.verdict {
                Verdict::Blocked { by, .. } => by.clone(),
                Verdict::Broken { error } => error.clone(),
                _ => String::new(),
            };
            let next = scenario.unseen.first();
            let says = next.map_or_else(|| "FAILED".to_owned(), |check| self.says(check, None));
            return Reason { scenario, says, cause, status: 0, check: None };
        };
        let told = Told::new(scenario, check);
        let means = self.facts.means.iter().find(|(id, _)| *id == check.id);
        Reason {
            scenario,
            says: self.says(&check.id, Some(&told)),
            cause: told.cause(means.map(|(_, means)| means.as_str())),
            status: told.status(),
            check: Some(check),
        }
    }

    /// The gate's text for a check that failed.
    fn says(&self, check: &CheckId, told: Option<&Told<'_>>) -> String {
        let template = self.facts.says.iter().find(|(id, _)| id == check);
        let Some((_, template)) = template else { return "FAILED".to_owned() };
        let filled: String = parts(template)
            .map(|part| match part {
                Part::Text(text) | Part::Malformed(text) => text.to_owned(),
                Part::Name(name) => told.map_or_else(|| "0".to_owned(), |told| told.value(name)),
            })
            .collect();
        filled.trim_end().to_owned()
    }

    /// The documentation's rule: which failures do not keep anybody from handing
    /// the result in.
    fn ready(&self, tests: &[GateTestReport]) -> (bool, String) {
        let pairs = || self.facts.gate.tests.iter().zip(tests);
        let all = pairs().filter(|(test, _)| test.blocks == Blocks::Always);
        let failed: Vec<&str> = all
            .clone()
            .filter(|(_, report)| report.outcome == GateOutcome::Failed)
            .map(|(test, _)| test.test.as_str())
            .collect();
        if !failed.is_empty() {
            let by_quirks = all.filter(|(_, report)| !report.quirks.is_empty()).count();
            let artefacts = match by_quirks {
                0 => String::new(),
                all if all == failed.len() => " (by quirks of the gate alone)".to_owned(),
                some => format!(" ({some} of them by quirks of the gate)"),
            };
            return (
                false,
                format!(
                    "{} failed{artefacts}: {}",
                    count(failed.len(), "mandatory test"),
                    failed.join(", ")
                ),
            );
        }
        let missing: Vec<&str> = pairs()
            .filter(|(test, report)| {
                let applies =
                    self.facts.known.contains(&test.test) || !test.test.contains("Manager");
                report.outcome == GateOutcome::Skipped && applies && test.blocks == Blocks::Always
            })
            .map(|(test, _)| test.test.as_str())
            .collect();
        if !missing.is_empty() {
            return (false, format!("not all tests were done; missing: {}", missing.join(", ")));
        }
        let warned = pairs()
            .filter(|(test, report)| test.optional && report.outcome == GateOutcome::Failed)
            .count();
        let warnings = match warned {
            0 => String::new(),
            warned => format!("; {} of optional tests may stay", count(warned, "warning")),
        };
        let either: Vec<(&GateTest, &GateTestReport)> =
            pairs().filter(|(test, _)| test.blocks == Blocks::UnlessAnotherPasses).collect();
        if either.is_empty()
            || either.iter().any(|(_, report)| report.outcome == GateOutcome::Passed)
        {
            return (true, format!("all tests that apply pass{warnings}"));
        }
        let unconfigured = either.iter().all(|(test, report)| {
            report.outcome == GateOutcome::Skipped
                || test.unconfigured.as_ref().is_some_and(|known| known.says == report.result)
        });
        if unconfigured {
            return (
                true,
                format!(
                    "all tests that apply pass but those of the two ways to obtain tokens, which were not \
                     configured: the result may be handed in, and production needs one of the two{warnings}"
                ),
            );
        }
        (
            false,
            "neither client credentials nor a federated identity gives a token that is accepted"
                .to_owned(),
        )
    }
}

/// Did the test fail in this scenario?
fn is_failed(scenario: &ScenarioReport) -> bool {
    // Of an optional test a failure gates nothing, and is one all the same.
    scenario.checks.iter().any(|check| check.outcome == Outcome::Fail)
        || matches!(scenario.verdict, Verdict::Blocked { .. } | Verdict::Broken { .. })
}

/// What is advised, each reason once, with the answer that led to it.
fn remarks(scenarios: &[&ScenarioReport]) -> Vec<String> {
    let mut reasons: Vec<(&str, String)> = Vec::new();
    for scenario in scenarios {
        for check in scenario.checks.iter().filter(|check| check.outcome == Outcome::Advice) {
            let because = check.because.as_deref().unwrap_or_default();
            if because.is_empty() || reasons.iter().any(|(known, _)| *known == because) {
                continue;
            }
            reasons.push((because, Told::new(scenario, check).answered()));
        }
    }
    let joined = |(because, answered): (&str, String)| match answered.as_str() {
        "" => because.to_owned(),
        answered => format!("{because}: {answered}"),
    };
    reasons.into_iter().map(joined).collect()
}

/// The row of a scenario: `legacy`.
fn row(scenario: &ScenarioReport) -> Option<String> {
    let (_, row) = scenario.id.as_str().rsplit_once('[')?;
    Some(row.trim_end_matches(']').to_owned())
}
