//! Faults that refuse what is right, or crash on it.

use serde_json::Value;

use super::super::Server;
use super::super::error::ScimError;
use super::super::fault::Fault;
use super::super::read::is_disabled;
use super::super::route::Route;
use super::super::store::{Kind, Resource};
use super::super::variation::prefers_no_wait;
use super::{Scene, id_of, op_of, operations_in, path_of};
use crate::scim::urn;
use crate::wire::{Method, Request};

fn crash() -> ScimError {
    ScimError::new(500, "internal error")
}

fn parameter<'a>(request: &'a Request, name: &str) -> Option<&'a str> {
    let named = |given: &str| given.eq_ignore_ascii_case(name);
    request.query.iter().find(|parameter| named(&parameter.name))?.value.as_deref()
}

fn number(request: &Request, name: &str) -> Option<i64> {
    parameter(request, name)?.parse().ok()
}

fn member<'a>(request: &'a Request, name: &str) -> Option<&'a Value> {
    request.body.json()?.get(name)
}

/// Refusals for which the request alone is enough.
pub(in crate::server) fn refuse_form(fault: Fault, scene: &Scene<'_>) -> Option<ScimError> {
    let Scene { route, request, .. } = scene;
    let accept = request.headers.get("Accept");
    let is_new_user = **route == Route::Collection(Kind::User) && request.method == Method::Post;
    let writes = matches!(request.method, Method::Post | Method::Put) && scene.kind().is_some();
    let nameless =
        is_new_user && member(request, "name").is_none_or(|n| n.get("familyName").is_none());
    let refused = match fault {
        Fault::MinimalUserIs409 if nameless => ScimError::new(409, "familyName is missing"),
        Fault::DiscoveryNeedsToken500
            if route.is_discovery() && request.headers.get("Authorization").is_none() =>
        {
            crash()
        }
        Fault::WrongMethod500
            if route.methods().is_some_and(|known| {
                !known.split(", ").any(|known| known == request.method.as_str())
            }) =>
        {
            crash()
        }
        Fault::OtherCasePath500 if has_other_case(&request.path) => crash(),
        Fault::IfMatchStarRefused if request.headers.get("If-Match") == Some("*") => {
            ScimError::new(412, "the version is another one")
        }
        Fault::BulkUnannounced500 if **route == Route::Bulk => crash(),
        Fault::BulkCircle500 if **route == Route::Bulk && is_circular(request) => crash(),
        Fault::SortUnannounced500 if parameter(request, "sortBy").is_some() => crash(),
        Fault::SortOrderUnknown500
            if parameter(request, "sortOrder")
                .is_some_and(|order| !matches!(order, "ascending" | "descending")) =>
        {
            crash()
        }
        Fault::SortSubAttribute500
            if parameter(request, "sortBy").is_some_and(|by| by.contains('.')) =>
        {
            crash()
        }
        Fault::LongFilterRefused
            if parameter(request, "filter").is_some_and(|filter| filter.chars().count() > 150) =>
        {
            ScimError::new(414, "the URI is too long")
        }
        Fault::NegativeStartRefused if number(request, "startIndex").is_some_and(|n| n < 1) => {
            ScimError::invalid_value("startIndex has to be positive")
        }
        Fault::NegativeCount500 if number(request, "count").is_some_and(|n| n < 0) => crash(),
        Fault::AsyncAcceptRefused
            if prefers_no_wait(request)
                && accept.is_some_and(|accept| !accept.contains("json")) =>
        {
            ScimError::new(406, "only application/scim+json can be had")
        }
        Fault::PlainJsonRefused if accept == Some("application/json") => {
            ScimError::new(406, "only application/scim+json can be had")
        }
        Fault::NoAcceptRefused if accept.is_none() => ScimError::new(406, "Accept is missing"),
        Fault::HeaderRefused if request.headers.get("ADSCIMVersion").is_some() => {
            ScimError::invalid_syntax("unknown header")
        }
        Fault::LongText500 if request.body.json().is_some_and(has_long_text) => crash(),
        Fault::ManyEmails500
            if member(request, "emails").and_then(Value::as_array).is_some_and(|e| e.len() > 3) =>
        {
            crash()
        }
        Fault::PropertyOrder
            if writes
                && request.body.json().and_then(Value::as_object).is_some_and(|body| {
                    body.keys().next().is_some_and(|first| first != "schemas")
                }) =>
        {
            ScimError::invalid_syntax("schemas is missing")
        }
        Fault::SchemaOrder
            if writes
                && member(request, "schemas")
                    .and_then(|schemas| schemas.get(0)?.as_str())
                    .is_some_and(|first| first != urn::USER && first != urn::GROUP) =>
        {
            ScimError::invalid_syntax("the first schema is not known")
        }
        Fault::ListRefusedOddly
            if request.method == Method::Get
                && matches!(**route, Route::Collection(_))
                && parameter(request, "filter").is_none() =>
        {
            ScimError::new(400, "there are too many")
        }
        Fault::EmptyGroupRefused | Fault::ManagerObjectRefused => {
            return super::later::refuse_create(fault, scene);
        }
        Fault::MeIs500 if **route == Route::Me => crash(),
        Fault::MeIs405 if **route == Route::Me => ScimError::new(405, "not here"),
        Fault::LargeCount500 if number(request, "count").is_some_and(|count| count > 20) => crash(),
        _ => return refuse_address(fault, request),
    };
    Some(refused)
}

/// Refusals of how a tenant URL may look: a flag in it, a slash at its end.
fn refuse_address(fault: Fault, request: &Request) -> Option<ScimError> {
    let is_flag_last = request.query.last().is_some_and(|last| last.value.is_none());
    let refused = match fault {
        Fault::FlagBehindFilterRefused
            if is_flag_last && parameter(request, "filter").is_some() =>
        {
            ScimError::invalid_filter("the query is malformed")
        }
        Fault::TrailingSlashRefused if request.path.len() > 1 && request.path.ends_with('/') => {
            ScimError::invalid_value("the id is empty")
        }
        _ => return None,
    };
    Some(refused)
}

/// Refusals of PATCH requests.
pub(super) fn refuse_operations(fault: Fault, scene: &Scene<'_>) -> Option<ScimError> {
    let request = scene.request;
    let operations = operations_in(request);
    if request.method != Method::Patch || !scene.is_item() {
        return None;
    }
    let paths = || operations.iter().map(path_of);
    let user = scene.kind() == Some(Kind::User);
    let before = scene.before;
    let refused = match fault {
        Fault::SecondTypeIs500 if user && paths().any(|path| finds_none_of_some(path, before)) => {
            crash()
        }
        Fault::ValuePathAndRefused if paths().any(|p| p.contains('[') && p.contains(" and ")) => {
            ScimError::invalid_path("the value filter is not supported")
        }
        Fault::ValuePathObjectRefused
            if user
                && operations.iter().any(|o| path_of(o).ends_with(']') && op_of(o) != "remove") =>
        {
            ScimError::invalid_path("a sub-attribute is needed")
        }
        Fault::PathlessAddRefused
            if operations.iter().any(|o| path_of(o).is_empty() && op_of(o) == "add") =>
        {
            ScimError::invalid_path("a path is needed")
        }
        Fault::FlagBreaksPatch if user && !request.query.is_empty() => {
            ScimError::not_found("this path")
        }
        Fault::FirstMember500
            if !user
                && before.is_some_and(|before| before.member_ids().next().is_none())
                && operations.iter().any(|o| op_of(o) == "add" && path_of(o) == "members") =>
        {
            crash()
        }
        _ => return None,
    };
    Some(refused)
}

/// Does the value filter of a path find none of the elements that are there?
fn finds_none_of_some(path: &str, before: Option<&Resource>) -> bool {
    let Some((name, rest)) = path.split_once('[') else { return false };
    let wanted = rest.split('"').nth(1).unwrap_or_default();
    before
        .and_then(|before| before.attributes.get(name)?.as_array())
        .is_some_and(|elements| !elements.iter().any(|e| e.get("type") == Some(&wanted.into())))
}

fn has_other_case(path: &str) -> bool {
    const KNOWN: [&str; 6] =
        ["Users", "Groups", "Schemas", "ResourceTypes", "ServiceProviderConfig", "Bulk"];
    let first = path.split('/').find(|segment| !segment.is_empty()).unwrap_or_default();
    KNOWN.iter().any(|known| first.eq_ignore_ascii_case(known) && first != *known)
}

/// Do two operations of a bulk job refer to each other?
fn is_circular(request: &Request) -> bool {
    let Some(Value::Array(operations)) = member(request, "Operations") else { return false };
    let refers = |from: &Value, to: &Value| {
        let name = to.get("bulkId").and_then(Value::as_str).unwrap_or("?");
        from.get("data").is_some_and(|data| data.to_string().contains(&format!("bulkId:{name}\"")))
    };
    operations.iter().enumerate().any(|(index, one)| {
        operations[index + 1..].iter().any(|two| refers(one, two) && refers(two, one))
    })
}

fn has_long_text(value: &Value) -> bool {
    match value {
        Value::String(text) => text.chars().count() > 100,
        Value::Array(values) => values.iter().any(has_long_text),
        Value::Object(values) => values.values().any(has_long_text),
        _ => false,
    }
}

impl Server {
    /// Refusals that depend on what is stored.
    pub(super) fn refuse_state(&self, fault: Fault, scene: &Scene<'_>) -> Option<ScimError> {
        let Scene { route, request, before, groups } = scene;
        let members = before.map_or(0, |before| before.member_ids().count());
        let gets_group = scene.is(Method::Get, Kind::Group) && scene.is_item();
        let deletes = request.method == Method::Delete;
        let refused = match fault {
            Fault::InactiveExternalIdTaken
                if **route == Route::Collection(Kind::User)
                    && request.method == Method::Post
                    && self.belongs_to_disabled(member(request, "externalId")) =>
            {
                ScimError::uniqueness("externalId is taken")
            }
            Fault::DeleteReferenced500
                if deletes && (!groups.is_empty() || self.manages(*before)) =>
            {
                crash()
            }
            Fault::GroupDelete404 if deletes && members > 0 => {
                ScimError::new(409, "the group has members")
            }
            Fault::TooManyRefused => match route {
                Route::Collection(kind)
                    if request.method == Method::Get
                        && parameter(request, "count").is_none()
                        && parameter(request, "filter").is_none()
                        && self.store.iter(*kind).count() > 100 =>
                {
                    ScimError::with_type(400, "tooMany", "there are too many")
                }
                _ => return None,
            },
            Fault::LargeGroupRead500 if gets_group && members > 100 => crash(),
            Fault::LargeGroupLookup500
                if gets_group
                    && members > 200
                    && parameter(request, "excludedAttributes").is_none() =>
            {
                crash()
            }
            Fault::RepeatedPatch500
                if request.method == Method::Patch
                    && self.memory.last_patches.get(&request.path) == Some(&request.body) =>
            {
                crash()
            }
            _ => return None,
        };
        Some(refused)
    }

    fn belongs_to_disabled(&self, external_id: Option<&Value>) -> bool {
        external_id.and_then(Value::as_str).is_some_and(|external_id| {
            self.store.with_external_id(Kind::User, external_id).any(is_disabled)
        })
    }

    fn manages(&self, user: Option<&Resource>) -> bool {
        user.is_some_and(|user| {
            self.store.iter(Kind::User).any(|other| manager_of(other) == Some(user.id.as_str()))
        })
    }

    /// Brings back what was deleted, and makes users of unknown members, before
    /// the request is answered.
    pub(super) fn revive(&mut self, fault: Fault, scene: &Scene<'_>) {
        let request = scene.request;
        let revives = match request.method {
            Method::Patch => fault == Fault::DeletedPatchable,
            Method::Put => fault == Fault::DeletedPutRevives,
            _ => false,
        };
        if let (true, Route::Item(kind, id)) = (revives, scene.route)
            && self.store.get(*kind, id).is_none()
            && let Some(old) = self.graveyard.iter().find(|old| old.id == *id).cloned()
        {
            self.store.insert(old);
        }
        if fault == Fault::UnknownMemberCreated && scene.kind() == Some(Kind::Group) {
            let listed = member(request, "members").into_iter();
            let added =
                operations_in(request).iter().filter_map(|operation| operation.get("value"));
            let unknown: Vec<String> = listed
                .chain(added)
                .filter_map(Value::as_array)
                .flatten()
                .filter_map(id_of)
                .filter(|id| self.store.find(id).is_none())
                .map(str::to_owned)
                .collect();
            for id in unknown {
                let attributes =
                    [("userName".to_owned(), id.as_str().into())].into_iter().collect();
                self.keep(Kind::User, Some(id), attributes);
            }
        }
    }
}

/// The id of the manager of a user.
pub(super) fn manager_of(user: &Resource) -> Option<&str> {
    let manager = user.attributes.get(urn::ENTERPRISE_USER)?.get("manager")?;
    manager.get("value")?.as_str()
}
