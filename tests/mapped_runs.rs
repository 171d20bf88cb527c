//! Runs under a mapping: green against the reference server, and reads by the
//! attribute by which Entra finds a user.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "support/in_process.rs"]
mod in_process;

use std::sync::Arc;

use scimproof::event::Purpose;
use scimproof::judge::{Grade, Verdict};
use scimproof::mapping::Mapping;
use scimproof::plan::{Plan, Profile, Selection};
use scimproof::report::{Report, fold};
use scimproof::scim::requirement::Catalogue;
use scimproof::server::Settings;
use scimproof::suite::{Origin, load_with};

fn report(mapping: Mapping, only: &[&str]) -> Report {
    let only: Vec<String> = only.iter().map(|text| (*text).to_owned()).collect();
    let loaded = load_with(&Origin::BuiltIn, &Catalogue::built_in(), &mapping.tables()).unwrap();
    let selection = Selection::new(&only, &[], &[], &[]).unwrap();
    let mut plan = Plan::new(loaded.suites, Profile::Strict, &selection);
    plan.mapping = Some(Arc::new(mapping));
    fold(in_process::events(&plan, Settings::default(), 1)).unwrap()
}

#[test]
fn runs_with_a_mapping_are_green() {
    for name in ["zero", "entra-default"] {
        let report = report(Mapping::built_in(name).unwrap(), &[]);
        let bad: Vec<_> = report
            .scenarios
            .iter()
            .filter(|one| !matches!(one.verdict, Verdict::Passed | Verdict::Skipped(_)))
            .map(|one| (one.id.as_str(), &one.verdict))
            .collect();
        assert!(bad.is_empty(), "{name}: {bad:#?}");
        assert_eq!(report.grade, Grade::Conformant, "{name}: {}", report.summary);
        assert!(report.tally.passed > 300, "{name}: {:?}", report.tally);
    }
}

/// A user who is matched by externalId is read back by externalId.
#[test]
fn what_is_read_back_by_filter_is_what_entra_matches_by() {
    let text = br#"{
        "format": 1, "mapping": "by-external-id", "title": "Matched by externalId",
        "user": [
            { "attribute": "externalId", "type": "String", "source": "objectId", "matching": 1 },
            { "attribute": "userName", "type": "String", "source": "userPrincipalName", "required": true },
            { "attribute": "active", "type": "Boolean" },
            { "attribute": "title", "type": "String", "source": "jobTitle" }
        ]
    }"#;
    let mapping = Mapping::read("by-external-id.mapping.jsonc", text.to_vec()).unwrap();
    let report = report(mapping, &["entra-mapping.user"]);
    assert_eq!(report.grade, Grade::Conformant, "{}", report.summary);
    let filters: Vec<String> = report
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.exchanges)
        .filter(|told| matches!(told.purpose, Purpose::ReadBack { .. }))
        .filter_map(|told| told.exchange.request.query.iter().find(|one| one.name == "filter"))
        .filter_map(|filter| filter.value.clone())
        .collect();
    assert!(!filters.is_empty());
    assert!(filters.iter().all(|filter| filter.starts_with("externalId eq ")), "{filters:?}");
}
