//! The requirements of a run by area, beside all that the catalogue has.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::{Report, RequirementStatus};
use crate::scim::requirement::{Catalogue, Testable};

/// One area, and how many of its requirements are what.
#[derive(Default, Serialize)]
pub(super) struct AreaView {
    name: String,
    /// In the catalogue.
    all: usize,
    /// Of which no client can see whether a server keeps to them.
    untestable: usize,
    failed: usize,
    advised: usize,
    passed: usize,
    /// Cited by the suites of the run, and not judged.
    unseen: usize,
}

/// The areas by name; those of which the run cites nothing stand there all the same.
pub(super) fn areas(report: &Report) -> Vec<AreaView> {
    let catalogue = Catalogue::built_in();
    let mut areas: BTreeMap<&str, AreaView> = BTreeMap::new();
    for known in catalogue.iter() {
        let area = areas.entry(&known.area).or_default();
        area.name.clone_from(&known.area);
        area.all += 1;
        area.untestable += usize::from(known.testable == Testable::No);
    }
    for cited in &report.requirements {
        let known = catalogue.get(&cited.requirement.id);
        let Some(area) = known.and_then(|known| areas.get_mut(known.area.as_str())) else {
            continue;
        };
        match cited.status {
            RequirementStatus::Failed => area.failed += 1,
            RequirementStatus::Advised => area.advised += 1,
            RequirementStatus::Passed => area.passed += 1,
            RequirementStatus::Unseen => area.unseen += 1,
        }
    }
    areas.into_values().collect()
}
