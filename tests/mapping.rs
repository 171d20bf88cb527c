//! Mappings: what is read, what is refused, and the requests that come of it.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use scimproof::mapping::{BUILT_IN, Dialect, Mapping, SCHEMA, Source, operations};
use scimproof::scim::capabilities::Capabilities;
use scimproof::scim::standard;
use scimproof::suite::{ROWS, VALUES};
use serde_json::{Value, json};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

#[expect(clippy::disallowed_methods, reason = "a test reads its files")]
fn read(folder: &str, name: &str) -> Result<Mapping, scimproof::text::Diagnostics> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder).join(name);
    Mapping::read(&format!("tests/{folder}/{name}"), std::fs::read(path).unwrap())
}

#[test]
fn bad_mappings_are_explained() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad-mappings");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() > 5);
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for name in names {
        let problems = read("bad-mappings", &name).unwrap_err();
        let case = name.split('.').next().unwrap().to_owned();
        settings
            .bind(|| insta::assert_snapshot!(format!("mapping__{case}"), problems.render(false)));
    }
}

#[test]
fn built_in_mappings_read_and_give_all_tables() {
    let all: BTreeSet<&str> = VALUES.iter().chain(ROWS).copied().collect();
    for (name, _) in BUILT_IN {
        let mapping = Mapping::built_in(name).unwrap();
        assert_eq!(mapping.name, *name);
        let tables = mapping.tables();
        assert_eq!(tables.names().collect::<BTreeSet<_>>(), all, "{name}");
    }
    assert!(jsonschema::draft7::meta::is_valid(&serde_json::from_str(SCHEMA).unwrap()));
}

#[test]
fn the_schema_describes_every_key() {
    fn walk(value: &Value, missing: &mut Vec<String>) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            for (key, rule) in properties {
                if !rule["description"].as_str().is_some_and(|text| text.ends_with('.')) {
                    missing.push(key.clone());
                }
            }
        }
        match value {
            Value::Object(members) => members.values().for_each(|inner| walk(inner, missing)),
            Value::Array(elements) => elements.iter().for_each(|inner| walk(inner, missing)),
            _ => {}
        }
    }
    let mut missing = Vec::new();
    walk(&serde_json::from_str(SCHEMA).unwrap(), &mut missing);
    assert_eq!(missing, Vec::<String>::new());
}

/// The bodies of Zero, as Microsoft's documents put them together.
#[test]
fn zero_is_sent_what_its_mapping_says() {
    let zero = Mapping::built_in("zero").unwrap();
    assert_eq!(
        zero.create("User"),
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", ENTERPRISE],
            "externalId": "{{uniq}}",
            "userName": "{{uniq}}@example.com",
            "active": true,
            "title": "Engineer",
            "name": { "givenName": "Ada", "familyName": "Lovelace" },
            "phoneNumbers": [{ "type": "work", "primary": true, "value": "5555555110" }],
            ENTERPRISE: { "department": "Research", "organization": "Contoso" },
            "meta": { "resourceType": "User" },
        })
    );
    assert_eq!(
        zero.create("Group"),
        json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "externalId": "{{uniq}}",
            "displayName": "Ada {{uniq}}",
            "meta": { "resourceType": "Group" },
        })
    );
    // The operations of the compatibility page, for the attributes of Zero.
    let department = format!("{ENTERPRISE}:department");
    let changes = [
        ("phoneNumbers[type eq \"work\"].value", json!("+1-555-2001")),
        ("title", json!("Software Dev Engineer")),
        ("name.givenName", json!("User2 Given")),
        (department.as_str(), json!("Legal")),
    ];
    assert_eq!(
        json!(operations(&changes, Dialect::Flagged)),
        json!([
            { "op": "replace", "path": "phoneNumbers[type eq \"work\"].value", "value": "+1-555-2001" },
            { "op": "replace", "value": {
                "title": "Software Dev Engineer",
                "name.givenName": "User2 Given",
                (department.as_str()): "Legal",
            } },
        ])
    );
    let legacy = operations(&changes, Dialect::Legacy);
    assert_eq!(legacy.len(), 4);
    assert_eq!(
        legacy[1],
        json!({ "op": "Replace", "path": "title", "value": "Software Dev Engineer" })
    );
    assert_eq!(operations(&[("active", json!(false))], Dialect::Legacy)[0]["value"], "False");
}

#[test]
fn an_export_of_entra_is_read_as_it_is() {
    let mapping =
        read("mappings", "export.json").unwrap_or_else(|bad| panic!("{}", bad.render(false)));
    let of = |name: &str| mapping.user.iter().find(|known| known.name == name).unwrap();
    assert_eq!(mapping.user.len(), 20, "the server's own id is none of Entra's");
    // The disabled mapping is not looked at.
    let matching: Vec<&str> =
        mapping.matching("User").iter().map(|known| known.name.as_str()).collect();
    assert_eq!(matching, ["userName", "emails[type eq \"work\"].value"]);
    assert!(of("userType").flow.as_ref().unwrap().create_only);
    assert_eq!(of("userType").values, ["Member", "Guest"]);
    assert!(!of("emails[type eq \"other\"].value").is_mapped());
    let source = |name: &str| of(name).flow.as_ref().unwrap().source.clone();
    assert_eq!(source("preferredLanguage"), Source::Constant("en".to_owned()));
    assert!(matches!(source("displayName"), Source::Function { name, uses, .. }
        if name == "Join" && uses == ["givenName", "surname"]));
    let body = mapping.create("User");
    assert_eq!(body["userType"], "Member");
    assert_eq!(body.pointer("/emails/0/value"), Some(&json!("{{uniq}}.work@example.com")));
    assert_eq!(body.pointer("/emails/1"), None);
    assert!(body.get("roles").is_none() && body[ENTERPRISE].get("manager").is_none());
    let updated: Vec<String> =
        mapping.updates("User").into_iter().map(|(known, _)| known.name.clone()).collect();
    assert!(updated.iter().any(|name| name.ends_with(":Badge")));
    assert!(!updated.iter().any(|name| name == "userType" || name == "active"));
    assert_eq!(mapping.attributes("Group").len(), 3);
}

#[test]
fn a_server_that_publishes_the_standard_schemas_is_mapped_whole() {
    let types = [standard::user(), standard::group()];
    let capabilities = Capabilities {
        config: None,
        resource_types: Some(
            types.iter().map(scimproof::scim::definition::ResourceDefinition::to_json).collect(),
        ),
        schemas: Some(
            types
                .iter()
                .flat_map(scimproof::scim::definition::ResourceDefinition::schemas)
                .map(scimproof::scim::definition::Schema::to_json)
                .collect(),
        ),
    };
    let mapping = Mapping::discovered(&capabilities).unwrap();
    let names: Vec<&str> = mapping.user.iter().map(|known| known.name.as_str()).collect();
    for name in ["userName", "name.givenName", "emails[type eq \"work\"].value", "externalId"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert!(!names.iter().any(|name| name.starts_with("password") || name.starts_with("groups")));
    assert_eq!(mapping.matching("Group")[0].name, "displayName");
    assert_eq!(Mapping::discovered(&Capabilities::default()), None);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads its files")]
fn the_example_of_the_documentation_is_sound() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/mappings.md")).unwrap();
    let example = text.split("```jsonc\n").nth(1).unwrap().split("\n```").next().unwrap();
    let mapping = Mapping::read("docs/mappings.md", example.as_bytes().to_vec())
        .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    assert_eq!(mapping.create("User")["userType"], "Staff");
    assert!(mapping.create("User").get("nickName").is_none(), "it is only listed");
}

/// The same mapping gives the same requests.
#[test]
fn tables_are_repeatable() {
    let tables = || Mapping::entra_default().tables();
    assert_eq!(tables(), tables());
}
