//! Faults that show only in a later request, in another way of reading, or
//! when something came before.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::super::Server;
use super::super::error::ScimError;
use super::super::fault::Fault;
use super::super::read::is_disabled;
use super::super::route::Route;
use super::super::store::{Attributes, Kind, Resource};
use super::{Scene, id_of, object, op_of, operations_in, path_of};
use crate::scim::urn;
use crate::wire::{Method, Request, Response};

/// Stands in a request that was refused for its token, and is done all the same.
const REFUSED: &str = "Scimproof-Refused";

/// What these faults remember.
#[derive(Debug, Default)]
pub(super) struct Past {
    /// Of a new user, how many elements its lists had.
    lengths: HashMap<String, HashMap<String, usize>>,
    /// Users who were enabled again.
    enabled: BTreeSet<String>,
    /// Of a resource, how many times it was patched.
    patches: HashMap<String, u64>,
}

/// The operations of a PATCH with their values as objects: `(path, value)`, where
/// an operation without path gives one pair for each key.
fn named(request: &Request) -> Vec<(String, Value)> {
    let mut pairs = Vec::new();
    for operation in operations_in(request) {
        let value = operation.get("value").cloned().unwrap_or_default();
        match (path_of(operation), value) {
            ("", Value::Object(values)) => pairs.extend(values),
            (path, value) => pairs.push((path.to_owned(), value)),
        }
    }
    pairs
}

fn is_true(value: &Value) -> bool {
    value == true || value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("true"))
}

fn is_false(value: &Value) -> bool {
    value == false || value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("false"))
}

fn has_list(resource: &Resource, name: &str) -> bool {
    resource.attributes.get(name).and_then(Value::as_array).is_some_and(|list| !list.is_empty())
}

/// The lists to which a PATCH adds, of those that have elements.
fn lists_added_to(request: &Request, before: &Resource) -> Vec<String> {
    operations_in(request)
        .iter()
        .filter(|operation| op_of(operation) == "add" && has_list(before, path_of(operation)))
        .map(|operation| path_of(operation).to_owned())
        .collect()
}

/// Refusals of creates.
pub(super) fn refuse_create(fault: Fault, scene: &Scene<'_>) -> Option<ScimError> {
    let request = scene.request;
    let new = |kind| *scene.route == Route::Collection(kind) && request.method == Method::Post;
    let body = request.body.json();
    match fault {
        Fault::EmptyGroupRefused
            if new(Kind::Group) && body.is_some_and(|body| body.get("members").is_none()) =>
        {
            Some(ScimError::invalid_value("a group needs members"))
        }
        Fault::ManagerObjectRefused
            if new(Kind::User)
                && body.is_some_and(|body| {
                    let extension = body.get(urn::ENTERPRISE_USER);
                    extension.and_then(|it| it.get("manager")).is_some_and(Value::is_object)
                }) =>
        {
            Some(ScimError::invalid_value("manager cannot be set yet"))
        }
        _ => None,
    }
}

/// Refusals of changes, for which request and resource are enough.
pub(super) fn refuse(fault: Fault, scene: &Scene<'_>) -> Option<ScimError> {
    let request = scene.request;
    let before = scene.before.filter(|_| request.method == Method::Patch)?;
    match before.kind {
        Kind::User => refuse_user(fault, request, before),
        Kind::Group => refuse_group(fault, request, before),
    }
}

fn refuse_group(fault: Fault, request: &Request, before: &Resource) -> Option<ScimError> {
    let filled = before.member_ids().next().is_some();
    let names = |name: &str| named(request).iter().any(|(path, _)| path == name);
    let members = |op: &str| {
        let is_it = |operation: &&Value| op_of(operation) == op && path_of(operation) == "members";
        operations_in(request).iter().find(is_it)
    };
    match fault {
        Fault::AddToFilledRefused if filled && members("add").is_some() => {
            Some(ScimError::new(409, "the group has members"))
        }
        Fault::FilledRenameRefused if filled && names("displayName") => {
            Some(ScimError::invalid_value("the group is in use"))
        }
        Fault::GroupExternalIdFinal
            if names("externalId") && before.attributes.contains_key("externalId") =>
        {
            Some(ScimError::mutability("externalId cannot be changed"))
        }
        Fault::RemoveAllRefused if members("remove").is_some_and(|o| o.get("value").is_none()) => {
            Some(ScimError::invalid_value("say whom to remove"))
        }
        _ => None,
    }
}

fn refuse_user(fault: Fault, request: &Request, before: &Resource) -> Option<ScimError> {
    let pairs = named(request);
    let active = |is_it: &dyn Fn(&Value) -> bool| {
        pairs.iter().any(|(path, value)| path == "active" && is_it(value))
    };
    match fault {
        Fault::EnableRefused if is_disabled(before) && active(&is_true) => {
            Some(ScimError::invalid_value("the user has left"))
        }
        Fault::DisableWithOthersRefused if pairs.len() > 1 && active(&is_false) => {
            Some(ScimError::invalid_value("active has to be changed alone"))
        }
        Fault::PrimaryPathRefused if pairs.iter().any(|(path, _)| path.ends_with("].primary")) => {
            Some(ScimError::invalid_path("primary cannot be named"))
        }
        Fault::AddToListRefused if !lists_added_to(request, before).is_empty() => {
            Some(ScimError::invalid_value("the attribute has a value"))
        }
        Fault::SamePathRefused => {
            let mut seen = BTreeSet::new();
            let twice = operations_in(request)
                .iter()
                .map(path_of)
                .any(|path| !path.is_empty() && !seen.insert(path));
            twice.then(|| ScimError::invalid_syntax("a path stands there twice"))
        }
        _ => None,
    }
}

impl Server {
    /// Lets a write without the right token through; it is marked.
    pub(super) fn mishear_refused(&self, fault: Fault, request: &mut Request) {
        let Some(token) = &self.settings.token else { return };
        let right = format!("Bearer {}", token.expose());
        let given = request.headers.get("Authorization");
        let concerned =
            fault == Fault::UnauthorisedDone || (fault == Fault::WrongTokenDone && given.is_some());
        if concerned && request.method.is_write() && given != Some(&right) {
            request.headers.set("Authorization", right);
            request.headers.set(REFUSED, "1");
        }
    }

    /// Refuses a member that was there before.
    pub(super) fn refuse_returning(&self, fault: Fault, scene: &Scene<'_>) -> Option<ScimError> {
        let before = scene.before.filter(|before| {
            fault == Fault::ReaddRefused
                && before.kind == Kind::Group
                && scene.request.method == Method::Patch
        })?;
        let added = operations_in(scene.request).iter().filter(|o| op_of(o) == "add");
        added
            .filter_map(|operation| operation.get("value")?.as_array())
            .flatten()
            .filter_map(id_of)
            .any(|id| self.memory.removed.contains(&(before.id.clone(), id.to_owned())))
            .then(|| ScimError::new(409, "the member was there before"))
    }

    /// Changes what is stored and leaves the answer as it is.
    pub(super) fn spoil_stored(
        &mut self,
        fault: Fault,
        scene: &Scene<'_>,
        response: &mut Response,
    ) {
        if scene.request.headers.get(REFUSED).is_some() {
            *response = ScimError::new(401, "the bearer token is wrong").to_response();
            return;
        }
        if fault == Fault::RefusedDuplicateOverwrites && response.status == 409 {
            self.overwrite_same(scene);
        }
        let Some(after) = self.written(scene, response) else { return };
        let mut attributes = after.attributes.clone();
        match scene.request.method {
            Method::Post => self.lose_of_new(fault, &after, &mut attributes),
            Method::Put => lose_of_replaced(fault, scene.request, &mut attributes),
            Method::Patch => {
                if let Some(before) = scene.before {
                    self.lose_of_patched(fault, scene.request, before, &after, &mut attributes);
                }
            }
            _ => {}
        }
        if attributes != after.attributes {
            self.store.update(&after.id, attributes, after.modified);
            let revision = after.revision;
            self.store.touch(&after.id, |resource| resource.revision = revision);
        }
        self.touch_neighbours(fault, scene, &after);
    }

    /// Takes what a refused create says for the resource that has its name.
    fn overwrite_same(&mut self, scene: &Scene<'_>) {
        let (Some(kind), Some(Value::Object(body))) = (scene.kind(), scene.request.body.json())
        else {
            return;
        };
        let name = body.get(kind.naming_attribute()).and_then(Value::as_str).unwrap_or_default();
        let same = self.store.named(kind, name).next().cloned();
        if let Some(mut same) = same {
            same.attributes.retain(|name, _| body.contains_key(name));
            self.store.update(&same.id, same.attributes, same.modified);
        }
    }

    fn lose_of_new(&mut self, fault: Fault, after: &Resource, attributes: &mut Attributes) {
        let others = || self.store.iter(after.kind).filter(|other| other.id != after.id);
        let user = after.kind == Kind::User;
        match fault {
            Fault::AddedElementsHidden if user => {
                let lengths = after.attributes.iter().filter_map(|(name, value)| {
                    value.as_array().map(|list| (name.clone(), list.len()))
                });
                let lengths = lengths.collect();
                self.memory.past.lengths.insert(after.id.clone(), lengths);
            }
            Fault::ManagerForgotten => remove_manager(attributes),
            Fault::SharedEmailForgotten if user => {
                let values = |resource: &Resource| -> Vec<Value> {
                    let emails = resource.attributes.get("emails").and_then(Value::as_array);
                    emails.into_iter().flatten().filter_map(|e| e.get("value").cloned()).collect()
                };
                let own = values(after);
                if others().any(|other| values(other).iter().any(|value| own.contains(value))) {
                    attributes.remove("emails");
                }
            }
            Fault::SharedExternalIdForgotten if user => {
                let own = after.attributes.get("externalId");
                if own.is_some() && others().any(|o| o.attributes.get("externalId") == own) {
                    attributes.remove("externalId");
                }
            }
            Fault::KnownNameForgotten if user => {
                let name = after.name().unwrap_or_default();
                let known = self.memory.first_names.iter();
                if known.into_iter().any(|(id, known)| *id != after.id && known == name) {
                    attributes.remove("name");
                }
            }
            Fault::GroupExternalIdForgotten if !user => {
                attributes.remove("externalId");
            }
            _ => {}
        }
    }

    fn lose_of_patched(
        &mut self,
        fault: Fault,
        request: &Request,
        before: &Resource,
        after: &Resource,
        attributes: &mut Attributes,
    ) {
        *self.memory.past.patches.entry(after.id.clone()).or_default() += 1;
        let enables = is_disabled(before) && !is_disabled(after);
        let user = after.kind == Kind::User;
        match fault {
            Fault::ReaddRefused => {
                let kept: Vec<&str> = after.member_ids().collect();
                let gone = before.member_ids().filter(|id| !kept.contains(id));
                self.memory.removed.extend(gone.map(|id| (after.id.clone(), id.to_owned())));
            }
            Fault::EnableNotStored if enables => {
                attributes.insert("active".into(), false.into());
            }
            Fault::EnableDropsMemberships if enables => self.drop_memberships(&after.id),
            Fault::EnabledShownInactive if enables => {
                self.memory.past.enabled.insert(after.id.clone());
            }
            Fault::AddToListNotStored if user => {
                for name in lists_added_to(request, before) {
                    if let Some(list) = before.attributes.get(&name) {
                        attributes.insert(name, list.clone());
                    }
                }
            }
            Fault::NoChangeClears if user && before.attributes == after.attributes => {
                for (path, _) in named(request) {
                    let name = path.split(['.', '[']).next().unwrap_or_default();
                    if !matches!(name, "userName" | "active") {
                        attributes.remove(name);
                    }
                }
            }
            Fault::RemoveSetsValue if user => {
                for operation in operations_in(request).iter().filter(|o| op_of(o) == "remove") {
                    set_removed(operation, before, attributes);
                }
            }
            Fault::SameNameDropsMembers
                if !user
                    && before.name() == after.name()
                    && named(request).iter().any(|(path, _)| path == "displayName") =>
            {
                attributes.remove("members");
            }
            Fault::ManagerNotStored => {
                let manager = |resource: &Resource| {
                    resource.attributes.get(urn::ENTERPRISE_USER)?.get("manager").cloned()
                };
                if manager(before) != manager(after) {
                    remove_manager(attributes);
                }
            }
            _ => {}
        }
    }

    /// Changes resources that a write does not name.
    fn touch_neighbours(&mut self, fault: Fault, scene: &Scene<'_>, after: &Resource) {
        let later = scene.request.method == Method::Patch
            && self.memory.past.patches.get(&after.id).is_some_and(|patches| *patches > 1);
        let replaced = scene.request.method == Method::Put && after.kind == Kind::User;
        let touches = match fault {
            Fault::LaterPatchChangesOthers => later,
            Fault::PutChangesOthers => replaced,
            _ => false,
        };
        if !touches {
            return;
        }
        self.memory.shown += 1;
        let text = Value::from(format!("Other {}", self.memory.shown));
        let others: Vec<Resource> =
            self.store.iter(after.kind).filter(|other| other.id != after.id).cloned().collect();
        for mut other in others {
            let attributes = &mut other.attributes;
            let text = text.clone();
            match (fault, other.kind) {
                (Fault::PutChangesOthers, _) => {
                    if let Some(Value::Object(extension)) = attributes.get_mut(urn::ENTERPRISE_USER)
                    {
                        extension.insert("department".into(), text);
                    }
                }
                (_, Kind::User) => {
                    attributes.insert("name".into(), serde_json::json!({ "familyName": text }));
                }
                (_, Kind::Group) => {
                    attributes.insert("externalId".into(), text);
                }
            }
            self.store.update(&other.id, other.attributes, other.modified);
        }
    }

    /// Searches that show something else than what is stored.
    pub(super) fn garble_searches(&self, fault: Fault, scene: &Scene<'_>, response: &mut Response) {
        let searches = matches!(scene.route, Route::Collection(_))
            && scene.request.query_value("filter").is_some();
        if !searches || !super::is_list(response) {
            return;
        }
        let resources = object(response).and_then(|body| body.get_mut("Resources"));
        for resource in resources.and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(resource) = resource.as_object_mut() else { continue };
            let id = resource.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
            match fault {
                Fault::EnabledShownInactive if self.memory.past.enabled.contains(&id) => {
                    resource.insert("active".into(), false.into());
                }
                Fault::GroupSearchForgets
                    if self.store.get(Kind::Group, &id).is_some_and(|it| it.revision > 2) =>
                {
                    resource.remove("externalId");
                }
                Fault::AddedElementsHidden => {
                    if let Some(lengths) = self.memory.past.lengths.get(&id) {
                        cut(resource, lengths);
                    }
                }
                _ => {}
            }
        }
    }
}

fn cut(resource: &mut Map<String, Value>, lengths: &HashMap<String, usize>) {
    for (name, length) in lengths {
        if let Some(Value::Array(list)) = resource.get_mut(name) {
            list.truncate(*length);
        }
    }
}

fn remove_manager(attributes: &mut Attributes) {
    if let Some(Value::Object(extension)) = attributes.get_mut(urn::ENTERPRISE_USER) {
        extension.remove("manager");
    }
}

fn lose_of_replaced(fault: Fault, request: &Request, attributes: &mut Attributes) {
    let carries = |name: &str| request.body.json().is_some_and(|body| body.get(name).is_some());
    if fault == Fault::PutReadOnlyLosesEmails && (carries("id") || carries("meta")) {
        attributes.remove("emails");
    }
}

/// `{"op": "remove", "path": "list[type eq \"t\"].sub", "value": v}` read as if it set the value.
fn set_removed(operation: &Value, before: &Resource, attributes: &mut Attributes) {
    let path = path_of(operation);
    let (Some((name, rest)), Some(value)) = (path.split_once('['), operation.get("value")) else {
        return;
    };
    let (Some(kind), Some((_, sub))) = (rest.split('"').nth(1), rest.split_once("].")) else {
        return;
    };
    let Some(Value::Array(mut list)) = before.attributes.get(name).cloned() else { return };
    for element in &mut list {
        if element.get("type").and_then(Value::as_str) == Some(kind) {
            element[sub] = value.clone();
        }
    }
    attributes.insert(name.to_owned(), list.into());
}
