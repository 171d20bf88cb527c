//! Twenty requirements at random: somebody breaks the reference server at that
//! point, and a check that cites the requirement turns red.
//!
//! The twenty are the same each time; another seed gives others. `cargo test
//! --test twenty -- --nocapture` tells which fault breaks each.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;

use scimproof::detection::{Subject, measure};
use scimproof::mapping::Mapping;
use scimproof::plan::{Plan, Profile, Selection};
use scimproof::scim::requirement::{Catalogue, DefaultVerdict, Requirement};
use scimproof::server::Fault;
use scimproof::suite::{Origin, Suite, load_with, planned_checks};

const SEED: u64 = 4;
const HOW_MANY: usize = 20;

/// Requirements of the RFCs that no fault breaks.
const WITHOUT_FAULT: &[&str] = &[
    // What a client has to send; no server can break it.
    "RFC7644-3.7-R03",
];

fn suites(catalogue: &Catalogue) -> Vec<Suite> {
    let tables = Mapping::entra_default().tables();
    load_with(&Origin::BuiltIn, catalogue, &tables).unwrap().suites
}

fn cites(suite: &Suite, id: &str) -> bool {
    suite.scenarios.iter().any(|scenario| {
        planned_checks(scenario)
            .iter()
            .any(|(_, _, cites)| cites.iter().any(|cite| cite.as_str() == id))
    })
}

/// Those of the catalogue whose breach is a failure, that are cited and broken by a fault.
fn candidates<'a>(catalogue: &'a Catalogue, suites: &[Suite]) -> Vec<&'a Requirement> {
    catalogue
        .iter()
        .filter(|known| known.default_verdict == DefaultVerdict::Fail && !known.is_entra())
        .filter(|known| suites.iter().any(|suite| cites(suite, &known.id)))
        .filter(|known| breaking(&known.id).is_some())
        .collect()
}

fn breaking(id: &str) -> Option<Fault> {
    // The fault that breaks it first of all, if there is one.
    let foremost = |fault: &&Fault| fault.info().breaks.first() == Some(&id);
    let any = |fault: &&Fault| fault.info().breaks.contains(&id);
    Fault::ALL.iter().find(foremost).or_else(|| Fault::ALL.iter().find(any)).copied()
}

/// `SplitMix64`, once for each byte.
fn lot(id: &str) -> u64 {
    id.bytes().fold(SEED, |state, byte| {
        let mut mixed = (state ^ u64::from(byte)).wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    })
}

#[test]
fn a_broken_requirement_turns_a_check_red_that_cites_it() {
    let catalogue = Catalogue::built_in();
    let all = suites(&catalogue);
    let mut left = candidates(&catalogue, &all);
    assert!(left.len() > 200, "only {} can be chosen from", left.len());
    // Each id draws its own lot, so that a new requirement leaves the others where they are.
    left.sort_by_key(|requirement| lot(&requirement.id));
    let mut missed = Vec::new();
    for requirement in left.into_iter().take(HOW_MANY) {
        let fault = breaking(&requirement.id).unwrap();
        // The suites that cite it, and some traffic for the laws to look at.
        let chosen: Vec<Suite> = all
            .iter()
            .filter(|suite| {
                let traffic = ["laws", "rfc-create", "rfc-paging", "rfc-errors"];
                cites(suite, &requirement.id)
                    || suite.scenarios.iter().any(|it| traffic.contains(&&*it.suite))
            })
            .cloned()
            .collect();
        let plan = Plan::new(chosen, Profile::Strict, &Selection::default());
        let measured = measure(&plan, &[Subject::Fault(fault)], &|_| {}).unwrap();
        let red: Vec<String> = measured[0]
            .observation
            .failures()
            .filter(|failure| failure.cites.iter().any(|cite| cite.as_str() == requirement.id))
            .map(|failure| failure.check.to_string())
            .collect();
        let first = red.first().map_or("nothing", String::as_str);
        println!("{}  {}  {} red: {first}", requirement.id, fault.name(), red.len());
        if red.is_empty() {
            missed.push(format!("{} under {}", requirement.id, fault.name()));
        }
    }
    assert_eq!(missed, [""; 0]);
}

#[test]
fn requirements_that_can_be_tested_are_broken_by_a_fault() {
    let catalogue = Catalogue::built_in();
    let broken: BTreeSet<&str> =
        Fault::ALL.iter().flat_map(|fault| fault.info().breaks).copied().collect();
    let without: Vec<&str> = catalogue
        .iter()
        .filter(|known| known.is_owed() && !known.is_entra())
        .map(|known| known.id.as_str())
        .filter(|id| !broken.contains(id) && !WITHOUT_FAULT.contains(id))
        .collect();
    assert_eq!(without, [""; 0], "give the reference server a fault that breaks it");
}
