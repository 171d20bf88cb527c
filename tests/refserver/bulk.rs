//! Bulk by RFC 7644 section 3.7.

use scimproof::server::Settings;
use serde_json::{Value, json};

use crate::client::{Client, GROUP, PATCH_OP, USER};

fn job(operations: Value) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": operations
    })
}

fn user(bulk_id: &str, name: &str) -> Value {
    json!({
        "method": "POST", "path": "/Users", "bulkId": bulk_id,
        "data": {"schemas": [USER], "userName": name}
    })
}

fn statuses(answer: &Value) -> Vec<&str> {
    let operations = answer["Operations"].as_array().into_iter().flatten();
    operations.filter_map(|operation| operation["status"].as_str()).collect()
}

#[test]
fn references_are_resolved_in_data_and_paths_whatever_comes_first() {
    let mut client = Client::new();
    let group = json!({
        "method": "POST", "path": "/Groups", "bulkId": "g",
        "data": {"schemas": [GROUP], "displayName": "G", "members": [{"value": "bulkId:u"}]}
    });
    let patch = json!({
        "method": "PATCH", "path": "/Users/bulkId:u",
        "data": {"schemas": [PATCH_OP], "Operations": [{"op": "add", "path": "title", "value": "T"}]}
    });
    let answer =
        client.post("/Bulk", job(json!([group, patch, user("u", "ada")]))).expect(200).json();
    assert_eq!(statuses(&answer), ["201", "200", "201"], "{answer}");
    assert_eq!(answer["Operations"][2]["bulkId"], "u");
    let list = client.get("/Users").json();
    let ada = list["Resources"][0].clone();
    assert_eq!(ada["title"], "T");
    assert_eq!(answer["Operations"][2]["location"], ada["meta"]["location"]);
    let groups = client.get("/Groups").json();
    assert_eq!(groups["Resources"][0]["members"][0]["value"], ada["id"]);
}

#[test]
fn circular_references_are_resolved() {
    let mut client = Client::new();
    let group = |own: &str, other: &str| {
        json!({
            "method": "POST", "path": "/Groups", "bulkId": own,
            "data": {"schemas": [GROUP], "displayName": own, "members": [{"value": format!("bulkId:{other}")}]}
        })
    };
    let answer =
        client.post("/Bulk", job(json!([group("a", "b"), group("b", "a")]))).expect(200).json();
    assert_eq!(statuses(&answer), ["201", "201"], "{answer}");
    let list = client.get("/Groups").json();
    let (a, b) = (&list["Resources"][0], &list["Resources"][1]);
    assert_eq!(a["members"][0]["value"], b["id"]);
    assert_eq!(b["members"][0]["value"], a["id"]);
}

#[test]
fn errors_are_told_one_by_one_and_stop_the_job_only_at_the_limit() {
    let operations = json!([
        user("1", "a"),
        user("2", "A"),
        {"method": "DELETE", "path": "/Users/unknown"},
        {"method": "POST", "path": "/Users", "data": {"schemas": [USER], "userName": "x"}},
        {"method": "POST", "path": "/Groups", "bulkId": "g",
         "data": {"schemas": [GROUP], "displayName": "g", "members": [{"value": "bulkId:2"}]}},
        {"method": "POST", "path": "/Me", "bulkId": "m", "data": {}},
        user("3", "c")
    ]);
    let mut client = Client::new();
    let answer = client.post("/Bulk", job(operations.clone())).expect(200).json();
    assert_eq!(statuses(&answer), ["201", "409", "404", "400", "409", "400", "201"], "{answer}");
    let failed = &answer["Operations"][1];
    assert_eq!(failed["response"]["scimType"], "uniqueness");
    assert_eq!(failed["location"], Value::Null);
    assert!(answer["Operations"][2]["location"].is_string());
    let mut limited = job(operations);
    limited["failOnErrors"] = json!(2);
    let answer = Client::new().post("/Bulk", limited).expect(200).json();
    assert_eq!(statuses(&answer), ["201", "409", "404"]);
}

#[test]
fn limits_and_envelopes_are_kept() {
    let mut client = Client::with(Settings { max_operations: 1, ..Settings::default() });
    let answer = client.post("/Bulk", job(json!([user("1", "a"), user("2", "b")]))).expect(413);
    assert!(answer.json()["detail"].as_str().is_some_and(|text| text.contains("maxOperations")));
    let mut client = Client::with(Settings { max_payload_bytes: 20, ..Settings::default() });
    client.post("/Bulk", job(json!([user("1", "a")]))).expect(413);
    let mut client = Client::new();
    client.post("/Bulk", json!({"Operations": []})).expect_error(400, "invalidSyntax");
    client.post("/Bulk", job(Value::Null)).expect_error(400, "invalidSyntax");
    assert_eq!(client.get("/Users").json()["totalResults"], 0);
}
