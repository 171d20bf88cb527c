//! The suites against the reference server: silent when it is right, and each
//! fault found by a check that says what was broken.

#[path = "support/in_process.rs"]
mod in_process;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use scimproof::judge::Verdict;
use scimproof::plan::{Plan, Profile};
use scimproof::report::{Report, fold};
use scimproof::server::{Fault, Settings, Variation};
use scimproof::suite::{Outcome, planned_checks};

use in_process::{events, plan};

fn report(plan: &Plan, settings: Settings) -> Report {
    fold(events(plan, settings, 4)).expect("a whole run")
}

/// Ids of the checks that failed, with the requirements they cite.
fn failures(report: &Report) -> BTreeMap<String, Vec<String>> {
    report
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.checks)
        .filter(|check| check.outcome == Outcome::Fail)
        .map(|check| {
            let cites = check.cites.iter().map(ToString::to_string).collect();
            (check.id.to_string(), cites)
        })
        .collect()
}

/// All that is not simply passed, in words.
fn complaints(report: &Report) -> Vec<String> {
    report
        .scenarios
        .iter()
        .filter(|scenario| scenario.verdict != Verdict::Passed)
        .map(|scenario| format!("{}: {:?} {:?}", scenario.id, scenario.verdict, scenario.checks))
        .collect()
}

#[test]
fn a_right_server_hears_not_even_advice() {
    let report = report(&plan(Profile::Strict), Settings::default());
    assert_eq!(complaints(&report), Vec::<String>::new());
    assert!(report.residue.is_empty(), "{:?}", report.residue);
}

#[test]
fn a_legal_difference_fails_nothing() {
    let plan = plan(Profile::Strict);
    for variation in Variation::ALL {
        let mut settings = Settings::default();
        settings.variations.insert(*variation);
        let report = report(&plan, settings);
        assert_eq!(failures(&report), BTreeMap::new(), "{variation:?}");
        assert!(report.residue.is_empty(), "{variation:?}: {:?}", report.residue);
    }
}

#[test]
fn each_fault_is_found_by_a_check_that_cites_what_is_broken() {
    let plan = plan(Profile::Strict);
    let mut table = String::new();
    let (mut found, mut right_cause) = (0, 0);
    let mut red: BTreeSet<String> = BTreeSet::new();
    for fault in Fault::ALL {
        let info = fault.info();
        let report = report(&plan, Settings::with_faults([*fault]));
        let failed = failures(&report);
        let cited: BTreeSet<&str> = failed.values().flatten().map(String::as_str).collect();
        let right = info.breaks.iter().any(|broken| cited.contains(broken));
        found += usize::from(!failed.is_empty());
        right_cause += usize::from(right);
        let scenarios: BTreeSet<&str> =
            failed.keys().filter_map(|id| id.split('/').next()).collect();
        let verdict = match (failed.is_empty(), right) {
            (true, _) => "NOT FOUND",
            (false, false) => "found, other cause",
            (false, true) => "found",
        };
        let _ = writeln!(table, "{:<48} {verdict:<20} {:>3} scenarios", info.name, scenarios.len());
        red.extend(failed.into_keys());
    }
    let all: Vec<String> = plan
        .scenarios
        .iter()
        .flat_map(|scenario| planned_checks(scenario))
        .map(|(id, _, _)| id.to_string())
        .collect();
    let _ = writeln!(
        table,
        "\n{found} of {} faults found, {right_cause} by a check that cites what is broken",
        Fault::ALL.len()
    );
    let never: Vec<&String> = all.iter().filter(|id| !red.contains(*id)).collect();
    let _ = writeln!(
        table,
        "{} of {} checks were seen to fail; never:",
        all.len() - never.len(),
        all.len()
    );
    for id in never {
        let _ = writeln!(table, "  {id}");
    }
    insta::with_settings!({snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"), prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("detection__faults", table);
    });
}

#[test]
fn a_faulty_server_is_left_as_it_was_found() {
    let plan = plan(Profile::Entra);
    let mut left = String::new();
    for fault in Fault::ALL {
        let info = fault.info();
        let residue = report(&plan, Settings::with_faults([*fault])).residue;
        if !residue.is_empty() && !info.name.contains("delete") {
            let _ = writeln!(left, "{}: {residue:?}", info.name);
        }
    }
    assert!(left.is_empty(), "{left}");
}
