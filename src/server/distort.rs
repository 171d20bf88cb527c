//! Faults and variations of form: they edit the finished response and never
//! touch what the server remembers.

use serde_json::{Map, Value, json};

use super::edit::object;
use super::fault::Fault;
use super::route::Route;
use super::settings::Settings;
use super::variation::{self, answer_later, prefers_no_wait};
use super::{wrong_discovery, wrong_forms};
use crate::scim::urn;
use crate::wire::{Body, Method, Request, Response};

/// The response with the faults and variations of form that are switched on.
pub(super) fn distort(settings: &Settings, request: &Request, response: Response) -> Response {
    if settings.faults.is_empty() && settings.variations.is_empty() {
        return response;
    }
    let route = Route::of(&request.path);
    let mut response = response;
    for variation in &settings.variations {
        variation::vary_form(*variation, settings, &route, request, &mut response);
    }
    for fault in &settings.faults {
        distort_status(*fault, &route, request, &mut response);
        distort_errors(*fault, &mut response);
        distort_lists(*fault, &route, request, &mut response);
        if route.is_discovery() {
            wrong_discovery::distort(*fault, &route, request, &mut response);
        } else {
            distort_resources(*fault, request, &mut response);
            wrong_forms::distort(*fault, settings, &route, request, &mut response);
        }
        distort_headers(*fault, request, &mut response);
    }
    response
}

fn set_status(response: &mut Response, status: u16) {
    response.status = status;
    if let Some(body) = object(response)
        && body.contains_key("status")
    {
        body.insert("status".into(), status.to_string().into());
    }
}

fn is_list(response: &Response) -> bool {
    response.body.json().is_some_and(|body| body.get("totalResults").is_some())
}

/// Applies `edit` to the resource of the body, or to each one of a list.
fn each_resource(response: &mut Response, edit: impl Fn(&mut Map<String, Value>)) {
    if !response.is_success() {
        return;
    }
    let Some(body) = object(response) else { return };
    if let Some(Value::Array(resources)) = body.get_mut("Resources") {
        resources.iter_mut().filter_map(Value::as_object_mut).for_each(edit);
    } else if body.contains_key("meta") || body.contains_key("id") {
        edit(body);
    }
}

fn distort_status(fault: Fault, route: &Route, request: &Request, response: &mut Response) {
    let missing_item = matches!(route, Route::Item(..)) && response.status == 404;
    let empty_list = is_list(response)
        && matches!(route, Route::Collection(_))
        && object(response).is_some_and(|body| body.get("totalResults") == Some(&json!(0)))
        && request.query_value("filter").is_some();
    let (method, status) = (request.method, response.status);
    match fault {
        Fault::FilterNoMatchIs404 if empty_list => become_error(response, 404, "no match"),
        Fault::FilterNoMatchIs501 if empty_list => become_error(response, 501, "not implemented"),
        Fault::UnknownIs500 if missing_item && method == Method::Get => set_status(response, 500),
        Fault::UnknownIs200 if missing_item && method == Method::Get => {
            response.status = 200;
            response.body = Body::Json(json!({}));
        }
        Fault::MalformedId500 if missing_item => {
            if let Route::Item(_, id) = route
                && id.len() != 36
            {
                set_status(response, 500);
            }
        }
        Fault::PatchUnknownIs500 if missing_item && method == Method::Patch => {
            set_status(response, 500);
        }
        Fault::CreateAnswers200 if status == 201 => response.status = 200,
        Fault::DuplicateIs400 if status == 409 && method == Method::Post => {
            set_status(response, 400);
            if let Some(body) = object(response) {
                body.insert("scimType".into(), "invalidValue".into());
            }
        }
        Fault::RenameToTaken500 if status == 409 && method == Method::Patch => {
            set_status(response, 500);
        }
        Fault::UnauthorisedIs403 if status == 401 => set_status(response, 500),
        Fault::ValidationIs500 if status == 400 => set_status(response, 500),
        Fault::AsyncIncomplete | Fault::AsyncRefused
            if request.headers.get("Prefer").is_some_and(|prefer| prefer == "respond-async")
                && status == 201 =>
        {
            response.status = if fault == Fault::AsyncIncomplete { 202 } else { 204 };
            response.headers.remove("Location");
            if fault == Fault::AsyncRefused {
                response.body = Body::Empty;
            }
        }
        Fault::AsyncResultOpen
            if status == 201 && method == Method::Post && prefers_no_wait(request) =>
        {
            answer_later(response);
        }
        Fault::PutMissing if method == Method::Put => {
            become_error(response, 501, "not implemented");
        }
        Fault::PutAnswersNothing if method == Method::Put && status == 200 => {
            response.status = 204;
            response.body = Body::Empty;
        }
        Fault::ClaimedButMissing
            if method == Method::Patch
                || *route == Route::Bulk
                || request.query_value("sortBy").is_some() =>
        {
            become_error(response, 501, "not implemented");
        }
        Fault::SearchMissing if matches!(route, Route::Search(_) | Route::RootSearch) => {
            become_error(response, 404, "not found");
        }
        _ => {}
    }
}

fn become_error(response: &mut Response, status: u16, detail: &str) {
    response.status = status;
    response.body = Body::Json(json!({
        "schemas": [urn::ERROR],
        "detail": detail,
        "status": status.to_string(),
    }));
}

fn distort_errors(fault: Fault, response: &mut Response) {
    if response.is_success() || response.status == 304 {
        return;
    }
    let status = response.status;
    if fault == Fault::ErrorIsHtml {
        response.headers.set("Content-Type", "text/html");
        response.body = Body::Text(format!("<html><body><h1>{status}</h1></body></html>"));
        return;
    }
    let Some(body) = object(response) else { return };
    match fault {
        Fault::StatusIsNumber => {
            body.insert("status".into(), status.into());
        }
        Fault::StatusMismatch => {
            body.insert("status".into(), "500".into());
        }
        Fault::ScimTypeInvented => {
            body.insert("scimType".into(), "somethingWrong".into());
        }
        Fault::ErrorWithoutSchemas => {
            body.remove("schemas");
        }
        Fault::DuplicateWithoutScimType if status == 409 => {
            body.remove("scimType");
        }
        Fault::DetailMissing => {
            body.remove("detail");
        }
        Fault::ChallengeMissing => response.headers.remove("WWW-Authenticate"),
        _ => {}
    }
}

fn distort_lists(fault: Fault, route: &Route, request: &Request, response: &mut Response) {
    if !is_list(response) || route.is_discovery() {
        return;
    }
    let requested = request.query_value("count").and_then(|count| count.parse::<u64>().ok());
    let start = request.query_value("startIndex").and_then(|start| start.parse::<u64>().ok());
    let Some(body) = object(response) else { return };
    let shown = body.get("Resources").and_then(Value::as_array).map_or(0, Vec::len);
    match fault {
        Fault::NoMatchResourcesNull if shown == 0 => {
            body.insert("Resources".into(), Value::Null);
        }
        Fault::TotalResultsMissing => {
            body.remove("totalResults");
        }
        Fault::ListSchemasMissing => {
            body.remove("schemas");
        }
        Fault::ListIsBareArray => {
            let resources = body.remove("Resources").unwrap_or_else(|| json!([]));
            response.body = Body::Json(resources);
        }
        Fault::TotalResultsIsPageSize => {
            body.insert("totalResults".into(), shown.into());
        }
        Fault::TotalShrinksWithStart => {
            let total = body.get("totalResults").and_then(Value::as_u64).unwrap_or_default();
            let left = (total + 1).saturating_sub(start.unwrap_or(1).max(1));
            body.insert("totalResults".into(), left.into());
        }
        Fault::ItemsPerPageIsCount => {
            body.insert("itemsPerPage".into(), requested.unwrap_or(100).into());
        }
        Fault::StartIndexNotEchoed => {
            body.insert("startIndex".into(), 1.into());
        }
        _ => {}
    }
}

fn distort_resources(fault: Fault, request: &Request, response: &mut Response) {
    let projected = request.query_value("attributes").is_some();
    let excluded = request.query_value("excludedAttributes");
    let loses_id = match fault {
        Fault::ExcludedRemovesId => {
            let names = excluded.unwrap_or_default();
            projected || names.split(',').any(|name| name.trim() == "id")
        }
        Fault::ExcludedLosesId => excluded.is_some(),
        _ => false,
    };
    match fault {
        Fault::ExcludedRemovesId | Fault::ExcludedLosesId if loses_id => {
            each_resource(response, |resource| {
                resource.remove("id");
            });
        }
        Fault::VersionElsewhere => each_resource(response, |resource| {
            if let Some(Value::String(location)) =
                resource.get_mut("meta").and_then(|meta| meta.get_mut("location"))
            {
                *location = format!("{}?api=2", location.replacen("/scim/v2/", "/v2/scim/", 1));
                if !location.contains("/v2/scim/") {
                    *location = location.replacen("/Users", "/v2/scim/Users", 1);
                }
            }
        }),
        Fault::MetaLocationMissing => each_resource(response, |resource| {
            if let Some(Value::Object(meta)) = resource.get_mut("meta") {
                meta.remove("location");
            }
        }),
        Fault::SingletonInsteadOfArray => each_resource(response, |resource| {
            for (name, value) in resource.iter_mut() {
                if name != "schemas"
                    && let Value::Array(values) = value
                    && values.len() == 1
                {
                    *value = values.remove(0);
                }
            }
        }),
        Fault::AttributeNamesLowerCased => each_resource(response, |resource| {
            *resource = std::mem::take(resource)
                .into_iter()
                .map(|(name, value)| {
                    (if name.contains(':') { name } else { name.to_ascii_lowercase() }, value)
                })
                .collect();
        }),
        _ => {}
    }
    if response.status == 201 || (response.status == 200 && request.method == Method::Post) {
        distort_created(fault, response);
    }
    if request.method == Method::Patch
        && response.status == 200
        && fault == Fault::PatchAnswerIncomplete
    {
        each_resource(response, |resource| {
            resource.remove("id");
            resource.remove("userName");
        });
    }
}

fn distort_created(fault: Fault, response: &mut Response) {
    match fault {
        Fault::IdMissingInAnswer => each_resource(response, |resource| {
            resource.remove("id");
        }),
        Fault::ExternalIdMissingInAnswer => each_resource(response, |resource| {
            resource.remove("externalId");
        }),
        Fault::MetaMissingInAnswer => each_resource(response, |resource| {
            resource.remove("meta");
        }),
        Fault::CreateAnswersNothing if response.status == 201 => response.body = Body::Empty,
        Fault::LocationMissing => response.headers.remove("Location"),
        _ => {}
    }
}

fn distort_headers(fault: Fault, request: &Request, response: &mut Response) {
    let patched = request.method == Method::Patch && response.is_success();
    let group = matches!(Route::of(&request.path), Route::Item(super::store::Kind::Group, _));
    match fault {
        Fault::PlainJsonMediaType if response.body != Body::Empty => {
            response.headers.set("Content-Type", "application/json");
        }
        Fault::PatchAnswerEmpty if patched && !group => {
            response.status = 200;
            response.body = Body::Empty;
        }
        Fault::PatchAnswers202 if patched && !group => {
            response.status = 202;
            response.body = Body::Empty;
        }
        Fault::GroupPatchEmpty200 if patched && group => {
            response.status = 200;
            response.body = Body::Empty;
        }
        Fault::PatchAttributesIgnored if patched => {
            response.status = 204;
            response.body = Body::Empty;
        }
        Fault::NoContentWithBody if response.status == 204 => {
            response.headers.set("Content-Type", super::error::MEDIA_TYPE);
            response.body = Body::Json(json!({}));
        }
        Fault::ETagDiffersFromMeta if response.headers.get("ETag").is_some() => {
            response.headers.set("ETag", "W/\"other\"");
        }
        _ => {}
    }
}
