//! Faults around a request: what is heard of it, what is refused, what becomes
//! of the state afterwards, and what is answered. Faults that are part of how
//! something is done stand where it is done.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::Server;
use super::edit::object;
use super::error::ScimError;
use super::route::Route;
use super::store::{Attributes, Kind, Resource};
use crate::wire::{Body, Method, Request, Response};

mod answers;
mod bodies;
mod documents;
mod errors;
mod filters;
mod later;
mod lists;
mod operations;
mod others;
mod parallel;
mod patches;
mod queries;
mod refusals;
mod resources;
mod states;
mod values;

pub(super) use filters::SCANS;
pub(super) use parallel::Held;

/// What only faults remember.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Of a resource, what it was before its last PATCH.
    stale: HashMap<String, Resource>,
    /// Of a new resource, how many requests it stays unseen.
    unseen: HashMap<String, u8>,
    /// Of a resource, the name that it had first.
    first_names: HashMap<String, String>,
    /// Of a resource, the last PATCH that it had.
    last_patches: HashMap<String, Body>,
    /// Group and member, for members that were removed.
    removed: BTreeSet<(String, String)>,
    /// Of the name of a deleted user, the groups it was in.
    groups_of_deleted: HashMap<String, Vec<String>>,
    /// The ids of resources that asynchronous answers led to.
    open_results: BTreeSet<String>,
    /// What was asked for in lists before.
    pub(super) asked: BTreeSet<u64>,
    /// The id that was given last.
    pub(super) last_id: Option<String>,
    /// What the request before created.
    newest: Option<String>,
    /// What every user has since somebody sent it.
    polluted: Attributes,
    /// How many resources were shown.
    shown: u64,
    /// Requests that are begun and not finished.
    open: Vec<(Method, String)>,
    /// What requests saw that are begun on a socket, by number.
    held: HashMap<u64, Held>,
    /// The number that was given last.
    last_number: u64,
    /// What `later` remembers.
    past: later::Past,
    /// What the GET that began last asks for.
    reading: Option<String>,
}

/// A request in the eyes of a fault.
pub(super) struct Scene<'a> {
    pub(super) route: &'a Route,
    pub(super) request: &'a Request,
    /// The resource that the path names, as it was.
    pub(super) before: Option<&'a Resource>,
    /// The groups that it was in.
    pub(super) groups: &'a [String],
}

impl Scene<'_> {
    fn kind(&self) -> Option<Kind> {
        match self.route {
            Route::Collection(kind) | Route::Item(kind, _) | Route::Search(kind) => Some(*kind),
            _ => None,
        }
    }

    fn is_item(&self) -> bool {
        matches!(self.route, Route::Item(..))
    }

    fn is(&self, method: Method, kind: Kind) -> bool {
        self.request.method == method && self.kind() == Some(kind)
    }
}

impl Server {
    /// Has an asynchronous answer led to what is at this path?
    pub(super) fn is_open_result(&self, path: &str) -> bool {
        matches!(Route::of(path), Route::Item(_, id) if self.memory.open_results.contains(&id))
    }

    /// Remembers the first name of a new resource.
    pub(super) fn born(&mut self, id: &str, kind: Kind, attributes: &Attributes) {
        if self.settings.faults.is_empty() {
            return;
        }
        self.memory.last_id = Some(id.to_owned());
        if let Some(name) = attributes.get(kind.naming_attribute()).and_then(Value::as_str) {
            self.memory.first_names.insert(id.to_owned(), name.to_owned());
        }
    }

    /// The request as a faulty server hears it; `None` if there are no faults.
    pub(super) fn heard(&self, request: &Request) -> Option<Request> {
        if self.settings.faults.is_empty() {
            return None;
        }
        let mut heard = request.clone();
        let route = Route::of(&request.path);
        for fault in &self.settings.faults {
            self.mishear_credentials(*fault, &route, &mut heard);
            self.mishear_refused(*fault, &mut heard);
            queries::mishear(self, *fault, &route, &mut heard);
            bodies::mishear(self, *fault, &route, &mut heard);
            operations::mishear(self, *fault, &route, &mut heard);
        }
        Some(heard)
    }

    /// What the path of a request names, and the groups it is in.
    pub(super) fn named_by(&self, route: &Route) -> (Option<Resource>, Vec<String>) {
        let Route::Item(kind, id) = route else { return (None, Vec::new()) };
        let groups = self.store.groups_of(id).map(|group| group.id.clone()).collect();
        (self.store.get(*kind, id).cloned(), groups)
    }

    /// Refuses what is right.
    pub(super) fn refuse(&mut self, scene: &Scene<'_>) -> Result<(), ScimError> {
        for fault in self.settings.faults.clone() {
            let refused = refusals::refuse_form(fault, scene)
                .or_else(|| refusals::refuse_operations(fault, scene))
                .or_else(|| patches::refuse(fault, scene))
                .or_else(|| later::refuse(fault, scene))
                .or_else(|| self.refuse_returning(fault, scene))
                .or_else(|| self.refuse_state(fault, scene));
            if let Some(error) = refused {
                return Err(error);
            }
            self.revive(fault, scene);
        }
        Ok(())
    }

    /// Does what should not be done, and answers what should not be answered.
    pub(super) fn spoil(&mut self, scene: &Scene<'_>, mut response: Response) -> Response {
        for fault in self.settings.faults.clone() {
            self.spoil_around(fault, scene, &response);
            patches::swallow(fault, scene, &mut response);
            self.spoil_state(fault, scene, &mut response);
            self.spoil_stored(fault, scene, &mut response);
            self.garble(fault, scene, &mut response);
        }
        self.remember(scene, &response);
        response
    }
}

/// The content of a request as an object.
fn body_of(request: &mut Request) -> Option<&mut Map<String, Value>> {
    match &mut request.body {
        Body::Json(Value::Object(body)) => Some(body),
        _ => None,
    }
}

/// The operations of a PATCH.
fn operations_in(request: &Request) -> &[Value] {
    let operations = request.body.json().and_then(|body| body.get("Operations"));
    match (request.method, operations) {
        (Method::Patch, Some(Value::Array(operations))) => operations,
        _ => &[],
    }
}

/// `op` of an operation, in lower case.
fn op_of(operation: &Value) -> String {
    operation.get("op").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase()
}

/// `path` of an operation; empty if it has none.
fn path_of(operation: &Value) -> &str {
    operation.get("path").and_then(Value::as_str).unwrap_or_default()
}

/// The id of a member as it stands in a request.
fn id_of(member: &Value) -> Option<&str> {
    member.as_str().or_else(|| member.get("value")?.as_str())
}

/// Applies `edit` to the resource of the body, or to each one of a list.
fn each_resource(response: &mut Response, mut edit: impl FnMut(&mut Map<String, Value>)) {
    if !response.is_success() {
        return;
    }
    let Some(body) = object(response) else { return };
    if let Some(Value::Array(resources)) = body.get_mut("Resources") {
        resources.iter_mut().filter_map(Value::as_object_mut).for_each(edit);
    } else if body.contains_key("id") {
        edit(body);
    }
}

fn is_list(response: &Response) -> bool {
    response.body.json().is_some_and(|body| body.get("totalResults").is_some())
}

pub(super) use refusals::refuse_form;
pub(super) use values::{collated, stored, stored_in};

/// Edits an answer by itself, whoever gave it.
pub(super) fn garble_form(fault: super::fault::Fault, scene: &Scene<'_>, response: &mut Response) {
    if scene.route.is_discovery() {
        documents::garble(fault, scene, response);
        errors::garble(fault, scene, response);
        return;
    }
    resources::garble(fault, scene, response);
    resources::garble_meta(fault, response);
    resources::garble_references(fault, response);
    lists::garble(fault, scene, response);
    errors::garble(fault, scene, response);
    errors::garble_headers(fault, scene, response);
    errors::garble_bulk(fault, scene, response);
    answers::garble_finished(fault, scene, response);
}

fn become_error(response: &mut Response, status: u16) {
    *response = ScimError::new(status, "internal error").to_response();
}
