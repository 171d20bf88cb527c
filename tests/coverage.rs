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
const NOT_YET: &[&str] = &[];

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
