//! PATCH by RFC 7644 section 3.5.2, as far as Entra has no part in it.

use serde_json::{Value, json};

use crate::client::{Client, PATCH_OP, USER, request};
use scimproof::wire::Method;

fn start() -> (Client, String) {
    let mut client = Client::new();
    let id = client.user(
        "ada",
        json!({
            "title": "Lead",
            "name": {"givenName": "Ada", "familyName": "L"},
            "emails": [
                {"type": "work", "value": "w@x", "primary": true},
                {"type": "home", "value": "h@x"},
                {"type": "home", "value": "i@x"}
            ]
        }),
    );
    (client, format!("/Users/{id}"))
}

#[test]
fn wrong_requests_are_refused_and_change_nothing() {
    let rows = [
        (json!([{"op": "remove"}]), "noTarget"),
        (json!([{"op": "replace", "path": "title"}]), "invalidValue"),
        (json!([{"op": "move", "path": "title", "value": "x"}]), "invalidSyntax"),
        (json!([{"op": "replace", "path": "title[", "value": "x"}]), "invalidPath"),
        (json!([{"op": "replace", "path": "nothing", "value": "x"}]), "invalidPath"),
        (json!([{"op": "replace", "path": "name.nothing", "value": "x"}]), "invalidPath"),
        (json!([{"op": "replace", "path": "id", "value": "x"}]), "mutability"),
        (json!([{"op": "add", "path": "groups", "value": [{"value": "1"}]}]), "mutability"),
        (json!([{"op": "replace", "path": "meta.created", "value": "x"}]), "mutability"),
        (json!([{"op": "remove", "path": "userName"}]), "mutability"),
        (json!([{"op": "replace", "path": "userName", "value": ""}]), "invalidValue"),
        (json!([{"op": "replace", "value": "x"}]), "invalidValue"),
        (json!([]), "invalidSyntax"),
        (json!([{"op": "replace", "path": "active", "value": "maybe"}]), "invalidValue"),
        (
            json!([
                {"op": "replace", "path": "title", "value": "x"},
                {"op": "replace", "path": "active", "value": 1}
            ]),
            "invalidValue",
        ),
        (
            json!([{"op": "add", "path": "emails", "value": [
                {"value": "1", "primary": true}, {"value": "2", "primary": true}
            ]}]),
            "invalidValue",
        ),
    ];
    for (operations, scim_type) in rows {
        let (mut client, path) = start();
        let before = client.get(&path).json();
        client.patch(&path, operations.clone()).expect_error(400, scim_type);
        assert_eq!(client.get(&path).json(), before, "{operations}");
    }
    let (mut client, path) = start();
    let body = json!({"Operations": [{"op": "replace", "path": "title", "value": "x"}]});
    client.send(&request(Method::Patch, &path, Some(body))).expect_error(400, "invalidSyntax");
    client.patch("/Users/unknown", json!([{"op": "remove", "path": "title"}])).expect(404);
}

#[test]
fn what_is_there_already_moves_neither_version_nor_last_modified() {
    let (mut client, path) = start();
    let before = client.get(&path).json();
    for operation in [
        json!({"op": "replace", "path": "title", "value": "Lead"}),
        json!({"op": "add", "path": "emails", "value": [{"value": "h@x", "type": "home"}]}),
        json!({"op": "remove", "path": "nickName"}),
        json!({"op": "remove", "path": "emails[type eq \"other\"]"}),
        json!({"op": "replace", "value": {"id": "other", "title": "Lead", "schemas": [USER]}}),
    ] {
        client.patch(&path, json!([operation])).expect(200);
        assert_eq!(client.get(&path).json(), before, "{operation}");
    }
    client.patch(&path, json!([{"op": "replace", "path": "title", "value": "x"}])).expect(200);
    let after = client.get(&path).json();
    assert_ne!(after["meta"]["lastModified"], before["meta"]["lastModified"]);
    assert_ne!(after["meta"]["version"], before["meta"]["version"]);
    assert_eq!(after["meta"]["created"], before["meta"]["created"]);
}

#[test]
fn elements_are_found_by_their_filter() {
    let rows: [(Value, Value); 6] = [
        (
            json!({"op": "replace", "path": "emails[type eq \"home\"].display", "value": "H"}),
            json!([
                {"type": "work", "value": "w@x", "primary": true},
                {"type": "home", "value": "h@x", "display": "H"},
                {"type": "home", "value": "i@x", "display": "H"}
            ]),
        ),
        (
            json!({"op": "remove", "path": "emails[type eq \"home\"]"}),
            json!([{"type": "work", "value": "w@x", "primary": true}]),
        ),
        (json!({"op": "remove", "path": "emails"}), Value::Null),
        (
            json!({"op": "remove", "path": "emails[value eq \"W@X\"].primary"}),
            json!([
                {"type": "work", "value": "w@x"},
                {"type": "home", "value": "h@x"},
                {"type": "home", "value": "i@x"}
            ]),
        ),
        (
            json!({"op": "replace", "path": "emails", "value": [{"value": "n@x"}]}),
            json!([{"value": "n@x"}]),
        ),
        (
            json!({"op": "add", "path": "emails", "value": [{"value": "n@x", "primary": true}]}),
            json!([
                {"type": "work", "value": "w@x", "primary": false},
                {"type": "home", "value": "h@x"},
                {"type": "home", "value": "i@x"},
                {"value": "n@x", "primary": true}
            ]),
        ),
    ];
    for (operation, expected) in rows {
        let (mut client, path) = start();
        let user = client.patch(&path, json!([operation])).expect(200).json();
        assert_eq!(user["emails"], expected, "{operation}");
    }
}

#[test]
fn operations_see_what_those_before_them_did() {
    let (mut client, path) = start();
    let operations = json!([
        {"op": "remove", "path": "emails"},
        {"op": "add", "path": "emails", "value": [{"value": "1", "type": "work"}]},
        {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "2"},
        {"op": "replace", "path": "name", "value": {"givenName": "A"}}
    ]);
    let user = client.patch(&path, operations).expect(200).json();
    assert_eq!(user["emails"], json!([{"value": "2", "type": "work"}]));
    assert_eq!(user["name"], json!({"givenName": "A", "familyName": "L"}));
}

#[test]
fn the_answer_obeys_attributes() {
    let (mut client, path) = start();
    let operations = json!([{"op": "replace", "path": "title", "value": "x"}]);
    let user = client.patch(&format!("{path}?attributes=title"), operations).expect(200).json();
    assert_eq!(user["title"], "x");
    assert_eq!(user["emails"], Value::Null);
    let group = client.group("Team", &[]);
    let operations = json!([{"op": "replace", "path": "displayName", "value": "x"}]);
    client.patch(&format!("/Groups/{group}"), operations.clone()).expect(204);
    let target = format!("/Groups/{group}?attributes=displayName");
    client.patch(&target, operations).expect(200);
}

#[test]
fn members_are_immutable_and_have_to_exist() {
    let mut client = Client::new();
    let (ada, bob) = (client.user("ada", json!({})), client.user("bob", json!({})));
    let group = client.group("Team", &[&ada]);
    let path = format!("/Groups/{group}");
    let change = json!([{"op": "replace", "path": format!("members[value eq \"{ada}\"].value"), "value": bob}]);
    client.patch(&path, change).expect_error(400, "mutability");
    let unknown = json!([{"op": "replace", "path": "members", "value": [{"value": "nobody"}]}]);
    client.patch(&path, unknown).expect_error(400, "invalidValue");
    let mixed =
        json!([{"op": "add", "path": "members", "value": [{"value": bob}, {"value": "nobody"}]}]);
    client.patch(&path, mixed).expect_error(400, "invalidValue");
    let nobody = json!([{"op": "add", "path": "members", "value": [{"display": "Bob"}]}]);
    client.patch(&path, nobody).expect_error(400, "invalidValue");
    let twice = json!([{"op": "replace", "path": "members", "value": [
        {"value": ada}, {"value": ada, "display": "Ada"}
    ]}]);
    client.patch(&path, twice).expect(204);
    assert_eq!(client.members(&group), [ada]);
}

#[test]
fn the_envelope_is_read_without_case() {
    let (mut client, path) = start();
    let body = json!({"SCHEMAS": [PATCH_OP], "operations": [{"OP": "Replace", "Path": "TITLE", "Value": "x"}]});
    let user = client.send(&request(Method::Patch, &path, Some(body))).expect(200).json();
    assert_eq!(user["title"], "x");
}
