//! A walk through everything the reference server does, written down as text,
//! so that two servers can be compared.

use std::collections::HashMap;

use scimproof::server::{Server, Settings};
use scimproof::wire::{Body, Method, QueryEncoding, QuoteEncoding, Request, Secret, SpaceEncoding};
use serde_json::{Value, json};

use crate::client::{ENTERPRISE, GROUP, PATCH_OP, USER, request};

pub(crate) struct Walk {
    server: Server,
    ids: HashMap<String, String>,
    pub(crate) transcript: Vec<String>,
}

impl Walk {
    pub(crate) fn new(settings: Settings) -> Self {
        let token = Some(Secret::new("token"));
        let settings = Settings { token, max_operations: 6, max_payload_bytes: 2000, ..settings };
        Self { server: Server::new(settings), ids: HashMap::new(), transcript: Vec::new() }
    }

    pub(crate) fn filled(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, id) in &self.ids {
            text = text.replace(&format!("<{name}>"), id);
        }
        text
    }

    pub(crate) fn send(&mut self, request: &Request) -> Value {
        let response = self.server.handle(request);
        let headers: Vec<String> =
            response.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let body = response.body.to_text().unwrap_or_default();
        let (method, target) = (request.method, request.target());
        self.transcript.push(format!("{method} {target}\n{} {headers:?}\n{body}", response.status));
        response.body.json().cloned().unwrap_or(Value::Null)
    }

    pub(crate) fn authorised(mut request: Request) -> Request {
        request.headers.set("Authorization", "Bearer token");
        request
    }

    /// `<name>` in target and body stands for the id that was kept under it.
    pub(crate) fn ask(&mut self, method: Method, target: &str, body: Option<Value>) -> Value {
        let target = self.filled(target);
        let body = body.and_then(|body| serde_json::from_str(&self.filled(&body.to_string())).ok());
        self.send(&Self::authorised(request(method, &target, body)))
    }

    pub(crate) fn get(&mut self, target: &str) {
        self.ask(Method::Get, target, None);
    }

    pub(crate) fn create(&mut self, name: &str, target: &str, body: Value) {
        let id = self.ask(Method::Post, target, Some(body))["id"].as_str().map(str::to_owned);
        self.ids.insert(name.to_owned(), id.unwrap_or_else(|| format!("no-{name}")));
    }

    pub(crate) fn user(&mut self, name: &str, attributes: Value) {
        let mut body = json!({"schemas": [USER, ENTERPRISE], "userName": name});
        if let (Value::Object(body), Value::Object(attributes)) = (&mut body, attributes) {
            body.extend(attributes);
        }
        self.create(name, "/Users", body);
    }

    /// A PATCH, and what the resource is afterwards.
    pub(crate) fn patch(&mut self, target: &str, operations: Value) {
        let body = json!({"schemas": [PATCH_OP], "Operations": operations});
        self.ask(Method::Patch, target, Some(body));
        self.get(target.split('?').next().unwrap_or_default());
    }

    pub(crate) fn filter(&mut self, endpoint: &str, filter: &str) {
        let encoded = filter
            .replace('%', "%25")
            .replace('&', "%26")
            .replace('+', "%2B")
            .replace('#', "%23")
            .replace(' ', "%20");
        self.get(&format!("/{endpoint}?filter={encoded}"));
    }
}

/// All that the server answers.
pub(crate) fn transcript(settings: Settings) -> Vec<String> {
    let mut walk = Walk::new(settings);
    discovery_and_headers(&mut walk);
    create(&mut walk);
    queries(&mut walk);
    replace_and_versions(&mut walk);
    patch_users(&mut walk);
    patch_elements(&mut walk);
    managers_and_roles(&mut walk);
    groups(&mut walk);
    lifecycle(&mut walk);
    bulk(&mut walk);
    walk.transcript
}

fn discovery_and_headers(walk: &mut Walk) {
    for target in [
        "/",
        "/ServiceProviderConfig",
        "/ResourceTypes",
        "/ResourceTypes/User",
        "/Schemas",
        "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User",
        "/Me",
        "/Users/",
        "/Users?aadOptscim062020",
        "/Users?filter=userName+eq+%22none%22",
        "/Groups?excludedAttributes=members&filter=displayName+eq+%22none%22",
    ] {
        walk.get(target);
    }
    for authorization in [None, Some("Bearer wrong"), Some("Bearer ")] {
        let mut asked = request(Method::Get, "/Users", None);
        if let Some(authorization) = authorization {
            asked.headers.set("Authorization", authorization);
        }
        walk.send(&asked);
    }
    for (name, value) in [
        ("Accept", "application/scim+json"),
        ("Content-Type", "application/scim+json"),
        ("User-Agent", "x"),
    ] {
        let mut asked = Walk::authorised(request(Method::Get, "/Users", None));
        asked.headers.set(name, value);
        walk.send(&asked);
    }
    let mut asked = Walk::authorised(request(Method::Post, "/Users", None));
    asked.body = Body::Text("{".into());
    walk.send(&asked);
    asked = Walk::authorised(request(
        Method::Post,
        "/Users",
        Some(json!({"schemas": [USER], "userName": "json"})),
    ));
    asked.headers.set("Content-Type", "application/json");
    walk.send(&asked);
    for (space, quote) in [
        (SpaceEncoding::Plus, QuoteEncoding::Percent),
        (SpaceEncoding::Percent, QuoteEncoding::Raw),
    ] {
        asked =
            Walk::authorised(request(Method::Get, "/Users?filter=userName+eq+%22json%22", None));
        asked.encoding = QueryEncoding { space, quote };
        walk.send(&asked);
    }
}

fn create(walk: &mut Walk) {
    walk.user("ada@x", json!({
        "externalId": "E-ada", "active": true, "title": "Lead", "displayName": "Ada", "password": "secret",
        "name": {"givenName": "Ada", "familyName": "L"},
        "emails": [{"type": "work", "value": "a@x", "primary": true, "display": "W"}, {"type": "home", "value": "h@x"}],
        "phoneNumbers": [{"type": "work", "value": "+1 (2)"}],
        ENTERPRISE: {"department": "R"}
    }));
    walk.user("o'brien@x", json!({"displayName": "R&D <ü>  and 😀 (1) \"q\"", "active": false, "nickName": "x".repeat(80)}));
    walk.user("o", json!({}));
    walk.user("a_b@x", json!({"externalId": "e-ada"}));
    walk.user("axb@x", json!({}));
    for body in [
        json!({"schemas": [USER], "userName": "ada@x"}),
        json!({"schemas": [USER], "userName": "ADA@X"}),
        json!({"schemas": [USER]}),
        json!({"userName": "plain"}),
        json!({"schemas": [USER], "id": "own", "userName": "with-id"}),
        json!({"schemas": [USER], "userName": "strings", "active": "True", "roles": [{"value": "r", "primary": "True"}]}),
        json!({"schemas": [USER], "userName": "empty", "roles": [], "meta": {"resourceType": "User"}}),
        json!({"schemas": [USER], "userName": "null", "title": null}),
        json!({"schemas": [USER], "userName": "unlisted", ENTERPRISE: {"department": "D"}}),
        json!({"schemas": [USER, ENTERPRISE], "userName": "managed", ENTERPRISE: {"manager": "1"}}),
        json!({"schemas": [USER], "userName": "address", "emails": [{"value": "a@x"}]}),
        json!({"schemas": [USER], "userName": "types", "title": 7}),
        json!({"schemas": [USER], "USERNAME": "case", "isAdmin": true}),
    ] {
        walk.ask(Method::Post, "/Users", Some(body));
    }
    walk.create("team", "/Groups", json!({"schemas": [GROUP], "displayName": "Team", "externalId": "G", "members": [{"value": "<ada@x>"}]}));
    walk.create("empty", "/Groups", json!({
        "schemas": [GROUP, "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "displayName": "R&D (EU)", "meta": {"resourceType": "Group"}
    }));
    walk.ask(Method::Post, "/Groups", Some(json!({"schemas": [GROUP], "displayName": "team"})));
    walk.ask(Method::Post, "/Groups", Some(json!({"schemas": [GROUP], "displayName": "Team"})));
    walk.ask(Method::Post, "/Groups", Some(json!({"schemas": [GROUP]})));
    for target in [
        "/Users/<ada@x>",
        "/Users/<o'brien@x>",
        "/Groups/<team>",
        "/Groups/<empty>",
        "/Users/<team>",
        "/Users/unknown",
    ] {
        walk.get(target);
    }
    walk.get("/Users/00000000-0000-4000-8000-000000000000");
}

fn queries(walk: &mut Walk) {
    for filter in [
        "userName eq \"Ada@X\"",
        "userName EQ \"ada@x\"",
        "USERNAME eq \"ada@x\"",
        "externalId eq \"E-ada\"",
        "userName eq \"o'brien@x\"",
        "userName eq \"a_b@x\"",
        "displayName eq \"R&D <ü>  and 😀 (1) \\\"q\\\"\"",
        "displayName eq \"ADA\"",
        "displayName eq \"Ümlaut\"",
        "emails[type eq \"work\"].value eq \"a@x\"",
        "userName eq \"ada@x\" and active eq false",
        "userName eq \"ada@x\" or userName eq \"o\" and active eq false",
        "not (userName eq \"ada@x\")",
        "userName sw \"@x\"",
        "userName xx \"a\"",
        "userName eq \"ada@x\" junk",
        "nothing eq \"a\"",
        "password eq \"secret\"",
        "active eq false",
    ] {
        walk.filter("Users", filter);
    }
    for filter in ["displayName eq \"team\"", "externalId eq \"G\"", "displayName eq \"R&D (EU)\""]
    {
        walk.filter("Groups", filter);
    }
    for query in [
        "count=2",
        "startIndex=2&count=2",
        "startIndex=99",
        "count=0",
        "count=1000",
        "startIndex=x",
        "count=1&startIndex=1",
        "sortBy=userName&sortOrder=descending",
        "sortBy=title",
        "sortBy=userName",
        "attributes=userName",
        "attributes=name.givenName",
        "attributes=foo",
        "excludedAttributes=id,emails",
    ] {
        walk.get(&format!("/Users?{query}"));
    }
    walk.get("/Groups?excludedAttributes=members");
    walk.get("/Groups?excludedAttributes=members&filter=displayName+eq+%22Team%22");
    walk.get("/Groups/<team>?excludedAttributes=members");
    let search = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "title pr"});
    walk.ask(Method::Post, "/Users/.search", Some(search));
    for number in 0..101 {
        walk.ask(
            Method::Post,
            "/Users",
            Some(json!({"schemas": [USER], "userName": format!("many{number}")})),
        );
    }
    walk.filter("Users", "userName eq \"many100\"");
}

fn replace_and_versions(walk: &mut Walk) {
    walk.user("put", json!({"externalId": "p", "emails": [{"value": "put@x"}]}));
    let body = json!({"schemas": [USER], "id": "<put>", "meta": {}, "userName": "put", "externalId": "p", "title": "x"});
    walk.ask(Method::Put, "/Users/<put>", Some(body));
    walk.get("/Users/<put>");
    walk.ask(Method::Put, "/Users/<put>", Some(json!({"schemas": [USER], "title": "none"})));
    walk.ask(Method::Put, "/Users/nobody", Some(json!({"schemas": [USER], "userName": "nobody"})));
    walk.user("tagged", json!({}));
    for (method, header, tag) in [
        (Method::Get, "If-None-Match", "W/\"1\""),
        (Method::Put, "If-Match", "W/\"1\""),
        (Method::Put, "If-Match", "W/\"9\""),
    ] {
        let target = walk.filled("/Users/<tagged>");
        let body = json!({"schemas": [USER], "userName": "tagged", "title": "new"});
        let mut asked =
            Walk::authorised(request(method, &target, (method == Method::Put).then_some(body)));
        asked.headers.set(header, tag);
        walk.send(&asked);
        walk.get("/Users/<tagged>");
    }
    walk.ask(
        Method::Put,
        "/Users/<put>",
        Some(json!({"schemas": [USER], "id": "stolen", "userName": "put"})),
    );
    walk.get("/Users/stolen");
}

fn patch_users(walk: &mut Walk) {
    let path = "/Users/<ada@x>";
    let rows = [
        json!([{"op": "Replace", "path": "title", "value": "A"}]),
        json!([{"op": "replace", "path": "title", "value": "B"}]),
        json!([{"op": "replace", "path": "TITLE", "value": "C"}]),
        json!([{"op": "add", "path": "nickName", "value": "N"}]),
        json!([{"op": "remove", "path": "nickName"}]),
        json!([{"op": "replace", "path": "name.familyName", "value": "K"}]),
        json!([{"op": "replace", "path": "name", "value": {"givenName": "G"}}]),
        json!([{"op": "replace", "path": "name.givenName", "value": "Ada"}]),
        json!([{"op": "replace", "value": {"displayName": "D", "name.givenName": "E"}}]),
        json!([{"op": "replace", "value": {format!("{ENTERPRISE}:employeeNumber"): "7"}}]),
        json!([{"op": "replace", "path": format!("{ENTERPRISE}:department"), "value": "X"}]),
        json!([{"op": "replace", "path": "externalId", "value": "E2"}]),
        json!([{"op": "replace", "path": "userName", "value": "ada2@x"}]),
        json!([{"op": "replace", "path": "userName", "value": "ADA@x"}]),
        json!([{"op": "replace", "path": "userName", "value": "o"}]),
        json!([{"op": "replace", "path": "title", "value": "1"}, {"op": "replace", "path": "title", "value": "2"}]),
        json!([{"op": "replace", "path": "title", "value": "half"}, {"op": "replace", "path": "active", "value": 7}]),
        json!([{"op": "replace", "path": "title", "value": "2"}]),
        json!([{"op": "replace", "path": "title", "value": ["wrapped"]}]),
        json!([{"op": "replace", "path": "title", "value": null}]),
        json!([{"op": "replace", "path": "title", "value": ""}]),
        json!([{"op": "remove", "path": "userName"}]),
        json!([{"op": "remove"}]),
        json!([]),
        json!([{"op": "add", "path": "groups", "value": [{"value": "1"}]}]),
        json!([{"op": "replace", "path": "id", "value": "taken-over"}]),
    ];
    for operations in rows {
        walk.patch(path, operations);
    }
    walk.get("/Users/taken-over");
    walk.patch(
        "/Users/<put>?attributes=title",
        json!([{"op": "replace", "path": "title", "value": "y"}]),
    );
    walk.patch("/Users/unknown", json!([{"op": "replace", "path": "title", "value": "y"}]));
    walk.patch(
        "/Users/<axb@x>",
        json!([{"op": "replace", "path": "userName", "value": "renamed"}]),
    );
    walk.user("axb@x", json!({}));
}

fn patch_elements(walk: &mut Walk) {
    walk.user("eve", json!({
        "emails": [{"type": "home", "value": "h@e"}, {"type": "work", "value": "w@e", "primary": true, "display": "W"}]
    }));
    for operation in [
        json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": "n@e"}),
        json!({"op": "add", "path": "emails[type eq \"home\"].display", "value": "H"}),
        json!({"op": "add", "path": "phoneNumbers[type eq \"mobile\"].value", "value": "1"}),
        json!({"op": "add", "path": "emails", "value": [{"type": "other", "value": "o@e"}]}),
        json!({"op": "replace", "path": "emails[type eq \"home\"].primary", "value": true}),
        json!({"op": "remove", "path": "emails[type eq \"none\"]"}),
        json!({"op": "remove", "path": "emails[type eq \"other\"]"}),
    ] {
        walk.patch("/Users/<eve>", json!([operation]));
    }
}

fn managers_and_roles(walk: &mut Walk) {
    let path = format!("{ENTERPRISE}:manager");
    for operation in [
        json!({"op": "Add", "path": path, "value": "<eve>"}),
        json!({"op": "replace", "path": path, "value": {"value": ""}}),
        json!({"op": "Add", "path": "manager", "value": [{"$ref": "x", "value": "<eve>"}]}),
        json!({"op": "replace", "path": path, "value": {"value": "<o>"}}),
        json!({"op": "replace", "path": path, "value": ""}),
        json!({"op": "Add", "path": "roles", "value": [{"value": "{\"value\":\"25\",\"displayName\":\"R\"}"}]}),
        json!({"op": "Add", "path": "roles[primary eq \"True\"].value", "value": "Admin"}),
        json!({"op": "Add", "path": "roles[primary eq \"True\"].value", "value": "Boss"}),
    ] {
        walk.patch("/Users/<o>", json!([operation]));
    }
    walk.user("fresh", json!({}));
    walk.patch(
        "/Users/<fresh>",
        json!([{"op": "add", "path": format!("{ENTERPRISE}:department"), "value": "Z"}]),
    );
}

fn groups(walk: &mut Walk) {
    let path = "/Groups/<team>";
    let member = |id: &str| json!({"value": id});
    let (eve, o, ada) = (member("<eve>"), member("<o>"), member("<ada@x>"));
    let rows = [
        json!([{"op": "add", "path": "members", "value": [eve]}]),
        json!([{"op": "add", "path": "members", "value": [{"$ref": null, "value": "<o>"}]}]),
        json!([{"op": "add", "path": "members", "value": [eve]}]),
        json!([{"op": "Remove", "path": "members", "value": [{"$ref": null, "value": "<o>"}]}]),
        json!([{"op": "remove", "path": "members[value eq \"<eve>\"]"}]),
        json!([{"op": "remove", "path": "members[value eq \"<eve>\"]"}]),
        json!([{"op": "add", "path": "members", "value": [eve, o]}]),
        json!([{"op": "add", "path": "members", "value": [eve, {"value": "<put>"}]}]),
        json!([{"op": "add", "value": {"members": [{"value": "<fresh>"}]}}]),
        json!([{"op": "Remove", "path": "members", "value": [eve, o]}]),
        json!([{"op": "replace", "path": "members", "value": [eve, ada]}]),
        json!([{"op": "replace", "path": "displayName", "value": "Crew"}]),
        json!([{"op": "Add", "path": "externalId", "value": "G2"}]),
        json!([{"op": "add", "path": "displayName", "value": "Crew 2"}]),
        json!([{"op": "move", "path": "members"}]),
        json!([{"op": "add", "path": "members", "value": member("<o>")}]),
        json!([{"op": "add", "path": "members", "value": [member("<empty>")]}]),
        json!([{"op": "replace", "path": "displayName", "value": "half"}, {"op": "replace", "path": "id", "value": "x"}]),
        json!([{"op": "replace", "path": "externalId", "value": "1"}, {"op": "replace", "path": "displayName", "value": "2"}]),
        json!([{"op": "add", "path": "members", "value": [member("nobody")]}]),
        json!([{"op": "replace", "path": "members", "value": [member("nobody")]}]),
        json!([{"op": "replace", "path": "members", "value": []}]),
        json!([{"op": "add", "path": "members", "value": [eve, ada]}]),
        json!([{"op": "remove", "path": "members"}]),
        json!([{"op": "add", "path": "members", "value": [eve, ada]}]),
    ];
    for operations in rows {
        walk.patch(path, operations);
        walk.get("/Users/<eve>");
    }
    walk.patch("/Groups/unknown", json!([{"op": "replace", "path": "displayName", "value": "U"}]));
}

fn lifecycle(walk: &mut Walk) {
    walk.user(
        "lena",
        json!({"title": "T", "phoneNumbers": [{"type": "work", "value": "1"}], "externalId": "l"}),
    );
    walk.patch(
        "/Groups/<empty>",
        json!([{"op": "add", "path": "members", "value": [{"value": "<lena>"}]}]),
    );
    for value in [json!("False"), json!("True"), json!(false), json!(true)] {
        walk.patch("/Users/<lena>", json!([{"op": "Replace", "path": "active", "value": value}]));
        walk.filter("Users", "userName eq \"lena\"");
        walk.get("/Groups/<empty>");
    }
    walk.patch("/Users/<lena>", json!([{"op": "Add", "path": "active", "value": "False"}]));
    walk.patch("/Users/<lena>", json!([{"op": "replace", "path": "title", "value": "U"}]));
    for _ in 0..2 {
        walk.ask(Method::Delete, "/Users/<lena>", None);
        walk.get("/Users/<lena>");
        walk.filter("Users", "userName eq \"lena\"");
        walk.get("/Groups/<empty>");
    }
    walk.user("lena", json!({}));
    walk.ask(Method::Delete, "/Groups/<team>", None);
    walk.get("/Users/<eve>");
    walk.get("/Users/<ada@x>");
}

fn bulk(walk: &mut Walk) {
    let post = |id: &str, name: &str| json!({"method": "POST", "path": "/Users", "bulkId": id, "data": {"schemas": [USER], "userName": name}});
    let group = json!({
        "method": "POST", "path": "/Groups", "bulkId": "g",
        "data": {"schemas": [GROUP], "displayName": "Bulk", "members": [{"value": "bulkId:1"}]}
    });
    let schemas = json!(["urn:ietf:params:scim:api:messages:2.0:BulkRequest"]);
    let operations = json!([post("1", "b1"), group, post("2", "B1"), post("3", "b3")]);
    walk.ask(Method::Post, "/Bulk", Some(json!({"schemas": schemas, "Operations": operations})));
    walk.filter("Groups", "displayName eq \"Bulk\"");
    let operations = json!([post("1", "b1"), post("2", "b5")]);
    walk.ask(
        Method::Post,
        "/Bulk",
        Some(json!({"schemas": schemas, "failOnErrors": 1, "Operations": operations})),
    );
    let operations: Vec<Value> = (0..7).map(|n| post(&n.to_string(), &format!("c{n}"))).collect();
    walk.ask(Method::Post, "/Bulk", Some(json!({"schemas": schemas, "Operations": operations})));
}
