//! Runs under a mapping: green against the reference server, and reads by the
//! attribute by which Entra finds a user.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "support/in_process.rs"]
mod in_process;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use scimproof::embed::{Conformance, Target};
use scimproof::event::Purpose;
use scimproof::judge::{Grade, Verdict};
use scimproof::mapping::Mapping;
use scimproof::plan::{Plan, Profile, Selection};
use scimproof::report::{Report, fold};
use scimproof::scim::requirement::Catalogue;
use scimproof::server::{RunningServer, Settings};
use scimproof::suite::{Origin, load_with};
use scimproof::wire::{Method, Secret};

/// It ends with the tests.
static SERVER: OnceLock<RunningServer> = OnceLock::new();

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

/// What `cargo test` of another project runs; bodies name nothing that Zero does not map.
#[test]
fn an_embedded_run_takes_a_mapping() {
    let report = Conformance::new("entra")
        .only("entra-mapping.user.create")
        .mapping("zero")
        .settle(Duration::ZERO)
        .server(|| async {
            let token = Secret::new("for-tests-only");
            let settings = Settings { token: Some(token), ..Settings::default() };
            let server = RunningServer::spawn(settings, "/scim/v2").await.expect("a free port");
            let base_url = SERVER.get_or_init(|| server).base_url.clone();
            Target::new(base_url).bearer("for-tests-only")
        })
        .run_to_report()
        .unwrap();
    assert_eq!(report.grade, Grade::Conformant, "{}", report.summary);
    let zero = Mapping::built_in("zero").unwrap().create("User");
    let mapped: Vec<&String> = zero.as_object().unwrap().keys().collect();
    let bodies: Vec<_> = report
        .scenarios
        .iter()
        .flat_map(|scenario| &scenario.exchanges)
        .filter(|told| told.exchange.request.method == Method::Post)
        .filter_map(|told| told.exchange.request.body.json()?.as_object())
        .collect();
    assert!(!bodies.is_empty());
    for body in bodies {
        assert!(body.keys().all(|key| mapped.contains(&key)), "{body:?}");
    }
}

#[test]
fn an_embedded_run_with_a_bad_mapping_starts_no_server() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/bad-mappings");
    for (file, words) in [
        ("type.mapping.jsonc", "mapping-type"),
        ("matching.mapping.jsonc", "two attributes match on precedence 1"),
        ("path.mapping.jsonc", "is not an attribute path"),
        ("directory.json", "no directory of a SCIM target with users"),
        ("nowhere.mapping.jsonc", "cannot read the mapping"),
    ] {
        let run = Conformance::new("entra")
            .mapping(folder.join(file))
            .server(|| async { unreachable!("nothing may be started") })
            .run_to_report();
        let said = run.unwrap_err().to_string();
        assert!(said.contains(words), "{file}: {said}");
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
