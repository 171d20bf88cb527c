//! Faults of PATCH around what is wrong with it: what should be refused is
//! taken and ignored, what is right is refused, and a refusal leaves traces.

use serde_json::{Value, json};

use super::super::Server;
use super::super::error::ScimError;
use super::super::fault::Fault;
use super::super::route::Route;
use super::super::store::{Kind, Resource};
use super::{Scene, op_of, operations_in, path_of};
use crate::scim::path::Path;
use crate::wire::{Method, Request, Response};

/// What is only JSON Patch's (RFC 6902).
const JSON_PATCH: [&str; 3] = ["move", "copy", "test"];

fn patches(request: &Request, route: &Route) -> bool {
    request.method == Method::Patch && matches!(route, Route::Item(..))
}

/// Turns the refusal of a PATCH into a success without effect.
pub(super) fn swallow(fault: Fault, scene: &Scene<'_>, response: &mut Response) {
    if response.status != 400 || !patches(scene.request, scene.route) {
        return;
    }
    let scim_type = response.body.json().and_then(|body| body.get("scimType")?.as_str());
    if is_swallowed(fault, scene, scim_type.unwrap_or_default()) {
        *response = Response::new(204);
    }
}

fn is_swallowed(fault: Fault, scene: &Scene<'_>, scim_type: &str) -> bool {
    let operations = operations_in(scene.request);
    let any = |is_it: &dyn Fn(&Value) -> bool| operations.iter().any(is_it);
    let sets = |operation: &Value| matches!(op_of(operation).as_str(), "add" | "replace");
    match fault {
        Fault::ReadOnlyIgnored => any(&|operation| is_read_only(path_of(operation))),
        Fault::MalformedPathIgnored => any(&|operation| is_malformed(operation)),
        Fault::UnknownPathIgnored => any(&|operation| is_unknown(path_of(operation))),
        Fault::NoMatchIgnored => scim_type == "noTarget" && any(&|o| path_of(o).contains('[')),
        Fault::AddWithoutValueIgnored => {
            any(&|operation| op_of(operation) == "add" && operation.get("value").is_none())
        }
        Fault::JsonPatchIgnored => any(&|o| JSON_PATCH.contains(&op_of(o).as_str())),
        Fault::UnknownOpIgnored => {
            any(&|o| !sets(o) && op_of(o) != "remove" && !JSON_PATCH.contains(&op_of(o).as_str()))
        }
        Fault::PathlessTextIgnored => any(&|operation| {
            sets(operation)
                && operation.get("path").is_none()
                && operation.get("value").is_some_and(Value::is_string)
        }),
        Fault::EmptyOperationsIgnored => operations.is_empty(),
        Fault::MismatchIgnored => {
            scim_type == "invalidValue" && any(&|o| sets(o) && o.get("value").is_some())
        }
        _ => false,
    }
}

fn is_read_only(path: &str) -> bool {
    path == "id" || path == "groups" || path == "meta" || path.starts_with("meta.")
}

fn is_malformed(operation: &Value) -> bool {
    match operation.get("path") {
        Some(Value::String(path)) => Path::parse(path).is_err(),
        Some(path) => !path.is_null(),
        None => false,
    }
}

/// Names that the suites make up.
fn is_unknown(path: &str) -> bool {
    path == "dispalyName" || path.ends_with("isAdmin")
}

/// Refuses PATCH requests that are right.
pub(super) fn refuse(fault: Fault, scene: &Scene<'_>) -> Option<ScimError> {
    let operations = operations_in(scene.request);
    if !patches(scene.request, scene.route) {
        return None;
    }
    let lacks = |name: &str| {
        scene.before.is_some_and(|before| {
            before.attributes.keys().all(|known| !known.eq_ignore_ascii_case(name))
        })
    };
    let refused = match fault {
        Fault::LowerCaseOpRefused
            if operations.iter().any(|operation| {
                let op = operation.get("op").and_then(Value::as_str).unwrap_or_default();
                matches!(op, "add" | "remove" | "replace")
            }) =>
        {
            ScimError::invalid_syntax("op has to be Add, Remove or Replace")
        }
        Fault::SchemasPathRefused if operations.iter().any(|o| path_of(o) == "schemas") => {
            ScimError::mutability("schemas cannot be changed")
        }
        Fault::ReplaceAbsentRefused
            if operations.iter().any(|operation| {
                let path = path_of(operation);
                let plain = !path.is_empty() && !path.contains(['[', ':', '.']);
                op_of(operation) == "replace" && plain && lacks(path)
            }) =>
        {
            ScimError::no_target("there is nothing to replace")
        }
        Fault::CoreUrnPathRefused
            if operations.iter().any(|o| path_of(o).contains(":core:2.0:")) =>
        {
            ScimError::invalid_path("the path is not known")
        }
        Fault::MemberPartsRefused
            if operations.iter().any(|operation| {
                let members = operation.get("value").and_then(Value::as_array);
                members.into_iter().flatten().any(|member| member.get("type").is_some())
                    && path_of(operation) == "members"
            }) =>
        {
            ScimError::mutability("members.type is immutable")
        }
        _ => return None,
    };
    Some(refused)
}

/// Reads the value filters of paths wrongly.
pub(super) fn misread_filter(fault: Fault, operation: &mut Value) {
    let path = path_of(operation);
    let (Some(open), Some(close)) = (path.find('['), path.rfind(']')) else { return };
    let Some(filter) = path.get(open + 1..close) else { return };
    let read = match fault {
        Fault::FirstComparisonOnly => {
            let end = [" and ", " or "].iter().filter_map(|word| filter.find(word)).min();
            filter[..end.unwrap_or(filter.len())].to_owned()
        }
        Fault::NotIgnored => filter
            .strip_prefix("not (")
            .and_then(|rest| rest.strip_suffix(')'))
            .unwrap_or(filter)
            .to_owned(),
        Fault::EveryOperatorIsEq => [" ne ", " co ", " sw ", " ew "]
            .iter()
            .fold(filter.to_owned(), |text, operator| text.replace(operator, " eq "))
            .replace(" pr", " eq \"\""),
        _ => return,
    };
    operation["path"] = format!("{}{read}{}", &path[..=open], &path[close..]).into();
}

impl Server {
    /// What a PATCH does to resources that it should leave alone: a refused one
    /// to its own, a successful one to the others.
    pub(super) fn spoil_around(&mut self, fault: Fault, scene: &Scene<'_>, response: &Response) {
        let Some(before) = scene.before.filter(|_| patches(scene.request, scene.route)) else {
            return;
        };
        let spoiled: Vec<Resource> = match fault {
            Fault::RefusedPatchLeavesDraft if !response.is_success() => vec![before.clone()],
            Fault::PatchChangesNeighbours if response.is_success() => self
                .store
                .iter(before.kind)
                .filter(|other| other.id != before.id)
                .cloned()
                .collect(),
            _ => return,
        };
        self.memory.shown += 1;
        let draft = format!("Draft {}", self.memory.shown);
        for resource in spoiled {
            let mut attributes = resource.attributes.clone();
            match resource.kind {
                Kind::User => attributes.insert("name".into(), json!({ "familyName": draft })),
                Kind::Group => attributes.insert("externalId".into(), draft.clone().into()),
            };
            self.store.update(&resource.id, attributes, resource.modified);
        }
    }

    /// Was there a PATCH of this path that succeeded?
    pub(in crate::server) fn was_patched(&self, path: &str) -> bool {
        self.memory.last_patches.contains_key(path)
    }

    /// Adds a user to the groups that its own `groups` names.
    pub(super) fn join_named_groups(&mut self, scene: &Scene<'_>, user: &str) {
        let named: Vec<String> = operations_in(scene.request)
            .iter()
            .filter(|operation| path_of(operation).is_empty())
            .filter_map(|operation| operation.get("value")?.get("groups")?.as_array())
            .flatten()
            .filter_map(|group| group.get("value")?.as_str())
            .filter(|group| self.store.get(Kind::Group, group).is_some())
            .map(str::to_owned)
            .collect();
        for group in named {
            self.add_member(&group, user);
        }
    }
}
