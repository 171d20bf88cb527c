//! Asks a reference server that runs in the test itself.

use scimproof::server::{Server, Settings};
use scimproof::wire::{Body, Method, QueryParameter, Request, Response, decode_component};
use serde_json::{Value, json};

pub(crate) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(crate) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub(crate) const PATCH_OP: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// A request to `target`, a path with an encoded query.
pub(crate) fn request(method: Method, target: &str, body: Option<Value>) -> Request {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut request = Request::new(method, path);
    request.query = query
        .split('&')
        .filter(|parameter| !parameter.is_empty())
        .map(|parameter| match parameter.split_once('=') {
            Some((name, value)) => QueryParameter {
                name: decode_component(name, true),
                value: Some(decode_component(value, true)),
            },
            None => QueryParameter { name: decode_component(parameter, true), value: None },
        })
        .collect();
    match body {
        Some(body) => request.with_json(body),
        None => request,
    }
}

pub(crate) struct Client {
    pub(crate) server: Server,
}

impl Client {
    pub(crate) fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        Self { server: Server::new(settings) }
    }

    pub(crate) fn send(&mut self, request: &Request) -> Answer {
        Answer(self.server.handle(request))
    }

    pub(crate) fn get(&mut self, target: &str) -> Answer {
        self.send(&request(Method::Get, target, None))
    }

    pub(crate) fn post(&mut self, target: &str, body: Value) -> Answer {
        self.send(&request(Method::Post, target, Some(body)))
    }

    pub(crate) fn put(&mut self, target: &str, body: Value) -> Answer {
        self.send(&request(Method::Put, target, Some(body)))
    }

    pub(crate) fn delete(&mut self, target: &str) -> Answer {
        self.send(&request(Method::Delete, target, None))
    }

    /// A PATCH with these operations.
    pub(crate) fn patch(&mut self, target: &str, operations: Value) -> Answer {
        let body = json!({ "schemas": [PATCH_OP], "Operations": operations });
        self.send(&request(Method::Patch, target, Some(body)))
    }

    /// Creates a user with these attributes besides its name; returns its id.
    pub(crate) fn user(&mut self, name: &str, attributes: Value) -> String {
        let mut body = json!({ "schemas": [USER, ENTERPRISE], "userName": name });
        merge(&mut body, attributes);
        self.post("/Users", body).expect(201).id()
    }

    /// Creates a group with these members; returns its id.
    pub(crate) fn group(&mut self, name: &str, members: &[&str]) -> String {
        let members: Vec<Value> = members.iter().map(|id| json!({ "value": id })).collect();
        let body = json!({ "schemas": [GROUP], "displayName": name, "members": members });
        self.post("/Groups", body).expect(201).id()
    }

    pub(crate) fn members(&mut self, id: &str) -> Vec<String> {
        let group = self.get(&format!("/Groups/{id}")).expect(200).json();
        let members = group["members"].as_array().cloned().unwrap_or_default();
        members.iter().filter_map(|member| member["value"].as_str().map(str::to_owned)).collect()
    }

    /// The names of the users that a query finds.
    pub(crate) fn names(&mut self, query: &str) -> Vec<String> {
        let list = self.get(&format!("/Users?{query}")).expect(200).json();
        let resources = list["Resources"].as_array().cloned().unwrap_or_default();
        resources.iter().filter_map(|user| user["userName"].as_str().map(str::to_owned)).collect()
    }
}

fn merge(body: &mut Value, attributes: Value) {
    if let (Value::Object(body), Value::Object(attributes)) = (body, attributes) {
        body.extend(attributes);
    }
}

#[derive(Debug)]
pub(crate) struct Answer(pub(crate) Response);

impl Answer {
    /// The answer, if it has this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.0.status, status, "{:?}", self.0.body);
        self
    }

    /// An error of this status and scimType.
    #[track_caller]
    pub(crate) fn expect_error(self, status: u16, scim_type: &str) {
        let answer = self.expect(status);
        let body = answer.json();
        assert_eq!(body["scimType"], scim_type, "{body}");
        assert_eq!(body["status"], status.to_string(), "{body}");
    }

    pub(crate) fn json(&self) -> Value {
        match &self.0.body {
            Body::Json(value) => value.clone(),
            Body::Empty | Body::Text(_) => Value::Null,
        }
    }

    #[track_caller]
    pub(crate) fn id(&self) -> String {
        self.json()["id"].as_str().expect("an id").to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.0.headers.get(name)
    }
}
