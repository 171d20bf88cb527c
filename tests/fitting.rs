//! Servers that lack what the suites write, or demand what they do not: they
//! are sent bodies that fit, and hear of no failure.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use scimproof::judge::{Grade, Skip, Verdict};
use scimproof::mapping::Target;
use scimproof::plan::{Plan, Profile, RunFacts, Selection};
use scimproof::report::{Report, fold};
use scimproof::run::{RunOptions, StopSource, run};
use scimproof::scim::capabilities::Capabilities;
use scimproof::scim::requirement::Catalogue;
use scimproof::server::{InProcess, Server, Settings};
use scimproof::suite::{Fit, Origin, Outcome, load};
use scimproof::wire::{Body, BoxFuture, Method, Request, Response, Transport, TransportError};
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const BADGES: &str = "urn:ietf:params:scim:schemas:extension:badges:2.0:User";

fn attribute(name: &str, more: &Value) -> Value {
    let mut attribute = json!({ "name": name, "type": "string", "multiValued": false });
    attribute.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    attribute
}

/// A server that has no title and no enterprise extension, whose phones are
/// mobile only, and that wants a password, a kind of user and a badge.
fn peculiar() -> Capabilities {
    let users = json!({ "id": USER, "attributes": [
        attribute("userName", &json!({"required": true})),
        attribute("active", &json!({"type": "boolean"})),
        attribute("password", &json!({"required": true, "mutability": "writeOnly", "returned": "never"})),
        attribute("userType", &json!({"required": true, "canonicalValues": ["Staff", "Guest"]})),
        attribute("name", &json!({"type": "complex", "subAttributes": [
            attribute("givenName", &json!({})),
            attribute("familyName", &json!({"required": true})),
        ]})),
        attribute("phoneNumbers", &json!({"type": "complex", "multiValued": true, "subAttributes": [
            attribute("value", &json!({})),
            attribute("type", &json!({"canonicalValues": ["mobile"]})),
        ]})),
    ]});
    let badges = json!({ "id": BADGES, "attributes": [attribute("number", &json!({}))] });
    Capabilities {
        config: None,
        resource_types: Some(vec![json!({ "name": "User", "endpoint": "/Users", "schema": USER,
            "schemaExtensions": [{ "schema": BADGES, "required": true }] })]),
        schemas: Some(vec![users, badges]),
    }
}

#[test]
fn a_body_is_fitted() {
    let target = Target::new(&peculiar(), None);
    let fit = |body: &Value, how| target.fit("/Users", body, "u1", &Value::Null, how);
    let body = json!({
        "schemas": [USER, ENTERPRISE, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/User"],
        "externalId": "e", "userName": "ada", "title": "Engineer", "roles": [],
        "meta": { "resourceType": "User" }, "userType": "Robot",
        "name": { "givenName": "Ada", "formatted": "Ada L" },
        "phoneNumbers": [
            { "type": "work", "value": "1" }, { "type": "Mobile", "value": "2", "primary": true },
        ],
        ENTERPRISE: { "department": "R&D" },
    });
    let complete = json!({
        "schemas": [USER, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/User", BADGES],
        "externalId": "e", "userName": "ada", "meta": { "resourceType": "User" }, "userType": "Staff",
        "name": { "givenName": "Ada", "familyName": "Lovelace" },
        "phoneNumbers": [{ "type": "Mobile", "value": "2" }],
        "password": "Sp1-u1-Aa!",
        BADGES: { "number": "u1" },
    });
    assert_eq!(fit(&body, Fit::Complete), complete);
    assert_eq!(fit(&body, Fit::AsWritten), body);
    assert_eq!(
        fit(&json!({ "title": "x", "active": true }), Fit::Known),
        json!({ "active": true })
    );
    // What may be shown of it, so that a missing password is no finding.
    assert_eq!(target.visible("/Users", &complete).get("password"), None);
    // Fitting again changes nothing, and a replacement keeps what was made up before.
    assert_eq!(fit(&complete, Fit::Complete), complete);
    let replaced =
        target.fit("/Users/1", &json!({ "userName": "x" }), "u2", &complete, Fit::Complete);
    assert_eq!(
        (&replaced["password"], &replaced[BADGES]),
        (&complete["password"], &complete[BADGES])
    );
    // Messages are no resources, and of a type of which nothing is known all may be sent.
    for (path, body) in [
        ("/Users/1", json!({ "Operations": [{ "op": "add", "path": "title", "value": "x" }] })),
        ("/Users/.search", json!({ "filter": "title pr" })),
        ("/Groups", json!({ "displayName": "g", "colour": "red" })),
    ] {
        assert_eq!(target.fit(path, &body, "u", &Value::Null, Fit::Complete), body, "{path}");
    }
    let bulk =
        json!({ "Operations": [{ "method": "POST", "path": "/Users", "data": { "title": "x" } }] });
    let fitted = target.fit("/Bulk", &bulk, "u", &Value::Null, Fit::Complete);
    assert_eq!(fitted.pointer("/Operations/0/data/title"), None);
    assert_eq!(fitted.pointer("/Operations/0/data/userType"), Some(&json!("Staff")));
}

/// The reference server behind a gate that shows other schemas and holds
/// clients to them.
struct Gate {
    inner: InProcess,
    refused: Mutex<Vec<String>>,
}

impl Gate {
    /// What is wrong with a body, by the word of the schemas.
    fn objection(body: &Value) -> Option<String> {
        let lacks =
            |pointer: &str| body.pointer(pointer).is_none().then(|| format!("no {pointer}"));
        let types = body["phoneNumbers"].as_array().into_iter().flatten();
        let mut types = types.map(|phone| phone["type"].as_str().unwrap_or_default());
        lacks("/password")
            .or_else(|| lacks("/userType"))
            .or_else(|| lacks(&format!("/{BADGES}/number")))
            .or_else(|| body["title"].is_string().then(|| "a title".to_owned()))
            .or_else(|| body[ENTERPRISE].is_object().then(|| "an extension".to_owned()))
            .or_else(|| types.any(|word| word == "work").then(|| "a work phone".to_owned()))
    }
}

impl Transport for Gate {
    fn send<'a>(&'a self, request: &'a Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            let list = |resources: Option<Vec<Value>>| {
                let mut response = Response::new(200);
                response.headers.set("Content-Type", "application/scim+json");
                response.body = Body::Json(json!({
                    "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
                    "totalResults": resources.as_ref().map_or(0, Vec::len), "Resources": resources,
                }));
                response
            };
            match request.path.as_str() {
                "/Schemas" => return Ok(list(peculiar().schemas)),
                "/ResourceTypes" => return Ok(list(peculiar().resource_types)),
                _ => {}
            }
            let mut request = request.clone();
            if request.method == Method::Post
                && request.path == "/Users"
                && let Body::Json(body) = &mut request.body
                && let Some(members) = body.as_object_mut()
            {
                if let Some(objection) = Self::objection(&Value::Object(members.clone())) {
                    self.refused.lock().unwrap().push(objection);
                    return Ok(Response::new(400));
                }
                // The reference server does not have these.
                members.retain(|name, _| name != BADGES);
                if let Some(schemas) = members.get_mut("schemas").and_then(Value::as_array_mut) {
                    schemas.retain(|urn| urn != BADGES);
                }
            }
            let mut response = self.inner.send(&request).await?;
            // A created or read user shows its badge, as it was given.
            if let Body::Json(body) = &mut response.body {
                show_badge(body);
            }
            Ok(response)
        })
    }
}

fn show_badge(body: &mut Value) {
    let Some(members) = body.as_object_mut() else { return };
    if let Some(Value::Array(resources)) = members.get_mut("Resources") {
        resources.iter_mut().for_each(show_badge);
    } else if let Some(name) = members.get("userName").and_then(Value::as_str) {
        // The name begins with the unique text that the badge was made of.
        let unique = name.split('@').next().unwrap_or_default().to_owned();
        members.insert(BADGES.to_owned(), json!({ "number": unique }));
        if let Some(Value::Array(schemas)) = members.get_mut("schemas") {
            schemas.push(json!(BADGES));
        }
    }
}

fn run_against(gate: &Arc<Gate>) -> Report {
    let facts = RunFacts {
        run: "t3st".to_owned(),
        started: "2026-01-01T00:00:00Z".to_owned(),
        tool: "scimproof test".to_owned(),
        target: Settings::default().base_url,
    };
    let mut options = RunOptions::new(facts, None);
    options.settle = Duration::ZERO;
    let selection = Selection::new(
        &["entra-users.create".to_owned(), "entra-users.disable".to_owned()],
        // Two names that differ in case, and one that is no unique text.
        &["entra-users.create.duplicate".to_owned()],
        &[],
        &[],
    );
    let loaded = load(&Origin::BuiltIn, &Catalogue::built_in()).unwrap();
    let plan = Plan::new(loaded.suites, Profile::Entra, &selection.unwrap());
    let transport: Arc<dyn Transport> = Arc::clone(gate) as Arc<dyn Transport>;
    let (_source, stop) = StopSource::new();
    let mut events = Vec::new();
    let mut sink = |event: &scimproof::event::Event| {
        events.push(event.clone());
        ControlFlow::Continue(())
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(run(&plan, transport, &options, stop, &mut sink));
    fold(events).unwrap()
}

#[test]
fn a_peculiar_server_is_sent_what_it_takes() {
    let inner = InProcess::new(Server::new(Settings::default()));
    let gate = Arc::new(Gate { inner, refused: Mutex::default() });
    let report = run_against(&gate);
    assert_eq!(*gate.refused.lock().unwrap(), Vec::<String>::new());
    let failed: Vec<String> = report
        .scenarios
        .iter()
        .filter(|scenario| scenario.verdict == Verdict::Failed)
        .map(|scenario| {
            let wrong = scenario.checks.iter().filter(|check| check.outcome == Outcome::Fail);
            format!("{}: {:?}", scenario.id, wrong.collect::<Vec<_>>())
        })
        .collect();
    assert_eq!(failed, Vec::<String>::new());
    assert_ne!(report.grade, Grade::Nonconformant, "{}", report.summary);
    let passed = report.scenarios.iter().filter(|s| s.verdict == Verdict::Passed).count();
    assert!(passed >= 3, "{:?}", report.tally);
    // What is about an attribute that the server lacks is skipped, and says so.
    let skipped: Vec<&Skip> = report
        .scenarios
        .iter()
        .filter_map(|scenario| match &scenario.verdict {
            Verdict::Skipped(skip) => Some(skip),
            _ => None,
        })
        .collect();
    assert!(
        skipped.iter().any(
            |skip| matches!(skip, Skip::Unsupported { need, .. } if need == "attr:User.title")
        ),
        "{skipped:?}"
    );
}
