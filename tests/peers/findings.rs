//! What a run found, without what differs from run to run.

use std::path::PathBuf;

use regex::Regex;
use scimproof::judge::{Grade, Skip, Verdict};
use scimproof::report::{Report, ScenarioReport};
use scimproof::suite::Outcome;
use serde_json::{Map, Value, json};

use super::Trouble;

/// The grade, and of each scenario the verdict with the checks that found
/// something and where. Neither times nor ids nor values: a server may word its
/// errors as it likes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Findings {
    grade: Grade,
    scenarios: Map<String, Value>,
}

impl Findings {
    pub(crate) fn of(report: &Report) -> Self {
        let scenarios = report
            .scenarios
            .iter()
            .map(|scenario| (scenario.id.to_string(), found(scenario, &report.run)))
            .collect();
        Self { grade: report.grade, scenarios }
    }

    /// Compares with `snapshots/foreign__<name>.json`, or writes it.
    pub(crate) fn compare_with_snapshot(&self, name: &str) -> Result<(), Trouble> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("snapshots")
            .join(format!("foreign__{name}.json"));
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            let text = format!("{:#}\n", json!({"grade": self.grade, "scenarios": self.scenarios}));
            #[expect(clippy::disallowed_methods, reason = "the snapshot is being accepted")]
            return std::fs::write(&path, text)
                .map_err(|error| format!("{} cannot be written: {error}", path.display()));
        }
        #[expect(clippy::disallowed_methods, reason = "the snapshot is a file")]
        let text = std::fs::read_to_string(&path)
            .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        let known: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let known = Self {
            grade: serde_json::from_value(known["grade"].clone())
                .map_err(|error| error.to_string())?,
            scenarios: known["scenarios"].as_object().cloned().unwrap_or_default(),
        };
        known.compare(self).map_err(|trouble| {
            format!("{trouble}\n  if this is right: INSTA_UPDATE=always, and commit the snapshot")
        })
    }

    /// Says which of these checks did not find anything wrong, each the beginning
    /// of an id.
    pub(crate) fn include(&self, wanted: &[(&str, &str)]) -> Result<(), Trouble> {
        let found: Vec<String> = self
            .scenarios
            .iter()
            .filter_map(|(id, found)| Some((id, found["checks"].as_object()?)))
            .flat_map(|(id, checks)| checks.keys().map(move |check| format!("{id}/{check}")))
            .collect();
        let missing: Vec<String> = wanted
            .iter()
            .filter(|(_, check)| !found.iter().any(|found| found.starts_with(check)))
            .map(|(what, check)| format!("  {what}: {check} found nothing"))
            .collect();
        if missing.is_empty() { Ok(()) } else { Err(missing.join("\n")) }
    }

    /// Says what `now` has and these have not, and the other way round.
    pub(crate) fn compare(&self, now: &Self) -> Result<(), Trouble> {
        let mut differences = Vec::new();
        if self.grade != now.grade {
            differences.push(format!("  grade: {:?} became {:?}", self.grade, now.grade));
        }
        for (id, before) in &self.scenarios {
            match now.scenarios.get(id) {
                Some(after) if after == before => {}
                Some(after) => {
                    differences.push(format!("  {id}\n    was {before}\n    is  {after}"));
                }
                None => differences.push(format!("  {id} is not there any more")),
            }
        }
        for (id, after) in &now.scenarios {
            if !self.scenarios.contains_key(id) {
                differences.push(format!("  {id} is new: {after}"));
            }
        }
        if differences.is_empty() { Ok(()) } else { Err(differences.join("\n")) }
    }
}

fn found(scenario: &ScenarioReport, run: &str) -> Value {
    let verdict = match &scenario.verdict {
        Verdict::Passed => "passed".to_owned(),
        Verdict::Advised => "advised".to_owned(),
        Verdict::Failed => "failed".to_owned(),
        Verdict::Skipped(Skip::Unsupported { need, .. }) => format!("skipped: needs {need}"),
        Verdict::Skipped(Skip::Interrupted) => "skipped: interrupted".to_owned(),
        Verdict::Skipped(Skip::NothingSeen) => "skipped: nothing seen".to_owned(),
        Verdict::Skipped(Skip::NotNeeded) => "skipped: not needed".to_owned(),
        Verdict::Blocked { by, .. } => format!("blocked: {}", lasting(by, run)),
        Verdict::Broken { error } => format!("broken: {}", lasting(error, run)),
    };
    let checks: Map<String, Value> = scenario
        .checks
        .iter()
        .filter(|check| check.outcome > Outcome::Note)
        .map(|check| {
            let prefix = format!("{}/", scenario.id);
            let id = check.id.as_str();
            let mut at: Vec<String> =
                check.findings.iter().map(|finding| lasting(&finding.at, run)).collect();
            at.sort();
            at.dedup();
            let outcome = if check.outcome == Outcome::Fail { "fail" } else { "advice" };
            let id = id.strip_prefix(&prefix).unwrap_or(id).to_owned();
            (id, Value::from(format!("{outcome} at {}", at.join(", "))))
        })
        .collect();
    if checks.is_empty() {
        Value::from(verdict)
    } else {
        json!({ "verdict": verdict, "checks": checks })
    }
}

/// The text with the run's token, ids of resources and places in a list made the
/// same for all runs: who else is in the list differs.
fn lasting(text: &str, run: &str) -> String {
    let id = Regex::new("[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}").unwrap();
    let place = Regex::new("/Resources/[0-9]+").unwrap();
    let text = text.replace(run, "RUN");
    place.replace_all(&id.replace_all(&text, "ID"), "/Resources/*").into_owned()
}
