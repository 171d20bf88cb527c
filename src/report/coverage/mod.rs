//! Which requirement is tested by which checks, and what a run found about it.
//! The JSON is described by `schemas/coverage.schema.json`.

mod html;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Report, RequirementStatus};
use crate::scim::requirement::{Catalogue, DefaultVerdict, Requirement, Testable};
use crate::suite::{CheckId, RequirementId, Suite, planned_checks};

pub use html::coverage_html;
pub use text::coverage_text;

/// The JSON Schema of a coverage table, `schemas/coverage.schema.json`.
pub const COVERAGE_SCHEMA: &str = include_str!("../../../schemas/coverage.schema.json");

/// Requirements that another command than `run` judges, and how it is called.
pub const JUDGED_ELSEWHERE: &[(&str, &str)] = &[("ENTRA-C-8", "scimproof load")];

/// Every requirement of the catalogue with its checks.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage {
    /// The version of this format.
    pub format: u32,
    /// Name and version of the program.
    pub tool: String,
    /// The run whose results are told, if there was one.
    pub run: Option<CoverageRun>,
    /// The counts over all areas.
    pub total: CoverageCounts,
    /// The counts of each area, by its name.
    pub areas: BTreeMap<String, CoverageCounts>,
    /// The requirements, in the order of the catalogue.
    pub requirements: Vec<CoveredRequirement>,
}

/// The run whose results are told.
#[derive(Clone, Debug, Serialize)]
pub struct CoverageRun {
    /// Its token.
    pub run: String,
    /// The base URL.
    pub target: String,
    /// When it began, RFC 3339.
    pub started: String,
    /// The name of the profile.
    pub profile: String,
}

/// How many requirements there are of which kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CoverageCounts {
    /// All.
    pub requirements: usize,
    /// Those that a check cites.
    pub cited: usize,
    /// Those of them whose breach is a failure by default.
    pub cited_fail: usize,
    /// Those of them whose breach is a warning by default.
    pub cited_warn: usize,
    /// Those that another command judges.
    pub elsewhere: usize,
    /// Those that a check should cite and none does.
    pub uncited: usize,
    /// Those that cannot be tested.
    pub untestable: usize,
    /// Permissions and remarks, which need no check.
    pub free: usize,
    /// Those of which a check failed in the run.
    pub failed: usize,
    /// Those of which a check gave advice in the run.
    pub advised: usize,
    /// Those whose checks passed in the run.
    pub passed: usize,
    /// Those that are cited, and that no check of the run judged.
    pub unseen: usize,
}

impl CoverageCounts {
    /// The numbers in the order of the tables: all, cited, by default a failure,
    /// a warning, uncited, untestable, without need of a check; and of a run,
    /// failed, advice, passed, not seen.
    pub(super) const fn columns(&self) -> ([usize; 7], [usize; 4]) {
        (
            [
                self.requirements,
                self.cited + self.elsewhere,
                self.cited_fail,
                self.cited_warn,
                self.uncited,
                self.untestable,
                self.free,
            ],
            [self.failed, self.advised, self.passed, self.unseen],
        )
    }
}

/// A requirement with its checks.
#[derive(Clone, Debug, Serialize)]
pub struct CoveredRequirement {
    /// Its id.
    pub id: String,
    /// The area.
    pub area: String,
    /// The key word of the text.
    pub level: String,
    /// What a harness reports on a deviation.
    pub default_verdict: DefaultVerdict,
    /// The requirement in one sentence.
    pub text: String,
    /// Where the source can be read.
    pub url: String,
    /// Can it be tested?
    pub testable: Testable,
    /// Is it tested?
    pub standing: Standing,
    /// Why it cannot be tested, or which command judges it.
    pub reason: Option<String>,
    /// The checks that cite it, in the order of the suites.
    pub checks: Vec<CheckId>,
    /// What became of it in the run.
    pub result: Option<RequirementStatus>,
}

/// Is a requirement tested?
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// A check should cite it, and none does.
    Uncited,
    /// A check cites it.
    Cited,
    /// Another command judges it.
    Elsewhere,
    /// It cannot be tested.
    Untestable,
    /// It is a permission or a remark, and needs no check.
    Free,
}

impl Standing {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Uncited => "uncited",
            Self::Cited => "cited",
            Self::Elsewhere => "elsewhere",
            Self::Untestable => "untestable",
            Self::Free => "needs no check",
        }
    }
}

impl Coverage {
    /// The table for these suites, with the results of a run if there was one.
    #[must_use]
    pub fn new(catalogue: &Catalogue, suites: &[Suite], report: Option<&Report>) -> Self {
        let checks = checks(suites);
        let mut results: BTreeMap<&str, RequirementStatus> = BTreeMap::new();
        for found in report.iter().flat_map(|report| &report.requirements) {
            results.insert(&found.requirement.id, found.status);
        }
        let mut coverage = Self {
            format: 1,
            tool: concat!("scimproof ", env!("CARGO_PKG_VERSION")).to_owned(),
            run: report.map(|report| CoverageRun {
                run: report.run.clone(),
                target: report.target.clone(),
                started: report.started.clone(),
                profile: report.profile.name.clone(),
            }),
            total: CoverageCounts::default(),
            areas: BTreeMap::new(),
            requirements: Vec::new(),
        };
        for requirement in catalogue.iter() {
            let citing = checks.get(requirement.id.as_str()).cloned().unwrap_or_default();
            let result = results.get(requirement.id.as_str()).copied();
            let covered = covered(requirement, citing, result);
            coverage.total.add(&covered);
            coverage.areas.entry(covered.area.clone()).or_default().add(&covered);
            coverage.requirements.push(covered);
        }
        coverage
    }

    /// The requirements that stand so.
    pub fn standing(&self, standing: Standing) -> impl Iterator<Item = &CoveredRequirement> {
        self.requirements.iter().filter(move |requirement| requirement.standing == standing)
    }
}

/// Of each requirement the checks that cite it, in order, none of them twice.
fn checks(suites: &[Suite]) -> BTreeMap<String, Vec<CheckId>> {
    let mut checks: BTreeMap<String, Vec<CheckId>> = BTreeMap::new();
    for scenario in suites.iter().flat_map(|suite| &suite.scenarios) {
        for (check, _, cites) in planned_checks(scenario) {
            let distinct: BTreeSet<&str> = cites.iter().map(RequirementId::as_str).collect();
            for cite in distinct {
                checks.entry(cite.to_owned()).or_default().push(check.clone());
            }
        }
    }
    checks
}

fn covered(
    requirement: &Requirement,
    checks: Vec<CheckId>,
    result: Option<RequirementStatus>,
) -> CoveredRequirement {
    let elsewhere = JUDGED_ELSEWHERE.iter().find(|(id, _)| *id == requirement.id);
    let (standing, reason) = match elsewhere {
        _ if !checks.is_empty() => (Standing::Cited, None),
        Some((_, command)) => (Standing::Elsewhere, Some(format!("`{command}` judges it"))),
        None if requirement.testable == Testable::No => {
            (Standing::Untestable, Some(requirement.how.clone()))
        }
        None if requirement.is_owed() => (Standing::Uncited, None),
        None => (Standing::Free, None),
    };
    CoveredRequirement {
        id: requirement.id.clone(),
        area: requirement.area.clone(),
        level: requirement.level.clone(),
        default_verdict: requirement.default_verdict,
        text: requirement.text.clone(),
        url: requirement.url.clone(),
        testable: requirement.testable,
        standing,
        reason,
        checks,
        result,
    }
}

impl CoverageCounts {
    fn add(&mut self, covered: &CoveredRequirement) {
        self.requirements += 1;
        match covered.standing {
            Standing::Cited => {
                self.cited += 1;
                match covered.default_verdict {
                    DefaultVerdict::Fail => self.cited_fail += 1,
                    DefaultVerdict::Warn => self.cited_warn += 1,
                    DefaultVerdict::Info | DefaultVerdict::Skip => {}
                }
            }
            Standing::Elsewhere => self.elsewhere += 1,
            Standing::Uncited => self.uncited += 1,
            Standing::Untestable => self.untestable += 1,
            Standing::Free => self.free += 1,
        }
        match covered.result {
            Some(RequirementStatus::Failed) => self.failed += 1,
            Some(RequirementStatus::Advised) => self.advised += 1,
            Some(RequirementStatus::Passed) => self.passed += 1,
            Some(RequirementStatus::Unseen) => self.unseen += 1,
            None => {}
        }
    }
}

/// Checks told shortly: each scenario once, rows and steps not told apart, with
/// the number of its checks.
fn by_scenario(checks: &[CheckId]) -> Vec<(String, usize)> {
    let mut scenarios: Vec<(String, usize)> = Vec::new();
    for check in checks {
        let id = check.as_str();
        let scenario = id.split(['[', '/']).next().unwrap_or(id);
        match scenarios.iter_mut().find(|(known, _)| known == scenario) {
            Some((_, number)) => *number += 1,
            None => scenarios.push((scenario.to_owned(), 1)),
        }
    }
    scenarios
}

const fn result_word(result: RequirementStatus) -> &'static str {
    match result {
        RequirementStatus::Failed => "failed",
        RequirementStatus::Advised => "advice",
        RequirementStatus::Passed => "passed",
        RequirementStatus::Unseen => "not seen",
    }
}

const fn verdict_word(verdict: DefaultVerdict) -> &'static str {
    match verdict {
        DefaultVerdict::Fail => "fail",
        DefaultVerdict::Warn => "warn",
        DefaultVerdict::Info => "info",
        DefaultVerdict::Skip => "-",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::{Origin, load};

    fn built_in() -> Coverage {
        let catalogue = Catalogue::built_in();
        let loaded = load(&Origin::BuiltIn, &catalogue).expect("the suites are right");
        Coverage::new(&catalogue, &loaded.suites, None)
    }

    #[test]
    fn every_requirement_is_counted_once() {
        let coverage = built_in();
        let CoverageCounts { requirements, cited, elsewhere, uncited, untestable, free, .. } =
            coverage.total;
        assert_eq!(requirements, coverage.requirements.len());
        assert_eq!(requirements, cited + elsewhere + uncited + untestable + free);
        let of_areas: usize = coverage.areas.values().map(|counts| counts.requirements).sum();
        assert_eq!(of_areas, requirements);
        assert_eq!(coverage.standing(Standing::Uncited).count(), uncited);
    }

    #[test]
    fn checks_are_told_by_scenario() {
        let ids = ["a.b[x]/one", "a.b[y]/one", "a.c/two"].map(|id| CheckId::new(id.to_owned()));
        assert_eq!(by_scenario(&ids), [("a.b".to_owned(), 2), ("a.c".to_owned(), 1)]);
    }

    #[test]
    fn the_page_and_the_text_name_every_requirement() {
        let coverage = built_in();
        let (page, text) = (coverage_html(&coverage), coverage_text(&coverage));
        for requirement in &coverage.requirements {
            assert!(page.contains(&requirement.id), "{}", requirement.id);
            assert!(text.contains(&requirement.id), "{}", requirement.id);
        }
        assert!(!page.contains("<script"));
    }
}
