//! Authentication, versions, discovery, errors and what does not exist.

use scimproof::server::Settings;
use scimproof::wire::{Body, Method, Secret};
use serde_json::{Value, json};

use crate::client::{Client, USER, request};

#[test]
fn a_token_is_needed_everywhere_but_for_the_configuration() {
    let settings = Settings { token: Some(Secret::new("right")), ..Settings::default() };
    let mut client = Client::with(settings);
    let rows = [
        (None, 401),
        (Some("Bearer wrong"), 401),
        (Some("Bearer "), 401),
        (Some("Bearer"), 401),
        (Some("Basic right"), 401),
        (Some("Bearer right"), 200),
        (Some("bearer right"), 200),
    ];
    for (authorization, status) in rows {
        let mut asked = request(Method::Get, "/Users", None);
        if let Some(authorization) = authorization {
            asked.headers.set("Authorization", authorization);
        }
        let answer = client.send(&asked).expect(status);
        assert_eq!(answer.header("WWW-Authenticate").is_some(), status == 401);
    }
    client.get("/ServiceProviderConfig").expect(200);
    client.get("/Schemas").expect(401);
}

#[test]
fn versions_guard_changes() {
    let mut client = Client::new();
    let id = client.user("ada", json!({}));
    let path = format!("/Users/{id}");
    let tag = client.get(&path).header("ETag").unwrap_or_default().to_owned();
    let mut ask = |method, header: &str, value: &str, body: Option<Value>| {
        let mut asked = request(method, &path, body);
        asked.headers.set(header, value);
        client.send(&asked).0.status
    };
    let body = json!({"schemas": [USER], "userName": "ada", "title": "x"});
    assert_eq!(ask(Method::Get, "If-None-Match", &tag, None), 304);
    assert_eq!(ask(Method::Get, "If-None-Match", "W/\"9\"", None), 200);
    assert_eq!(ask(Method::Put, "If-Match", &tag, Some(body.clone())), 200);
    assert_eq!(ask(Method::Put, "If-Match", &tag, Some(body.clone())), 412);
    assert_eq!(ask(Method::Put, "If-Match", "*", Some(body)), 200);
    assert_eq!(ask(Method::Get, "If-None-Match", &tag, None), 200);
    assert_eq!(ask(Method::Delete, "If-Match", &tag, None), 412);
    assert_eq!(ask(Method::Delete, "If-Match", "\"2\"", None), 204);
}

#[test]
fn discovery_describes_this_server() {
    let mut client = Client::new();
    let config = client.get("/ServiceProviderConfig").expect(200).json();
    for feature in ["patch", "bulk", "filter", "sort", "etag"] {
        assert_eq!(config[feature]["supported"], true, "{feature}");
    }
    let types = client.get("/ResourceTypes").expect(200).json();
    let schemas = client.get("/Schemas").expect(200).json();
    assert_eq!((&types["totalResults"], &schemas["totalResults"]), (&json!(2), &json!(4)));
    for list in [&types, &schemas] {
        for resource in list["Resources"].as_array().into_iter().flatten() {
            let location = resource["meta"]["location"].as_str().unwrap_or_default();
            let target = location.trim_start_matches("http://localhost").to_owned();
            assert_eq!(&client.get(&target).expect(200).json(), resource);
        }
        assert!(!list.to_string().contains("null"));
    }
    for target in ["/Schemas?filter=id+pr", "/ResourceTypes?filter=id+pr"] {
        client.get(target).expect(403);
    }
    client.get("/Schemas/urn:nothing").expect(404);
}

#[test]
fn what_does_not_exist_says_so_in_scim() {
    let mut client = Client::new();
    let rows = [
        (Method::Get, "/Devices", 404),
        (Method::Get, "/Users/unknown", 404),
        (Method::Delete, "/Groups/unknown", 404),
        (Method::Get, "/Users/a/b", 404),
        (Method::Get, "/Me", 501),
        (Method::Patch, "/Me", 501),
        (Method::Put, "/Users", 405),
        (Method::Post, "/Users/1", 405),
        (Method::Post, "/Schemas", 405),
        (Method::Get, "/Bulk", 405),
    ];
    for (method, target, status) in rows {
        let answer = client.send(&request(method, target, None)).expect(status);
        assert_eq!(answer.json()["status"], status.to_string(), "{target}");
        assert_eq!(answer.header("Content-Type"), Some("application/scim+json"));
        assert_eq!(answer.header("Allow").is_some(), status == 405);
    }
}

#[test]
fn bodies_that_are_no_json_objects_are_refused() {
    let mut client = Client::new();
    for body in [Body::Empty, Body::Text("{".repeat(100_000)), Body::Json(json!("x"))] {
        let mut asked = request(Method::Post, "/Users", None);
        asked.body = body;
        client.send(&asked).expect_error(400, "invalidSyntax");
    }
    let mut asked = request(Method::Post, "/Users", Some(json!({})));
    asked.headers.set("Content-Type", "text/plain");
    client.send(&asked).expect(415);
    asked = request(Method::Post, "/Users", Some(json!({"schemas": [USER], "userName": "a"})));
    asked.headers.set("Content-Type", "application/json");
    client.send(&asked).expect(201);
}
