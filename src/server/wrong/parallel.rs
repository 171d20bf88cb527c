//! Requests that overlap: a server that looks first and acts later.
//!
//! A request is begun and finished. Between the two others may run, and a
//! fault decides by what it saw at the beginning.

use serde_json::Value;

use super::super::Server;
use super::super::fault::Fault;
use super::super::route::Route;
use super::super::store::Resource;
use crate::wire::{Method, Request};

/// The faults that show only when requests overlap.
const OVERLAPPING: &[Fault] = &[
    Fault::StaleIfMatchUnderLoad,
    Fault::ParallelDuplicates,
    Fault::AnswersMixedUp,
    Fault::ParallelPatchLost,
    Fault::ParallelLoser500,
    Fault::ParallelSameId,
    Fault::ParallelMembersLost,
    Fault::ParallelPatchRefused,
];

/// What a request saw when it began.
#[derive(Clone, Debug, Default)]
pub(in crate::server) struct Held {
    /// The resource that it names.
    resource: Option<Resource>,
    /// Was the name that it wants to create free?
    was_free: bool,
    /// Was another request of its kind open?
    overlaps: bool,
    /// Begun at all?
    begun: bool,
}

impl Server {
    /// Is there a fault for which requests have to overlap?
    pub(in crate::server) fn interleaves(&self) -> bool {
        OVERLAPPING.iter().any(|fault| self.has(*fault))
    }

    /// Looks at what a request is about.
    pub(in crate::server) fn begin(&mut self, request: &Request) -> Held {
        let route = Route::of(&request.path);
        let key = (request.method, about(&route, request));
        let overlaps = self.memory.open.contains(&key);
        self.memory.open.push(key);
        if request.method == Method::Get && matches!(route, Route::Item(..)) {
            self.memory.reading = Some(request.path.clone());
        }
        let was_free = match &route {
            Route::Collection(kind) => request
                .body
                .json()
                .and_then(|body| body.get(kind.naming_attribute())?.as_str())
                .is_some_and(|name| self.store.named(*kind, name).next().is_none()),
            _ => false,
        };
        Held { resource: self.named_by(&route).0, was_free, overlaps, begun: true }
    }

    /// Begins a request and keeps what it saw under a number.
    pub(in crate::server) fn hold(&mut self, request: &Request) -> u64 {
        let held = self.begin(request);
        self.memory.last_number += 1;
        self.memory.held.insert(self.memory.last_number, held);
        self.memory.last_number
    }

    /// What was kept under this number.
    pub(in crate::server) fn release(&mut self, number: u64) -> Held {
        self.memory.held.remove(&number).unwrap_or_default()
    }

    /// Acts on what was seen; gives the request as it is acted on.
    pub(in crate::server) fn act_late(
        &mut self,
        held: &Held,
        request: &Request,
    ) -> Option<Request> {
        if !held.begun {
            return None;
        }
        let route = Route::of(&request.path);
        let key = (request.method, about(&route, request));
        if let Some(place) = self.memory.open.iter().position(|open| *open == key) {
            self.memory.open.remove(place);
        }
        let mut late = request.clone();
        let current = self.named_by(&route).0;
        let moved_on = matches!((&held.resource, &current), (Some(old), Some(new)) if old.revision != new.revision);
        let patches = request.method == Method::Patch;
        let names_members = request.body.to_text().is_some_and(|text| text.contains("members"));
        if patches
            && moved_on
            && (self.has(Fault::ParallelPatchLost)
                || (self.has(Fault::ParallelMembersLost) && names_members))
            && let Some(old) = &held.resource
        {
            self.store.update(&old.id, old.attributes.clone(), old.modified);
        }
        if self.has(Fault::StaleIfMatchUnderLoad)
            && moved_on
            && let Some(old) = &held.resource
            && self.version(old).as_deref() == request.headers.get("If-Match")
        {
            late.headers.remove("If-Match");
        }
        if self.has(Fault::AnswersMixedUp)
            && request.method == Method::Get
            && matches!(route, Route::Item(..))
            && let Some(path) = &self.memory.reading
        {
            late.path.clone_from(path);
        }
        Some(late)
    }

    /// Is a conflict overlooked, because there was none when the request began?
    pub(in crate::server) fn overlooks_conflict(&self, held: &Held) -> bool {
        held.was_free && self.has(Fault::ParallelDuplicates)
    }

    /// Does the request crash on another one?
    pub(in crate::server) fn crashes_on_other(&self, held: &Held, request: &Request) -> bool {
        (held.overlaps && request.method == Method::Patch && self.has(Fault::ParallelPatchRefused))
            || (held.overlaps
                && request.method == Method::Post
                && held.was_free
                && self.has(Fault::ParallelLoser500))
    }

    /// Does the request get the id of one that overlaps with it?
    pub(in crate::server) fn shares_id(&self, held: &Held, request: &Request) -> bool {
        held.begun
            && request.method == Method::Post
            && self.has(Fault::ParallelSameId)
            && self.memory.open.iter().any(|(method, _)| *method == Method::Post)
    }
}

/// What two requests have to share to get in each other's way.
fn about(route: &Route, request: &Request) -> String {
    match route {
        Route::Collection(kind) => {
            let body = request.body.json();
            let name =
                body.and_then(|body| body.get(kind.naming_attribute())).and_then(Value::as_str);
            format!("{} {}", kind.endpoint(), name.unwrap_or_default().to_lowercase())
        }
        _ => request.path.clone(),
    }
}
