//! POST, GET, PUT and DELETE by RFC 7644 sections 3.3 to 3.6.

use serde_json::{Value, json};

use crate::client::{Client, ENTERPRISE, GROUP, USER};

#[test]
fn a_create_answers_with_the_resource_and_its_place() {
    let mut client = Client::new();
    let body = json!({
        "schemas": [USER], "id": "mine", "USERNAME": "Ada@X",
        "meta": {"created": "1999-01-01T00:00:00Z"}, "password": "secret",
        "groups": [{"value": "1"}], "isAdmin": true,
        "phoneNumbers": [{"type": "work", "value": "+55 1 (2)"}]
    });
    let answer = client.post("/Users", body).expect(201);
    let user = answer.json();
    let id = answer.id();
    assert_ne!(id, "mine");
    let location = format!("http://localhost/Users/{id}");
    assert_eq!(answer.header("Location"), Some(location.as_str()));
    assert_eq!(answer.header("Content-Type"), Some("application/scim+json"));
    assert_eq!(user["meta"]["location"], location.as_str());
    assert_eq!(user["meta"]["resourceType"], "User");
    assert_eq!(user["meta"]["created"], user["meta"]["lastModified"]);
    assert_eq!(user["meta"]["version"], answer.header("ETag").unwrap_or_default());
    assert_eq!(user["userName"], "Ada@X");
    assert_eq!(user["active"], true);
    assert_eq!(user["phoneNumbers"][0]["value"], "+55 1 (2)");
    for name in ["password", "groups", "isAdmin", "USERNAME"] {
        assert!(user.get(name).is_none(), "{name}");
    }
    assert_eq!(client.get(&format!("/Users/{id}")).expect(200).json(), user);
}

#[test]
fn wrong_bodies_are_refused_with_the_keyword_of_table_9() {
    let rows = [
        (json!({"schemas": [USER]}), "invalidValue"),
        (json!({"schemas": [USER], "userName": ""}), "invalidValue"),
        (json!({"userName": "a"}), "invalidSyntax"),
        (json!({"schemas": [GROUP], "userName": "a"}), "invalidSyntax"),
        (json!({"schemas": [USER], "userName": 1}), "invalidValue"),
        (json!({"schemas": [USER], "userName": "a", "active": "maybe"}), "invalidValue"),
        (json!({"schemas": [USER], "userName": "a", "name": "Ada"}), "invalidValue"),
        (
            json!({"schemas": [USER], "userName": "a", "emails": [
                {"value": "1", "primary": true}, {"value": "2", "primary": true}
            ]}),
            "invalidValue",
        ),
        (json!([]), "invalidSyntax"),
    ];
    for (body, scim_type) in rows {
        let mut client = Client::new();
        client.post("/Users", body).expect_error(400, scim_type);
        assert_eq!(client.get("/Users").json()["totalResults"], 0);
    }
    Client::new().post("/Groups", json!({"schemas": [GROUP]})).expect_error(400, "invalidValue");
}

#[test]
fn names_are_taken_in_any_case_and_only_as_long_as_they_are_used() {
    let mut client = Client::new();
    let id = client.user("Ada@x", json!({}));
    let again = json!({"schemas": [USER], "userName": "aDA@X"});
    client.post("/Users", again.clone()).expect_error(409, "uniqueness");
    client.group("Team", &[]);
    let team = json!({"schemas": [GROUP], "displayName": "TEAM"});
    client.post("/Groups", team).expect_error(409, "uniqueness");
    let rename = json!([{"op": "replace", "path": "userName", "value": "other"}]);
    client.patch(&format!("/Users/{id}"), rename).expect(200);
    client.post("/Users", again).expect(201);
    let back = json!([{"op": "replace", "path": "userName", "value": "ADA@x"}]);
    client.patch(&format!("/Users/{id}"), back).expect_error(409, "uniqueness");
    let case = json!([{"op": "replace", "path": "userName", "value": "OTHER"}]);
    client.patch(&format!("/Users/{id}"), case).expect(200);
}

#[test]
fn a_put_replaces_and_ignores_what_is_read_only() {
    let mut client = Client::new();
    let id = client.user("ada", json!({"title": "x", "active": false, "externalId": "e"}));
    let path = format!("/Users/{id}");
    let before = client.get(&path).json();
    let body = json!({"schemas": [USER], "id": "other", "userName": "ada", "nickName": "n", "externalId": "e"});
    let after = client.put(&path, body.clone()).expect(200).json();
    assert_eq!(after["id"], id.as_str());
    assert!(after.get("title").is_none());
    assert_eq!(after["active"], false);
    assert_eq!(after["nickName"], "n");
    assert_eq!(after["meta"]["created"], before["meta"]["created"]);
    assert_ne!(after["meta"]["version"], before["meta"]["version"]);
    assert_eq!(client.put(&path, body).expect(200).json(), after, "nothing changes twice");
    client.put(&path, json!({"schemas": [USER]})).expect_error(400, "invalidValue");
    client.put("/Users/unknown", json!({"schemas": [USER], "userName": "b"})).expect(404);
    assert_eq!(client.get("/Users").json()["totalResults"], 1);
    client.user("bob", json!({}));
    client
        .put(&path, json!({"schemas": [USER], "userName": "BOB"}))
        .expect_error(409, "uniqueness");
}

#[test]
fn a_put_of_a_group_leaves_unnamed_members() {
    let mut client = Client::new();
    let ada = client.user("ada", json!({}));
    let group = client.group("Team", &[&ada]);
    let path = format!("/Groups/{group}");
    client.put(&path, json!({"schemas": [GROUP], "displayName": "Crew"})).expect(200);
    assert_eq!(client.members(&group), [ada]);
    client
        .put(&path, json!({"schemas": [GROUP], "displayName": "Crew", "members": []}))
        .expect(200);
    assert_eq!(client.members(&group), [""; 0]);
}

#[test]
fn groups_of_a_user_follow_its_memberships() {
    let mut client = Client::new();
    let ada = client.user("ada", json!({}));
    let group = client.group("Team", &[&ada]);
    let shown = client.get(&format!("/Users/{ada}")).json()["groups"].clone();
    assert_eq!(
        shown,
        json!([{
            "value": group, "$ref": format!("http://localhost/Groups/{group}"),
            "display": "Team", "type": "direct"
        }])
    );
    let member = client.get(&format!("/Groups/{group}")).json()["members"][0].clone();
    assert_eq!(
        member,
        json!({"value": ada, "$ref": format!("http://localhost/Users/{ada}"), "type": "User"})
    );
    client.delete(&format!("/Groups/{group}")).expect(204);
    assert_eq!(client.get(&format!("/Users/{ada}")).json()["groups"], Value::Null);
    client.get(&format!("/Users/{group}")).expect(404);
}

#[test]
fn an_extension_needs_not_be_listed_and_is_when_it_is_there() {
    let mut client = Client::new();
    let body = json!({"schemas": [USER], "userName": "a", ENTERPRISE: {"department": "D"}});
    let user = client.post("/Users", body).expect(201).json();
    assert_eq!(user["schemas"], json!([USER, ENTERPRISE]));
    let plain = client.user("b", json!({}));
    assert_eq!(client.get(&format!("/Users/{plain}")).json()["schemas"], json!([USER]));
}
