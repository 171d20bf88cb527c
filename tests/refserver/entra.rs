//! Everything that Microsoft Entra ID sends, and what has to come of it.

use serde_json::{Value, json};

use crate::client::{Client, ENTERPRISE, GROUP, USER};

fn ada(client: &mut Client) -> String {
    client.user(
        "ada@contoso.com",
        json!({
            "externalId": "ada",
            "active": true,
            "displayName": "Ada",
            "title": "Engineer",
            "meta": { "resourceType": "User" },
            "roles": [],
            "name": { "givenName": "Ada", "familyName": "Lovelace", "formatted": "Ada Lovelace" },
            "emails": [
                { "type": "work", "value": "ada@contoso.com", "primary": true },
                { "type": "home", "value": "ada@home.example" }
            ],
            ENTERPRISE: { "department": "R&D" }
        }),
    )
}

fn at(client: &mut Client, id: &str, pointer: &str) -> Value {
    let user = client.get(&format!("/Users/{id}")).expect(200).json();
    user.pointer(pointer).cloned().unwrap_or(Value::Null)
}

#[test]
fn every_shape_of_a_single_update_is_understood() {
    let work = json!("emails[type eq \"work\"].value");
    let department = format!("{ENTERPRISE}:department");
    let employee = format!("{ENTERPRISE}:employeeNumber");
    let extension = format!("/{}", ENTERPRISE.replace('~', "~0").replace('/', "~1"));
    let rows = [
        (json!({"op": "Replace", "path": "userName", "value": "x@y"}), "/userName", json!("x@y")),
        (json!({"op": "replace", "value": {"userName": "x@y"}}), "/userName", json!("x@y")),
        (json!({"op": "Add", "path": "nickName", "value": "Babs"}), "/nickName", json!("Babs")),
        (json!({"op": "add", "path": "title", "value": "Lead"}), "/title", json!("Lead")),
        (
            json!({"op": "Replace", "path": "name.familyName", "value": "King"}),
            "/name",
            json!({"givenName": "Ada", "familyName": "King", "formatted": "Ada Lovelace"}),
        ),
        (
            json!({"op": "Replace", "path": work, "value": "new@x"}),
            "/emails/0/value",
            json!("new@x"),
        ),
        (
            json!({"op": "Add", "path": "addresses[type eq \"work\"].formatted", "value": "Here"}),
            "/addresses",
            json!([{"type": "work", "formatted": "Here"}]),
        ),
        (
            json!({"op": "Replace", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "1-2"}),
            "/phoneNumbers",
            json!([{"type": "mobile", "value": "1-2"}]),
        ),
        (
            json!({"op": "replace", "path": "emails[type eq \"home\"].primary", "value": true}),
            "/emails/0/primary",
            json!(false),
        ),
        (
            json!({"op": "Replace", "path": employee, "value": "7"}),
            &format!("{extension}/employeeNumber"),
            json!("7"),
        ),
        (
            json!({"op": "add", "path": department, "value": "Ops"}),
            &format!("{extension}/department"),
            json!("Ops"),
        ),
        (
            json!({"op": "replace", "value": {employee: "7"}}),
            &format!("{extension}/employeeNumber"),
            json!("7"),
        ),
        (json!({"op": "Replace", "path": "active", "value": "False"}), "/active", json!(false)),
        (json!({"op": "Replace", "path": "active", "value": "false"}), "/active", json!(false)),
        (json!({"op": "Add", "path": "active", "value": "False"}), "/active", json!(false)),
        (json!({"op": "Replace", "path": "active", "value": false}), "/active", json!(false)),
        (json!({"op": "replace", "value": {"active": "False"}}), "/active", json!(false)),
        (
            json!({"op": "add", "value": {"displayName": "F", "name.givenName": "Foo"}}),
            "/name/givenName",
            json!("Foo"),
        ),
        (json!({"op": "Replace", "path": "externalId", "value": "e2"}), "/externalId", json!("e2")),
        (
            json!({"op": "Replace", "path": "name", "value": {"familyName": "New"}}),
            "/name/givenName",
            json!("Ada"),
        ),
        (json!({"op": "replace", "path": "title", "value": ""}), "/title", Value::Null),
        (json!({"op": "replace", "path": "title", "value": null}), "/title", Value::Null),
        (json!({"op": "Remove", "path": "title"}), "/title", Value::Null),
        (
            json!({"op": "Add", "path": "urn:ietf:params:scim:schemas:extension:Own:2.0:User:x", "value": "1"}),
            "/title",
            json!("Engineer"),
        ),
    ];
    for (operation, pointer, expected) in rows {
        let mut client = Client::new();
        let id = ada(&mut client);
        let answer = client.patch(&format!("/Users/{id}"), json!([operation])).expect(200).json();
        let seen = at(&mut client, &id, pointer);
        assert_eq!(seen, expected, "{operation}");
        assert_eq!(answer.pointer(pointer).cloned().unwrap_or(Value::Null), expected);
        // Nothing else is lost.
        let user = client.get(&format!("/Users/{id}")).json();
        assert_eq!(user["emails"].as_array().map(Vec::len), Some(2), "{operation}");
        assert!(user["externalId"].is_string(), "{operation}");
    }
}

#[test]
fn several_attributes_in_both_dialects_give_the_same_user() {
    let employee = format!("{ENTERPRISE}:employeeNumber");
    let legacy = json!([
        {"op": "Replace", "path": "displayName", "value": "P"},
        {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "p@x"},
        {"op": "Replace", "path": "name.givenName", "value": "G"},
        {"op": "Replace", "path": "name.familyName", "value": "F"},
        {"op": "Replace", "path": employee, "value": "7"}
    ]);
    let flagged = json!([
        {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "p@x"},
        {"op": "replace", "value": {
            "displayName": "P", "name.givenName": "G", "name.familyName": "F", employee: "7"
        }}
    ]);
    let mut users = Vec::new();
    for operations in [legacy, flagged] {
        let mut client = Client::new();
        let id = ada(&mut client);
        client.patch(&format!("/Users/{id}?aadOptscim062020"), operations).expect(200);
        users.push(client.get(&format!("/Users/{id}")).json());
    }
    assert_eq!(users[0], users[1]);
    assert_eq!(users[0]["name"]["formatted"], "Ada Lovelace");
    assert_eq!(users[0]["title"], "Engineer");
}

#[test]
fn every_shape_of_a_manager_is_understood() {
    let path = format!("{ENTERPRISE}:manager");
    let mut client = Client::new();
    let (id, boss) = (ada(&mut client), client.user("boss", json!({})));
    let pointer = format!("/{ENTERPRISE}/manager");
    let value = format!("{pointer}/value");
    let set = [
        json!({"op": "Add", "path": path, "value": boss}),
        json!({"op": "Add", "path": "manager", "value": [{"$ref": "http://x/Users/1", "value": boss}]}),
        json!({"op": "add", "path": path, "value": {"value": boss}}),
        json!({"op": "replace", "value": {path.clone(): boss}}),
    ];
    let cleared = [
        json!({"op": "replace", "path": path, "value": {"value": ""}}),
        json!({"op": "replace", "path": path, "value": ""}),
        json!({"op": "Replace", "path": path, "value": null}),
        json!({"op": "Remove", "path": path}),
    ];
    for (set, cleared) in set.iter().zip(&cleared) {
        client.patch(&format!("/Users/{id}"), json!([set])).expect(200);
        assert_eq!(at(&mut client, &id, &value), json!(boss), "{set}");
        client.patch(&format!("/Users/{id}"), json!([cleared])).expect(200);
        assert_eq!(at(&mut client, &id, &pointer), Value::Null, "{cleared}");
    }
    // The Validator's manager is nobody.
    let operation = json!([{"op": "add", "path": path, "value": {"value": "CYKQWKOFNTWC"}}]);
    client.patch(&format!("/Users/{id}"), operation).expect(200);
    assert_eq!(at(&mut client, &id, &pointer), json!({"value": "CYKQWKOFNTWC"}));
}

#[test]
fn every_shape_of_a_role_is_understood() {
    let plain = json!([{"primary": false, "type": "T", "display": "User", "value": "User"}]);
    let rows = [
        (
            json!({"op": "Add", "path": "roles", "value": [
                {"value": "{\"id\":\"1\",\"value\":\"25\",\"displayName\":\"Role\"}"}
            ]}),
            json!([{"value": "25", "display": "Role"}]),
        ),
        (json!({"op": "replace", "path": "roles", "value": plain}), plain.clone()),
        (
            json!({"op": "Add", "path": "roles[primary eq \"True\"].value", "value": "Admin"}),
            json!([{"primary": true, "value": "Admin"}]),
        ),
    ];
    for (operation, expected) in rows {
        let mut client = Client::new();
        let id = ada(&mut client);
        for _ in 0..2 {
            client.patch(&format!("/Users/{id}"), json!([operation])).expect(200);
            assert_eq!(at(&mut client, &id, "/roles"), expected, "{operation}");
        }
    }
}

#[test]
fn a_create_takes_what_entra_adds() {
    let mut client = Client::new();
    for (name, active) in [("a", json!("True")), ("b", json!("False")), ("c", json!("true"))] {
        let id = client.user(
            name,
            json!({
                "active": active,
                "title": null,
                "addresses": null,
                "roles": [{"primary": "True", "type": "W", "displayName": "Admin", "value": "Admin"}],
                "urn:ietf:params:scim:schemas:extension:Own:2.0:User": {"x": "1"},
                ENTERPRISE: {"manager": {"value": "nobody"}}
            }),
        );
        let user = client.get(&format!("/Users/{id}")).json();
        assert_eq!(user["active"], json!(name != "b"));
        assert_eq!(user["roles"][0]["primary"], true);
        assert_eq!(user["roles"][0]["display"], "Admin");
        assert_eq!(user["schemas"], json!([USER, ENTERPRISE]));
        assert!(user.get("title").is_none());
    }
    let group = json!({
        "schemas": [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "externalId": "8aa1", "displayName": "Team (EU)", "meta": {"resourceType": "Group"}
    });
    let group = client.post("/Groups", group).expect(201).json();
    assert_eq!(group["schemas"], json!([GROUP]));
    assert_eq!(group["externalId"], "8aa1");
}

#[test]
fn members_come_and_go_in_both_dialects() {
    let mut client = Client::new();
    let ids: Vec<String> = (0..3).map(|n| client.user(&format!("u{n}"), json!({}))).collect();
    let [a, b, c] = ids.as_slice() else { panic!() };
    let group = client.group("Team", &[]);
    let path = format!("/Groups/{group}");
    let null_reference = |id: &str| json!({"$ref": null, "value": id});
    let steps = [
        (json!({"op": "Add", "path": "members", "value": [null_reference(a)]}), vec![a]),
        (
            json!({"op": "add", "path": "members", "value": [{"value": a}, {"value": b}]}),
            vec![a, b],
        ),
        (json!({"op": "Add", "path": "members", "value": [{"value": b}]}), vec![a, b]),
        (json!({"op": "add", "value": {"members": [{"value": c}]}}), vec![a, b, c]),
        (json!({"op": "Remove", "path": "members", "value": [null_reference(a)]}), vec![b, c]),
        (json!({"op": "Remove", "path": "members", "value": [{"value": a}]}), vec![b, c]),
        (json!({"op": "remove", "path": format!("members[value eq \"{b}\"]")}), vec![c]),
        (json!({"op": "remove", "path": format!("members[value eq \"{b}\"]")}), vec![c]),
        (
            json!({"op": "replace", "path": "members", "value": [{"value": a}, {"value": b}]}),
            vec![a, b],
        ),
        (json!({"op": "Remove", "path": "members", "value": [{"value": a}, {"value": b}]}), vec![]),
        (json!({"op": "Add", "path": "members", "value": a}), vec![a]),
        (json!({"op": "replace", "path": "members", "value": []}), vec![]),
        (json!({"op": "add", "path": "members", "value": {"value": a}}), vec![a]),
        (json!({"op": "Replace", "path": "displayName", "value": "Crew"}), vec![a]),
        (json!({"op": "Add", "path": "externalId", "value": "e"}), vec![a]),
        (json!({"op": "remove", "path": "members"}), vec![]),
    ];
    for (operation, expected) in steps {
        client.patch(&path, json!([operation])).expect(204);
        assert_eq!(
            client.members(&group),
            expected.into_iter().cloned().collect::<Vec<_>>(),
            "{operation}"
        );
    }
}

#[test]
fn a_reference_is_checked_by_two_terms() {
    let mut client = Client::new();
    let (ada, bob) = (client.user("ada", json!({})), client.user("bob", json!({})));
    let group = client.group("Team", &[&ada]);
    let path = format!("{ENTERPRISE}:manager");
    client.patch(&format!("/Users/{bob}"), json!([{"op": "Add", "path": path, "value": ada}]));
    for (target, found) in [
        (format!("/Groups?filter=id+eq+%22{group}%22+and+members+eq+%22{ada}%22"), 1),
        (format!("/Groups?filter=id+eq+%22{group}%22+and+members+eq+%22{bob}%22"), 0),
        (format!("/Users?filter=id+eq+%22{bob}%22+and+manager+eq+%22{ada}%22&attributes=id"), 1),
        (format!("/Users?filter=id+eq+%22{ada}%22+and+manager+eq+%22{bob}%22&attributes=id"), 0),
    ] {
        assert_eq!(client.get(&target).expect(200).json()["totalResults"], found, "{target}");
    }
}

#[test]
fn a_disabled_user_is_found_and_comes_back_whole() {
    let mut client = Client::new();
    let id = ada(&mut client);
    let group = client.group("Team", &[&id]);
    let before = client.get(&format!("/Users/{id}")).json();
    client.patch(
        &format!("/Users/{id}"),
        json!([{"op": "Replace", "path": "active", "value": "False"}]),
    );
    assert_eq!(at(&mut client, &id, "/active"), json!(false));
    assert_eq!(client.names("filter=userName+eq+%22ADA@contoso.com%22"), ["ada@contoso.com"]);
    client.patch(
        &format!("/Users/{id}"),
        json!([{"op": "Replace", "path": "active", "value": "True"}]),
    );
    let mut after = client.get(&format!("/Users/{id}")).json();
    after["meta"] = before["meta"].clone();
    assert_eq!(after, before);
    assert_eq!(client.members(&group), [id]);
}

#[test]
fn a_deleted_user_is_gone_and_can_be_created_again() {
    let mut client = Client::new();
    let id = ada(&mut client);
    let group = client.group("Team", &[&id]);
    client.delete(&format!("/Users/{id}")).expect(204);
    client.get(&format!("/Users/{id}")).expect(404);
    client.delete(&format!("/Users/{id}")).expect(404);
    assert_eq!(client.names("filter=userName+eq+%22ada@contoso.com%22"), [""; 0]);
    assert_eq!(client.members(&group), [""; 0]);
    assert_ne!(ada(&mut client), id);
}

#[test]
fn the_strict_server_keeps_to_the_letter() {
    let mut client = Client::with(scimproof::server::Settings::strict());
    let id = ada(&mut client);
    let path = format!("/Users/{id}");
    let refused = [
        (json!({"op": "Replace", "path": "title", "value": "x"}), "invalidSyntax"),
        (json!({"op": "replace", "path": "active", "value": "False"}), "invalidValue"),
        (
            json!({"op": "replace", "path": "phoneNumbers[type eq \"work\"].value", "value": "1"}),
            "noTarget",
        ),
        (
            json!({"op": "replace", "path": format!("{ENTERPRISE}:manager"), "value": "1"}),
            "invalidValue",
        ),
    ];
    for (operation, scim_type) in refused {
        client.patch(&path, json!([operation])).expect_error(400, scim_type);
    }
    client.patch(&path, json!([{"op": "replace", "value": {"name.givenName": "X"}}])).expect(200);
    assert_eq!(at(&mut client, &id, "/name/givenName"), "Ada");
    let group = client.group("Team", &[&id]);
    let remove = json!([{"op": "remove", "path": "members", "value": [{"value": "nobody"}]}]);
    client.patch(&format!("/Groups/{group}"), remove).expect(204);
    assert_eq!(client.members(&group), [""; 0]);
}
