//! The suites against the reference server: silent when it is right, whatever
//! is legal about it, and each fault found by a check that says what was broken.
//!
//! The matrix is measured once; the tests look at it. Its numbers may rise and
//! never fall: whoever improves them raises the minimums here.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::path::PathBuf;
use std::sync::LazyLock;

use scimproof::detection::{Matrix, Subject, markdown, measure, text};
use scimproof::mapping::Mapping;
use scimproof::plan::{Plan, Profile, Selection};
use scimproof::scim::requirement::Catalogue;
use scimproof::suite::{Origin, load_with};

/// Least detection power over all faults, in tenths of a percent.
const DETECTION_POWER: usize = 873;
/// Least share of found faults with the right cause, in tenths of a percent.
const RIGHT_CAUSE: usize = 940;
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

static MATRIX: LazyLock<Matrix> = LazyLock::new(|| {
    let tables = Mapping::entra_default().tables();
    let loaded =
        load_with(&Origin::BuiltIn, &Catalogue::built_in(), &tables).expect("the suites are right");
    let plan = Plan::new(loaded.suites, Profile::Strict, &Selection::default());
    let measured = measure(&plan, &Subject::all(COMBINATIONS), &|_| {}).unwrap();
    Matrix::new(&plan, &measured)
});

#[test]
fn a_right_server_hears_not_even_advice() {
    assert_eq!(MATRIX.right, Vec::<String>::new());
}

#[test]
fn a_legal_difference_fails_nothing() {
    let alarms: Vec<String> = MATRIX
        .differences
        .iter()
        .flat_map(|row| {
            row.false_alarms.iter().map(move |alarm| format!("{} {:?}: {alarm}", row.name, row.of))
        })
        .collect();
    assert!(alarms.is_empty(), "\n{}\n", alarms.join("\n"));
    let left: Vec<&str> = MATRIX
        .differences
        .iter()
        .filter(|row| row.residue > 0)
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(left, [""; 0]);
}

#[test]
fn faults_are_found_by_checks_that_cite_what_is_broken() {
    let numbers = &MATRIX.numbers;
    assert!(numbers.detection_power() >= DETECTION_POWER, "{numbers:?}");
    assert!(numbers.right_cause_share() >= RIGHT_CAUSE, "{numbers:?}");
    insta::with_settings!({snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"), prepend_module_to_snapshot => false}, {
        insta::assert_snapshot!("detection__faults", text(&MATRIX));
    });
}

#[test]
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
fn the_page_about_detection_says_what_was_measured() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/detection.md");
    let page = markdown(&MATRIX);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        #[expect(clippy::disallowed_methods, reason = "the page is generated here")]
        std::fs::write(&path, &page).unwrap();
    }
    #[expect(clippy::disallowed_methods, reason = "this test is about a file")]
    let written = std::fs::read_to_string(&path).unwrap();
    // Not assert_eq: the difference of two pages of this length helps nobody.
    assert!(
        written.replace('\r', "") == page,
        "make it anew: INSTA_UPDATE=always cargo test --release --test detection"
    );
}
