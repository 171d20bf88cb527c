//! Which requirements are tested: nothing that can be tested is left out, no
//! check says more than what it cites, and the table is what its schema says.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use scimproof::mapping::Mapping;
use scimproof::report::{
    COVERAGE_SCHEMA, Coverage, JUDGED_ELSEWHERE, Standing, coverage_html, coverage_text,
};
use scimproof::scim::requirement::{CATALOGUE, Catalogue, DefaultVerdict, Testable};
use scimproof::suite::{Level, Origin, Suite, load_with, planned_checks};

static CATALOG: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);

static SUITES: LazyLock<Vec<Suite>> = LazyLock::new(|| {
    let tables = Mapping::entra_default().tables();
    load_with(&Origin::BuiltIn, &CATALOG, &tables).expect("the suites are right").suites
});

/// Requirements that somebody is writing checks for.
const NOT_YET: &[&str] = &[
    "RFC7643-7-R21",
    "RFC7643-7-R24",
    "RFC7643-7-R25",
    "RFC7644-3.4.2.3-R02",
    "RFC7644-3.4.2.3-R03",
    "RFC7644-3.4.2.3-R04",
    "RFC7644-3.4.2.3-R05",
    "RFC7644-3.4.2.3-R06",
    "RFC7644-3.4.2.3-R07",
    "RFC7644-3.4.2.3-R08",
    "RFC7644-3.4.2.5-R03",
    "RFC7644-3.4.2.5-R04",
    "RFC7644-3.4.3-R04",
    "RFC7644-3.4.3-R06",
    "RFC7644-3.5-R02",
    "RFC7644-3.5.2-R02",
    "RFC7644-3.5.2-R03",
    "RFC7644-3.5.2-R04",
    "RFC7644-3.5.2-R06",
    "RFC7644-3.5.2-R07",
    "RFC7644-3.5.2-R10",
    "RFC7644-3.5.2-R11",
    "RFC7644-3.5.2-R12",
    "RFC7644-3.5.2-R13",
    "RFC7644-3.5.2-R17",
    "RFC7644-3.5.2.1-R01",
    "RFC7644-3.5.2.1-R10",
    "RFC7644-3.5.2.2-R01",
    "RFC7644-3.5.2.2-R06",
    "RFC7644-3.5.2.2-R07",
    "RFC7644-3.5.2.3-R07",
    "RFC7644-3.5.2.3-R09",
    "RFC7644-3.9-R02",
    "RFC7644-3.9-R03",
    "RFC7644-3.9-R04",
    "RFC7644-3.9-R05",
    "RFC7644-3.9-R06",
    "RFC7644-3.9-R08",
    "RFC9865-2-R01",
    "RFC9865-2-R02",
    "RFC9865-2-R03",
    "RFC9865-2-R04",
    "RFC9865-2-R05",
    "RFC9865-2-R07",
    "RFC9865-2-R08",
    "RFC9865-2-R10",
    "RFC9865-2-R11",
    "RFC9865-2-R12",
    "RFC9865-2-R13",
    "RFC9865-2.1-R01",
    "RFC9865-2.1-R02",
    "RFC9865-2.1-R03",
    "RFC9865-2.2-R01",
    "RFC9865-2.4-R01",
    "RFC9865-3-R01",
    "RFC9865-4-R01",
    "RFC9865-4-R06",
    "RFC9865-5.2-R01",
    "RFC9865-5.2-R02",
    "RFC9865-5.2-R04",
    "RFC9967-2.5.1.1-R01",
    "RFC9967-2.5.1.1-R05",
    "RFC9967-5-R01",
];

#[test]
fn every_requirement_that_can_be_tested_is_cited() {
    let coverage = Coverage::new(&CATALOG, &SUITES, None);
    let uncited: Vec<&str> = coverage
        .standing(Standing::Uncited)
        .map(|requirement| requirement.id.as_str())
        .filter(|id| !NOT_YET.contains(id))
        .collect();
    assert_eq!(
        uncited, [""; 0],
        "cite it, or say in suites/requirements.tsv why it cannot be tested"
    );
}

#[test]
fn what_cannot_be_tested_says_why() {
    for requirement in CATALOG.iter().filter(|requirement| requirement.testable == Testable::No) {
        let reason = requirement.how.as_str();
        assert!(reason.len() > 30 && reason.ends_with('.'), "{}: {reason:?}", requirement.id);
        assert!(requirement.default_verdict < DefaultVerdict::Fail, "{}", requirement.id);
    }
}

#[test]
fn every_row_of_the_catalogue_is_well_formed() {
    let mut ids = BTreeSet::new();
    for line in CATALOGUE.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        assert_eq!(columns.len(), 12, "{line}");
        assert!(ids.insert(columns[0]), "{} is there twice", columns[0]);
        assert!(["yes", "partly", "no"].contains(&columns[6]), "{line}");
        assert!(["fail", "warn", "info", "skip"].contains(&columns[10]), "{line}");
        let all = [0, 1, 2, 3, 4, 5, 7, 8, 9];
        assert!(all.iter().all(|column| !columns[*column].trim().is_empty()), "{line}");
    }
    for (id, _) in JUDGED_ELSEWHERE {
        assert!(ids.contains(id), "{id}");
    }
}

#[test]
fn every_check_cites_something_that_bears_its_level() {
    let mut checks = 0;
    for scenario in SUITES.iter().flat_map(|suite| &suite.scenarios) {
        for (check, level, cites) in planned_checks(scenario) {
            checks += 1;
            assert!(!cites.is_empty(), "{check} cites nothing");
            let bears = cites.iter().any(|cite| {
                let requirement = CATALOG.get(cite.as_str()).unwrap();
                let worth = requirement.default_verdict;
                match level {
                    Level::Must => !requirement.is_entra() && worth == DefaultVerdict::Fail,
                    Level::Should => worth >= DefaultVerdict::Warn,
                    Level::Entra => requirement.is_entra() && worth == DefaultVerdict::Fail,
                }
            });
            assert!(bears, "{check} is {level}, and nothing that it cites is");
        }
    }
    assert!(checks > 1500, "only {checks} checks");
}

#[test]
fn the_table_is_what_its_schema_says() {
    let schema = serde_json::from_str(COVERAGE_SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let coverage = Coverage::new(&CATALOG, &SUITES, None);
    let json = serde_json::to_value(&coverage).unwrap();
    let wrong: Vec<String> =
        validator.iter_errors(&json).map(|error| error.to_string()).take(3).collect();
    assert_eq!(wrong, [""; 0]);
    let (page, text) = (coverage_html(&coverage), coverage_text(&coverage));
    assert!(page.len() < 1024 * 1024, "the page has {} bytes", page.len());
    assert!(text.contains("\nCannot be tested: "));
}
