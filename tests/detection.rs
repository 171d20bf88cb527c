//! The suites against the reference server: silent when it is right, whatever
//! is legal about it, and each fault found by a check that says what was broken.
//!
//! What always runs: all legal differences against all suites, and each fault
//! against its witness, the one scenario that the whole matrix found it by. The
//! whole matrix (`-- --ignored`, five minutes) is measured when suites or faults have
//! changed; its numbers may rise and never fall, and whoever improves them raises the
//! minimums here. With `INSTA_UPDATE=always` it writes table, page and witnesses anew.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use scimproof::detection::{Matrix, Subject, markdown, measure, text};
use scimproof::mapping::Mapping;
use scimproof::plan::{Plan, Profile, Selection};
use scimproof::scim::requirement::Catalogue;
use scimproof::server::Fault;
use scimproof::suite::{CheckId, Origin, load_with};

/// Least detection power over all faults, in tenths of a percent.
const DETECTION_POWER: usize = 998;
/// Least share of found faults with the right cause, in tenths of a percent.
const RIGHT_CAUSE: usize = 996;
/// How many combinations of legal differences are tried.
const COMBINATIONS: u64 = 20;

/// Servers that keep a run from cleaning up, or from seeing that it has; what
/// they keep is reported. Beside these, all that break deletion by name.
const NOT_CLEANED: &[&str] = &[
    // Deletion is refused, always.
    "dl-405",
    // What is gone is not said to be gone.
    "er-404-as-400",
];

static PLAN: LazyLock<Plan> = LazyLock::new(|| {
    let tables = Mapping::entra_default().tables();
    let loaded =
        load_with(&Origin::BuiltIn, &Catalogue::built_in(), &tables).expect("the suites are right");
    Plan::new(loaded.suites, Profile::Strict, &Selection::default())
});

static MATRIX: LazyLock<Matrix> = LazyLock::new(|| {
    let measured = measure(&PLAN, &Subject::all(COMBINATIONS), &|_| {}).unwrap();
    Matrix::new(&PLAN, &measured)
});

/// The right server and all that is legal.
static LEGAL: LazyLock<Matrix> = LazyLock::new(|| {
    let mut subjects = Subject::all(COMBINATIONS);
    subjects.retain(|subject| !matches!(subject, Subject::Fault(_)));
    let measured = measure(&PLAN, &subjects, &|_| {}).unwrap();
    Matrix::new(&PLAN, &measured)
});

fn in_repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A text that is generated here is what was committed.
fn assert_committed(path: &str, text: &str) {
    let file = in_repository(path);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        #[expect(clippy::disallowed_methods, reason = "the file is generated here")]
        std::fs::write(&file, text).unwrap();
    }
    // Not assert_eq: the difference of two texts of this length helps nobody.
    assert!(
        read(&file).replace('\r', "") == text,
        "make {path} anew: INSTA_UPDATE=always cargo test --release --test detection -- --ignored"
    );
}

fn read(file: &Path) -> String {
    #[expect(clippy::disallowed_methods, reason = "this test is about a file")]
    std::fs::read_to_string(file).unwrap()
}

#[test]
fn a_right_server_hears_not_even_advice() {
    assert_eq!(LEGAL.right, Vec::<String>::new());
}

#[test]
fn a_legal_difference_fails_nothing() {
    let alarms: Vec<String> = LEGAL
        .differences
        .iter()
        .flat_map(|row| {
            row.false_alarms.iter().map(move |alarm| format!("{} {:?}: {alarm}", row.name, row.of))
        })
        .collect();
    assert!(alarms.is_empty(), "\n{}\n", alarms.join("\n"));
    let left: Vec<&str> = LEGAL
        .differences
        .iter()
        .filter(|row| row.residue > 0)
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
#[ignore = "the whole matrix takes minutes"]
fn faults_are_found_by_checks_that_cite_what_is_broken() {
    let numbers = &MATRIX.numbers;
    assert!(numbers.detection_power() >= DETECTION_POWER, "{numbers:?}");
    assert!(numbers.right_cause_share() >= RIGHT_CAUSE, "{numbers:?}");
    insta::with_settings!({snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"), prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("detection__faults", text(&MATRIX));
    });
}

#[test]
#[ignore = "the whole matrix takes minutes"]
fn a_faulty_server_is_left_as_it_was_found() {
    let left: Vec<&str> = MATRIX
        .faults
        .iter()
        .filter(|row| row.residue > 0 && !row.name.contains("delete"))
        .filter(|row| !NOT_CLEANED.contains(&row.name))
        .map(|row| row.name)
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
#[ignore = "the whole matrix takes minutes"]
fn the_page_about_detection_says_what_was_measured() {
    assert_committed("docs/detection.md", &markdown(&MATRIX));
}

const WITNESSES: &str = "snapshots/witnesses.tsv";
/// Stands for the witness of a fault that nothing finds.
const NOBODY: &str = "-";

#[test]
#[ignore = "the whole matrix takes minutes"]
fn the_witnesses_are_those_of_the_matrix() {
    let mut text = String::new();
    for row in &MATRIX.faults {
        let found = row.witness.as_ref().map_or(NOBODY, CheckId::as_str);
        let _ = writeln!(text, "{}\t{found}", row.name);
    }
    assert_committed(WITNESSES, &text);
}

#[test]
fn each_fault_is_still_found_by_its_witness() {
    let text = read(&in_repository(WITNESSES)).replace('\r', "");
    let witnesses: BTreeMap<&str, &str> =
        text.lines().filter_map(|line| line.split_once('\t')).collect();
    let mut groups: BTreeMap<&str, Vec<Subject>> = BTreeMap::new();
    for fault in Fault::ALL {
        let check = witnesses.get(fault.name()).unwrap_or_else(|| {
            panic!("{fault} has no line in {WITNESSES}: measure the whole matrix anew")
        });
        if *check != NOBODY {
            let scenario = check.split_once('/').map_or(*check, |(scenario, _)| scenario);
            groups.entry(scenario).or_default().push(Subject::Fault(*fault));
        }
    }
    let found: usize = groups.values().map(Vec::len).sum();
    assert!(found * 1000 / Fault::ALL.len() >= DETECTION_POWER, "{found} of {}", Fault::ALL.len());
    let mut lost = Vec::new();
    for (scenario, subjects) in groups {
        let mut plan = PLAN.clone();
        if !scenario.starts_with("laws.") {
            plan.scenarios.retain(|planned| planned.id.as_str() == scenario);
        }
        for measured in measure(&plan, &subjects, &|_| {}).unwrap() {
            let name = measured.subject.name();
            let check = witnesses.get(name.as_str()).copied().unwrap_or(NOBODY);
            if !measured.observation.failures().any(|failed| failed.check.as_str() == check) {
                lost.push(format!("{name}: {check}"));
            }
        }
    }
    assert!(lost.is_empty(), "no longer found:\n{}\n", lost.join("\n"));
}
