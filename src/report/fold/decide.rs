//! Verdicts and the grade: design section 6 as code.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::does_not_apply;
use super::story::Story;
use crate::event::{Purpose, RunHeader};
use crate::judge::{CheckResult, Finding, Grade, Skip, Verdict};
use crate::report::{ExchangeReport, ScenarioReport, Tally};
use crate::suite::{CheckId, Level, Location, Outcome, ScenarioId};
use crate::wire::{Exchange, curl_line};

/// A failed check that makes the server nonconformant.
pub(super) fn is_gating_failure(check: &CheckResult, gates: &[Level]) -> bool {
    check.outcome == Outcome::Fail && gates.contains(&check.level)
}

/// Advice, or a failure that does not gate and so counts as advice.
pub(super) fn is_advice(check: &CheckResult, gates: &[Level]) -> bool {
    check.outcome >= Outcome::Advice && !is_gating_failure(check, gates)
}

/// What became of a scenario under a profile, from its checks and from what
/// the runner said, which knows no profile.
pub(in crate::report) fn scenario_verdict(
    gates: &[Level],
    checks: &[CheckResult],
    raw: Verdict,
) -> Verdict {
    if checks.iter().any(|check| is_gating_failure(check, gates)) {
        return Verdict::Failed;
    }
    match raw {
        Verdict::Skipped(_) | Verdict::Blocked { .. } | Verdict::Broken { .. } => raw,
        Verdict::Passed | Verdict::Advised | Verdict::Failed
            if checks.iter().any(|check| is_advice(check, gates)) =>
        {
            Verdict::Advised
        }
        Verdict::Passed | Verdict::Advised => Verdict::Passed,
        Verdict::Failed => Verdict::Broken {
            error: "the runner told of a failure, but of no check that failed".to_owned(),
        },
    }
}

/// A scenario's report, and how many of its checks gate.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) report: ScenarioReport,
    /// Checks that gate and were planned.
    pub(super) gating_planned: u32,
    /// Those of them that were judged. Laws that hold for every answer are not
    /// planned: they count when they fail, and not here.
    pub(super) gating_judged: u32,
}

impl Told {
    /// Did something stop a check that gates from being judged?
    fn leaves_a_question(&self) -> bool {
        let cannot_tell =
            matches!(self.report.verdict, Verdict::Blocked { .. } | Verdict::Broken { .. });
        !does_not_apply(&self.report)
            && self.gating_planned > 0
            && (cannot_tell || self.gating_judged < self.gating_planned)
    }
}

/// The counts, requests apart.
pub(super) fn tally(scenarios: &[Told]) -> Tally {
    let mut tally = Tally::default();
    for told in scenarios {
        *match &told.report.verdict {
            Verdict::Passed => &mut tally.passed,
            Verdict::Advised => &mut tally.advised,
            Verdict::Failed => &mut tally.failed,
            Verdict::Skipped(_) => &mut tally.skipped,
            Verdict::Blocked { .. } => &mut tally.blocked,
            Verdict::Broken { .. } => &mut tally.broken,
        } += 1;
        if !does_not_apply(&told.report) {
            tally.gating_planned += told.gating_planned;
            tally.gating_judged += told.gating_judged;
        }
    }
    tally
}

/// What the run proves.
pub(super) fn grade(scenarios: &[Told], tally: &Tally, interrupted: bool) -> Grade {
    if tally.failed > 0 {
        Grade::Nonconformant
    } else if interrupted
        || tally.gating_judged == 0
        || scenarios.iter().any(Told::leaves_a_question)
    {
        // Not looking is never a pass.
        Grade::Inconclusive
    } else {
        Grade::Conformant
    }
}

/// A failed scenario for each need that the profile requires and the server
/// does not meet: `profile/spc:patch.supported`.
pub(super) fn profile_failures(
    header: &RunHeader,
    stories: &[Story],
    probe: &[Exchange],
    probe_seq: u32,
) -> Vec<Told> {
    let mut unmet: BTreeMap<&str, &str> = BTreeMap::new();
    for story in stories {
        if let Some(Skip::Unsupported { need, server_says }) = &story.skip {
            unmet.entry(need).or_insert(server_says);
        }
    }
    let requires = &header.profile.requires;
    requires
        .iter()
        .enumerate()
        .filter(|(place, need)| !requires[..*place].contains(need))
        .filter_map(|(_, need)| Some((need, *unmet.get(need.as_str())?)))
        .map(|(need, server_says)| profile_failure(header, need, server_says, probe, probe_seq))
        .collect()
}

fn profile_failure(
    header: &RunHeader,
    need: &str,
    server_says: &str,
    probe: &[Exchange],
    probe_seq: u32,
) -> Told {
    let profile = &header.profile;
    let id = format!("profile/{need}");
    let level = if profile.gates.contains(&Level::Entra) {
        Level::Entra
    } else {
        profile.gates.first().copied().unwrap_or(Level::Must)
    };
    let check = CheckResult {
        id: CheckId::new(id.as_str()),
        level,
        cites: Vec::new(),
        outcome: Outcome::Fail,
        findings: vec![Finding {
            at: need.to_owned(),
            expected: "offered by the server".to_owned(),
            actual: server_says.to_owned(),
        }],
        because: None,
    };
    let exchanges = probe
        .iter()
        .filter(|exchange| declares(&exchange.request.path, need))
        .map(|exchange| ExchangeReport {
            seq: probe_seq,
            step: "probe".to_owned(),
            purpose: Purpose::Step,
            exchange: Arc::new(exchange.clone()),
            curl: curl_line(&header.target, &exchange.request),
            checks: vec![check.id.clone()],
        })
        .collect();
    let report = ScenarioReport {
        id: ScenarioId::new(id),
        suite: "profile".to_owned(),
        title: format!("The server offers {need}, which the profile {} requires", profile.name),
        why: Some(
            "Scenarios that need it do not apply to this server and are skipped; \
             the profile makes that a failure."
                .to_owned(),
        ),
        effect: None,
        level,
        cites: Vec::new(),
        location: Location { path: format!("profile {}", profile.name), line: 1 },
        verdict: Verdict::Failed,
        checks: vec![check],
        unseen: Vec::new(),
        exchanges,
        residue: Vec::new(),
    };
    Told { report, gating_planned: 1, gating_judged: 1 }
}

/// Does the discovery endpoint at `path` say whether the server meets `need`?
fn declares(path: &str, need: &str) -> bool {
    let endpoint = match need.split(':').next() {
        Some("spc") => "/ServiceProviderConfig",
        Some("type") => "/ResourceTypes",
        Some("schema" | "attr") => "/Schemas",
        _ => return false,
    };
    path.ends_with(endpoint)
}
