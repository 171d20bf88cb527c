//! The examples of RFC 7643 section 8 and RFC 7644 section 3: the reference
//! server takes what a client sends in them, and the laws find nothing in what
//! a server answers in them.
//!
//! `tests/rfc-examples/examples.json` has their JSON; what the RFC abbreviates
//! with dots stays abbreviated. Two of them are at odds with the RFCs' own rules: a
//! path of section 3.5.2.2 lacks the blank between operator and value, which was
//! put in; and the list of section 3.4.2 has resources without `schemas`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::sync::Arc;

use scimproof::judge::{LawBook, Sight};
use scimproof::scim::capabilities::Capabilities;
use scimproof::scim::requirement::Catalogue;
use scimproof::server::{Server, Settings};
use scimproof::suite::{Law, Origin, Outcome, load};
use scimproof::wire::{Answer, Exchange, Method, Request, Response};
use serde_json::{Value, json};

/// What the server says itself, and what is no string or list that was sent.
const NOT_COMPARED: [&str; 6] = ["id", "meta", "schemas", "groups", "password", "members"];

fn examples() -> Value {
    serde_json::from_str(include_str!("rfc-examples/examples.json")).unwrap()
}

fn list(examples: &Value, name: &str) -> Vec<Value> {
    let all = examples[name].as_array().unwrap().clone();
    assert!(!all.is_empty(), "{name}");
    all
}

/// A server without users; the groups of the examples have members that it does not know.
fn server() -> Server {
    Server::new(Settings {
        refuse_unknown_members: false,
        base_url: "https://example.com/v2".to_owned(),
        ..Settings::default()
    })
}

fn ask(server: &mut Server, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
    let request = Request::new(method, path);
    let response = server.handle(&match body {
        Some(body) => request.with_json(body.clone()),
        None => request,
    });
    (response.status, response.body.json().cloned().unwrap_or_default())
}

fn endpoint(body: &Value) -> &'static str {
    let is_group = body["schemas"][0].as_str().is_some_and(|schema| schema.ends_with(":Group"));
    if is_group { "/Groups" } else { "/Users" }
}

/// Is everything that was sent there, whatever else is?
fn holds(shown: &Value, sent: &Value) -> bool {
    match sent {
        Value::Object(members) => members.iter().all(|(name, value)| {
            let member = shown
                .as_object()
                .and_then(|shown| shown.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)));
            // A manager's name and URI are the server's to say.
            name == "$ref"
                || name == "displayName" && shown.get("value").is_some()
                || member.is_some_and(|(_, shown)| holds(shown, value))
        }),
        Value::Array(elements) => {
            let shown = shown.as_array().map(Vec::as_slice).unwrap_or_default();
            elements.iter().all(|element| shown.iter().any(|shown| holds(shown, element)))
        }
        other => shown == other,
    }
}

fn assert_stored(server: &mut Server, section: &Value, path: &str, sent: &Value) {
    let (status, shown) = ask(server, Method::Get, path, None);
    assert_eq!(status, 200, "{section}");
    for (name, value) in sent.as_object().unwrap() {
        let is_empty = value.as_array().is_some_and(Vec::is_empty);
        if !is_empty && !NOT_COMPARED.contains(&name.as_str()) {
            let whole = json!({ name: value });
            assert!(holds(&shown, &whole), "{section}: {name} {value}\nin {shown}");
        }
    }
}

#[test]
fn resources_are_created_as_the_examples_show_them() {
    for example in list(&examples(), "creates") {
        let (section, body) = (&example["section"], &example["body"]);
        let mut server = server();
        let (status, created) = ask(&mut server, Method::Post, endpoint(body), Some(body));
        assert_eq!(status, 201, "{section}: {created}");
        assert_ne!(created["id"], body["id"], "{section}: the id is the server's");
        let path = format!("{}/{}", endpoint(body), created["id"].as_str().unwrap());
        assert_stored(&mut server, section, &path, body);
    }
}

#[test]
fn a_replacement_is_taken_as_the_example_shows_it() {
    let examples = examples();
    let body = &examples["replace"]["body"];
    let mut server = server();
    let before = json!({"schemas": body["schemas"], "userName": "somebody", "title": "Boss"});
    let (_, created) = ask(&mut server, Method::Post, "/Users", Some(&before));
    let path = format!("/Users/{}", created["id"].as_str().unwrap());
    let (status, answer) = ask(&mut server, Method::Put, &path, Some(body));
    assert_eq!((status, &answer["id"]), (200, &created["id"]), "{answer}");
    assert_stored(&mut server, &examples["replace"]["section"], &path, body);
}

#[test]
fn every_operation_of_the_examples_is_done() {
    let examples = examples();
    for example in list(&examples, "patches") {
        let (section, body) = (&example["section"], &example["body"]);
        let endpoint = example["path"].as_str().unwrap();
        let whole = &list(&examples, "creates")[if endpoint == "/Users" { 1 } else { 3 }]["body"];
        let mut server = server();
        let (_, created) = ask(&mut server, Method::Post, endpoint, Some(whole));
        let path = format!("{endpoint}/{}", created["id"].as_str().unwrap());
        let (status, answer) = ask(&mut server, Method::Patch, &path, Some(body));
        assert!(matches!(status, 200 | 204), "{section}: {body}\n{answer}");
        for operation in body["Operations"].as_array().unwrap() {
            let (path_given, value) = (operation["path"].as_str(), &operation["value"]);
            if path_given.is_none() {
                assert_stored(&mut server, section, &path, value);
            }
        }
        let (_, after) = ask(&mut server, Method::Get, &path, None);
        let text = body.to_string();
        if text.contains("1010 Broadway Ave") {
            assert_eq!(after["addresses"][0]["streetAddress"], "1010 Broadway Ave", "{after}");
        } else if text.contains("911 Universal") {
            assert!(after.to_string().contains("911 Universal City Plaza"), "{after}");
        } else if text.contains("value ew") {
            assert_eq!(after["emails"].as_array().map(Vec::len), Some(1), "{after}");
        }
    }
}

#[test]
fn the_search_and_the_jobs_of_the_examples_are_done() {
    let examples = examples();
    let mut server = server();
    let search = &examples["search"]["body"];
    let (status, found) = ask(&mut server, Method::Post, "/.search", Some(search));
    assert_eq!((status, &found["totalResults"]), (200, &json!(0)), "{found}");
    for example in list(&examples, "jobs") {
        let mut server = self::server();
        let (status, answer) = ask(&mut server, Method::Post, "/Bulk", Some(&example["body"]));
        assert_eq!(status, 200, "{answer}");
        let statuses: Vec<&Value> =
            answer["Operations"].as_array().unwrap().iter().map(|done| &done["status"]).collect();
        assert_eq!(statuses, [&json!("201"), &json!("201")], "{}: {answer}", example["section"]);
        let (_, users) = ask(&mut server, Method::Get, "/Users", None);
        let (_, groups) = ask(&mut server, Method::Get, "/Groups", None);
        assert!(!users.to_string().contains("bulkId:"), "{users}");
        assert!(!groups.to_string().contains("bulkId:"), "{groups}");
    }
}

/// Laws of what one answer says; others compare answers, or look at the base URL.
const LAWS: [Law; 20] = [
    Law::MessageShape,
    Law::TotalPresent,
    Law::TotalCoversPage,
    Law::ResourcesPresent,
    Law::OnceOnAPage,
    Law::IdPresent,
    Law::SchemasPresent,
    Law::SchemasOnce,
    Law::SchemasBase,
    Law::SchemasDeclared,
    Law::SchemasListExtensions,
    Law::MetaDates,
    Law::MetaDatesInOrder,
    Law::AttributeTypes,
    Law::IntegerForm,
    Law::AttributeMultiplicity,
    Law::AttributeFormats,
    Law::AttributeKnown,
    Law::OnePrimary,
    Law::ErrorStatusIsText,
];

#[test]
fn the_laws_find_nothing_in_the_answers_of_the_examples() {
    let examples = examples();
    let mut server = server();
    let mut discovered = |path: &str| ask(&mut server, Method::Get, path, None).1;
    let resources = |list: Value| list["Resources"].as_array().cloned();
    let capabilities = Capabilities {
        config: Some(discovered("/ServiceProviderConfig")),
        resource_types: resources(discovered("/ResourceTypes")),
        schemas: resources(discovered("/Schemas")),
    };
    let loaded = load(&Origin::BuiltIn, &Catalogue::built_in()).unwrap();
    let scenarios = || loaded.suites.iter().flat_map(|suite| &suite.scenarios);
    let mut shown: Vec<(Value, String, u16, Value)> = Vec::new();
    for example in list(&examples, "resources") {
        let (section, body) = (example["section"].clone(), example["body"].clone());
        let path = format!("{}/{}", endpoint(&body), body["id"].as_str().unwrap());
        shown.push((section, path, 200, body));
    }
    for example in list(&examples, "messages") {
        let path = example["path"].as_str().unwrap().to_owned();
        shown.push((example["section"].clone(), path, 200, example["body"].clone()));
    }
    for example in list(&examples, "errors") {
        let body = example["body"].clone();
        let status = body["status"].as_str().unwrap().parse().unwrap();
        shown.push((example["section"].clone(), "/Users/1".to_owned(), status, body));
    }
    let mut judged = 0;
    for (section, path, status, body) in shown {
        // No token: every resource is one of this run.
        let mut book = LawBook::new("https://example.com/v2", "", &capabilities);
        let mut response = Response::new(status);
        response.headers.set("Content-Type", "application/scim+json");
        response.body = scimproof::wire::Body::Json(body);
        let exchange = Exchange {
            request: Request::new(Method::Get, path),
            answer: Answer::Received(response),
            latency_ms: 1,
            attempts: 1,
        };
        book.see(&Sight {
            scenario: 1,
            number: 1,
            id: None,
            step: "example",
            exchange: &Arc::new(exchange),
            checks: &[],
            unordered: false,
            alone: true,
        });
        for check in
            scenarios().filter_map(|scenario| book.judge(scenario)).flat_map(|it| it.checks)
        {
            let named = |law: &Law| check.id.as_str().ends_with(&format!("/{}", law.name()));
            let excused = section == "7644 3.4.2" && named(&Law::SchemasPresent);
            if LAWS.iter().any(named) && !excused {
                judged += 1;
                assert!(check.outcome < Outcome::Fail, "{section}: {check:#?}");
            }
        }
    }
    assert!(judged > 100, "only {judged} checks were made");
}
