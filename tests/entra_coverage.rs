//! `docs/entra-coverage.md`: which scenarios stand for which thing that Entra
//! sends or needs. The page is made here; a pattern without a scenario fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use scimproof::mapping::Mapping;
use scimproof::report::JUDGED_ELSEWHERE;
use scimproof::scim::requirement::{CATALOGUE, Catalogue, Requirement};
use scimproof::suite::{Origin, load_with, planned_checks};

/// The kinds of evidence, as the column `section` names them.
const EVIDENCE: &[(&str, &str)] = &[
    ("DOC", "stated by a Microsoft document"),
    ("MS-SRC", "in the source of Microsoft's own test workflow"),
    ("VAL", "captured from a run of Microsoft's SCIM Validator"),
    ("WILD", "reported by people or servers that met it"),
    ("UNCONFIRMED", "not confirmed by any source; never fails a run"),
];

/// The patterns in the order of the catalogue, each with its column `testable`.
fn patterns(catalogue: &Catalogue) -> Vec<(&Requirement, &str)> {
    CATALOGUE
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter_map(|columns| Some((catalogue.get(columns[0])?, columns[6])))
        .filter(|(requirement, _)| requirement.is_entra())
        .collect()
}

/// Of each requirement the scenarios that cite it, rows not told apart.
fn scenarios(catalogue: &Catalogue) -> BTreeMap<String, BTreeSet<String>> {
    let tables = Mapping::entra_default().tables();
    let loaded = load_with(&Origin::BuiltIn, catalogue, &tables).expect("the suites are right");
    let mut by_requirement: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for scenario in loaded.suites.iter().flat_map(|suite| &suite.scenarios) {
        let id = scenario.id.as_str().split('[').next().unwrap_or_default();
        for (_, _, cites) in planned_checks(scenario) {
            for cite in cites {
                by_requirement.entry(cite.to_string()).or_default().insert(id.to_owned());
            }
        }
    }
    by_requirement
}

fn page() -> String {
    let catalogue = Catalogue::built_in();
    let scenarios = scenarios(&catalogue);
    let mut page = String::from(
        "<!-- Generated: INSTA_UPDATE=always cargo test --test entra_coverage -->\n\n\
         # What Entra sends, and which scenarios try it\n\n\
         One line for each request pattern or need of Microsoft Entra ID's provisioning service that scimproof knows of: the \
         scenarios\nwhose checks cite it, and where it is said. `scimproof explain ID` says more about each, and `scimproof run \
         --requirement ID`\nruns its scenarios.\n\nThe evidence is of different worth:\n\n",
    );
    for (word, meaning) in EVIDENCE {
        let _ = writeln!(page, "- {word}: {meaning}.");
    }
    page.push_str("\n| pattern | evidence | what it is | scenarios |\n|---|---|---|---|\n");
    for (requirement, testable) in patterns(&catalogue) {
        let id = requirement.id.as_str();
        let elsewhere = JUDGED_ELSEWHERE.iter().find(|(judged, _)| *judged == id);
        let tried = match (scenarios.get(id), elsewhere) {
            (Some(scenarios), _) => {
                let quoted: Vec<String> = scenarios.iter().map(|id| format!("`{id}`")).collect();
                quoted.join(", ")
            }
            (None, Some((_, command))) => format!("`{command}`"),
            (None, None) if testable == "no" => "cannot be seen from outside".to_owned(),
            (None, None) => "none yet".to_owned(),
        };
        let text = requirement.text.replace('|', "\\|");
        let _ = writeln!(
            page,
            "| [{id}]({}) | {} | {text} | {tried} |",
            requirement.url, requirement.section
        );
    }
    page
}

#[test]
fn every_pattern_that_can_be_tried_has_a_scenario() {
    let catalogue = Catalogue::built_in();
    let scenarios = scenarios(&catalogue);
    let without: Vec<&str> = patterns(&catalogue)
        .into_iter()
        .filter(|(_, testable)| *testable == "yes")
        .map(|(requirement, _)| requirement.id.as_str())
        .filter(|id| !scenarios.contains_key(*id))
        .filter(|id| JUDGED_ELSEWHERE.iter().all(|(judged, _)| judged != id))
        .collect();
    assert_eq!(without, [""; 0], "write a scenario that cites it, or say why it cannot be tried");
}

#[test]
fn every_kind_of_evidence_is_explained() {
    let catalogue = Catalogue::built_in();
    for (requirement, _) in patterns(&catalogue) {
        let known = EVIDENCE.iter().any(|(word, _)| *word == requirement.section);
        assert!(known, "{}: {}", requirement.id, requirement.section);
    }
}

#[test]
fn the_page_about_entra_says_what_is_covered() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/entra-coverage.md");
    let page = page();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        #[expect(clippy::disallowed_methods, reason = "the page is generated here")]
        std::fs::write(&path, &page).unwrap();
    }
    #[expect(clippy::disallowed_methods, reason = "this test is about a file")]
    let written = std::fs::read_to_string(&path).unwrap();
    // Not assert_eq: the difference of two pages of this length helps nobody.
    assert!(
        written.replace('\r', "") == page,
        "make it anew: INSTA_UPDATE=always cargo test --test entra_coverage"
    );
}
