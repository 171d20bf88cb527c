//! Faults of answers: what is shown differs from what is stored.

use serde_json::{Value, json};

use super::super::Server;
use super::super::error::json_response;
use super::super::fault::Fault;
use super::super::query::Selection;
use super::super::route::Route;
use super::super::store::Kind;
use super::super::variation::prefers_no_wait;
use super::{Scene, become_error, documents, each_resource, errors, lists, object, resources};
use crate::scim::urn;
use crate::wire::{Body, Method, Request, Response};

/// How many requests a new resource stays unseen.
const UNSEEN: u8 = 2;

impl Server {
    /// Edits an answer.
    pub(super) fn garble(&mut self, fault: Fault, scene: &Scene<'_>, response: &mut Response) {
        if scene.route.is_discovery() {
            documents::garble(fault, scene, response);
            errors::garble(fault, scene, response);
            return;
        }
        self.garble_history(fault, scene, response);
        self.garble_from_store(fault, scene, response);
        self.garble_list_from_store(fault, scene, response);
        self.garble_searches(fault, scene, response);
        resources::garble(fault, scene, response);
        resources::garble_meta(fault, response);
        resources::garble_references(fault, response);
        lists::garble(fault, scene, response);
        errors::garble(fault, scene, response);
        errors::garble_headers(fault, scene, response);
        errors::garble_bulk(fault, scene, response);
        self.garble_versions(fault, scene, response);
        garble_finished(fault, scene, response);
    }

    /// Remembers what faults ask for later.
    pub(super) fn remember(&mut self, scene: &Scene<'_>, response: &Response) {
        let request = scene.request;
        self.memory.newest = None;
        if request.method == Method::Post
            && response.status == 201
            && let Some(id) = response.body.json().and_then(|body| body.get("id")?.as_str())
        {
            self.memory.newest = Some(id.to_owned());
            if prefers_no_wait(request) {
                self.memory.open_results.insert(id.to_owned());
            }
            self.memory.unseen.insert(id.to_owned(), UNSEEN);
        }
        if request.method == Method::Patch && response.is_success() {
            self.memory.last_patches.insert(request.path.clone(), request.body.clone());
            if let Some(before) = scene.before {
                self.memory.stale.insert(before.id.clone(), before.clone());
            }
        }
    }

    /// Answers that depend on what happened before.
    fn garble_history(&mut self, fault: Fault, scene: &Scene<'_>, response: &mut Response) {
        let get = scene.request.method == Method::Get;
        match (fault, scene.route) {
            (Fault::StaleAfterPatch, Route::Item(_, id)) if get && response.status == 200 => {
                if let Some(old) = self.memory.stale.remove(id) {
                    *response = self.resource_response(200, &old, &Selection::default());
                }
            }
            (Fault::FilterOnePatchBehind, Route::Collection(_))
                if get && scene.request.query_value("filter").is_some() =>
            {
                let Some(body) = object(response) else { return };
                let resources = body.get_mut("Resources").and_then(Value::as_array_mut);
                for resource in resources.into_iter().flatten() {
                    let id = resource.get("id").and_then(Value::as_str).unwrap_or_default();
                    if let Some(old) = self.memory.stale.get(id) {
                        *resource = self.render(old);
                    }
                }
            }
            (Fault::ListsShowOld, Route::Collection(_)) if get => {
                let stale = &self.memory.stale;
                let old: Vec<Option<Value>> =
                    match response.body.json().and_then(|b| b.get("Resources")) {
                        Some(Value::Array(shown)) => shown
                            .iter()
                            .map(|one| {
                                stale.get(one.get("id")?.as_str()?).map(|old| self.render(old))
                            })
                            .collect(),
                        _ => return,
                    };
                let Some(body) = object(response) else { return };
                let Some(Value::Array(shown)) = body.get_mut("Resources") else { return };
                for (shown, old) in shown.iter_mut().zip(old) {
                    if let Some(old) = old {
                        *shown = old;
                    }
                }
            }
            (Fault::FreshUnreadable, Route::Item(_, id)) if get => {
                if let Some(left) = self.memory.unseen.get_mut(id).filter(|left| **left > 0) {
                    *left -= 1;
                    become_error(response, 404);
                }
            }
            (Fault::FreshUnreadable, Route::Collection(_)) if get => {
                let Some(body) = object(response) else { return };
                let Some(Value::Array(resources)) = body.get_mut("Resources") else { return };
                let unseen = &mut self.memory.unseen;
                resources.retain(|resource| {
                    let id = resource.get("id").and_then(Value::as_str).unwrap_or_default();
                    match unseen.get_mut(id).filter(|left| **left > 0) {
                        Some(left) => {
                            *left -= 1;
                            false
                        }
                        None => true,
                    }
                });
                let seen = resources.len();
                body.insert("totalResults".into(), seen.into());
            }
            (Fault::DeletedIs410, Route::Item(_, id))
                if response.status == 404 && self.graveyard.iter().any(|old| old.id == *id) =>
            {
                become_error(response, 410);
            }
            (Fault::DeleteOtherwise404, _)
                if scene.request.method == Method::Delete && response.status == 204 =>
            {
                become_error(response, 404);
            }
            _ => {}
        }
    }

    /// Answers that show more or less than is stored.
    fn garble_from_store(&self, fault: Fault, scene: &Scene<'_>, response: &mut Response) {
        match fault {
            Fault::DisabledMemberHidden => each_resource(response, |resource| {
                if let Some(Value::Array(members)) = resource.get_mut("members") {
                    members.retain(|member| {
                        let id = member.get("value").and_then(Value::as_str).unwrap_or_default();
                        let user = self.store.get(Kind::User, id);
                        !user.is_some_and(super::super::read::is_disabled)
                    });
                }
            }),
            Fault::MemberValueIsName => each_resource(response, |resource| {
                let members = resource.get_mut("members").and_then(Value::as_array_mut);
                for member in members.into_iter().flatten() {
                    let id = member.get("value").and_then(Value::as_str).unwrap_or_default();
                    if let Some(name) = self.store.find(id).and_then(|found| found.name()) {
                        member["value"] = name.into();
                    }
                }
            }),
            Fault::PrototypePolluted if !self.memory.polluted.is_empty() => {
                each_resource(response, |resource| {
                    if resource.contains_key("userName") {
                        resource.extend(self.memory.polluted.clone());
                    }
                });
            }
            Fault::GroupAnswerStale if scene.is(Method::Patch, Kind::Group) => {
                if let (true, Some(before)) = (response.is_success(), scene.before) {
                    *response = self.resource_response(200, before, &Selection::default());
                }
            }
            Fault::ConflictIs200
                if response.status == 409 && scene.request.method == Method::Post =>
            {
                let body = scene.request.body.json();
                let name = body.and_then(|body| body.get("userName")?.as_str());
                let same = name.and_then(|name| self.store.named(Kind::User, name).next());
                if let Some(same) = same {
                    *response = self.resource_response(200, same, &Selection::default());
                }
            }
            _ => {}
        }
    }

    /// Lists that have too much.
    fn garble_list_from_store(&self, fault: Fault, scene: &Scene<'_>, response: &mut Response) {
        let Route::Collection(kind) = scene.route else { return };
        if !super::is_list(response) {
            return;
        }
        let dead = || self.graveyard.iter().filter(|old| old.kind == *kind);
        let filtered = scene.request.query_value("filter").is_some();
        let extra: Vec<Value> = match fault {
            Fault::DeletedInList if !filtered => dead().map(|old| self.render(old)).collect(),
            _ => Vec::new(),
        };
        let Some(body) = object(response) else { return };
        let total = body.get("totalResults").and_then(Value::as_u64).unwrap_or_default();
        if fault == Fault::TotalCountsDeleted && !filtered {
            body.insert("totalResults".into(), (total + dead().count() as u64).into());
        }
        if !extra.is_empty() {
            body.insert("totalResults".into(), (total + extra.len() as u64).into());
            if let Some(Value::Array(resources)) = body.get_mut("Resources") {
                resources.extend(extra);
            }
        }
    }

    /// Entity tags, and answers to conditional requests.
    fn garble_versions(&mut self, fault: Fault, scene: &Scene<'_>, response: &mut Response) {
        match fault {
            Fault::VersionChangesOnRead if scene.request.method == Method::Get => {
                self.memory.shown += 1;
                let shown = self.memory.shown;
                edit_version(response, |_| Some(format!("W/\"r{shown}\"")));
            }
            Fault::GroupVersionStands if scene.kind() == Some(Kind::Group) => {
                edit_version(response, |_| Some("W/\"1\"".to_owned()));
            }
            _ => {}
        }
    }

    /// Credentials that are taken for the right ones.
    pub(super) fn mishear_credentials(&self, fault: Fault, route: &Route, request: &mut Request) {
        let Some(token) = &self.settings.token else { return };
        let given = request.headers.get("Authorization").map(str::to_owned);
        let bare = given.as_deref().and_then(|given| given.split_once(' ')).map(|(_, token)| token);
        let group = matches!(
            route,
            Route::Collection(Kind::Group)
                | Route::Search(Kind::Group)
                | Route::Item(Kind::Group, _)
        );
        let missing = given.is_none();
        let right = token.expose();
        let accepted = match fault {
            Fault::WritesWithoutToken => missing && request.method.is_write(),
            Fault::GroupsWithoutToken => missing && group,
            Fault::ItemsWithoutToken => missing && matches!(route, Route::Item(..)),
            Fault::TokenPrefixAccepted => bare.is_some_and(|bare| {
                bare.len() > 3 && (right.starts_with(bare) || bare.starts_with(right))
            }),
            _ => false,
        };
        if accepted {
            request.headers.set("Authorization", format!("Bearer {right}"));
        }
        if fault == Fault::BearerCaseSensitive
            && given.is_some_and(|given| !given.starts_with("Bearer "))
        {
            request.headers.remove("Authorization");
        }
    }
}

/// Answers that are others, for which request and answer are enough.
pub(super) fn garble_finished(fault: Fault, scene: &Scene<'_>, response: &mut Response) {
    let (method, status) = (scene.request.method, response.status);
    let conditional = scene.request.headers.get("If-None-Match").is_some();
    match fault {
        Fault::MetaLocationDiffers if status == 201 => each_resource(response, |resource| {
            if let Some(Value::String(location)) =
                resource.get_mut("meta").and_then(|meta| meta.get_mut("location"))
            {
                *location =
                    location.replace("/Users/", "/Nowhere/").replace("/Groups/", "/Nowhere/");
            }
        }),
        Fault::SearchCreates if status == 200 && matches!(scene.route, Route::Search(_)) => {
            response.status = 201;
        }
        Fault::PutDuplicate500 if method == Method::Put && status == 409 => {
            become_error(response, 500);
        }
        Fault::PutUnknown500 if method == Method::Put && status == 404 => {
            become_error(response, 500);
        }
        Fault::PatchSchemasIgnored if method == Method::Patch && status >= 400 => {
            *response = Response::new(204);
        }
        Fault::UnauthorisedEmptyList if status == 401 && method == Method::Get => {
            *response = json_response(
                200,
                json!({
                    "schemas": [urn::LIST_RESPONSE],
                    "totalResults": 0,
                    "startIndex": 1,
                    "itemsPerPage": 0,
                    "Resources": [],
                }),
            );
        }
        Fault::ETagMissing => response.headers.remove("ETag"),
        Fault::VersionMissing => edit_version(response, |_| None),
        Fault::WeakLowerCase => edit_version(response, |tag| Some(tag.replace("W/", "w/"))),
        Fault::NotModifiedBody if status == 304 => {
            response.headers.set("Content-Type", super::super::error::MEDIA_TYPE);
            response.body = Body::Json(json!({ "schemas": [urn::USER] }));
        }
        Fault::ChangedIs304 if conditional && status == 200 => {
            response.status = 304;
            response.body = Body::Empty;
        }
        _ => {}
    }
}

/// Changes the tag in the header and in `meta.version`.
fn edit_version(response: &mut Response, edit: impl Fn(&str) -> Option<String>) {
    if let Some(tag) = response.headers.get("ETag").map(str::to_owned)
        && let Some(new) = edit(&tag)
    {
        response.headers.set("ETag", new);
    }
    each_resource(response, |resource| {
        let Some(Value::Object(meta)) = resource.get_mut("meta") else { return };
        let Some(Value::String(tag)) = meta.get("version") else { return };
        match edit(tag) {
            Some(new) => {
                meta.insert("version".into(), new.into());
            }
            None => {
                meta.remove("version");
            }
        }
    });
}
