//! Failures that look alike are told once, whatever their number.

#[path = "support/in_process.rs"]
mod in_process;

use std::collections::BTreeSet;

use scimproof::plan::Profile;
use scimproof::report::{Console, Report, Reporter, fold};
use scimproof::server::{Fault, Settings};

fn faulty_run(fault: Fault) -> Report {
    let settings = Settings::with_faults([fault]);
    let profile = Profile::from_name("entra").expect("a built-in profile");
    fold(in_process::events(&in_process::plan(profile), settings, 1)).expect("a whole run")
}

fn told(report: &Report) -> String {
    let mut text = Vec::new();
    Console::new(&mut text, false).finish(report).expect("a text");
    String::from_utf8(text).expect("UTF-8")
}

#[test]
fn a_disable_that_is_forgotten_is_one_cause() {
    let report = faulty_run(Fault::ActiveIgnored);
    let [cause] = report.causes.as_slice() else { panic!("one cause, not {:#?}", report.causes) };
    assert!(cause.scenarios.len() > 5, "{cause:#?}");
    assert_eq!(cause.scenarios.len(), report.tally.failed as usize, "{cause:#?}");
    let text = told(&report);
    let blocks: Vec<&str> = text.lines().filter(|line| line.starts_with("FAIL ")).collect();
    assert_eq!(blocks.len(), 1, "{blocks:#?}");
    assert!(text.contains("from what looks like 1 cause"), "{text}");
    assert!(text.contains(&cause.symptom), "{text}");
}

#[test]
fn each_failed_check_has_one_cause() {
    let report = faulty_run(Fault::NeighboursChanged);
    let grouped: Vec<_> =
        report.causes.iter().flat_map(|cause| cause.also.iter().chain([&cause.shown])).collect();
    let distinct: BTreeSet<_> = grouped.iter().collect();
    assert_eq!(distinct.len(), grouped.len(), "no check stands in two groups");
    assert!(report.causes.len() > 1, "a wrong neighbour shows in several ways");
    let of: BTreeSet<_> = report.causes.iter().flat_map(|cause| &cause.scenarios).collect();
    assert_eq!(of.len(), report.tally.failed as usize);
}

/// A missing word does not do what a missing refusal does.
#[test]
fn what_failed_has_its_own_effect() {
    let name = "cr-duplicate-409-without-scimtype";
    let fault = *Fault::ALL.iter().find(|fault| fault.name() == name).expect("a fault");
    let report = faulty_run(fault);
    let duplicate =
        report.scenarios.iter().find(|scenario| scenario.id.as_str() == "rfc-create.duplicate");
    let effect = duplicate.and_then(|scenario| scenario.effect.clone()).expect("an effect");
    assert!(effect.contains("scimType"), "{effect}");
}
