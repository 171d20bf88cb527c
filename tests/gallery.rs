//! The gate of the app gallery: what it says of the reference server, right
//! and wrong, and what is sent for the app Zero.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "support/in_process.rs"]
mod in_process;

#[path = "support/gate.rs"]
mod gate;

use std::collections::BTreeSet;

use scimproof::mapping::{GalleryParameters, Mapping};
use scimproof::plan::{Plan, Profile, Selection};
use scimproof::report::{GateOutcome, GateReport, Overall, Report, final_results, fold};
use scimproof::scim::requirement::Catalogue;
use scimproof::server::{Fault, Settings};
use scimproof::suite::{Origin, load_with};
use scimproof::wire::Body;
use serde_json::{Value, json};

use gate::plan;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

fn fault(name: &str) -> Fault {
    *Fault::ALL.iter().find(|fault| fault.name() == name).unwrap()
}

fn zero() -> Mapping {
    Mapping::built_in("zero").unwrap()
}

fn report(mapping: &Mapping, faults: &[Fault]) -> Report {
    let settings = Settings::with_faults(faults.iter().copied());
    let plan = plan(mapping, &GalleryParameters::default(), &settings);
    fold(in_process::events(&plan, settings, 1)).unwrap()
}

fn of(report: &Report) -> &GateReport {
    report.gate.as_ref().unwrap()
}

fn outcome(gate: &GateReport, name: &str) -> GateOutcome {
    gate.tests.iter().find(|test| test.test == name).unwrap().outcome
}

#[test]
fn the_right_server_passes_with_both_mappings() {
    for (mapping, skipped) in [(zero(), 2), (Mapping::entra_default(), 0)] {
        let report = report(&mapping, &[]);
        let gate = of(&report);
        let not_passed: Vec<_> =
            gate.tests.iter().filter(|test| test.outcome != GateOutcome::Passed).collect();
        assert_eq!(not_passed.len(), skipped, "{not_passed:#?}");
        assert_eq!((gate.overall, gate.ready_to_submit), (Overall::Succeeded, true));
        assert_eq!(gate.tests.len(), 25);
        assert!(gate.tests.iter().all(|test| test.remarks.is_empty() && test.quirks.is_empty()));
        assert!(report.residue.is_empty(), "{:?}", report.residue);
    }
}

/// One fault for each test, in the order of the gate's result. None of them is
/// a fault that keeps the server from answering at all.
#[test]
fn each_test_turns_red_by_a_fault() {
    let faults_of: [(&str, Fault); 25] = [
        ("Create_User_Test", fault("fl-no-match-404")),
        ("Update_User_Test", fault("pu-dotted-keys-ignored")),
        ("Disable_User_Test", fault("pu-active-string-false-rejected")),
        ("Delete_User_Test", fault("dl-soft-deleted-still-readable")),
        ("User_Update_Manager_Test", fault("pu-manager-object-ignored")),
        ("Restore_User_Test", fault("pu-deactivated-user-not-updatable")),
        ("Create_Group_Test", fault("fl-value-with-parentheses-brackets")),
        ("Update_Group_Test", fault("pg-displayname-not-patchable")),
        ("Delete_Group_Test", fault("fl-deleted-user-in-filter")),
        ("Group_Update_Add_Member_Test", fault("pg-member-add-with-null-ref-rejected")),
        ("Group_Update_Remove_Member_Test", fault("pg-remove-value-array-noop")),
        ("Schema_Discoverability_Test", fault("di-schemas-bare-array")),
        ("SCIM_Null_Update_Test", fault("pu-null-value-500")),
        ("SCIM_User_Create_Test", fault("cr-response-missing-id")),
        ("SCIM_Group_Create_Test", fault("di-schema-ids-missing")),
        ("SCIM_User_Update_Test", fault("pu-multi-op-stops-after-first")),
        ("SCIM_Group_Update_Test", fault("pg-displayname-not-patchable")),
        ("Validate_Credentials_Test", fault("tk-lifetime-5-minutes")),
        ("Federated_Identity_Test", fault("tk-no-access-token")),
        ("SCIM_User_Pagination_Test", fault("pgn-startindex-not-echoed")),
        ("SCIM_Group_Pagination_Test", fault("pgn-startindex-not-echoed")),
        ("SCIM_Update_Manager_Test", fault("pu-urn-keys-ignored")),
        ("POD_User_Test", fault("ht-user-agent-demanded")),
        ("POD_Group_Test", fault("fl-filter-with-attributes-param-ignored")),
        ("Restore_Group_Test", fault("dl-delete-is-noop")),
    ];
    let mapping = Mapping::entra_default();
    let faults: BTreeSet<Fault> = faults_of.iter().map(|(_, fault)| *fault).collect();
    for fault in faults {
        let report = report(&mapping, &[fault]);
        let gate = of(&report);
        for (number, (test, _)) in faults_of.iter().enumerate().filter(|(_, (_, of))| *of == fault)
        {
            assert_eq!(gate.tests[number].test, *test, "the order of the result");
            assert_eq!(outcome(gate, test), GateOutcome::Failed, "{test} with {}", fault.name());
            // What the gate wants stands before what came, which begins with a method.
            let cause = gate.tests[number].cause.as_deref().unwrap_or_default();
            let request = ["GET /", "POST ", "PATCH /", "DELETE /"].iter();
            let place = request.filter_map(|method| cause.find(method)).min();
            assert!(place.is_some_and(|place| place > 20), "{test}: {cause}");
        }
    }
}

/// The gate's JSON, without what differs from run to run.
fn snapshot(name: &str, mapping: &Mapping, faults: &[Fault]) {
    let report = report(mapping, faults);
    let text = serde_json::to_string_pretty(&final_results(&report, of(&report))).unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[id]");
    settings.bind(|| insta::assert_snapshot!(format!("gallery__{name}"), text));
}

#[test]
fn the_result_is_written_as_the_gate_writes_it() {
    snapshot("green", &Mapping::entra_default(), &[]);
    snapshot("legacy-only", &zero(), &[fault("pu-dotted-keys-ignored")]);
    snapshot("no-match-404", &zero(), &[fault("fl-no-match-404")]);
    snapshot("schemas", &Mapping::entra_default(), &[fault("di-schemas-bare-array")]);
    snapshot("quirk", &Mapping::entra_default(), &[fault("cr-email-collision-409")]);
    snapshot(
        "warnings",
        &zero(),
        &[
            fault("dl-delete-is-noop"),
            fault("pgn-startindex-not-echoed"),
            fault("tk-lifetime-5-minutes"),
        ],
    );
}

#[test]
fn without_credentials_both_token_tests_fail_and_the_result_may_be_handed_in() {
    let settings = Settings::default();
    let plan = plan(&zero(), &GalleryParameters::default(), &settings);
    let report = fold(in_process::events_of(&plan, settings, 1, false)).unwrap();
    let gate = of(&report);
    for test in ["Validate_Credentials_Test", "Federated_Identity_Test"] {
        let test = gate.tests.iter().find(|known| known.test == test).unwrap();
        assert_eq!(test.outcome, GateOutcome::Failed);
        assert_eq!(test.quirks.iter().map(|quirk| quirk.quirk).collect::<Vec<_>>(), [10]);
    }
    assert_eq!((gate.overall, gate.ready_to_submit), (Overall::Failed, true));
}

#[test]
fn one_way_to_obtain_tokens_is_enough() {
    let report = report(&zero(), &[fault("tk-lifetime-5-minutes")]);
    let gate = of(&report);
    assert_eq!(outcome(gate, "Validate_Credentials_Test"), GateOutcome::Failed);
    assert_eq!(outcome(gate, "Federated_Identity_Test"), GateOutcome::Passed);
    assert_eq!((gate.overall, gate.ready_to_submit), (Overall::Succeeded, true));
}

#[test]
fn warnings_of_optional_tests_do_not_block() {
    let report = report(&zero(), &[fault("dl-soft-deleted-still-readable")]);
    let gate = of(&report);
    let test = gate.tests.iter().find(|test| test.test == "Delete_User_Test").unwrap();
    assert!(test.result.starts_with("WARNING - [Delete Phase]"), "{}", test.result);
    assert_eq!((gate.overall, gate.ready_to_submit), (Overall::Succeeded, true));
}

/// The contents of the requests of one step, by the path.
fn sent(report: &Report, scenario: &str, step: &str) -> Vec<(String, Value)> {
    let id = format!("gallery.{scenario}");
    let found = report.scenarios.iter().find(|known| known.id.as_str() == id).unwrap();
    let of_step = found.exchanges.iter().filter(|told| told.step == step);
    of_step
        .map(|told| {
            let request = &told.exchange.request;
            let body = match &request.body {
                Body::Json(body) => body.clone(),
                _ => Value::Null,
            };
            (format!("{} {}", request.method, request.path), body)
        })
        .collect()
}

fn body(report: &Report, scenario: &str, step: &str) -> Value {
    sent(report, scenario, step).remove(0).1
}

/// The body with a UUID in place of its own `externalId`.
fn with_id(mut body: Value) -> Value {
    assert_eq!(body["externalId"].as_str().map(str::len), Some(36));
    body["externalId"] = json!("a guid");
    body
}

/// The app Zero, driven through the tests with the domain and the people of the
/// gate's documentation.
#[test]
#[expect(clippy::too_many_lines, reason = "one request after the other")]
fn the_app_zero_is_sent_what_the_gate_sends() {
    let parameters = GalleryParameters {
        domain: "contoso.onmicrosoft.com".to_owned(),
        ..GalleryParameters::default()
    };
    let settings = Settings::default();
    let plan = plan(&zero(), &parameters, &settings);
    let report = fold(in_process::events(&plan, settings, 1)).unwrap();
    let direct = |user: &str| {
        json!({
            "schemas": [USER, ENTERPRISE],
            "userName": format!("{user}@contoso.onmicrosoft.com"),
            "active": true,
            "title": "Test Engineer",
            "name": { "givenName": "TestFirst", "familyName": "TestLast" },
            "phoneNumbers": [{ "type": "work", "primary": true, "value": "+1-555-0100" }],
            ENTERPRISE: { "department": "Research", "organization": "Test Company" },
            "externalId": "a guid",
        })
    };
    let engine = |user: &str, external_id: &str| {
        json!({
            "schemas": [USER, ENTERPRISE],
            "externalId": external_id,
            "userName": format!("{user}@contoso.onmicrosoft.com"),
            "active": true,
            "title": "Software Engineer",
            "name": { "givenName": "User1 Given", "familyName": "User" },
            "phoneNumbers": [{ "primary": true, "type": "work", "value": "+1-555-0100" }],
            ENTERPRISE: { "department": "Research", "organization": "Test Company" },
            "meta": { "resourceType": "User" },
        })
    };
    let key = |name: &str| format!("{ENTERPRISE}:{name}");

    assert_eq!(
        body(&report, "create-user[legacy]", "create"),
        engine("lacreatet3st", "lacreatet3st")
    );
    // Of both dialects one user each: the nickname of the gate's person carries the user's name.
    assert_eq!(
        body(&report, "update-user[legacy]", "create"),
        engine("laupdatet3st", "testuser1-laupdatet3st")
    );
    assert_eq!(
        body(&report, "update-user[flagged]", "update")["Operations"],
        json!([
            { "op": "replace", "path": "phoneNumbers[type eq \"work\"].value", "value": "+1-555-2001" },
            { "op": "replace", "value": {
                "userName": "updated-laupdatet3stf@contoso.onmicrosoft.com",
                "title": "Software Dev Engineer",
                "name.givenName": "User2 Given",
                "externalId": "updatedlaupdatet3stf",
                (key("department")): "Legal",
            } },
        ])
    );
    let legacy = body(&report, "update-user[legacy]", "update");
    let paths: BTreeSet<&str> = legacy["Operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|operation| {
            assert_eq!(operation["op"], "Replace");
            operation["path"].as_str().unwrap()
        })
        .collect();
    let department = key("department");
    assert_eq!(
        paths,
        BTreeSet::from([
            "userName",
            "title",
            "name.givenName",
            "phoneNumbers[type eq \"work\"].value",
            "externalId",
            department.as_str(),
        ])
    );
    assert_eq!(
        body(&report, "disable-user[legacy]", "disable")["Operations"],
        json!([{ "op": "Replace", "path": "active", "value": "False" }])
    );
    assert_eq!(
        body(&report, "disable-user[flagged]", "disable")["Operations"],
        json!([{ "op": "replace", "path": "active", "value": false }])
    );
    assert_eq!(
        with_id(body(&report, "create-group[legacy]", "create")),
        json!({
            "schemas": [GROUP],
            "externalId": "a guid",
            "displayName": "LACreateGroup-(t3st)",
            "meta": { "resourceType": "Group" },
        })
    );
    assert_eq!(
        body(&report, "update-group[legacy]", "rename")["Operations"],
        json!([{ "op": "Replace", "path": "displayName", "value": "LAUpdateGroup-t3st-Modified" }])
    );
    let added = body(&report, "add-member[legacy]", "add");
    let member = added["Operations"][0]["value"][0]["value"].as_str().unwrap().to_owned();
    assert_eq!(
        added["Operations"],
        json!([{ "op": "Add", "path": "members", "value": [{ "$ref": null, "value": member }] }])
    );
    let removed = body(&report, "remove-member[flagged]", "remove");
    let path = removed["Operations"][0]["path"].as_str().unwrap();
    assert!(path.starts_with("members[value eq \"") && path.ends_with("\"]"), "{path}");

    let mut null = with_id(body(&report, "null-update[compact]", "create"));
    null["userName"].as_str().filter(|name| name.starts_with("scnullt3st@")).unwrap();
    null["userName"] = json!("x");
    let mut expected = engine("x", "a guid");
    expected["userName"] = json!("x");
    expected.as_object_mut().unwrap().remove("meta");
    assert_eq!(null, expected);
    for (step, value) in [("empty", json!("")), ("null", Value::Null)] {
        assert_eq!(
            body(&report, "null-update[compact]", step)["Operations"],
            json!([
                { "op": "replace", "path": "phoneNumbers[type eq \"work\"].value", "value": value },
                { "op": "replace", "value": {
                    "title": value, "name.givenName": value, "name.familyName": value,
                    (key("department")): value, (key("organization")): value,
                } },
            ])
        );
    }

    assert_eq!(with_id(body(&report, "user-create[compact]", "create")), direct("lascusert3st"));
    assert_eq!(
        body(&report, "user-update[compact]", "update")["Operations"],
        json!([
            { "op": "replace", "path": "phoneNumbers[type eq \"work\"].value", "value": "upd-t3st04" },
            { "op": "replace", "value": {
                "userName": "upd-t3st00", "title": "Senior Engineer", "name.givenName": "UpdatedFirst",
                "name.familyName": "UpdatedLast", "externalId": "upd-t3st05",
                (key("department")): "upd-t3st06", (key("organization")): "upd-t3st07",
            } },
        ])
    );
    assert_eq!(
        with_id(body(&report, "group-create[direct]", "create")),
        json!({ "schemas": [GROUP], "externalId": "a guid", "displayName": "LASCDirectGroup-t3st" })
    );
    assert_eq!(
        body(&report, "group-update[direct]", "update")["Operations"],
        json!([{ "op": "replace", "path": "displayName", "value": "upd-t3st00" }])
    );
    let pages = sent(&report, "user-pages[compact]", "create");
    assert_eq!(pages.len(), 11);
    let ids: BTreeSet<String> =
        pages.iter().map(|(_, one)| one["externalId"].to_string()).collect();
    assert_eq!(ids.len(), 11, "each has a GUID of its own");
    let mut first = direct("pagusert3st001");
    first["displayName"] = json!("PagUser t3st001");
    assert_eq!(with_id(pages[0].1.clone()), first);
    let walk = report.scenarios.iter().find(|one| one.id.as_str() == "gallery.user-pages[compact]");
    let starts: Vec<String> = walk
        .unwrap()
        .exchanges
        .iter()
        .filter(|told| told.step == "pages")
        .map(|told| told.exchange.request.query[0].value.clone().unwrap())
        .collect();
    assert_eq!(starts, ["1", "6", "11"]);
    let skipped = |name: &str| of(&report).tests.iter().find(|test| test.test == name).unwrap();
    assert_eq!(skipped("User_Update_Manager_Test").result, "SKIPPED");
    assert_eq!(
        skipped("SCIM_Update_Manager_Test").result,
        "SKIPPED - manager attribute not in target directory"
    );
}

/// The gate draws a value for each attribute: what one operation wrote is not
/// taken for what the next one should have written.
#[test]
fn no_two_attributes_get_the_same_value() {
    let mapping = br#"{
        "format": 1, "mapping": "two", "title": "Elements of two types",
        "user": [
            { "attribute": "userName", "type": "String", "source": "userPrincipalName", "matching": 1 },
            { "attribute": "emails[type eq \"work\"].value", "type": "String" },
            { "attribute": "emails[type eq \"home\"].value", "type": "String" },
            { "attribute": "phoneNumbers[type eq \"work\"].value", "type": "String" },
            { "attribute": "phoneNumbers[type eq \"mobile\"].value", "type": "String" }
        ],
        "group": [{ "attribute": "displayName", "type": "String", "matching": 1 }]
    }"#;
    let mapping = Mapping::read("two.mapping.jsonc", mapping.to_vec()).unwrap();
    let report = report(&mapping, &[]);
    let update = body(&report, "user-update[compact]", "update");
    let operations = update["Operations"].as_array().unwrap();
    let values: BTreeSet<String> =
        operations.iter().map(|operation| operation["value"].to_string()).collect();
    assert_eq!((operations.len(), values.len()), (5, 5), "{update:#}");
    let created = body(&report, "user-create[compact]", "create");
    for attribute in ["emails", "phoneNumbers"] {
        assert_ne!(created[attribute][0]["value"], created[attribute][1]["value"], "{created:#}");
    }
    assert_eq!(outcome(of(&report), "SCIM_User_Update_Test"), GateOutcome::Passed);
}

#[test]
fn values_are_read_as_the_gate_has_them() {
    let read = |text: &str| GalleryParameters::read("values.json", text.as_bytes().to_vec());
    let shipped = GalleryParameters::default();
    let own = read(r#"[{ "title": "Boss" }, { "title": "Owner", "userName": "x" }]"#).unwrap();
    assert_eq!(own.target_values[0]["title"], "Boss");
    assert_eq!(own.target_values[0]["nickName"], shipped.target_values[0]["nickName"]);
    let theirs = read(
        r#"{ "LogicAppVersion": { "type": "String", "value": "9.0" },
             "testUserDomain": { "type": "String", "value": "contoso.com" } }"#,
    )
    .unwrap();
    assert_eq!((theirs.domain.as_str(), theirs.people), ("contoso.com", shipped.people));
    for (text, part) in [
        ("{", "not closed"),
        ("[]", "a list of two objects is wanted"),
        (r#"{ "scimTargetUserValues": [{ "title": {} }] }"#, "a text, a number or a Boolean"),
        (r#"{ "scimTargetUserValue": [] }"#, "unknown parameter `scimTargetUserValue`"),
        (r#"{ "testUserDomain": "https://contoso.com/" }"#, "a domain is wanted"),
        (r#"{ "defaultUserProperties": [{}] }"#, "at least two people"),
        ("7", "an object of the gate's parameters"),
    ] {
        let shown = read(text).unwrap_err().render(false);
        assert!(shown.contains(part) && shown.contains("values.json:"), "{shown}");
    }
    let secret = r#"{ "scimBearerToken": { "type": "String", "value": "s3cret" }, "testUserDomain": { "value": 1 } }"#;
    assert!(!read(secret).unwrap_err().render(false).contains("s3cret"));
}

/// A value of one's own is sent in place of the gate's.
#[test]
fn own_values_are_sent() {
    let text = br#"[{ "title": "Boss" }, { "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "Own" }]"#;
    let parameters = GalleryParameters::read("values.json", text.to_vec()).unwrap();
    let settings = Settings::default();
    let plan = plan(&zero(), &parameters, &settings);
    let report = fold(in_process::events(&plan, settings, 1)).unwrap();
    assert_eq!(body(&report, "user-create[compact]", "create")["title"], "Boss");
    let update = body(&report, "user-update[compact]", "update");
    assert_eq!(update["Operations"][1]["value"][format!("{ENTERPRISE}:department")], "Own");
    assert_eq!(of(&report).overall, Overall::Succeeded);
}

/// The gate is asked only when somebody asks for it.
#[test]
fn a_usual_run_has_no_test_of_the_gate() {
    let tables = Mapping::entra_default().tables();
    let loaded = load_with(&Origin::BuiltIn, &Catalogue::built_in(), &tables).unwrap();
    let takes = |profile: Profile, only: &[String]| {
        let selection = Selection::new(only, &[], &[], &[]).unwrap();
        let plan = Plan::new(loaded.suites.clone(), profile, &selection);
        plan.scenarios.iter().any(|scenario| scenario.gate.is_some())
    };
    for profile in Profile::ALL {
        assert_eq!(takes(profile, &[]), profile == Profile::Gallery, "{}", profile.name());
    }
    assert!(takes(Profile::Entra, &["gallery".to_owned()]));
}
